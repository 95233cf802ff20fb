/** What answers from CloudTrail have in common: where was asked, what could not be, and the ways on and back. */
import type { ActionsBlock, KnownBlock } from '@slack/web-api';
import { type Mrkdwn, cut, joined, mrkdwn, section } from '../../notify/text';
import type { EventFilters } from '../../store/conditions';
import type { Desk } from '../desk';
import { accountWords } from './event-words';
import { liveButton } from './live-button';
import type { Place } from './live-plan';
import type { Found } from './live-search';
import { type Asked, type Reply, TRAIL, askedButton } from './reply';
import { type lanesOf, namedOnly, notRead } from './store-reach';

export const TITLE = 'From CloudTrail';

export type Lanes = Awaited<ReturnType<typeof lanesOf>>;

/** Tells how far it is. */
export type Progress = (words: Mrkdwn) => Promise<void>;

export function placeNames(desk: Desk, places: readonly Place[]): Mrkdwn {
  const accounts = [...new Set(places.map(({ account }) => account))];
  const regions = [...new Set(places.map(({ region }) => region))];
  const some = regions.length > 3 ? mrkdwn`${regions.length} regions` : mrkdwn`${regions.join(', ')}`;
  const of =
    accounts.length > 3
      ? mrkdwn`${accounts.length} accounts`
      : joined(
          accounts.map((id) => accountWords(id, desk)),
          ', ',
        );
  return mrkdwn`${some} of ${of}`;
}

export function nowhere(desk: Desk, filters: EventFilters, asked: Asked, lanes: Lanes): Reply {
  const read = [...new Set(lanes.map(({ account }) => account))];
  const strange = namedOnly(filters, 'account').filter((id) => !read.includes(id));
  const words =
    lanes.length === 0
      ? mrkdwn`The bot has not begun to read yet, so it does not know which accounts and regions to ask.`
      : strange.length > 0
        ? mrkdwn`${notRead(desk, strange, read)}. It has no credentials to ask CloudTrail there.`
        : mrkdwn`There is no region of that name to ask.`;
  return { title: TITLE, text: words, blocks: [section(words), back(asked)], isPrivate: true };
}

/** As many failures are told; those of one account are alike as a rule. */
const MOST_PROBLEMS = 3;

export function problemLines({ problems }: Found): readonly Mrkdwn[] {
  return problems.slice(0, MOST_PROBLEMS).map((problem) => mrkdwn`⚠️ ${cut(problem, 300)}`);
}

/** On, where there is more; and back to what the store says. */
export function back(asked: Asked, page?: string): KnownBlock {
  const elements: ActionsBlock['elements'] = [
    ...(page === undefined ? [] : [liveButton(asked, page, 'Search on')]),
    askedButton(`${TRAIL.newer}/1`, 'Back to the store', asked, ''),
  ];
  return { type: 'actions', block_id: 'live', elements };
}
