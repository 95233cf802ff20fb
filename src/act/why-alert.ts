/** "Why this alert" of an alert's menu: looks up what the bot knows of the alert and its event, and shows it in a modal. */
import type { ModalView } from '@slack/web-api';
import { alertById } from '../store/alerts';
import { channelsOf } from '../store/outbox';
import { type Click, type Desk, type Told, refusal } from './desk';
import { type Screen, noticeView, openFilled, plainText } from './screen';
import { ALERT_GONE } from './show-event';
import { lookInto } from './why-load';
import { whyBlocks } from './why-view';

const TITLE = 'Why this alert';

export async function whyAlert(desk: Desk, click: Click, trigger: string, screen: Screen): Promise<Told> {
  await openFilled(screen, trigger, TITLE, () => lookUp(desk, click));
  return undefined;
}

/** Everyone may know why; the values are the record's, and are for whoever may see that. */
async function lookUp(desk: Desk, click: Click): Promise<ModalView> {
  const { database, rules, routes, clock } = desk;
  const { reader } = database;
  const now = clock.now();
  const alert = await alertById(reader, click.alertId);
  if (!alert) return noticeView(TITLE, ALERT_GONE);
  const { explain } = await lookInto(desk, alert.content.eventId, now);
  const blocks = whyBlocks({
    alert,
    explanation: explain(alert),
    rules,
    routes,
    channels: await channelsOf(reader, alert.id),
    hidden: await refusal(desk, click, 'rawEvents'),
    now,
    command: desk.command,
  });
  return { type: 'modal', title: plainText(TITLE), close: plainText('Close'), blocks: [...blocks] };
}
