/**
 * The head of `changes` or `reads`: at every tick the newest events, newest first, back over the rolling window and over what
 * the last tick left unread. How far it goes is bounded by its share of the quota; what it leaves, others read.
 */
import type { Clock } from '../clock';
import type { LaneBook } from './lane-book';
import { type Place, list } from './listing';
import type { Asking, LookupAnswer, LookupAttribute, LookupRequest } from './lookup';
import { Quota } from './quota';
import { MINUTE, WINDOW, wholeSecond } from './slices';
import type { Page, Progress } from './source';

/** What a lane gets from its region. */
export interface Desk {
  readonly place: Place;
  readonly clock: Clock;
  /** Sends one request within the quota. Throws an AwsError. */
  ask(request: LookupRequest, asking: Asking): Promise<LookupAnswer>;
  /** Tells what happens: a constant sentence and data. */
  tell(message: string, data: Readonly<Record<string, unknown>>): void;
}

/** What differs between the two heads; milliseconds. */
export interface HeadTerms {
  readonly attribute: LookupAttribute;
  readonly turn: 'changes' | 'reads';
  /** The head reads back to where it was before, if that is no longer ago than this before the final age. */
  readonly grace: number;
  /** As far as it would like to go, while that costs next to nothing. */
  readonly reach: number;
  /** Requests that are next to nothing. */
  readonly cheap: number;
  /** The share of the quota it may take from one tick to the next. */
  readonly share: number;
}

/** How long it may go on beyond what it must read, as slow answers make even cheap requests long. */
const PATIENCE = 10_000;
/** A first tick has no tick before it. */
const USUAL_TICK = MINUTE;
const LEAST_REQUESTS = 5;

export class HeadLane {
  private lastAt: number | undefined;

  constructor(
    private readonly desk: Desk,
    readonly book: LaneBook,
    private readonly terms: HeadTerms,
    /** Where a first read begins. */
    private readonly begin: (now: number) => number,
  ) {}

  /** Reads that the share cut short are read on at once: there are more of them than fit between two ticks. */
  async *pages(progress: Progress, now: number): AsyncGenerator<Page, void> {
    let isWhole = yield* this.pass(progress, now);
    while (!isWhole && this.terms.turn === 'reads') isWhole = yield* this.pass(progress, this.desk.clock.now());
  }

  /** Newest first, once; false when the share of the quota was spent before it came as far back as it must. */
  private async *pass(progress: Progress, now: number): AsyncGenerator<Page, boolean> {
    const { book, desk } = this;
    const { attribute, turn, cheap } = this.terms;
    const must = this.must(progress, now);
    // A first read goes no further back than it was told to, but over the window at least.
    const begin = Math.min(this.begin(now), now - WINDOW);
    const from = wholeSecond(Math.min(must, Math.max(now - this.terms.reach, begin)));
    const budget = this.budget(now);
    const ask = (request: LookupRequest): Promise<LookupAnswer> => desk.ask(request, { turn, tally: book.tally });
    let requests = 0;
    for await (const part of list(ask, desk.place, { from, until: now + 1 }, attribute, now)) {
      requests += 1;
      const isWhole = part.coveredFrom <= must;
      const isDear = requests >= cheap || desk.clock.now() - now > PATIENCE;
      const stops = part.isLast || (isWhole && isDear) || requests >= budget;
      const until = now - book.terms.age;
      const made = stops ? book.progressWith(part.coveredFrom, until, now) : undefined;
      if (part.events.length + part.problems.length > 0 || made !== undefined) {
        yield { events: part.events, problems: part.problems, progress: made };
      }
      if (!stops) continue;
      book.read(part.coveredFrom, until, made, now);
      this.tellWindow(now - part.coveredFrom);
      return isWhole;
    }
    return true;
  }

  /** Down to where it was read before, but not below the window when that is long ago. */
  private must(progress: Progress, now: number): number {
    const final = now - this.book.terms.age;
    const last = this.book.open(progress, now).newest;
    return wholeSecond(last >= final - this.terms.grace ? Math.min(last, final) : final);
  }

  private budget(now: number): number {
    const passed = now - (this.lastAt ?? now - USUAL_TICK);
    this.lastAt = now;
    return Math.max(LEAST_REQUESTS, Math.floor(Quota.requestsIn(passed) * this.terms.share));
  }

  /** A window that the quota made shorter is told when it begins and when it ends. */
  private tellWindow(window: number): void {
    const { age } = this.book.terms;
    const [was, is] = [this.book.window, window].map((one) => one !== undefined && one < age);
    this.book.window = window;
    if (this.terms.turn !== 'changes' || was === is || (was === undefined && !is)) return;
    const minutes = Math.round(window / MINUTE);
    this.desk.tell(is ? 'window of changes is shorter than it should be' : 'window of changes is whole again', {
      minutes,
    });
  }
}
