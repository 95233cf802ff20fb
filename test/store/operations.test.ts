/** Events an hour and owed messages, as health asks the store for them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/store/database';
import { insertEvents } from '../../src/store/events';
import {
  countHour,
  eventHours,
  hasEvents,
  lastWatched,
  recordWatching,
  waitingMessages,
} from '../../src/store/operations';
import { owe } from '../../src/store/owe';
import { HOUR, MINUTE, NOON, event } from '../fixtures';
import { ROOT } from '../harness';

let folder: string;
let store: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
  store = openDatabase('sqlite:x.sqlite', folder, join(ROOT, 'migrations'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (time: number) => event({ eventTime: new Date(time).toISOString() });
const THIS_HOUR = NOON / HOUR;

test('an hour is counted once, and old hours are forgotten', async () => {
  await store.transaction(async () => insertEvents(store.connection, [at(NOON), at(NOON + MINUTE), at(NOON + HOUR)]));
  const count = (hour: number, keepFrom = 0) => store.transaction((trx) => countHour(trx, hour, keepFrom));
  await count(THIS_HOUR);
  await count(THIS_HOUR);
  await count(THIS_HOUR - 1);
  const { byAccount, counted } = await eventHours(store.reader);
  expect([...(byAccount.get('111122223333') ?? [])]).toEqual([[THIS_HOUR, 2]]);
  expect([...counted].sort()).toEqual([THIS_HOUR - 1, THIS_HOUR]);
  await count(THIS_HOUR + 1, THIS_HOUR + 1);
  expect([...(await eventHours(store.reader)).counted]).toEqual([THIS_HOUR + 1]);
});

test('whether an account had an event since then', async () => {
  await store.transaction(async () => insertEvents(store.connection, [at(NOON)]));
  expect(await hasEvents(store.reader, '111122223333', NOON)).toBe(true);
  expect(await hasEvents(store.reader, '111122223333', NOON + 1)).toBe(false);
  expect(await hasEvents(store.reader, '444455556666', NOON)).toBe(false);
});

test('the oldest message is named, and the last time somebody watched', async () => {
  expect(await waitingMessages(store.reader)).toEqual({ messages: 0, edits: 0, oldest: undefined });
  const message = { text: 'x', blocks: [], plain: 'x' };
  const notice = (key: string, when: number) =>
    ({ kind: 'notice', key, channel: 'C1', level: 'high', message, at: when }) as const;
  await store.transaction(async (trx) => {
    await owe(trx, notice('b', 2));
    await owe(trx, notice('a', 1));
    await recordWatching(trx, 5);
    await recordWatching(trx, 6);
  });
  expect(await waitingMessages(store.reader)).toEqual({
    messages: 2,
    edits: 0,
    oldest: { at: 1, channel: 'C1', reason: undefined },
  });
  expect(await lastWatched(store.reader)).toBe(6);
});
