/**
 * "Show event" of an alert's menu: the record as CloudTrail wrote it, without its secrets, in a modal. A long record comes in
 * pages, and where the alert stands for several events one goes from each to the next.
 */
import type { ActionsBlock, KnownBlock, ModalView } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import { digest } from '../alert/lead';
import { redact } from '../detect/redact';
import { consoleLink } from '../notify/facts';
import { jsonText, pagesOf, preformatted } from '../notify/literal';
import { code, contextLine, joined, moment, mrkdwn, section } from '../notify/text';
import type { CloudTrailEvent } from '../source/event';
import { alertById } from '../store/alerts';
import { eventById } from '../store/events';
import { eventIdsOf } from '../store/matches';
import { type Click, type Desk, type Told, refusal } from './desk';
import { type Clicked, type Screen, noticeView, openFilled, plainText } from './screen';

const TITLE = 'Show event';

/** Action ids of the buttons in the modal, each with its label. */
export const EVENT_STEPS = {
  'event.newer': 'Newer event',
  'event.older': 'Older event',
  'event.earlier': 'Earlier part',
  'event.further': 'Further part',
} as const;
type Step = keyof typeof EVENT_STEPS;

/** As many events of one alert can be gone through, newest first. */
const MOST = 1000;

export const ALERT_GONE = mrkdwn`This alert is no longer in the store, so there is nothing to show.`;
const PURGED = mrkdwn`The bot no longer keeps the record of this event: records are removed after a while, to keep the store small. What the alert says stays, and CloudTrail itself keeps events for 90 days.`;

export async function showEvent(desk: Desk, click: Click, trigger: string, screen: Screen): Promise<Told> {
  await openFilled(screen, trigger, TITLE, () => lookUp(desk, click, '', 0));
  return undefined;
}

/** A click in the modal. Its value is the alert, which event of it, and which part of the record. */
export async function stepEvent(desk: Desk, { user, value, view }: Clicked, screen: Screen): Promise<Told> {
  const [alertId = '', event = '', part = ''] = value.split(' ');
  if (view) await screen.update(view.id, await lookUp(desk, { user, alertId }, event, Number(part)));
  return undefined;
}

/** `which` is the digest of an event's id, as ids are the record's to choose; the leading event when it is none of the alert's. */
async function lookUp(desk: Desk, click: Click, which: string, part: number): Promise<ModalView> {
  const { reader } = desk.database;
  const alert = await alertById(reader, click.alertId);
  const refused = alert ? await refusal(desk, click, 'rawEvents') : ALERT_GONE;
  if (refused !== undefined || !alert) return noticeView(TITLE, refused ?? ALERT_GONE);
  const ids = eventsOf(alert, await eventIdsOf(reader, alert.id, MOST));
  const chosen = ids.findIndex((id) => refOf(id) === which);
  const at = chosen >= 0 ? chosen : ids.indexOf(alert.content.eventId);
  const id = ids[at] ?? alert.content.eventId;
  const place: Place = { alert, ids, at, id };
  return eventView(place, await eventById(reader, id), part);
}

/** Newest first: those a correlation counted, then those of its repeats. */
function eventsOf({ content }: Alert, matched: readonly string[]): readonly string[] {
  const counted = [...(content.eventIds ?? [])].reverse();
  return [...new Set([...counted, ...matched, content.eventId])];
}

function refOf(eventId: string): string {
  return digest([eventId]);
}

/** Which of an alert's events is shown. */
interface Place {
  readonly alert: Alert;
  readonly ids: readonly string[];
  readonly at: number;
  readonly id: string;
}

function eventView(place: Place, event: CloudTrailEvent | undefined, part: number): ModalView {
  const pages = event ? pagesOf(jsonText(redact(event.record))) : [];
  const at = pages[part] === undefined ? 0 : part;
  const page = pages[at];
  return {
    type: 'modal',
    title: plainText(TITLE),
    close: plainText('Close'),
    blocks: [
      ...head(place, event),
      ...eventSteps(place),
      ...(page === undefined ? [section(PURGED)] : [preformatted(page)]),
      ...partSteps(place, at, pages.length),
      ...(page === undefined ? [] : [contextLine(mrkdwn`Secrets are left out and shown as ${code('(redacted)')}.`)]),
    ],
  };
}

function head({ alert: { content }, id }: Place, event: CloudTrailEvent | undefined): readonly KnownBlock[] {
  const leading = id === content.eventId ? { name: content.eventName, source: content.eventSource } : undefined;
  const { name, source } = event ?? leading ?? {};
  const region = event?.region ?? (leading ? content.region : '');
  const what = name === undefined || source === undefined ? [] : [mrkdwn`*${name}* of ${code(source)}`];
  const when = event ? [moment(event.time, '{date_short_pretty} at {time_secs}')] : [];
  const words = joined([...what, ...when], '\n');
  return [...(words.text === '' ? [] : [section(words)]), contextLine(consoleLink(region, id))];
}

function eventSteps({ alert, ids, at }: Place): readonly KnownBlock[] {
  if (ids.length < 2) return [];
  const to = (step: Step, id: string | undefined): Button[] => (id === undefined ? [] : [button(step, alert, id, 0)]);
  const most = ids.length >= MOST ? `the newest ${ids.length}` : String(ids.length);
  return [
    contextLine(mrkdwn`Event ${at + 1} of ${most} of this alert, newest first`),
    actions('event', [...to('event.newer', ids[at - 1]), ...to('event.older', ids[at + 1])]),
  ];
}

function partSteps({ alert, id }: Place, at: number, parts: number): readonly KnownBlock[] {
  if (parts < 2) return [];
  const earlier = at > 0 ? [button('event.earlier', alert, id, at - 1)] : [];
  const further = at + 1 < parts ? [button('event.further', alert, id, at + 1)] : [];
  return [contextLine(mrkdwn`Part ${at + 1} of ${parts} of the record`), actions('part', [...earlier, ...further])];
}

type Button = Extract<ActionsBlock['elements'][number], { type: 'button' }>;

function actions(name: string, elements: ActionsBlock['elements']): KnownBlock {
  return { type: 'actions', block_id: name, elements };
}

function button(step: Step, alert: Alert, eventId: string, part: number): Button {
  return {
    type: 'button',
    action_id: step,
    text: plainText(EVENT_STEPS[step]),
    value: `${alert.id} ${refOf(eventId)} ${part}`,
  };
}
