/** How busy a rule was lately, for the list of rules. */
import type { Kysely } from 'kysely';
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
  const matches = reader.selectFrom('matches').select('alert_id').where('rule_id', '=', ruleId);
  const newest = matches
    .where('time', '>=', since)
    .orderBy('time', 'desc')
    .limit(MOST + 1);
  const rows = await newest.execute();
  const alerts = new Set(rows.flatMap(({ alert_id }) => alert_id ?? []));
  return { matches: Math.min(rows.length, MOST), alerts: alerts.size, more: rows.length > MOST };
}
