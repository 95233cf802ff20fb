/**
 * What an expectation would have meant: which matches of the past it covers, and which open alerts. Everything is found by an
 * index and the work has an end, so that a modal may ask with every change of its form.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type Scope, covers } from '../alert/expectation';
import type { Level } from '../detect/level';
import { type JsonObject, isProblem, parseEvent } from '../source/event';
import { principalOf } from '../source/principal';
import { alertOf } from './alerts';
import type { Schema } from './schema';

export interface Asked {
  readonly scope: Scope;
  /** The rules it is about; undefined for all. */
  readonly ruleIds: readonly string[] | undefined;
  /** Event time (milliseconds) from which on matches count. */
  readonly since: number;
  /** The principal's key and the alert it is made for, which need no counting. */
  readonly principal: string;
  readonly session: string | undefined;
  readonly alertId: string;
}

export interface Preview {
  /** From when on the store knows of events, not before what was asked (milliseconds). */
  readonly since: number;
  /** Events whose matches it covers. */
  readonly count: number;
  /** There were more matches than are read at once: the numbers are the least. */
  readonly more: boolean;
  /** Other principals it covers, and rules, each with its matches, the most first. */
  readonly others: readonly CountedPrincipal[];
  readonly rules: readonly Counted[];
  /** Other alerts that are not resolved and that it covers. */
  readonly alerts: number;
}

export interface Counted {
  readonly key: string;
  readonly count: number;
}

/** Of a role of Identity Center each session is a person. */
export interface CountedPrincipal extends Counted {
  readonly session: string | undefined;
}

/** As many matches, and as many open alerts, are looked at for one preview. */
const MOST_MATCHES = 20_000;
const MOST_ALERTS = 1_000;

export async function previewOf(reader: Kysely<Schema>, asked: Asked, most = MOST_MATCHES): Promise<Preview> {
  const { scope, ruleIds } = asked;
  const events = new Set<string>();
  const others = new Map<string, number>();
  const rules = new Map<string, number>();
  let left = most;
  for (const ruleId of ruleIds ?? [undefined]) {
    const read = await readable(reader, ruleId, asked.since, left);
    for (const row of await rowsOf(reader, asked, ruleId, left)) {
      if (!covers(scope, subjectOf(row, scope))) continue;
      events.add(row.event_id);
      add(rules, row.rule_id);
      const other = otherOf(row, asked);
      if (other !== undefined) add(others, other);
    }
    left -= read;
    if (left < 0) break;
  }
  const first = await reader
    .selectFrom('events')
    .select((select) => select.fn.min<number | null>('time').as('time'))
    .executeTakeFirst();
  return {
    since: Math.max(asked.since, first?.time ?? asked.since),
    count: events.size,
    more: left < 0,
    others: mostFirst(others).map(({ key, count }) => ({
      ...(JSON.parse(key) as Omit<CountedPrincipal, 'count'>),
      count,
    })),
    rules: mostFirst(rules),
    alerts: await coveredAlerts(reader, asked),
  };
}

/** Whom a match is of, when that is not whom the alert is of; as JSON, to be counted. */
function otherOf({ principal: key, session: recorded }: Row, asked: Asked): string | undefined {
  const session = /^role:\d*:AWSReservedSSO_/.test(key) ? (recorded ?? undefined) : undefined;
  const isOwn = key === asked.principal && (session === undefined || session === asked.session);
  return isOwn ? undefined : JSON.stringify({ key, session });
}

interface Row {
  readonly event_id: string;
  readonly rule_id: string;
  readonly level: Level;
  readonly principal: string;
  readonly session: string | null;
  readonly account: string;
  readonly address: string | null;
  /** Where the key does not hold the name. */
  readonly record: string | null;
}

/** How many matches there are to read, of which one more than may be read says that there are more. */
async function readable(
  reader: Kysely<Schema>,
  ruleId: string | undefined,
  since: number,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select 1 from matches where ${during(ruleId, since)} limit ${limit + 1})`.execute(
    reader,
  );
  return rows[0]?.count ?? 0;
}

function during(ruleId: string | undefined, since: number): RawBuilder<unknown> {
  return ruleId === undefined ? sql`time >= ${since}` : sql`rule_id = ${ruleId} and time >= ${since}`;
}

/** The store leaves out what the scope rules out by equality; patterns, networks and levels are the expectation's to judge. */
async function rowsOf(
  reader: Kysely<Schema>,
  { scope: { covered, account }, since }: Asked,
  ruleId: string | undefined,
  limit: number,
): Promise<readonly Row[]> {
  const whom = covered.kind === 'pattern' ? sql`` : sql`and e.principal = ${covered.principal}`;
  const where = account === undefined ? sql`` : sql`and e.account = ${account}`;
  const { rows } = await sql<Row>`
    select m.event_id, m.rule_id, m.level, e.principal, e.session, e.account, e.address,
      case when e.principal like 'federated:%' then e.record end as record
    from (
      select event_id, rule_id, level from matches where ${during(ruleId, since)} order by time desc limit ${limit}
    ) m
    cross join events e on e.id = m.event_id
    where 1 = 1 ${whom} ${where}`.execute(reader);
  return rows;
}

function subjectOf(row: Row, { rules }: Scope): Parameters<typeof covers>[1] {
  return {
    principal: { key: row.principal, name: nameOf(row), session: row.session ?? undefined },
    ruleId: row.rule_id,
    // Only matches of its group were asked for.
    group: rules.kind === 'group' ? rules.value : undefined,
    account: row.account,
    address: row.address ?? undefined,
    level: row.level,
  };
}

function nameOf({ principal, record }: Row): string {
  const event = record === null ? undefined : parseEvent(JSON.parse(record) as JsonObject, 'the store', 0);
  if (event && !isProblem(event)) return principalOf(event).name;
  return principal.split(':').slice(2).join(':');
}

async function coveredAlerts(reader: Kysely<Schema>, { scope, ruleIds, alertId }: Asked): Promise<number> {
  const open = reader.selectFrom('alerts').selectAll().where('state', 'in', ['open', 'acknowledged']);
  const among = ruleIds === undefined ? open : open.where('rule_id', 'in', ruleIds);
  const rows = await among.limit(MOST_ALERTS).execute();
  const group = scope.rules.kind === 'group' ? scope.rules.value : undefined;
  return rows.map(alertOf).filter((alert) => {
    const { content, principal: key, ruleId, account, level } = alert;
    const { name, session } = content.principal;
    const subject = { principal: { key, name, session }, ruleId, group, account, address: content.address, level };
    return alert.id !== alertId && !alert.folded && covers(scope, subject);
  }).length;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function mostFirst(counts: ReadonlyMap<string, number>): readonly Counted[] {
  return [...counts]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}
