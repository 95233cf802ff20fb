/**
 * What a digest counts of a period. Every query walks a stretch of an index and has an end; a million events are counted by the
 * hour, as the hours were counted when they settled.
 */
import { type Kysely, sql } from 'kysely';
import type { Confirmation } from '../alert/confirmation';
import type { DigestKind, Few, Period, StoredFacts } from '../alert/digest-facts';
import type { Expectation } from '../alert/expectation';
import { medianAnswer } from './confirmations';
import { firstWatched, groupsIn, openedBefore, openedIn, snoozedAt, standingAt } from './digest-alerts';
import { expectationOf } from './expectations';
import type { Schema } from './schema';

type Reader = Kysely<Schema>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Rows of a list; the numbers beside it are of all. */
const MOST = 25;
const COUNT = sql<number>`count(*)`;
/** Rules and expectations that are counted one by one. */
const MOST_COUNTED = 2_000;

/** How long an expectation must have matched nothing to be offered for removal. */
const STALE = 30 * DAY;
/** What ends before it would be told again is told now. */
const ENDING: Readonly<Record<DigestKind, number>> = { daily: 2 * DAY, weekly: 8 * DAY };

export async function storedFacts(reader: Reader, kind: DigestKind, period: Period, now: number): Promise<StoredFacts> {
  const quiet = await quietIn(reader, period);
  const named = quiet.slice(0, MOST).map(({ by }) => by);
  const ending = sql<boolean>`ended_at is null and until_at > ${now} and until_at <= ${now + ENDING[kind]}`;
  const cutoff = now - STALE;
  const stale = sql<boolean>`ended_at is null and until_at > ${now + ENDING[kind]}
    and made_at <= ${cutoff} and coalesce(last_matched_at, 0) <= ${cutoff}`;
  return {
    ...(await eventsIn(reader, period)),
    opened: await openedIn(reader, period),
    openedBefore: await openedBefore(reader, period),
    ...(await standingAt(reader, now)),
    rules: await rulesIn(reader, period),
    groups: await groupsIn(reader, period),
    quiet,
    expectations: (await expectationsWhere(reader, sql`id in (${sql.join(['', ...named])})`)).rows,
    activeExpectations: (await expectationsWhere(reader, sql`ended_at is null and until_at > ${now}`)).total,
    ending: await expectationsWhere(reader, ending),
    stale: await expectationsWhere(reader, stale),
    snoozed: await snoozedAt(reader, now),
    questions: await questionsIn(reader, period),
    ...(await watchedIn(reader, period)),
  };
}

/** Whole hours as they were counted; what was not counted yet, from the events themselves. */
async function eventsIn(reader: Reader, { from, until }: Period): Promise<Pick<StoredFacts, 'events' | 'accounts'>> {
  const [first, end] = [Math.ceil(from / HOUR), Math.floor(until / HOUR)];
  const rows = await reader
    .selectFrom('event_hours')
    .selectAll()
    .where('hour', '>=', first)
    .where('hour', '<', end)
    .execute();
  const counted = new Set(rows.filter(({ account }) => account === '').map(({ hour }) => hour));
  const accounts = new Map<string, number>();
  const add = (account: string, events: number): void =>
    void (account !== '' && accounts.set(account, (accounts.get(account) ?? 0) + events));
  for (const { account, events } of rows) add(account, events);
  for (const stretch of uncounted({ from, until }, counted)) {
    const found = reader
      .selectFrom('events')
      .select(['account', sql<number>`count(*)`.as('events')])
      .where('time', '>=', stretch.from)
      .where('time', '<', stretch.until);
    for (const { account, events } of await found.groupBy('account').execute()) add(account, events);
  }
  return { events: [...accounts.values()].reduce((sum, events) => sum + events, 0), accounts: accounts.size };
}

/** The stretches between hours that were counted, each as long as it can be. */
function uncounted({ from, until }: Period, counted: ReadonlySet<number>): readonly Period[] {
  const found: Period[] = [];
  let at = from;
  for (let hour = Math.ceil(from / HOUR); hour < Math.floor(until / HOUR); hour += 1) {
    if (!counted.has(hour)) continue;
    if (hour * HOUR > at) found.push({ from: at, until: hour * HOUR });
    at = (hour + 1) * HOUR;
  }
  return until > at ? [...found, { from: at, until }] : found;
}

/** Hops from one rule to the next, and counts each where it stands. */
async function rulesIn(reader: Reader, { from, until }: Period): Promise<StoredFacts['rules']> {
  const { rows } = await sql<{ ruleId: string; matches: number }>`
    with recursive seen (rule_id) as (
      select min(rule_id) from matches
      union all
      select (select min(rule_id) from matches where rule_id > seen.rule_id)
      from seen where seen.rule_id is not null limit ${sql.lit(MOST_COUNTED)}
    )
    select rule_id as "ruleId", (select count(*) from matches m
      where m.rule_id = seen.rule_id and m.time >= ${from} and m.time < ${until}) as matches
    from seen where rule_id is not null order by matches desc, rule_id`.execute(reader);
  return rows.filter(({ matches }) => matches > 0);
}

/** Counts staging, and each expectation that was on in the period. */
async function quietIn(reader: Reader, { from, until }: Period): Promise<StoredFacts['quiet']> {
  const { rows } = await sql<{ by: string; matches: number }>`
    select "by", (select count(*) from matches m
      where m.quiet_by = "by" and m.time >= ${from} and m.time < ${until}) as matches
    from (select 'staging' as "by" union all
      select id from (select id from expectations where until_at > ${from} order by until_at
        limit ${sql.lit(MOST_COUNTED)}) as some) as keepers
    order by matches desc, "by"`.execute(reader);
  return rows.filter(({ matches }) => matches > 0);
}

async function expectationsWhere(reader: Reader, where: ReturnType<typeof sql<boolean>>): Promise<Few<Expectation>> {
  const all = reader.selectFrom('expectations').where(where);
  const { total } = await all.select(COUNT.as('total')).executeTakeFirstOrThrow();
  const rows = await all.selectAll().orderBy('until_at').orderBy('id').limit(MOST).execute();
  return { rows: rows.map(expectationOf), total };
}

async function questionsIn(reader: Reader, { from, until }: Period): Promise<StoredFacts['questions']> {
  const waiting = reader.selectFrom('confirmations').where('look_at', 'is not', null);
  const open = await waiting.select('body').orderBy('look_at').limit(MOST).execute();
  const asked = await reader
    .selectFrom('confirmations')
    .select(['state', COUNT.as('count')])
    .where('asked_at', '>=', from)
    .where('asked_at', '<', until)
    .groupBy('state')
    .execute();
  const of = (...states: readonly string[]): number =>
    asked.reduce((sum, { state, count }) => sum + (states.includes(state) ? count : 0), 0);
  return {
    open: {
      rows: open.map(({ body }) => JSON.parse(body) as Confirmation),
      ...(await waiting.select(COUNT.as('total')).executeTakeFirstOrThrow()),
    },
    answered: of('answered'),
    unanswered: of('unanswered', 'undelivered'),
    medianAnswer: await medianAnswer(reader, from),
  };
}

type Watched = Pick<StoredFacts, 'watchedSince' | 'pauses'>;

/** Since the first account's first events, or since the last pause before the period. */
async function watchedIn(reader: Reader, { from, until }: Period): Promise<Watched> {
  const pauses = reader.selectFrom('pauses').select(['from_at as from', 'until_at as until']);
  const before = await pauses.where('until_at', '<=', from).orderBy('from_at', 'desc').limit(1).executeTakeFirst();
  return {
    watchedSince: before?.until ?? (await firstWatched(reader)),
    pauses: await pauses
      .where('until_at', '>', from)
      .where('from_at', '<', until)
      .orderBy('from_at')
      .limit(MOST)
      .execute(),
  };
}
