/** Rules in staging: what they would have posted, how one goes live, and when that is forgotten. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Level } from '../../src/detect/level';
import type { Match } from '../../src/detect/rule';
import { writeAlert, writeMatches } from '../../src/store/alerts';
import { type KeptEntry, auditEntries } from '../../src/store/audit';
import { type Database, openDatabase } from '../../src/store/database';
import { insertEvents } from '../../src/store/events';
import { type StagedReport, stagedReport } from '../../src/store/staged-report';
import { forgetLive, goLive, liveRules, wentLive } from '../../src/store/staging';
import { HOUR, NOON, decided, event, expectation, match, rule } from '../fixtures';
import { ROOT } from '../harness';

const DAY = 24 * HOUR;
const SINCE = NOON - 7 * DAY;

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

const alice = { by: 'U0ALICE', at: NOON };
const bob = { by: 'U0BOB', at: NOON + HOUR };

async function audited(): Promise<Partial<KeptEntry>[]> {
  const entries: Partial<KeptEntry>[] = [];
  for await (const { actor, action, subjectKind, subject } of auditEntries(database.reader, 0)) {
    entries.push({ actor, action, subjectKind, subject });
  }
  return entries;
}

describe('a rule', () => {
  test('goes live once; the second person hears who was first, and the log has one entry', async () => {
    expect(await goLive(database, { ruleId: 'r1', ...alice })).toEqual({ ruleId: 'r1', ...alice, changed: true });
    expect(await goLive(database, { ruleId: 'r1', ...bob })).toEqual({ ruleId: 'r1', ...alice, changed: false });
    expect(await liveRules(database.reader)).toEqual(new Set(['r1']));
    expect(await audited()).toEqual([{ actor: 'U0ALICE', action: 'go-live', subjectKind: 'rule', subject: 'r1' }]);
  });

  test('of two people at once makes one live', async () => {
    const both = await Promise.all([alice, bob].map((who) => goLive(database, { ruleId: 'r1', ...who })));
    expect(both.map(({ by, changed }) => [by, changed])).toEqual([
      ['U0ALICE', true],
      ['U0ALICE', false],
    ]);
  });

  test('that the configuration does not stage any more is forgotten, so naming it again stages it again', async () => {
    await goLive(database, { ruleId: 'r1', ...alice });
    await goLive(database, { ruleId: 'r2', ...bob });
    expect(await forgetLive(database, (id) => id === 'r2', NOON + DAY)).toEqual(['r1']);
    expect(await forgetLive(database, (id) => id === 'r2', NOON + DAY)).toEqual([]);
    expect(await wentLive(database.reader)).toEqual([{ ruleId: 'r2', ...bob }]);
    expect((await audited()).at(-1)).toMatchObject({ actor: 'trailwarden', action: 'leave-staging', subject: 'r1' });
  });
});

describe('the report on a rule in staging', () => {
  const staged = rule({ id: 'staged', staged: true });
  const met = (at: number, fields: Record<string, unknown> = {}, level: Level = 'high'): Match =>
    match({ event: event({ eventTime: new Date(at).toISOString(), ...fields }), rule: staged, level });
  const by = (userName: string) => ({ userIdentity: { type: 'IAMUser', userName, accountId: '111122223333' } });

  async function reported(
    matches: readonly Match[],
    past: Parameters<typeof decided>[1] = {},
    merge = DAY,
  ): Promise<StagedReport | undefined> {
    const decision = decided(matches, past);
    await database.transaction(async (trx) => {
      insertEvents(database.connection, [...new Set(matches.map((one) => one.event))]);
      for (const { alert } of decision.changes) await writeAlert(trx, alert);
      await writeMatches(trx, decision.matches);
    });
    const [report] = await stagedReport(database.reader, { ruleIds: ['staged'], since: SINCE, merge });
    return report;
  }

  test('counts matches, people, levels and days, names the newest events, and groups as the bot would', async () => {
    const first = met(NOON - 3 * DAY);
    const matches = [
      first,
      met(NOON - 3 * DAY + HOUR, {}, 'critical'),
      met(NOON - HOUR),
      met(NOON, by('bob'), 'medium'),
    ];
    expect(await reported(matches)).toEqual({
      ruleId: 'staged',
      ...{ matches: 4, principals: 2, joined: 0, expected: 0 },
      levels: [
        { level: 'critical', count: 1 },
        { level: 'high', count: 2 },
        { level: 'medium', count: 1 },
      ],
      days: [
        { day: Date.UTC(2026, 10, 17), matches: 2 },
        { day: Date.UTC(2026, 10, 20), matches: 2 },
      ],
      samples: [...matches]
        .reverse()
        .slice(0, 3)
        .map((one) => one.event.id),
      alerts: [
        { level: 'critical', count: 1 },
        { level: 'high', count: 1 },
        { level: 'medium', count: 1 },
      ],
    });
  });

  test.each([
    ['quiet for longer than the merge time are two alerts', HOUR, 2],
    ['quiet for just so long are one', 2 * HOUR, 1],
  ])('repeats that were %s', async (_name, merge, alerts) => {
    const report = await reported([met(NOON - 2 * HOUR), met(NOON)], {}, merge);
    expect(report?.alerts).toEqual([{ level: 'high', count: alerts }]);
  });

  test('leaves out what an expectation would have kept quiet anyway', async () => {
    const expected = expectation({
      covered: { kind: 'pattern', principal: '*', session: undefined },
      rules: { kind: 'all', value: '' },
    });
    const report = await reported([met(NOON)], { expectations: [expected] });
    expect(report).toMatchObject({ matches: 1, expected: 1, alerts: [] });
  });

  test.each<[string, Level, number, number]>([
    ['as loudly', 'high', 1, 0],
    ['less loudly', 'low', 0, 1],
  ])('counts no message for an event that another alert tells of %s', async (_name, level, joined, alerts) => {
    const one = met(NOON);
    const other = match({ event: one.event, rule: rule({ id: 'live' }), level });
    const report = await reported([one, other]);
    expect(report?.joined).toBe(joined);
    expect(report?.alerts).toHaveLength(alerts);
  });

  test('looks no further back than it was asked, and is there for a rule that met nothing', async () => {
    const none = { matches: 0, principals: 0, levels: [], days: [], samples: [], alerts: [], joined: 0, expected: 0 };
    expect(await reported([met(SINCE - 1)])).toEqual({ ruleId: 'staged', ...none });
  });
});
