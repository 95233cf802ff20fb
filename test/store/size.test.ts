/** What the store says of its own size: rows, growth a day, and what it comes to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizeInWords } from '../../src/command/doctor-size';
import { type Database, openDatabase } from '../../src/store/database';
import { sizeOf } from '../../src/store/size';
import { HOUR, NOON } from '../fixtures';
import { ROOT } from '../harness';

const DAY = 24 * HOUR;
const RETENTION = { events: 90 * DAY, alerts: 400 * DAY, audit: 400 * DAY };

let folder: string;
let database: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
  database = openDatabase('sqlite:x.sqlite', folder, join(ROOT, 'migrations'));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** So many events, spread evenly over the days before now. */
function fill(events: number, days: number): void {
  database.connection.exec(`
    WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < ${events - 1})
    INSERT INTO events (id, account, region, time, source, name, principal, record)
      SELECT 'e' || n, '1', 'r', ${NOON - days * DAY} + n * ${(days * DAY) / events}, 's', 'n', 'p', hex(zeroblob(500)) FROM n`);
}

test.each([
  ['of a month, of which the last week speaks', 3000, 30, 100],
  ['of half a day', 2000, 0.5, 4000],
])('a store %s says how it grows', (_name, events, days, daily) => {
  fill(events, days);
  const { bytes, rows, growth } = sizeOf(database.connection, RETENTION, NOON);
  expect(rows).toMatchObject({ events, alerts: 0 });
  expect(growth?.eventsADay).toBeCloseTo(daily, -1);
  const one = bytes / events;
  expect(one).toBeGreaterThan(1000);
  expect(growth?.bytesInTheEnd).toBeCloseTo((growth?.eventsADay ?? 0) * 90 * one, -2);
});

test('room that deleted rows left is not taken for events', () => {
  fill(4000, 4);
  const before = sizeOf(database.connection, RETENTION, NOON);
  database.connection.exec(`DELETE FROM events WHERE time < ${NOON - 2 * DAY}`);
  const after = sizeOf(database.connection, RETENTION, NOON);
  expect(after.bytes).toBe(before.bytes);
  expect(after.free).toBeGreaterThan(before.bytes / 3);
  expect(after.growth?.bytesADay).toBeLessThan((before.growth?.bytesADay ?? 0) * 1.2);
});

test('few events say nothing of the future', () => {
  fill(100, 1);
  expect(sizeOf(database.connection, RETENTION, NOON).growth).toBeUndefined();
});

test.each([
  [3.1 * 1024 ** 3, '3.1 GB'],
  [120 * 1024 ** 2, '120 MB'],
  [200 * 1024, '0.2 MB'],
])('%d bytes are %s', (bytes, words) => expect(sizeInWords(bytes)).toBe(words));
