/** What an expectation covers, as a table and as properties: it is never wider than it was made. */
import fc from 'fast-check';
import { groupsOf } from '../../src/alert/decide';
import {
  type Scope,
  type Subject,
  covers,
  globMatches,
  networkOf,
  remindAt,
  sortOut,
  subjectOf,
  whyNotCovered,
} from '../../src/alert/expectation';
import { LEVELS, type Level } from '../../src/detect/level';
import { HOUR, NOON, decided, event, expectation, match, rule } from '../fixtures';

const ACCOUNT = '111122223333';
const DAY = 24 * HOUR;

const subject = (fields: Partial<Subject> = {}): Subject => ({
  principal: { key: `role:${ACCOUNT}:deploy`, name: 'deploy', session: 'build-17' },
  ruleId: 'rule-1',
  group: 'logging',
  account: ACCOUNT,
  address: '198.51.100.7',
  level: 'high',
  ...fields,
});
const who = (key: string, session?: string): Partial<Subject> => ({
  principal: { key, name: key.split(':')[2] ?? '', session },
});
const role = (name: string, session: string) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`,
  accountId: ACCOUNT,
});
const of = (kind: Scope['covered']['kind'], principal: string, session?: string): Partial<Scope> => ({
  covered: { kind, principal, session },
});

describe('an expectation', () => {
  test.each<[string, Partial<Scope>, Partial<Subject>, string | undefined]>([
    ['of a role covers it whatever the session', {}, who(`role:${ACCOUNT}:deploy`, 'build-18'), undefined],
    ['of a role covers no other role', {}, who(`role:${ACCOUNT}:deploy2`), 'it is for another principal'],
    ['of a role covers no user of the same name', {}, who(`user:${ACCOUNT}:deploy`), 'it is for another principal'],
    ['of a role covers no role of another account', {}, who('role:444455556666:deploy'), 'it is for another principal'],
    [
      'of a session covers that session alone',
      of('session', `role:${ACCOUNT}:deploy`, 'build-17'),
      who(`role:${ACCOUNT}:deploy`, 'build-18'),
      'it is for another principal',
    ],
    ['of a session covers it', of('session', `role:${ACCOUNT}:deploy`, 'build-17'), {}, undefined],
    ['with a pattern covers names like it', of('pattern', 'dep*'), {}, undefined],
    ['with a pattern compares letters as they are', of('pattern', 'Dep*'), {}, 'it is for another principal'],
    ['with a colon in its pattern compares the whole key', of('pattern', 'role:*:deploy'), {}, undefined],
    [
      'with a colon in its pattern covers a name whose key is an id',
      of('pattern', 'federated:111122223333:ali*'),
      { principal: { key: 'federated:111122223333:90-1', name: 'alice', session: undefined } },
      undefined,
    ],
    [
      'with a colon in its pattern keeps accounts apart',
      of('pattern', 'role:111122223333:dep*'),
      { principal: { key: 'role:999988887777:deploy', name: 'deploy', session: undefined } },
      'it is for another principal',
    ],
    [
      'with a colon in its pattern keeps kinds apart',
      of('pattern', 'user:*:deploy'),
      {},
      'it is for another principal',
    ],
    ['of a rule covers no other rule', {}, { ruleId: 'rule-2' }, 'it is for another rule'],
    [
      'of a group covers another rule of it',
      { rules: { kind: 'group', value: 'logging' } },
      { ruleId: 'r' },
      undefined,
    ],
    [
      'of a group covers no rule without one',
      { rules: { kind: 'group', value: 'logging' } },
      { group: undefined },
      'it is for another rule',
    ],
    ['of all rules covers any', { rules: { kind: 'all', value: '' } }, { ruleId: 'r', group: undefined }, undefined],
    ['of an account covers no other', {}, { account: '444455556666' }, 'it is for another account'],
    ['of all accounts covers any', { account: undefined }, { account: '444455556666' }, undefined],
    ['of a network covers an address in it', { network: '198.51.100.0/24' }, {}, undefined],
    [
      'of a network covers none outside',
      { network: '198.51.100.0/24' },
      { address: '203.0.113.9' },
      'it is for another network',
    ],
    [
      'of a network covers no missing address',
      { network: '198.51.100.0/24' },
      { address: undefined },
      'it is for another network',
    ],
    ['never covers what is critical', {}, { level: 'critical' }, 'it does not reach up to critical'],
    ['made on a critical alert covers what is critical', { level: 'critical' }, { level: 'critical' }, undefined],
    ['made on a low alert covers what is high', { level: 'low' }, {}, undefined],
  ])('%s', (_name, scope, changed, why) => {
    expect(whyNotCovered(expectation(scope), subject(changed))).toBe(why);
  });

  test.each([
    ['198.51.100.7', '198.51.100.0/24'],
    ['2001:db8:1:2::9', '2001:db8:1::/48'],
    ['::ffff:198.51.100.7', '198.51.100.0/24'],
    ['cloudtrail.amazonaws.com', undefined],
    [undefined, undefined],
  ])('reads the network of %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test.each([
    ['a month', 30, 3],
    ['a week', 7, 1],
    ['three months', 90, 3],
  ])('of %s is spoken of before it ends', (_name, days, before) => {
    expect(remindAt(expectation({ at: NOON, until: NOON + days * DAY }))).toBe(NOON + (days - before) * DAY);
  });
});

describe('by properties, an expectation', () => {
  const name = fc.constantFrom('deploy', 'deploy2', 'Deploy', 'admin', 'a*', '__proto__', 'dep:loy');
  const key = fc.tuple(fc.constantFrom('role', 'user'), fc.constantFrom(ACCOUNT, '444455556666'), name);
  const level = fc.constantFrom(...LEVELS);

  test('never covers a principal it was not made for', () => {
    fc.assert(
      fc.property(key, key, level, (made, other, at) => {
        const scope = expectation({
          ...of('principal', made.join(':')),
          rules: { kind: 'all', value: '' },
          account: undefined,
        });
        const asked = subject({ principal: { key: other.join(':'), name: other[2], session: 's' }, level: at });
        return !covers(scope, asked) || made.join(':') === other.join(':');
      }),
    );
  });

  test('never covers critical unless it was made on it', () => {
    fc.assert(
      fc.property(
        level,
        (made) => covers(expectation({ level: made }), subject({ level: 'critical' })) === (made === 'critical'),
      ),
    );
  });

  test('of a pattern matches as a regular expression would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '\\', '('), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, value) => {
        const oracle = pattern.split('*').map((part) => part.replace(/[.\\(]/g, '\\$&'));
        return globMatches(pattern, value) === new RegExp(`^${oracle.join('.*')}$`, 's').test(value);
      }),
      { numRuns: 2000 },
    );
  });

  test('never makes what must always be told silent: each such match has an alert', () => {
    const matches = fc.array(fc.record({ expectable: fc.boolean(), level }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(matches, (all) => {
        const made = all.map((one, n) =>
          match({ level: one.level, rule: rule({ id: `r${n}`, expectable: one.expectable }) }),
        );
        const wide = expectation({ ...of('pattern', '*'), rules: { kind: 'all', value: '' }, account: undefined });
        const { matches: kept } = decided(made, { expectations: [wide] });
        return kept.every(({ ruleId, alertId, level: at }) => {
          const loud = !(all[Number(ruleId.slice(1))]?.expectable ?? true) || at === 'critical';
          return loud === (alertId !== undefined);
        });
      }),
    );
  });
});

describe('what is expected', () => {
  const quiet = (matches: Parameters<typeof sortOut>[0], expectations: Parameters<typeof sortOut>[1], now = NOON) =>
    sortOut(matches, expectations, now);
  const mine = expectation({ ...of('principal', `user:${ACCOUNT}:alice`) });

  test('is stored with its expectation and opens nothing', () => {
    const { changes, matches } = decided([match()], { expectations: [mine] });
    expect(changes).toEqual([]);
    expect(matches).toEqual([expect.objectContaining({ alertId: undefined, quietBy: mine.id })]);
  });

  test('in staging is quiet whatever is expected, and says under which alert it would have stood', () => {
    const staged = match({ rule: rule({ staged: true }) });
    const [loud] = decided([match({ event: staged.event })]).changes;
    const quietBy = 'staging';
    expect(decided([staged]).matches).toMatchObject([
      { alertId: undefined, quietBy, fingerprint: loud?.alert.fingerprint },
    ]);
    expect(decided([staged], { expectations: [mine] }).matches).toMatchObject([{ quietBy, fingerprint: undefined }]);
  });

  test('stays expected when a rule in staging went live, and what is not is loud', () => {
    const staged = match({ rule: rule({ staged: true }) });
    const live = new Set([staged.rule.id]);
    expect(sortOut([staged], [], NOON, live).loud).toEqual([staged]);
    expect(sortOut([staged], [mine], NOON, live).quiet).toEqual([{ match: staged, by: mine }]);
    expect(sortOut([staged], [], NOON, new Set(['another'])).loud).toEqual([]);
  });

  test.each([
    ['after its end', { until: NOON }],
    ['after it was removed', { endedAt: NOON - 1 }],
  ])('%s alerts again', (_name, fields) => {
    expect(quiet([match()], [{ ...mine, ...fields }]).loud).toHaveLength(1);
  });

  test('but may never be silent is one quiet alert for a principal and day, whatever the rule', () => {
    const loud = (id: string, at: number) =>
      match({ rule: rule({ id, expectable: false }), event: event({ eventTime: new Date(at).toISOString() }) });
    const all = expectation({ ...mine, rules: { kind: 'all', value: '' } });
    const { changes, matches } = decided([loud('a', NOON), loud('b', NOON - HOUR), loud('a', NOON - DAY)], {
      expectations: [all],
    });
    expect(changes.map(({ alert }) => [alert.folded, alert.count])).toEqual([
      [true, 2],
      [true, 1],
    ]);
    expect(matches.every(({ quietBy, alertId }) => quietBy === all.id && alertId !== undefined)).toBe(true);
  });

  test.each<[string, Level, readonly (readonly [folded: boolean, matches: number])[]]>([
    ['goes along with an event that is told for another rule', 'high', [[false, 2]]],
    [
      'is folded by itself where it is worse than what is told',
      'informational',
      [
        [false, 1],
        [true, 1],
      ],
    ],
  ])('%s', (_name, level, groups) => {
    const one = event();
    const told = match({ event: one, level, rule: rule({ id: 'other' }) });
    const folded = match({ event: one, rule: rule({ expectable: false }) });
    const sorted = quiet([told, folded], [mine]);
    expect(groupsOf(sorted).map((group) => [group.folded, group.led.length])).toEqual(groups);
  });

  test('is the role whose suffix and sessions change', () => {
    const deployed = (suffix: string, session: string) =>
      subjectOf(match({ event: event({ userIdentity: role(`AWSReservedSSO_Deploy_${suffix}`, session) }) }));
    const made = expectation(of('principal', deployed('0123456789abcdef', 'one').principal.key));
    expect(covers(made, deployed('fedcba9876543210', 'two'))).toBe(true);
  });
});
