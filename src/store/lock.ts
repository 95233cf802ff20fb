/**
 * One process a store: an exclusive transaction on a file of its own beside it, held for the life of the process. Node has no
 * flock; SQLite's lock is one that the kernel frees when the process dies, however it dies. The store itself is never locked
 * by it, so that backups, doctor and exports work beside the bot. Who holds it stands in a second file, for people.
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { AppError } from '../error';
import { wordedStoreError } from './trouble';

export interface StoreLock {
  release(): void;
}

/** The process that has the store. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO time. */
  readonly since: string;
}

/** A process that is being replaced may need a moment to end (milliseconds). */
const PATIENCE = 2_000;

/** `path` is the store's file. Throws an AppError `store_locked` that names the process that has it. */
export function lockStore(path: string, now: number): StoreLock {
  const lock = take(path, PATIENCE);
  if (lock === undefined) {
    const advice =
      'one process a store: stop that one first, or give this one a store of its own with DATABASE_URL; a process that was killed holds nothing';
    throw new AppError('store_locked', `the store ${path} is in use by ${inWords(readHolder(path))}: ${advice}`);
  }
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date(now).toISOString() };
  try {
    writeFileSync(holderFile(path), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  } catch (error) {
    lock.close();
    throw wordedStoreError(error);
  }
  return {
    release() {
      if (!lock.open) return;
      rmSync(holderFile(path), { force: true });
      lock.close();
    },
  };
}

/** Who works with the store now, in words; undefined when nobody does. Disturbs nobody. */
export function holderOf(path: string): string | undefined {
  if (!existsSync(lockFile(path))) return undefined;
  const lock = take(path, 0, 'BEGIN; SELECT count(*) FROM sqlite_master');
  lock?.close();
  return lock === undefined ? inWords(readHolder(path)) : undefined;
}

/** Undefined when another process has it. */
function take(path: string, patience: number, begin = 'BEGIN EXCLUSIVE'): BetterSqlite.Database | undefined {
  let lock: BetterSqlite.Database | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(lockFile(path), 'a', 0o600));
    lock = new BetterSqlite(lockFile(path), { timeout: patience });
    lock.exec(begin);
    return lock;
  } catch (error) {
    lock?.close();
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) return undefined;
    throw wordedStoreError(error);
  }
}

function inWords(holder: Holder | undefined): string {
  return holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host} since ${holder.since}`;
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderFile(path), 'utf8')) as Holder;
  } catch {
    return undefined; // It is for people only; the lock stands without it.
  }
}

const lockFile = (path: string): string => `${path}.lock`;
const holderFile = (path: string): string => `${path}.holder`;
