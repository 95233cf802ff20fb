/** What a person did to an alert: the alert, the audit entry and the edits it owes, in one transaction. */
import { randomUUID } from 'node:crypto';
import type { Alert } from '../alert/alert';
import { editOf } from '../notify/route';
import { alertById, writeAlert } from './alerts';
import type { Database } from './database';
import { owe } from './outbox';

export interface Deed {
  readonly alertId: string;
  /** Slack user id. */
  readonly actor: string;
  readonly action: string;
  /** Milliseconds. */
  readonly at: number;
}

/**
 * Applies `change` to the alert as it stands at that moment; when it says so, the alert is written with an audit entry and
 * owes an edit. Whatever is asked at the same time waits its turn, so the second of two people sees what the first did.
 * undefined when there is no such alert.
 */
export function changeAlert<T extends { readonly alert: Alert; readonly changed: boolean }>(
  database: Database,
  { alertId, actor, action, at }: Deed,
  change: (alert: Alert) => T,
): Promise<T | undefined> {
  return database.transaction(async (trx) => {
    const before = await alertById(trx, alertId);
    if (!before) return undefined;
    const outcome = change(before);
    if (!outcome.changed) return outcome;
    await writeAlert(trx, outcome.alert);
    const states = { before_state: before.state, after_state: outcome.alert.state };
    await trx
      .insertInto('audit')
      .values({ id: randomUUID(), at, actor, action, alert_id: alertId, ...states })
      .execute();
    await owe(trx, editOf(outcome.alert, at));
    return outcome;
  });
}
