/**
 * A snooze keeps one alert quiet until a time: it counts what comes and calls nobody, unless something worse comes. It ends by
 * itself without a word; the next match says so. There is no "for ever": each level has a longest snooze.
 */
import type { Level } from '../detect/level';
import type { Alert } from './alert';
import { type BusinessHours, DEFAULT_HOURS, nextWorkingMorning } from './business-time';
import { restarted } from './escalation';

export interface Snooze {
  /** Milliseconds. */
  readonly until: number;
  readonly at: number;
  /** Slack user. */
  readonly by: string;
  /** Matches that came meanwhile. */
  readonly counted: number;
  /** It ran out by itself; false also of one that somebody woke, or that something worse broke through. */
  readonly over: boolean;
  /** Slack user who woke the alert before the end. */
  readonly wokenBy?: string | undefined;
}

/** The longest snooze of each level, in milliseconds. */
export type LongestSnooze = Readonly<Record<Level, number>>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What the select offers, in its order; `custom` opens a modal. */
export const SNOOZES = ['15m', '1h', '4h', '1d', 'morning', 'custom'] as const;
export type SnoozeChoice = (typeof SNOOZES)[number];

const LASTING: Readonly<Record<Exclude<SnoozeChoice, 'morning' | 'custom'>, number>> = {
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '4h': 4 * HOUR,
  '1d': 24 * HOUR,
};

/** When a choice made at `now` ends (milliseconds). Without configured hours a working morning is 09:00 UTC, Monday to Friday. */
export function snoozeEnd(
  choice: Exclude<SnoozeChoice, 'custom'>,
  now: number,
  hours: BusinessHours = DEFAULT_HOURS,
): number {
  return choice === 'morning' ? nextWorkingMorning(hours, now) : now + LASTING[choice];
}

/** An alert that must always be told is never quiet for longer than a critical one. */
export function longestSnooze(alert: Alert, longest: LongestSnooze): number {
  const { critical } = longest;
  return alert.content.expectable ? longest[alert.level] : Math.min(longest[alert.level], critical);
}

/** Quiet at `now`: the state that is derived, not stored. */
export function isSnoozed({ snooze }: Alert, now: number): boolean {
  return snooze !== undefined && now < snooze.until;
}

/**
 * The alert with the end of its snooze shown; undefined when there is nothing to show at `now`. Its ladder begins anew at that end,
 * whenever it is noticed.
 */
export function shownAwake(alert: Alert, now: number, hours?: BusinessHours): Alert | undefined {
  const { snooze } = alert;
  if (snooze === undefined || snooze.over || now < snooze.until) return undefined;
  const ladder = restarted(alert.ladder, snooze.until, hours);
  return { ...alert, snooze: { ...snooze, over: true }, ladder, version: alert.version + 1 };
}

/** Its snooze ran out by itself and nobody was told so far. */
export function snoozeEnded({ snooze }: Alert, now: number): boolean {
  return snooze !== undefined && now >= snooze.until;
}
