/** `/trail who`: what a principal, a person or an address did, as a story, a few hundred events at a time, back to the beginning. */
import { contextLine, joined, mrkdwn, section } from '../../notify/text';
import { sessionTimeline } from '../../store/timeline';
import type { Desk } from '../desk';
import type { Query } from '../query';
import type { Asking } from './answer';
import { peopleBehind } from './behind';
import { trailOf, writtenTrail } from './event-page';
import { roomBeside } from './event-rows';
import { filterWords } from './filter-words';
import { asks } from './live-button';
import { meantBy } from './meant';
import { notes, tries } from './recent';
import type { Reply } from './reply';
import { storeReach } from './store-reach';
import { keyBefore, linesOf } from './story';
import { storyBlocks } from './story-blocks';
import { sumLines, whoLines } from './who-head';

type Who = Extract<Query, { kind: 'who' }>;

export async function who(desk: Desk, query: Who, asking: Asking): Promise<Reply> {
  const meant = await meantBy(desk, query);
  if ('refused' in meant) return meant.refused;
  const passed = trailOf(asking.page);
  const timeline = await sessionTimeline(desk.database.reader, meant.filters, passed.at(-1));
  const words = filterWords(meant.typed, { context: desk.context, now: asking.now }, meant.by);
  const reach = await storeReach(desk, meant.filters, asking.now);
  const newer = passed.length === 0 ? undefined : writtenTrail(passed.slice(0, -1));
  const { searchedTo } = timeline;
  if (timeline.runs.length === 0) {
    const older = timeline.older && writtenTrail([...passed, timeline.older]);
    const none = passed.length > 0 ? mrkdwn`Nothing more.` : mrkdwn`Nothing found.`;
    const isEmpty = older === undefined && passed.length === 0;
    return {
      title: 'Who',
      text: mrkdwn`Nothing found: ${words}`,
      blocks: [
        section(words),
        section(older === undefined ? none : mrkdwn`Nothing found yet. Press *Older* to search on.`),
        ...notes({ older, searchedTo }, reach),
        ...(isEmpty ? [section(tries(desk, meant, asking, reach))] : []),
        ...(reach.canAsk && older === undefined ? [asks(asking)] : []),
      ],
      older,
      newer,
    };
  }
  const behind = await peopleBehind(desk, timeline.runs);
  const showing = { context: desk.context, behind, timeZone: asking.timeZone };
  const told = storyBlocks(linesOf(timeline.runs), showing, roomBeside(asking, 6_500));
  const shown = told.lines.flatMap(({ runs }) => runs);
  const [first] = told.lines;
  const isAll = shown.length === timeline.runs.length;
  const key = isAll ? timeline.older : first && keyBefore(first);
  const older = key && writtenTrail([...passed, key]);
  const order = key === undefined && passed.length === 0 ? '' : ', one page of it';
  return {
    title: 'Who',
    text: words,
    blocks: [
      section(mrkdwn`${words}\n${joined(await whoLines(desk, shown, behind), '\n')}`),
      contextLine(joined([...sumLines(desk, shown), mrkdwn`Oldest first${order}`], '\n')),
      ...told.blocks,
      ...notes({ older, searchedTo: isAll ? searchedTo : undefined }, reach),
      ...(reach.canAsk && (older === undefined || reach.gaps.length > 0) ? [asks(asking)] : []),
    ],
    older,
    newer,
  };
}
