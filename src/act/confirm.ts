/**
 * The answer to "was this you?". Only whoever was asked may answer, which is checked here and not by who sees the buttons; a
 * person whose Slack account changed in the last day is not taken at their word.
 */
import { type Answering, answered } from '../alert/answer';
import { type Answer, confirmedBy } from '../alert/confirmation';
import { type Mrkdwn, mention, moment, mrkdwn } from '../notify/text';
import { SlackSilent } from '../people/directory';
import { LATELY } from '../people/resolve';
import { record } from '../store/audit';
import { confirmationById, writeConfirmation } from '../store/confirmations';
import type { Trx } from '../store/database';
import { owe } from '../store/owe';
import type { Desk, Told } from './desk';
import { mayBeOffered } from './expect-own';
import { settleAlert } from './questions';

const NOT_YOURS = mrkdwn`This question was put to somebody else, so your answer was not taken. If you know who it was, please tell your security team.`;
const NO_QUESTION = mrkdwn`This question is no longer in the store, so the answer could not be kept. Please tell your security team.`;
const MORE_CAME = mrkdwn`Your yes was not taken: one more arrived since that message was written. It shows all of them in a moment; please look again, and say yes only if each of them was you.`;
const SILENT = mrkdwn`Slack does not say just now who you are, so your yes was not taken. Please try again in a minute.`;

/** `value` is what the button carries: the question, and how many sign-ins its message spoke of. */
export async function answer(desk: Desk, user: string, value: string, given: Answer): Promise<Told> {
  const [confirmationId = '', shown] = value.split(' ');
  const common = { answer: given, by: user, shown: Number(shown), at: desk.clock.now() };
  if (given !== 'yes') {
    const answering = { ...common, doubt: undefined, offer: false };
    return desk.database.transaction((trx) => answerIn(trx, desk, confirmationId, answering));
  }
  const doubt = await doubtOf(desk, user);
  // Nothing else would have to be asked of Slack: a yes that is kept for later would be none.
  if (doubt instanceof SlackSilent) return SILENT;
  const standing = await confirmationById(desk.database.reader, confirmationId);
  const offer = await mayBeOffered(desk, user, standing?.signIns.at(-1)?.alertId ?? '');
  return desk.database.transaction((trx) => answerIn(trx, desk, confirmationId, { ...common, doubt, offer }));
}

/** The same within a transaction that does more. */
export async function answerIn(trx: Trx, desk: Desk, confirmationId: string, answering: Answering): Promise<Told> {
  const { answer: given, by: actor, at, doubt } = answering;
  const before = await confirmationById(trx, confirmationId);
  if (!before) return NO_QUESTION;
  const outcome = answered(before, answering);
  const entry = { at, actor, subjectKind: 'confirmation', subject: confirmationId } as const;
  const states = { before: { state: before.state, answer: before.answer }, reason: doubt };
  if (!outcome.changed) {
    const { because } = outcome;
    if (because === 'answered') return already(before.answeredBy, before.answeredAt);
    await record(trx, { ...entry, ...states, action: 'answer-refused', after: { tried: given, because } });
    if (because === 'not theirs') return NOT_YOURS;
    await owe(trx, { kind: 'edit', subject: { kind: 'confirmation', confirmation: before }, at });
    return MORE_CAME;
  }
  await owe(trx, { kind: 'edit', subject: { kind: 'confirmation', confirmation: outcome.confirmation }, at });
  const confirmed = confirmedBy(outcome.confirmation, at);
  let settled = outcome.confirmation.answer === 'yes';
  for (const id of outcome.confirmation.alertIds) {
    const alert = await settleAlert(trx, desk, id, confirmed, 'answer', at);
    settled &&= alert?.state === 'resolved';
  }
  const confirmation = { ...outcome.confirmation, settled };
  await writeConfirmation(trx, confirmation);
  await record(trx, { ...entry, ...states, action: 'answer', after: { said: given, counts: confirmation.answer } });
  return undefined;
}

/** Why somebody cannot be believed. A Slack that refuses to say is a reason too; one that is silent may say in a minute. */
async function doubtOf({ directory, clock }: Desk, user: string): Promise<string | SlackSilent | undefined> {
  try {
    const person = await directory.byId(user);
    if (person === undefined) return 'Slack does not know who answered';
    const settled = person.change === 'first sight' || clock.now() - person.changedAt >= LATELY;
    return settled ? undefined : 'the Slack account that answered appeared or changed within the last day';
  } catch (error) {
    return error instanceof SlackSilent ? error : 'Slack could not say who answered';
  }
}

function already(by: string | undefined, at: number | undefined): Mrkdwn {
  const who = by === undefined ? mrkdwn`` : mrkdwn` by ${mention(by)}`;
  const when = at === undefined ? mrkdwn`` : mrkdwn` ${moment(at, '{date_short_pretty} at {time}')}`;
  return mrkdwn`This was answered already${who}${when}. If the answer was wrong, please tell your security team now.`;
}
