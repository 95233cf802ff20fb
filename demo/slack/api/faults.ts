// Faults a test orders for the next call of a method: an error, an HTTP status, a delay, or a connection cut before or after the
// call took effect (the second is the crash window of every poster).

export interface Fault {
  /** A Slack error code; `ratelimited` is answered with HTTP 429. */
  error?: string;
  /** An HTTP status with an empty body, e.g. 503. */
  status?: number;
  /** Seconds, for `ratelimited`. */
  retryAfter?: number;
  /** Milliseconds before the answer. */
  delay?: number;
  /** Cut the connection: before the call takes effect, or after it did. */
  drop?: 'before' | 'after';
  /** How many calls; 1 by default. */
  times?: number;
}

export class Faults {
  private readonly waiting: { method: string; fault: Fault; left: number }[] = [];

  /** `method` may be `*`. */
  add(method: string, given: string | Fault): void {
    const fault = typeof given === 'string' ? { error: given } : given;
    this.waiting.push({ method, fault, left: fault.times ?? 1 });
  }

  take(method: string): Fault | undefined {
    const index = this.waiting.findIndex((w) => w.method === method || w.method === '*');
    const found = this.waiting[index];
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.waiting.splice(index, 1);
    return found.fault;
  }

  clear(): void {
    this.waiting.length = 0;
  }
}
