/** `/trail recent`: events by any filters, newest first, with what was understood above and how far the store reaches below. */
import type { KnownBlock } from '@slack/web-api';
import { type Mrkdwn, code, contextLine, joined, moment, mrkdwn, section } from '../../notify/text';
import { type EventPage, recentEvents } from '../../store/look-ups';
import type { Desk } from '../desk';
import type { Query } from '../query';
import type { Asking } from './answer';
import { peopleBehind } from './behind';
import { eventRows, roomBeside } from './event-rows';
import { SECONDS } from './event-words';
import { filterWords } from './filter-words';
import { asks } from './live-button';
import { type Meant, meantBy } from './meant';
import { newerPage, olderPage, pageOf } from './event-page';
import type { Reply } from './reply';
import { type StoreReach, storeReach } from './store-reach';

type Recent = Extract<Query, { kind: 'recent' }>;

export async function recent(desk: Desk, query: Recent, asking: Asking): Promise<Reply> {
  const meant = await meantBy(desk, query);
  if ('refused' in meant) return meant.refused;
  const page = await recentEvents(desk.database.reader, meant.filters, pageOf(asking.page));
  const words = filterWords(meant.typed, { context: desk.context, now: asking.now }, meant.by);
  const reach = await storeReach(desk, meant.filters, asking.now);
  const behind = await peopleBehind(desk, page.rows);
  const { rows } = page;
  const isEmpty = rows.length === 0 && page.newer === undefined;
  const isEnd = page.older === undefined;
  return {
    title: 'Recent events',
    text: isEmpty ? mrkdwn`Nothing found: ${words}` : mrkdwn`${words}: ${rows.length} shown`,
    blocks: [
      section(words),
      ...(rows.length > 0 ? [] : [section(nothing(page))]),
      ...eventRows(rows, { context: desk.context, behind }, roomBeside(asking)),
      ...notes(page, reach),
      ...(isEmpty && isEnd ? [section(tries(desk, meant, asking, reach))] : []),
      ...(reach.canAsk && (isEnd || reach.gaps.length > 0) ? [asks(asking)] : []),
    ],
    older: olderPage(page.older),
    newer: newerPage(page.newer),
  };
}

function nothing({ searchedTo, newer }: EventPage): Mrkdwn {
  if (searchedTo !== undefined) return mrkdwn`Nothing found yet. Press *Older* to search on.`;
  return newer === undefined ? mrkdwn`Nothing found.` : mrkdwn`Nothing more.`;
}

/** Up to where was searched, and what the store has not. */
export function notes(
  { older, searchedTo }: { readonly older: unknown; readonly searchedTo: number | undefined },
  reach: StoreReach,
): readonly KnownBlock[] {
  const searched =
    searchedTo === undefined ? [] : [mrkdwn`Searched back to ${moment(searchedTo, SECONDS)}; there is more to search`];
  const end = older === undefined && reach.isShort ? [reach.since] : [];
  const lines = [...searched, ...reach.gaps, ...end];
  return lines.length === 0 ? [] : [contextLine(joined(lines, '\n'))];
}

export function tries(
  { command }: Desk,
  { filters: { since, all } }: Meant,
  { text }: Asking,
  { canAsk }: StoreReach,
): Mrkdwn {
  const lines = [
    ...(since === undefined ? [] : [mrkdwn`•  Ask without the time, or for more of it: ${code('since:7d')}`]),
    ...(all.length < 2 ? [] : [mrkdwn`•  Ask with fewer filters: each of them must hold`]),
    mrkdwn`•  A part of a name is found with stars: ${code('event:*Trail*')}; all filters: ${code(`${command} help recent`)}`,
    ...(canAsk ? [mrkdwn`•  Ask CloudTrail itself, which keeps 90 days: the button below`] : []),
  ];
  return mrkdwn`You asked ${code(`${command} ${text}`)}. What may help:\n${joined(lines, '\n')}`;
}
