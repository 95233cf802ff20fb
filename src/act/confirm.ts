/**
 * The answer to "was this you?". Only whoever was asked may answer, which is checked here and not by who sees the buttons; a
 * person whose Slack account changed in the last day is not taken at their word.
 */
import { answered } from '../alert/answer';
import { type Answer, confirmedBy } from '../alert/confirmation';
import { type Mrkdwn, mention, moment, mrkdwn } from '../notify/text';
import { LATELY } from '../people/resolve';
import { record } from '../store/audit';
import { confirmationById, writeConfirmation } from '../store/confirmations';
import { owe } from '../store/owe';
import { type Desk, type Told, refusal } from './desk';
import { settleAlert } from './questions';

const NOT_YOURS = mrkdwn`This question was put to somebody else, so your answer was not taken. If you know who it was, please tell your security team.`;
const NO_QUESTION = mrkdwn`This question is no longer in the store, so the answer could not be kept. Please tell your security team.`;

export async function answer(desk: Desk, user: string, confirmationId: string, given: Answer): Promise<Told> {
  const standing = await confirmationById(desk.database.reader, confirmationId);
  const [alertId = ''] = standing?.alertIds ?? [];
  const doubt = given === 'yes' ? await doubtOf(desk, user) : undefined;
  const offer = given === 'yes' && (await refusal(desk, { user, alertId }, 'expect')) === undefined;
  const at = desk.clock.now();
  return desk.database.transaction(async (trx) => {
    const before = await confirmationById(trx, confirmationId);
    if (!before) return NO_QUESTION;
    const outcome = answered(before, { answer: given, by: user, at, doubt, offer });
    const entry = { at, actor: user, subjectKind: 'confirmation', subject: confirmationId } as const;
    const states = { before: { state: before.state, answer: before.answer }, reason: doubt };
    if (!outcome.changed) {
      if (outcome.because === 'answered') return already(before.answeredBy, before.answeredAt);
      await record(trx, { ...entry, ...states, action: 'answer-refused', after: { tried: given } });
      return NOT_YOURS;
    }
    const { confirmation } = outcome;
    await writeConfirmation(trx, confirmation);
    await record(trx, { ...entry, ...states, action: 'answer', after: { said: given, counts: confirmation.answer } });
    await owe(trx, { kind: 'edit', subject: { kind: 'confirmation', confirmation }, at });
    const confirmed = confirmedBy(confirmation, at);
    for (const id of confirmation.alertIds) await settleAlert(trx, desk, id, confirmed, 'answer', at);
    return undefined;
  });
}

/** Why somebody cannot be believed just now; when Slack cannot say, that is a reason too. */
async function doubtOf({ directory, clock }: Desk, user: string): Promise<string | undefined> {
  try {
    const person = await directory.byId(user);
    if (person === undefined) return 'Slack does not know who answered';
    const settled = person.change === 'first sight' || clock.now() - person.changedAt >= LATELY;
    return settled ? undefined : 'the Slack account that answered appeared or changed within the last day';
  } catch {
    return 'Slack could not say who answered';
  }
}

function already(by: string | undefined, at: number | undefined): Mrkdwn {
  const who = by === undefined ? mrkdwn`` : mrkdwn` by ${mention(by)}`;
  const when = at === undefined ? mrkdwn`` : mrkdwn` ${moment(at, '{date_short_pretty} at {time}')}`;
  return mrkdwn`This was answered already${who}${when}. If the answer was wrong, please tell your security team now.`;
}
