/**
 * All of one account: which of its regions are read now, a lane for each, and the failures that only a look at the whole
 * account can tell apart, such as a region that is not enabled from a key that is not known.
 */
import type { Clock } from '../clock';
import { AppError } from '../error';
import { Account, type AccountSettings } from './accounts';
import { ABOUT_CREDENTIALS, AwsError, MAYBE_NOT_ENABLED, type Where, problemOf } from './aws-failure';
import { LookupLane } from './lane';
import { CLOSED, type Endpoint, type Log } from './lookup';
import { Quota } from './quota';
import { isOptIn } from './regions';
import { MINUTE } from './slices';
import type { Lane, LaneId, Page, Progress } from './source';

export interface ReaderOptions {
  readonly clock: Clock;
  /** How far back a lane's first read goes, milliseconds. */
  readonly firstRead: number;
  readonly log: Log;
  /** Of one request, milliseconds; a minute when left out. */
  readonly timeout?: number;
}

/** Code of a region that is left alone. */
export const NOT_ENABLED = 'region-not-enabled';

/** A region that is not enabled may become so; it is asked again after this long. */
const ASK_AGAIN = 60 * MINUTE;

/** What lives as long as the source: a region's share of the quota, and the lane's memory of how far it came. */
interface Region {
  readonly endpoint: Endpoint;
  readonly lane: LookupLane;
  leftAloneUntil: number;
}

export class AccountReader {
  readonly account: Account;
  private readonly regions = new Map<string, Region>();

  /** `signal` is aborted when the source is closed. */
  constructor(
    readonly settings: AccountSettings,
    private readonly options: ReaderOptions,
    private readonly signal: AbortSignal,
  ) {
    this.account = new Account(settings, options.timeout);
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
    const id = await this.id();
    const now = this.options.clock.now();
    const regions = (await this.account.regions()).map((name) => this.region(id, name));
    return regions
      .filter(({ leftAloneUntil }) => leftAloneUntil <= now)
      .map((region) => ({ id: region.lane.id, pages: (progress, at) => this.pages(region, progress, at) }));
  }

  /** How a region is asked. Throws an AwsError when the account's id cannot be had. */
  async endpoint(region: string): Promise<Endpoint> {
    return this.region(await this.id(), region).endpoint;
  }

  /**
   * Does work that asks a region. AWS answers for one that is not enabled as if it did not know the key: where STS knows
   * the key all the same, it is the region; where it does not, credentials are asked for anew at the next request.
   */
  async guarded<T>(region: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
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

  private async *pages(region: Region, progress: Progress, now: number): AsyncGenerator<Page, void> {
    const { id } = region.lane;
    const pages = region.lane.pages(progress, now);
    try {
      for (;;) {
        const next = await this.guarded(id.region, () => pages.next());
        if (next.done === true) return;
        yield next.value;
      }
    } catch (error) {
      const code = error instanceof AppError ? error.code : undefined;
      if (code !== NOT_ENABLED && code !== CLOSED) throw error;
      if (code === NOT_ENABLED) this.leave(region);
    } finally {
      await pages.return();
    }
  }

  /** Told once. A region that the operator listed is missed by the operator; one of all is not. */
  private leave(region: Region): void {
    const { account, region: name } = region.lane.id;
    const listed = this.settings.regions !== 'all' && this.settings.regions.includes(name);
    const told = region.leftAloneUntil > 0;
    region.leftAloneUntil = this.options.clock.now() + ASK_AGAIN;
    if (!told)
      this.options.log(listed ? 'warn' : 'info', 'region is not enabled and left alone', { account, region: name });
  }

  private region(account: string, name: string): Region {
    const { clock, log, firstRead } = this.options;
    const known = this.regions.get(name);
    if (known !== undefined) return known;
    const endpoint: Endpoint = {
      where: this.where(name),
      quota: new Quota(clock),
      clock,
      log,
      signal: this.signal,
      prepare: () => this.account.prepare(),
      send: (request) => this.account.lookupEvents(name, request, this.signal),
    };
    const id: LaneId = { account, region: name, kind: 'all' };
    const region = { endpoint, lane: new LookupLane(id, endpoint, firstRead), leftAloneUntil: 0 };
    this.regions.set(name, region);
    return region;
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
