/** Times as people type them: `2h`, `yesterday`, `2026-11-01`, `2026-11-01..2026-11-03`, in the reader's own time zone. */
import { TZDate } from '@date-fns/tz';
import { addDays, isValid, startOfDay } from 'date-fns';

/** Milliseconds, both included. */
export interface TimeSpan {
  readonly since: number;
  readonly until: number;
}

export interface Zoned {
  /** Milliseconds. */
  readonly now: number;
  /** An IANA name; UTC where it is none. */
  readonly timeZone: string;
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** Nothing is kept for longer. */
const LONGEST = 3660 * 86_400_000;

/** So long ago (milliseconds): `90m`, `2h`, `3d`, `1w`. */
export function agoOf(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,6})\s?(m|h|d|w)$/i.exec(text) ?? [];
  const length = Number(count) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  return length >= 0 && length <= LONGEST ? length : undefined;
}

/** A day, or from one to another: `today`, `yesterday`, `2026-11-01`, `2026-11-01..2026-11-03`. With a time of day it is that minute. */
export function spanOf(text: string, zoned: Zoned): TimeSpan | undefined {
  const [first = '', second, ...others] = text.split('..');
  if (others.length > 0) return undefined;
  const from = momentOf(first, zoned);
  const to = second === undefined ? from : momentOf(second, zoned);
  return from && to && { since: from.since, until: to.until };
}

function momentOf(text: string, { now, timeZone }: Zoned): TimeSpan | undefined {
  const zone = zoneOf(timeZone);
  const today = startOfDay(new TZDate(now, zone));
  const word = text.trim().toLowerCase();
  if (word === 'today') return dayFrom(today);
  if (word === 'yesterday') return dayFrom(addDays(today, -1));
  if (word === 'now') return { since: now, until: now };
  const [, date = '', hours, minutes, utc] =
    /^(\d{4}-\d{2}-\d{2})(?:[t ](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(z)?)?$/.exec(word) ?? [];
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const midnight = new TZDate(year, month - 1, day, utc === undefined ? zone : 'UTC');
  // A day that its month does not have becomes one of the next.
  if (year < 2006 || !isValid(midnight) || midnight.getMonth() !== month - 1 || midnight.getDate() !== day)
    return undefined;
  if (hours === undefined) return dayFrom(midnight);
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const at = new TZDate(
    year,
    month - 1,
    day,
    Number(hours),
    Number(minutes),
    utc === undefined ? zone : 'UTC',
  ).getTime();
  return { since: at, until: at + 59_999 };
}

/** A day is from midnight to midnight, be it 23 or 25 hours long. */
function dayFrom(midnight: Date): TimeSpan {
  return { since: startOfDay(midnight).getTime(), until: startOfDay(addDays(midnight, 1)).getTime() - 1 };
}

function zoneOf(timeZone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone === '' ? 'UTC' : timeZone;
  } catch {
    return 'UTC';
  }
}
