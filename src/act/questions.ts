/**
 * Putting a question to people, and applying what comes of it to the alerts it is about: the question, the alerts, what both owe
 * and the audit entries, within one transaction of the caller's.
 */
import type { Alert } from '../alert/alert';
import type { BusinessHours } from '../alert/business-time';
import { ask, fold } from '../alert/ask';
import { type Asking, type Confirmed, confirmedBy } from '../alert/confirmation';
import { foldKeyOf, folds } from '../alert/pattern';
import { settle } from '../alert/settle';
import { type Routes, settledChange } from '../notify/route';
import { changeAlertIn } from '../store/acts';
import { BOT, isRecorded, record } from '../store/audit';
import { standingConfirmation, writeConfirmation } from '../store/confirmations';
import type { Trx } from '../store/database';
import { owe } from '../store/owe';
import { takeBackPost } from '../store/settling';

export interface Settling {
  readonly routes: Routes;
  readonly businessHours: BusinessHours | undefined;
}

export interface Questioning extends Settling {
  /** How long an answer may take, in milliseconds. */
  readonly deadline: number;
}

/**
 * A question of its own, or one more line in the one that stands for today; what was answered already holds for it too. `once` is
 * the id of its audit entry, where Slack may send again what asks for it: what has one is not put again.
 */
export async function putQuestion(
  trx: Trx,
  settings: Questioning,
  asking: Asking,
  now: number,
  once?: string,
): Promise<void> {
  if (once !== undefined && (await isRecorded(trx, once))) return;
  const hours = settings.businessHours;
  const foldKey = foldKeyOf(asking, hours);
  const standing = await standingConfirmation(trx, foldKey);
  const folded = standing !== undefined && folds(standing, asking, hours);
  const confirmation = folded ? fold(standing, asking) : ask(asking, { deadline: settings.deadline, hours }, now);
  await writeConfirmation(trx, confirmation, foldKey);
  const subject = { kind: 'confirmation', confirmation } as const;
  const { people: answerers, because } = asking;
  const { id, alertIds } = confirmation;
  const by = asking.askedBy ?? BOT;
  const entry = { id: once, at: now, actor: by, subjectKind: 'confirmation', subject: id } as const;
  const after = { people: answerers, alertIds, eventId: asking.signIn.eventId };
  await record(trx, { ...entry, action: folded ? 'fold' : 'ask', before: undefined, after, reason: because });
  if (folded) await owe(trx, { kind: 'edit', subject, at: now });
  else for (const channel of answerers) await owe(trx, { kind: 'post', subject, channel, mention: undefined, at: now });
  const { alertId } = asking.signIn;
  if (folded && standing.alertIds.includes(alertId)) return;
  const alert = await settleAlert(trx, settings, alertId, confirmedBy(confirmation, now), 'ask', now);
  if (folded && alert?.state === 'resolved') await takeBackPost(trx, alertId);
  // What the same answer does not settle too stays in sight, and the person is not told otherwise.
  else if (folded && confirmation.settled) await writeConfirmation(trx, { ...confirmation, settled: false });
}

/** Applies what came of a question to one of its alerts, with all that it owes. */
export async function settleAlert(
  trx: Trx,
  { routes, businessHours }: Settling,
  alertId: string,
  confirmed: Confirmed,
  action: string,
  now: number,
): Promise<Alert | undefined> {
  const { person, askedBy, because: reason } = confirmed;
  const actor = (action === 'answer' ? person : action === 'ask' ? askedBy : undefined) ?? BOT;
  const outcome = await changeAlertIn(trx, { alertId, actor, action, at: now, reason }, (before) => {
    const settled = settle(before, confirmed);
    return { changed: true, ...settledChange(settled, before, routes, now, businessHours) };
  });
  return outcome?.alert;
}
