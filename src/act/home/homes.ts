/**
 * The homes people look at: published when somebody opens theirs, and again while they may still be looking, when what it shows has
 * changed. Nobody waits for it: what Slack refuses is told to the log, and tried again with the next change.
 */
import { TokenBucket } from '../../token-bucket';
import type { Desk } from '../desk';
import type { Screen } from '../screen';
import { essence, lookAround } from './home';

export interface Homes {
  /** Somebody opened theirs, or wants it as of now. Resolves when it is published, or was refused; never throws. */
  opened(user: string): Promise<void>;
  /** Somebody did something in theirs, which shows at once where it changes anything. As `opened`. */
  clicked(user: string): Promise<void>;
  /** Something may show differently now. Returns at once. */
  changed(): void;
  /** Publishes what has changed to those whose turn it is by now. To be called every second; never throws. */
  follow(): Promise<void>;
  /** Publishes nothing any more; resolves when what was under way is done. */
  close(): Promise<void>;
}

/** So long (milliseconds) after somebody looked or clicked their home follows changes, and of so many people at once. */
const LOOKING = 30 * 60_000;
const MOST_PEOPLE = 50;

/** Nobody's home changes by itself more often (milliseconds). */
const EACH = 10_000;

/** Slack takes some hundred publications a minute; those that nobody asked for keep to half of that. */
const BURST = 10;
const PER_SECOND = 0.8;

/** A person whose home was refused so often in a row is left alone until they open it again. */
const MOST_FAILURES = 3;

interface Looker {
  readonly user: string;
  seenAt: number;
  /** What Slack shows them, but for the clock; undefined when we do not know. */
  shown: string | undefined;
  /** Not published anew by itself before this time. */
  notBefore: number;
  isStale: boolean;
  failures: number;
  /** One home is published at a time, so that an older one never comes last. */
  last: Promise<unknown>;
}

type Look = Awaited<ReturnType<typeof lookAround>>;

export function homesOf(desk: Desk, screen: Pick<Screen, 'publish'>, failed: (error: unknown) => void): Homes {
  const { clock } = desk;
  const lookers = new Map<string, Looker>();
  const pace = new TokenBucket(BURST, PER_SECOND);
  const underWay = new Set<Promise<unknown>>();
  let round: Promise<void> | undefined;
  let isClosed = false;

  function lookerOf(user: string): Looker {
    const fresh = { user, shown: undefined, notBefore: 0, isStale: false, failures: 0, last: Promise.resolve() };
    const looker: Looker = lookers.get(user) ?? { ...fresh, seenAt: 0 };
    looker.seenAt = clock.now();
    // The last in the map is who looked last.
    lookers.delete(user);
    lookers.set(user, looker);
    const [first] = lookers.keys();
    if (lookers.size > MOST_PEOPLE && first !== undefined) lookers.delete(first);
    return looker;
  }

  /** With `anew` also where nothing changed but the time. */
  async function show(looker: Looker, look: () => Promise<Look>, anew: boolean): Promise<void> {
    if (isClosed) return;
    try {
      const view = await (await look())(looker.user);
      const shows = essence(view);
      if (!anew && shows === looker.shown) return;
      looker.notBefore = clock.now() + EACH;
      looker.shown = undefined;
      pace.take(clock.now());
      await screen.publish(looker.user, view);
      Object.assign(looker, { shown: shows, failures: 0 });
    } catch (error) {
      const wait = waitOf(error);
      if (wait !== undefined) pace.pause(clock.now() + wait);
      looker.failures += 1;
      if (looker.failures >= MOST_FAILURES) lookers.delete(looker.user);
      if (!isClosed) failed(error);
    }
  }

  function inTurn(looker: Looker, look: () => Promise<Look>, anew: boolean): Promise<void> {
    const turn = looker.last.then(() => show(looker, look, anew));
    looker.last = turn;
    underWay.add(turn);
    return turn.finally(() => underWay.delete(turn));
  }

  function now(user: string, anew: boolean): Promise<void> {
    const looker = lookerOf(user);
    const look = (): Promise<Look> => {
      looker.isStale = false;
      return lookAround(desk);
    };
    return inTurn(looker, look, anew);
  }

  /** Whose home may show something else by now, the one that waits longest first. */
  function due(): readonly Looker[] {
    const at = clock.now();
    if (isClosed || pace.wait(at) > 0) return [];
    for (const [user, { seenAt }] of lookers) if (seenAt < at - LOOKING) lookers.delete(user);
    const stale = [...lookers.values()].filter(({ isStale, notBefore }) => isStale && notBefore <= at);
    return stale.sort((a, b) => a.notBefore - b.notBefore);
  }

  async function showDue(stale: readonly Looker[]): Promise<void> {
    // What changes from here on is not in what is looked up now.
    for (const looker of stale) looker.isStale = false;
    const around = lookAround(desk);
    around.catch(() => undefined);
    for (const looker of stale) {
      if (isClosed || pace.wait(clock.now()) > 0) looker.isStale = true;
      else await inTurn(looker, () => around, false);
    }
  }

  /** One round at a time, for whoever is due when it begins; then another for whom it left out. */
  function follow(): Promise<void> {
    const stale = round === undefined ? due() : [];
    if (stale.length > 0) {
      round = showDue(stale).finally(() => {
        round = undefined;
        void follow();
      });
    }
    return round ?? Promise.resolve();
  }

  return {
    opened: (user) => now(user, true),
    clicked: (user) => now(user, false),
    changed() {
      for (const looker of lookers.values()) looker.isStale = true;
      void follow();
    },
    follow,
    async close() {
      isClosed = true;
      await Promise.allSettled([...underWay, round]);
    },
  };
}

/** How long (milliseconds) Slack asks to be left alone; undefined where it does not. */
function waitOf(error: unknown): number | undefined {
  const { retryAfter } = error as { readonly retryAfter?: unknown };
  return typeof retryAfter === 'number' ? retryAfter * 1000 : undefined;
}
