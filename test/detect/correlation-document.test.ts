/** What a correlation document says: its sentence, and everything that can be wrong with it. */
import { plainText } from '../../src/detect/sentence';
import { at, compiledCorrelation, correlationErrors, run, tied } from './correlation-given';

describe('the sentence', () => {
  const said = (what: string, keys: Record<string, unknown> = {}) => {
    const section =
      '{ type: value_count, rules: [a], group-by: [user], timespan: 10m, condition: { field: v, gte: 3 } }';
    const { matches } = run(tied({ C: section }, { trailwarden: { what }, ...keys }), [
      ['x', 'y', 'z', 'arn:aws:s3:::last'].map((v, n) =>
        at(`a@${n}`, { v, user: 'Ann', sourceIPAddress: `192.0.2.${n}` }),
      ),
    ]);
    return matches.map((match) => plainText(match.what)).join();
  };
  test('counts, shows three values, says how long, and names fields of the latest event', () => {
    expect(said('{user} read {count} secrets ({values}) within {timespan} from {sourceIPAddress}')).toBe(
      'Ann read 4 secrets (x, y, z and 1 more) within 10 minutes from 192.0.2.3',
    );
  });
  test('says nothing of a failure of the last call', () => {
    expect(said('{user} read {count} secrets', {})).not.toContain('tried');
  });
});

describe('what is wrong with a document', () => {
  const section = (more: string) => `{ type: event_count, rules: [a], timespan: 1m, condition: { gte: 2 }, ${more} }`;
  // A key given twice is the later one.
  test.each<[string, string[]]>([
    [
      '{ type: event_count }',
      [
        'correlation.rules: missing; the rules to count, by id, name or title',
        'correlation.timespan: missing; a timespan such as 10m',
        'correlation.condition: missing; a condition such as { gte: 5 }',
      ],
    ],
    [
      section('type: event_cuont'),
      [
        'correlation.type: found string "event_cuont", expected one of event_count, value_count, temporal, temporal_ordered, value_sum, value_avg, value_percentile, value_median (did you mean event_count?)',
      ],
    ],
    [
      section('timespan: 10x'),
      ['correlation.timespan: expected a timespan such as 90s, 10m, 2h or 1d, found string "10x"'],
    ],
    [
      section('timespan: 0m'),
      ['correlation.timespan: expected a timespan such as 90s, 10m, 2h or 1d, found string "0m"'],
    ],
    [section('groupby: [x]'), ['correlation.groupby: unknown key "groupby" (did you mean group-by?)']],
    [section('rules: [a, a]'), ['correlation.rules: "a" is listed twice']],
    [
      section('group-by: [ctx.principle.key]'),
      ['correlation.group-by: unknown field "ctx.principle.key" (did you mean ctx.principal.key?)'],
    ],
    [
      section('aliases: { x: { aa: y } }'),
      ['correlation.aliases.x.aa: "aa" is not among correlation.rules (did you mean a?)'],
    ],
    [
      section('condition: { get: 2 }'),
      [
        'correlation.condition.get: unknown key "get" (did you mean gt?)',
        'correlation.condition: expected one of gt, gte, lt, lte, eq, neq',
      ],
    ],
    [section('condition: { gte: many }'), ['correlation.condition.gte: expected a number, found string "many"']],
    [
      section('condition: { lt: 5 }'),
      [
        'correlation.condition: { lt: 5 } asks for events that do not come, and only events that come are counted; add a lower bound such as gte: 1',
      ],
    ],
    [
      section('condition: { eq: 0 }'),
      [
        'correlation.condition: { eq: 0 } asks for events that do not come, and only events that come are counted; add a lower bound such as gte: 1',
      ],
    ],
    [section('condition: { gt: 3, lt: 4 }'), ['correlation.condition: can never hold: no count meets it']],
    [
      section('condition: { gte: 2, field: x }'),
      ['correlation.condition.field: event_count takes no field; did you mean value_count?'],
    ],
    [
      section('type: value_count'),
      ['correlation.condition.field: missing; value_count needs the field whose values it takes'],
    ],
    [
      section('type: value_percentile, condition: { gte: 2, field: x }'),
      ['correlation.condition.percentile: missing; a percentile such as 95'],
    ],
    [
      section('type: temporal_ordered, rules: [a, b], condition: { gte: 1 }'),
      [
        'correlation.condition: temporal_ordered asks for all its rules in their order; leave the condition out or say gte: 2',
      ],
    ],
  ])('%s', (given, errors) => {
    expect(correlationErrors(given)).toEqual(errors);
  });

  test('generate may stand inside, as other tools write it', () => {
    expect(compiledCorrelation(section('generate: true')).correlation?.generate).toBe(true);
    expect(compiledCorrelation(section('generate: true'), { generate: false }).correlation?.generate).toBe(false);
  });

  test('a shipped one must bring what every rule brings', () => {
    const { problems } = compiledCorrelation(section(''), {}, { shipped: true });
    expect(problems.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['id', 'level', 'trailwarden.what', 'trailwarden.why', 'trailwarden.tests']),
    );
  });
});
