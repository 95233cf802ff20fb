/** `/trail event ID`: the facts of one event, what rules made of it, and in a modal its record. */
import type { ActionsBlock, KnownBlock } from '@slack/web-api';
import { code, contextLine, mrkdwn, section } from '../../notify/text';
import type { CloudTrailEvent } from '../../source/event';
import { alertsById } from '../../store/alerts';
import { eventById } from '../../store/events';
import { matchesOfEvent } from '../../store/matches';
import type { Desk } from '../desk';
import { peopleBehind } from './behind';
import { type Rated, eventFacts, furtherButtons } from './event-facts';
import { recordPart, recordRefusal } from './event-record';
import { rowOf } from './event-words';
import { asks } from './live-button';
import { type Asked, type Reply, TRAIL, askedButton, yours } from './reply';
import { storeReach } from './store-reach';

export const RECORD = 'trail.record';
const TITLE = 'Event';

/** `page` is the number of a part of the record; the facts where there is none. */
export async function event(desk: Desk, { eventId }: { readonly eventId: string }, asked: Asked): Promise<Reply> {
  const { reader } = desk.database;
  const found = await eventById(reader, eventId);
  const matches = await matchesOfEvent(reader, eventId);
  if (!found) return notKept(desk, eventId, matches.length > 0, asked);
  const alertIds = [...new Set(matches.flatMap(({ alertId }) => alertId ?? []))];
  const rated = { matches, alerts: [...(await alertsById(reader, alertIds)).values()] };
  const refused = await recordRefusal(desk, asked.user, alertIds);
  const part = /^\d{1,6}$/.test(asked.page) ? Number(asked.page) : undefined;
  if (part !== undefined && refused === undefined) return recordReply(found, part, asked);
  return {
    title: TITLE,
    text: mrkdwn`${found.name} of ${found.source}`,
    blocks: [
      ...eventFacts(desk, found, await peopleBehind(desk, [rowOf(found)]), rated),
      ...buttonsOf(found, rated, refused === undefined ? asked : undefined),
      ...(refused === undefined ? [] : [yours(mrkdwn`The record is not shown. ${refused}`)]),
    ],
  };
}

/** `asked` is undefined for whoever may not see the record. */
function buttonsOf(found: CloudTrailEvent, rated: Rated, asked: Asked | undefined): readonly KnownBlock[] {
  const record = asked ? [askedButton(RECORD, 'Show record', asked, '0')] : [];
  const elements: ActionsBlock['elements'] = [...record, ...furtherButtons(found, rated)];
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: 'event', elements }];
}

/** Not for a channel: everyone there would see what only some may. */
function recordReply(found: CloudTrailEvent, part: number, asked: Asked): Reply {
  const { blocks, parts } = recordPart(found, part);
  const at = Math.min(part, parts - 1);
  const facts: KnownBlock = {
    type: 'actions',
    block_id: 'facts',
    elements: [askedButton(`${TRAIL.newer}/1`, 'Back to the facts', asked, '')],
  };
  return {
    title: TITLE,
    text: mrkdwn`The record of ${found.name}`,
    blocks: [section(mrkdwn`Record of ${code(found.name)}`), ...blocks, facts],
    ...(at > 0 ? { newer: String(at - 1) } : {}),
    ...(at + 1 < parts ? { older: String(at + 1) } : {}),
    turn: ['Earlier part', 'Further part'],
    isPrivate: true,
  };
}

async function notKept(desk: Desk, eventId: string, isMatched: boolean, asked: Asked): Promise<Reply> {
  const { gaps, since } = await storeReach(desk, { all: [], since: undefined, until: undefined }, asked.now);
  const what = isMatched
    ? mrkdwn`The bot read this event and no longer keeps its record.`
    : mrkdwn`The store has no event ${code(eventId)}.`;
  return {
    title: TITLE,
    text: what,
    blocks: [
      section(mrkdwn`${what} CloudTrail itself keeps events for 90 days and can be asked for this one.`),
      contextLine(...[since, ...gaps]),
      asks(asked),
    ],
  };
}
