/** Facts for digests in tests: a quiet week, of which a test says what differs, and a busy one. */
import type { AlertGroup, BotFacts, DigestKind, StoredFacts } from '../../src/alert/digest-facts';
import { type Digest, digestOf } from '../../src/alert/digest';
import { ask } from '../../src/alert/ask';
import { HOUR, alert, event, expectation, rule } from '../fixtures';

export const DAY = 24 * HOUR;
/** Monday, 23 November 2026, 09:00 in Berlin. */
export const MONDAY = Date.UTC(2026, 10, 23, 8);
export const WEEK = { from: MONDAY - 7 * DAY, until: MONDAY };

const none = { rows: [], total: 0 };

export function stored(fields: Partial<StoredFacts> = {}): StoredFacts {
  return {
    events: 1_234_567,
    accounts: 3,
    opened: [],
    openedBefore: [],
    ...{ standing: [], overDay: 0, overWeek: 0, oldest: [] },
    ...{ rules: [], groups: [], quiet: [], expectations: [], activeExpectations: 0 },
    ...{ ending: none, stale: none, snoozed: none },
    questions: { open: none, answered: 0, unanswered: 0, medianAnswer: undefined },
    watchedSince: MONDAY - 20 * DAY,
    pauses: [],
    ...fields,
  };
}

export function bot(fields: Partial<BotFacts> = {}): BotFacts {
  return {
    timeZone: 'Europe/Berlin',
    rule: (id) => rule({ id, title: `Title of ${id}` }),
    posted: new Set(['medium', 'high', 'critical']),
    ...{ filters: [], parts: 0, staged: [], problems: [], posture: undefined },
    ...fields,
  };
}

export function digest(
  facts: Partial<StoredFacts> = {},
  known: Partial<BotFacts> = {},
  kind: DigestKind = 'weekly',
): Digest {
  return digestOf(kind, WEEK, stored(facts), bot(known));
}

export function group(fields: Partial<AlertGroup> = {}): AlertGroup {
  return {
    ...{ ruleId: 'rule-1', principal: 'role:111122223333:ci', alerts: 3, matches: 30 },
    ...{ acknowledged: 0, expected: 0, snoozed: 0, latest: { id: 'alert-1', level: 'high' } },
    ...fields,
  };
}

const quarterOf = (time: number): number => Math.floor(time / (15 * 60_000));

/** What a team that uses the bot finds on a Monday; `name` is put wherever CloudTrail or a rule file may say something. */
export function busy(name: (plain: string) => string = (plain) => plain, many = 1): Digest {
  const times = <T>(make: (n: number) => T, count = many): T[] => Array.from({ length: count }, (_, n) => make(n));
  const what = (verb: string) => [{ value: name('deploy') }, ` ${verb} `, { value: name('main') }];
  const open = (n: number) => {
    const one = alert({ id: `open-${n}`, openedAt: MONDAY - 30 * HOUR - n * HOUR, count: 4 });
    return {
      ...one,
      content: { ...one.content, accountName: name('prod'), what: what('stopped logging on the trail') },
    };
  };
  const snoozed = (n: number) => ({
    ...open(n),
    snooze: { until: MONDAY + 5 * HOUR, at: MONDAY - DAY, by: 'U0BOB', counted: 3, over: false },
  });
  const expected = (id: string, more = {}) =>
    expectation({
      ...{ id, title: name('Table without deletion protection'), matched: 42, lastMatchedAt: MONDAY - DAY },
      ...{ covered: { kind: 'principal', principal: `role:111122223333:${name('deploy')}`, session: undefined } },
      ...more,
    });
  const principal = {
    account: '111122223333',
    key: `user:111122223333:${name('alice')}`,
    kind: 'user',
    name: 'alice',
    session: undefined,
  };
  const signIn = {
    eventId: event().id,
    alertId: 'a',
    time: MONDAY,
    what: 'x',
    account: '1',
    accountName: undefined,
    region: 'r',
  };
  const unknown = { address: undefined, country: undefined, agent: undefined, mfa: undefined };
  const asking = {
    ruleId: 'rule-1',
    signIn: { ...signIn, ...unknown, isSignIn: true },
    principal,
    people: ['U0BOB'],
    firstName: 'Bob',
    timeZone: undefined,
  };
  const asked = { ...asking, because: '', urgent: true, eachTime: true, alsoThere: [], askedBy: undefined };
  const list = <T>(rows: readonly T[]) => ({ rows: rows.slice(0, 25), total: rows.length });
  return digest(
    {
      opened: [
        ...times(
          (n) => ({ quarter: quarterOf(MONDAY - (1 + (n % 6)) * DAY), level: 'high' as const, count: 2 + n }),
          5,
        ),
        { quarter: quarterOf(MONDAY - 2 * DAY), level: 'critical', count: 3 },
        { quarter: quarterOf(MONDAY - 4 * DAY), level: 'medium', count: 13 },
        { quarter: quarterOf(MONDAY - 3 * DAY), level: 'low', count: 40 },
      ],
      openedBefore: [{ level: 'high', count: 30 }],
      standing: [
        { level: 'critical', state: 'open', count: 1 },
        { level: 'high', state: 'open', count: 1 },
        { level: 'medium', state: 'acknowledged', count: 3 },
      ],
      ...{
        overDay: 2,
        overWeek: 0,
        oldest: times(open, Math.max(2, many)).map((one, n) => (n === 0 ? { ...one, level: 'critical' } : one)),
      },
      rules: times(
        (n) => ({ ruleId: n === 0 ? name('rule-1') : `rule-${n + 1}`, matches: 212 - Math.min(n * 60, 200) }),
        Math.max(3, many),
      ),
      groups: [
        group({ ruleId: name('rule-1'), matches: 206, principal: `role:111122223333:${name('ci')}` }),
        group({ ruleId: name('rule-1'), matches: 6, alerts: 1, principal: 'user:111122223333:alice' }),
        group({ ruleId: 'rule-2', matches: 40, alerts: 9, expected: 6, snoozed: 3 }),
        ...times((n) =>
          group({ ruleId: `other-${n}`, principal: `role:111122223333:${name(`r${n}`)}`, matches: 4, alerts: 1 }),
        ),
      ],
      quiet: [{ by: 'staging', matches: 12 }, ...times((n) => ({ by: `e${n}`, matches: 120 }))],
      expectations: times((n) => expected(`e${n}`)),
      ending: list(times((n) => expected(`ending-${n}`, { until: MONDAY + 2 * DAY }))),
      stale: list(
        times((n) => expected(`stale-${n}`, { matched: 0, lastMatchedAt: undefined, until: MONDAY + 40 * DAY })),
      ),
      snoozed: list(times(snoozed)),
      questions: {
        open: list(times(() => ask(asked, { deadline: 2 * HOUR, hours: undefined }, MONDAY - HOUR))),
        ...{ answered: 5, unanswered: 1, medianAnswer: 12 * 60_000 },
      },
      pauses: times((n) => ({ from: MONDAY - 3 * DAY + n, until: MONDAY - 3 * DAY + 2 * HOUR })),
    },
    {
      rule: (id) => rule({ id, title: name('Console sign-in without MFA') }),
      filters: times(() => name('Backup role reads everything')),
      parts: 7,
      staged: times((n) => ({
        ...{ ruleId: `staged-${n}`, title: name('S3 bucket made public'), matches: 40, principals: 3, expected: 2 },
        alerts: [
          { level: 'high', count: 2 },
          { level: 'medium', count: 5 },
        ] as const,
      })),
      problems: times(() => ({ what: name('eu-west-3 of prod cannot be read'), since: MONDAY - 3 * HOUR })),
    },
  );
}
