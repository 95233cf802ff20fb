/**
 * The source that needs nothing in AWS but one read-only permission: LookupEvents, for every account and region, on a
 * schedule. An account is the business of its reader, a region of its lane; here they are only joined.
 */
import { setMaxListeners } from 'node:events';
import { reasonOf } from '../error';
import { AccountReader, type ReaderOptions } from './account-reader';
import type { AccountSettings } from './accounts';
import type { LaneState } from './lane-book';
import { type LiveAnswer, type LiveLookup, liveLookup } from './live-lookup';
import { type Probe, probeAccount, probeRegion } from './probe';
import type { Lane, Source } from './source';
import type { AccountTrails } from './trail';
import { readTrails } from './trails';

export interface LookupEventsOptions extends ReaderOptions {
  /** None means the account of the credentials themselves. */
  readonly accounts: readonly AccountSettings[];
}

export interface LookupEventsSource extends Source {
  /** The account of the credentials, where one is read without its id being configured. Throws an AwsError. */
  ownAccount(): Promise<string | undefined>;
  /** Whether a region can be read; `account` is one of the options, known by its id. */
  probe(account: AccountSettings, region: string): Promise<Probe>;
  /** Every account with all its regions. */
  probeAll(): AsyncIterable<Probe>;
  /** Every lane as it stands: how late, how much is left, what is wrong. Empty before the first tick; asks nobody. */
  state(): readonly LaneState[];
  /**
   * A page of events for a person who waits, within the same quota: after the changes, before everything else. `account` is
   * 12 digits. Throws an AwsError worded for people, or an AppError (`unknown-account`, `source-closed` when aborted).
   */
  lookup(account: string, region: string, what: LiveLookup, signal?: AbortSignal): Promise<LiveAnswer>;
  /** The trails of every account, read anew each time; what could not be read is in the answer. Takes some seconds. */
  trails(): Promise<readonly AccountTrails[]>;
  /** Ends what is under way, without an error, and closes all connections. */
  close(): void;
}

const OWN_ACCOUNT: AccountSettings = {
  id: undefined,
  name: undefined,
  environment: undefined,
  regions: 'all',
  roleArn: undefined,
  externalId: undefined,
};

export function lookupEventsSource(options: LookupEventsOptions): LookupEventsSource {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // Every request under way listens, and all regions are asked at once.
  const accounts = options.accounts.length === 0 ? [OWN_ACCOUNT] : options.accounts;
  const readers = accounts.map((settings) => new AccountReader(settings, options, stop.signal));

  return {
    /** An account that cannot be named stops no other; its error is thrown only where there is no other. */
    async lanes(): Promise<readonly Lane[]> {
      const results = await Promise.allSettled(readers.map((reader) => reader.lanes()));
      const failed = results.filter((result) => result.status === 'rejected');
      if (failed.length === results.length) throw failed[0]?.reason;
      for (const { reason } of failed) options.log('warn', 'account cannot be read', { reason: reasonOf(reason) });
      return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
    },

    async ownAccount() {
      const own = readers.find(({ settings }) => settings.id === undefined);
      return own?.id();
    },

    async probe(account, region) {
      const reader = readers.find(({ settings }) => settings.id === account.id);
      if (reader === undefined) throw new Error('only an account of this source can be probed');
      return probeRegion(reader, region);
    },

    async *probeAll() {
      for (const reader of readers) yield* probeAccount(reader);
    },

    state() {
      const now = options.clock.now();
      return readers.flatMap((reader) => reader.states(now));
    },

    lookup: (account, region, what, signal) => liveLookup(readers, account, region, what, signal),

    trails: () => Promise.all(readers.map((reader) => readTrails(reader, options.clock, stop.signal))),

    close() {
      stop.abort();
      for (const { account } of readers) account.close();
    },
  };
}
