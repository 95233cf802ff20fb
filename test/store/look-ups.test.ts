/** What look-ups do at their edges, what they keep of an event, and how a timeline is told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Level } from '../../src/detect/level';
import { type CloudTrailEvent, isProblem, parseEvent } from '../../src/source/event';
import { writeMatches } from '../../src/store/alerts';
import type { EventFilters, Term } from '../../src/store/conditions';
import { type Database, openDatabase } from '../../src/store/database';
import { errorOf, resourcesOf } from '../../src/store/event-facts';
import { insertEvents } from '../../src/store/events';
import { type EventPage, recentEvents } from '../../src/store/look-ups';
import { PACE } from '../../src/store/paths';
import { LEARNING, recordMarks } from '../../src/store/marks';
import { sessionTimeline } from '../../src/store/timeline';
import { HOUR, MINUTE, NOON, event } from '../fixtures';
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

const keep = (events: readonly CloudTrailEvent[]): Promise<void> =>
  database.transaction(async () => insertEvents(database.connection, events));

function met(of: CloudTrailEvent, level: Level, ruleId = 'rule-1'): Promise<void> {
  const match = { eventId: of.id, ruleId, alertId: undefined, quietBy: undefined, reasons: [], level, time: of.time };
  return database.transaction((trx) => writeMatches(trx, [match]));
}

const NO_TIME = { since: undefined, until: undefined };
const only = (...terms: readonly Term[]): EventFilters => ({ all: terms.map((term) => ({ any: [term] })), ...NO_TIME });
const like = (of: Exclude<Term['of'], 'address' | 'level' | 'readOnly'>, text: string): Term => ({ of, like: text });

const idsOf = (page: EventPage): readonly string[] => page.rows.map(({ id }) => id);

describe('a look-up', () => {
  test('that would pass too many rows stops, says how far it got, and goes on from there', async () => {
    const many = Array.from({ length: PACE.time + 1000 }, (_, n) => {
      const eventTime = new Date(NOON - n * 1000).toISOString();
      const parsed = parseEvent(
        {
          eventID: `e${n}`,
          eventTime,
          eventSource: 's3.amazonaws.com',
          eventName: 'X',
          readOnly: n !== PACE.time + 999,
        },
        '',
        NOON,
      );
      if (isProblem(parsed)) throw new Error(parsed.problem);
      return parsed;
    });
    await keep(many);
    const filters = only({ of: 'readOnly', is: false });
    const first = await recentEvents(database.reader, filters);
    expect(first).toMatchObject({ rows: [], newer: undefined, searchedTo: NOON - (PACE.time - 1) * 1000 });
    const second = await recentEvents(database.reader, filters, first.older && { older: first.older });
    expect(idsOf(second)).toEqual([`e${PACE.time + 999}`]);
    expect(second).toMatchObject({ older: undefined, searchedTo: undefined });
  });

  test('finds an event once that many rules met', async () => {
    const [older, newer] = [event({ eventTime: new Date(NOON - HOUR).toISOString() }), event()];
    await keep([older, newer]);
    for (let n = 0; n < 30; n += 1) await met(newer, n % 2 === 0 ? 'high' : 'critical', `rule-${n}`);
    await met(older, 'high');
    const { rows } = await recentEvents(database.reader, only({ of: 'level', atLeast: 'high' }));
    expect(rows.map(({ id, level }) => [id, level])).toEqual([
      [newer.id, 'critical'],
      [older.id, 'high'],
    ]);
  });

  test.each([
    ["x' OR '1'='1"],
    ['%'],
    ['_'],
    ['*'.repeat(20)],
    ['a'.repeat(5000)],
    ['\u0000'],
    ['"; DROP TABLE events; --'],
  ])('takes %j for a text', async (text) => {
    await keep([event()]);
    for (const where of ['name', 'principal', 'person', 'error', 'resource', 'accessKey', 'account'] as const) {
      expect((await recentEvents(database.reader, only(like(where, text)))).rows).toEqual([]);
      expect(
        (await recentEvents(database.reader, only(like(where, text), { of: 'readOnly', is: false }))).rows,
      ).toEqual([]);
    }
    expect((await recentEvents(database.reader, only())).rows).toHaveLength(1);
  });
});

describe('the facts of an event', () => {
  test.each<[string, Record<string, unknown>, readonly string[]]>([
    [
      'a bucket and its ARN',
      { requestParameters: { bucketName: 'Logs' }, resources: [{ ARN: 'arn:aws:s3:::Logs/key' }] },
      ['arn:aws:s3:::logs/key', 'logs'],
    ],
    [
      'the name at the end of an ARN',
      { requestParameters: { roleArn: 'arn:aws:iam::1:role/path/deploy' } },
      ['arn:aws:iam::1:role/path/deploy', 'deploy'],
    ],
    [
      'instances',
      { requestParameters: { instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } } },
      ['i-1', 'i-2'],
    ],
    ['a trail by its name', { requestParameters: { name: 'main' } }, ['main']],
    [
      'nothing of the wrong type',
      { requestParameters: { bucketName: 7, userName: null, instanceIds: 'x' }, resources: 'x' },
      [],
    ],
    [
      'no more than twenty',
      { requestParameters: null, resources: Array.from({ length: 50 }, (_, n) => ({ ARN: `x${n}` })) },
      Array.from({ length: 20 }, (_, n) => `x${n}`),
    ],
  ])('name %s', (_name, fields, resources) => {
    expect([...resourcesOf(event(fields))].sort()).toEqual([...resources].sort());
  });

  test('know a failed console login, which has no error code', () => {
    expect(errorOf(event({ responseElements: { ConsoleLogin: 'Failure' } }))).toBe('Failure');
  });
});

describe('a timeline', () => {
  test('tells the same call once with its count, and marks first times after an account was learned', async () => {
    const at = (name: string, minutes: number, fields = {}): CloudTrailEvent =>
      event({ eventName: name, eventTime: new Date(NOON + minutes * MINUTE).toISOString(), ...fields });
    const past = at('ListTrails', -60);
    const events = [
      at('ListTrails', 0),
      at('ListTrails', 1),
      at('StopLogging', 2),
      at('ListTrails', 3, { sourceIPAddress: '203.0.113.9' }),
    ];
    await database.transaction(async () => {
      recordMarks(database.connection, [past], NOON - LEARNING - HOUR);
      recordMarks(database.connection, events, NOON);
      insertEvents(database.connection, [past, ...events]);
    });
    const { runs } = await sessionTimeline(database.reader, only(like('principal', '*:*:alice')));
    expect(
      runs.map(({ name, count, firstTime, lastAt }) => [name, count, firstTime, (lastAt - NOON) / MINUTE]),
    ).toEqual([
      ['ListTrails', 3, ['event', 'network'], 1],
      ['StopLogging', 1, ['event'], 2],
      ['ListTrails', 1, ['network'], 3],
    ]);
  });

  test('of too much says where it goes on', async () => {
    await keep(
      Array.from({ length: 5 }, (_, n) =>
        event({ eventName: `A${n}`, eventTime: new Date(NOON + n * MINUTE).toISOString() }),
      ),
    );
    const newest = await sessionTimeline(database.reader, only(), undefined, 3);
    const rest = await sessionTimeline(database.reader, only(), newest.older, 3);
    expect([newest, rest].map(({ runs }) => runs.map(({ name }) => name))).toEqual([
      ['A2', 'A3', 'A4'],
      ['A0', 'A1'],
    ]);
    expect(rest.older).toBeUndefined();
  });
});
