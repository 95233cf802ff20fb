/**
 * The lanes of one region as a table of numbers: which events, whose turn, how far back and how often. What they promise
 * together is told in docs/reading.md and held by `npm run bench -- reader`.
 */
import { BacklogLane } from './backlog-lane';
import { type Desk, HeadLane } from './head-lane';
import { InsightsLane } from './insights-lane';
import { LaneBook } from './lane-book';
import type { LookupAttribute } from './lookup';
import { GRACE, HISTORY, HOUR, LATER, LATEST, LEAST_SLICE, MINUTE, WINDOW } from './slices';
import type { LaneId, Page, Progress } from './source';

/** One stream of a region: a head, or what it missed. */
export interface Stream {
  readonly book: LaneBook;
  pages(progress: Progress, now: number): AsyncGenerator<Page, void>;
  /** Whether there is something to read just now. Left out for heads, which have at every tick. */
  hasWork?(now: number): boolean;
}

export interface RegionLanes {
  readonly changes: Stream;
  /** Read more slowly where nothing happens. */
  readonly others: readonly Stream[];
}

const CHANGES: LookupAttribute = { key: 'ReadOnly', value: 'false' };
const READS: LookupAttribute = { key: 'ReadOnly', value: 'true' };

/** What LookupEvents shows late it shows within minutes as a rule; the rest of the late reads are left to the later lanes. */
const READS_WINDOW = 5 * MINUTE;

/** Before all unfiltered reading, whatever its event time. */
const FOREMOST = -1e15;

/** `begin` is where a first read begins, at the time `now`. */
export function regionLanes(desk: Desk, idOf: (kind: string) => LaneId, begin: (now: number) => number): RegionLanes {
  const changes = new LaneBook(idOf('changes'), { age: WINDOW, rewind: WINDOW, horizon: HISTORY, least: GRACE }, begin);
  const reads = new LaneBook(
    idOf('reads'),
    { age: READS_WINDOW, rewind: READS_WINDOW, horizon: LATER, least: HISTORY },
    begin,
  );
  const later = new LaneBook(idOf('later-60'), { age: LATER, rewind: 0, horizon: LATEST, least: LEAST_SLICE }, begin);
  const latest = new LaneBook(
    idOf('later-180'),
    { age: LATEST, rewind: 0, horizon: HISTORY, least: LEAST_SLICE },
    begin,
  );
  const insights = new LaneBook(
    idOf('insights'),
    { age: LATEST, rewind: LATEST, horizon: HISTORY, least: HISTORY },
    begin,
  );
  const changesHead = {
    attribute: CHANGES,
    turn: 'changes',
    grace: GRACE,
    reach: LATEST,
    cheap: 5,
    share: 0.6,
  } as const;
  const readsHead = { attribute: READS, turn: 'reads', grace: HOUR, reach: WINDOW, cheap: 10, share: 1 } as const;
  return {
    changes: new HeadLane(desk, changes, changesHead, begin),
    others: [
      new BacklogLane(desk, changes, { attribute: CHANGES, turn: 'backlog', order: FOREMOST }),
      new HeadLane(desk, reads, readsHead, begin),
      new BacklogLane(desk, later, { attribute: undefined, turn: 'later', order: 0 }),
      new BacklogLane(desk, latest, { attribute: undefined, turn: 'backlog', order: 0 }),
      new InsightsLane(desk, insights),
    ],
  };
}
