/** Look-ups against what a plain reading of the same events says: any filters, page by page, in both directions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { LEVELS, type Level, compareLevels } from '../../src/detect/level';
import { type CloudTrailEvent } from '../../src/source/event';
import { principalOf } from '../../src/source/principal';
import { writeMatches } from '../../src/store/alerts';
import type { Condition, EventFilters, Term } from '../../src/store/conditions';
import { type Database, openDatabase } from '../../src/store/database';
import { accessKeyOf, addressKeyOf, errorOf, personKeyOf, resourcesOf } from '../../src/store/event-facts';
import { insertEvents } from '../../src/store/events';
import { PACE, type Pace } from '../../src/store/paths';
import { type EventPage, type PageOf, recentEvents } from '../../src/store/look-ups';
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

const keep = (events: readonly CloudTrailEvent[]): Promise<void> =>
  database.transaction(async () => insertEvents(database.connection, events));

function met(of: CloudTrailEvent, level: Level, ruleId = 'rule-1'): Promise<void> {
  const match = { eventId: of.id, ruleId, alertId: undefined, quietBy: undefined, reasons: [], level, time: of.time };
  return database.transaction((trx) => writeMatches(trx, [match]));
}

const like = (of: Exclude<Term['of'], 'address' | 'level' | 'readOnly'>, text: string): Term => ({ of, like: text });

/** Turns all pages from the newest to the end. */
async function pages(filters: EventFilters, size: number, pace: Pace): Promise<readonly EventPage[]> {
  const found: EventPage[] = [];
  let page: PageOf;
  do {
    const next: EventPage = await recentEvents(database.reader, filters, page, size, pace);
    found.push(next);
    page = next.older && { older: next.older };
  } while (page && found.length < 500);
  return found;
}

const idsOf = (page: EventPage): readonly string[] => page.rows.map(({ id }) => id);

describe('any filters on any events', () => {
  const NAMES = ['ListBuckets', 'DeleteBucket', 'AssumeRole', 'deletebucket'];
  const random = fc.record({
    id: fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16).padStart(4, '0')),
    minutes: fc.integer({ min: 0, max: 4 }),
    name: fc.constantFrom(...NAMES),
    source: fc.constantFrom('s3.amazonaws.com', 'iam.amazonaws.com'),
    user: fc.constantFrom('alice', 'bob', "o'hara", '100%_\\'),
    session: fc.constantFrom(undefined, 'Alice@example.com', 'ci-1'),
    account: fc.constantFrom('111122223333', '444455556666'),
    address: fc.constantFrom(undefined, '198.51.100.7', '198.51.101.7', '2001:DB8::1', 'ecs.amazonaws.com'),
    error: fc.constantFrom(undefined, 'AccessDenied', 'Throttling'),
    readOnly: fc.constantFrom(undefined, true, false),
    bucket: fc.constantFrom(undefined, 'Logs', 'logs-2'),
    level: fc.constantFrom(undefined, ...LEVELS),
  });
  type Random = typeof random extends fc.Arbitrary<infer T> ? T : never;

  const term: fc.Arbitrary<Term> = fc.oneof(
    fc.constantFrom(...NAMES, 'delete*', '*bucket', '?istBuckets', 'nothing').map((text) => like('name', text)),
    fc
      .constantFrom('*:*:alice', '*:*:*a*', "*:*:o'hara", '*:*:100%_\\', '*:*:100*\\', 'user:*')
      .map((text) => like('principal', text)),
    fc.constantFrom('alice@example.com', 'alice*', 'CI-1', '*').map((text) => like('person', text)),
    fc.constantFrom('s3.amazonaws.com', '*').map((text) => like('source', text)),
    fc.constantFrom('111122223333', '4444*', '%').map((text) => like('account', text)),
    fc.constantFrom('*', 'accessdenied', 'T*').map((text) => like('error', text)),
    fc.constantFrom('logs', 'log*', '*2', 'arn:aws:s3:::logs').map((text) => like('resource', text)),
    fc.constantFrom('akiaalice', 'AKIAb*', 'akia*').map((text) => like('accessKey', text)),
    fc.constant(like('region', 'eu-central-1')),
    fc.constantFrom(...LEVELS).map((atLeast): Term => ({ of: 'level', atLeast })),
    fc.boolean().map((is): Term => ({ of: 'readOnly', is })),
    fc
      .constantFrom(
        ['198.51.100.0', '198.51.100.255'],
        ['198.51.0.0', '198.51.255.255'],
        ['2001:db8::1', '2001:db8::1'],
        ['ecs.amazonaws.com', 'ecs.amazonaws.com'],
      )
      .map(([from = '', to = '']): Term => ({ of: 'address', from: addressKeyOf(from), to: addressKeyOf(to) })),
  );
  const condition: fc.Arbitrary<Condition> = fc.array(term, { minLength: 1, maxLength: 3 }).map((any) => ({ any }));
  const time = fc.option(
    fc.integer({ min: 0, max: 4 }).map((minutes) => NOON + minutes * MINUTE),
    { nil: undefined },
  );
  const asked: fc.Arbitrary<EventFilters> = fc.record({
    all: fc.array(condition, { maxLength: 3 }),
    since: time,
    until: time,
  });

  function made({
    id,
    minutes,
    name,
    source,
    user,
    session,
    account,
    address,
    error,
    readOnly,
    bucket,
  }: Random): CloudTrailEvent {
    const identity =
      session === undefined
        ? { type: 'IAMUser', userName: user }
        : { type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/${user}/${session}` };
    return event({
      eventID: id,
      eventTime: new Date(NOON + minutes * MINUTE).toISOString(),
      eventName: name,
      eventSource: source,
      recipientAccountId: account,
      sourceIPAddress: address,
      errorCode: error,
      readOnly,
      userIdentity: { ...identity, accountId: account, accessKeyId: `AKIA${user.toUpperCase()}` },
      requestParameters: { bucketName: bucket },
      resources: bucket === 'Logs' ? [{ ARN: 'arn:aws:s3:::logs' }] : [],
    });
  }

  function holds(filters: EventFilters, of: CloudTrailEvent, level: Level | undefined): boolean {
    const { since = 0, until = Infinity } = filters;
    const within = of.time >= since && of.time <= until;
    return within && filters.all.every(({ any }) => any.some((one) => termHolds(one, of, level)));
  }

  function termHolds(one: Term, of: CloudTrailEvent, level: Level | undefined): boolean {
    if (one.of === 'level') return level !== undefined && compareLevels(level, one.atLeast) >= 0;
    if (one.of === 'readOnly') return of.readOnly === one.is;
    if (one.of === 'address') {
      const address = of.record.sourceIPAddress;
      const key = typeof address === 'string' ? addressKeyOf(address) : '';
      return key !== '' && key >= one.from && key <= one.to;
    }
    const principal = principalOf(of);
    const texts = {
      name: [of.name],
      source: [of.source],
      account: [of.account],
      region: [of.region],
      principal: [principal.key],
      person: [personKeyOf(principal)],
      error: [errorOf(of)],
      accessKey: [accessKeyOf(of)],
      resource: [...resourcesOf(of)],
    }[one.of];
    const pattern = one.like
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    return texts.some((text) => text !== undefined && new RegExp(`^${pattern}$`, 'is').test(text));
  }

  test('finds what a plain reading finds, newest first, each once, turned to older and back to newer pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(random, { selector: ({ id }) => id, maxLength: 40 }),
        fc.array(asked, { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(PACE, { time: 9, index: 5, step: 2 }, { time: 3, index: 2, step: 1 }),
        async (randoms, questions, size, pace) => {
          database.connection.exec('DELETE FROM events; DELETE FROM event_resources; DELETE FROM matches');
          const events = randoms.map(made);
          await keep(events);
          const levels = new Map<string, Level>();
          for (const [n, { level }] of randoms.entries()) {
            const one = events[n];
            if (level === undefined || !one) continue;
            levels.set(one.id, level);
            await met(one, level);
            await met(one, 'informational', 'rule-2');
            await met(one, level, 'rule-3');
          }
          for (const filters of questions) {
            const expected = events
              .filter((one) => holds(filters, one, levels.get(one.id)))
              .sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1));
            const turned = await pages(filters, size, pace);
            expect(turned.flatMap(idsOf)).toEqual(expected.map(({ id }) => id));
            expect(turned.flatMap(({ rows }) => rows.map(({ level }) => level))).toEqual(
              expected.map(({ id }) => levels.get(id)),
            );
            let back = turned.at(-1);
            const again = back ? [...idsOf(back)] : [];
            while (back?.newer && again.length < 100) {
              back = await recentEvents(database.reader, filters, { newer: back.newer }, size, pace);
              again.unshift(...idsOf(back));
            }
            expect(again).toEqual(expected.map(({ id }) => id));
          }
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});
