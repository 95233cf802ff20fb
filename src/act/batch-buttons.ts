/**
 * What people do to a list of alerts: acknowledge all that it showed them, or have one shown whole in its thread, with its own
 * buttons. The store decides, so a second click and a second person find nothing left to do.
 */
import { act } from '../alert/lifecycle';
import { type Mrkdwn, mrkdwn } from '../notify/text';
import { changeAlertIn } from '../store/acts';
import { isRecorded } from '../store/audit';
import { type Showing, batchAt, showListed } from '../store/listed';
import { type Desk, GONE, type Told, refusal } from './desk';
import type { Clicked } from './screen';

/** The button's value is the alerts that were open when it was shown, so nothing is acknowledged unseen. */
export async function acknowledgeAll(desk: Desk, { user, value, click, channel, message }: Clicked): Promise<Told> {
  const list = await batchAt(desk.database.reader, channel, message);
  if (!list) return GONE;
  const refused = await refusal(desk, { user, alertId: list.id }, 'acknowledge');
  if (refused) return refused;
  const at = desk.clock.now();
  const alertIds = value.split(' ').filter(Boolean);
  const done = await desk.database.transaction(async (trx) => {
    let count = 0;
    for (const alertId of alertIds) {
      const id = `${click}/${user}/acknowledge/${alertId}`;
      if (await isRecorded(trx, id)) return undefined;
      const outcome = await changeAlertIn(trx, { id, alertId, actor: user, action: 'acknowledge', at }, (alert) =>
        act(alert, 'acknowledge', { by: user, at, hours: desk.businessHours }),
      );
      if (outcome?.changed) count += 1;
    }
    return count;
  });
  return done === undefined || done === alertIds.length ? undefined : acknowledged(done, alertIds.length);
}

function acknowledged(done: number, all: number): Mrkdwn {
  if (done === 0) return mrkdwn`Nothing to do: none of these is open any more.`;
  return mrkdwn`Acknowledged ${done} of ${all}: the others were not open any more.`;
}

export async function showOne(desk: Desk, { value: alertId, channel, message }: Clicked): Promise<Told> {
  const list = await batchAt(desk.database.reader, channel, message);
  if (!list || message === undefined) return GONE;
  const at = desk.clock.now();
  const shown = await desk.database.transaction((trx) => showListed(trx, { list, alertId, thread: message, at }));
  return SHOWN[shown];
}

const SHOWN: Readonly<Record<Showing, Mrkdwn>> = {
  shown: mrkdwn`It is in the thread of this list, with its buttons.`,
  'shown before': mrkdwn`It has a message of its own already: look in the thread of this list, and in the channel below it.`,
  gone: GONE,
};
