/**
 * What rules in staging met and would have posted, for the digest. Grouped in the database as the bot groups matches: an alert
 * takes what has its fingerprint until it was quiet for the merge time.
 */
import { type Kysely, sql } from 'kysely';
import { LEVELS, type Level } from '../detect/level';
import type { Schema } from './schema';

export interface StagedQuestion {
  /** Ids of the rules in staging, the live ones left out; each gets a report, also one that met nothing. */
  readonly ruleIds: readonly string[];
  /** Event time (milliseconds) from which on matches count. */
  readonly since: number;
  /** How long an alert may be quiet and still take a repeat (milliseconds). */
  readonly merge: number;
}

export interface StagedReport {
  readonly ruleId: string;
  readonly matches: number;
  /** Of the events that are still kept. */
  readonly principals: number;
  /** Matches by their level, the worst first. */
  readonly levels: readonly LevelCount[];
  /** Days (the first millisecond of each, UTC) with their matches, the oldest first; days without any are left out. */
  readonly days: readonly { readonly day: number; readonly matches: number }[];
  /** The newest events it met, at most three. */
  readonly samples: readonly string[];
  /** Alerts it would have opened, by their worst level, the worst first. Which levels are posted is the routes' to say. */
  readonly alerts: readonly LevelCount[];
  /** Matches that would have added no message: another rule's alert tells of the same event at least as loudly. */
  readonly joined: number;
  /** Matches that an expectation would have kept quiet. */
  readonly expected: number;
}

export interface LevelCount {
  readonly level: Level;
  readonly count: number;
}

const SAMPLES = 3;
const DAY = 86_400_000;

/** In the order of `ruleIds`. */
export async function stagedReport(reader: Kysely<Schema>, question: StagedQuestion): Promise<readonly StagedReport[]> {
  const reports: StagedReport[] = [];
  for (const ruleId of question.ruleIds) reports.push(await reportOf(reader, ruleId, question));
  return reports;
}

async function reportOf(
  reader: Kysely<Schema>,
  ruleId: string,
  { since, merge }: StagedQuestion,
): Promise<StagedReport> {
  const matches = reader
    .selectFrom('matches')
    .where('matches.rule_id', '=', ruleId)
    .where('matches.time', '>=', since)
    .where('matches.quiet_by', '=', 'staging');
  const count = sql<number>`count(*)`.as('count');
  const levels = await matches.select(['level', count]).groupBy('level').execute();
  const day = sql<number>`time - time % ${sql.lit(DAY)}`;
  const days = await matches
    .select([day.as('day'), sql<number>`count(*)`.as('matches')])
    .groupBy(day)
    .orderBy('day')
    .execute();
  const people = await matches
    .innerJoin('events', 'events.id', 'matches.event_id')
    .select(sql<number>`count(distinct principal)`.as('count'))
    .executeTakeFirstOrThrow();
  const newest = await matches.select('event_id').orderBy('time', 'desc').orderBy('event_id').limit(SAMPLES).execute();
  const { expected, joined } = await keptFromPosting(reader, ruleId, since);
  return {
    ruleId,
    matches: levels.reduce((sum, one) => sum + one.count, 0),
    principals: people.count,
    levels: worstFirst(levels),
    days,
    samples: newest.map(({ event_id }) => event_id),
    alerts: worstFirst(await alertsOf(reader, ruleId, since, merge)),
    joined,
    expected,
  };
}

/** A level as a number that grows with it. */
function rankOf(column: string) {
  const cases = LEVELS.map((level, rank) => sql`when ${sql.lit(level)} then ${sql.lit(rank)}`);
  return sql`case ${sql.ref(column)} ${sql.join(cases, sql` `)} end`;
}

/** Whether an alert of other rules tells of the event of match `m` already. */
const TOLD = sql`exists (select 1 from matches as other where other.event_id = m.event_id and other.alert_id is not null
  and ${rankOf('other.level')} >= ${rankOf('m.level')})`;

async function keptFromPosting(reader: Kysely<Schema>, ruleId: string, since: number) {
  const { rows } = await sql<{ expected: number; joined: number }>`
    select coalesce(sum(m.fingerprint is null), 0) as expected,
      coalesce(sum(m.fingerprint is not null and ${TOLD}), 0) as joined
    from matches as m where m.rule_id = ${ruleId} and m.time >= ${since} and m.quiet_by = 'staging'`.execute(reader);
  return rows[0] ?? { expected: 0, joined: 0 };
}

/** A match begins an alert when it is the first of its fingerprint, or the one before is longer ago than the merge time. */
async function alertsOf(reader: Kysely<Schema>, ruleId: string, since: number, merge: number) {
  const { rows } = await sql<{ rank: number; count: number }>`
    with met as (
      select fingerprint, time, ${rankOf('m.level')} as rank, time - lag(time) over one as gap
      from matches as m
      where rule_id = ${ruleId} and time >= ${since} and quiet_by = 'staging' and fingerprint is not null and not ${TOLD}
      window one as (partition by fingerprint order by time)
    ), grouped as (
      select fingerprint, rank, sum(gap is null or gap > ${merge}) over (partition by fingerprint order by time) as alert
      from met
    ), alerts as (select max(rank) as rank from grouped group by fingerprint, alert)
    select rank, count(*) as count from alerts group by rank`.execute(reader);
  return rows.map(({ rank, count }) => ({ level: LEVELS[rank] ?? 'medium', count }));
}

function worstFirst(counts: readonly { readonly level: string; readonly count: number }[]): readonly LevelCount[] {
  return [...LEVELS].reverse().flatMap((level) => {
    const count = counts.find((one) => one.level === level)?.count ?? 0;
    return count === 0 ? [] : [{ level, count }];
  });
}
