/**
 * A busy account that goes silent: reading it works, and nothing comes. Judged by events an hour against the same hours of the
 * days before, weekends among them, so an account that rests at night or on Sundays is never called silent then. Pure.
 */
import type { LaneState } from '../source/lane-book';
import type { Silence } from './health';

export const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** So many whole hours without any event … */
export const SILENT_HOURS = 3;
/** … that had at least so many on each of the days before … */
const MANY = 60;
/** … of which so many must be known. */
const DAYS = 7;
/** Events come up to a quarter of an hour late; an hour is counted when it is over for so long (milliseconds). */
export const SETTLED = 30 * 60_000;
/** Hours before that are forgotten. */
export const KEPT = (DAYS + 2) * DAY;

/** Events an hour of an account: hours since the epoch, those without events left out. */
export type Hours = ReadonlyMap<number, number>;

/** `counted` are the hours that were counted at all, events or not. */
export function silences(
  byAccount: ReadonlyMap<string, Hours>,
  counted: ReadonlySet<number>,
  lanes: readonly LaneState[],
): readonly Silence[] {
  const last = Math.max(...counted);
  const window = Array.from({ length: SILENT_HOURS }, (_, back) => last - back);
  const days = Array.from({ length: DAYS }, (_, day) => window.map((hour) => hour - 24 * (day + 1)));
  if (![window, ...days].flat().every((hour) => counted.has(hour))) return [];
  return [...byAccount].flatMap(([account, hours]) => {
    const sum = (of: readonly number[]): number => of.reduce((total, hour) => total + (hours.get(hour) ?? 0), 0);
    const usual = Math.min(...days.map(sum));
    if (sum(window) > 0 || usual < MANY || !isRead(account, (last + 1) * HOUR, lanes)) return [];
    const newest = Math.max(...[...hours].filter(([, events]) => events > 0).map(([hour]) => hour));
    return [{ account, since: (newest + 1) * HOUR, usual }];
  });
}

/** Nothing was seen because nothing happened, not because nobody could look. */
function isRead(account: string, until: number, lanes: readonly LaneState[]): boolean {
  const its = lanes.filter((lane) => lane.account === account && (lane.kind === 'changes' || lane.kind === 'reads'));
  return (
    its.length > 0 &&
    its.every(({ error, watermark, pace }) => {
      return pace === 'not enabled' || (error === undefined && watermark !== undefined && watermark >= until);
    })
  );
}
