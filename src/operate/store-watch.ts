/** Remembers why the store last refused a write, until one succeeds: what health says of the store. */
import type { Database } from '../store/database';
import { StoreError } from '../store/trouble';
import type { Observed } from './health';

export interface WatchedStore {
  readonly database: Database;
  readonly trouble: () => Observed['store'];
}

export function watchedStore(database: Database, clock: { now(): number }): WatchedStore {
  let trouble: Observed['store'];
  /** A transaction that wrote nothing proves nothing. */
  const written = (): unknown => database.connection.prepare('SELECT total_changes()').pluck().get();
  return {
    database: {
      ...database,
      async transaction(work) {
        const before = trouble && written();
        try {
          const result = await database.transaction(work);
          if (trouble !== undefined && written() !== before) trouble = undefined;
          return result;
        } catch (error) {
          if (error instanceof StoreError) {
            const what = error.what.charAt(0).toUpperCase() + error.what.slice(1);
            trouble = { what, since: trouble?.since ?? clock.now(), doNext: error.doNext };
          }
          throw error;
        }
      },
    },
    trouble: () => trouble,
  };
}
