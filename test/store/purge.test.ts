/** Retention: exactly what is too old goes, in slices that let others through, and a purge that was cut short is gone on with. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Alert } from '../../src/alert/alert';
import { alertById, writeAlert, writeMatches } from '../../src/store/alerts';
import { record } from '../../src/store/audit';
import { type Database, openDatabase } from '../../src/store/database';
import { insertEvents } from '../../src/store/events';
import { writeExpectation } from '../../src/store/expectations';
import { recordMarks } from '../../src/store/marks';
import { eventIdsOf } from '../../src/store/matches';
import { type Purged, SLICE, purge } from '../../src/store/purge';
import { HOUR, NOON, alert, event, expectation } from '../fixtures';
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

/** Others get their turn between slices; `slices` of them at most. */
function purged(slices = Infinity, now = NOON): Promise<Purged> {
  let left = slices;
  return purge(database, RETENTION, now, async () => {
    await setImmediate();
    return (left -= 1) > 0;
  });
}

type Table = 'events' | 'event_resources' | 'matches' | 'alerts' | 'notifications' | 'first_seen' | 'audit' | 'asks';
const TABLES = [
  'events',
  'event_resources',
  'matches',
  'alerts',
  'notifications',
  'first_seen',
  'audit',
  'asks',
] as const;

async function count(table: Table): Promise<number> {
  const { rows } = await database.reader
    .selectFrom(table)
    .select((select) => select.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return rows;
}

/** Events without records, one a second from `from` on, each about one resource. */
function fill(events: number, from: number): void {
  database.connection.exec(`
    WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < ${events - 1})
    INSERT INTO events (id, account, region, time, source, name, principal, record)
      SELECT 'e' || n, '1', 'r', ${from} + n * 1000, 's', 'n', 'p' || (n % 50), '{}' FROM n;
    INSERT INTO event_resources (resource, time, event_id) SELECT 'bucket', time, id FROM events;`);
}

function at(days: number, fields: Record<string, unknown> = {}) {
  return event({ eventTime: new Date(NOON - days * DAY).toISOString(), ...fields });
}

async function told(days: number, fields: Partial<Alert> = {}): Promise<Alert> {
  const lead = at(days);
  const one = alert({ openedAt: NOON - days * DAY, ...fields }, { event: lead });
  const match = { alertId: one.id, quietBy: undefined, eventId: lead.id, ruleId: one.ruleId, level: one.level };
  const posted = { route_channel: 'C1', channel: 'C1', ts: '1.1', sent_at: one.openedAt, may_be_duplicate: 0 };
  await database.transaction(async (trx) => {
    insertEvents(database.connection, [lead]);
    await writeAlert(trx, one);
    await writeMatches(trx, [{ ...match, reasons: [], time: lead.time }]);
    await trx
      .insertInto('notifications')
      .values({ subject: one.id, ...posted })
      .execute();
  });
  return one;
}

describe('many old events', () => {
  const OLD = 20_000;
  /** All of their resources, and some of the events themselves. */
  const SLICES_TO_EVENTS = OLD / SLICE + 20;
  const YOUNG = 30;
  beforeEach(() => fill(OLD + YOUNG, NOON - RETENTION.events - OLD * 1000));

  test('go in slices, and whoever writes meanwhile waits for one of them at most', async () => {
    const order: string[] = [];
    let [working, pages] = [true, 0];
    const writer = async (): Promise<void> => {
      while (working) {
        order.push('asked');
        await database.transaction((trx) => {
          order.push('wrote');
          const page = { account: '1', region: `r${(pages += 1)}`, kind: 'changes', complete_until: 1, recorded_at: 1 };
          return trx.insertInto('progress').values(page).execute();
        });
        await setImmediate();
      }
    };
    const writing = writer();
    const result = await purge(database, RETENTION, NOON, async () => {
      order.push('slice');
      await setImmediate();
      return true;
    });
    working = false;
    await writing;

    expect(result).toEqual({ events: OLD, event_resources: OLD });
    expect([await count('events'), await count('event_resources')]).toEqual([YOUNG, YOUNG]);
    const slices = order.filter((one) => one === 'slice').length;
    expect(slices).toBeGreaterThanOrEqual((2 * OLD) / SLICE);
    expect(pages).toBeGreaterThan(slices / 2);
    const waits = order.join(' ').match(/asked( slice)*/g) ?? [];
    expect(Math.max(...waits.map((wait) => wait.split(' ').length - 1))).toBeLessThanOrEqual(1);
  });

  test('go on after the process was killed in the middle, and a second time there is nothing to do', async () => {
    const first = await purged(SLICES_TO_EVENTS);
    expect(first).toEqual({ event_resources: OLD, events: expect.any(Number) as number });
    expect(await count('events')).toBeGreaterThan(YOUNG);
    await database.close();
    database = openDatabase('sqlite:x.sqlite', folder, join(ROOT, 'migrations'));
    expect((await purged()).events).toBe(OLD - (first.events ?? 0));
    expect(await count('events')).toBe(YOUNG);
    expect(await purged()).toEqual({});
  });
});

describe('an alert', () => {
  test('outlives its events: it can still be shown and acted on, and names them', async () => {
    const one = await told(91);
    expect(await purged()).toEqual({ events: 1, event_resources: 1 });
    expect(await alertById(database.reader, one.id)).toEqual(one);
    expect(await eventIdsOf(database.reader, one.id, 10)).toEqual([one.content.eventId]);
  });

  test.each<[string, number, Partial<Alert>, boolean]>([
    ['with its last repeat too long ago goes, with its matches and what is known of its messages', 401, {}, true],
    ['still open goes just the same', 401, { state: 'open' }, true],
    ['young enough stays', 399, {}, false],
    ['with a late repeat stays', 401, { lastAt: NOON - DAY }, false],
    ['about old events, but opened lately, stays', 401, { openedAt: NOON - DAY }, false],
    ['that somebody resolved lately stays', 401, { state: 'resolved', stateAt: NOON - DAY }, false],
    [
      'whose snooze is still to be ended stays',
      401,
      { snooze: { by: 'U1', at: NOON, until: NOON, counted: 0, over: false } },
      false,
    ],
  ])('%s', async (_name, days, fields, goes) => {
    const one = await told(days, fields);
    await purged();
    expect((await alertById(database.reader, one.id)) === undefined).toBe(goes);
    expect(await count('notifications')).toBe(goes ? 0 : 1);
    if (goes) expect(await count('matches')).toBe(0);
  });

  test('of which a message is still owed stays until that is given up as well', async () => {
    const one = await told(401);
    const owed = { kind: 'edit', subject_kind: 'alert', channel: 'C1', urgency: 1, version: 1, attempts: 0 };
    const row = { ...owed, key: 'x', subject: one.id, owed_at: NOON - DAY, next_at: NOON };
    await database.transaction(async (trx) => void (await trx.insertInto('outbox').values(row).execute()));
    await purged();
    expect(await count('alerts')).toBe(1);
    await purged(Infinity, NOON + 400 * DAY);
    expect(await count('alerts')).toBe(0);
  });
});

describe('a first-seen mark', () => {
  const marked = (days: number) =>
    database.transaction(() => Promise.resolve(recordMarks(database.connection, [at(days)], NOON)));

  test('stays, however old, while events of its principal are kept', async () => {
    await marked(500);
    await database.transaction(() => Promise.resolve(insertEvents(database.connection, [at(80)])));
    expect(await purged()).toEqual({});
    expect(await count('first_seen')).toBe(3);
  });

  test('stays when its principal is away for less than alerts are kept', async () => {
    await marked(300);
    expect(await purged()).toEqual({});
  });

  test('goes when it is older than that and its principal is gone; since when an account is watched stays', async () => {
    await marked(500);
    expect(await purged()).toEqual({ first_seen: 2 });
    expect(await count('first_seen')).toBe(1);
  });

  test('is found among many principals', async () => {
    const insert = database.connection.prepare("INSERT INTO first_seen VALUES ('event', ?, 'x', ?)");
    for (let n = 0; n < 1000; n += 1) insert.run(`p${n}`, NOON - (n % 2 === 0 ? 500 : 100) * DAY);
    expect(await purged()).toEqual({ first_seen: 500 });
  });
});

test('audit entries go by whole days, a slice at a time, and the log says so', async () => {
  const entry = { actor: 'U1', action: 'snooze', subjectKind: 'alert', subject: 'a', reason: undefined } as const;
  const none = { before: undefined, after: undefined };
  await database.transaction(async (trx) => {
    for (let n = 0; n < SLICE + 20; n += 1) await record(trx, { ...entry, ...none, at: NOON - 401 * DAY + n });
    await record(trx, { ...entry, ...none, at: NOON - 400 * DAY - HOUR });
  });
  expect(await purged()).toEqual({ audit: SLICE + 20 });
  expect(await count('audit')).toBe(3);
  expect(await purged()).toEqual({});
});

test('an expectation that ended goes with the alerts of its time; one that runs or still hides something stays', async () => {
  const ended = { until: NOON - 401 * DAY };
  await database.transaction(async (trx) => {
    await writeExpectation(trx, expectation({ id: 'over', ...ended }));
    await writeExpectation(trx, expectation({ id: 'hid', ...ended, lastMatchedAt: NOON - DAY }));
    await writeExpectation(trx, expectation({ id: 'on' }));
  });
  expect(await purged()).toEqual({ expectations: 1 });
});

test('events stay until they were read for the last time, or they would be news again; a place that is read no more holds up nothing', async () => {
  const old = (days: number) => event({ eventID: `old-${days}`, eventTime: new Date(NOON - days * DAY).toISOString() });
  await database.transaction(async () => insertEvents(database.connection, [95, 93, 91].map(old)));
  const put = database.connection.prepare('INSERT INTO progress VALUES (?, ?, ?, ?, ?)');
  const lanes = (region: string, readAt: number, last: number): void => {
    put.run('111122223333', region, 'changes', readAt, readAt);
    put.run('111122223333', region, 'later-180', last, last);
  };
  lanes('eu-central-1', NOON - HOUR, NOON - 92 * DAY);
  lanes('us-east-1', NOON - HOUR, NOON - 3 * HOUR);
  lanes('eu-west-3', NOON - 94 * DAY, NOON - 94 * DAY);
  await purged();
  const left = database.connection.prepare('SELECT id FROM events ORDER BY time').pluck().all();
  expect(left).toEqual(['old-91']);
});

test('a store without anything old is left as it is', async () => {
  await told(1);
  const before = await Promise.all(TABLES.map(count));
  expect(await purged()).toEqual({});
  expect(await Promise.all(TABLES.map(count))).toEqual(before);
});
