import { kindOf } from '../../src/detect/documents';
import { ID, SOUND, folder, load, loadShipped, rule, several, told, write } from './rule-folder';

test.each([
  ['a rule', { detection: {} }, 'x.yml', 'rule'],
  ['a rule with a key of another kind', { detection: {}, filter: 1 }, 'x.yml', 'rule'],
  ['a correlation', { correlation: {} }, 'x.yml', 'correlation'],
  ['a filter', { filter: {} }, 'x.yml', 'filter'],
  ['context by its key', { adjustments: [] }, 'x.yml', 'context'],
  ['context by its file', { title: 'x' }, 'rules/context.yml', 'context'],
  ['a rule in a file that only ends so', { title: 'x' }, 'rules/mycontext.yml', 'rule'],
  ['what is nothing of these', {}, 'x.yml', 'rule'],
  ['what is no map', 'text', 'context.yml', 'rule'],
])('a document is told by its keys: %s', (_, value, file, kind) => {
  expect(kindOf(value, file)).toBe(kind);
});

describe('several documents in one file', () => {
  test('are all read, empty ones passed over', () => {
    write({ 'x.yml': `---\n# nothing yet\n---\n${several(rule(1), rule(2))}---\n` });
    const set = load();
    expect(set.rules.map(({ title, folder: from }) => [title, from])).toEqual([
      ['Rule 1', folder.path],
      ['Rule 2', folder.path],
    ]);
    expect(told(set)).toEqual([]);
  });

  test('name the document a problem is in', () => {
    write({ 'x.yml': several(rule(1), rule(2, { level: 'hihg' }), 'text', rule(1, { title: 'Twin' })) });
    expect(told(load())).toEqual([
      'error x.yml: document 2: level: expected one of informational, low, medium, high, critical, found string "hihg" (did you mean high?)',
      'error x.yml: document 3: expected a Sigma rule (a map), found string "text"',
      `error x.yml: document 4: id: "${ID}1" is taken already by ${folder.path}/x.yml`,
    ]);
  });

  test('have their lines counted one by one', () => {
    const long = { ...SOUND, references: Array.from({ length: 20 }, (_, at) => `https://example.com/${at}`) };
    write({ 'x.yml': several(rule(1, long), rule(2, long)) });
    expect(loadShipped().rules).toHaveLength(2);
    const longer = { ...SOUND, references: Array.from({ length: 45 }, (_, at) => `https://example.com/${at}`) };
    write({ 'x.yml': several(rule(1, long), rule(2, longer)) });
    const tooLong = expect.stringMatching(/^\d+ lines/) as string;
    expect(loadShipped().problems).toMatchObject([{ severity: 'warning', path: 'document 2', problem: tooLong }]);
  });
});

describe('names', () => {
  test('are kept, and stand for the rule in the configuration', () => {
    write({ 'x.yml': several(rule(1, { name: 'stop' }), rule(2, { name: 'other' })) });
    const set = load({ disable: ['other'], levels: { stop: 'low' }, staging: ['stop'] });
    expect(set.rules).toMatchObject([{ name: 'stop', level: 'low', staged: true }]);
    expect(set.problems).toEqual([]);
  });

  test('are given once', () => {
    write({ '1.yml': rule(1, { name: 'stop' }), '2.yml': rule(2, { name: 'stop' }) });
    expect(told(load())).toEqual([`error 2.yml: name: "stop" is taken already by ${folder.path}/1.yml`]);
  });
});

describe('a correlation', () => {
  const counting = (...rules: string[]): Record<string, unknown> => ({
    title: 'Many',
    name: 'many',
    correlation: {
      type: 'event_count',
      rules,
      'group-by': ['ctx.principal.key'],
      timespan: '5m',
      condition: { gte: 2 },
    },
  });

  test.each([
    ['id', `${ID}1`],
    ['name', 'first'],
    ['title', 'Rule 1'],
  ])('stands beside the rule it counts, named by %s', (_, reference) => {
    write({ 'x.yml': several(rule(1, { name: 'first' }), counting(reference)) });
    const set = load({ levels: { many: 'low' }, staging: ['Many'] });
    expect(told(set)).toEqual([]);
    expect(set.rules).toMatchObject([
      { title: 'Rule 1', folder: folder.path },
      { title: 'Many', folder: folder.path, level: 'low', staged: true },
    ]);
    expect(set.correlations.counters.get(`${ID}1`)).toHaveLength(1);
    expect(set.correlations.quiet).toEqual(new Set([`${ID}1`]));
  });

  test('of a rule that is not there is refused', () => {
    write({ 'x.yml': several(rule(1), counting('Rule l')) });
    const set = load();
    expect(told(set)).toEqual([
      'error x.yml: document 2: correlation.rules: there is no rule "Rule l" (did you mean Rule 1?)',
    ]);
    expect(set.correlations.correlations).toEqual([]);
  });

  test('of a rule that does not run does not run either, and both say why', () => {
    write({ 'x.yml': several(rule(1), counting('Rule 1')) });
    const set = load({ disable: ['Rule 1'] });
    expect(set.rules).toEqual([]);
    expect(set.disabled.map(({ title }) => title)).toEqual(['Rule 1', 'Many']);
    expect(told(set)).toEqual([
      'warning x.yml: document 2: correlation.rules: "Rule 1" is not running: disabled in the configuration',
    ]);
  });

  test('can be disabled by its name, and leaves the rules it counts silent', () => {
    write({ 'x.yml': several(rule(1), counting('Rule 1')) });
    const set = load({ disable: ['many'] });
    expect(set.rules.map(({ title }) => title)).toEqual(['Rule 1']);
    expect(set.correlations.correlations).toEqual([]);
    expect(set.correlations.quiet).toEqual(new Set([`${ID}1`]));
  });
});
