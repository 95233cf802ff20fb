import { NO_MARKS, NO_SETTINGS } from '../../src/detect/context';
import { detectOne } from '../../src/detect/detect';
import { eventOf } from './given';
import { STOP, folder, load, met, rule, told, write } from './rule-folder';

const context = (entry: Record<string, unknown>, keys: Record<string, unknown> = {}): Record<string, unknown> => ({
  title: 'Context',
  adjustments: [
    {
      name: 'root',
      when: { 'userIdentity.type': 'Root' },
      raise: { medium: 'high' },
      because: 'root did it',
      ...entry,
    },
  ],
  ...keys,
});

describe('context', () => {
  const ROOT = { userIdentity: { type: 'Root' } };

  test.each<[sentence: string, level: string, context: Record<string, unknown>, met: string[]]>([
    ['raises a rule of the level it names', 'medium', {}, ['Rule 1: high']],
    ['leaves other levels alone', 'low', {}, ['Rule 1: low']],
    ['takes a list of maps as OR', 'medium', { when: [{ a: 'b' }, { 'userIdentity.type': 'Root' }] }, ['Rule 1: high']],
    ['needs its selection to hold', 'medium', { when: { a: 'b' } }, ['Rule 1: medium']],
    ['leaves excluded rules alone', 'medium', { exclude: { rules: ['Rule 1'] } }, ['Rule 1: medium']],
    ['leaves excluded groups alone', 'medium', { exclude: { groups: ['logging'] } }, ['Rule 1: medium']],
    [
      'leaves excluded tags alone, by their beginning',
      'medium',
      { exclude: { tags: ['attack.t1562'] } },
      ['Rule 1: medium'],
    ],
    ['does not mistake a tag for a longer one', 'medium', { exclude: { tags: ['attack.t15'] } }, ['Rule 1: high']],
  ])('%s', (_, level, given, expected) => {
    const keys = { level, tags: ['attack.t1562.008'], trailwarden: { group: 'logging' } };
    write({ '1.yml': rule(1, keys), 'context.yml': context(given) });
    expect(met(ROOT)).toEqual(expected);
    expect(told(load())).toEqual([]);
  });

  test('stands beside the rule’s own adjustments: the highest raise wins, lower comes after', () => {
    const trailwarden = {
      raise: [{ when: { a: 'b' }, to: 'critical', because: 'of a' }],
      lower: [{ when: { 'ctx.outcome': 'denied' }, to: 'low', because: 'it was denied' }],
    };
    write({ '1.yml': rule(1, { trailwarden }), 'context.yml': context({}) });
    expect(met({ ...ROOT, a: 'b' })).toEqual(['Rule 1: critical']);
    expect(met({ ...ROOT, errorCode: 'AccessDenied' })).toEqual(['Rule 1: low']);
    const [match] = detectOne(eventOf({ ...STOP, ...ROOT }), load(), NO_SETTINGS, NO_MARKS);
    expect(match?.rating.reasons).toEqual(['raised from medium to high because root did it']);
  });

  test('is no alert of its own, goes by the operator’s base level, and can be disabled by name', () => {
    write({ '1.yml': rule(1), 'context.yml': context({}) });
    expect(met({ ...ROOT, eventName: 'DescribeTrails' })).toEqual([]);
    expect(met(ROOT, { levels: { 'Rule 1': 'low' } })).toEqual(['Rule 1: low']);
    expect(met(ROOT, { disable: ['root'] })).toEqual(['Rule 1: medium']);
    expect(load({ disable: ['root'] })).toMatchObject({ problems: [], disabled: [{ title: 'root' }] });
  });

  test('of ours concerns the operator’s rules too', () => {
    write({ 'ours/context.yml': context({}), 'theirs/1.yml': rule(1) });
    const folders = [
      { path: `${folder.path}/ours`, shipped: true },
      { path: `${folder.path}/theirs`, shipped: false },
    ];
    expect(met(ROOT, { folders })).toEqual(['Rule 1: high']);
  });

  test.each<[sentence: string, document: unknown, problem: string]>([
    [
      'an unknown key',
      context({}, { adjustmnts: [] }),
      'adjustmnts: unknown key "adjustmnts" (did you mean adjustments?)',
    ],
    ['an unknown key of an entry', context({ wen: {} }), 'adjustments.0.wen: unknown key "wen" (did you mean when?)'],
    ['no adjustments', { title: 'Context' }, 'adjustments: missing'],
    ['no name', context({ name: undefined }), 'adjustments.0.name: missing'],
    [
      'no reason',
      context({ because: undefined }),
      'adjustments.0.because: missing; it completes "raised to … because …"',
    ],
    ['no selection', context({ when: undefined }), 'adjustments.0.when: missing'],
    [
      'a level that is none',
      context({ raise: { medum: 'high' } }),
      'adjustments.0.raise.medum: expected levels (informational, low, medium, high, critical), found string "medum" (did you mean medium?)',
    ],
    [
      'a raise that lowers',
      context({ raise: { high: 'low' } }),
      'adjustments.0.raise.high: low is not higher than high; context only raises',
    ],
    [
      'an exclusion of no rule',
      context({ exclude: { rules: ['Rule l'] } }),
      'adjustments: there is no rule "Rule l" (did you mean Rule 1?)',
    ],
    [
      'an unknown field',
      context({ when: { 'ctx.contry': 'x' } }),
      'adjustments.0.when.ctx.contry: unknown field "ctx.contry" (did you mean ctx.country?)',
    ],
    [
      'a name twice',
      { adjustments: [...(context({}).adjustments as unknown[]), ...(context({}).adjustments as unknown[])] },
      'adjustments: "root" is taken already by PATH/context.yml',
    ],
  ])('is refused with %s', (_, document, problem) => {
    write({ '1.yml': rule(1), 'context.yml': JSON.parse(JSON.stringify(document)) as unknown });
    expect(told(load())).toContain(`error context.yml: ${problem.replace('PATH', folder.path)}`);
  });
});
