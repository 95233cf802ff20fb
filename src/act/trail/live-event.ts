/** `event ID`, answered by CloudTrail itself: its facts, and its record for those who may see it. */
import { code, contextLine, joined, mrkdwn, section } from '../../notify/text';
import type { Desk } from '../desk';
import type { Asking } from './answer';
import { peopleBehind } from './behind';
import { eventFacts } from './event-facts';
import { recordRefusal, wholeRecord } from './event-record';
import { rowOf } from './event-words';
import { HISTORY, placesFor } from './live-plan';
import { type Lanes, type Progress, TITLE, back, nowhere, placeNames, problemLines } from './live-reply';
import { searchLive } from './live-search';
import type { Reply } from './reply';

/** Where it was found, if that is known, and otherwise everywhere: one request a region. */
export async function liveEvent(
  desk: Desk,
  eventId: string,
  asking: Asking,
  lanes: Lanes,
  progress: Progress,
): Promise<Reply> {
  const [, account, region] = /^(\d{12})\.([\w-]+)$/.exec(asking.page) ?? [];
  const anywhere = { all: [], since: undefined, until: undefined };
  const all = placesFor(anywhere, lanes);
  const known = all.filter((place) => place.account === account && place.region === region);
  const places = known.length > 0 ? known : all;
  if (places.length === 0) return nowhere(desk, anywhere, asking, lanes);
  const where = placeNames(desk, places);
  await progress(mrkdwn`⏳ Asking CloudTrail: ${where} …`);
  const found = await searchLive((...asked) => desk.lookUp(...asked), {
    ...{ places, attributes: [{ key: 'EventId', value: eventId }] as const, enough: 1 },
    ...{ from: asking.now - HISTORY, until: asking.now },
    wanted: ({ id }) => id === eventId,
    progress: () => Promise.resolve(),
  });
  const problems = problemLines(found);
  const [event] = found.events;
  const noted = problems.length === 0 ? [] : [contextLine(joined(problems, '\n'))];
  if (!event) {
    const words = mrkdwn`CloudTrail has no event ${code(eventId)} either, in ${where}, within 90 days.`;
    const unsure =
      found.searchedTo !== undefined || problems.length > 0 ? mrkdwn` Not everywhere could be asked.` : mrkdwn``;
    return {
      title: TITLE,
      text: words,
      blocks: [section(mrkdwn`${words}${unsure}`), ...noted, back(asking)],
      isPrivate: true,
    };
  }
  const refused = await recordRefusal(desk, asking.user, []);
  return {
    title: TITLE,
    text: mrkdwn`From CloudTrail: ${event.name}`,
    blocks: [
      ...eventFacts(desk, event, await peopleBehind(desk, [rowOf(event)]), undefined),
      contextLine(mrkdwn`From CloudTrail itself: not rated, not stored`),
      ...(refused === undefined ? wholeRecord(event) : [contextLine(mrkdwn`The record is not shown. ${refused}`)]),
    ],
    isPrivate: true,
  };
}
