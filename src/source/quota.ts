/**
 * Keeps LookupEvents within AWS's quota of two requests a second for each account and region, and decides whose turn it is:
 * everything that looks up there shares it, lanes, look-ups by people and the doctor.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
import type { Clock } from '../clock';
import { TokenBucket } from '../token-bucket';

/**
 * Who asks. Changes go before all others, then a person who waits for an answer. The rest take turns, so that a flood of
 * reads cannot starve the reading that nothing escapes: two of four turns are the backlog's.
 */
export type Turn = 'changes' | 'person' | 'reads' | 'later' | 'backlog';

const FIRST: readonly Turn[] = ['changes', 'person'];
const IN_TURNS: readonly Turn[] = ['reads', 'backlog', 'later', 'backlog'];

/** A little under AWS's two, so that requests which bunch up on their way do not meet as three in one second. */
const PER_SECOND = 1.95;

/** How long the first throttling holds us back, and the longest, in milliseconds; it doubles in between. */
const FIRST_PENALTY = 1000;
const LONGEST_PENALTY = 30_000;

interface Waiter {
  readonly turn: Turn;
  readonly order: number;
  readonly go: () => void;
}

export class Quota {
  /** One at a time: a burst of two followed by a refill would be three within a second. */
  private readonly bucket = new TokenBucket(1, PER_SECOND);
  private penalty = FIRST_PENALTY;
  private waiting: Waiter[] = [];
  private isServing = false;
  /** Whose turn it is of `IN_TURNS`. */
  private next = 0;

  /** `closed` is aborted when nobody will ask any more. */
  constructor(
    private readonly clock: Clock,
    private readonly closed?: AbortSignal,
  ) {}

  /** The requests that the quota allows in so many milliseconds. */
  static requestsIn(milliseconds: number): number {
    return (Math.max(0, milliseconds) / 1000) * PER_SECOND;
  }

  /**
   * Resolves when a request may be sent, or as soon as `signal` is aborted. Within a turn the smallest `order` goes first;
   * lanes give the event time they read, so the oldest.
   */
  async take(turn: Turn, order = 0, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const stop = (): void => {
        this.waiting = this.waiting.filter((one) => one !== waiter);
        resolve();
      };
      const waiter: Waiter = {
        turn,
        order,
        go: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.waiting.push(waiter);
      if (!this.isServing) void this.serve();
    });
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

  /** Who goes is decided when there is something to give, not when it was asked for. */
  private async serve(): Promise<void> {
    this.isServing = true;
    while (this.waiting.length > 0 && this.closed?.aborted !== true) {
      const wait = this.bucket.wait(this.clock.now());
      if (wait > 0) await this.clock.sleep(wait, this.closed);
      else if (this.bucket.take(this.clock.now())) this.choose()?.go();
    }
    this.isServing = false;
  }

  private choose(): Waiter | undefined {
    const turn = FIRST.find((one) => this.foremost(one) !== undefined) ?? this.turn();
    const chosen = turn && this.foremost(turn);
    this.waiting = this.waiting.filter((one) => one !== chosen);
    return chosen;
  }

  private turn(): Turn | undefined {
    for (let step = 0; step < IN_TURNS.length; step += 1) {
      const turn = IN_TURNS[(this.next + step) % IN_TURNS.length];
      if (turn === undefined || this.foremost(turn) === undefined) continue;
      this.next = (this.next + step + 1) % IN_TURNS.length;
      return turn;
    }
    return undefined;
  }

  private foremost(turn: Turn): Waiter | undefined {
    return this.waiting
      .filter((one) => one.turn === turn)
      .reduce<Waiter | undefined>(
        (best, one) => (best === undefined || one.order < best.order ? one : best),
        undefined,
      );
  }
}
