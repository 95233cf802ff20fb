/** Why an event became what it became, also when that is nothing: the data behind "Why this alert". */
import { type Explanation, type Question, explain } from '../../src/act/explain';
import type { MatchRecord } from '../../src/alert/decide';
import { NO_CORRELATIONS } from '../../src/detect/correlation-set';
import type { Rule } from '../../src/detect/rule';
import { NOON, SETTINGS, event, rule } from '../fixtures';

const filter = (title: string, holds: boolean): Rule['filters'][number] => ({
  ...{ id: title, title, file: 'x.yml', shipped: false, rules: [] },
  holds: () => holds,
});
const at = event({ userAgent: 'tool' });
const recorded = (fields: Partial<MatchRecord> = {}): MatchRecord => ({
  ...{
    alertId: undefined,
    quietBy: undefined,
    eventId: at.id,
    ruleId: 'rule-1',
    level: 'low',
    reasons: ['because'],
    time: NOON,
  },
  ...fields,
});

function explained(rules: readonly Rule[], fields: Partial<Question> = {}, quiet: readonly string[] = []): Explanation {
  const set = { filters: [], adjustments: [], disabled: [], problems: [] };
  const correlations = { ...NO_CORRELATIONS, quiet: new Set(quiet) };
  return explain({
    ...{ event: at, alert: undefined, recorded: [], expectations: [], settings: SETTINGS, now: NOON },
    rules: { rules, correlations, ...set },
    ...fields,
  });
}

describe('an event that became no alert', () => {
  test.each<[string, Explanation, readonly unknown[]]>([
    ['that no rule is about', explained([rule({ matches: () => false })]), []],
    [
      'that a filter left out names the filter that holds',
      explained([rule({ filters: [filter('Backup', true), filter('Other', false)] })]),
      [{ seen: 'filtered', filteredBy: ['Backup'], filters: ['Backup', 'Other'], recorded: undefined }],
    ],
    [
      'of a rule in staging says so',
      explained([rule({ staged: true })], { recorded: [recorded({ quietBy: 'staging' })] }),
      [{ seen: 'met', recorded: { quietBy: 'staging' }, level: 'low', reasons: ['because'] }],
    ],
    ['that was only counted', explained([rule()], {}, ['rule-1']), [{ seen: 'met', onlyCounted: true }]],
    [
      'of a rule that was removed since',
      explained([], { recorded: [recorded()] }),
      [{ rule: undefined, gone: 'it is not in the rule folders any more', title: 'rule-1', seen: 'unknown' }],
    ],
    [
      'whose record was purged',
      explained([rule()], { event: undefined, recorded: [recorded()] }),
      [{ seen: 'unknown', evidence: [], level: 'low' }],
    ],
    [
      'on which a rule throws leaves the others',
      explained([
        rule({
          id: 'broken',
          matches: () => {
            throw new Error('no');
          },
        }),
        rule(),
      ]),
      [{ ruleId: 'rule-1', seen: 'met' }],
    ],
  ])('%s', (_name, { verdicts }, expected) => {
    expect(verdicts).toHaveLength(expected.length);
    expect(verdicts).toMatchObject(expected);
  });

  test('the worst rule comes first', () => {
    const { verdicts } = explained([rule({ id: 'a', level: 'low' }), rule({ id: 'b', level: 'critical' })]);
    expect(verdicts.map(({ ruleId }) => ruleId)).toEqual(['b', 'a']);
  });

  test('its values carry no secrets, also where they were cut', () => {
    const values = ['password=hunter2', `x ${'aB3/'.repeat(8)}…`];
    const evidence = () => values.map((value) => ({ field: 'userAgent', value }));
    const [verdict] = explained([rule({ evidence })]).verdicts;
    expect(verdict?.evidence.map(({ value }) => value)).toEqual(['password=(redacted)', 'x …']);
  });
});
