/** A rate with a burst, kept without timers: the caller brings the time. Paces what we ask of AWS and post to Slack. */
export class TokenBucket {
  private tokens: number;
  private at: number | undefined;
  private pausedUntil = 0;

  /** `capacity` tokens at most, `perSecond` of them refilled; starts full. */
  constructor(
    readonly capacity: number,
    readonly perSecond: number,
  ) {
    this.tokens = capacity;
  }

  /** Milliseconds from `now` until a token is there; 0 when there is one. */
  wait(now: number): number {
    this.refill(now);
    const missing = this.tokens >= 1 ? 0 : Math.ceil(((1 - this.tokens) / this.perSecond) * 1000);
    return Math.max(missing, this.pausedUntil - now, 0);
  }

  /** Takes a token when there is one. */
  take(now: number): boolean {
    if (this.wait(now) > 0) return false;
    this.tokens -= 1;
    return true;
  }

  /** The other side said to wait: nothing is given before `until`, and the burst is gone. */
  pause(until: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, until);
    this.tokens = Math.min(this.tokens, 1);
  }

  private refill(now: number): void {
    const passed = Math.max(0, now - (this.at ?? now));
    // Time was set back: a pause until a time that is far off now is none that anybody asked for.
    if (now < (this.at ?? now)) this.pausedUntil = Math.min(this.pausedUntil, now);
    this.tokens = Math.min(this.capacity, this.tokens + (passed / 1000) * this.perSecond);
    this.at = now;
  }
}
