/**
 * Whether a region can be asked at all. One that fails is left for a while, longer each time; all of its lanes fail of one
 * cause, which is found out by one request and told once.
 */
import { AppError, reasonOf } from '../error';
import type { LaneError } from './lane-book';
import type { LookupAnswer } from './lookup';
import { HOUR, MINUTE, SECOND } from './slices';

/** A region that is not enabled may become so; it is asked again after this long. */
const ASK_AGAIN = HOUR;

/** Waiting after a failure: it doubles from the first to the longest, which is longer where AWS said no. */
const FIRST_WAIT = 30 * SECOND;
const LONGEST_WAIT = 5 * MINUTE;
const LONGEST_AFTER_REFUSAL = 30 * MINUTE;
const REFUSALS = ['aws-access-denied', 'aws-denied-by-organization', 'aws-role-denied', 'aws-refused'];

export class RegionHealth {
  /** It answered, and nothing went wrong since. */
  isWell = false;
  error: LaneError | undefined;
  private pilot: Promise<LookupAnswer> | undefined;
  private lastFailure: unknown;
  private failures = 0;
  private retryAt = -Infinity;
  private leftAloneUntil: number | undefined;

  /** It is not enabled, as far as we know. */
  get isLeft(): boolean {
    return this.leftAloneUntil !== undefined;
  }

  /** It failed and has not answered since: one lane will do to find out. */
  get isFailing(): boolean {
    return this.failures > 0 && !this.isWell;
  }

  /** When it may be asked again; in the past when it may be asked now. */
  get nextAt(): number {
    return Math.max(this.leftAloneUntil ?? -Infinity, this.retryAt);
  }

  /**
   * Asks. Unless the region is well, one request goes first and the others wait for it; they fail as it fails, so that a
   * region that is out of reach costs one request and not one for each lane.
   */
  async ask(request: () => Promise<LookupAnswer>): Promise<LookupAnswer> {
    while (this.pilot !== undefined) await this.pilot;
    const flight = request();
    if (this.isWell) return flight;
    this.pilot = flight;
    try {
      const answer = await flight;
      this.isWell = true;
      this.error = undefined;
      this.leftAloneUntil = undefined;
      this.failures = 0;
      return answer;
    } finally {
      this.pilot = undefined;
    }
  }

  /** A lane failed at `now`; that another failed of the same counts once. */
  fail(error: unknown, now: number): void {
    if (error === this.lastFailure || (!this.isWell && this.retryAt > now)) return;
    this.lastFailure = error;
    this.isWell = false;
    this.failures += 1;
    const code = error instanceof AppError ? error.code : 'fault';
    const longest = REFUSALS.includes(code) ? LONGEST_AFTER_REFUSAL : LONGEST_WAIT;
    this.retryAt = now + Math.min(longest, FIRST_WAIT * 2 ** (this.failures - 1));
    this.error = { code, message: reasonOf(error), at: now };
  }

  /** The region is not enabled. */
  leave(now: number): void {
    this.isWell = false;
    this.leftAloneUntil = now + ASK_AGAIN;
  }

  /** Time was set back: nobody waits for a moment that is far off now. */
  setBack(now: number): void {
    this.retryAt = Math.min(this.retryAt, now);
    if (this.leftAloneUntil !== undefined) this.leftAloneUntil = Math.min(this.leftAloneUntil, now + ASK_AGAIN);
  }
}
