/**
 * What time alone brings about: the end of a snooze is shown, a ladder's next step is taken, an expectation about to end is
 * spoken of. Each is decided and written with what it owes in one transaction, so nothing happens twice, and what fell due while
 * the bot was down happens when it is up again.
 */
import { settleAlert } from './act/questions';
import type { BusinessHours } from './alert/business-time';
import { confirmedBy, lookedAt } from './alert/confirmation';
import { climb } from './alert/escalation';
import { shownAwake } from './alert/snooze';
import { renderReminder } from './notify/question-notices';
import { type Owed, editOf } from './notify/owed';
import { type Routes, owedForStep } from './notify/route';
import { remind } from './reminding';
import { BOT, record } from './store/audit';
import { changeAlertIn } from './store/acts';
import { unansweredAlerts, wokenAlerts, writeAlert } from './store/alerts';
import { dueConfirmations, writeConfirmation } from './store/confirmations';
import type { Database, Trx } from './store/database';
import { owe } from './store/owe';
import { standsIn } from './store/owed-rows';

export interface Deadlines {
  readonly database: Database;
  readonly routes: Routes;
  readonly businessHours: BusinessHours | undefined;
}

/** Does what is due at `now` (milliseconds); returns how many things were. */
export async function passTime(deadlines: Deadlines, now: number): Promise<number> {
  let done = 0;
  for (const step of STEPS) done += await deadlines.database.transaction((trx) => step(trx, deadlines, now));
  return done;
}

type DeadlineStep = (trx: Trx, deadlines: Deadlines, now: number) => Promise<number>;

const STEPS: readonly DeadlineStep[] = [showAwake, escalate, remind, lookAtQuestions];

async function showAwake(trx: Trx, { businessHours }: Deadlines, now: number): Promise<number> {
  const alerts = await wokenAlerts(trx, now);
  for (const before of alerts) {
    const alert = shownAwake(before, now, businessHours) ?? before;
    await writeAlert(trx, alert);
    await owe(trx, editOf({ kind: 'alert', alert }, now));
  }
  return alerts.length;
}

async function escalate(trx: Trx, { routes }: Deadlines, now: number): Promise<number> {
  const alerts = await unansweredAlerts(trx, now);
  for (const { id: alertId } of alerts) {
    await changeAlertIn(trx, { alertId, actor: BOT, action: 'escalate', at: now }, (alert) => {
      const call = climb(alert, now);
      if (!call) return { alert, changed: false };
      const owed: readonly Owed[] = owedForStep(call.alert, call.step, routes, now);
      return { alert: call.alert, changed: true, owed };
    });
  }
  return alerts.length;
}

/** A reminder at half time; at the deadline, or when Slack would not deliver it, the channel is told. */
async function lookAtQuestions(trx: Trx, deadlines: Deadlines, now: number): Promise<number> {
  const due = await dueConfirmations(trx, now);
  for (const before of due) {
    const reached = await standsIn(trx, { kind: 'confirmation', confirmation: before });
    const looked = lookedAt(before, now, reached.length > 0);
    if (!looked) continue;
    const { kind, confirmation } = looked;
    await writeConfirmation(trx, confirmation);
    await record(trx, {
      ...{ at: now, actor: BOT, action: kind, subjectKind: 'confirmation', subject: confirmation.id },
      ...{ before: { state: before.state }, after: { state: confirmation.state }, reason: confirmation.doubt },
    });
    if (kind === 'reminded') {
      const notice = { kind: 'notice', level: 'medium', message: renderReminder(confirmation), at: now } as const;
      for (const channel of confirmation.people.filter((person) => reached.includes(person))) {
        await owe(trx, { ...notice, key: `reminder/${confirmation.id}/${channel}`, channel });
      }
      continue;
    }
    await owe(trx, editOf({ kind: 'confirmation', confirmation }, now));
    for (const alertId of confirmation.alertIds) {
      await settleAlert(trx, deadlines, alertId, confirmedBy(confirmation, now), kind, now);
    }
  }
  return due.length;
}
