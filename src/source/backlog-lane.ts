/**
 * Reads what came due, oldest first: what a head left behind after an outage or at a first start, and everything once more at
 * a later age. Several slices are read at once when answers are slow, so that the quota and not the answers set the pace.
 */
import type { Desk } from './head-lane';
import { inParallel } from './in-parallel';
import type { LaneBook } from './lane-book';
import { list } from './listing';
import type { Span } from './coverage';
import type { Asking, LookupAttribute, LookupRequest } from './lookup';
import { FIRST_LENGTH, HOUR, MINUTE, nextLength } from './slices';
import type { Page, Progress } from './source';

export interface BacklogTerms {
  readonly attribute: LookupAttribute | undefined;
  readonly turn: 'later' | 'backlog';
  /** Added to the event time by which slices take their turns: what the heads missed goes before what is read again. */
  readonly order: number;
}

/** Slices under way at once: enough for answers that take four seconds. */
const AT_ONCE = 8;

/** A backlog that takes longer than minutes is told, and how it goes, while it is longer than this. */
const WORTH_TELLING = HOUR;
const TELL_EVERY = 5 * MINUTE;

export class BacklogLane {
  private length = FIRST_LENGTH;
  private toldAt = Infinity;
  private wasTold = false;

  constructor(
    private readonly desk: Desk,
    readonly book: LaneBook,
    private readonly terms: BacklogTerms,
  ) {}

  async *pages(progress: Progress, now: number): AsyncGenerator<Page, void> {
    this.book.open(progress, now);
    // What is read within minutes is not worth a line.
    this.toldAt = now;
    yield* inParallel(() => this.next(), AT_ONCE);
    // Slices that ended together each saw a hole where the other was.
    const end = this.book.progressWith(now, now);
    if (end !== undefined) {
      yield { events: [], problems: [], progress: end };
      this.book.read(now, now, end);
    }
    if (this.wasTold) this.desk.tell('caught up', { kind: this.book.id.kind });
    this.wasTold = false;
  }

  /** Whether there is something to read, or nobody knows yet. */
  hasWork(now: number): boolean {
    return !this.book.isOpen || this.book.next(now, this.length) !== undefined;
  }

  /** Slices come due while others are read, so it is time itself that is asked. */
  private next(): AsyncGenerator<Page, void> | undefined {
    const now = this.desk.clock.now();
    const slice = this.book.next(now, this.length);
    if (slice === undefined) return undefined;
    this.tellBacklog(slice, now);
    this.book.claimed.add(slice);
    return this.slice(slice);
  }

  private async *slice(slice: Span): AsyncGenerator<Page, void> {
    const { book, desk, terms } = this;
    const asking: Asking = { turn: terms.turn, order: terms.order + slice.from, tally: book.tally };
    const ask = (request: LookupRequest) => desk.ask(request, asking);
    let requests = 0;
    try {
      for await (const part of list(ask, desk.place, slice, terms.attribute, desk.clock.now())) {
        requests += 1;
        const made = part.isLast ? book.progressWith(slice.from, slice.until) : undefined;
        if (part.events.length + part.problems.length > 0 || made !== undefined) {
          yield { events: part.events, problems: part.problems, progress: made };
        }
        book.read(part.coveredFrom, slice.until, made);
      }
      this.length = nextLength(slice.until - slice.from, requests);
    } finally {
      book.claimed.delete(slice);
    }
  }

  private tellBacklog({ from }: Span, now: number): void {
    const left = this.book.left(now);
    if (left < WORTH_TELLING || now - this.toldAt < TELL_EVERY) return;
    this.toldAt = now;
    this.wasTold = true;
    const hoursLeft = Math.round((left / HOUR) * 10) / 10;
    this.desk.tell('catching up', { kind: this.book.id.kind, readUntil: new Date(from).toISOString(), hoursLeft });
  }
}
