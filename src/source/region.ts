/**
 * One region of one account while the bot runs: which of its lanes are read at a tick, which of their events are history, and
 * what it shows of itself. What goes wrong in it stops no other.
 */
import { AppError } from '../error';
import type { CloudTrailEvent } from './event';
import type { LaneState } from './lane-book';
import { type Asking, CLOSED, type Endpoint, type Log, type LookupAnswer, type LookupRequest, lookup } from './lookup';
import { RegionHealth } from './region-health';
import { type RegionLanes, type Stream, regionLanes } from './region-lanes';
import { HOUR, MINUTE, SECOND } from './slices';
import type { Lane, LaneId, Page, Progress } from './source';

/** Code of a region that is left alone. */
export const NOT_ENABLED = 'region-not-enabled';

/** What a region needs of its account. */
export interface RegionSetup {
  readonly endpoint: Endpoint;
  /** 12 digits. */
  readonly accountId: string;
  readonly name: string;
  /** Global services are recorded there, so it is never quiet. */
  readonly isHome: boolean;
  /** Named by the operator, who will miss it when it is not enabled. */
  readonly isListed: boolean;
  /** How far back a first read goes, milliseconds. */
  readonly firstRead: number;
  readonly log: Log;
  /** Does a request, telling a region that is not enabled from a key that is not known. */
  guarded<T>(work: () => Promise<T>): Promise<T>;
  /** Told once how far back the region is read: `from` undefined when it was read before. */
  begins(from: number | undefined): void;
}

/** A region in which nothing happened for so long is quiet, and all of it but its changes is read every so often. */
const QUIET_AFTER = 24 * HOUR;
const QUIET_EVERY = 5 * MINUTE;

/** What lies longer than this before the first start is history. */
const NEWS = HOUR;

export class Region {
  private readonly lanes: RegionLanes;
  private readonly busy = new Set<Stream>();
  private readonly health = new RegionHealth();
  private since: number | undefined;
  private isSinceRecorded = false;
  private newest = -Infinity;
  private othersAt = -Infinity;
  private lastTick: number | undefined;
  private readonly watchedSince: number;

  constructor(private readonly setup: RegionSetup) {
    const { endpoint, name, accountId } = setup;
    const { clock, where } = endpoint;
    this.watchedSince = clock.now();
    const desk = {
      place: { account: where.account, accountId, region: name },
      clock,
      ask: (request: LookupRequest, asking: Asking) => this.ask(request, asking),
      tell: (message: string, data: Readonly<Record<string, unknown>>) =>
        setup.log('info', message, { account: accountId, region: name, ...data }),
    };
    this.lanes = regionLanes(
      desk,
      (kind) => this.id(kind),
      (now) => (this.since ?? now) - setup.firstRead,
    );
  }

  get endpoint(): Endpoint {
    return this.setup.endpoint;
  }

  /** What may be read at `now`. A region that failed shows with its changes whether it is well again. */
  handOut(now: number): readonly Lane[] {
    this.noticeClock(now);
    if (now < this.health.nextAt) return [];
    const { changes, others } = this.lanes;
    const isSlow = this.isQuiet(now) && now < this.othersAt + QUIET_EVERY - SECOND;
    if (this.health.isWell && !isSlow) this.othersAt = now;
    const wanted = this.health.isFailing ? [changes] : [changes, ...(isSlow ? [] : others)];
    const lanes = wanted
      .filter((stream) => !this.busy.has(stream) && (stream.hasWork?.(now) ?? true))
      .map((stream) => this.lane(stream));
    return this.isSinceRecorded ? lanes : [this.sinceLane(), ...lanes];
  }

  states(now: number): readonly LaneState[] {
    const books = new Set([this.lanes.changes, ...this.lanes.others].map(({ book }) => book));
    const pace = this.pace(now);
    const leftUntil = Math.max(this.health.nextAt, now);
    return [...books].map((book) => ({
      ...book.id,
      watermark: book.completeUntil,
      lag: book.lag(now),
      backlog: book.left(now),
      window: book.window,
      error: this.health.error,
      ...book.tally,
      nextAt: pace === 'quiet' && book.id.kind !== 'changes' ? Math.max(now, this.othersAt + QUIET_EVERY) : leftUntil,
      pace: book.id.kind === 'changes' && pace === 'quiet' ? 'every tick' : pace,
    }));
  }

  private pace(now: number): LaneState['pace'] {
    if (this.health.isLeft) return 'not enabled';
    if (this.health.error !== undefined) return 'failing';
    return this.isQuiet(now) ? 'quiet' : 'every tick';
  }

  private isQuiet(now: number): boolean {
    return !this.setup.isHome && now - Math.max(this.newest, this.watchedSince) > QUIET_AFTER;
  }

  private lane(stream: Stream): Lane {
    return { id: stream.book.id, pages: (progress, now) => this.pages(stream, progress, now) };
  }

  /** When the region was first read is in the store too, so that a restart takes no history for news. */
  private sinceLane(): Lane {
    const pages = async function* (this: Region, { completeUntil }: Progress, now: number): AsyncGenerator<Page, void> {
      if (this.since === undefined)
        this.setup.begins(completeUntil === undefined ? now - this.setup.firstRead : undefined);
      this.since ??= Math.min(completeUntil ?? now, now);
      this.isSinceRecorded = completeUntil !== undefined;
      // One that was never answered may not be enabled: it is first read when it is.
      if (!this.isSinceRecorded && this.health.isWell)
        yield { events: [], problems: [], progress: { completeUntil: this.since } };
    };
    return { id: this.id('since'), pages: pages.bind(this) };
  }

  private async *pages(stream: Stream, progress: Progress, now: number): AsyncGenerator<Page, void> {
    if (this.busy.has(stream)) return;
    this.busy.add(stream);
    const pages = stream.pages(progress, now);
    try {
      for await (const page of pages) yield* this.dated(page);
    } catch (error) {
      const code = error instanceof AppError ? error.code : undefined;
      if (code === NOT_ENABLED) this.leave();
      else if (code !== CLOSED) this.health.fail(error, this.endpoint.clock.now());
      if (code !== NOT_ENABLED && code !== CLOSED) throw error;
    } finally {
      this.busy.delete(stream);
    }
  }

  /** Says of each page whether it is history; one that is both is two. */
  private *dated(page: Page): Generator<Page, void> {
    const readAt = this.setup.endpoint.clock.now();
    const until = (this.since ?? readAt) - NEWS;
    const isOld = ({ time }: CloudTrailEvent): boolean => time < until;
    const old = page.events.filter(isOld);
    for (const { time } of page.events) this.newest = Math.max(this.newest, Math.min(time, readAt));
    if (old.length > 0 && old.length < page.events.length) {
      yield { events: old, problems: [], progress: undefined, firstRead: true, readAt };
      yield { ...page, events: page.events.filter((event) => !isOld(event)), firstRead: false, readAt };
    } else {
      yield { ...page, firstRead: old.length > 0, readAt };
    }
  }

  private ask(request: LookupRequest, asking: Asking): Promise<LookupAnswer> {
    return this.health.ask(() => this.setup.guarded(() => lookup(this.endpoint, request, asking)));
  }

  /** Told once. A region that the operator listed is missed by the operator; one of all is not. */
  private leave(): void {
    const { log, accountId: account, name: region, isListed } = this.setup;
    const told = this.health.isLeft;
    this.health.leave(this.endpoint.clock.now());
    // When it comes back, the store says since when it is read.
    this.since = undefined;
    this.isSinceRecorded = false;
    for (const { book } of [this.lanes.changes, ...this.lanes.others]) book.close();
    if (!told) log(isListed ? 'warn' : 'info', 'region is not enabled and left alone', { account, region });
  }

  /** A clock that was ahead made the later lanes read too early. */
  private noticeClock(now: number): void {
    const step = (this.lastTick ?? now) - now;
    this.lastTick = now;
    if (step < SECOND) return;
    for (const { book } of [this.lanes.changes, ...this.lanes.others]) book.setBack(step, now);
    this.health.setBack(now);
    this.othersAt = -Infinity;
    const data = { account: this.setup.accountId, region: this.setup.name, seconds: Math.round(step / SECOND) };
    this.setup.log('warn', 'the clock was set back, reading again', data);
  }

  private id(kind: string): LaneId {
    return { account: this.setup.accountId, region: this.setup.name, kind };
  }
}
