import { LEVELS, type Level } from '../../src/detect/level';
import { type Route, defaultRoute, owedFor, routeFor } from '../../src/notify/route';
import { NOON, alert } from '../fixtures';

const route = (fields: Partial<Route>): Route => ({
  levels: new Set(LEVELS),
  accounts: new Set(),
  tags: [],
  channel: 'C1',
  mention: undefined,
  escalate: [],
  ...fields,
});
const at = (level: Level) => alert({}, { level });

describe('a route', () => {
  test.each<[string, Partial<Route>, boolean]>([
    ['takes its levels', { levels: new Set<Level>(['high']) }, true],
    ['leaves other levels', { levels: new Set<Level>(['critical']) }, false],
    ['takes an account by id', { accounts: new Set(['111122223333']) }, true],
    ['takes an account by name', { accounts: new Set(['prod']) }, true],
    ['leaves other accounts', { accounts: new Set(['staging']) }, false],
    ['takes a tag', { tags: ['attack.t1562.008'] }, true],
    ['leaves other tags', { tags: ['attack.t1078'] }, false],
  ])('%s', (_name, fields, taken) => {
    expect(routeFor(at('high'), [route(fields)]) !== undefined).toBe(taken);
  });

  test('is the first that matches', () => {
    const routes = [
      route({ levels: new Set<Level>(['critical']), channel: 'C1' }),
      route({ channel: 'C2' }),
      route({ channel: 'C3' }),
    ];
    expect(routeFor(at('high'), routes)?.channel).toBe('C2');
  });

  test.each<[Level, boolean]>([
    ['critical', true],
    ['high', true],
    ['medium', true],
    ['low', false],
    ['informational', false],
  ])('for medium and above posts %s: %s', (level, posted) => {
    const route = defaultRoute('C1', ['medium', 'high', 'critical']);
    expect(routeFor(at(level), [route]) !== undefined).toBe(posted);
  });
});

describe('a change owes', () => {
  const routes = [route({ levels: new Set<Level>(['critical']), channel: 'C9', mention: '@here' }), route({})];

  test.each([
    ['a post when it opens', 'opened', 'high', ['post C1']],
    ['an edit when it repeats', 'repeated', 'high', ['edit everywhere']],
    ['an edit and a call for attention when it comes back', 'returned', 'high', ['edit everywhere', 'raise C1']],
    ['an edit and a call for attention when it is raised', 'raised', 'critical', ['edit everywhere', 'raise C9']],
  ] as const)('%s', (_name, kind, level, expected) => {
    const owed = owedFor({ kind, alert: at(level), from: undefined }, routes, NOON);
    expect(owed.map((one) => `${one.kind} ${'channel' in one ? one.channel : 'everywhere'}`)).toEqual(expected);
  });

  test('nothing when no route wants it', () => {
    expect(owedFor({ kind: 'opened', alert: at('low'), from: undefined }, [], NOON)).toEqual([]);
  });

  test('the mention of its route', () => {
    const [, raise] = owedFor({ kind: 'raised', alert: at('critical'), from: 'high' }, routes, NOON);
    expect(raise).toMatchObject({ kind: 'raise', mention: '@here', call: { why: 'raised', from: 'high' } });
  });
});
