/** What the store counts for a digest: the same as by hand, by an index, and in no time on a big store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert } from '../../src/alert/alert';
import type { Period, StoredFacts } from '../../src/alert/digest-facts';
import type { Expectation } from '../../src/alert/expectation';
import { LEVELS } from '../../src/detect/level';
import { writeAlert, writeMatches } from '../../src/store/alerts';
import { type Database, openDatabase } from '../../src/store/database';
import { storedFacts } from '../../src/store/digest-facts';
import { latestDigest, recordPause, writeDigest } from '../../src/store/digests';
import { insertEvents } from '../../src/store/events';
import { writeExpectation } from '../../src/store/expectations';
import { recordMarks } from '../../src/store/marks';
import { countHour } from '../../src/store/operations';
import { HOUR, MINUTE, NOON, alert, event, expectation } from '../fixtures';
import { busy } from '../alert/digested';
import { ROOT } from '../harness';

const DAY = 24 * HOUR;
const WEEK: Period = { from: NOON - 7 * DAY, until: NOON };

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

const facts = (period = WEEK, now = NOON): Promise<StoredFacts> => storedFacts(database.reader, 'weekly', period, now);

/** The same numbers in each run, spread over two weeks and more. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function someAlerts(count: number): Alert[] {
  const roll = dice(7);
  return Array.from({ length: count }, (_, n) => {
    const settled = [
      { state: 'open' },
      { state: 'acknowledged', stateBy: 'U0BOB', stateAt: NOON },
      { state: 'resolved', stateBy: 'U0BOB', stateAt: NOON, stateReason: 'expected: nightly' },
      { state: 'resolved', stateBy: 'trailwarden', stateAt: NOON },
    ] as const;
    const snooze = { until: NOON + (roll(5) - 2) * HOUR, at: NOON - DAY, by: 'U0BOB', counted: roll(4), over: false };
    return alert({
      ...{ id: `alert-${n}`, fingerprint: `print-${n}`, ruleId: `rule-${roll(4)}`, principal: `user:1:p${roll(3)}` },
      ...{
        level: LEVELS[roll(5)] ?? 'low',
        count: 1 + roll(9),
        openedAt: NOON - roll(16 * 24) * HOUR - 1 - roll(HOUR),
      },
      ...settled[roll(4)],
      ...(roll(4) === 0 ? { snooze } : {}),
    });
  });
}

async function put(alerts: readonly Alert[]): Promise<void> {
  await database.transaction(async (trx) => {
    for (const one of alerts) await writeAlert(trx, one);
  });
}

const within = ({ from, until }: Period, time: number): boolean => time >= from && time < until;

describe('the facts of a period', () => {
  test('about alerts are what counting by hand gives', async () => {
    const alerts = someAlerts(600);
    await put(alerts);
    await database.transaction(async () => recordMarks(database.connection, [event()], NOON - 30 * DAY));
    const found = await facts();
    const inWeek = alerts.filter(({ openedAt }) => within(WEEK, openedAt));
    const count = (of: readonly Alert[], level: string): number => of.filter((one) => one.level === level).length;
    const sum = (rows: readonly { level: string; count: number }[], level: string): number =>
      rows.filter((row) => row.level === level).reduce((total, row) => total + row.count, 0);
    const before = alerts.filter(({ openedAt }) => within({ from: NOON - 14 * DAY, until: WEEK.from }, openedAt));
    const awake = (one: Alert): boolean => one.snooze === undefined || one.snooze.until <= NOON;
    for (const level of LEVELS) {
      expect(sum(found.opened, level)).toBe(count(inWeek, level));
      expect(sum(found.openedBefore ?? [], level)).toBe(count(before, level));
      for (const state of ['open', 'acknowledged']) {
        const standing = alerts.filter((one) => one.state === state && awake(one));
        expect(
          sum(
            found.standing.filter((row) => row.state === state),
            level,
          ),
        ).toBe(count(standing, level));
      }
    }
    const open = alerts.filter((one) => one.state === 'open' && awake(one));
    expect(found.overDay).toBe(open.filter(({ openedAt }) => openedAt < NOON - DAY).length);
    expect(found.overWeek).toBe(open.filter(({ openedAt }) => openedAt < NOON - 7 * DAY).length);
    const worst = (a: Alert, b: Alert) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) || a.openedAt - b.openedAt;
    expect(found.oldest.map(({ id }) => id)).toEqual(
      open
        .sort(worst)
        .slice(0, 25)
        .map(({ id }) => id),
    );
    const asleep = alerts.filter((one) => !awake(one));
    expect(found.snoozed.total).toBe(asleep.length);
    expect(found.snoozed.rows[0]?.snooze?.until).toBe(Math.min(...asleep.map((one) => one.snooze?.until ?? Infinity)));
    for (const group of found.groups) {
      const its = inWeek.filter((one) => one.ruleId === group.ruleId && one.principal === group.principal);
      const expected = its.filter((one) => one.stateReason !== undefined);
      const others = its.filter((one) => one.stateReason === undefined);
      expect(group).toEqual({
        ...{ ruleId: group.ruleId, principal: group.principal, alerts: its.length, expected: expected.length },
        matches: its.reduce((total, one) => total + one.count, 0),
        acknowledged: others.filter(({ stateBy }) => stateBy === 'U0BOB').length,
        snoozed: others.filter(({ snooze }) => snooze !== undefined).length,
        latest: expect.objectContaining({ id: [...its].sort((a, b) => b.openedAt - a.openedAt)[0]?.id }) as object,
      });
    }
    expect(found.groups.reduce((total, group) => total + group.alerts, 0)).toBe(inWeek.length);
  });

  test('about matches are counted by rule and by what kept them quiet', async () => {
    const roll = dice(3);
    const rows = Array.from({ length: 900 }, (_, n) => ({
      ...{ eventId: `event-${n}`, ruleId: `rule-${roll(5)}`, alertId: undefined, level: 'low' as const, reasons: [] },
      quietBy: [undefined, 'staging', 'expectation-1', 'gone'][roll(4)],
      time: NOON - roll(14 * DAY),
    }));
    await database.transaction((trx) => writeMatches(trx, rows));
    await database.transaction((trx) => writeExpectation(trx, expectation()));
    const found = await facts();
    const inWeek = rows.filter(({ time }) => within(WEEK, time));
    const of = (key: 'ruleId' | 'quietBy', value: string): number => inWeek.filter((row) => row[key] === value).length;
    for (const { ruleId, matches } of found.rules) expect(matches).toBe(of('ruleId', ruleId));
    expect(found.rules.reduce((total, { matches }) => total + matches, 0)).toBe(inWeek.length);
    const quiet = [
      { by: 'expectation-1', matches: of('quietBy', 'expectation-1') },
      { by: 'staging', matches: of('quietBy', 'staging') },
    ].sort((a, b) => b.matches - a.matches);
    expect(found.quiet).toEqual(quiet);
    expect(found.expectations.map(({ id }) => id)).toEqual(['expectation-1']);
  });

  test.each<[string, Partial<Expectation>, 'ending' | 'stale' | 'neither']>([
    ['ends this week', { until: NOON + 6 * DAY }, 'ending'],
    ['ended', { until: NOON - 1 }, 'neither'],
    ['was removed', { until: NOON + DAY, endedAt: NOON - 1 }, 'neither'],
    ['ends later', { until: NOON + 40 * DAY }, 'neither'],
    [
      'matched nothing for 31 days',
      { at: NOON - 60 * DAY, lastMatchedAt: NOON - 31 * DAY, until: NOON + 30 * DAY },
      'stale',
    ],
    ['never matched in 31 days', { at: NOON - 31 * DAY, until: NOON + 30 * DAY }, 'stale'],
    ['was made 29 days ago and never matched', { at: NOON - 29 * DAY, until: NOON + 30 * DAY }, 'neither'],
    ['matched lately', { at: NOON - 60 * DAY, lastMatchedAt: NOON - DAY, until: NOON + 30 * DAY }, 'neither'],
  ])('offer an expectation that %s', async (_name, fields, list) => {
    await database.transaction((trx) => writeExpectation(trx, expectation(fields)));
    const { ending, stale } = await facts();
    expect([ending.total, stale.total]).toEqual([Number(list === 'ending'), Number(list === 'stale')]);
    expect([...ending.rows, ...stale.rows]).toHaveLength(list === 'neither' ? 0 : 1);
  });

  test('count events by settled hours, and the others one by one', async () => {
    const times = Array.from({ length: 300 }, (_, n) => NOON - n * 17 * MINUTE);
    const events = times.map((time, n) =>
      event({
        eventTime: new Date(time).toISOString(),
        recipientAccountId: n % 3 === 0 ? '444455556666' : '111122223333',
      }),
    );
    await database.transaction(async () => insertEvents(database.connection, events));
    const period = { from: NOON - 2 * DAY - 20 * MINUTE, until: NOON - 10 * MINUTE };
    const expected = times.filter((time) => within(period, time)).length;
    expect(await facts(period)).toMatchObject({ events: expected, accounts: 2 });
    const hour = Math.floor(NOON / HOUR);
    for (const back of [5, 6, 7, 30]) await database.transaction((trx) => countHour(trx, hour - back, 0));
    expect(await facts(period)).toMatchObject({ events: expected, accounts: 2 });
  });

  test('tell since when somebody watches, and when nobody did', async () => {
    expect(await facts()).toMatchObject({ watchedSince: undefined, pauses: [], openedBefore: undefined });
    await database.transaction(async (trx) => {
      recordMarks(database.connection, [event()], NOON - 20 * DAY);
      await recordPause(trx, NOON - 10 * DAY, NOON - 9 * DAY);
      await recordPause(trx, NOON - 2 * DAY, NOON - DAY);
      await recordPause(trx, NOON - 2 * DAY, NOON - DAY + HOUR);
    });
    expect(await facts()).toMatchObject({
      watchedSince: NOON - 9 * DAY,
      pauses: [{ from: NOON - 2 * DAY, until: NOON - DAY + HOUR }],
      openedBefore: [],
    });
  });
});

describe('a big store', () => {
  test('is walked by its indexes', async () => {
    const seen: string[] = [];
    const plans: string[] = [];
    const { reader } = database;
    const explained = reader.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => result,
    });
    const executor = explained.getExecutor();
    const original = executor.executeQuery.bind(executor);
    executor.executeQuery = (async (compiled: { sql: string; parameters: readonly unknown[] }) => {
      seen.push(compiled.sql);
      const rows = database.connection.prepare(`explain query plan ${compiled.sql}`).all(...compiled.parameters) as {
        detail: string;
      }[];
      plans.push(...rows.map(({ detail }) => detail));
      return original(compiled as never);
    }) as never;
    await storedFacts(explained, 'weekly', WEEK, NOON);
    expect(seen.length).toBeGreaterThan(10);
    // Hours are kept for nine days and pauses are few.
    const scans = plans.filter((plan) => /^SCAN/.test(plan) && !/seen|some|keepers|CONSTANT|pauses/i.test(plan));
    expect(scans).toEqual([]);
  });

  test('of hundreds of thousands of matches answers within a second', async () => {
    const insert = database.connection.prepare(
      "INSERT INTO matches (event_id, rule_id, alert_id, quiet_by, level, reasons, time) VALUES (?, ?, NULL, ?, 'low', '[]', ?)",
    );
    const roll = dice(1);
    database.connection.transaction(() => {
      for (let n = 0; n < 300_000; n += 1) {
        insert.run(`e${n}`, `rule-${roll(200)}`, n % 2 === 0 ? 'staging' : null, NOON - roll(90 * DAY));
      }
    })();
    const begun = performance.now();
    const { rules } = await facts();
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(rules.length).toBeGreaterThan(100);
  });
});

test('a digest is written once, and the newest is found again', async () => {
  const one = busy();
  const write = (body = one) => database.transaction((trx) => writeDigest(trx, body, NOON));
  expect([await write(), await write()]).toEqual([true, false]);
  await write({ ...one, id: 'earlier', until: one.until - DAY });
  expect(await latestDigest(database.reader, 'weekly')).toEqual(JSON.parse(JSON.stringify(one)));
  expect(await latestDigest(database.reader, 'daily')).toBeUndefined();
});
