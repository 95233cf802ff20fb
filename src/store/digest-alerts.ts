/** What a digest counts of alerts: those opened in its period, those that stand, who and what opened them, what is snoozed. */
import { type Kysely, sql } from 'kysely';
import type { Alert } from '../alert/alert';
import type { AlertGroup, Few, Period, StoredFacts } from '../alert/digest-facts';
import { LEVELS, type Level } from '../detect/level';
import { alertsList } from './alert-lists';
import { alertOf } from './alerts';
import type { Schema } from './schema';

type Reader = Kysely<Schema>;

const DAY = 86_400_000;
const COUNT = sql<number>`count(*)`;

/** Rows of a list; the numbers beside it are of all. */
const MOST = 25;
/** Groups of alerts, and those whose newest alert is looked up. */
const MOST_GROUPS = 2_000;
const MOST_LATEST = 40;

const QUARTER = 15 * 60_000;

export async function openedIn(reader: Reader, { from, until }: Period): Promise<StoredFacts['opened']> {
  const quarter = sql<number>`(opened_at - opened_at % ${sql.lit(QUARTER)}) / ${sql.lit(QUARTER)}`;
  const rows = await reader
    .selectFrom('alerts')
    .select([quarter.as('quarter'), 'level', COUNT.as('count')])
    .where('opened_at', '>=', from)
    .where('opened_at', '<', until)
    .groupBy(['quarter', 'level'])
    .execute();
  return rows.map((row) => ({ ...row, level: row.level as Level }));
}

export async function openedBefore(reader: Reader, { from, until }: Period): Promise<StoredFacts['openedBefore']> {
  const earlier = from - (until - from);
  if (((await firstWatched(reader)) ?? until) > earlier) return undefined;
  const opened = reader
    .selectFrom('alerts')
    .select(['level', COUNT.as('count')])
    .where('opened_at', '>=', earlier);
  const rows = await opened.where('opened_at', '<', from).groupBy('level').execute();
  return rows.map((row) => ({ ...row, level: row.level as Level }));
}

type Standing = Pick<StoredFacts, 'standing' | 'overDay' | 'overWeek' | 'oldest'>;

export async function standingAt(reader: Reader, now: number): Promise<Standing> {
  const awake = sql<boolean>`(snooze_until is null or snooze_until <= ${now})`;
  const open = reader.selectFrom('alerts').where('state', '=', 'open').where(awake);
  const older = async (than: number): Promise<number> =>
    (
      await open
        .select(COUNT.as('count'))
        .where('opened_at', '<', now - than)
        .executeTakeFirstOrThrow()
    ).count;
  const standing: StoredFacts['standing'][number][] = [];
  const oldest: Alert[] = [];
  for (const level of LEVELS.toReversed()) {
    for (const state of ['open', 'acknowledged'] as const) {
      const all = reader.selectFrom('alerts').where('state', '=', state).where('level', '=', level).where(awake);
      const { count } = await all.select(COUNT.as('count')).executeTakeFirstOrThrow();
      if (count > 0) standing.push({ level, state, count });
      if (state === 'acknowledged' || count === 0 || oldest.length === MOST) continue;
      const first = all
        .selectAll()
        .orderBy('opened_at')
        .orderBy('id')
        .limit(MOST - oldest.length);
      oldest.push(...(await first.execute()).map(alertOf));
    }
  }
  return { standing, overDay: await older(DAY), overWeek: await older(7 * DAY), oldest };
}

export async function groupsIn(reader: Reader, { from, until }: Period): Promise<StoredFacts['groups']> {
  const asExpected = sql`coalesce(state_reason, '') like 'expected:%'`;
  const asleep = sql`(life like '%"snooze":{%' or life like '%"awoke":{%')`;
  const touched = sql`state_by is not null and state_by <> 'trailwarden'`;
  const { rows } = await sql<Omit<AlertGroup, 'latest'> & { latestAt: number }>`
    select rule_id as "ruleId", principal, count(*) as alerts, sum(count) as matches,
      sum(case when ${touched} and not ${asExpected} then 1 else 0 end) as acknowledged,
      sum(case when ${asExpected} then 1 else 0 end) as expected,
      sum(case when ${asleep} and not ${asExpected} then 1 else 0 end) as snoozed,
      max(opened_at) as "latestAt"
    from alerts where opened_at >= ${from} and opened_at < ${until}
    group by rule_id, principal order by matches desc, rule_id, principal limit ${sql.lit(MOST_GROUPS)}`.execute(
    reader,
  );
  const groups: AlertGroup[] = [];
  for (const [at, { latestAt, ...group }] of rows.entries()) {
    const latest = at < MOST_LATEST ? await latestOf(reader, group, latestAt) : undefined;
    groups.push({ ...group, latest });
  }
  return groups;
}

async function latestOf(
  reader: Reader,
  { ruleId, principal }: Pick<AlertGroup, 'ruleId' | 'principal'>,
  at: number,
): Promise<AlertGroup['latest']> {
  const rows = reader.selectFrom('alerts').select(['id', 'level']).where('opened_at', '=', at);
  const its = rows.where('rule_id', '=', ruleId).where('principal', '=', principal).orderBy('id').limit(1);
  const row = await its.executeTakeFirst();
  return row && { id: row.id, level: row.level as Level };
}

export async function snoozedAt(reader: Reader, now: number): Promise<Few<Alert>> {
  const { rows } = await alertsList(reader, 'snoozed', { user: '', now }, undefined, MOST);
  const all = reader.selectFrom('alerts').select(COUNT.as('total')).where('snooze_until', '>', now);
  return { rows, ...(await all.executeTakeFirstOrThrow()) };
}

/** When events of an account were read first (milliseconds); undefined before that. */
export async function firstWatched(reader: Reader): Promise<number | undefined> {
  const accounts = reader.selectFrom('first_seen').where('kind', '=', 'account').where('principal', '=', '');
  const { at } = await accounts.select(({ fn }) => fn.min<number | null>('at').as('at')).executeTakeFirstOrThrow();
  return at ?? undefined;
}
