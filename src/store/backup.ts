/**
 * A copy of the store as it is at one moment, made while others write: `VACUUM INTO` reads in one transaction, blocks nobody
 * in WAL mode, and reads every page on its way. The copy is checked, synced and only then given its name.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { AppError } from '../error';
import type { Connection } from './database';
import { damaged, wordedStoreError } from './trouble';

export interface Copied {
  readonly file: string;
  readonly bytes: number;
}

/** Throws a StoreError, and leaves nothing behind then. A file of that name is replaced only by a copy that is whole. */
export function copyStore(connection: Connection, file: string): Copied {
  const part = `${file}.part`;
  try {
    rmSync(part, { force: true });
    // An empty file is taken over with its mode: it holds CloudTrail records, nobody else's to read.
    writeFileSync(part, '', { mode: 0o600, flag: 'wx' });
    connection.prepare('VACUUM INTO ?').run(part);
    check(part);
    chmodSync(part, 0o600);
    sync(part);
    renameSync(part, file);
    sync(dirname(file));
    return { file, bytes: statSync(file).size };
  } catch (error) {
    rmSync(part, { force: true });
    throw wordedStoreError(error);
  }
}

/** The same for a path a person named: it must be another file, and a new one unless `force`. */
export function backUp(connection: Connection, file: string, force: boolean): Copied {
  if (existsSync(file)) {
    if (statSync(file).ino === statSync(connection.name).ino) {
      throw new AppError('backup', `${file} is the store itself: name another file`);
    }
    if (!statSync(file).isFile()) throw new AppError('backup', `${file} is not a file: name the file to write`);
    if (!force) throw new AppError('backup', `${file} exists: name another file, or replace it with --force`);
  }
  return copyStore(connection, file);
}

function check(file: string): void {
  const copy = new BetterSqlite(file, { readonly: true });
  try {
    const problem = copy.pragma('integrity_check(1)', { simple: true });
    if (problem !== 'ok') throw damaged(String(problem));
  } finally {
    copy.close();
  }
}

/** A power cut right after must not take it away again. */
function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
