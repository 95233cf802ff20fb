import { compiled, errorsOf, holds, matchOf, ruleOf } from './given';
import { wordsOf } from '../../src/detect/problems';

const open = (port: number, cidr: string): object => ({
  fromPort: port,
  toPort: port,
  ipRanges: { items: [{ cidrIp: cidr }] },
});
const group = (...items: object[]): Record<string, unknown> => ({ requestParameters: { ipPermissions: { items } } });
const SSH_OPEN =
  "{ 'requestParameters.ipPermissions.items[any]': { fromPort|lte: 22, toPort|gte: 22, ipRanges.items.cidrIp|endswith: '/0' } }";

describe('an element of a list', () => {
  test.each<[sentence: string, selection: string, fields: Record<string, unknown>, holds: boolean]>([
    ['meets all of a map by itself', SSH_OPEN, group(open(22, '0.0.0.0/0')), true],
    ['may be any of several', SSH_OPEN, group(open(443, '10.0.0.0/8'), open(22, '0.0.0.0/0')), true],
    ['does not lend its values to another', SSH_OPEN, group(open(22, '10.0.0.0/8'), open(443, '0.0.0.0/0')), false],
    [
      'is a single object where a list of one is written so',
      SSH_OPEN,
      { requestParameters: { ipPermissions: { items: open(22, '::/0') } } },
      true,
    ],
    ['is not found where there is no list', SSH_OPEN, { requestParameters: { ipPermissions: {} } }, false],
    ['is not found in a null', SSH_OPEN, { requestParameters: null }, false],
    ['is asked for any', '{ "a[any]": { b: 1 } }', { a: [{ b: 0 }, { b: 1 }] }, true],
    ['is asked for any of none', '{ "a[any]": { b: 1 } }', { a: [] }, false],
    ['is asked with all others', '{ "a[all]": { b: 1 } }', { a: [{ b: 1 }, { b: 1 }] }, true],
    ['spoils all others', '{ "a[all]": { b: 1 } }', { a: [{ b: 1 }, { b: 0 }] }, false],
    ['is needed for all', '{ "a[all]": { b: 1 } }', { a: [] }, false],
    ['is needed for all, missing', '{ "a[all]": { b: 1 } }', {}, false],
    ['is needed for all, null', '{ "a[all]": { b|neq: 1 } }', { a: null }, false],
    ['is not needed for all_or_empty', '{ "a[all_or_empty]": { b: 1 } }', { a: [] }, true],
    ['is not needed for all_or_empty, missing', '{ "a[all_or_empty]": { b: 1 } }', {}, true],
    ['spoils all_or_empty', '{ "a[all_or_empty]": { b: 1 } }', { a: [{ b: 0 }] }, false],
    ['is asked for none', '{ "a[none]": { b: 1 } }', { a: [{ b: 0 }] }, true],
    ['is asked for none, empty', '{ "a[none]": { b: 1 } }', {}, true],
    ['spoils none', '{ "a[none]": { b: 1 } }', { a: [{ b: 0 }, { b: 1 }] }, false],
    ['is a scalar by itself', '{ "a[all]": { .|startswith: x } }', { a: ['x1', 'x2'] }, true],
    ['is a scalar by itself, a near miss', '{ "a[all]": { .|startswith: x } }', { a: ['x1', 'y'] }, false],
    ['is a lone scalar', '{ "a[any]": { .: all } }', { a: 'all' }, true],
    ['is a scalar by keyword', '{ "a[any]": [needle] }', { a: ['hay', 'needle'] }, true],
    ['takes values in place of a map', '{ "a[none]|cidr": 10.0.0.0/8 }', { a: ['192.0.2.1'] }, true],
    ['takes a list of values', '{ "a[all]": [x, y] }', { a: ['x', 'y', 'x'] }, true],
    ['takes a list of values, a near miss', '{ "a[all]": [x, y] }', { a: ['x', 'z'] }, false],
    ['takes a list of maps as OR', '{ "a[all]": [{ b: 1 }, { c: 1 }] }', { a: [{ b: 1 }, { c: 1 }] }, true],
    ['takes the path on', '{ "a[all].b.c|gt": 1 }', { a: [{ b: { c: 2 } }, { b: { c: 3 } }] }, true],
    ['takes the path on, a near miss', '{ "a[all].b.c|gt": 1 }', { a: [{ b: { c: 2 } }, { b: { c: 1 } }] }, false],
    [
      'takes selections with a condition',
      '{ "a[any]": { one: { b: 1 }, two: { c: 1 }, condition: one and not two } }',
      {
        a: [
          { b: 1, c: 1 },
          { b: 1, c: 2 },
        ],
      },
      true,
    ],
    [
      'takes selections with a condition, a near miss',
      '{ "a[any]": { one: { b: 1 }, two: { c: 1 }, condition: one and not two } }',
      {
        a: [
          { b: 1, c: 1 },
          { b: 2, c: 2 },
        ],
      },
      false,
    ],
    ['nests', '{ "a[any]": { "b[all]": { c: 1 } } }', { a: [{ b: [{ c: 1 }, { c: 0 }] }, { b: [{ c: 1 }] }] }, true],
    [
      'nests, a near miss',
      '{ "a[any]": { "b[all]": { c: 1 } } }',
      { a: [{ b: [{ c: 1 }, { c: 0 }] }, { b: [] }] },
      false,
    ],
    [
      'compares its own fields',
      '{ "a[any]": { b|fieldref: c } }',
      {
        a: [
          { b: 1, c: 2 },
          { b: 3, c: 3 },
        ],
      },
      true,
    ],
    ['compares its own fields, a near miss', '{ "a[any]": { b|fieldref: c } }', { a: [{ b: 1, c: 2 }], c: 1 }, false],
    ['may ask for context', '{ "a[any]": { b: 1, ctx.outcome: success } }', { a: [{ b: 1 }] }, true],
    ['is found at a place', '{ "a[0].b": 1 }', { a: [{ b: 1 }, { b: 2 }] }, true],
    ['is found at its place only', '{ "a[0].b": 2 }', { a: [{ b: 1 }, { b: 2 }] }, false],
    ['is found from the end', '{ "a[-1]": 3 }', { a: [1, 2, 3] }, true],
    ['is found beyond the end', '{ "a[3]": null }', { a: [1, 2, 3] }, true],
    ['is alone at the first place', '{ "a[0].b": 1 }', { a: { b: 1 } }, true],
    ['is alone at the first place, a scalar', '{ "a[0]": 1 }', { a: 1 }, true],
    ['is not at the second place when alone', '{ "a[1]": 1 }', { a: 1 }, false],
    ['binds a map at a place', '{ "a[-1]": { b: 1, c: 2 } }', { a: [{ b: 1 }, { b: 1, c: 2 }] }, true],
    ['is no key with a bracket', "{ 'a\\[0\\]': 1 }", { 'a[0]': 1 }, true],
    ['does not read the record’s own source', '{ "a[any]": { eventSource: x } }', { a: [{ eventSource: 'x' }] }, true],
    ['cannot reach a prototype', '{ "a[any]": { constructor|exists: true } }', { a: [{ b: 1 }] }, false],
  ])('%s', (_, selection, fields, expected) => {
    expect(holds(selection, fields)).toBe(expected);
  });

  test('does not bind the rule to a source inside it', () => {
    const rule = ruleOf('{ s: { eventName: A, "a[any]": { eventSource: x, eventName: y } }, condition: s }');
    expect(rule).toMatchObject({ names: ['a'], sources: undefined });
  });

  test('gives evidence, by element and with secrets apart', () => {
    const rule = ruleOf(
      `{ s: { "a[any]": { b|gte: 1, c: x }, "d[all]": { .|startswith: e }, "credentials[any]": { v: 1 } }, condition: s }`,
    );
    const match = matchOf(rule, {
      a: [
        { b: 5, c: 'y' },
        { b: 7, c: 'x' },
      ],
      d: ['e1', 'e2'],
      credentials: { v: 1 },
    });
    expect(match && rule.evidence(match.event, match.context)).toEqual([
      { field: 'a[any].b', value: '7' },
      { field: 'a[any].c', value: 'x' },
      { field: 'd[all]', value: 'e1' },
      { field: 'd[all]', value: 'e2' },
      { field: 'credentials[any].v', value: '(redacted)' },
    ]);
  });

  test.each([
    [
      'an unknown quantifier',
      '{ "a[al]": { b: 1 } }',
      'a[al]: "[al]" is no quantifier (did you mean all?); there are [any], [all], [all_or_empty], [none], and [0] or [-1] for one element',
    ],
    [
      'a map without a quantifier',
      '{ a: { b: 1 } }',
      'a: a map binds the elements of a list; write a[any], or dotted paths',
    ],
    [
      'modifiers before a map',
      '{ "a[any]|contains": { b: 1 } }',
      'a[any]|contains: modifiers belong to the fields inside the map',
    ],
    ['an empty map', '{ "a[any]": {} }', 'a[any]: an empty selection would match every event'],
    [
      'an unknown modifier inside',
      '{ "a[any]": { b|contain: 1 } }',
      'a[any].b|contain: unknown modifier "contain" (did you mean contains?)',
    ],
    [
      'an unknown selection inside',
      '{ "a[any]": { one: { b: 1 }, condition: on } }',
      'a[any].condition: there is no selection "on" (did you mean one?)',
    ],
    ['a bracket left open', '{ "a[any": 1 }', 'a[any: "a[any" is not a field; write \\[ for the bracket itself'],
    [
      'the element outside a list',
      '{ .: 1 }',
      '.: "." is the element of a list, inside field[any] and its like; here it is nothing',
    ],
    ['words after a bracket', '{ "a[any]b": 1 }', 'a[any]b: "a[any]b" is not a field: expected "." after [any]'],
  ])('is refused with %s', (_, selection, problem) => {
    expect(errorsOf(`{ selection: ${selection}, condition: selection }`)).toContain(
      `rules/x.yml: detection.selection.${problem}`,
    );
  });

  test('is chosen by a quantifier in selections only', () => {
    const { problems } = compiled('{ s: { a: 1 }, condition: s }', {
      trailwarden: { what: '{actor} opened {a[any].b}' },
    });
    expect(problems.map(wordsOf)).toEqual([
      'rules/x.yml: trailwarden.what: [any] stands in selections only; here a plain path takes every element',
    ]);
  });
});
