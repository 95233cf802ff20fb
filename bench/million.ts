/** The store of a million events that several measurements are taken in: built for one of them, or once for all. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/package-root';
import { openDatabase } from '../src/store/database';
import { fill } from './lookup-store';
import { number } from './timing';

const EVENTS = 1_000_000;

/** `wanted` is the file of a store that was built before, or how many events a new one is to have; a new one is removed afterwards. */
export async function withStore(wanted: string | undefined, work: (file: string) => Promise<void>): Promise<void> {
  if (wanted !== undefined && existsSync(wanted)) return work(wanted);
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  try {
    const file = join(folder, 'store.sqlite');
    await build(file, Number(wanted ?? EVENTS));
    await work(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function openStore(file: string): ReturnType<typeof openDatabase> {
  return openDatabase(`sqlite:${file}`, '/', join(packageRoot(__dirname), 'migrations'));
}

async function build(file: string, count: number): Promise<void> {
  const database = openStore(file);
  await fill(database, count);
  database.connection.pragma('wal_checkpoint(TRUNCATE)');
  await database.close();
}

/** What a store is, for the text below a table: `1,000,000 events, a file of 3,012 MiB`. */
export function sizeOf(file: string): string {
  const database = openStore(file);
  const events = database.connection.prepare('SELECT count(*) FROM events').pluck().get() as number;
  void database.close();
  return `${number(events)} events, a file of ${number(statSync(file).size / 2 ** 20)} MiB`;
}
