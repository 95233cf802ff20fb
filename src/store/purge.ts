/**
 * Retention: what is older than it is to be kept is deleted, the oldest first and a slice at a time. Each slice is a transaction
 * of its own, so a page of events or a click waits for one of them at most, and a purge that was killed is simply gone on with.
 */
import { purgeAudit } from './audit';
import type { Connection, Database, Trx } from './database';
import { forgottenMarks } from './purge-marks';
import { prepared } from './prepared';

/** How long what is kept, in milliseconds. */
export interface Retention {
  /** Records, and what look-ups find them by. */
  readonly events: number;
  /** Alerts, matches, questions, expectations that ended, and what was posted of them. */
  readonly alerts: number;
  readonly audit: number;
}

/** What was deleted: rows of each table, those without any left out. */
export type Purged = Readonly<Record<string, number>>;

/** What one transaction did: how many rows it deleted of its table, and whether there may be more. */
export interface Slice {
  readonly rows: number;
  readonly more: boolean;
}

/** Rows a transaction deletes: some four milliseconds for events, which have the most indexes (`npm run bench -- purge`). */
export const SLICE = 250;

const DAY = 86_400_000;

/**
 * Purges all that is due at `now`. `between` is awaited after each slice, to let others go first; when it resolves to false, the
 * rest is left for another time.
 */
export async function purge(
  database: Database,
  retention: Retention,
  now: number,
  between: () => Promise<boolean>,
): Promise<Purged> {
  const purged: Record<string, number> = {};
  for (const [table, slice] of stepsFor(database, retention, now)) {
    for (let more = true; more;) {
      const done = await slice();
      if (done.rows > 0) purged[table] = (purged[table] ?? 0) + done.rows;
      ({ more } = done);
      if (!(await between())) return purged;
    }
  }
  return purged;
}

type Step = readonly [table: string, slice: () => Promise<Slice>];

function stepsFor(database: Database, retention: Retention, now: number): readonly Step[] {
  const events = Math.min(now - retention.events, readAgainUntil(database.connection, now));
  const alerts = now - retention.alerts;
  // Whole days, so that the log has a line a day about its own purge at most.
  const audit = Math.floor((now - retention.audit) / DAY) * DAY;
  const plain = (table: string, sql: string, until: number): Step => [
    table,
    () => database.transaction(() => Promise.resolve(deleted(database.connection, sql, until))),
  ];
  const along = (table: string, sql: string, more: (trx: Trx, ids: readonly string[]) => Promise<void>): Step => [
    table,
    () => database.transaction((trx) => withTheirs(trx, database.connection, table, sql, alerts, more)),
  ];
  return [
    plain('event_resources', RESOURCES, events),
    plain('events', EVENTS, events),
    plain('outbox', OUTBOX, alerts),
    plain('asks', ASKS, alerts),
    plain('matches', MATCHES, alerts),
    along('alerts', ALERTS, alertsToo),
    along('confirmations', CONFIRMATIONS, postedToo),
    along('batches', BATCHES, postedToo),
    along('digests', DIGESTS, postedToo),
    plain('pauses', PAUSES, alerts),
    plain('expectations', EXPECTATIONS, alerts),
    ['first_seen', forgottenMarks(database, alerts)],
    [
      'audit',
      async () => {
        const rows = await purgeAudit(database, audit, now, SLICE);
        return { rows, more: rows === SLICE };
      },
    ],
  ];
}

/**
 * Up to where (event time, milliseconds) every event was read for the last time: one that is deleted before would be news when it
 * is read again. Of what is being read only; infinity where nothing is.
 */
function readAgainUntil(connection: Connection, now: number): number {
  const oldest = prepared<[number], { readonly at: number | null }>(connection, LAST_READS).get(now - DAY);
  return oldest?.at ?? Infinity;
}

const LAST_READS = `SELECT min(last.complete_until) AS at FROM progress last
  JOIN progress changes ON changes.account = last.account AND changes.region = last.region AND changes.kind = 'changes'
  WHERE last.kind = 'later-180' AND changes.recorded_at >= ?`;
const RESOURCES = `DELETE FROM event_resources WHERE (resource, time, event_id) IN (
  SELECT resource, time, event_id FROM event_resources WHERE time < :until ORDER BY time LIMIT :most)`;
const EVENTS = 'DELETE FROM events WHERE id IN (SELECT id FROM events WHERE time < :until ORDER BY time LIMIT :most)';
const MATCHES = `DELETE FROM matches WHERE (event_id, rule_id) IN (
  SELECT event_id, rule_id FROM matches WHERE time < :until ORDER BY time LIMIT :most)`;
/** What could not be delivered in all that time. */
const OUTBOX = 'DELETE FROM outbox WHERE key IN (SELECT key FROM outbox WHERE owed_at < :until LIMIT :most)';
const ASKS = 'DELETE FROM asks WHERE event_id IN (SELECT event_id FROM asks WHERE wanted_at < :until LIMIT :most)';
const PAUSES = 'DELETE FROM pauses WHERE from_at IN (SELECT from_at FROM pauses WHERE until_at < :until LIMIT :most)';
const EXPECTATIONS = `DELETE FROM expectations WHERE id IN (SELECT id FROM expectations
  WHERE until_at < :until AND (last_matched_at IS NULL OR last_matched_at < :until) ORDER BY until_at LIMIT :most)`;

/** Whatever its state: open for so long without a repeat, it is nobody's. What somebody is still to hear of is kept. */
const ALERTS = `SELECT id FROM alerts WHERE last_at < :until AND opened_at < :until AND (state_at IS NULL OR state_at < :until)
  AND snooze_until IS NULL AND escalate_at IS NULL AND id NOT IN (SELECT subject FROM outbox) ORDER BY last_at LIMIT :most`;
const CONFIRMATIONS = `SELECT id FROM confirmations WHERE asked_at < :until AND (answered_at IS NULL OR answered_at < :until)
  AND look_at IS NULL AND id NOT IN (SELECT subject FROM outbox) ORDER BY asked_at LIMIT :most`;
/** Lists of alerts that are all gone. */
const BATCHES = `SELECT id FROM batches WHERE made_at < :until AND id NOT IN (SELECT subject FROM outbox)
  AND NOT EXISTS (SELECT 1 FROM batch_members WHERE batch_members.series = batches.series) LIMIT :most`;

const DIGESTS = `SELECT id FROM digests WHERE made_at < :until AND id NOT IN (SELECT subject FROM outbox) LIMIT :most`;

function deleted(connection: Connection, sql: string, until: number): Slice {
  const { changes } = connection.prepare(sql).run({ until, most: SLICE });
  return { rows: changes, more: changes === SLICE };
}

/** Deletes rows by their ids, and in the same transaction what belongs to them. */
async function withTheirs(
  trx: Trx,
  connection: Connection,
  table: string,
  sql: string,
  until: number,
  more: (trx: Trx, ids: readonly string[]) => Promise<void>,
): Promise<Slice> {
  const found = connection.prepare<[object], { id: string }>(sql).all({ until, most: SLICE });
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return { rows: 0, more: false };
  await more(trx, ids);
  await trx
    .deleteFrom(table as 'alerts' | 'batches' | 'confirmations' | 'digests')
    .where('id', 'in', ids)
    .execute();
  return { rows: ids.length, more: ids.length === SLICE };
}

async function postedToo(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx.deleteFrom('notifications').where('subject', 'in', ids).execute();
}

async function alertsToo(trx: Trx, ids: readonly string[]): Promise<void> {
  await postedToo(trx, ids);
  for (const table of ['asks', 'batch_members', 'second_path'] as const) {
    await trx.deleteFrom(table).where('alert_id', 'in', ids).execute();
  }
}
