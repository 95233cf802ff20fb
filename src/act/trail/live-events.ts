/** `recent` and `who`, answered by CloudTrail itself: a page of events that fit, as rows. */
import { code, contextLine, cut, joined, moment, mrkdwn, section } from '../../notify/text';
import type { EventFilters } from '../../store/conditions';
import { holds } from '../../store/holds';
import type { Desk } from '../desk';
import type { Query } from '../query';
import type { Asking } from './answer';
import { peopleBehind } from './behind';
import { eventRows, roomBeside } from './event-rows';
import { SECONDS, rowOf } from './event-words';
import { filterWords } from './filter-words';
import { liveEventButton } from './live-button';
import { HISTORY, attributesFor, placesFor, hasBareName } from './live-plan';
import { type Lanes, type Progress, TITLE, back, nowhere, placeNames, problemLines } from './live-reply';
import { type Found, searchLive } from './live-search';
import { meantBy } from './meant';
import type { Reply } from './reply';

const ROWS = 10;

export async function liveEvents(
  desk: Desk,
  query: Extract<Query, { kind: 'recent' | 'who' }>,
  asking: Asking,
  lanes: Lanes,
  progress: Progress,
): Promise<Reply> {
  const meant = await meantBy(desk, query);
  if ('refused' in meant) return meant.refused;
  const { filters, rated } = unrated(meant.filters);
  const words = filterWords(unrated(meant.typed).filters, { context: desk.context, now: asking.now }, meant.by);
  const places = placesFor(filters, lanes);
  if (places.length === 0) return nowhere(desk, filters, asking, lanes);
  const attributes = attributesFor(filters);
  const where = placeNames(desk, places);
  await progress(mrkdwn`⏳ Asking CloudTrail: ${where} …`);
  const { from, until, skip } = spanOf(filters, asking);
  const found = await searchLive((...asked) => desk.lookUp(...asked), {
    ...{ places, attributes, from, until, enough: ROWS + skip + 1 },
    wanted: (event) => holds(filters, event) && event.time <= until,
    progress: (requests, events) =>
      progress(mrkdwn`⏳ Asking CloudTrail: ${where} … ${requests} pages so far, ${events} events that fit`),
  });
  const rows = found.events.slice(skip, skip + ROWS).map(rowOf);
  const next = nextPage(found, skip);
  const searchedTo = next?.until;
  const by = attributes.map(({ key, value }) => mrkdwn`${key} ${code(cut(value, 80))}`);
  const asked = by.length === 0 ? mrkdwn`asked for everything` : mrkdwn`asked by ${joined(by, ', then ')}, as written`;
  const isShort = (filters.since ?? from) < from;
  const lines = [
    mrkdwn`☁️ From CloudTrail itself: not rated, not stored  ·  ${where}  ·  ${asked}`,
    ...(attributes.some(({ key }) => key === 'Username') && hasBareName(filters)
      ? [mrkdwn`Asked for as a user or a session; for a role, ask for ${code('role:NAME')}`]
      : []),
    ...(rated ? [mrkdwn`CloudTrail knows no levels, so that filter was left out`] : []),
    ...(isShort ? [mrkdwn`CloudTrail keeps 90 days, so nothing before ${moment(from, SECONDS)}`] : []),
    ...(searchedTo === undefined
      ? []
      : [mrkdwn`Searched back to ${moment(searchedTo, SECONDS)}; there is more to search`]),
    ...problemLines(found),
  ];
  const behind = await peopleBehind(desk, rows);
  const head =
    rows.length > 0 ? words : mrkdwn`${searchedTo === undefined ? 'Nothing found' : 'Nothing found yet'}: ${words}`;
  return {
    title: TITLE,
    text: mrkdwn`From CloudTrail: ${head}`,
    blocks: [
      section(head),
      contextLine(joined(lines, '\n')),
      ...eventRows(rows, { context: desk.context, behind }, roomBeside(asking), (row, number) =>
        liveEventButton(row, asking.now, number),
      ),
      back(asking, next && `u${next.until}.${next.skip}`),
    ],
    isPrivate: true,
  };
}

/** Levels are the bot's own. */
function unrated(filters: EventFilters): { readonly filters: EventFilters; readonly rated: boolean } {
  const all = filters.all.filter(({ any }) => any.every(({ of }) => of !== 'level'));
  return { filters: { ...filters, all }, rated: all.length < filters.all.length };
}

/** Where a page begins: at a time, of which so many events were shown already. */
interface From {
  readonly until: number;
  readonly skip: number;
}

function spanOf({ since, until }: EventFilters, { now, page }: Asking): From & { readonly from: number } {
  const from = Math.max(since ?? 0, now - HISTORY);
  const [, before = now, skip = 0] = /^u(\d{1,16})\.(\d{1,4})$/.exec(page) ?? [];
  return { from, until: Math.max(from, Math.min(until ?? now, Number(before))), skip: Number(skip) };
}

/** undefined where everything was seen. Events of one second may be on two pages. */
function nextPage({ events, searchedTo }: Found, skip: number): From | undefined {
  const shown = events.slice(0, skip + ROWS);
  const last = shown.at(-1);
  if (events.length === shown.length || !last)
    return searchedTo === undefined ? undefined : { until: searchedTo - 1, skip: 0 };
  const later = shown.filter(({ time }) => time > last.time).length;
  return { until: last.time, skip: shown.length - later };
}
