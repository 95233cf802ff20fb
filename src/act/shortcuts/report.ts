/**
 * Takes a report: the question about the sign-in is answered, or its alert settled, or one opened, all in one transaction with the
 * audit entry that keeps a submission that Slack sends again from doing anything twice.
 */
import type { Alert } from '../../alert/alert';
import { mayStillSay } from '../../alert/answer';
import type { Confirmation } from '../../alert/confirmation';
import { REPORTED, type Report, deniedBy, reported } from '../../alert/report';
import { compareLevels } from '../../detect/level';
import { owedFor, withLadder } from '../../notify/route';
import { alertById, alertsById, writeAlert, writeMatches } from '../../store/alerts';
import { countRecorded, isRecorded, record } from '../../store/audit';
import { confirmationsById, takeAsk } from '../../store/confirmations';
import type { Trx } from '../../store/database';
import { matchesOfEvent } from '../../store/matches';
import { owe } from '../../store/owe';
import { answerIn } from '../confirm';
import type { Desk } from '../desk';
import { settleAlert } from '../questions';
import type { OwnSignIn } from './own-sign-ins';

/** `known` when the same person had said so of this sign-in before. */
export type Taken = 'called' | 'known' | 'too many';

/** As each calls the security team, a person may report so many within an hour (milliseconds). */
export const MOST_REPORTS = 5;
const HOUR = 3_600_000;

export function takeReport(desk: Desk, report: Report, signIn: OwnSignIn | undefined): Promise<Taken> {
  const { person, submission, words, at } = report;
  const id = `report/${submission}`;
  return desk.database.transaction(async (trx) => {
    if (await isRecorded(trx, id)) return 'called';
    const entry = { id, at, actor: person.id, reason: words, before: undefined } as const;
    const after = { eventId: signIn?.event.id };
    if ((await countRecorded(trx, person.id, 'report', at - HOUR)) >= MOST_REPORTS) return 'too many';
    const { alertId, taken } = await denied(trx, desk, report, signIn);
    await record(trx, { ...entry, action: 'report', subjectKind: 'alert', subject: alertId, after });
    return taken;
  });
}

interface Denied {
  readonly alertId: string;
  readonly taken: Taken;
}

async function denied(trx: Trx, desk: Desk, report: Report, signIn: OwnSignIn | undefined): Promise<Denied> {
  const { person, words, at } = report;
  const eventId = signIn?.event.id;
  const standing = eventId === undefined ? undefined : await alertOf(trx, eventId);
  if (eventId === undefined || standing === undefined) return open(trx, desk, report, signIn);
  // Nobody is asked about what they have answered already.
  await takeAsk(trx, eventId);
  const { id: alertId } = standing;
  const question = await questionOf(trx, standing, eventId, person.id);
  if (question && mayStillSay(question, person.id).includes('no')) {
    const answering = { answer: 'no', by: person.id, at, doubt: undefined, offer: false, words } as const;
    await answerIn(trx, desk, question.id, answering);
    return { alertId, taken: 'called' };
  }
  const saidNo = question?.said.some((one) => one.by === person.id && one.answer === 'no') === true;
  const confirmed = deniedBy(report, eventId);
  const confirmationId = saidNo ? question.id : confirmed.confirmationId;
  const before = [...(standing.questions ?? []), ...(standing.confirmed ? [standing.confirmed] : [])];
  const isKnown = before.some((one) => one.confirmationId === confirmationId && one.state === 'no');
  await settleAlert(trx, desk, alertId, { ...confirmed, confirmationId }, 'answer', at);
  return { alertId, taken: isKnown ? 'known' : 'called' };
}

/** The worst of the alerts that count the event. */
async function alertOf(trx: Trx, eventId: string): Promise<Alert | undefined> {
  const ids = (await matchesOfEvent(trx, eventId)).flatMap(({ alertId }) => alertId ?? []);
  const alerts = [...(await alertsById(trx, ids)).values()];
  return alerts.sort((a, b) => compareLevels(b.level, a.level))[0];
}

/** The question about this sign-in that was put to this person. It shows the newest ten of those it is about. */
async function questionOf(
  trx: Trx,
  { confirmed, questions = [] }: Alert,
  eventId: string,
  user: string,
): Promise<Confirmation | undefined> {
  const ids = [...questions, ...(confirmed ? [confirmed] : [])].map(({ confirmationId }) => confirmationId);
  const found = [...(await confirmationsById(trx, ids)).values()];
  return found.find(({ people, signIns }) => people.includes(user) && signIns.some((one) => one.eventId === eventId));
}

async function open(trx: Trx, desk: Desk, report: Report, signIn: OwnSignIn | undefined): Promise<Denied> {
  const { at } = report;
  const opened = reported(report, signIn, desk.command);
  const { id: alertId, level, content } = opened;
  if (await alertById(trx, alertId)) return { alertId, taken: 'known' };
  const change = withLadder({ kind: 'opened', alert: opened, from: undefined }, desk.routes, at, desk.businessHours);
  const { alert } = change;
  await writeAlert(trx, alert);
  if (signIn) {
    const { id: eventId, time } = signIn.event;
    const match = { alertId, quietBy: undefined, eventId, ruleId: REPORTED.id, level, reasons: content.reasons, time };
    await writeMatches(trx, [match]);
  }
  for (const one of owedFor(change, desk.routes, at)) await owe(trx, one);
  return { alertId, taken: 'called' };
}
