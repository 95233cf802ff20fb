/** "Why this alert" of an alert's menu: looks up what the bot knows of the alert and its event, and shows it in a modal. */
import type { ModalView } from '@slack/web-api';
import { alertById } from '../store/alerts';
import { eventById } from '../store/events';
import { activeExpectations, expectationById } from '../store/expectations';
import { matchesOfEvent } from '../store/matches';
import { channelsOf } from '../store/outbox';
import { liveRules } from '../store/staging';
import { type Click, type Desk, type Told, refusal } from './desk';
import { explain } from './explain';
import { type Screen, noticeView, openFilled, plainText } from './screen';
import { ALERT_GONE } from './show-event';
import { whyBlocks } from './why-view';

const TITLE = 'Why this alert';

export async function whyAlert(desk: Desk, click: Click, trigger: string, screen: Screen): Promise<Told> {
  await openFilled(screen, trigger, TITLE, () => lookUp(desk, click));
  return undefined;
}

/** Everyone may know why; the values are the record's, and are for whoever may see that. */
async function lookUp(desk: Desk, click: Click): Promise<ModalView> {
  const { database, rules, context: settings, routes, clock } = desk;
  const { reader } = database;
  const now = clock.now();
  const alert = await alertById(reader, click.alertId);
  if (!alert) return noticeView(TITLE, ALERT_GONE);
  const event = await eventById(reader, alert.content.eventId);
  const recorded = await matchesOfEvent(reader, alert.content.eventId);
  const quietBy = recorded.flatMap((one) => one.quietBy ?? []).filter((id) => id !== 'staging');
  const kept = await Promise.all([...new Set(quietBy)].map((id) => expectationById(reader, id)));
  const active = await activeExpectations(reader, now);
  const expectations = [
    ...new Map([...active, ...kept.flatMap((one) => one ?? [])].map((one) => [one.id, one])).values(),
  ];
  const live = await liveRules(reader);
  const blocks = whyBlocks({
    alert,
    explanation: explain({ event, alert, recorded, expectations, rules, live, settings, now }),
    rules,
    routes,
    channels: await channelsOf(reader, alert.id),
    hidden: await refusal(desk, click, 'rawEvents'),
    now,
  });
  return { type: 'modal', title: plainText(TITLE), close: plainText('Close'), blocks: [...blocks] };
}
