import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_CORRELATION_CHANGES } from '../../src/detect/correlation';
import type { CloudTrailEvent } from '../../src/source/event';
import { principalOf } from '../../src/source/principal';
import { type Database, openDatabase } from '../../src/store/database';
import { type Ledger, sqliteLedger } from '../../src/store/ledger';
import { LEARNING } from '../../src/store/marks';
import { MINUTE, NOON, event } from '../fixtures';
import { ROOT } from '../harness';

const LANE = { account: '111122223333', region: 'eu-central-1', kind: 'all' };

let folder: string;
let database: Database;
let ledger: Ledger;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
  database = openDatabase('sqlite:x.sqlite', folder, join(ROOT, 'migrations'));
  ledger = sqliteLedger(database);
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const keep = (events: readonly CloudTrailEvent[], now = NOON, completeUntil?: number) =>
  ledger.transaction(async (page) => {
    const fresh = await page.unseen(events);
    const progress = completeUntil === undefined ? undefined : { completeUntil };
    await page.write({
      lane: LANE,
      progress,
      events: fresh,
      correlations: NO_CORRELATION_CHANGES,
      decision: { changes: [], matches: [], asks: [] },
      owed: [],
      now,
    });
    return fresh;
  });

const firsts = (of: CloudTrailEvent, now: number) =>
  ledger.transaction(async (page) => {
    const marks = await page.marks([of], now);
    return [marks.isFirst('event', of, principalOf(of)), marks.isFirst('network', of, principalOf(of))];
  });

describe('the ledger', () => {
  test('hands back each event once, within a page and over pages', async () => {
    const one = event();
    const two = event();
    expect(await keep([one, two, one])).toHaveLength(2);
    expect(await keep([two, event()])).toHaveLength(1);
  });

  test('keeps progress with the events, and never lets it go back', async () => {
    expect(await ledger.progress(LANE)).toEqual({ completeUntil: undefined });
    await keep([], NOON, 200);
    await keep([], NOON, 100);
    expect(await ledger.progress(LANE)).toEqual({ completeUntil: 200 });
  });

  test('takes more events than a statement takes variables', async () => {
    expect(await keep(Array.from({ length: 1201 }, () => event()))).toHaveLength(1201);
  });

  test('knows nothing of first times while it is learning an account', async () => {
    await keep([event()]);
    expect(await firsts(event({ eventName: 'DeleteTrail' }), NOON + LEARNING - MINUTE)).toEqual([undefined, undefined]);
  });

  test('knows first times after that: a new call, a known network', async () => {
    await keep([event()]);
    expect(await firsts(event({ eventName: 'DeleteTrail' }), NOON + LEARNING)).toEqual([true, false]);
    expect(await firsts(event({ sourceIPAddress: '198.51.100.200' }), NOON + LEARNING)).toEqual([false, false]);
    expect(await firsts(event({ sourceIPAddress: '203.0.113.9' }), NOON + LEARNING)).toEqual([false, true]);
  });

  test('of two events in one page only the earlier is the first', async () => {
    await keep([event()]);
    const later = event({ eventName: 'DeleteTrail', eventTime: new Date(NOON + MINUTE).toISOString() });
    const earlier = event({ eventName: 'DeleteTrail' });
    await ledger.transaction(async (page) => {
      const marks = await page.marks([later, earlier], NOON + LEARNING);
      expect([later, earlier].map((one) => marks.isFirst('event', one, principalOf(one)))).toEqual([false, true]);
    });
  });
});
