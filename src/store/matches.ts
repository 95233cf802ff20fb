/** What the store recorded of matches: which rules an event met and what became of it, and the events an alert stands for. */
import type { Kysely } from 'kysely';
import type { MatchRecord } from '../alert/decide';
import type { Level } from '../detect/level';
import type { Trx } from './database';
import type { Schema } from './schema';

/** Every rule that met an event, those that were kept quiet too. */
export async function matchesOfEvent(db: Trx | Kysely<Schema>, eventId: string): Promise<readonly MatchRecord[]> {
  const rows = await db.selectFrom('matches').selectAll().where('event_id', '=', eventId).execute();
  return rows.map((row) => ({
    alertId: row.alert_id ?? undefined,
    quietBy: row.quiet_by ?? undefined,
    eventId: row.event_id,
    ruleId: row.rule_id,
    level: row.level as Level,
    reasons: JSON.parse(row.reasons) as string[],
    time: row.time,
  }));
}

/** The ids of the events whose matches are counted in an alert, newest first, `most` at most. */
export async function eventIdsOf(db: Trx | Kysely<Schema>, alertId: string, most: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('matches')
    .select('event_id')
    .where('alert_id', '=', alertId)
    .groupBy('event_id')
    .orderBy((order) => order.fn.max('time'), 'desc')
    .orderBy('event_id')
    .limit(most)
    .execute();
  return rows.map(({ event_id }) => event_id);
}
