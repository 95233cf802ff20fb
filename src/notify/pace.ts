/**
 * How fast Slack may be asked, and whom not to ask for a while. Posts have a bucket a channel; edits share one, as Slack counts
 * them for the whole workspace. A channel that refuses is left alone for a minute, and holds up no other.
 */
import { TokenBucket } from '../token-bucket';
import type { OwedRow } from './outbox-row';

/**
 * One message a second per channel, short bursts tolerated; chat.update is Tier 3, some 50 a minute per workspace, so burst and
 * refill of a minute make no more than that. https://docs.slack.dev/apis/web-api/rate-limits
 */
const POSTS = { burst: 3, perSecond: 1 };
const EDITS = { burst: 10, perSecond: 40 / 60 };

export class Pace {
  private readonly edits = new TokenBucket(EDITS.burst, EDITS.perSecond);
  private readonly posts = new Map<string, TokenBucket>();
  private readonly closed = new Map<string, number>();
  private allClosed = 0;

  /** Whether the row may be sent at `now` (milliseconds); if so, it is counted. */
  take(row: OwedRow, now: number): boolean {
    if (now < this.allClosed || now < (this.closed.get(row.route) ?? 0)) return false;
    return this.bucketFor(row).take(now);
  }

  /** Slack said to wait until then: for edits everywhere, for posts in that channel. */
  rateLimited(row: OwedRow, until: number): void {
    this.bucketFor(row).pause(until);
  }

  close(channel: string, until: number): void {
    this.closed.set(channel, until);
  }

  closeAll(until: number): void {
    this.allClosed = until;
  }

  private bucketFor(row: OwedRow): TokenBucket {
    if (row.kind === 'edit') return this.edits;
    const known = this.posts.get(row.route);
    if (known) return known;
    const bucket = new TokenBucket(POSTS.burst, POSTS.perSecond);
    this.posts.set(row.route, bucket);
    return bucket;
  }
}
