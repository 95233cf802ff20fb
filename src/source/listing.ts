/**
 * One listing: a span of event time asked for page by page, newest first, as LookupEvents lists it. Nothing runs between two
 * pages, so a reader that stops leaves nothing behind. What is listed becomes events here.
 */
import { AwsError, listingRefused } from './aws-failure';
import type { Span } from './coverage';
import { DEEPEST, isTooDeep } from './depth';
import { type CloudTrailEvent, type RecordProblem, isProblem, parseEvent, textAt } from './event';
import type { Listed, LookupAnswer, LookupAttribute, LookupRequest } from './lookup';
import { SECOND, wholeSecond } from './slices';

/** LookupEvents answers with at most fifty. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
export const LISTED = 50;

/** How often a listing that AWS refuses to go on with is begun anew at one place; where it gets further it may go on so. */
const RESTARTS = 3;

/** Where events are listed. */
export interface Place {
  /** As people know it. */
  readonly account: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
}

/** One page, and how far the listing came with it. */
export interface Part {
  readonly events: readonly CloudTrailEvent[];
  readonly problems: readonly RecordProblem[];
  /** The span is listed from here to its end; its beginning when all of it is. */
  readonly coveredFrom: number;
  readonly isLast: boolean;
}

/** Lists `span`; `ask` sends one request and throws an AwsError, as this does. `now` is the time of events that have none. */
export async function* list(
  ask: (request: LookupRequest) => Promise<LookupAnswer>,
  place: Place,
  span: Span,
  attribute: LookupAttribute | undefined,
  now: number,
): AsyncGenerator<Part, void> {
  let { until } = span;
  let reached = until;
  let token: string | undefined;
  let restarts = 0;
  let begunAnewAt = Infinity;
  for (;;) {
    const answer = await page(ask, { attribute, from: span.from, until: until - 1, size: LISTED, token });
    if (answer === 'refused' || (answer.token !== undefined && answer.token === token)) {
      restarts = reached < begunAnewAt ? 1 : restarts + 1;
      if (restarts > RESTARTS) throw listingRefused({ ...place, roleArn: undefined });
      begunAnewAt = reached;
      // What was listed need not be listed again; the second that was reached may not have been whole.
      until = Math.min(until, wholeSecond(reached) + SECOND);
      token = undefined;
      continue;
    }
    token = answer.token;
    reached = answer.events.reduce((oldest, { time }) => Math.min(oldest, time ?? oldest), reached);
    const isLast = token === undefined;
    const coveredFrom = isLast ? span.from : Math.min(span.until, wholeSecond(reached) + SECOND);
    yield { ...eventsOf(answer.events, place, now), coveredFrom, isLast };
    if (isLast) return;
  }
}

async function page(
  ask: (request: LookupRequest) => Promise<LookupAnswer>,
  request: LookupRequest,
): Promise<LookupAnswer | 'refused'> {
  try {
    return await ask(request);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'aws-page-token' && request.token !== undefined) return 'refused';
    throw error;
  }
}

/** Records that cannot be read as events are told apart, with their place. */
export function eventsOf(
  listed: readonly Listed[],
  place: Place,
  now: number,
): { readonly events: readonly CloudTrailEvent[]; readonly problems: readonly RecordProblem[] } {
  const results = listed.map((one) => eventOf(one, place, now));
  return {
    events: results.filter((result): result is CloudTrailEvent => !isProblem(result)),
    problems: results.filter(isProblem),
  };
}

/** The record as it came; what it does not say of itself (old versions do not) is said by where it was listed. */
function eventOf({ id, time, record }: Listed, where: Place, now: number): CloudTrailEvent | RecordProblem {
  const place = `${where.account} ${where.region} event ${id ?? 'without an id'}`;
  if (record !== undefined && isTooDeep(record)) return { place, problem: `nested more than ${DEEPEST} levels deep` };
  const value = jsonOf(record);
  if (value === undefined) return { place, problem: 'CloudTrailEvent is not JSON' };
  const event = parseEvent(value, place, time ?? now);
  if (isProblem(event)) return event;
  return {
    ...event,
    id: textAt(event.record, 'eventID') ?? id ?? event.id,
    account: textAt(event.record, 'recipientAccountId') ?? where.accountId,
    region: event.region === '' ? where.region : event.region,
  };
}

/** Undefined for text that is not JSON, of which only the place is told: the text itself may hold anything. */
function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
