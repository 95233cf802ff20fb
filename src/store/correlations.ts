/**
 * What correlations remember: entries of groups that have not fired, and the spans of those that have. Prepared statements
 * on the writing connection, inside its transaction, as a page may touch hundreds of groups.
 */
import type { Burst, CorrelationChanges, CorrelationsKnown, Entry, GroupSpan } from '../detect/correlation';
import type { Connection } from './database';

/** Only the groups asked for, and of them only what is near enough in event time to matter. */
export function loadCorrelations(connection: Connection, spans: readonly GroupSpan[]): CorrelationsKnown {
  const entries = new Map<string, readonly Entry[]>();
  const bursts = new Map<string, readonly Burst[]>();
  if (spans.length > 0) {
    const selectEntries = connection.prepare<[string, string, number, number], Omit<Entry, 'keep'>>(
      `SELECT correlation, group_key AS "group", rule_id AS rule, event_id AS "eventId", time, value
       FROM correlation_entries WHERE correlation = ? AND group_key = ? AND time >= ? AND time <= ?`,
    );
    const selectBursts = connection.prepare<[string, string, number, number], Omit<Burst, 'keep'>>(
      `SELECT correlation, group_key AS "group", from_at AS "from", until_at AS until
       FROM correlation_bursts WHERE correlation = ? AND group_key = ? AND until_at >= ? AND from_at <= ?`,
    );
    for (const { correlation, group, from, until } of spans) {
      const kept = { keep: 0 };
      const key = keyOf(correlation, group);
      entries.set(
        key,
        selectEntries.all(correlation, group, from, until).map((row) => ({ ...row, ...kept })),
      );
      bursts.set(
        key,
        selectBursts.all(correlation, group, from, until).map((row) => ({ ...row, ...kept })),
      );
    }
  }
  return {
    entries: (correlation, group) => entries.get(keyOf(correlation, group)) ?? [],
    bursts: (correlation, group) => bursts.get(keyOf(correlation, group)) ?? [],
  };
}

/** Writes what changed, and lets go of what is too old for any event still to come. Writing it twice changes nothing. */
export function writeCorrelations(
  connection: Connection,
  { removed, added, merged, bursts }: CorrelationChanges,
  now: number,
): void {
  const forget = connection.prepare(
    `DELETE FROM correlation_entries
     WHERE correlation = ? AND group_key = ? AND event_id = ? AND rule_id = ? AND value = ?`,
  );
  for (const { correlation, group, eventId, rule, value } of removed) {
    forget.run(correlation, group, eventId, rule, value);
  }
  const insert = connection.prepare(
    `INSERT INTO correlation_entries (correlation, group_key, event_id, rule_id, value, time, keep_until)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  for (const { correlation, group, eventId, rule, value, time, keep } of added) {
    insert.run(correlation, group, eventId, rule, value, time, now + keep);
  }
  const merge = connection.prepare(
    'DELETE FROM correlation_bursts WHERE correlation = ? AND group_key = ? AND from_at = ?',
  );
  for (const { correlation, group, from } of merged) merge.run(correlation, group, from);
  const put = connection.prepare(
    `INSERT INTO correlation_bursts (correlation, group_key, from_at, until_at, keep_until) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (correlation, group_key, from_at)
     DO UPDATE SET until_at = excluded.until_at, keep_until = excluded.keep_until`,
  );
  for (const { correlation, group, from, until, keep } of bursts) put.run(correlation, group, from, until, now + keep);
  connection.prepare('DELETE FROM correlation_entries WHERE keep_until < ?').run(now);
  connection.prepare('DELETE FROM correlation_bursts WHERE keep_until < ?').run(now);
}

function keyOf(correlation: string, group: string): string {
  return `${correlation} ${group}`;
}
