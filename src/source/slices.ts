/**
 * The times that reading goes by, and the next slice of a lane that goes through what was not read, oldest first. Pure: that
 * nothing is lost is decided here and in `coverage.ts`.
 *
 * Event time is not arrival time. Changes are looked for again at every tick until they are twenty minutes old, and all
 * events once more when they are one and three hours old. What a stopped bot never looked for again counts as unread.
 */
import type { Coverage, Span } from './coverage';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** The rolling window of changes, read at every tick. */
export const WINDOW = 20 * MINUTE;

/** An unread gap before the window up to this long is read with it. */
export const GRACE = 5 * MINUTE;

/** How late an event may become visible and still be found: the age of the last reading. */
export const LATEST = 180 * MINUTE;

/** The age of the reading before the last. */
export const LATER = 60 * MINUTE;

/** A later reading waits until so much event time has come of age, as each costs a request at least. */
export const LEAST_SLICE = 10 * MINUTE;

/** The bounds of a slice that is read out of turn. */
const SHORTEST_SLICE = MINUTE;
const LONGEST_SLICE = HOUR;

/** Requests that a slice should take: few enough to be read again after a crash, enough for their overhead not to count. */
const SLICE_REQUESTS = 20;

/** How far LookupEvents reaches back, less a margin for the time it takes to get there. */
export const HISTORY = 90 * 24 * HOUR - 10 * MINUTE;

/** The length of the first slice, when nobody knows yet how many events there are. */
export const FIRST_LENGTH = 10 * MINUTE;

/**
 * The oldest slice of at most `length` that is neither read nor `claimed` and lies before `limit`. A hole that ends at
 * `limit` still grows, so it is left until it is `least` long.
 */
export function nextSlice(
  coverage: Coverage,
  claimed: Iterable<Span>,
  limit: number,
  length: number,
  least: number,
): Span | undefined {
  const taken = coverage.copy();
  for (const { from, until } of claimed) taken.add(from, until);
  const end = wholeSecond(limit);
  const hole = taken.hole(end);
  if (hole === undefined || (hole.until === end && hole.until - hole.from < least)) return undefined;
  const until = wholeSecond(hole.from + length);
  // A rest that would be a slice too short to be worth a request is taken along.
  return { from: hole.from, until: hole.until - until < SHORTEST_SLICE ? hole.until : until };
}

/** The length for the next slice after one of `span` milliseconds took so many requests; it at most doubles. */
export function nextLength(span: number, requests: number): number {
  const ideal = (span * SLICE_REQUESTS) / Math.max(1, requests);
  return Math.min(LONGEST_SLICE, Math.max(SHORTEST_SLICE, Math.min(ideal, 2 * span)));
}

/** CloudTrail's event times are whole seconds, and a bound that is one cannot fall within any of them. */
export function wholeSecond(time: number): number {
  return Math.floor(time / SECOND) * SECOND;
}
