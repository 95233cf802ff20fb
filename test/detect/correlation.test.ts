/** Each type and condition as a table, and what a document can get wrong. */
import { at, base, compiledCorrelation, fired, run, tied } from './correlation-given';
import { tieCorrelations } from '../../src/detect/correlation-set';

const many = (specs: string, fields: Record<string, unknown> = {}) => specs.split(' ').map((spec) => at(spec, fields));
const valued = (specs: string, field = 'v') =>
  specs.split(' ').map((spec) => {
    const [when = '', value = ''] = spec.split('=');
    return at(when, { [field]: value });
  });

describe('event_count', () => {
  const five = '{ type: event_count, rules: [a], group-by: [user], timespan: 1m, condition: { gte: 5 } }';
  test.each([
    ['fires at the number asked for', 'a@0 a@10 a@20 a@30 a@40', ['C 5']],
    ['does not fire one short', 'a@0 a@10 a@20 a@30', []],
    ['takes the whole timespan, both ends included', 'a@0 a@15 a@30 a@45 a@60', ['C 5']],
    ['takes no more than the timespan', 'a@0 a@15 a@30 a@45 a@61', []],
    ['slides: bounds of minutes mean nothing', 'a@50 a@55 a@60 a@65 a@70', ['C 5']],
    ['counts only its rules', 'a@0 b@1 a@2 b@3 a@4', []],
    ['tells the fullest window', 'a@0 a@10 a@20 a@30 a@40 a@50 a@55', ['C 7']],
    ['fires once a burst', 'a@0 a@1 a@2 a@3 a@4 a@60 a@61 a@62 a@63 a@64', ['C 6']],
    ['fires again after a timespan of quiet', 'a@0 a@1 a@2 a@3 a@4 a@65 a@66 a@67 a@68 a@69', ['C 5', 'C 5']],
    ['counts events of one instant', 'a@7 a@7 a@7 a@7 a@7', ['C 5']],
  ])('%s', (_, events, told) => {
    expect(
      fired(
        { C: five },
        many(events).map((one, n) => ({ ...one, id: `${n}` })),
      ),
    ).toEqual(told);
  });

  test('counts an event that meets two of its rules once', () => {
    const set = tied({ C: '{ type: event_count, rules: [a, Rule b], timespan: 1m, condition: { gte: 2 } }' });
    const both = set.parts.map((rule) => ({ ...rule, matches: () => true, names: undefined, sources: undefined }));
    const events = [at('x@0')];
    expect(run({ ...set, parts: both }, [events]).firings).toEqual([]);
    expect(run({ ...set, parts: both }, [[...events, at('x@1')]]).firings).toHaveLength(1);
  });

  test('counts each group by itself, without case', () => {
    const events = ['Ann', 'ann', 'ANN', 'Bob'].map((user, n) => at(`a@${n}`, { user }));
    const set = tied({ C: '{ type: event_count, rules: [a], group-by: [user], timespan: 1m, condition: { gte: 3 } }' });
    expect(run(set, [events]).firings).toMatchObject([{ groupValues: ['ann'], count: 3 }]);
  });

  test('leaves out events that lack a field that is grouped by', () => {
    const events = [1, 2, 3].map((n) => at(`a@${n}`, { user: null }));
    const three = '{ type: event_count, rules: [a], group-by: [user], timespan: 1m, condition: { gte: 3 } }';
    expect(fired({ C: three }, events)).toEqual([]);
    expect(fired({ C: three.replace('group-by: [user], ', '') }, events)).toEqual(['C 3']);
  });

  test.each([
    ['{ gt: 2 }', 2, false],
    ['{ gt: 2 }', 3, true],
    ['{ gte: 2, lte: 3 }', 3, true],
    ['{ gt: 3, lt: 5 }', 4, true],
    ['{ eq: 2 }', 1, false],
    ['{ eq: 2 }', 3, true],
    ['{ neq: 1 }', 1, false],
    ['{ neq: 1 }', 2, true],
    ['{ gte: "2" }', 2, true],
  ])('condition %s with %d events', (condition, count, fires) => {
    const events = Array.from({ length: count }, (_, n) => at(`a@${n}`));
    const section = `{ type: event_count, rules: [a], timespan: 1m, condition: ${condition} }`;
    expect(fired({ C: section }, events).length > 0).toBe(fires);
  });
});

describe('value_count', () => {
  const three = '{ type: value_count, rules: [a], group-by: [user], timespan: 1m, condition: { field: v, gte: 3 } }';
  test.each([
    ['counts distinct values', 'a@0=x a@1=y a@2=z', ['C 3']],
    ['counts a repeated one once', 'a@0=x a@1=y a@2=x a@3=y', []],
    ['compares without case', 'a@0=x a@1=X a@2=y', []],
    ['lets old values go', 'a@0=x a@40=y a@61=z', []],
    ['keeps a value that came again', 'a@0=x a@40=y a@41=x a@61=z', ['C 3']],
  ])('%s', (_, events, told) => expect(fired({ C: three }, valued(events))).toEqual(told));

  test('counts the members of a list', () => {
    expect(fired({ C: three }, [at('a@0', { v: ['x', 'y', 'z'] })])).toEqual(['C 3']);
  });

  test('counts combinations of several fields', () => {
    const pairs = '{ type: value_count, rules: [a], timespan: 1m, condition: { field: [v, w], gte: 3 } }';
    const events = ['xx', 'xy', 'yx'].map((vw, n) => at(`a@${n}`, { v: vw[0], w: vw[1] }));
    expect(fired({ C: pairs }, events)).toEqual(['C 3']);
    expect(fired({ C: pairs }, [...events.slice(0, 2), at('a@3', { v: 'y' })])).toEqual([]);
  });

  test('keeps two entries of a value that comes all day', () => {
    const all = Array.from({ length: 200 }, (_, n) => at(`a@${n}`, { v: 'same' }));
    const { memory } = run(
      tied({ C: three }),
      all.map((one) => [one]),
    );
    expect(memory.entries.length).toBeLessThan(10);
  });
});

describe('temporal', () => {
  const both = '{ type: temporal, rules: [a, b], group-by: [user], timespan: 1m }';
  test.each([
    ['all rules within the timespan', 'a@0 b@60', ['C 2']],
    ['in any order', 'b@0 a@60', ['C 2']],
    ['not apart', 'a@0 b@61', []],
    ['not one rule twice', 'a@0 a@1', []],
  ])('%s', (_, events, told) => expect(fired({ C: both }, many(events))).toEqual(told));

  test('a condition asks for fewer rules', () => {
    const two = '{ type: temporal, rules: [a, b, c], timespan: 1m, condition: { gte: 2 } }';
    expect(fired({ C: two }, many('a@0 c@1'))).toEqual(['C 2']);
    expect(fired({ C: two }, many('a@0 a@1'))).toEqual([]);
  });
});

describe('temporal_ordered', () => {
  const ordered = '{ type: temporal_ordered, rules: [a, b, c], group-by: [user], timespan: 1m }';
  test.each([
    ['in the order of the rules', 'a@0 b@30 c@60', ['C 3']],
    ['not in another', 'a@0 c@30 b@60', []],
    ['the same second counts as ordered', 'c@5 b@5 a@5', ['C 3']],
    ['not longer than the timespan', 'a@0 b@30 c@61', []],
    ['from the latest start', 'a@0 a@20 b@40 c@70', ['C 3']],
    ['not from a start that comes too late', 'a@0 b@10 a@50 c@65', []],
    ['others between do not matter', 'a@0 d@1 c@2 b@3 a@4 c@5', ['C 5']],
  ])('%s', (_, events, told) => expect(fired({ C: ordered }, many(events))).toEqual(told));

  test('keeps the one start that matters, when the end comes last', () => {
    const pages = ['a@0', 'a@30', 'a@60', 'b@31', 'c@90'].map((spec) => [at(spec)]);
    expect(run(tied({ C: ordered }), pages).firings).toHaveLength(1);
  });

  test('aliases say where each rule has the value', () => {
    const chain = `{ type: temporal_ordered, rules: [a, b], group-by: [name], timespan: 1m,
      aliases: { name: { a: made.name, b: for } } }`;
    const made = at('a@0', { made: { name: 'Eve' } });
    expect(fired({ C: chain }, [made, at('b@5', { for: 'eve' })])).toEqual(['C 2']);
    expect(fired({ C: chain }, [made, at('b@5', { for: 'bob' })])).toEqual([]);
  });
});

describe('measures of numbers', () => {
  test.each([
    ['value_sum', '{ field: v, gte: 10 }', 'a@0=4 a@1=6', true],
    ['value_sum', '{ field: v, gte: 10 }', 'a@0=4 a@1=5.9', false],
    ['value_avg', '{ field: v, gt: 4 }', 'a@0=2 a@1=6', false],
    ['value_avg', '{ field: v, gt: 3.9 }', 'a@0=2 a@1=6', true],
    ['value_median', '{ field: v, gte: 5 }', 'a@0=1 a@1=5 a@2=9', true],
    ['value_percentile', '{ field: v, gte: 9, percentile: 90 }', 'a@0=1 a@1=5 a@2=10', true],
    ['value_percentile', '{ field: v, gte: 9, percentile: 50 }', 'a@0=1 a@1=5 a@2=8', false],
    ['value_sum', '{ field: v, gte: 1 }', 'a@0=many', false],
  ])('%s %s of %s', (type, condition, events, fires) => {
    const section = `{ type: ${type}, rules: [a], timespan: 1m, condition: ${condition} }`;
    expect(fired({ C: section }, valued(events)).length > 0).toBe(fires);
  });
});

describe('correlations of correlations', () => {
  const guessed = {
    failures: '{ type: event_count, rules: [a], group-by: [user], timespan: 1m, condition: { gte: 3 } }',
    C: '{ type: temporal_ordered, rules: [failures, b], group-by: [user], timespan: 1m }',
  };
  test.each([
    ['fire when the windows of one come before the other', 'a@0 a@1 a@2 b@3', ['failures 3', 'C 2']],
    ['not when it comes before them', 'a@0 a@1 b@2 a@3', ['failures 3']],
    ['also when the first has fired long ago', 'a@0 a@20 a@40 a@60 a@80 a@100 b@101', ['failures 4', 'C 2']],
  ])('%s', (_, events, told) => expect(fired(guessed, many(events))).toEqual(told));

  test('come to the same when the first of all comes last', () => {
    const events = many('a@0 a@1 a@2 b@3');
    const [first, ...others] = events;
    const { firings } = run(tied(guessed), [...others.map((one) => [one]), first ? [first] : []]);
    expect(firings.map(({ correlation }) => correlation.rule.title)).toEqual(['failures', 'C']);
  });

  test('stand in any order in their files, but not in a circle', () => {
    const { C, failures } = guessed;
    expect(tied({ C, failures }).correlations.map(({ rule }) => rule.title)).toEqual(['failures', 'C']);
    const circle = (name: string) => `{ type: temporal, rules: [a, ${name}], timespan: 1m }`;
    const set = tied({ X: circle('Y'), Y: circle('X'), Z: circle('b') });
    expect(set.correlations.map(({ rule }) => rule.title)).toEqual(['Z']);
    expect(set.unable.map(({ rule, reason }) => `${rule.title}: ${reason}`)).toEqual([
      'X: it counts itself, by way of the correlations it names',
      'Y: it counts itself, by way of the correlations it names',
    ]);
  });

  test.each([
    [
      'a rule that is not there',
      '{ type: temporal, rules: [a, nobody], timespan: 1m }',
      '"nobody", which it counts, is not running',
    ],
    [
      'a group the other does not have',
      '{ type: temporal, rules: [failures, b], group-by: [other], timespan: 1m }',
      '"other" is not among what "failures" groups by, and nothing else of it is known',
    ],
    [
      'one rule by two names',
      '{ type: temporal, rules: [a, Rule a], timespan: 1m }',
      'it lists "Rule a" twice, by different names',
    ],
  ])('cannot name %s', (_, section, reason) => {
    const set = tied({ failures: guessed.failures, C: section });
    expect(set.unable.map((one) => one.reason)).toEqual([reason]);
  });
});

describe('who stays silent', () => {
  const section = '{ type: event_count, rules: [a, b], timespan: 1m, condition: { gte: 2 } }';
  const quiet = (keys: Record<string, unknown>, folder: string) => {
    const { correlation } = compiledCorrelation(section, keys, { folder: 'mine' });
    if (!correlation) throw new Error('no correlation');
    return [
      ...tieCorrelations(
        [correlation],
        [base('a'), base('b')].map((rule) => ({ ...rule, folder })),
      ).quiet,
    ];
  };
  test('the rules it counts', () => expect(quiet({}, 'mine')).toEqual(['id-a', 'id-b']));
  test('not with generate', () => expect(quiet({ generate: true }, 'mine')).toEqual([]));
  test('not rules of another folder', () => expect(quiet({}, 'rules')).toEqual([]));
  test('also when the correlation itself is disabled', () => {
    const { correlation } = compiledCorrelation(section);
    const all = correlation ? [correlation] : [];
    expect([...tieCorrelations([], [base('a'), base('b')], all).quiet]).toEqual(['id-a', 'id-b']);
  });
});
