/** In App Home: what is kept quiet just now, and what ends first: snoozes, expectations, rules in staging. */
import type { KnownBlock } from '@slack/web-api';
import type { Alert } from '../../alert/alert';
import type { Few } from '../../alert/digest-facts';
import type { Expectation } from '../../alert/expectation';
import { number } from '../../notify/charts';
import { inShort } from '../../notify/digest-rows';
import { some } from '../../notify/digest-words';
import { extendButton } from '../../notify/expected';
import { cut, joined, mention, moment, mrkdwn, prose } from '../../notify/text';
import { openButton } from '../trail/reply';
import { HOME, TIME, alertInShort, button, further, row } from './actions';

export function snoozed({ rows, total }: Few<Alert>): KnownBlock[] {
  if (total === 0) return [];
  return [
    row('snoozed', mrkdwn`*Snoozed* — ${number(total)}, the soonest end first`, openButton('All', 'snoozes')),
    ...rows.map((alert, n) => {
      const { snooze } = alert;
      const came = !snooze || snooze.counted === 0 ? mrkdwn`` : mrkdwn` · ${some(snooze.counted, 'match')} meanwhile`;
      const end = snooze ? mrkdwn` · until ${moment(snooze.until, TIME)}, by ${mention(snooze.by)}` : mrkdwn``;
      return row(`snoozed.${n}`, mrkdwn`${alertInShort(alert)}${end}${came}`, button('Wake now', HOME.wake, alert.id));
    }),
    ...further(total, rows.length, mrkdwn`snoozed`),
  ];
}

/** What ends within so many milliseconds can be extended from here. */
const SOON = 8 * 86_400_000;

export function expectations({ rows, total }: Few<Expectation>, now: number): KnownBlock[] {
  if (total === 0) return [];
  return [
    row('expected', mrkdwn`*Expected* — ${number(total)}, the soonest end first`, openButton('All', 'expected')),
    ...rows.map((one, n) => {
      const words = mrkdwn`🤝 ${inShort(one)} · until ${moment(one.until, TIME)}, by ${mention(one.by)}`;
      return row(`expected.${n}`, words, one.until - now < SOON ? extendButton(one) : undefined);
    }),
    ...further(total, rows.length, mrkdwn`expected`),
  ];
}

/** A rule in staging, and how often it matched in the last week, counted up to `MOST_MATCHES`. */
export interface Staged {
  readonly title: string;
  readonly matches: number;
}

export const MOST_MATCHES = 1000;

export function staged({ rows, total }: Few<Staged>): KnownBlock[] {
  if (total === 0) return [];
  const named = rows.map(({ title, matches }) => {
    const most = matches >= MOST_MATCHES ? ' or more' : '';
    return mrkdwn`${prose(cut(title, 80))} (${matches === 0 ? 'no match' : some(matches, 'match')}${most} in a week)`;
  });
  const more = total > rows.length ? mrkdwn` and ${number(total - rows.length)} more` : mrkdwn``;
  return [row('staged', mrkdwn`🧪 *${some(total, 'rule')} in staging*, silent: ${joined(named, ', ')}${more}`)];
}
