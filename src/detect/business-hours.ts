/**
 * Whether a time is within a team's working hours, in their time zone. Converting one time costs more than parsing the
 * event it belongs to, so the zone's offset is kept per quarter of an hour, the finest at which any zone changes.
 */
import { tzOffset } from '@date-fns/tz';

export interface BusinessHours {
  /** IANA, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** 0 Sunday … 6 Saturday. */
  readonly days: ReadonlySet<number>;
  /** Minutes since midnight; when `to` is before `from`, the hours run past midnight and belong to the day they began. */
  readonly from: number;
  readonly to: number;
  /** `yyyy-MM-dd` in the time zone. */
  readonly holidays: ReadonlySet<string>;
}

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const DAY = 86_400_000;
const MOST_OFFSETS = 10_000;

const offsets = new Map<string, Map<number, number>>();

/** `time` in milliseconds since the epoch. */
export function withinHours(hours: BusinessHours, time: number): boolean {
  const local = time + offsetAt(hours.timeZone, time) * MINUTE;
  const minute = Math.floor((((local % DAY) + DAY) % DAY) / MINUTE);
  if (hours.from <= hours.to) return minute >= hours.from && minute < hours.to && isWorkday(hours, local);
  if (minute >= hours.from) return isWorkday(hours, local);
  return minute < hours.to && isWorkday(hours, local - DAY);
}

/** `local` is a time shifted so that its UTC parts are those of the zone. */
function isWorkday(hours: BusinessHours, local: number): boolean {
  const date = new Date(local);
  if (!hours.days.has(date.getUTCDay())) return false;
  return hours.holidays.size === 0 || !hours.holidays.has(date.toISOString().slice(0, 10));
}

/** Minutes east of UTC. */
export function offsetAt(timeZone: string, time: number): number {
  const quarter = Math.floor(time / QUARTER);
  const known = offsets.get(timeZone) ?? new Map<number, number>();
  if (known.size === 0) offsets.set(timeZone, known);
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = tzOffset(timeZone, new Date(quarter * QUARTER));
    if (known.size >= MOST_OFFSETS) known.clear();
    known.set(quarter, offset);
  }
  return offset;
}
