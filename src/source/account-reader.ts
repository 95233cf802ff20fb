/**
 * All of one account: its regions, what they do at a tick, and the failures that only a look at the whole account can tell
 * apart, such as a region that is not enabled from a key that is not known.
 */
import type { Clock } from '../clock';
import { AppError, reasonOf } from '../error';
import { Account, type AccountSettings } from './accounts';
import { ABOUT_CREDENTIALS, AwsError, MAYBE_NOT_ENABLED, type Where, problemOf } from './aws-failure';
import type { RequestHandler } from './credentials';
import type { LaneError, LaneState } from './lane-book';
import type { Endpoint, Log } from './lookup';
import { Quota } from './quota';
import { NOT_ENABLED, Region } from './region';
import { homeOf, isOptIn } from './regions';
import type { Lane } from './source';

export interface ReaderOptions {
  readonly clock: Clock;
  /** How far back a lane's first read goes, milliseconds. */
  readonly firstRead: number;
  readonly log: Log;
  /** Of one request, milliseconds; a minute when left out. */
  readonly timeout?: number;
  /** Sends requests instead of the SDK's own, for simulations. */
  readonly handler?: RequestHandler;
}

export class AccountReader {
  readonly account: Account;
  private readonly regions = new Map<string, Region>();
  private readonly begun = new Map<string, number | undefined>();
  /** Why it could not begin to read, since it first could not. */
  private failure: LaneError | undefined;
  /** Names of regions that answered since the start. */
  private readonly answered = new Set<string>();
  /** Names of the regions that ticks read; people and doctor may ask others. */
  private read: readonly string[] = [];

  /** `signal` is aborted when the source is closed. */
  constructor(
    readonly settings: AccountSettings,
    private readonly options: ReaderOptions,
    private readonly signal: AbortSignal,
  ) {
    this.account = new Account(settings, options.timeout, options.handler);
  }

  /** 12 digits. Throws an AwsError when STS must be asked and does not answer. */
  async id(): Promise<string> {
    try {
      return await this.account.id();
    } catch (error) {
      this.account.forget();
      throw new AwsError(problemOf(error, this.where('STS')), error);
    }
  }

  async lanes(): Promise<readonly Lane[]> {
    const now = this.options.clock.now();
    try {
      const id = await this.id();
      const names = await this.account.regions();
      this.read = names;
      this.failure = undefined;
      return names.flatMap((name) => this.region(id, name, names).handOut(now));
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'unknown';
      this.failure ??= { code, message: reasonOf(error), at: now };
      throw error;
    }
  }

  /** Of the regions that are read; none before the first tick, and one that stands for all where the account cannot even begin. */
  states(now: number): readonly LaneState[] {
    if (this.read.length > 0 || this.failure === undefined) {
      return this.read.flatMap((name) => this.regions.get(name)?.states(now) ?? []);
    }
    const { id, regions } = this.settings;
    const region = (regions === 'all' ? undefined : regions[0]) ?? homeOf('aws');
    const nothing = { watermark: undefined, lag: undefined, backlog: 0, window: undefined, requests: 0, throttled: 0 };
    const lane = { account: id ?? this.account.label, region, kind: 'changes' } as const;
    return [{ ...lane, ...nothing, error: this.failure, nextAt: now, pace: 'failing' }];
  }

  /** How a region is asked. Throws an AwsError when the account's id cannot be had. */
  async endpoint(region: string): Promise<Endpoint> {
    return this.region(await this.id(), region, await this.account.regions()).endpoint;
  }

  /**
   * Does work that asks a region. AWS answers for one that is not enabled as if it did not know the key: where STS knows
   * the key all the same, it is the region; where it does not, credentials are asked for anew at the next request.
   */
  async guarded<T>(region: string, work: () => Promise<T>): Promise<T> {
    try {
      const done = await work();
      this.answered.add(region);
      return done;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // A host that was there is not gone because its name cannot be found for a while.
      if (error.code === 'aws-no-such-host' && this.answered.has(region)) throw error;
      if (MAYBE_NOT_ENABLED.includes(error.code) && isOptIn(region) && (await this.isKnown())) {
        const message = `${this.account.label} ${region}: the region is not enabled in this account`;
        const advice = 'enable the region, or leave it out of accounts.regions';
        throw new AwsError({ code: NOT_ENABLED, message, advice }, error);
      }
      if (ABOUT_CREDENTIALS.includes(error.code)) this.account.forget();
      throw error;
    }
  }

  where(region: string): Where {
    return { account: this.account.label, region, roleArn: this.settings.roleArn };
  }

  /** `all` are the regions to read, the home region first. */
  private region(account: string, name: string, all: readonly string[]): Region {
    const known = this.regions.get(name);
    if (known !== undefined) return known;
    const { clock, log, firstRead } = this.options;
    const { regions: listed } = this.settings;
    const endpoint: Endpoint = {
      where: this.where(name),
      quota: new Quota(clock, this.signal),
      clock,
      log,
      signal: this.signal,
      prepare: () => this.account.prepare(),
      send: (request, signal) => this.account.lookupEvents(name, request, signal),
    };
    const region = new Region({
      endpoint,
      accountId: account,
      name,
      isHome: name === all[0],
      isListed: listed !== 'all' && listed.includes(name),
      firstRead,
      log,
      guarded: (work) => this.guarded(name, work),
      begins: (from) => this.tellBeginning(account, name, from, all.length),
    });
    this.regions.set(name, region);
    return region;
  }

  /** One line for the account once all of its regions know whether they were read before; none when all were. */
  private tellBeginning(account: string, region: string, from: number | undefined, regions: number): void {
    if (this.begun.has(region)) return;
    this.begun.set(region, from);
    const first = [...this.begun].flatMap(([name, begin]) => (begin === undefined ? [] : [{ name, begin }]));
    if (this.begun.size < regions || first.length === 0) return;
    const earliest = Math.min(...first.map(({ begin }) => begin));
    this.options.log('info', 'first read begins', {
      account,
      regions: first.map(({ name }) => name),
      from: new Date(earliest).toISOString(),
      until: new Date(this.options.clock.now()).toISOString(),
    });
  }

  private async isKnown(): Promise<boolean> {
    try {
      await this.account.identity();
      return true;
    } catch {
      return false; // Whatever it is, the lane tells its own failure.
    }
  }
}
