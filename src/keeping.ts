/** Opens the store under its lock, and makes of Config what keeps the bot running; a part of the composition root. */
import type { Clock } from './clock';
import type { Config } from './config';
import type { ContextSettings } from './detect/context';
import type { Log } from './log';
import { type Operations, operations } from './operate/operations';
import type { LookupEventsSource } from './source/lookup-events';
import { type Database, openDatabase, storePath } from './store/database';
import { lockStore } from './store/lock';

/** One process a store: it is locked before it is opened, and so before it is migrated. */
export function openStore(config: Config, root: string, clock: Clock): { database: Database; close(): Promise<void> } {
  const path = storePath(config.database, config.folder);
  const lock = lockStore(path, clock.now());
  try {
    const database = openDatabase(config.database, config.folder, `${root}/migrations`);
    return { database, close: () => database.close().finally(() => lock.release()) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

export function keepingOf(
  { config, log, version = 'unknown' }: { readonly config: Config; readonly log: Log; readonly version?: string },
  database: Database,
  source: LookupEventsSource,
  { accounts }: ContextSettings,
  clock: Clock,
): Operations {
  const names = new Map([...accounts].flatMap(([id, { name }]) => (name === undefined ? [] : [[id, name] as const])));
  return operations({
    database,
    clock,
    lanes: () => source.state(),
    names,
    accounts: config.accounts.length,
    routes: config.routes,
    version,
    heartbeat: config.heartbeat,
    watch: {
      failed: (host, reason) => log.warn({ host, reason }, 'heartbeat failed'),
      well: (host) => log.info({ host }, 'heartbeat is well again'),
      paused: (from, until) =>
        log.warn({ from: new Date(from).toISOString(), until: new Date(until).toISOString() }, 'was not watching'),
    },
  });
}
