/**
 * Putting a question to people, and applying what comes of it to the alerts it is about: the question, the alerts, what both owe
 * and the audit entries, within one transaction of the caller's.
 */
import type { BusinessHours } from '../alert/business-time';
import { type Asking, type Confirmed, ask, confirmedBy, fold, foldKeyOf, folds } from '../alert/confirmation';
import { settle } from '../alert/settle';
import { type Routes, settledChange } from '../notify/route';
import { changeAlertIn } from '../store/acts';
import { BOT, record } from '../store/audit';
import { standingConfirmation, writeConfirmation } from '../store/confirmations';
import type { Trx } from '../store/database';
import { owe } from '../store/owe';

export interface Settling {
  readonly routes: Routes;
  readonly businessHours: BusinessHours | undefined;
}

export interface Questioning extends Settling {
  /** How long an answer may take, in milliseconds. */
  readonly deadline: number;
}

/** A question of its own, or one more line in the one that stands for today; what was answered already holds for it too. */
export async function putQuestion(trx: Trx, settings: Questioning, asking: Asking, now: number): Promise<void> {
  const hours = settings.businessHours;
  const foldKey = foldKeyOf(asking, hours);
  const standing = await standingConfirmation(trx, foldKey);
  const folded = standing !== undefined && folds(standing, asking);
  const confirmation = folded ? fold(standing, asking) : ask(asking, { deadline: settings.deadline, hours }, now);
  await writeConfirmation(trx, confirmation, foldKey);
  const subject = { kind: 'confirmation', confirmation } as const;
  const { people: answerers, because } = asking;
  const { id, alertIds } = confirmation;
  const entry = { at: now, actor: asking.askedBy ?? BOT, subjectKind: 'confirmation', subject: id } as const;
  const after = { people: answerers, alertIds, eventId: asking.signIn.eventId };
  await record(trx, { ...entry, action: folded ? 'fold' : 'ask', before: undefined, after, reason: because });
  if (folded) await owe(trx, { kind: 'edit', subject, at: now });
  else for (const channel of answerers) await owe(trx, { kind: 'post', subject, channel, mention: undefined, at: now });
  const known = folded && standing.alertIds.includes(asking.signIn.alertId);
  if (!known) await settleAlert(trx, settings, asking.signIn.alertId, confirmedBy(confirmation, now), 'ask', now);
}

/** Applies what came of a question to one of its alerts, with all that it owes. */
export async function settleAlert(
  trx: Trx,
  { routes, businessHours }: Settling,
  alertId: string,
  confirmed: Confirmed,
  action: string,
  now: number,
): Promise<void> {
  const actor = confirmed.state === 'asked' ? BOT : (confirmed.person ?? BOT);
  await changeAlertIn(trx, { alertId, actor, action, at: now, reason: confirmed.because }, (before) => {
    const settled = settle(before, confirmed);
    return { changed: true, ...settledChange(settled, before, routes, now, businessHours) };
  });
}
