/**
 * Looks through CloudTrail's own history in several regions at once, newest first, until there are enough events for a page, all is
 * read, or so many requests or so much time were spent. Then it says up to where everything was seen.
 */
import { setMaxListeners } from 'node:events';
import { AppError, reasonOf } from '../../error';
import type { CloudTrailEvent } from '../../source/event';
import type { LiveAnswer, LiveLookup } from '../../source/live-lookup';
import type { LookupAttribute } from '../../source/lookup';
import type { Place } from './live-plan';

export interface Search {
  readonly places: readonly Place[];
  /** Alternatives; everything is listed where there are none. */
  readonly attributes: readonly LookupAttribute[];
  /** Milliseconds, both included. */
  readonly from: number;
  readonly until: number;
  readonly wanted: (event: CloudTrailEvent) => boolean;
  /** As many events are enough. */
  readonly enough: number;
  /** Told after each round, before the last. */
  readonly progress: (asked: number, found: number) => Promise<void>;
}

export interface Found {
  /** Newest first, each once. */
  readonly events: readonly CloudTrailEvent[];
  /** Everything from this time on was seen; undefined when all was. To go on, ask for what is before it. */
  readonly searchedTo: number | undefined;
  /** What could not be asked, in words. */
  readonly problems: readonly string[];
  /** Requests that were answered. */
  readonly requests: number;
}

/** Besides one request for each listing, as many are made; and so long (milliseconds) is waited for all of them. */
const MOST_REQUESTS = 12;
const PATIENCE = 30_000;
/** As many regions are asked at once, each within its own quota. */
const AT_ONCE = 6;

export type Ask = (account: string, region: string, what: LiveLookup, signal?: AbortSignal) => Promise<LiveAnswer>;

export async function searchLive(ask: Ask, search: Search, patience = PATIENCE): Promise<Found> {
  const { places, attributes, enough, progress } = search;
  const signal = AbortSignal.timeout(patience);
  setMaxListeners(0, signal);
  const listings = places.flatMap((place) =>
    (attributes.length === 0 ? [undefined] : attributes).map((attribute) => new Listing(place, attribute, search)),
  );
  const most = listings.length + MOST_REQUESTS;
  let requests = 0;
  while (!signal.aborted && requests < most) {
    const open = listings.filter(({ isOpen }) => isOpen);
    if (open.length === 0 || foundIn(listings).length >= enough) break;
    if (requests > 0) await progress(requests, foundIn(listings).length);
    // Whoever is read back the least keeps everybody's events from being shown.
    const next = open.sort((a, b) => b.reached - a.reached).slice(0, Math.min(AT_ONCE, most - requests));
    await Promise.all(next.map((listing) => listing.turn(ask, signal)));
    requests += next.length;
  }
  const unread = listings.filter(({ isOpen }) => isOpen);
  const problems = [...new Set(listings.flatMap(({ problem }) => problem ?? []))];
  return {
    events: foundIn(listings).sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1)),
    searchedTo: unread.length === 0 ? undefined : safeTime(listings),
    problems,
    requests,
  };
}

/** Each event once, of the time that every listing has been through. */
function foundIn(listings: readonly Listing[]): CloudTrailEvent[] {
  const since = safeTime(listings);
  const events = listings.flatMap(({ found }) => found.filter(({ time }) => time >= since));
  return [...new Map(events.map((event) => [event.id, event])).values()];
}

function safeTime(listings: readonly Listing[]): number {
  return Math.max(0, ...listings.filter(({ isOpen }) => isOpen).map(({ reached }) => reached));
}

const SECOND = 1000;

/** One region of one account, asked by one attribute, page by page. */
class Listing {
  readonly found: CloudTrailEvent[] = [];
  problem: string | undefined;
  /** Everything from this time on was listed. */
  reached: number;
  private token: string | undefined;
  private isDone = false;

  constructor(
    private readonly place: Place,
    private readonly attribute: LookupAttribute | undefined,
    private readonly search: Search,
  ) {
    this.reached = search.until + 1;
  }

  get isOpen(): boolean {
    return !this.isDone;
  }

  /** The next page. Of what cannot be asked nothing is waited for: the others are told, and that this is missing. */
  async turn(ask: Ask, signal: AbortSignal): Promise<void> {
    const { from, until, wanted } = this.search;
    const { account, region } = this.place;
    const attribute = this.attribute && { attribute: this.attribute };
    const token = this.token === undefined ? {} : { token: this.token };
    try {
      const answer = await ask(account, region, { from, until, ...attribute, ...token }, signal);
      this.found.push(...answer.events.filter(wanted));
      this.token = answer.token;
      this.isDone = answer.token === undefined;
      const last = answer.events.at(-1)?.time;
      // Times are whole seconds, and the last one may go on on the next page; unless it alone is longer than a page.
      if (last !== undefined) this.reached = last + SECOND < this.reached ? last + SECOND : last;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AppError)) throw error;
      this.isDone = true;
      this.problem = reasonOf(error);
    }
  }
}
