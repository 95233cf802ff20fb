/** What a person or the clock does to an alert: the alert, the audit entry and all that it owes to Slack, in one transaction. */
import type { Alert } from '../alert/alert';
import { type Line, type Owed, editOf } from '../notify/owed';
import { alertById, writeAlert } from './alerts';
import { isRecorded, record } from './audit';
import type { Database, Trx } from './database';
import { owe } from './owe';

export interface Deed {
  readonly alertId: string;
  /** Slack user id, or `trailwarden`. */
  readonly actor: string;
  readonly action: string;
  /** Milliseconds. */
  readonly at: number;
  readonly reason?: string | undefined;
  /** The id of its audit entry, where it must not be any. */
  readonly id?: string | undefined;
}

/** What comes of it: nothing, or the alert as it is now, with what the thread says of it and what else is owed. */
export interface Change {
  readonly alert: Alert;
  readonly changed: boolean;
  readonly line?: Line | undefined;
  readonly owed?: readonly Owed[] | undefined;
}

/**
 * Applies `change` to the alert as it stands at that moment; when it says so, the alert is written with an audit entry and
 * owes an edit. Whatever is asked at the same time waits its turn, so the second of two people sees what the first did.
 * undefined when there is no such alert.
 */
export function changeAlert<T extends Change>(
  database: Database,
  deed: Deed,
  change: (alert: Alert) => T,
): Promise<T | undefined> {
  return database.transaction((trx) => changeAlertIn(trx, deed, change));
}

/**
 * The same for a click, or a modal, that Slack may send again: `click` is what Slack calls it by. A click that has its audit entry did its
 * work, and does none again, whatever happened to the alert meanwhile.
 */
export function changeAlertOnce<T extends Change>(
  database: Database,
  deed: OnceDeed,
  change: (alert: Alert) => T,
): Promise<T | 'done before' | undefined> {
  return database.transaction((trx) => changeAlertOnceIn(trx, deed, change));
}

type OnceDeed = Omit<Deed, 'id'> & { readonly click: string };

export async function changeAlertOnceIn<T extends Change>(
  trx: Trx,
  { click, ...deed }: OnceDeed,
  change: (alert: Alert) => T,
): Promise<T | 'done before' | undefined> {
  const id = `${click}/${deed.actor}/${deed.action}/${deed.alertId}`;
  if (await isRecorded(trx, id)) return 'done before';
  return changeAlertIn(trx, { ...deed, id }, change);
}

/** The same within a transaction that does more. */
export async function changeAlertIn<T extends Change>(
  trx: Trx,
  { alertId, actor, action, at, reason, id }: Deed,
  change: (alert: Alert) => T,
): Promise<T | undefined> {
  const before = await alertById(trx, alertId);
  if (!before) return undefined;
  const outcome = change(before);
  if (!outcome.changed) return outcome;
  const { alert, line, owed = [] } = outcome;
  await writeAlert(trx, alert);
  const states = { before: lifeOf(before), after: lifeOf(alert) };
  await record(trx, { id, at, actor, action, subjectKind: 'alert', subject: alertId, ...states, reason });
  await owe(trx, editOf({ kind: 'alert', alert }, at));
  // Two people may do the same within a millisecond: the version tells their lines apart.
  if (line) await owe(trx, { kind: 'line', subject: { kind: 'alert', alert }, ...line, name: nameOf(line, alert), at });
  for (const one of owed) await owe(trx, one);
  return outcome;
}

function nameOf({ name }: Line, { version }: Alert): string {
  return `${name}-${version}`;
}

/** What the audit log keeps of an alert: what people and the clock can change. */
function lifeOf({ state, stateBy, level, snooze, ladder, confirmed }: Alert): Record<string, unknown> {
  const snoozed = snooze && { until: snooze.until, by: snooze.by };
  return { state, by: stateBy, level, snoozed, escalated: ladder?.taken || undefined, confirmed: confirmed?.state };
}
