/**
 * Which event time has been read, as spans: what is read out of order (the head before a backlog, several slices at once)
 * comes together here, and the oldest hole is what is to be read next. Pure; a restart forgets all but its beginning.
 */

/** Event time in milliseconds, `from` included, `until` not. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export class Coverage {
  /** Sorted, apart from each other, and all after `end`. */
  private spans: Span[] = [];

  /** All that lies before `end` is read, or is somebody else's to read. */
  constructor(private until: number) {}

  /** The event time up to which there is no hole. */
  get end(): number {
    return this.until;
  }

  add(from: number, until: number): void {
    if (until <= from) return;
    const apart = this.spans.filter((span) => span.until < from || span.from > until);
    const met = this.spans.filter((span) => !apart.includes(span));
    const merged = {
      from: Math.min(from, ...met.map((span) => span.from)),
      until: Math.max(until, ...met.map((span) => span.until)),
    };
    this.spans = [...apart, merged].sort((a, b) => a.from - b.from);
    this.join();
  }

  /** What `end` would be with one span more. */
  endWith(from: number, until: number): number {
    const copy = this.copy();
    copy.add(from, until);
    return copy.end;
  }

  /** What lies before `time` is no longer looked for. */
  skipTo(time: number): void {
    this.until = Math.max(this.until, time);
    this.join();
  }

  /** What lies after `time` counts as unread again. */
  forget(time: number): void {
    this.until = Math.min(this.until, time);
    this.spans = this.spans
      .filter((span) => span.from < time)
      .map(({ from, until }) => ({ from, until: Math.min(until, time) }));
  }

  /** The oldest hole before `limit`. */
  hole(limit: number): Span | undefined {
    if (this.until >= limit) return undefined;
    return { from: this.until, until: Math.min(this.spans[0]?.from ?? limit, limit) };
  }

  /** Where the newest span read ends. */
  get newest(): number {
    return this.spans.at(-1)?.until ?? this.until;
  }

  /** Milliseconds of event time before `limit` that are unread. */
  left(limit: number): number {
    const read = this.spans.reduce((sum, { from, until }) => sum + Math.max(0, Math.min(until, limit) - from), 0);
    return Math.max(0, limit - this.until - read);
  }

  copy(): Coverage {
    const copy = new Coverage(this.until);
    copy.spans = [...this.spans];
    return copy;
  }

  private join(): void {
    for (let next = this.spans[0]; next !== undefined && next.from <= this.until; next = this.spans[0]) {
      this.until = Math.max(this.until, next.until);
      this.spans.shift();
    }
  }
}
