/**
 * The lane of Insights events, which LookupEvents lists apart from all others. They are rare and come half an hour late, so one
 * request every few minutes goes back over the last hours; where there are none, that is all it costs.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
 */
import { AwsError } from './aws-failure';
import type { Desk } from './head-lane';
import type { LaneBook } from './lane-book';
import { list } from './listing';
import type { LookupAnswer, LookupRequest } from './lookup';
import { HOUR, MINUTE, SECOND, wholeSecond } from './slices';
import type { Page, Progress } from './source';

const EVERY = 5 * MINUTE;

/** A region or partition that knows no Insights is asked again after this long. */
const ASK_AGAIN = 6 * HOUR;

/** AWS refused, and not for want of permission: InvalidEventCategoryException and its like. */
const REFUSED = 'aws-refused';

export class InsightsLane {
  private nextAt = -Infinity;
  private wasTold = false;

  constructor(
    private readonly desk: Desk,
    readonly book: LaneBook,
  ) {}

  /** All that is unread, and what may still have come late. A refusal ends the reading and no more: it says nothing of the region. */
  async *pages(progress: Progress, now: number): AsyncGenerator<Page, void> {
    const { book, desk } = this;
    const until = now - book.terms.age;
    const from = wholeSecond(Math.min(book.open(progress, now).end, until));
    try {
      for await (const part of list(
        (request) => this.ask(request),
        desk.place,
        { from, until: now + 1 },
        undefined,
        now,
      )) {
        const made = part.isLast ? book.progressWith(from, until, now) : undefined;
        if (part.events.length + part.problems.length > 0 || made !== undefined) {
          yield { events: part.events, problems: part.problems, progress: made };
        }
        if (part.isLast) book.read(from, until, made, now);
      }
      this.nextAt = now + EVERY;
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== REFUSED) throw error;
      this.nextAt = now + ASK_AGAIN;
      if (!this.wasTold) desk.tell('Insights events cannot be looked up here', { reason: error.message });
      this.wasTold = true;
    }
  }

  /** Ticks come a little early now and then. A clock that was set back does not keep it waiting. */
  hasWork(now: number): boolean {
    return now >= this.nextAt - SECOND || now < this.nextAt - ASK_AGAIN;
  }

  private ask(request: LookupRequest): Promise<LookupAnswer> {
    return this.desk.ask({ ...request, category: 'insight' }, { turn: 'later', tally: this.book.tally });
  }
}
