/**
 * What time alone brings about: the end of a snooze is shown, a ladder's next step is taken, an expectation about to end is
 * spoken of. Each is decided and written with what it owes in one transaction, so nothing happens twice, and what fell due while
 * the bot was down happens when it is up again.
 */
import type { BusinessHours } from './alert/business-time';
import { climb } from './alert/escalation';
import { shownAwake } from './alert/snooze';
import { escalatedLine } from './notify/lines';
import { type Owed, editOf } from './notify/owed';
import { type Routes, owedForStep } from './notify/route';
import { BOT } from './store/audit';
import { changeAlertIn } from './store/acts';
import { unansweredAlerts, wokenAlerts, writeAlert } from './store/alerts';
import type { Database, Trx } from './store/database';
import { owe } from './store/outbox';

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

const STEPS: readonly DeadlineStep[] = [showAwake, escalate];

async function showAwake(trx: Trx, _deadlines: Deadlines, now: number): Promise<number> {
  const alerts = await wokenAlerts(trx, now);
  for (const before of alerts) {
    const alert = shownAwake(before, now) ?? before;
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
      return { alert: call.alert, changed: true, line: escalatedLine(call.step, now), owed };
    });
  }
  return alerts.length;
}
