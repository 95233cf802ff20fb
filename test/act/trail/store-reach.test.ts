/** What an answer from the store says of what it may lack: accounts that were added later, and reads that are late alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Desk } from '../../../src/act/desk';
import { storeReach } from '../../../src/act/trail/store-reach';
import type { LaneState } from '../../../src/source/lane-book';
import type { Condition } from '../../../src/store/conditions';
import { type Database, openDatabase } from '../../../src/store/database';
import { insertEvents } from '../../../src/store/events';
import { HOUR, MINUTE, NOON, event } from '../../fixtures';
import { ROOT } from '../../harness';

const DAY = 24 * HOUR;
const [OLD, NEW] = ['111122223333', '444455556666'];

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
  database = openDatabase('sqlite:x.sqlite', folder, join(ROOT, 'migrations'));
  const events = [
    event({ eventID: 'long-ago', recipientAccountId: OLD, eventTime: new Date(NOON - 60 * DAY).toISOString() }),
    event({ eventID: 'lately', recipientAccountId: NEW, eventTime: new Date(NOON - 2 * DAY).toISOString() }),
  ];
  await database.transaction(async () => insertEvents(database.connection, events));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const lane = (fields: Partial<LaneState>): LaneState => ({
  ...{ account: OLD, region: 'eu-central-1', kind: 'changes', watermark: NOON, lag: 0, backlog: 0 },
  ...{ window: 20 * MINUTE, error: undefined, requests: 10, throttled: 0, nextAt: NOON, pace: 'every tick' },
  ...fields,
});

function reach(all: readonly Condition[], since: number | undefined, lanes: readonly LaneState[] = []) {
  const accounts = [lane({}), lane({ account: NEW }), ...lanes];
  const context = { accounts: new Map() };
  const desk = { database, context, eventsKept: 90 * DAY, health: async () => ({ lanes: accounts }) };
  return storeReach(desk as unknown as Desk, { all, since, until: undefined }, NOON);
}

const of = (account: string): Condition => ({ any: [{ of: 'account', like: account }] });

test('an account that is read since lately does not reach as far back as others', async () => {
  expect((await reach([of(NEW)], NOON - 7 * DAY)).isShort).toBe(true);
  expect((await reach([of(OLD)], NOON - 7 * DAY)).isShort).toBe(false);
  expect((await reach([of(NEW)], NOON - DAY)).isShort).toBe(false);
});

test('reads that are late alone are missing from what is not of changes', async () => {
  const late = lane({ kind: 'reads', watermark: NOON - 3 * HOUR, lag: 3 * HOUR });
  const gaps = async (all: readonly Condition[]) => (await reach(all, undefined, [late])).gaps.map(({ text }) => text);
  expect(await gaps([])).toEqual([
    expect.stringMatching(/^Reads of .*eu-central-1: read up to .*some may be missing$/),
  ]);
  expect(await gaps([{ any: [{ of: 'readOnly', is: false }] }])).toEqual([]);
  expect(await gaps([of(NEW)])).toEqual([]);
});
