/** `trailwarden backup FILE`: a whole, checked copy of the store, also while the bot works with it. */
import { resolve } from 'node:path';
import { loadConfig } from '../config';
import { backUp } from '../store/backup';
import { openToRead } from '../store/database';
import { EXIT, type Io } from './io';
import { orTrouble } from './trouble';

/** As typed. */
export interface BackupOptions {
  readonly file: string;
  /** Whether a file of that name is replaced. */
  readonly force: boolean;
  readonly config: string | undefined;
  /** The package's folder. */
  readonly root: string;
}

/** Resolves to the exit code: 2 when there is no copy, or none that is whole. */
export function backup({ file, force, config: configFile, root }: BackupOptions, io: Io): Promise<number> {
  return orTrouble(io, async () => {
    const config = loadConfig({ file: configFile, folder: io.folder, environment: io.env, slack: false });
    const store = openToRead(config.database, config.folder, `${root}/migrations`, true);
    try {
      const copy = backUp(store.connection, resolve(io.folder, file), force);
      const size = (copy.bytes / 1024 / 1024).toFixed(1);
      io.stdout.write(`${copy.file}: ${size} MB, schema ${store.schema}, checked\n`);
      return EXIT.done;
    } finally {
      await store.close();
    }
  });
}
