import type { Alert } from '../../src/alert/alert';
import { meet } from '../../src/alert/meet';
import type { Match } from '../../src/detect/rule';
import { HOUR, MINUTE, NOON, NOTHING_KNOWN, alert, decided as decideAll, event, match, rule } from '../fixtures';

const MERGE = 24 * HOUR;
const at = (offset: number): string => new Date(NOON + offset).toISOString();

function decided(matches: readonly Match[], known?: Alert) {
  const lookup = known ? { alert: (f: string) => (f === known.fingerprint ? known : undefined) } : NOTHING_KNOWN;
  return decideAll(matches, { known: lookup });
}

describe('an alert', () => {
  test('opens for a match nobody has seen', () => {
    const { changes, matches } = decided([match()]);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ kind: 'opened', alert: { state: 'open', count: 1, level: 'high', version: 1 } });
    expect(matches).toMatchObject([{ ruleId: 'rule-1', level: 'high' }]);
  });

  test('takes the repeats of a page as one change', () => {
    const matches = [0, 1, 2].map((n) => match({ event: event({ eventTime: at(n * MINUTE) }) }));
    const { changes } = decided(matches);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.alert).toMatchObject({ count: 3, firstAt: NOON, lastAt: NOON + 2 * MINUTE });
    expect(changes[0]?.kind).toBe('opened');
  });

  test.each([
    ['within the window after the last', { lastAt: NOON - MERGE }, 'repeated'],
    ['just past the window', { firstAt: NOON - MERGE - 1, lastAt: NOON - MERGE - 1 }, 'opened'],
    ['that is older than the first, but near', { firstAt: NOON + MERGE, lastAt: NOON + MERGE }, 'repeated'],
    ['on an acknowledged alert', { state: 'acknowledged' as const, stateBy: 'U1' }, 'repeated'],
    ['on a resolved alert', { state: 'resolved' as const }, 'opened'],
  ])('meets a repeat %s', (_name, fields, kind) => {
    const known = alert({ firstAt: NOON - MERGE, ...fields });
    const { changes } = decided([match()], known);
    expect(changes[0]?.kind).toBe(kind);
    expect(changes[0]?.alert.id === known.id).toBe(kind === 'repeated');
  });

  test('stays acknowledged when the repeat is no worse', () => {
    const known = alert({ state: 'acknowledged', stateBy: 'U1', stateAt: NOON });
    expect(decided([match()], known).changes[0]?.alert).toMatchObject({
      state: 'acknowledged',
      stateBy: 'U1',
      count: 2,
    });
  });

  test('is raised and open again when a repeat is worse, and says what the worse one says', () => {
    const known = alert({ state: 'acknowledged', stateBy: 'U1', stateAt: NOON }, { level: 'medium' });
    const worse = match({
      level: 'critical',
      reasons: ['raised from high to critical because it is a production account'],
    });
    const [change] = decided([worse], known).changes;
    expect(change).toMatchObject({
      kind: 'raised',
      from: 'medium',
      alert: { level: 'critical', state: 'open', count: 2 },
    });
    expect(change?.alert.stateBy).toBeUndefined();
    expect(change?.alert.content.reasons).toHaveLength(1);
  });

  test('raised and then repeated in one page is still told as raised', () => {
    const known = alert({}, { level: 'medium' });
    const [change] = decided([match({ level: 'high' }), match({ level: 'medium' })], known).changes;
    expect(change).toMatchObject({ kind: 'raised', from: 'medium', alert: { level: 'high', count: 3 } });
  });

  const mallory = match({
    level: 'critical',
    rule: rule({ id: 'rule-2' }),
    event: event({
      userIdentity: { type: 'IAMUser', userName: 'mallory', accountId: '444455556666' },
      recipientAccountId: '444455556666',
    }),
  });
  const counted = { count: 4, eventIds: [], firstAt: NOON - HOUR };
  const correlated = (one: Match): Match => ({ ...one, correlation: counted });

  test.each<[string, Match, Match, boolean]>([
    ['a correlation, whose group takes events of several', correlated(match()), correlated(mallory), false],
    ['what is folded, whatever the rule', match(), mallory, true],
  ])('%s: who, where and which rule are those of the match it tells of', (_name, first, worse, folded) => {
    const known = { ...alert({ folded }), level: 'high' as const, fingerprint: 'of both' };
    const group = (one: Match) => ({ led: [one] as const, fingerprint: 'of both', folded });
    const settings = { merge: MERGE };
    const again = meet(known, group(first), settings, NOON);
    const then = meet(again, group(worse), settings, NOON);
    expect(again).toMatchObject({ principal: 'user:111122223333:alice', account: '111122223333', ruleId: 'rule-1' });
    expect(then).toMatchObject({
      ...{ id: known.id, fingerprint: 'of both', principal: 'user:444455556666:mallory', account: '444455556666' },
      ...{ ruleId: 'rule-2', content: { principal: { name: 'mallory' } } },
    });
  });

  test('keeps principals, accounts, rules and grouping values apart', () => {
    const bob = { type: 'IAMUser', userName: 'bob', accountId: '111122223333' };
    const { changes } = decided([
      match(),
      match({ event: event({ userIdentity: bob }) }),
      match({ event: event({ recipientAccountId: '444455556666' }) }),
      match({ rule: rule({ id: 'rule-2' }) }),
      match({ rule: rule({ groupValues: () => ['another trail'] }) }),
    ]);
    expect(new Set(changes.map((change) => change.alert.fingerprint)).size).toBe(5);
  });

  test('is one for a role, whatever its session', () => {
    const session = (name: string) => ({
      type: 'AssumedRole',
      arn: `arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/${name}`,
      accountId: '111122223333',
    });
    const { changes } = decided([
      match({ event: event({ userIdentity: session('one') }) }),
      match({ event: event({ userIdentity: session('two') }) }),
    ]);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.alert.principal).toBe('role:111122223333:AWSReservedSSO_Admin');
  });

  test('is one for an event that several rules matched: the worst leads, the others are named', () => {
    const one = event();
    const { changes, matches } = decided([
      match({ event: one, rule: rule({ id: 'a', title: 'Mild', level: 'low' }) }),
      match({ event: one, rule: rule({ id: 'b', title: 'Worst', level: 'critical' }) }),
      match({ event: one, rule: rule({ id: 'c', title: 'Middling', level: 'medium' }) }),
    ]);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.alert).toMatchObject({ ruleId: 'b', count: 1, content: { also: ['Middling', 'Mild'] } });
    expect(matches).toHaveLength(3);
  });

  test('has the same id whenever it is decided again from the same event', () => {
    const one = match();
    expect(decided([one]).changes[0]?.alert.id).toBe(decided([one]).changes[0]?.alert.id);
  });
});
