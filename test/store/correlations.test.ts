import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CorrelationChanges, type Entry, NO_CORRELATION_CHANGES } from '../../src/detect/correlation';
import { loadCorrelations, writeCorrelations } from '../../src/store/correlations';
import { type Database, openDatabase } from '../../src/store/database';
import { eventsById, insertEvents } from '../../src/store/events';
import { MINUTE, NOON, event } from '../fixtures';
import { ROOT } from '../harness';

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

const GROUP = { correlation: 'c', group: 'g' };
const SPAN = { ...GROUP, from: NOON - 10 * MINUTE, until: NOON + 10 * MINUTE };
const entry = (eventId: string, fields: Partial<Entry> = {}): Entry => ({
  ...GROUP,
  rule: 'r',
  eventId,
  time: NOON,
  value: '',
  keep: MINUTE,
  ...fields,
});
const burst = (from: number, until: number) => ({ ...GROUP, from, until, keep: MINUTE });
const write = (changes: Partial<CorrelationChanges>, now = NOON) =>
  database.transaction(async () =>
    writeCorrelations(database.connection, { ...NO_CORRELATION_CHANGES, ...changes }, now),
  );
const known = () => loadCorrelations(database.connection, [SPAN]);
const ids = () =>
  known()
    .entries('c', 'g')
    .map(({ eventId }) => eventId)
    .sort();

describe('what correlations remember', () => {
  test('comes back as it was, of the groups asked for', async () => {
    await write({
      added: [entry('a', { value: 'v' }), entry('b', { group: 'other' })],
      bursts: [burst(NOON, NOON + 5)],
    });
    expect(known().entries('c', 'g')).toEqual([entry('a', { value: 'v', keep: 0 })]);
    expect(known().bursts('c', 'g')).toEqual([{ ...burst(NOON, NOON + 5), keep: 0 }]);
    expect(known().entries('c', 'other')).toEqual([]);
    expect(known().bursts('c', 'other')).toEqual([]);
  });

  test('is near in event time', async () => {
    const far = [entry('before', { time: SPAN.from - 1 }), entry('after', { time: SPAN.until + 1 })];
    await write({
      added: [...far, entry('in')],
      bursts: [burst(SPAN.from - 5, SPAN.from - 1), burst(SPAN.from - 4, SPAN.from)],
    });
    expect(ids()).toEqual(['in']);
    expect(known().bursts('c', 'g')).toHaveLength(1);
  });

  test('is the same when written twice', async () => {
    for (let n = 0; n < 2; n += 1) await write({ added: [entry('a')], bursts: [burst(NOON, NOON)] });
    expect(ids()).toEqual(['a']);
    expect(known().bursts('c', 'g')).toHaveLength(1);
  });

  test('tells an event that is counted for two rules or values apart', async () => {
    await write({ added: [entry('a'), entry('a', { rule: 's' }), entry('a', { value: 'v' })] });
    expect(ids()).toHaveLength(3);
    await write({ removed: [entry('a', { rule: 's' })] });
    expect(ids()).toHaveLength(2);
  });

  test('lets bursts grow and merge', async () => {
    await write({ bursts: [burst(NOON, NOON), burst(NOON + 50, NOON + 60)] });
    await write({ merged: [burst(NOON, NOON), burst(NOON + 50, NOON + 60)], bursts: [burst(NOON, NOON + 70)] });
    expect(known().bursts('c', 'g')).toEqual([{ ...burst(NOON, NOON + 70), keep: 0 }]);
  });

  test('is forgotten by the time since it was read, not by how old the event is', async () => {
    const old = { time: NOON - 9 * MINUTE };
    await write({ added: [entry('a', old)], bursts: [burst(NOON - 9 * MINUTE, NOON - 8 * MINUTE)] });
    await write({}, NOON + MINUTE);
    expect(ids()).toEqual(['a']);
    await write({}, NOON + MINUTE + 1);
    expect(ids()).toEqual([]);
    expect(known().bursts('c', 'g')).toEqual([]);
  });

  test('is found by an index', () => {
    const plan = (sql: string): string =>
      JSON.stringify(database.connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    const group = "correlation = 'c' AND group_key = 'g'";
    expect(plan(`SELECT * FROM correlation_entries WHERE ${group} AND time >= 1 AND time <= 2`)).toMatch(/USING INDEX/);
    expect(plan(`SELECT * FROM correlation_bursts WHERE ${group} AND until_at >= 1`)).toMatch(/USING INDEX/);
    expect(plan('DELETE FROM correlation_entries WHERE keep_until < 1')).toMatch(/by_age/);
  });
});

test('an event is handed back as it came', async () => {
  const one = event();
  await database.transaction(async () => insertEvents(database.connection, [one]));
  expect(eventsById(database.connection, [one.id, 'unknown'])).toEqual([one]);
});
