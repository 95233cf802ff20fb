/** Expectations in the store: made once, extended and ended on condition, each with its audit entry. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { act } from '../../src/alert/lifecycle';
import { writeAlert } from '../../src/store/alerts';
import { type KeptEntry, auditEntries } from '../../src/store/audit';
import { type Database, openDatabase } from '../../src/store/database';
import { activeExpectations, endingExpectations } from '../../src/store/expectations';
import { endExpectation, extendExpectation, lastDeedOn, saveExpectation } from '../../src/store/expecting';
import { HOUR, NOON, alert, expectation } from '../fixtures';
import { ALICE, BOB, ROOT } from '../harness';

const DAY = 24 * HOUR;

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

const one = expectation({ id: 'one', alertId: 'a' });
const { until } = one;

const save = (wanted = one) =>
  saveExpectation(database, wanted, (at) => act(at, 'resolve', { by: wanted.by, at: NOON, reason: wanted.reason }));

async function entries(): Promise<KeptEntry[]> {
  const found: KeptEntry[] = [];
  for await (const entry of auditEntries(database.reader, 0)) found.push(entry);
  return found;
}

const extend = (by: string, at = NOON, seen = until) =>
  extendExpectation(database, { id: 'one', by, at, seen, until: until + 30 * DAY });

describe('making one', () => {
  test('writes it, resolves its alert, and both are in the audit log', async () => {
    await database.transaction((trx) => writeAlert(trx, alert({ id: 'a' })));
    expect(await save()).toMatchObject({ saved: true, alert: { changed: true, alert: { state: 'resolved' } } });
    expect((await entries()).map(({ action, subject }) => `${action} ${subject}`).sort()).toEqual([
      'expect one',
      'resolve a',
    ]);
  });

  test('whose alert is gone is made all the same', async () => {
    expect(await save()).toMatchObject({ saved: true, alert: undefined });
  });

  test.each([
    ['the very same', {}, 1],
    ['the same for a session', { covered: { ...one.covered, kind: 'session', session: 's' } } as const, 2],
    ['the same from one network', { network: '198.51.100.0/24' }, 2],
    ['the same in all accounts', { account: undefined }, 2],
    ['the same up to critical', { level: 'critical' } as const, 2],
  ])('twice for %s', async (_name, fields, count) => {
    await save();
    await save({ ...one, id: 'two', by: BOB, ...fields });
    expect(await activeExpectations(database.reader, NOON)).toHaveLength(count);
  });

  test('again after the first was ended is possible', async () => {
    await save();
    await endExpectation(database, { id: 'one', by: ALICE, at: NOON });
    expect(await save({ ...one, id: 'two', at: NOON })).toMatchObject({ saved: true });
  });
});

describe('extending', () => {
  beforeEach(() => save());

  test('moves the end, lets it be spoken of again, and keeps before and after', async () => {
    expect(await extend(ALICE)).toMatchObject({ changed: true, expectation: { until: until + 30 * DAY } });
    const entry = (await entries()).find(({ action }) => action === 'extend');
    expect(entry).toMatchObject({ actor: ALICE, before: { until }, after: { until: until + 30 * DAY } });
    const ending = await database.transaction((trx) => endingExpectations(trx, NOON, until + 31 * DAY));
    expect(ending).toHaveLength(1);
  });

  test.each([
    ['of somebody who saw an earlier end', () => extend(ALICE).then(() => extend(BOB))],
    ['after it ended', () => extend(BOB, until)],
    ['to no later time', () => extendExpectation(database, { id: 'one', by: BOB, at: NOON, seen: until, until })],
    [
      'after it was removed',
      () => endExpectation(database, { id: 'one', by: ALICE, at: NOON }).then(() => extend(BOB)),
    ],
  ])('%s changes nothing', async (_name, again) => {
    expect(await again()).toMatchObject({ changed: false });
    expect((await entries()).filter(({ actor }) => actor === BOB)).toEqual([]);
  });

  test('of one that never was is undefined', async () => {
    expect(await extendExpectation(database, { id: 'x', by: ALICE, at: NOON, seen: 1, until: 2 })).toBeUndefined();
  });
});

test('ending happens once, and who comes second can be told by whom', async () => {
  await save();
  expect(await endExpectation(database, { id: 'one', by: ALICE, at: NOON })).toMatchObject({ changed: true });
  expect(await endExpectation(database, { id: 'one', by: BOB, at: NOON + 1 })).toMatchObject({
    changed: false,
    expectation: { endedBy: ALICE, endedAt: NOON },
  });
  expect(await lastDeedOn(database.reader, 'one')).toEqual({ actor: ALICE, action: 'unexpect', at: NOON });
  expect(await activeExpectations(database.reader, NOON + 2)).toEqual([]);
});
