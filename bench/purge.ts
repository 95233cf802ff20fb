/** What retention costs while the bot works: how long one slice holds the store, how fast an old store is emptied, and what becomes of the file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { packageRoot } from '../src/package-root';
import { fileSource } from '../src/source/file';
import { type Connection, openDatabase } from '../src/store/database';
import { insertEvents } from '../src/store/events';
import { SLICE, purge } from '../src/store/purge';
import { writeRecords } from './records';
import { number, printTable, quantile, timeOf } from './timing';

const EVENTS = 100_000;
const DAY = 86_400_000;

/** `npm run bench -- purge [EVENTS]` */
export async function benchPurge([wanted]: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  try {
    const file = join(folder, 'records.json');
    writeRecords(file, Number(wanted ?? EVENTS));
    const database = openDatabase('sqlite:store.sqlite', folder, join(packageRoot(__dirname), 'migrations'));
    const [lane] = await fileSource([file], { readAt: 0, stdin: process.stdin }).lanes();
    if (!lane) throw new Error('a file has a lane');
    let [count, last] = [0, 0];
    for await (const { events } of lane.pages({ completeUntil: undefined }, 0)) {
      await database.transaction(async () => insertEvents(database.connection, events));
      count += events.length;
      last = Math.max(last, ...events.map(({ time }) => time));
    }
    const before = sizeOf(database.connection);
    const slices: number[] = [];
    let begun = performance.now();
    const between = async (): Promise<boolean> => {
      slices.push(performance.now() - begun);
      await setImmediate();
      begun = performance.now();
      return true;
    };
    const retention = { events: DAY, alerts: 400 * DAY, audit: 400 * DAY };
    const time = await timeOf(() => purge(database, retention, last + 2 * DAY, between));
    const after = sizeOf(database.connection);
    const vacuum = await timeOf(() => database.connection.exec('VACUUM'));
    await database.close();
    printTable([
      ['', 'slices', 'median ms', 'p99 ms', 'longest ms', 'events a second'],
      [
        'purge of all of it',
        number(slices.length),
        ...[0.5, 0.99, 1].map((share) => quantile(slices, share).toFixed(1)),
        number((count / time) * 1000),
      ],
    ]);
    const [was, is] = [before, after].map(({ pages, free }) => `${megabytes(pages)} MB (${megabytes(free)} free)`);
    console.log(
      `\n${number(count)} events, a transaction of ${SLICE} rows a slice. The file had ${was} and has ${is}; VACUUM took ${vacuum.toFixed(0)} ms.`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sizeOf(connection: Connection): { readonly pages: number; readonly free: number } {
  const bytes = connection.pragma('page_size', { simple: true }) as number;
  const [pages, free] = ['page_count', 'freelist_count'].map(
    (one) => connection.pragma(one, { simple: true }) as number,
  );
  return { pages: (pages ?? 0) * bytes, free: (free ?? 0) * bytes };
}

function megabytes(bytes: number): string {
  return number(bytes / 2 ** 20);
}
