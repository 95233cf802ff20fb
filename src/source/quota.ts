/**
 * Keeps LookupEvents within AWS's quota of two requests a second for each account and region, which everything that looks
 * up there shares: lanes, the doctor, later the slash command.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
import type { Clock } from '../clock';
import { TokenBucket } from '../token-bucket';

/** A little under AWS's two, so that requests which bunch up on their way do not meet as three in one second. */
const PER_SECOND = 1.9;

/** How long the first throttling holds us back, and the longest, in milliseconds; it doubles in between. */
const FIRST_PENALTY = 1000;
const LONGEST_PENALTY = 30_000;

export class Quota {
  /** One at a time: a burst of two followed by a refill would be three within a second. */
  private readonly bucket = new TokenBucket(1, PER_SECOND);
  private penalty = FIRST_PENALTY;

  constructor(private readonly clock: Clock) {}

  /** Resolves when a request may be sent, or as soon as `signal` is aborted. */
  async take(signal?: AbortSignal): Promise<void> {
    while (!this.bucket.take(this.clock.now())) {
      if (signal?.aborted === true) return;
      await this.clock.sleep(this.bucket.wait(this.clock.now()), signal);
    }
  }

  /** AWS said ThrottlingException: somebody else spends the same quota, so everybody here waits, longer each time. */
  penalise(): void {
    this.bucket.pause(this.clock.now() + this.penalty);
    this.penalty = Math.min(this.penalty * 2, LONGEST_PENALTY);
  }

  /** A request got through. */
  recover(): void {
    this.penalty = FIRST_PENALTY;
  }
}
