/** In App Home: what is open, by level and age with the worst and oldest first, and what the person has taken. */
import type { KnownBlock } from '@slack/web-api';
import type { Alert } from '../../alert/alert';
import type { Few } from '../../alert/digest-facts';
import { number } from '../../notify/charts';
import { some } from '../../notify/digest-words';
import { LEVEL_MARK } from '../../notify/message';
import { type Mrkdwn, moment, mrkdwn } from '../../notify/text';
import type { LevelAges } from '../../store/home';
import { openButton } from '../trail/reply';
import { TIME, alertInShort, further, row } from './actions';

export function openAlerts(ages: readonly LevelAges[], worst: readonly Alert[]): KnownBlock[] {
  const total = sum(ages, 'count');
  if (total === 0) return [row('open', mrkdwn`*Open alerts* — none`)];
  const levels = ages.map(({ level, count }) => `${LEVEL_MARK[level]} ${number(count)} ${level}`).join(' · ');
  const rows = worst.map((alert, n) => {
    const words = mrkdwn`${alertInShort(alert)} · open since ${moment(alert.openedAt, TIME)}`;
    return row(`open.${n}`, words, openButton('Open', `alert ${alert.id}`, n));
  });
  return [
    row('open', mrkdwn`*Open alerts* — ${levels}${aged(ages)}`, openButton('All', 'alerts')),
    ...rows,
    ...further(total, rows.length, mrkdwn`open; the worst and oldest stand here`),
  ];
}

function aged(ages: readonly LevelAges[]): Mrkdwn {
  const [day, week] = [sum(ages, 'overDay'), sum(ages, 'overWeek')];
  if (day === 0) return mrkdwn``;
  const old = week === 0 ? '' : `, ${number(week)} of them for over a week`;
  return mrkdwn`\n${number(day)} for over a day${old}`;
}

/** Nothing at all where the person has taken none. */
export function ownAlerts({ rows, total }: Few<Alert>): KnownBlock[] {
  if (total === 0) return [];
  return [
    row('own', mrkdwn`*You acknowledged ${some(total, 'alert')}*, not resolved yet`, openButton('All', 'alerts mine')),
    ...rows.map((alert, n) => {
      const since = alert.stateAt === undefined ? mrkdwn`` : mrkdwn` · taken ${moment(alert.stateAt, TIME)}`;
      return row(`own.${n}`, mrkdwn`${alertInShort(alert)}${since}`, openButton('Open', `alert ${alert.id}`, n));
    }),
    ...further(total, rows.length, mrkdwn`of yours`),
  ];
}

function sum(ages: readonly LevelAges[], key: 'count' | 'overDay' | 'overWeek'): number {
  return ages.reduce((total, one) => total + one[key], 0);
}
