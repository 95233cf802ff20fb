/**
 * What a source is to the pipeline: lanes that are read independently, each a stream of pages. One broken lane stops no
 * other; a page is committed as one, together with the progress it makes.
 */
import type { CloudTrailEvent, RecordProblem } from './event';

/** Which stream of events: one account, one region, one kind of events. A file scan has one lane. */
export interface LaneId {
  readonly account: string;
  readonly region: string;
  /** `all` today; `changes` and `reads` when the quota is divided between them. */
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
}

export interface Lane {
  readonly id: LaneId;
  /** Reads on from `progress` at the time `now` (milliseconds). Throws an AppError when the lane cannot be read. */
  pages(progress: Progress, now: number): AsyncIterable<Page>;
}

export interface Source {
  /** The lanes to read at this tick; asked anew each time, as regions and accounts come and go. */
  lanes(): Promise<readonly Lane[]>;
}
