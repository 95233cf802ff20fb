/**
 * What correlations remember: entries of groups that have not fired, and the spans of those that have. Prepared statements
 * on the writing connection, inside its transaction, as a page may touch hundreds of groups.
 */
import type { Burst, CorrelationChanges, CorrelationsKnown, Entry, GroupSpan } from '../detect/correlation';
import type { Connection } from './database';
import { prepared } from './prepared';

const ENTRIES = `SELECT correlation, group_key AS "group", rule_id AS rule, event_id AS "eventId", time, value, 0 AS keep
  FROM correlation_entries WHERE correlation = ? AND group_key = ? AND time >= ? AND time <= ?`;
const BURSTS = `SELECT correlation, group_key AS "group", from_at AS "from", until_at AS until, 0 AS keep
  FROM correlation_bursts WHERE correlation = ? AND group_key = ? AND until_at >= ? AND from_at <= ?`;

type Near = [correlation: string, group: string, from: number, until: number];

/**
 * Only the groups asked for, and of them only what is near enough in event time to matter. Read when it is asked for, as of most
 * groups only the last minutes are: good until the transaction writes.
 */
export function loadCorrelations(connection: Connection, spans: readonly GroupSpan[]): CorrelationsKnown {
  const near = new Map(spans.map((span) => [keyOf(span.correlation, span.group), span]));
  const entries = prepared<Near, Entry>(connection, ENTRIES);
  const bursts = prepared<Near, Burst>(connection, BURSTS);
  return {
    entries(correlation, group, from = -Infinity, until = Infinity) {
      const span = near.get(keyOf(correlation, group));
      return span ? entries.all(correlation, group, Math.max(from, span.from), Math.min(until, span.until)) : [];
    },
    bursts(correlation, group) {
      const span = near.get(keyOf(correlation, group));
      return span ? bursts.all(correlation, group, span.from, span.until) : [];
    },
  };
}

/** Writes what changed, and lets go of what is too old for any event still to come. Writing it twice changes nothing. */
export function writeCorrelations(
  connection: Connection,
  { removed, added, merged, bursts }: CorrelationChanges,
  now: number,
): void {
  const forget = prepared(
    connection,
    `DELETE FROM correlation_entries
     WHERE correlation = ? AND group_key = ? AND time = ? AND event_id = ? AND rule_id = ? AND value = ?`,
  );
  for (const { correlation, group, time, eventId, rule, value } of removed) {
    forget.run(correlation, group, time, eventId, rule, value);
  }
  const insert = prepared(
    connection,
    `INSERT INTO correlation_entries (correlation, group_key, event_id, rule_id, value, time, keep_until)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  for (const { correlation, group, eventId, rule, value, time, keep } of added) {
    insert.run(correlation, group, eventId, rule, value, time, now + keep);
  }
  const merge = prepared(
    connection,
    'DELETE FROM correlation_bursts WHERE correlation = ? AND group_key = ? AND from_at = ?',
  );
  for (const { correlation, group, from } of merged) merge.run(correlation, group, from);
  const put = prepared(
    connection,
    `INSERT INTO correlation_bursts (correlation, group_key, from_at, until_at, keep_until) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (correlation, group_key, from_at)
     DO UPDATE SET until_at = excluded.until_at, keep_until = excluded.keep_until`,
  );
  for (const { correlation, group, from, until, keep } of bursts) put.run(correlation, group, from, until, now + keep);
  prepared(connection, 'DELETE FROM correlation_entries WHERE keep_until < ?').run(now);
  prepared(connection, 'DELETE FROM correlation_bursts WHERE keep_until < ?').run(now);
}

function keyOf(correlation: string, group: string): string {
  return `${correlation} ${group}`;
}
