/**
 * Parts of a date that a rule may compare (Sigma v2.1.0, "Time Modifiers"). The date is read as it is written, without any
 * time zone, as the specification asks; CloudTrail writes UTC. Weeks are ISO 8601's.
 */
import type { Json } from '../source/event';

export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/;

/** undefined for what is no date such as `2026-11-20T10:42:00Z`. */
export function timePartOf(value: Json, part: TimePart): number | undefined {
  const [, ...texts] = (typeof value === 'string' && WRITTEN.exec(value)) || [];
  if (texts.length === 0) return undefined;
  const [year, month, day, hour, minute] = texts.map((text: string | undefined) =>
    text === undefined ? undefined : Number(text),
  );
  if (part === 'week') return weekOf(year ?? 0, month ?? 1, day ?? 1);
  return { year, month, day, hour, minute }[part];
}

/** The week that holds the Thursday of the date's week, counted in that Thursday's year. */
function weekOf(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  return Math.ceil(((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7);
}
