/**
 * What a lane remembers while the bot runs: the event time it has read, and the counts that its state shows. The store keeps
 * the watermark alone, so a restart re-reads a little.
 */
import { Coverage, type Span } from './coverage';
import { HISTORY, MINUTE, nextSlice, wholeSecond } from './slices';
import type { LaneId, Progress } from './source';

/** What went wrong last, until the lane or its region is well again. */
export interface LaneError {
  /** Such as `aws-access-denied`. */
  readonly code: string;
  /** What, where and what to do; for people. */
  readonly message: string;
  /** When, milliseconds. */
  readonly at: number;
}

/** A lane as `/trail health` and the metrics show it. Times and spans in milliseconds. */
export interface LaneState extends LaneId {
  /** Every event up to this event time that was visible has been read; undefined before the first read. */
  readonly watermark: number | undefined;
  /**
   * How late the lane is: the time since the watermark, less the age at which the lane reads. Undefined before the first read.
   * A minute or so is well for `changes`; `later-60` and `later-180` read ten minutes at a time.
   */
  readonly lag: number | undefined;
  /** Event time that came due and is unread: a first read, an outage, or more events than the quota lets us read. */
  readonly backlog: number;
  /** How far back the last read of the head came, of `changes` and `reads`; less than twenty minutes for changes is the quota's doing. */
  readonly window: number | undefined;
  readonly error: LaneError | undefined;
  /** Requests sent since the start, and those of them that were answered with ThrottlingException. */
  readonly requests: number;
  readonly throttled: number;
  /** Not before this time; now when the next tick may read it. */
  readonly nextAt: number;
  /** Why it is read more slowly: nothing happened for a day, or the region is not enabled, or it fails and is tried now and then. */
  readonly pace: 'every tick' | 'quiet' | 'not enabled' | 'failing';
}

/** What differs between lanes. Milliseconds. */
export interface BookTerms {
  /** The event age at which reading is final for this lane. */
  readonly age: number;
  /** How far before its watermark a lane begins again after a restart. */
  readonly rewind: number;
  /** What is older is left to other lanes. */
  readonly horizon: number;
  /** Event time that must have come due before it is read out of turn. */
  readonly least: number;
}

const DAY = 24 * 60 * MINUTE;

export class LaneBook {
  /** Counted by look-ups. */
  readonly tally = { requests: 0, throttled: 0 };
  /** How far back the head was read last, milliseconds. */
  window: number | undefined;
  /** Slices that are being read. */
  readonly claimed = new Set<Span>();
  private coverage: Coverage | undefined;
  private watermark: number | undefined;
  private headAt: number | undefined;

  /** `begin` is where a first read begins, at the time `now`. */
  constructor(
    readonly id: LaneId,
    readonly terms: BookTerms,
    private readonly begin: (now: number) => number,
  ) {}

  /** The coverage, begun from the store's progress when it is first asked for. */
  open({ completeUntil }: Progress, now: number): Coverage {
    this.watermark ??= completeUntil;
    this.coverage ??= new Coverage(wholeSecond(this.start(completeUntil, now)));
    this.skip(this.coverage, now);
    return this.coverage;
  }

  /** Forgets what was read, so that a region that comes back is read as the store says. */
  close(): void {
    this.coverage = undefined;
    this.watermark = undefined;
  }

  /**
   * What is to be recorded once the span is read: the watermark it brings, or undefined while a hole lies before it. A head
   * is complete up to the time `headAt` at which it was read, not only up to the age at which reading is final.
   */
  progressWith(from: number, until: number, headAt = this.headAt): Progress | undefined {
    // The region was left meanwhile: what lay before this span is not known any more.
    if (this.coverage === undefined) return undefined;
    const end = this.coverage.endWith(from, until);
    const isWhole = headAt !== undefined && end >= wholeSecond(headAt - this.terms.age);
    const completeUntil = isWhole ? headAt : end;
    return completeUntil > (this.watermark ?? -Infinity) ? { completeUntil } : undefined;
  }

  /** The span was read and committed, with the progress it made; with the head, at the time `headAt`. */
  read(from: number, until: number, progress: Progress | undefined, headAt = this.headAt): void {
    this.coverage?.add(from, until);
    this.headAt = headAt;
    if (progress?.completeUntil !== undefined) this.watermark = progress.completeUntil;
  }

  /** Time was set back by so many milliseconds: what was read since may have been read too early. */
  setBack(step: number, now: number): void {
    this.coverage?.forget(wholeSecond(now - this.terms.age - step - this.terms.age));
  }

  /** The next slice to be read out of turn; undefined when there is none. */
  next(now: number, length: number): Span | undefined {
    const { age, least } = this.terms;
    if (this.coverage === undefined) return undefined;
    this.skip(this.coverage, now);
    return nextSlice(this.coverage, this.claimed, now - age, length, least);
  }

  get isOpen(): boolean {
    return this.coverage !== undefined;
  }

  /** Unread event time that came due, in milliseconds. */
  left(now: number): number {
    const left = this.coverage?.left(now - this.terms.age) ?? 0;
    return left >= this.terms.least ? left : 0;
  }

  get completeUntil(): number | undefined {
    return this.watermark;
  }

  lag(now: number): number | undefined {
    const { rewind, age } = this.terms;
    // Heads read events as soon as they are there (and begin again a little before); later lanes when they are of age.
    return this.watermark === undefined ? undefined : Math.max(0, now - (rewind > 0 ? 0 : age) - this.watermark);
  }

  private skip(coverage: Coverage, now: number): void {
    coverage.skipTo(wholeSecond(now - Math.min(HISTORY, this.terms.horizon)));
  }

  /**
   * A watermark in the future is a clock that was wrong: it says nothing, so the lane begins as at a first start. So is one above the
   * age at which a later lane reads: what it read since the clock went wrong was read too early, and is read for a day once more.
   */
  private start(completeUntil: number | undefined, now: number): number {
    const { age, rewind } = this.terms;
    const first = Math.min(this.begin(now), now);
    if (completeUntil === undefined || completeUntil > now + MINUTE) return first;
    if (rewind === 0 && completeUntil > now - age + MINUTE) return Math.max(first, now - DAY - 2 * age);
    return completeUntil - rewind;
  }
}
