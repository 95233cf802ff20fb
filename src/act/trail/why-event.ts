/** `why EVENT_ID`: why an event became an alert, or why it did not. */
import type { Alert } from '../../alert/alert';
import { compareLevels } from '../../detect/level';
import { type Mrkdwn, code, contextLine, moment, mrkdwn, section, span } from '../../notify/text';
import { alertsById } from '../../store/alerts';
import { channelsOf } from '../../store/outbox';
import { oldestEvent } from '../../store/reach';
import { type Desk, refusal } from '../desk';
import type { Explanation, Verdict } from '../explain';
import { type Looked, lookInto } from '../why-load';
import { whyBlocks } from '../why-view';
import { isTypable } from './event-words';
import { type Asked, type Reply, openButton } from './reply';
import { fitted } from './room';
import { verdictBlocks } from './verdict-words';
import { eventButton, expectedButton, isForFew, whyNot } from './why-not';

const TITLE = 'Why';

export async function why(
  desk: Desk,
  { eventId }: { readonly eventId: string },
  { user, now }: Pick<Asked, 'user' | 'now'>,
): Promise<Reply> {
  const { reader } = desk.database;
  const looked = await lookInto(desk, eventId, now);
  const alertIds = looked.recorded.flatMap(({ alertId }) => alertId ?? []);
  const alerts = [...(await alertsById(reader, alertIds)).values()].sort((a, b) => compareLevels(b.level, a.level));
  const [alert] = alerts;
  if (alert) return ofAlert(desk, looked, eventId, alerts, alert, { user, now });
  if (looked.event === undefined && looked.recorded.length === 0) return unknown(desk, eventId);
  return whyNot(desk, looked, eventId, { user, now });
}

async function ofAlert(
  desk: Desk,
  { event, explain }: Looked,
  eventId: string,
  alerts: readonly Alert[],
  alert: Alert,
  { user, now }: Pick<Asked, 'user' | 'now'>,
): Promise<Reply> {
  const { rules, routes, database } = desk;
  const hidden = await refusal(desk, { user, alertId: alert.id }, 'rawEvents');
  const channels = await channelsOf(database.reader, alert.id);
  const explanation = explain(alert);
  const worse = worseKeptQuiet(explanation, alert);
  const about = { rules, now, hidden, isKept: event !== undefined };
  const notes = [
    ...(alert.content.eventId === eventId ? [] : [mrkdwn`Event ${code(eventId)} is part of this alert`]),
    ...(channels.length > 0 ? [] : [mrkdwn`It was posted in no channel: “Where it went” says why`]),
  ];
  const also = alerts.slice(1, 4).map(({ id }, n) => openButton('Another alert of it', `alert ${id}`, n + 4));
  const open = openButton('Open the alert', `alert ${alert.id}`, 0);
  return {
    title: TITLE,
    text: mrkdwn`Why event ${code(eventId)} became an alert`,
    blocks: fitted({
      first: [
        ...worse.flatMap((one) => [section(mrkdwn`🔕 *A worse rule was kept quiet*`), ...verdictBlocks(one, about)]),
        ...notes.map((note) => contextLine(note)),
      ],
      then: whyBlocks({ alert, explanation, rules, routes, channels, hidden, now }),
      last: [{ type: 'actions', elements: [open, ...eventButton(eventId), ...expectedButton(worse), ...also] }],
    }),
    isPrivate: isForFew(desk, hidden),
  };
}

/** The worst rule that met it, where what came of that is no part of the alert: it would have been an alert of more than this. */
function worseKeptQuiet({ verdicts }: Explanation, { level }: Alert): readonly Verdict[] {
  const worse = verdicts.filter(
    ({ recorded, level: its }) =>
      recorded?.quietBy !== undefined && recorded.alertId === undefined && compareLevels(its, level) > 0,
  );
  return worse.slice(0, 1);
}

/** An event that is not in the store may be older than that, not read yet, or of an account that is not read. */
async function unknown(desk: Desk, eventId: string): Promise<Reply> {
  const oldest = await oldestEvent(desk.database.reader);
  const kept = span(desk.eventsKept);
  const reach: Mrkdwn =
    oldest === undefined
      ? mrkdwn`The store holds no event at all yet.`
      : mrkdwn`The store reaches back to ${moment(oldest, '{date_short_pretty} at {time}')}; events are kept for ${kept}.`;
  const buttons = isTypable(eventId) ? [openButton('Look in CloudTrail', `event ${eventId}`, 0)] : [];
  const words = mrkdwn`The bot has not read an event ${code(eventId)}, or keeps it no longer, so no rule can be asked about it.`;
  return {
    title: TITLE,
    text: words,
    blocks: [
      section(mrkdwn`🔍 ${words}\n${reach}`),
      contextLine(
        mrkdwn`Events come some minutes after they happen; of accounts and regions that are not read there are none: ${code(`${desk.command} health`)}`,
      ),
      ...(buttons.length === 0
        ? []
        : [{ type: 'actions' as const, elements: [...buttons, openButton('Health', 'health', 1)] }]),
    ],
    isPrivate: true,
  };
}
