/** What a preview reads of the past: the right matches, by an index, and never more than it may. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '../../src/alert/expectation';
import type { CloudTrailEvent } from '../../src/source/event';
import { writeAlert, writeMatches } from '../../src/store/alerts';
import { type Database, openDatabase } from '../../src/store/database';
import { insertEvents } from '../../src/store/events';
import { type Asked, type Preview, previewOf } from '../../src/store/preview';
import { HOUR, NOON, alert, event, expectation } from '../fixtures';
import { ROOT } from '../harness';

const DAY = 24 * HOUR;
const ACCOUNT = '111122223333';
const DEPLOY = `role:${ACCOUNT}:deploy`;

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

const by = (name: string, session = 'one', fields: Record<string, unknown> = {}, at = NOON - DAY): CloudTrailEvent =>
  event({
    eventTime: new Date(at).toISOString(),
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`,
      accountId: ACCOUNT,
    },
    ...fields,
  });

type At = 'high' | 'critical';

async function matched(events: readonly CloudTrailEvent[], ruleId = 'rule-1', level: At = 'high'): Promise<void> {
  await database.transaction(async () => insertEvents(database.connection, events));
  await met(events, ruleId, level);
}

function met(events: readonly CloudTrailEvent[], ruleId: string, level: At = 'high'): Promise<void> {
  const none = { alertId: undefined, quietBy: undefined, reasons: [] };
  const rows = events.map(({ id: eventId, time }) => ({ ...none, eventId, ruleId, level, time }));
  return database.transaction((trx) => writeMatches(trx, rows));
}

function ask(scope: Partial<Scope> = {}, fields: Partial<Asked> = {}, most?: number): Promise<Preview> {
  const asked = {
    scope: expectation(scope),
    ruleIds: ['rule-1'],
    since: NOON - 30 * DAY,
    principal: DEPLOY,
    session: undefined,
    alertId: 'a',
    ...fields,
  };
  return previewOf(database.reader, asked, most);
}

const pattern = (text: string): Partial<Scope> => ({
  covered: { kind: 'pattern', principal: text, session: undefined },
});
const ALL = { rules: { kind: 'all', value: '' } } as const;

describe('a preview', () => {
  test.each<[string, Partial<Scope>, Partial<Asked>, number]>([
    ['counts a role whatever its session and suffix', {}, {}, 3],
    ['counts one session', { covered: { kind: 'session', principal: DEPLOY, session: 'two' } }, {}, 1],
    ['counts whoever a pattern names', pattern('deploy*'), {}, 4],
    ['counts one network', { network: '203.0.113.0/24' }, {}, 1],
    ['counts one account', { account: '444455556666' }, {}, 0],
    ['counts all rules', ALL, { ruleIds: undefined }, 4],
    ['counts the rules of a group', { rules: { kind: 'group', value: 'g' } }, { ruleIds: ['rule-1', 'rule-2'] }, 4],
    ['counts no rule of an empty group', { rules: { kind: 'group', value: 'g' } }, { ruleIds: [] }, 0],
  ])('%s', async (_name, scope, asked, count) => {
    await matched([by('deploy'), by('deploy-20260102030405123400000001', 'two')]);
    await matched([by('deploy', 'three', { sourceIPAddress: '203.0.113.9' }), by('deploy-other'), by('admin')]);
    await matched([by('deploy')], 'rule-2');
    await matched([by('deploy')], 'rule-1', 'critical');
    await matched([by('deploy', 'old', {}, NOON - 31 * DAY)]);
    expect((await ask(scope, asked)).count).toBe(count);
  });

  test('counts an event that met two rules once, and names both', async () => {
    const one = by('deploy');
    await matched([one]);
    await met([one], 'rule-2');
    const { count, rules } = await ask(ALL, { ruleIds: undefined });
    expect([count, rules.map(({ key }) => key)]).toEqual([1, ['rule-1', 'rule-2']]);
  });

  test('names other principals, the most frequent first, hostile names as they are', async () => {
    await matched([by('deploy'), by('deploy-b'), by('deploy-b'), by("deploy-' OR 1=1 --")]);
    const { others, count } = await ask(pattern('deploy*'));
    expect(count).toBe(4);
    expect(others).toEqual([
      { key: `role:${ACCOUNT}:deploy-b`, count: 2 },
      { key: `role:${ACCOUNT}:deploy-' OR 1=1 --`, count: 1 },
    ]);
  });

  test('takes each session of a role of Identity Center for a person', async () => {
    const admin = 'AWSReservedSSO_Admin_0123456789abcdef';
    await matched([by(admin, 'alice'), by(admin, 'bob'), by(admin, 'bob'), by('deploy', 'nightly-2')]);
    const key = `role:${ACCOUNT}:AWSReservedSSO_Admin`;
    const covered = { kind: 'principal', principal: key, session: undefined } as const;
    const { others } = await ask({ covered }, { principal: key, session: 'alice' });
    expect(others).toEqual([{ key, session: 'bob', count: 2 }]);
  });

  test('compares a person of Identity Center by name, as detection does', async () => {
    const userIdentity = { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: '90-1' } };
    await matched([event({ userIdentity, additionalEventData: { UserName: 'alice' } })]);
    expect((await ask(pattern('ali*'))).count).toBe(1);
  });

  test.each([
    ['of one rule', ['rule-1']],
    ['of several rules', ['rule-1', 'rule-2']],
    ['of all rules', undefined],
  ])('%s reads so many matches and no more, and says so', async (_name, ruleIds) => {
    await matched(Array.from({ length: 6 }, () => by('deploy')));
    expect(await ask(ALL, { ruleIds }, 5)).toMatchObject({ count: 5, more: true });
    expect(await ask(ALL, { ruleIds }, 6)).toMatchObject({ count: 6, more: false });
  });

  test('counts other open alerts under it, neither its own nor resolved nor folded ones', async () => {
    const of = (id: string, fields = {}) => ({ ...alert({ id, ...fields }, { event: by('deploy') }), fingerprint: id });
    const alerts = [
      of('a'),
      of('b'),
      of('c', { state: 'resolved' }),
      of('d', { folded: true }),
      of('e', { level: 'critical' }),
    ];
    await database.transaction(async (trx) => {
      for (const one of alerts) await writeAlert(trx, one);
    });
    expect((await ask()).alerts).toBe(1);
  });

  test.each<[string, Partial<Scope>, Partial<Asked>]>([
    ['one rule', {}, {}],
    ['a group', { rules: { kind: 'group', value: 'g' } }, { ruleIds: ['rule-1', 'rule-2'] }],
    ['everything', { ...pattern('*'), ...ALL, account: undefined }, { ruleIds: undefined }],
  ])('of %s is found by indexes, without a scan of events or matches', async (_name, scope, asked) => {
    await matched([by('deploy')]);
    const queries: string[] = [];
    const { connection } = database;
    const reader = database.reader.withPlugin({
      transformQuery: ({ node }) => {
        const { sql, parameters } = database.reader.getExecutor().compileQuery(node, { queryId: 'x' });
        const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
        queries.push(...plan.map(({ detail }) => detail));
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    await previewOf(reader, {
      scope: expectation(scope),
      ruleIds: ['rule-1'],
      since: NOON - 30 * DAY,
      principal: DEPLOY,
      session: undefined,
      alertId: 'a',
      ...asked,
    });
    expect(queries.join('\n')).toMatch(/USING (COVERING )?INDEX matches_by/);
    expect(queries.filter((detail) => /^SCAN (?!m$|\(subquery)/.test(detail))).toEqual([]);
  });
});
