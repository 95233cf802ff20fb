/** A look-up for a person who waits: one page of one listing, before all backlog and after what alerting needs. */
import { AppError } from '../error';
import type { AccountReader } from './account-reader';
import type { CloudTrailEvent, RecordProblem } from './event';
import { LISTED, eventsOf } from './listing';
import { type LookupAttribute, lookup } from './lookup';

export interface LiveLookup {
  /** One at most; undefined for all management events. */
  readonly attribute?: LookupAttribute;
  /** Event time in milliseconds, both ends included; not more than 90 days ago. `until` must stay the same from page to page. */
  readonly from: number;
  readonly until: number;
  /** Of the page before, with the very same parameters; good for an hour or so. */
  readonly token?: string;
}

export interface LiveAnswer {
  /** Newest first, 50 at most; they are not stored and no rule sees them. */
  readonly events: readonly CloudTrailEvent[];
  readonly problems: readonly RecordProblem[];
  /** For the next page; undefined on the last. */
  readonly token: string | undefined;
}

/** A person does not wait for what does not work. */
const ATTEMPTS = 3;

/**
 * Asks one region of one account (12 digits) for a page. Throws an AwsError, or an AppError: `unknown-account` for one that
 * is not read, `source-closed` when `signal` is aborted.
 */
export async function liveLookup(
  readers: readonly AccountReader[],
  account: string,
  region: string,
  { attribute, from, until, token }: LiveLookup,
  signal?: AbortSignal,
): Promise<LiveAnswer> {
  const ids = await Promise.all(readers.map((reader) => reader.id().catch(() => undefined)));
  const reader = readers[ids.indexOf(account)];
  if (reader === undefined)
    throw new AppError('unknown-account', `account ${account} is not among those that are read`);
  const endpoint = await reader.endpoint(region);
  const request = { attribute, from, until, size: LISTED, token };
  const asking = { turn: 'person', attempts: ATTEMPTS, signal } as const;
  const answer = await reader.guarded(region, () => lookup(endpoint, request, asking));
  const place = { account: endpoint.where.account, accountId: account, region };
  return { ...eventsOf(answer.events, place, endpoint.clock.now()), token: answer.token };
}
