/** In App Home: the numbers of the digest that was told last. */
import type { KnownBlock } from '@slack/web-api';
import type { Digest } from '../../alert/digest';
import { counted, number } from '../../notify/charts';
import { some } from '../../notify/digest-words';
import { moment, mrkdwn } from '../../notify/text';
import { TIME, row } from './actions';

export function digestNumbers(digest: Digest | undefined): KnownBlock[] {
  if (!digest) return [];
  const { kind, until, opened, openedBefore, open, quiet, events, accounts } = digest;
  const total = opened.reduce((sum, { count }) => sum + count, 0);
  const before = openedBefore === undefined ? '' : ` (${number(openedBefore)} the time before)`;
  const left = open.counts.reduce((sum, { count }) => sum + count, 0);
  const kept = quiet.expected + quiet.snoozed + quiet.staged;
  const parts = [
    total === 0 ? `no new alerts${before}` : `${counted(opened)} ${total === 1 ? 'alert' : 'alerts'}${before}`,
    left === 0 ? 'none left open' : `${number(left)} left open`,
    ...(kept === 0 ? [] : [`${some(kept, 'match')} kept quiet`]),
    `${some(events, 'event')} in ${some(accounts, 'account')}`,
  ];
  return [row('digest', mrkdwn`*The last ${kind} digest*, ${moment(until, TIME)} — ${parts.join(' · ')}`)];
}
