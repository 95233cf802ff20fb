/** How busy a rule was lately, for the list of rules. */
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema';

export interface RuleCount {
  readonly matches: number;
  /** Different alerts these are counted in. */
  readonly alerts: number;
  /** There are more than were looked at. */
  readonly more: boolean;
}

/** As many matches of a rule are looked at, newest first. */
const MOST = 1_000;

/** Since a time (milliseconds of event time). */
export async function ruleCount(reader: Kysely<Schema>, ruleId: string, since: number): Promise<RuleCount> {
  const { rows } = await sql<{ matches: number; alerts: number }>`
    select count(*) as matches, count(distinct alert_id) as alerts from (
      select alert_id from matches where rule_id = ${ruleId} and time >= ${since} order by time desc limit ${MOST + 1}
    )`.execute(reader);
  const { matches = 0, alerts = 0 } = rows[0] ?? {};
  return { matches: Math.min(matches, MOST), alerts, more: matches > MOST };
}
