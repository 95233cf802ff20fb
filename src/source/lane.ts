/**
 * One lane: the events of one account and region, read slice by slice in the order planned, page by page within a slice.
 * Nothing runs between two pages, so a consumer that stops reading leaves nothing behind.
 */
import { AwsError, listingRefused } from './aws-failure';
import { DEEPEST, isTooDeep } from './depth';
import { type CloudTrailEvent, type RecordProblem, isProblem, parseEvent, textAt } from './event';
import { type Endpoint, type Listed, type LookupAnswer, lookup } from './lookup';
import { type Slice, planSlices } from './slices';
import type { LaneId, Page, Progress } from './source';

/** LookupEvents answers with at most fifty. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const PAGE = 50;

/** Backlog pages a tick: half a minute at two a second, after which the head is read again. */
export const BACKLOG_PAGES = 60;

/** How often a listing that AWS refuses to go on with is begun anew. */
const RESTARTS = 3;

/** A slice of the backlog that was left half-way: newest first, so what remains is [from, reached]. */
interface Unfinished {
  readonly from: number;
  readonly until: number;
  readonly reached: number;
}

/** Pages of one slice that may still be read, shared by all slices of a backlog. */
interface Budget {
  pages: number;
}

export class LookupLane {
  /** Where the last backlog slice ended: read late enough to be settled. Forgotten by a restart, which re-reads a little. */
  private settledUntil: number | undefined;
  /** Where a first read starts; it stands still, so that a slice left half-way is the same slice at the next tick. */
  private begun: number | undefined;
  private unfinished: Unfinished | undefined;

  constructor(
    readonly id: LaneId,
    private readonly endpoint: Endpoint,
    private readonly firstRead: number,
  ) {}

  async *pages(progress: Progress, now: number): AsyncGenerator<Page, void> {
    const { completeUntil } = progress;
    const settledUntil = this.settledUntil === completeUntil ? completeUntil : undefined;
    this.begun ??= now - this.firstRead;
    const [head, ...backlog] = planSlices({ completeUntil, settledUntil, begun: this.begun }, now);
    yield* this.slice(head, { pages: Infinity });
    const budget = { pages: BACKLOG_PAGES };
    for (const slice of backlog) {
      if (budget.pages <= 0) return;
      yield* this.backlogSlice(slice, budget);
      if (this.unfinished !== undefined) return;
      if (slice.completeUntil === slice.until) this.settledUntil = slice.until;
    }
  }

  private async *backlogSlice(slice: Slice, budget: Budget): AsyncGenerator<Page, void> {
    const { unfinished } = this;
    const goesOn = unfinished?.from === slice.from && unfinished.until === slice.until;
    const rest = goesOn ? { ...slice, until: unfinished.reached } : slice;
    const reached = yield* this.slice(rest, budget);
    this.unfinished = reached === undefined ? undefined : { from: slice.from, until: slice.until, reached };
  }

  /** Returns undefined when all was read, else the event time down to which it was before the budget ran out. */
  private async *slice(slice: Slice, budget: Budget): AsyncGenerator<Page, number | undefined> {
    const { from, until } = slice;
    let token: string | undefined;
    let reached = until;
    let restarts = 0;
    for (;;) {
      const answer = await this.ask(from, until, token);
      if (answer === 'refused' || (answer.token !== undefined && answer.token === token)) {
        restarts += 1;
        if (restarts > RESTARTS) throw listingRefused(this.endpoint.where);
        token = undefined;
        continue;
      }
      budget.pages -= 1;
      token = answer.token;
      const page = this.page(answer.events, token === undefined ? slice.completeUntil : undefined);
      if (page.events.length + page.problems.length > 0 || page.progress !== undefined) yield page;
      if (token === undefined) return undefined;
      // Beyond this line the page was committed: the consumer has asked for the next one.
      reached = answer.events.reduce((oldest, { time }) => Math.min(oldest, time ?? oldest), reached);
      if (budget.pages <= 0 && reached < until) return reached;
    }
  }

  private async ask(from: number, until: number, token: string | undefined): Promise<LookupAnswer | 'refused'> {
    try {
      return await lookup(this.endpoint, { from, until, size: PAGE, token });
    } catch (error) {
      if (error instanceof AwsError && error.code === 'aws-page-token' && token !== undefined) return 'refused';
      throw error;
    }
  }

  private page(listed: readonly Listed[], completeUntil: number | undefined): Page {
    const results = listed.map((event) => this.read(event));
    return {
      events: results.filter((result): result is CloudTrailEvent => !isProblem(result)),
      problems: results.filter(isProblem),
      progress: completeUntil === undefined ? undefined : { completeUntil },
    };
  }

  /** The record as it came; what it does not say of itself (old versions do not) is said by where it was listed. */
  private read({ id, time, record }: Listed): CloudTrailEvent | RecordProblem {
    const place = `${this.endpoint.where.account} ${this.id.region} event ${id ?? 'without an id'}`;
    if (record !== undefined && isTooDeep(record)) return { place, problem: `nested more than ${DEEPEST} levels deep` };
    const value = jsonOf(record);
    if (value === undefined) return { place, problem: 'CloudTrailEvent is not JSON' };
    const event = parseEvent(value, place, time ?? this.endpoint.clock.now());
    if (isProblem(event)) return event;
    return {
      ...event,
      id: textAt(event.record, 'eventID') ?? id ?? event.id,
      account: textAt(event.record, 'recipientAccountId') ?? this.id.account,
      region: event.region === '' ? this.id.region : event.region,
    };
  }
}

/** Undefined for text that is not JSON, of which only the place is told: the text itself may hold anything. */
function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
