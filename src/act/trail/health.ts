/** `health`: is the bot well, in words first; then account by account what was seen last and how far each region is read. */
import type { KnownBlock } from '@slack/web-api';
import { lasting, some } from '../../notify/digest-words';
import { Mrkdwn, bounded, contextLine, cut, joined, moment, mrkdwn, place, section } from '../../notify/text';
import type { Health } from '../../operate/health';
import type { Period } from '../../alert/digest-facts';
import { lastEventsOf, pausesSince } from '../../store/region-events';
import type { Desk } from '../desk';
import { accountLines, accountsOf } from './account-health';
import type { Asked, Reply } from './reply';
import { slicePage } from './slice-page';
import { reachOf } from './watching';

/** As many problems are told whole, and as many accounts on a page. */
const MOST_PROBLEMS = 5;
const PAGE = 5;
const WEEK = 7 * 86_400_000;
const MOST_GAPS = 3;
const SHORT = '{date_short_pretty} at {time}';

export async function health(desk: Desk, _query: unknown, { now, page }: Pick<Asked, 'now' | 'page'>): Promise<Reply> {
  const { reader } = desk.database;
  const found = await desk.health();
  const gaps = await pausesSince(reader, found.at - WEEK, MOST_GAPS + 1);
  const { shown, ...pages } = slicePage(accountsOf(found), page, PAGE);
  const accounts = await Promise.all(
    shown.map(async (one) => section(accountLines(one, await lastEventsOf(reader, one.id), desk))),
  );
  const first = page === '' || pages.newer === undefined;
  return {
    title: 'Health',
    text: headline(found),
    blocks: [
      section(mrkdwn`${headline(found)}\n${watched(found)}`),
      ...(first ? [...problems(found), ...notes(found)] : []),
      ...accounts,
      contextLine(joined([...owed(found), ...ticks(found), ...gapWords(gaps)], '\n')),
      ...(now < found.at - 60_000 ? [contextLine(mrkdwn`As it was ${moment(found.at, SHORT)}.`)] : []),
    ],
    ...pages,
  };
}

function headline({ state, problems: wrong }: Health): Mrkdwn {
  if (state === 'green') return mrkdwn`🟢 *All is well*`;
  return mrkdwn`🔴 *${wrong.length === 1 ? 'Something is' : `${wrong.length} things are`} wrong with the bot*`;
}

function watched({ lanes }: Health): Mrkdwn {
  const { accounts, until } = reachOf(lanes);
  if (accounts === 0) return mrkdwn`Nothing was read yet.`;
  const regions = new Set(lanes.map(({ account, region }) => `${account} ${region}`)).size;
  const read =
    until === undefined ? mrkdwn`not all of it yet` : mrkdwn`every region up to ${moment(until, SHORT)} or later`;
  return mrkdwn`It reads ${some(accounts, 'account')} in ${some(regions, 'region')}: ${read}.`;
}

function problems({ problems: wrong, at }: Health): readonly KnownBlock[] {
  const shown = wrong.slice(0, MOST_PROBLEMS).map(({ what, since, doNext }) => {
    const words = mrkdwn`⚠️ *${what}*, for ${lasting(Math.max(0, at - since))}\n*What to do:* ${cut(doNext, 500)}`;
    return section(new Mrkdwn(bounded(words, 700)));
  });
  const more = wrong.length - shown.length;
  return more > 0 ? [...shown, contextLine(mrkdwn`and ${more} more`)] : shown;
}

function notes({ notes: found }: Health): readonly KnownBlock[] {
  if (found.length === 0) return [];
  const lines = found.slice(0, 3).map((one) => mrkdwn`⏳ ${cut(one, 220)}`);
  const more = found.length > 3 ? [mrkdwn`and ${found.length - 3} more accounts are catching up`] : [];
  return [contextLine(joined([...lines, ...more], '\n'))];
}

function owed({ owed: { messages, edits, oldest } }: Health): readonly Mrkdwn[] {
  const later = edits === 0 ? '' : `, and ${some(edits, 'change')} of messages`;
  if (messages === 0 || !oldest)
    return [
      mrkdwn`✉️ Slack has taken every message${edits === 0 ? '' : `; ${some(edits, 'change')} of messages wait`}`,
    ];
  const why = oldest.reason === undefined ? mrkdwn`` : mrkdwn`: ${cut(oldest.reason, 100)}`;
  return [
    mrkdwn`✉️ ${some(messages, 'message')} owed to Slack${later}; the oldest, for ${place(oldest.channel)}, since ${moment(oldest.at, SHORT)}${why}`,
  ];
}

function ticks({ tick: { doneAt } }: Health): readonly Mrkdwn[] {
  return [
    doneAt === undefined
      ? mrkdwn`🕑 It has not finished reading once yet`
      : mrkdwn`🕑 It read last ${moment(doneAt, '{ago}')}`,
  ];
}

/** When nobody watched: what happened then was read afterwards. */
function gapWords(gaps: readonly Period[]): readonly Mrkdwn[] {
  const shown = gaps.slice(0, MOST_GAPS);
  const lines = shown.map(
    ({ from, until }) =>
      mrkdwn`🕳️ Not watching from ${moment(from, SHORT)} for ${lasting(until - from)}; read afterwards`,
  );
  return gaps.length > MOST_GAPS ? [...lines, mrkdwn`🕳️ and more gaps this week`] : lines;
}
