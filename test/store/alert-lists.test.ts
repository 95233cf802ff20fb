/** Lists of alerts and expectations, turned page by page in both directions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALERT_LISTS,
  type AlertList,
  type ListPageOf,
  alertsByShortId,
  alertsList,
  expectationsList,
} from '../../src/store/alert-lists';
import { writeAlert } from '../../src/store/alerts';
import { type Database, openDatabase } from '../../src/store/database';
import { writeExpectation } from '../../src/store/expectations';
import { HOUR, NOON, alert, expectation } from '../fixtures';
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

describe('lists of alerts', () => {
  const snooze = { until: NOON + HOUR, at: NOON, by: 'U1', counted: 0, over: false };
  const ASKING = { user: 'U1', now: NOON };

  async function listed(which: AlertList, size = 2): Promise<readonly string[]> {
    const there: string[] = [];
    const back: string[] = [];
    let page: ListPageOf;
    let last = await alertsList(database.reader, which, ASKING, page, size);
    there.push(...last.rows.map(({ id }) => id));
    while (last.next && there.length < 50) {
      last = await alertsList(database.reader, which, ASKING, { next: last.next }, size);
      there.push(...last.rows.map(({ id }) => id));
    }
    back.push(...last.rows.map(({ id }) => id));
    while (last.previous && back.length < 50) {
      last = await alertsList(database.reader, which, ASKING, { previous: last.previous }, size);
      back.unshift(...last.rows.map(({ id }) => id));
    }
    expect(back).toEqual(there);
    return there;
  }

  test.each<[AlertList, readonly string[]]>([
    ['open', ['c1', 'h3', 'h2', 'h1']],
    ['acknowledged', ['a2', 'a1']],
    ['resolved', ['r1']],
    ['snoozed', ['s2', 's1']],
    ['mine', ['a1']],
    ['all', ['s2', 's1', 'r1', 'a2', 'a1', 'h3', 'h2', 'h1', 'c1']],
  ])('%s, there and back', async (which, ids) => {
    const base = alert();
    const of = (id: string, openedAt: number, fields = {}) => ({
      ...base,
      id,
      fingerprint: id,
      openedAt: NOON + openedAt,
      ...fields,
    });
    const alerts = [
      of('c1', 0, { level: 'critical' }),
      of('h1', 1),
      of('h2', 2),
      of('h3', 2),
      of('a1', 3, { state: 'acknowledged', stateBy: 'U1' }),
      of('a2', 4, { state: 'acknowledged', stateBy: 'U2' }),
      of('r1', 5, { state: 'resolved', stateBy: 'U1' }),
      of('s1', 6, { snooze: { ...snooze, until: NOON + 2 * HOUR } }),
      of('s2', 7, { snooze }),
    ];
    await database.transaction(async (trx) => {
      for (const one of alerts) await writeAlert(trx, one);
    });
    expect(await listed(which)).toEqual(ids);
    expect((await alertsByShortId(database.reader, 'h')).map(({ id }) => id)).toEqual(['h1', 'h2']);
    expect((await alertsByShortId(database.reader, 'c')).map(({ id }) => id)).toEqual(['c1']);
    expect(await alertsByShortId(database.reader, '%')).toEqual([]);
  });

  test('of nothing are empty', async () => {
    for (const which of ALERT_LISTS) expect(await listed(which)).toEqual([]);
    expect((await expectationsList(database.reader, NOON)).rows).toEqual([]);
  });

  test('of expectations show those that are on, the soonest end first', async () => {
    await database.transaction(async (trx) => {
      for (const n of [3, 1, 2]) await writeExpectation(trx, expectation({ id: `x${n}`, until: NOON + n * HOUR }));
      await writeExpectation(trx, expectation({ id: 'over', until: NOON - 1 }));
      await writeExpectation(trx, expectation({ id: 'removed', endedAt: NOON - 1 }));
    });
    const first = await expectationsList(database.reader, NOON, undefined, 2);
    const second = await expectationsList(database.reader, NOON, first.next && { next: first.next }, 2);
    expect([first, second].map(({ rows }) => rows.map(({ id }) => id))).toEqual([['x1', 'x2'], ['x3']]);
  });
});
