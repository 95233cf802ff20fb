/**
 * One LookupEvents request, made to succeed where it can: within the quota, asked again when it was throttled or the way
 * there broke, and a worded AwsError where asking again does not help.
 */
import type { Clock } from '../clock';
import { AppError, reasonOf } from '../error';
import { AwsError, type Where, problemOf, reactionTo } from './aws-failure';
import type { Quota, Turn } from './quota';

/** Look-ups take one attribute at most. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html */
export interface LookupAttribute {
  readonly key:
    'AccessKeyId' | 'EventId' | 'EventName' | 'EventSource' | 'ReadOnly' | 'ResourceName' | 'ResourceType' | 'Username';
  readonly value: string;
}

/** The part of the request that stays the same for all pages of a listing, and the token that does not. */
export interface LookupRequest {
  /** Insights events in place of management events. */
  readonly category?: 'insight';
  /** Undefined for all of the category. */
  readonly attribute?: LookupAttribute | undefined;
  /** Both ends included, milliseconds. */
  readonly from: number;
  readonly until: number;
  /** At most 50. */
  readonly size: number;
  readonly token: string | undefined;
}

/** One event as LookupEvents lists it: the record is text in JSON. `time` in milliseconds. */
export interface Listed {
  readonly id: string | undefined;
  readonly time: number | undefined;
  readonly record: string | undefined;
}

export interface LookupAnswer {
  readonly events: readonly Listed[];
  /** Undefined on the last page. */
  readonly token: string | undefined;
}

/** How something is told while it is dealt with: a constant sentence and data. */
export type Log = (level: 'info' | 'warn', message: string, data: Readonly<Record<string, unknown>>) => void;

/** How one region of one account is asked. */
export interface Endpoint {
  readonly where: Where;
  readonly quota: Quota;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the source is closed. */
  readonly signal: AbortSignal;
  /** Gets credentials and a connection ready, so that a request counts against the quota when it is sent. */
  prepare(): Promise<void>;
  /** Sends one request. Throws what the SDK throws. */
  send(request: LookupRequest, signal: AbortSignal): Promise<LookupAnswer>;
}

/** On whose behalf a region is asked. */
export interface Asking {
  readonly turn: Turn;
  /** Within a turn the smallest goes first; 0 when left out. */
  readonly order?: number;
  /** How often it is asked at most; until patience ends when left out. */
  readonly attempts?: number;
  /** Ends the waiting, besides the closing of the source. */
  readonly signal?: AbortSignal;
  /** Counts what is sent and what is throttled. */
  readonly tally?: Tally;
}

export interface Tally {
  requests: number;
  throttled: number;
}

/** Being throttled is waited out for about two minutes, a broken way for about fifteen seconds. */
const THROTTLED_ATTEMPTS = 8;
const BROKEN_ATTEMPTS = 5;

/** Code of the AppError that ends a read when the source is closed. */
export const CLOSED = 'source-closed';

/** Asks until there is an answer. Throws an AwsError, or an AppError with the code CLOSED. */
export async function lookup(endpoint: Endpoint, request: LookupRequest, asking: Asking): Promise<LookupAnswer> {
  const { quota, clock, log, where } = endpoint;
  const { turn, order, attempts, tally } = asking;
  const signal = asking.signal ? AbortSignal.any([endpoint.signal, asking.signal]) : endpoint.signal;
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (!signal.aborted) await endpoint.prepare();
      await quota.take(turn, order, signal);
      if (signal.aborted) throw closed();
      if (tally) tally.requests += 1;
      const answer = await endpoint.send(request, signal);
      quota.recover();
      return answer;
    } catch (error) {
      if (signal.aborted) throw closed(error);
      const reaction = reactionTo(error);
      if (reaction === 'throttled') {
        quota.penalise();
        if (tally) tally.throttled += 1;
      }
      const most = attempts ?? (reaction === 'throttled' ? THROTTLED_ATTEMPTS : BROKEN_ATTEMPTS);
      if (reaction === 'give-up' || reaction === 'restart' || attempt >= most) {
        throw new AwsError(problemOf(error, where), error);
      }
      log('warn', `lookup was ${reaction === 'throttled' ? 'throttled' : 'not answered'}, trying again`, {
        account: where.account,
        region: where.region,
        attempt,
        reason: reasonOf(error),
      });
      if (reaction === 'retry') await clock.sleep(1000 * 2 ** (attempt - 1), signal);
    }
  }
}

function closed(cause?: unknown): AppError {
  return new AppError(CLOSED, 'the source was closed', { permanent: false, cause });
}
