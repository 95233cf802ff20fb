import { parsePattern } from '../../src/detect/pattern';
import { errorsOf, holds } from './given';

describe('a value of a rule', () => {
  // Section 3 of the reference: what public rules rely on, one by one.
  test.each<[sentence: string, selection: string, match: object, miss: object]>([
    ['is compared without case', "{ a.MFAUsed: 'NO' }", { a: { MFAUsed: 'No' } }, { a: { MFAUsed: 'Yes' } }],
    ['null matches a missing field', '{ errorCode: null }', {}, { errorCode: '' }],
    ['null matches a null', '{ a: null }', { a: null }, { a: [] }],
    ['null matches a null among others', '{ a: null }', { a: [1, null] }, { a: [1] }],
    ['in a list with null may still be met', '{ a: [null, x] }', { a: 'x' }, { a: 'y' }],
    ["'false' meets false", "{ a.enable: 'false' }", { a: { enable: false } }, { a: { enable: true } }],
    ['false meets "False"', '{ a: false }', { a: 'False' }, { a: 0 }],
    ['true meets true', '{ a: true }', { a: true }, { a: 1 }],
    ["'22' meets 22", "{ a: '22' }", { a: 22 }, { a: 220 }],
    ['22 meets "22"', '{ a: 22 }', { a: '22' }, { a: '22x' }],
    ['22 meets 22', '{ a: 22 }', { a: 22 }, { a: 22.5 }],
    ['1 meets "1.0" as a number', '{ a: 1 }', { a: '1.0' }, { a: true }],
    [
      'contains looks into the JSON text of an object',
      `{ a|contains: '"enable":false' }`,
      { a: { enable: false } },
      { a: { enable: true } },
    ],
    [
      'contains looks into every text of an object',
      `{ a|contains: '"s3:GetObject"' }`,
      { a: { p: '{"Action":"s3:GetObject"}' } },
      { a: { p: 's3:GetObjectAcl' } },
    ],
    [
      'contains goes as deep as it must',
      '{ a|contains: deep }',
      { a: { b: [{ c: { d: 'DEEPER' } }] } },
      { a: { b: [] } },
    ],
    ['re looks into objects too', "{ a|re: 'Susp[e]nded' }", { a: { b: 'Suspended' } }, { a: { b: 'suspended' } }],
    ['without contains never meets an object', "{ a: '*x*' }", { a: 'axb' }, { a: { b: 'axb' } }],
    ['startswith never meets an object', "{ a|startswith: '{' }", { a: '{' }, { a: { b: 1 } }],
    [
      'meets any member of a list',
      '{ a.layers: arn1 }',
      { a: { layers: ['arn0', 'arn1'] } },
      { a: { layers: ['arn0'] } },
    ],
    [
      'meets any member of lists on the way',
      '{ a.b.c|contains: x }',
      { a: [{ b: [{ c: ['y', 'x1'] }] }] },
      { a: [{ b: [{ c: ['y'] }] }] },
    ],
    ['takes an object as a list of one', '{ a.b.c: x }', { a: { b: { c: 'x' } } }, { a: { b: 'x' } }],
    ["contains '*' is present and not null", "{ a|contains: '*' }", { a: '' }, { a: null }],
    ["contains '*' takes objects", "{ a|contains: '*' }", { a: {} }, {}],
    ["'*' is present and not null", "{ a: '*' }", { a: false }, { b: 1 }],
    ["'' is the empty text alone", "{ a: '' }", { a: '' }, { a: null }],
    [
      'fieldref with nothing on the other side is no match',
      '{ a|fieldref: b }',
      { a: 'x', b: 'X' },
      { a: 'x', b: null },
    ],
    ['with live wildcards in text', "{ a|contains: '<NAME>/*' }", { a: 'x<name>/y' }, { a: '<name>' }],
    ['list is OR', '{ a: [x, y] }', { a: 'Y' }, { a: 'z' }],
    ['map is AND', '{ a: x, b: y }', { a: 'x', b: 'y' }, { a: 'x' }],
    ['list of maps is OR', '[{ a: x }, { b: y }]', { b: 'y' }, { a: 'y', b: 'x' }],
    ['never reaches a prototype', '{ constructor|exists: true }', { constructor: 1 }, {}],
    [
      'never reaches a prototype by __proto__',
      '{ a.__proto__.x: 1 }',
      JSON.parse('{"a":{"__proto__":{"x":1}}}') as object,
      { a: {} },
    ],
    ['never reads the length of a text', '{ a.length: 1 }', { a: { length: 1 } }, { a: 'x' }],
  ])('%s', (_, selection, match, miss) => {
    expect(holds(selection, { ...match })).toBe(true);
    expect(holds(selection, { ...miss })).toBe(false);
  });

  test.each<[sentence: string, selection: string, match: object, miss: object]>([
    ['are sought in every text', '[whoami, mimikatz]', { a: { b: ['run WhoAmI now'] } }, { a: 'who am i' }],
    ['are sought in keys and structure too', `['"enable":false']`, { x: { enable: false } }, { x: { enable: true } }],
    ['are all needed with all', "{ '|all': [foo, bar] }", { a: 'foo', b: 'bar' }, { a: 'foo' }],
    ['may be regular expressions', "{ '|re': ['fo+x'] }", { a: 'fooox' }, { a: 'FOOX' }],
    ['may stand alone', 'needle', { a: 'a needle b' }, { a: 'need le' }],
    ['may be numbers', '[4711]', { a: 4711 }, { a: 471 }],
    ['may stand beside maps', '[needle, { a: x }]', { a: 'X' }, { a: 'y' }],
  ])('keywords %s', (_, selection, match, miss) => {
    expect(holds(selection, { ...match })).toBe(true);
    expect(holds(selection, { ...miss })).toBe(false);
  });

  test.each([
    ['an empty map', '{}', 'detection.selection: an empty selection would match every event'],
    ['an empty list', '[]', 'detection.selection: an empty list never matches'],
    ['an empty list of values', '{ a: [] }', 'detection.selection.a: an empty list never matches'],
    ['nothing', 'null', 'detection.selection: expected a map of fields or a list, found nothing'],
    [
      'a list in a list',
      '{ a: [[x], y] }',
      'detection.selection.a.0: expected text, a number, true, false or null, found a list',
    ],
    [
      'a nested map',
      '{ a: { b: c } }',
      'detection.selection.a: a map binds the elements of a list; write a[any], or dotted paths',
    ],
    [
      'a gap in a path',
      '{ a..b: c }',
      'detection.selection.a..b: "a..b" is not a field: a dotted path such as userIdentity.type is expected',
    ],
    [
      'an unknown context field',
      '{ ctx.account.env: x }',
      'detection.selection.ctx.account.env: unknown field "ctx.account.env" (did you mean ctx.account.own?)',
    ],
  ])('refuses %s', (_, selection, problem) => {
    expect(errorsOf(`{ selection: ${selection}, condition: selection }`)).toEqual([`rules/x.yml: ${problem}`]);
  });
});

describe('a wildcard', () => {
  test.each<[pattern: string, text: string, matches: boolean]>([
    ['a*c', 'abbbc', true],
    ['a*c', 'abbbcd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a?c', 'a😀c', true],
    ['a??c', 'a😀c', false],
    ['*b*d*', 'abcde', true],
    ['*d*b*', 'abcde', false],
    ['*ab', 'aab', true],
    ['*a?', 'aab', true],
    ['a*a', 'a', false],
    ['**', '', true],
    ['?', '', false],
    ['', '', true],
    [String.raw`\*`, '*', true],
    [String.raw`\*`, 'x', false],
    [String.raw`a\?c`, 'a?c', true],
    [String.raw`a\?c`, 'abc', false],
    [String.raw`\\*`, String.raw`\anything`, true],
    [String.raw`\\*`, 'anything', false],
    [String.raw`\\\*`, String.raw`\*`, true],
    [String.raw`\\\*`, String.raw`\x`, false],
    [String.raw`C:\Windows`, String.raw`c:\windows`, true],
    [String.raw`a\\b`, String.raw`a\b`, true],
    [String.raw`a\\\\b`, String.raw`a\\b`, true],
    [String.raw`a\\\\b`, String.raw`a\b`, false],
    [String.raw`a\nb`, String.raw`a\nb`, true],
    ['.+', 'xx', false],
  ])('%s on %s', (pattern, text, matches) => {
    expect(holds(JSON.stringify({ a: pattern }), { a: text })).toBe(matches);
  });

  test('is parsed into text and wildcards', () => {
    expect(parsePattern(String.raw`a\*b**?`)).toEqual(['a*b', 0, 1]);
  });
});
