/**
 * Which spans of event time a lane reads at a tick, and in which order: the head first, so that alerting never waits for a
 * backlog, then what was missed, oldest first. Pure: every rule about losing nothing is decided here.
 *
 * Event time is not arrival time. An event is therefore looked for again until it is twenty minutes old, and what a
 * stopped bot never looked for again counts as missed when it starts again.
 */

/** A span of event time in milliseconds, both ends included, as LookupEvents takes them. */
export interface Slice {
  readonly from: number;
  readonly until: number;
  /** The lane's progress once this slice and all before it are read; undefined while a hole remains before it. */
  readonly completeUntil: number | undefined;
}

/** What a lane knows of itself, times in milliseconds. */
export interface Read {
  /** Everything up to here that was visible has been read; undefined before the first read. */
  readonly completeUntil: number | undefined;
  /** Everything up to here was read when it was old enough to be there; undefined when that is not known. */
  readonly settledUntil: number | undefined;
  /** Where the first read starts. */
  readonly begun: number;
}

export const MINUTE = 60_000;

/** The rolling window that is read at every tick. */
export const WINDOW = 20 * MINUTE;

/** The longest slice of a backlog. */
export const LONGEST_SLICE = 60 * MINUTE;

/** A gap up to this long is read as part of the head, one request instead of two. */
export const GRACE = 5 * MINUTE;

/** How far LookupEvents reaches back, less a margin for the time a tick takes. */
export const HISTORY = 90 * 24 * 60 * MINUTE - 10 * MINUTE;

/** The slices of a tick at `now`, in the order of reading. */
export function planSlices(read: Read, now: number): readonly [head: Slice, ...backlog: Slice[]] {
  const { completeUntil } = read;
  const window = wholeSecond(now - WINDOW);
  const start = wholeSecond(Math.max(firstUnread(read), now - HISTORY));
  const forward = (time: number): number | undefined => (time >= (completeUntil ?? time) ? time : undefined);
  if (start >= window - GRACE) return [{ from: Math.min(start, window), until: now, completeUntil: forward(now) }];
  const backlog: Slice[] = [];
  for (let from = start; from < window; from += LONGEST_SLICE) {
    const until = Math.min(from + LONGEST_SLICE, window) - 1;
    // The head was read before the backlog: when the last hole is closed, all is read up to now.
    backlog.push({ from, until, completeUntil: forward(until + 1 === window ? now : until) });
  }
  return [{ from: window, until: now, completeUntil: undefined }, ...backlog];
}

function firstUnread({ completeUntil, settledUntil, begun }: Read): number {
  if (completeUntil === undefined) return begun;
  return settledUntil === undefined ? completeUntil - WINDOW : settledUntil + 1;
}

/** CloudTrail's event times are whole seconds, and a bound that is one cannot fall within any of them. */
function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
