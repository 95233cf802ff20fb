/** What the modal of Mark expected proposes, and what a choice in it means. */
import type { Alert } from '../../src/alert/alert';
import { choiceFrom, firstChoice, isEverybody, scopeOf, titleOf } from '../../src/act/expect-choice';
import { alert } from '../fixtures';

const of = (content: Partial<Alert['content']>, fields: Partial<Alert> = {}): Alert => {
  const base = alert(fields);
  return { ...base, content: { ...base.content, ...content } };
};
const role = (name: string, session?: string) =>
  of({ principal: { kind: 'role', name, session } }, { principal: `role:111122223333:${name}` });

describe('the pattern that is proposed', () => {
  test.each([
    ['deploy', 'deploy*'],
    ['ci-runner-8f3a2b', 'ci-runner-*'],
    ['eks_node_1a2b3c4d5e', 'eks_node_*'],
    ['team-production', 'team-production*'],
    ['deploy-v2', 'deploy-v2*'],
    ['odd:name', 'role:111122223333:odd:name*'],
  ])('for %s is %s', (name, pattern) => {
    expect(firstChoice(role(name)).pattern).toBe(pattern);
  });
});

describe('a pattern is everybody’s', () => {
  test.each(['*', '**', '*:*', 'role:*', 'role:111122223333:*', '*:111122223333:*', '*r*:*', '*e*', '*1*:*', 'a*'])(
    'as %s',
    (pattern) => {
      expect(isEverybody(pattern)).toBe(true);
    },
  );
  test.each(['deploy*', 'ci-*', 'role:*:deploy', '*-admin', 'root:111122223333:root'])('not as %s', (pattern) => {
    expect(isEverybody(pattern)).toBe(false);
  });
});

describe('a choice', () => {
  const made = role('AWSReservedSSO_Admin', 'alice@example.com');
  const means = (fields: object) => scopeOf(made, { ...firstChoice(made), ...fields });

  test('untouched is one person, one rule, one account, any network', () => {
    expect(means({})).toEqual({
      covered: { kind: 'session', principal: 'role:111122223333:AWSReservedSSO_Admin', session: 'alice@example.com' },
      rules: { kind: 'rule', value: 'rule-1' },
      account: '111122223333',
      network: undefined,
      level: 'high',
    });
  });

  test.each([
    [
      'of the role leaves the session out',
      { who: 'principal' },
      { covered: { kind: 'principal', session: undefined } },
    ],
    [
      'of a pattern of names keeps to the kind and account of the alert’s',
      { who: 'pattern', pattern: 'AWS*' },
      { covered: { kind: 'pattern', principal: 'role:111122223333:AWS*' } },
    ],
    [
      'of a pattern of whole keys is as it was written',
      { who: 'pattern', pattern: 'role:*:AWS*' },
      { covered: { kind: 'pattern', principal: 'role:*:AWS*' } },
    ],
    ['of a group that the rule has not is the rule', { rules: 'group' }, { rules: { kind: 'rule', value: 'rule-1' } }],
    ['of all rules names none', { rules: 'all' }, { rules: { kind: 'all', value: '' } }],
    ['of all accounts names none', { account: 'all' }, { account: undefined }],
    ['of the network names it', { network: true }, { network: '198.51.100.0/24' }],
  ])('%s', (_name, fields, scope) => {
    expect(means(fields)).toMatchObject(scope);
  });

  test('untouched is one person also where Identity Center does not name them by e-mail', () => {
    const alice = role('AWSReservedSSO_Admin', 'alice');
    expect(scopeOf(alice, firstChoice(alice)).covered).toMatchObject({ kind: 'session', session: 'alice' });
  });

  test('untouched is one network where the rule counts by the address', () => {
    expect(scopeOf(made, firstChoice(made, true))).toMatchObject({ network: '198.51.100.0/24' });
  });

  test('that nobody could make is read as what was there before', () => {
    const values = new Map([
      ['expect.who', 'everyone'],
      ['expect.days', '36500'],
      ['expect.rules', '__proto__'],
    ]);
    expect(choiceFrom(values, firstChoice(made))).toMatchObject({ who: 'session', days: '30', rules: 'rule' });
  });

  test('is called by its rule, its group or all rules', () => {
    const grouped = of({ group: 'logging' });
    const titles = (['rule', 'group', 'all'] as const).map((rules) =>
      titleOf(grouped, scopeOf(grouped, { ...firstChoice(grouped), rules })),
    );
    expect(titles).toEqual(['CloudTrail logging stopped', 'all rules of the group logging', 'all rules']);
  });
});
