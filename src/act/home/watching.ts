/** The first line of App Home: the bot is watching, since when without a gap, or what is wrong and what to do about it. */
import type { KnownBlock } from '@slack/web-api';
import { lasting, some } from '../../notify/digest-words';
import { type Mrkdwn, contextLine, moment, mrkdwn, prose } from '../../notify/text';
import type { Health, Problem } from '../../operate/health';
import type { Watched } from '../../store/home';
import { TIME, further, row } from './actions';

const MOST = 3;
/** A gap is spoken of for so long (milliseconds). */
const RECENT = 7 * 86_400_000;

export function watching({ state, problems, at }: Health, { since, gap }: Watched): KnownBlock[] {
  const shown = problems.slice(0, MOST);
  const head =
    state === 'green'
      ? mrkdwn`🟢 ${sinceWords(since)}`
      : mrkdwn`🔴 *${problems.length === 1 ? 'Something is wrong' : `${some(problems.length, 'thing')} are wrong`} with the bot*`;
  const recent = gap !== undefined && at - gap.until < RECENT ? [gapLine(gap.from, gap.until)] : [];
  return [
    row('watching', head),
    ...shown.map((problem, n) => row(`problem.${n}`, problemWords(problem))),
    ...further(problems.length, shown.length, mrkdwn`things are wrong: see Health`),
    ...recent,
  ];
}

function sinceWords(since: number | undefined): Mrkdwn {
  if (since === undefined) return mrkdwn`*I am watching.* Not one event was read so far.`;
  return mrkdwn`*I am watching*, without a gap since ${moment(since, TIME)}.`;
}

function problemWords({ what, since, doNext }: Problem): Mrkdwn {
  return mrkdwn`⚠️ *${prose(what)}*, since ${moment(since, TIME)}\n*What to do:* ${prose(doNext)}`;
}

function gapLine(from: number, until: number): KnownBlock {
  return contextLine(
    mrkdwn`🕳️ I was not watching from ${moment(from, TIME)} for ${lasting(until - from)}; what happened then was read afterwards.`,
  );
}
