/**
 * Working time as a clock: "two hours" of it may end on Monday, and "the next working morning" is not a holiday's. Pure; the
 * hours are the configured ones, in their own time zone.
 */
import { type BusinessHours, offsetAt } from '../detect/business-hours';

export type { BusinessHours } from '../detect/business-hours';

/** Where no business hours are configured: Monday to Friday, 09:00 to 18:00 UTC. */
export const DEFAULT_HOURS: BusinessHours = {
  timeZone: 'UTC',
  days: new Set([1, 2, 3, 4, 5]),
  from: 9 * 60,
  to: 18 * 60,
  holidays: new Set(),
};

/** Every hour of every day: time then runs by the wall. */
export const EVERY_HOUR: BusinessHours = {
  timeZone: 'UTC',
  days: new Set([0, 1, 2, 3, 4, 5, 6]),
  from: 0,
  to: 24 * 60,
  holidays: new Set(),
};

/** One day's work, in milliseconds, and the day it belongs to. */
interface WorkingSpan {
  readonly from: number;
  readonly until: number;
  readonly day: string;
}

const MINUTE = 60_000;
/** Clocks change on a quarter of an hour. */
const QUARTER = 15 * MINUTE;
const DAY = 86_400_000;

/** A calendar in which a year passes without a working day is taken for a mistake: time then runs by the wall. */
const FARTHEST = 400;

/** `time` plus `duration` of working time, all in milliseconds. A duration of 0 at night is the next morning. */
export function addWorkingTime(hours: BusinessHours, time: number, duration: number): number {
  let left = duration;
  for (const { from, until } of workingSpans(hours, time)) {
    const begin = Math.max(from, time);
    if (begin >= until) continue;
    if (left <= until - begin) return begin + left;
    left -= until - begin;
  }
  return time + duration;
}

/** When work begins next after `time` (milliseconds): at night the coming morning, during the day tomorrow's at the earliest. */
export function nextWorkingMorning(hours: BusinessHours, time: number): number {
  for (const { from } of workingSpans(hours, time)) if (from > time) return from;
  return time + DAY;
}

/** `yyyy-MM-dd` of `time` in the hours' time zone. */
export function dayOf(hours: BusinessHours, time: number): string {
  return dateText(time + offsetAt(hours.timeZone, time) * MINUTE);
}

/** `yyyy-MM-dd` of the working day that is under way at `time` or comes next: what happens on a Saturday is Monday's. */
export function workingDayOf(hours: BusinessHours, time: number): string {
  for (const { until, day } of workingSpans(hours, time)) if (until > time) return day;
  return dayOf(hours, time);
}

/** Spans of working time from `time` on (the one under way included), oldest first. */
function* workingSpans(hours: BusinessHours, time: number): Generator<WorkingSpan> {
  const midnight = Math.floor((time + offsetAt(hours.timeZone, time) * MINUTE) / DAY) * DAY;
  // The day before too: hours that run past midnight belong to the day they began.
  for (let day = -1; day < FARTHEST; day += 1) {
    const local = midnight + day * DAY;
    if (!hours.days.has(new Date(local).getUTCDay()) || hours.holidays.has(dateText(local))) continue;
    const to = hours.to <= hours.from ? hours.to + 24 * 60 : hours.to;
    yield {
      from: instantOf(hours, local + hours.from * MINUTE),
      until: instantOf(hours, local + to * MINUTE),
      day: dateText(local),
    };
  }
}

/** The first moment at which clocks of the zone show `local`; where they jump over it, the moment of the jump. */
export function instantOf({ timeZone }: Pick<BusinessHours, 'timeZone'>, local: number): number {
  const [before, after] = [local - DAY, local + DAY].map((near) => offsetAt(timeZone, near));
  const [earlier, later] = [local - (before ?? 0) * MINUTE, local - (after ?? 0) * MINUTE];
  if (offsetAt(timeZone, earlier) === before) return earlier;
  if (offsetAt(timeZone, later) === after) return later;
  let jump = Math.floor(later / QUARTER) * QUARTER;
  while (offsetAt(timeZone, jump) === before) jump += QUARTER;
  return jump;
}

function dateText(local: number): string {
  return new Date(local).toISOString().slice(0, 10);
}
