/** The query plan of every query of every look-up: each finds its rows by an index and in the index's order, so none grows with the store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { parseQuery } from '../../src/act/query';
import { ALERT_LISTS, alertsByShortId, alertsList, expectationsList, snoozesList } from '../../src/store/alert-lists';
import { writeMatches } from '../../src/store/alerts';
import type { EventFilters } from '../../src/store/conditions';
import { listConfirmations, medianAnswer } from '../../src/store/confirmations';
import { type Database, openDatabase } from '../../src/store/database';
import { deedsOn } from '../../src/store/deeds';
import { eventById, insertEvents } from '../../src/store/events';
import {
  acknowledgedBy,
  expected,
  lastDigest,
  liveAmong,
  matchesOf,
  openAges,
  questionsTo,
  snoozes,
  watched,
  worstOpen,
} from '../../src/store/home';
import { levelOfEvents, recentEvents } from '../../src/store/look-ups';
import { matchesOfEvent } from '../../src/store/matches';
import { postedAt } from '../../src/store/posted';
import { placesOf } from '../../src/store/places';
import { lastEventsOf, pausesSince } from '../../src/store/region-events';
import { knownSince, oldestEventOf } from '../../src/store/reach';
import { ruleCount } from '../../src/store/rule-counts';
import type { Schema } from '../../src/store/schema';
import { sessionTimeline } from '../../src/store/timeline';
import { NOON, event } from '../fixtures';
import { ROOT } from '../harness';

let folder: string;
let database: Database;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
  database = openDatabase('sqlite:x.sqlite', folder, join(ROOT, 'migrations'));
  const events = Array.from({ length: 20 }, (_, n) => event({ errorCode: 'AccessDenied', eventName: `A${n % 3}` }));
  const none = { alertId: undefined, quietBy: undefined, reasons: [], level: 'high', ruleId: 'r' } as const;
  await database.transaction(async (trx) => {
    insertEvents(database.connection, events);
    await writeMatches(
      trx,
      events.map(({ id: eventId, time }) => ({ ...none, eventId, time })),
    );
  });
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The plans of all that is asked through the reader, a line a step. */
async function plansOf(lookUp: (reader: Kysely<Schema>) => Promise<unknown>): Promise<readonly string[]> {
  const steps: string[] = [];
  const reader = database.reader.withPlugin({
    transformQuery: ({ node }) => {
      const { sql, parameters } = database.reader.getExecutor().compileQuery(node, { queryId: 'x' });
      const plan = database.connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
      steps.push(...plan.map(({ detail }) => detail));
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  await lookUp(reader);
  return steps;
}

/** What goes through a whole table, or sorts. `seen` is the list of distinct values, which has an end; DISTINCT alone does not sort. */
const bad = (steps: readonly string[]): readonly string[] =>
  steps.filter((step) => /^SCAN (?!seen$|\(subquery|CONSTANT)|TEMP B-TREE FOR (?!DISTINCT)/.test(step));

/** Small enough that every path is walked in several steps, and that the filters below are taken for dense and for sparse. */
const PACES = [
  { time: 40_000, index: 6_000, step: 250 },
  { time: 30, index: 8, step: 2 },
];

function filtersOf(text: string): EventFilters {
  const query = parseQuery(`recent ${text}`, { now: NOON, timeZone: 'UTC', accounts: new Map() });
  if (query.kind !== 'recent') throw new Error(text);
  return query.filters;
}

describe('a page of events is found by an index', () => {
  test.each<[string, string]>([
    ['', 'events_by_time'],
    ['principal:alice', 'events_by_principal'],
    ['principal:user:111122223333:alice', 'events_by_principal'],
    ['person:alice', 'events_by_person'],
    ['person:al*', 'events_by_person'],
    ['event:A1', 'events_by_name'],
    ['event:A*', 'events_by_name'],
    ['service:cloudtrail', 'events_by_source'],
    ['account:111122223333', 'events_by_account'],
    ['region:eu-central-1', 'events_by_region'],
    ['ip:198.51.100.7', 'events_by_address_key'],
    ['ip:198.51.0.0/16', 'events_by_address_key'],
    ['resource:main', 'PRIMARY KEY'],
    ['resource:ma*', 'PRIMARY KEY'],
    ['resource:*main', 'events_by_time'],
    ['key:AKIAIOSFODNN7EXAMPLE', 'events_by_access_key'],
    ['error:any', 'events_by_error'],
    ['error:denied', 'events_by_error'],
    ['level:high', 'matches_by_level'],
    ['write', 'events_by_time'],
    ['write since:2h', 'events_by_time'],
    ['alice', 'events_by_principal'],
    ['alice error:any level:low write resource:*main', 'events_by_'],
    ['account:111122223333 event:A* ip:198.51.100.0/24 region:eu-*', 'events_by_'],
  ])('%s', async (text, index) => {
    const filters = { ...filtersOf(text) };
    for (const pace of PACES) {
      for (const page of [undefined, { older: { time: NOON + 1, id: '' } }, { newer: { time: NOON - 1, id: '' } }]) {
        const steps = await plansOf((reader) => recentEvents(reader, filters, page, 3, pace));
        expect(bad(steps)).toEqual([]);
        expect(steps.join('\n')).toContain(index);
      }
    }
  });
});

describe('no other look-up goes through a table or sorts one', () => {
  const asking = { user: 'U1', now: NOON };
  const key = { part: 0, at: NOON, id: 'x' };
  const pages = [undefined, { next: key }, { previous: key }];
  test.each<[string, (reader: Kysely<Schema>) => Promise<unknown>]>([
    ['who', (reader) => sessionTimeline(reader, filtersOf('principal:alice'))],
    ['event', (reader) => eventById(reader, 'x')],
    ['why', (reader) => matchesOfEvent(reader, 'x')],
    ['what a message stands for', (reader) => postedAt(reader, 'C1', '1.2')],
    ['levels of events', (reader) => levelOfEvents(reader, ['x', 'y'])],
    ['alert', (reader) => alertsByShortId(reader, '3f')],
    ['what was done to an alert', (reader) => deedsOn(reader, 'x', 7)],
    ['where alerts stand', (reader) => placesOf(reader, ['x', 'y'])],
    ['how busy a rule was', (reader) => ruleCount(reader, 'r', NOON)],
    ['questions', (reader) => listConfirmations(reader, NOON, 10)],
    ['how soon people answer', (reader) => medianAnswer(reader, NOON)],
    ['how far the store reaches of an account', (reader) => oldestEventOf(reader, '111122223333')],
    ['since when a principal is known', (reader) => knownSince(reader, 'user:111122223333:alice')],
    ['the last events of an account', (reader) => lastEventsOf(reader, '111122223333')],
    ['when nobody watched', (reader) => pausesSince(reader, NOON, 4)],
    ...ALERT_LISTS.map((which): [string, (reader: Kysely<Schema>) => Promise<unknown>] => [
      `alerts ${which}`,
      (reader) => Promise.all(pages.map((page) => alertsList(reader, which, asking, page))),
    ]),
    ['snoozes', (reader) => Promise.all(pages.map((page) => snoozesList(reader, asking, page)))],
    ['expected', (reader) => Promise.all(pages.map((page) => expectationsList(reader, NOON, page)))],
    ['home: open alerts by age', (reader) => openAges(reader, NOON)],
    ['home: the worst of them', (reader) => worstOpen(reader, NOON, 6)],
    ['home: what somebody took', (reader) => acknowledgedBy(reader, 'U1', 3)],
    ['home: what somebody was asked', (reader) => questionsTo(reader, 'U1', NOON)],
    ['home: snoozes', (reader) => snoozes(reader, NOON, 3)],
    ['home: expectations', (reader) => expected(reader, NOON, 3)],
    ['home: the last digest', (reader) => lastDigest(reader)],
    ['home: rules in staging', (reader) => Promise.all([liveAmong(reader, ['r']), matchesOf(reader, 'r', NOON, 9)])],
    ['home: since when we watch', (reader) => watched(reader, NOON)],
  ])('%s', async (_name, lookUp) => {
    const steps = await plansOf(lookUp);
    expect(steps.length).toBeGreaterThan(0);
    expect(bad(steps)).toEqual([]);
  });
});
