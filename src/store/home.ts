/**
 * What App Home reads of the store: what stands open, what a person has taken or was asked, what ends soon, since when the bot
 * watches. Every query walks a stretch of an index, as homes are made anew while people look at them.
 */
import { type Kysely, sql } from 'kysely';
import type { Alert } from '../alert/alert';
import type { Confirmation } from '../alert/confirmation';
import type { Digest } from '../alert/digest';
import { DIGEST_KINDS, type Few, type Period } from '../alert/digest-facts';
import type { Expectation } from '../alert/expectation';
import { LEVELS, type Level } from '../detect/level';
import { expectationsList, snoozesList } from './alert-lists';
import { alertOf } from './alerts';
import { firstWatched } from './digest-alerts';
import { latestDigest } from './digests';
import type { Schema } from './schema';

type Reader = Kysely<Schema>;

/** Open alerts of a level, and how many of them wait for more than a day and a week. */
export interface LevelAges {
  readonly level: Level;
  readonly count: number;
  readonly overDay: number;
  readonly overWeek: number;
}

const DAY = 86_400_000;
const WEEK = 7 * DAY;
const COUNT = sql<number>`count(*)`;

/** Worst first, snoozed ones left out; levels without any are left out. */
export async function openAges(reader: Reader, now: number): Promise<readonly LevelAges[]> {
  const [day, week] = [now - DAY, now - WEEK];
  const older = (than: number) => sql<number>`sum(case when opened_at < ${than} then 1 else 0 end)`;
  const all = await reader
    .selectFrom('alerts')
    .select(['level', COUNT.as('count'), older(day).as('overDay'), older(week).as('overWeek')])
    .where('state', '=', 'open')
    .groupBy('level')
    .execute();
  // The index of open alerts does not say which of them sleep. Those are few, and have an index of their own.
  const asleep = await reader
    .selectFrom('alerts')
    .select(['level', 'opened_at'])
    .where('snooze_until', '>', now)
    .where('state', 'not in', ['acknowledged', 'resolved'])
    .execute();
  return LEVELS.toReversed().flatMap((level) => {
    const row = all.find((one) => one.level === level) ?? { count: 0, overDay: 0, overWeek: 0 };
    const its = asleep.filter((one) => one.level === level).map(({ opened_at }) => opened_at);
    const count = row.count - its.length;
    const overDay = row.overDay - its.filter((at) => at < day).length;
    return count > 0 ? [{ level, count, overDay, overWeek: row.overWeek - its.filter((at) => at < week).length }] : [];
  });
}

/** Open alerts that are not snoozed: the worst first and of a level the oldest. */
export async function worstOpen(reader: Reader, now: number, most: number): Promise<readonly Alert[]> {
  const found: Alert[] = [];
  for (const level of LEVELS.toReversed()) {
    const open = reader.selectFrom('alerts').selectAll().where('state', '=', 'open').where('level', '=', level);
    const awake = open.where(sql<boolean>`(snooze_until is null or snooze_until <= ${now})`);
    const rows = awake
      .orderBy('opened_at')
      .orderBy('id')
      .limit(most - found.length);
    found.push(...(await rows.execute()).map(alertOf));
    if (found.length >= most) break;
  }
  return found;
}

/** What a person acknowledged and nobody resolved, the newest first. */
export async function acknowledgedBy(reader: Reader, user: string, most: number): Promise<Few<Alert>> {
  const all = reader.selectFrom('alerts').where('state_by', '=', user).where('state', '=', 'acknowledged');
  const { total } = await all.select(COUNT.as('total')).executeTakeFirstOrThrow();
  const rows = await all.selectAll().orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(most).execute();
  return { rows: rows.map(alertOf), total };
}

/** As many of each are looked at; nobody is asked more than some times a day. */
const MOST_QUESTIONS = 50;

/** What a person was asked and may still answer: what waits, by its deadline; then what was asked lately and is past it. */
export async function questionsTo(reader: Reader, user: string, now: number): Promise<readonly Confirmation[]> {
  const theirs = sql<boolean>`instr(body, ${JSON.stringify(user)}) > 0`;
  const all = reader.selectFrom('confirmations').select('body').where(theirs).limit(MOST_QUESTIONS);
  const waiting = await all.where('look_at', 'is not', null).orderBy('look_at').execute();
  const unheard = all
    .where('asked_at', '>=', now - WEEK)
    .where('look_at', 'is', null)
    .where('answer', 'is not', 'yes');
  const late = await unheard.orderBy('asked_at', 'desc').execute();
  return [...waiting, ...late]
    .map(({ body }) => JSON.parse(body) as Confirmation)
    .filter(({ people }) => people.includes(user));
}

/** What is snoozed, the soonest end first. */
export async function snoozes(reader: Reader, now: number, most: number): Promise<Few<Alert>> {
  const { rows } = await snoozesList(reader, { user: '', now }, undefined, most);
  const all = reader.selectFrom('alerts').select(COUNT.as('total')).where('snooze_until', '>', now);
  return { rows, ...(await all.executeTakeFirstOrThrow()) };
}

/** What is expected, the soonest end first. */
export async function expected(reader: Reader, now: number, most: number): Promise<Few<Expectation>> {
  const { rows } = await expectationsList(reader, now, undefined, most);
  const all = reader.selectFrom('expectations').select(COUNT.as('total'));
  return { rows, ...(await all.where('until_at', '>', now).where('ended_at', 'is', null).executeTakeFirstOrThrow()) };
}

/** The digest that was due last, of either kind. */
export async function lastDigest(reader: Reader): Promise<Digest | undefined> {
  const found: Digest[] = [];
  for (const kind of DIGEST_KINDS) found.push(...[(await latestDigest(reader, kind)) ?? []].flat());
  return found.sort((a, b) => b.until - a.until)[0];
}

/** Those of the ids that people made live. */
export async function liveAmong(reader: Reader, ruleIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (ruleIds.length === 0) return new Set();
  const rows = await reader.selectFrom('live_rules').select('rule_id').where('rule_id', 'in', ruleIds).execute();
  return new Set(rows.map(({ rule_id }) => rule_id));
}

/** How often a rule matched since then (milliseconds), counted up to `most`. */
export async function matchesOf(reader: Reader, ruleId: string, since: number, most: number): Promise<number> {
  const its = reader.selectFrom('matches').select('rule_id').where('rule_id', '=', ruleId).where('time', '>=', since);
  return (await its.limit(most).execute()).length;
}

export interface Watched {
  /** Since when without a gap (milliseconds); undefined before the first event was read. */
  readonly since: number | undefined;
  /** The gap before that, where there was one. */
  readonly gap: Period | undefined;
}

export async function watched(reader: Reader, now: number): Promise<Watched> {
  const pauses = reader
    .selectFrom('pauses')
    .select(['from_at as from', 'until_at as until'])
    .where('from_at', '<=', now);
  const gap = await pauses.orderBy('from_at', 'desc').limit(1).executeTakeFirst();
  return { since: gap?.until ?? (await firstWatched(reader)), gap };
}
