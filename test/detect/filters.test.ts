import { runRuleTests } from '../../src/detect/rule-tests';
import { ID, load, met, rule, several, told, write } from './rule-folder';

const LOGSOURCE = { product: 'aws', service: 'cloudtrail' };
const filter = (given: Record<string, unknown>, keys: Record<string, unknown> = {}): Record<string, unknown> => ({
  title: 'Our pipeline',
  logsource: LOGSOURCE,
  filter: { selection: { 'userIdentity.userName': 'ci' }, condition: 'selection', ...given },
  ...keys,
});

describe('a filter', () => {
  test.each<[sentence: string, filter: Record<string, unknown>, left: string[]]>([
    ['named by id', { rules: [`${ID}1`] }, ['Rule 2: medium']],
    ['named by name', { rules: ['second'] }, ['Rule 1: medium']],
    ['named by title', { rules: 'Rule 1' }, ['Rule 2: medium']],
    ['of an empty list is for every rule', { rules: [] }, []],
    ['without a list is for every rule', {}, []],
    ['of any is for every rule', { rules: 'any' }, []],
    ['that does not hold hides nothing', { selection: { a: 'b' } }, ['Rule 1: medium', 'Rule 2: medium']],
    ['written as pySigma does hides the selection', { condition: 'not selection' }, []],
    ['of negations alone tells what passes', { other: { a: 'b' }, condition: 'not selection and not other' }, []],
    [
      'with an exception hides the rest',
      { except: { eventName: 'StopLogging' }, condition: 'selection and not except' },
      ['Rule 1: medium', 'Rule 2: medium'],
    ],
  ])('%s', (_, given, left) => {
    write({ '1.yml': rule(1), '2.yml': rule(2, { name: 'second' }), 'f.yml': filter(given) });
    expect(met({ userIdentity: { type: 'IAMUser', userName: 'ci' } })).toEqual(left);
    expect(told(load())).toEqual([]);
  });

  test('leaves other events alone', () => {
    write({ '1.yml': rule(1), 'f.yml': filter({}) });
    expect(met({ userIdentity: { type: 'IAMUser', userName: 'alice' } })).toEqual(['Rule 1: medium']);
  });

  test('is listed, and does not touch the rule’s own tests', () => {
    const tests = [{ name: 'by ci', match: true, event: { userIdentity: { type: 'IAMUser', userName: 'ci' } } }];
    write({ 'x.yml': several(rule(1, { trailwarden: { tests } }), filter({ rules: ['Rule 1'] })) });
    const set = load();
    expect(set.filters).toMatchObject([{ title: 'Our pipeline', rules: ['Rule 1'], shipped: false }]);
    expect(runRuleTests(set)).toMatchObject([{ passed: true }]);
  });

  test('can be disabled, and is set aside without its placeholder or for another log', () => {
    write({
      '1.yml': rule(1),
      'a.yml': filter({}),
      'b.yml': filter({ selection: { 'a|expand': '%ours%' } }, { title: 'B' }),
      'c.yml': filter({}, { title: 'C', logsource: { product: 'windows' } }),
    });
    const set = load({ disable: ['Our pipeline'] });
    expect(set.filters).toEqual([]);
    expect(set.disabled.map(({ title, reason }) => `${title}: ${reason}`)).toEqual([
      'Our pipeline: disabled in the configuration',
      'B: the placeholder %ours% is not defined; set it under "placeholders" in the configuration',
      'C: its logsource is windows, not aws/cloudtrail',
    ]);
  });

  test.each<[sentence: string, filter: Record<string, unknown>, problem: string]>([
    [
      'a rule that is not there',
      { rules: ['Rule l'] },
      'filter.rules: there is no rule "Rule l" (did you mean Rule 1?)',
    ],
    ['no condition', { condition: undefined }, 'filter.condition: missing'],
    [
      'an unknown modifier',
      { selection: { 'a|contain': 1 } },
      'filter.selection.a|contain: unknown modifier "contain" (did you mean contains?)',
    ],
    [
      'an unknown selection',
      { condition: 'selecton' },
      'filter.condition: there is no selection "selecton" (did you mean selection?)',
    ],
  ])('is refused with %s', (_, given, problem) => {
    write({ '1.yml': rule(1), 'f.yml': filter(given) });
    expect(told(load())).toContain(`error f.yml: ${problem}`);
    expect(load().filters).toEqual([]);
    expect(met({ userIdentity: { type: 'IAMUser', userName: 'ci' } })).toEqual(['Rule 1: medium']);
  });

  test('of a rule that is disabled is told', () => {
    write({ '1.yml': rule(1), 'f.yml': filter({ rules: ['Rule 1'] }) });
    expect(told(load({ disable: ['Rule 1'] }))).toEqual([
      'warning f.yml: filter.rules: "Rule 1" is not running: disabled in the configuration',
    ]);
  });

  test('narrows the rules that a correlation counts', () => {
    const correlation = {
      type: 'event_count',
      rules: ['Rule 1'],
      'group-by': ['ctx.principal.key'],
      timespan: '5m',
      condition: { gte: 2 },
    };
    write({ 'x.yml': several(rule(1), { title: 'Many', correlation }, filter({ rules: ['Rule 1'] })) });
    expect(met({ userIdentity: { type: 'IAMUser', userName: 'ci' } })).toEqual([]);
    expect(met({ userIdentity: { type: 'IAMUser', userName: 'alice' } })).toEqual(['Rule 1: medium']);
  });
});
