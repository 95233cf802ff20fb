/** What a digest tells of its facts. */
import type { AlertGroup, BotFacts, StoredFacts } from '../../src/alert/digest-facts';
import { proposalsOf } from '../../src/alert/proposal';
import { HOUR, alert, expectation, rule } from '../fixtures';
import { DAY, MONDAY, bot, busy, digest, group, stored } from './digested';

const quarter = (time: number): number => Math.floor(time / (15 * 60_000));

describe('a week', () => {
  const one = { rows: [expectation()], total: 1 };
  test.each<[string, boolean, Partial<StoredFacts>, Partial<BotFacts>]>([
    ['without anything is calm', true, {}, {}],
    [
      'with alerts that no route takes is calm',
      true,
      { opened: [{ quarter: quarter(MONDAY - DAY), level: 'low', count: 9 }] },
      {},
    ],
    ['with matches that were expected is calm', true, { quiet: [{ by: 'e', matches: 3 }] }, {}],
    ['with a filter is calm', true, {}, { filters: ['Backups'] }],
    ['with what a rule met is calm', true, { rules: [{ ruleId: 'rule-1', matches: 4 }] }, {}],
    ['with an alert is not', false, { opened: [{ quarter: quarter(MONDAY - DAY), level: 'medium', count: 1 }] }, {}],
    ['with one left open is not', false, { standing: [{ level: 'high', state: 'open', count: 1 }] }, {}],
    ['with an expectation that ends is not', false, { ending: one }, {}],
    ['with a stale expectation is not', false, { stale: one }, {}],
    ['with a snooze is not', false, { snoozed: { rows: [], total: 1 } }, {}],
    [
      'in which nobody watched for a while is not',
      false,
      { pauses: [{ from: MONDAY - DAY, until: MONDAY - HOUR }] },
      {},
    ],
    ['with a problem of the bot is not', false, {}, { problems: [{ what: 'Ticks have stopped', since: MONDAY }] }],
    ['in which not one event was read is not', false, { events: 0 }, {}],
    [
      'with a rule in staging is not',
      false,
      {},
      { staged: [{ ruleId: 's', title: 'S', matches: 0, principals: 0, alerts: [], expected: 0 }] },
    ],
  ])('%s', (_name, calm, facts, known) => expect(digest(facts, known).calm).toBe(calm));

  test('counts alerts by the days of the zone, empty days too', () => {
    // 23:30 UTC on Wednesday is Thursday in Berlin.
    const late = Date.UTC(2026, 10, 18, 23, 30);
    const { days, opened } = digest({
      opened: [
        { quarter: quarter(late), level: 'high', count: 2 },
        { quarter: quarter(late), level: 'critical', count: 1 },
        { quarter: quarter(late), level: 'low', count: 50 },
      ],
    });
    expect(days.map(({ day }) => day)).toEqual(
      ['16', '17', '18', '19', '20', '21', '22', '23'].map((day) => `2026-11-${day}`),
    );
    expect(days[3]?.counts).toEqual([
      { level: 'critical', count: 1 },
      { level: 'high', count: 2 },
    ]);
    expect(opened).toEqual(days[3]?.counts);
  });

  test('compares only what it tells of', () => {
    const before = [
      { level: 'high', count: 3 },
      { level: 'low', count: 90 },
    ] as const;
    expect(digest({ openedBefore: before }).openedBefore).toBe(3);
    expect(digest({ openedBefore: undefined }).openedBefore).toBeUndefined();
  });

  test('keeps a bounded part of what may be thousands, and how many there are', () => {
    const many = Array.from({ length: 5_000 }, (_, n) =>
      group({ ruleId: `rule-${n}`, principal: `p-${n}`, matches: n }),
    );
    const rules = many.map(({ ruleId, matches }) => ({ ruleId, matches }));
    const { rules: noisy, principals } = digest({ groups: many, rules });
    expect([noisy.rows.length, noisy.total, principals.rows.length, principals.total]).toEqual([25, 5_000, 25, 5_000]);
    expect(principals.rows[0]).toEqual({ principal: 'p-4999', alerts: 3, matches: 4_999 });
    expect(JSON.stringify(busy((plain) => plain, 2_000)).length).toBeLessThan(200_000);
  });

  test('tells what was kept quiet, and by what', () => {
    const quiet = [
      { by: 'gone', matches: 9 },
      { by: 'staging', matches: 5 },
      { by: 'expectation-1', matches: 2 },
    ];
    const sleeping = { ...alert(), snooze: { until: MONDAY + HOUR, at: 0, by: 'U0BOB', counted: 4, over: false } };
    const told = digest(
      { quiet, expectations: [expectation()], snoozed: { rows: [sleeping], total: 1 } },
      { filters: ['Backups'], parts: 2 },
    ).quiet;
    expect(told).toMatchObject({ expected: 11, staged: 5, snoozed: 4, filters: { total: 1 }, parts: 2 });
    expect(told.expectations.rows.map(({ expectation: one }) => one?.id)).toEqual([undefined, 'expectation-1']);
  });

  test('proposes and judges trails, which a day does not', () => {
    const facts = { groups: [group()] };
    const posture = { findings: [], accounts: [], notChecked: [] };
    expect(digest(facts, { posture })).toMatchObject({ proposals: [{ kind: 'expect' }], posture });
    expect(digest(facts, { posture }, 'daily')).toMatchObject({ proposals: [], posture: undefined });
  });
});

describe('a tuning proposal', () => {
  const of = (groups: readonly AlertGroup[], known: BotFacts['rule'] = bot().rule) =>
    proposalsOf(stored({ groups }), known);
  const other = group({ principal: 'role:111122223333:other', matches: 6, alerts: 1 });

  test('has its evidence', () => {
    expect(of([group({ matches: 206 }), other])).toEqual([
      {
        ...{ kind: 'expect', ruleId: 'rule-1', title: 'Title of rule-1', matches: 212, alerts: 4 },
        ...{ principal: 'role:111122223333:ci', share: 97, alertId: 'alert-1' },
      },
    ]);
  });

  test.each<[string, readonly AlertGroup[], string[]]>([
    ['is made where one principal dominates and nobody acted', [group(), other], ['expect']],
    ['is not where somebody acted', [group({ acknowledged: 1 }), other], []],
    ['is not where somebody acted on another principal', [group(), { ...other, acknowledged: 1 }], []],
    ['is not for few matches', [group({ matches: 19 })], []],
    ['is not where no principal dominates', [group({ matches: 23 }), other], []],
    ['is not where somebody expected it', [group({ expected: 1 })], []],
    ['is not for what is critical', [group({ latest: { id: 'a', level: 'critical' } })], []],
    ['is not without an alert to do it on', [group({ latest: undefined })], []],
    ['is a lower level where people keep it quiet', [group({ alerts: 5, expected: 3, snoozed: 1 })], ['lower']],
    ['is not for few alerts', [group({ alerts: 4, expected: 4, matches: 4 })], []],
    ['is not where people keep only some quiet', [group({ alerts: 9, expected: 5, snoozed: 2 })], []],
  ])('%s', (_name, groups, kinds) => expect(of(groups).map(({ kind }) => kind)).toEqual(kinds));

  test('is not made for a rule that must always tell, nor for one that is gone', () => {
    expect(of([group()], (id) => rule({ id, expectable: false }))).toEqual([]);
    expect(of([group()], () => undefined)).toEqual([]);
  });

  test('is one of five, the noisiest first', () => {
    const rules = Array.from({ length: 9 }, (_, n) => group({ ruleId: `rule-${n}`, matches: 100 + n }));
    expect(of(rules).map(({ matches }) => matches)).toEqual([108, 107, 106, 105, 104]);
  });
});
