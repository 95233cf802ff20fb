/**
 * Keeping it running, joined: what health is judged by is gathered here, and once a minute the bot looks at itself: it records
 * that it watches, tells a pause, and tells people of problems that last.
 */
import type { Route } from '../notify/route';
import type { LaneState } from '../source/lane-book';
import type { Database } from '../store/database';
import { recordPause } from '../store/digests';
import {
  countHour,
  deleteHealthNotice,
  eventHours,
  hasEvents,
  healthNotices,
  lastWatched,
  recordWatching,
  waitingMessages,
  writeHealthNotice,
} from '../store/operations';
import { owe } from '../store/owe';
import { type Health, type Silence, type Ticks, healthOf } from './health';
import { type Heartbeat, type HeartbeatWatch, heartbeat } from './heartbeat';
import { type Metrics, metrics } from './metrics';
import { PAUSE, attend, pauseNotice } from './notices';
import { type PageRoute, pagesOf } from './pages';
import { HOUR, KEPT, SETTLED, SILENT_HOURS, silences } from './silence';
import { watchedStore } from './store-watch';

export interface OperationsOptions {
  readonly database: Database;
  readonly clock: { now(): number };
  /** The lanes as they stand. */
  readonly lanes: () => readonly LaneState[];
  /** Accounts as people know them; by id. */
  readonly names: ReadonlyMap<string, string>;
  /** How many accounts are read. */
  readonly accounts: number;
  readonly routes: readonly Route[];
  readonly version: string;
  readonly heartbeat: string | undefined;
  readonly watch: HeartbeatWatch & { paused(from: number, until: number): void };
}

export interface Operations {
  /** The store, watched: its troubles are health's. */
  readonly database: Database;
  readonly metrics: Metrics;
  readonly pages: readonly PageRoute[];
  health(): Promise<Health>;
  connected(isConnected: boolean): void;
  /** A tick reads; the next is due then (milliseconds), where one is scheduled. */
  tickBegun(dueAt: number | undefined): void;
  /** `fresh` is how many events were new; undefined for a tick that failed as a whole. */
  tickDone(fresh: number | undefined): Promise<void>;
  /** Once a minute. Resolves to whether something is owed to Slack for it. */
  attend(): Promise<boolean>;
  close(): void;
}

export function operations(options: OperationsOptions): Operations {
  const { clock, lanes, names, accounts, version, watch } = options;
  const { database, trouble } = watchedStore(options.database, clock);
  const startedAt = clock.now();
  const channel = channelFor(options.routes);
  const beats: Heartbeat | undefined =
    options.heartbeat === undefined ? undefined : heartbeat(options.heartbeat, watch);
  let slack = { connected: false, since: startedAt, ever: false };
  let tick: Ticks = { begunAt: undefined, doneAt: undefined, dueAt: undefined };
  let silent: readonly Silence[] = [];

  async function health(): Promise<Health> {
    const owed = await waitingMessages(database.reader);
    const observed = { startedAt, lanes: lanes(), names, owed, tick, slack, store: trouble(), silent };
    return healthOf(observed, clock.now());
  }

  async function lookForSilence(now: number): Promise<void> {
    const { byAccount, counted } = await eventHours(database.reader);
    const found = silences(byAccount, counted, lanes());
    const sure: Silence[] = [];
    for (const silence of found) {
      // Events of an hour may have been read after it was counted, as after an outage.
      const from = Math.max(silence.since, now - 2 * SILENT_HOURS * HOUR);
      if (!(await hasEvents(database.reader, silence.account, from))) sure.push(silence);
    }
    silent = sure;
    const newest = Math.floor((now - SETTLED) / HOUR) - 1;
    const oldest = Math.floor((now - KEPT) / HOUR);
    const next = Array.from({ length: newest - oldest }, (_, back) => newest - back).find((hour) => !counted.has(hour));
    if (next !== undefined) await database.transaction((trx) => countHour(trx, next, oldest));
  }

  const theMetrics = metrics(version);
  return {
    database,
    metrics: theMetrics,
    pages: pagesOf(health, theMetrics),
    health,
    connected(connected) {
      if (connected !== slack.connected) slack = { connected, since: clock.now(), ever: slack.ever || connected };
    },
    tickBegun(dueAt) {
      tick = { ...tick, begunAt: clock.now(), dueAt };
    },
    async tickDone(fresh) {
      theMetrics.tick(fresh !== undefined);
      if (fresh === undefined) return;
      theMetrics.events(fresh);
      tick = { ...tick, doneAt: clock.now() };
      if (beats !== undefined && (await health()).state === 'green') void beats.beat();
    },
    async attend() {
      const now = clock.now();
      await lookForSilence(now);
      const { problems } = await health();
      return database.transaction(async (trx) => {
        const last = await lastWatched(trx);
        await recordWatching(trx, now);
        const { write, remove, owed } = attend(await healthNotices(trx), problems, channel, now);
        for (const notice of write) await writeHealthNotice(trx, notice);
        for (const key of remove) await deleteHealthNotice(trx, key);
        for (const one of owed) await owe(trx, one);
        if (last === undefined || now - last <= PAUSE) return owed.length > 0;
        watch.paused(last, now);
        await recordPause(trx, last, now);
        await owe(trx, pauseNotice(last, now, accounts, channel));
        return true;
      });
    },
    close: () => beats?.close(),
  };
}

/** Where the bot speaks of itself: the last route that takes anything, which is the default channel where there is one. */
function channelFor(routes: readonly Route[]): string {
  const open = routes.filter(({ accounts, tags }) => accounts.size === 0 && tags.length === 0);
  return (open.at(-1) ?? routes.at(-1))?.channel ?? '';
}
