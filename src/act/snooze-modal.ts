/** "Custom…" of the snooze menu: a day and a time of the reader's own zone, never beyond the longest for the alert's level. */
import type { ModalView } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import { longestSnooze } from '../alert/snooze';
import { happened } from '../notify/message';
import { mrkdwn, section, span } from '../notify/text';
import { alertById } from '../store/alerts';
import { snoozeUntil } from './buttons';
import { type Click, type Desk, GONE, refusal } from './desk';
import { type Answered, type Screen, type Submitted, loadingView, noticeView, plainText } from './screen';

export const SNOOZE_MODAL = 'snooze';
const UNTIL = 'snooze.until';
const TITLE = 'Snooze until';

export async function openSnooze(desk: Desk, click: Click, trigger: string, screen: Screen): Promise<void> {
  const view = await screen.open(trigger, loadingView(TITLE, mrkdwn`One moment…`));
  const alert = await alertById(desk.database.reader, click.alertId);
  const words = alert ? await refusal(desk, click, 'snooze') : GONE;
  await screen.update(view, words || !alert ? noticeView(TITLE, words ?? GONE) : form(desk, alert));
}

function form(desk: Desk, alert: Alert): ModalView {
  const longest = longestSnooze(alert, desk.longestSnooze);
  return {
    type: 'modal',
    callback_id: SNOOZE_MODAL,
    private_metadata: alert.id,
    title: plainText(TITLE),
    submit: plainText('Snooze'),
    close: plainText('Cancel'),
    blocks: [
      section(happened(alert)),
      {
        type: 'input',
        block_id: UNTIL,
        label: plainText('Quiet until'),
        hint: plainText(`At most ${span(longest)} for this alert. Something worse breaks through.`),
        element: {
          type: 'datetimepicker',
          action_id: UNTIL,
          initial_date_time: Math.floor((desk.clock.now() + Math.min(longest, DEFAULT)) / 1000),
        },
      },
    ],
  };
}

const DEFAULT = 8 * 3_600_000;

/** Slack gives the moment as epoch seconds. */
export async function submitSnooze(desk: Desk, { user, form: { id, metadata, values } }: Submitted): Promise<Answered> {
  const until = Number(values.get(UNTIL)) * 1000;
  if (!(until > desk.clock.now())) return { errors: { [UNTIL]: 'Choose a time that is still to come.' } };
  const told = await snoozeUntil(desk, { user, alertId: metadata, click: id }, until);
  return told && { view: noticeView(TITLE, told) };
}
