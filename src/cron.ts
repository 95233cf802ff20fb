/**
 * Which moments a cron expression names, in a time zone: for what is owed once a period and must know when it was due last, also
 * when the bot was down then. Pure; `schedule.ts` runs jobs.
 */
import { offsetAt } from './detect/business-hours';
import { instantOf } from './alert/business-time';
import { AppError } from './error';

export interface Cron {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** As cron has it: where both the day of the month and of the week are narrowed, either will do. */
  readonly eitherDay: boolean;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Throws an AppError for anything but five fields, or six with seconds first, of numbers, names, lists, ranges and steps. */
export function parseCron(text: string): Cron {
  const fields = text.trim().toLowerCase().split(/\s+/);
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = '', ...more] =
    fields.length === 5 ? ['0', ...fields] : fields;
  const read = (field: string, from: number, to: number, names?: readonly string[]): readonly number[] => {
    const values = valuesOf(field, from, to, names);
    if (values === undefined || more.length > 0) {
      throw new AppError('cron', `not a cron expression of five or six fields: ${JSON.stringify(text)}`);
    }
    return values;
  };
  return {
    seconds: read(second, 0, 59),
    minutes: read(minute, 0, 59),
    hours: read(hour, 0, 23),
    days: new Set(read(day, 1, 31)),
    months: new Set(read(month, 1, 12, MONTHS)),
    weekdays: new Set(read(weekday, 0, 7, WEEKDAYS).map((number) => number % 7)),
    eitherDay: !day.startsWith('*') && !weekday.startsWith('*'),
  };
}

/** Ascending; undefined when it is no such field. A step without a range counts from `from`. */
function valuesOf(
  field: string,
  from: number,
  to: number,
  names: readonly string[] = [],
): readonly number[] | undefined {
  const found = new Set<number>();
  const numberOf = (text: string): number => {
    const named = names.findIndex((name) => text === name);
    if (named >= 0) return names === MONTHS ? named + 1 : named;
    return /^\d+$/.test(text) ? Number(text) : NaN;
  };
  for (const part of field.split(',')) {
    const [, range = '', step = '1'] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [first = '', last] = range.split('-');
    const low = range === '*' ? from : numberOf(first);
    const alone = last === undefined && !part.includes('/');
    const high = range === '*' ? to : last === undefined ? (alone ? low : to) : numberOf(last);
    // Written so that what is no number is refused too.
    if (!(low >= from && high <= to && low <= high && Number(step) >= 1) || range.split('-').length > 2)
      return undefined;
    for (let value = low; value <= high; value += Number(step)) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

const DAY = 86_400_000;
/** Days looked back for the last time; the 29th of February comes every eight years at the latest. */
const FARTHEST = 8 * 366;

/** The last moment at or before `at` (milliseconds) that the expression names; undefined when there is none. */
export function lastDue(cron: Cron, timeZone: string, at: number): number | undefined {
  const midnight = Math.floor((at + offsetAt(timeZone, at) * 60_000) / DAY) * DAY;
  // The clocks of a zone may show tomorrow already when they are turned back.
  for (let back = -1; back < FARTHEST; back += 1) {
    const day = midnight - back * DAY;
    if (!isDay(cron, new Date(day))) continue;
    const due = lastOfDay(cron, timeZone, day, at);
    if (due !== undefined) return due;
  }
  return undefined;
}

function isDay({ months, days, weekdays, eitherDay }: Cron, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const [byMonth, byWeek] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
  return eitherDay ? byMonth || byWeek : byMonth && byWeek;
}

function lastOfDay({ hours, minutes, seconds }: Cron, timeZone: string, day: number, at: number): number | undefined {
  for (const hour of hours.toReversed()) {
    for (const minute of minutes.toReversed()) {
      for (const second of seconds.toReversed()) {
        const instant = instantOf({ timeZone }, day + ((hour * 60 + minute) * 60 + second) * 1000);
        if (instant <= at) return instant;
      }
    }
  }
  return undefined;
}
