/**
 * What a source is to the pipeline: lanes that are read independently, each a stream of pages. One broken lane stops no
 * other; a page is committed as one, together with the progress it makes.
 */
import type { CloudTrailEvent, RecordProblem } from './event';

/**
 * Which stream of events: one account, one region, one kind of events. A file scan has one lane. A lane may be handed out
 * as two streams, its head and what it missed; they share the id and with it the progress.
 */
export interface LaneId {
  readonly account: string;
  readonly region: string;
  /**
   * `changes` and `reads`; `later-60` and `later-180`, which read everything once more when it is so many minutes old;
   * `insights`, events of their own that are read every few minutes;
   * `since`, which has no events and records when the region was first read; `files` for a scan.
   */
  readonly kind: string;
}

/** How far a lane has been read, kept by the store from one tick to the next. */
export interface Progress {
  /** Every event up to this event time (milliseconds) that was visible has been read; undefined before the first read. */
  readonly completeUntil: number | undefined;
}

/** At most this many events are committed in one transaction. */
export const PAGE_EVENTS = 500;

export interface Page {
  readonly events: readonly CloudTrailEvent[];
  readonly problems: readonly RecordProblem[];
  /** Set on the page that completes a slice: progress to record with its events. */
  readonly progress: Progress | undefined;
  /** True when its events lie more than an hour before the region was first read: they are history, not news. */
  readonly firstRead?: boolean;
  /** When it was read, milliseconds; a tick with a backlog takes hours. Undefined where that is the time of the tick. */
  readonly readAt?: number;
}

export interface Lane {
  readonly id: LaneId;
  /**
   * Reads on from `progress` at the time `now` (milliseconds). Throws an AppError when the lane cannot be read. A lane that
   * is being read gives no pages to a second reader.
   */
  pages(progress: Progress, now: number): AsyncIterable<Page>;
}

export interface Source {
  /**
   * The lanes to read at this tick; asked anew each time, as regions and accounts come and go. Those that are still being
   * read since an earlier tick are left out, so ticks may overlap.
   */
  lanes(): Promise<readonly Lane[]>;
}
