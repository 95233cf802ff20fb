/**
 * Numbers as pictures: Slack's chart block, and the same as bars of characters for a Slack that does not know it. The shape and
 * the limits of the block: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 */
import type { KnownBlock } from '@slack/web-api';
import type { LevelCount } from '../alert/digest-facts';
import type { DayCount } from '../alert/digest-parts';
import { LEVELS } from '../detect/level';
import { Mrkdwn, mrkdwn } from './text';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Mon 16`: within two weeks no two days are called the same. */
export function dayName(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()}`;
}

/** Bars by day with a colour for each level. Slack's types do not know the block yet. */
export function levelChart(title: string, days: readonly DayCount[]): KnownBlock {
  const categories = days.map(({ day }) => dayName(day));
  const series = LEVELS.toReversed()
    .filter((level) => days.some(({ counts }) => countOf(counts, level) > 0))
    .map((name) => ({
      name,
      data: days.map(({ day, counts }) => ({ label: dayName(day), value: countOf(counts, name) })),
    }));
  const chart = { type: 'bar', series, axis_config: { categories, y_label: 'Alerts' } };
  return { type: 'data_visualization', title, chart } as unknown as KnownBlock;
}

/** The same in lines of text. */
export function levelLines(days: readonly DayCount[]): readonly Mrkdwn[] {
  const sums = days.map(({ counts }) => counts.reduce((total, { count }) => total + count, 0));
  const most = Math.max(...sums);
  const width = Math.max(...days.map(({ day }) => dayName(day).length));
  return days.map(({ day, counts }, at) => {
    const total = sums[at] ?? 0;
    const levels = total === 0 ? '' : ` ${counted(counts)}`;
    const name = new Mrkdwn(dayName(day).padEnd(width));
    return mrkdwn`\`${name}\` ${bar(total, most)} *${total}*${levels}`;
  });
}

/** `1 critical, 2 high, 3 medium`, with another word before the last. */
export function counted(counts: readonly LevelCount[], last = ', '): string {
  const words = counts.map(({ level, count }) => `${number(count)} ${level}`);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')}${last}${words.at(-1)}`;
}

const WIDTH = 10;

/** Always as wide, so that what follows stands in a column; the least of something shows. */
export function bar(value: number, most: number): string {
  const filled = value === 0 ? 0 : Math.max(1, Math.round((WIDTH * value) / most));
  return '▰'.repeat(filled) + '▱'.repeat(WIDTH - filled);
}

/** `1,234,567` */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

function countOf(counts: readonly LevelCount[], level: string): number {
  return counts.find((one) => one.level === level)?.count ?? 0;
}
