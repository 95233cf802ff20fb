import { MODIFIERS } from '../../src/detect/modifiers';
import { errorsOf, holds } from './given';

const b64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

/** Modifier, sentence, selection, a record that matches, a near miss. */
type Row = readonly [modifier: string, sentence: string, selection: string, match: object, miss: object];

const ROWS: readonly Row[] = [
  ['', 'compares without case', '{ userAgent: Pacu }', { userAgent: 'PACU' }, { userAgent: 'pacu/1' }],
  ['cased', 'compares with case', '{ userAgent|cased: Pacu }', { userAgent: 'Pacu' }, { userAgent: 'pacu' }],
  [
    'contains',
    'finds text in the middle',
    '{ userAgent|contains: acu }',
    { userAgent: 'x PACU y' },
    { userAgent: 'x pa-cu y' },
  ],
  [
    'startswith',
    'binds the start',
    '{ userAgent|startswith: pacu }',
    { userAgent: 'Pacu/1.0' },
    { userAgent: 'a Pacu' },
  ],
  ['endswith', 'binds the end', '{ arn|endswith: /Admin }', { arn: 'policy/admin' }, { arn: 'policy/admin2' }],
  ['all', 'wants every value', '{ a|contains|all: [x, y] }', { a: 'x and y' }, { a: 'x and z' }],
  [
    'all',
    'lets different members of a list meet different values',
    '{ a|all: [x, y] }',
    { a: ['x', 'y'] },
    { a: ['x', 'x'] },
  ],
  ['exists', 'sees a null as present', '{ a|exists: true }', { a: null }, { b: 1 }],
  ['exists', 'sees what is missing', '{ a.b|exists: false }', { a: {} }, { a: { b: '' } }],
  ['neq', 'differs', '{ a|neq: x }', { a: 'y' }, { a: 'X' }],
  ['neq', 'holds where the field is missing', '{ a|neq: x }', {}, { a: ['y', 'x'] }],
  ['neq', 'differs from every value of a list', '{ a|neq: [x, y] }', { a: 'z' }, { a: 'y' }],
  ['neq', 'turns other modifiers round', '{ a|contains|neq: x }', { a: 'yz' }, { a: 'yxz' }],
  ['re', 'matches anywhere, with case', "{ a|re: 'b+c' }", { a: 'abbcd' }, { a: 'aBBcd' }],
  ['re', 'reads numbers as text', "{ a|re: '^44[0-9]$' }", { a: 443 }, { a: 4430 }],
  [
    're',
    'finds what its prefilter demands',
    "{ a|re: ':assumed-role/.+/i-[0-9a-f]{8,17}$' }",
    { a: 'arn:assumed-role/x/i-0123456789abcdef0' },
    { a: 'arn:assumed-role/x/alice' },
  ],
  ['i', 'forgets case', "{ a|re|i: 'KEY[0-9]' }", { a: 'my key1' }, { a: 'my key' }],
  ['ignorecase', 'is i', "{ a|re|ignorecase: 'B' }", { a: 'abc' }, { a: 'ac' }],
  ['m', 'binds to lines', "{ a|re|m: '^b$' }", { a: 'a\nb\nc' }, { a: 'a\nbb\nc' }],
  ['multiline', 'is m', "{ a|re|multiline: '^b$' }", { a: 'a\nb' }, { a: 'ab' }],
  ['s', 'lets the dot cross lines', "{ a|re|s: 'b.c' }", { a: 'b\nc' }, { a: 'bc' }],
  ['dotall', 'is s', "{ a|re|dotall: 'b.c' }", { a: 'b\nc' }, { a: 'bc' }],
  ['base64', 'encodes', '{ a|base64: whoami }', { a: b64('whoami') }, { a: 'whoami' }],
  [
    'base64offset',
    'finds a shift of none',
    '{ a|base64offset|contains: whoami }',
    { a: b64('whoami; id') },
    { a: b64('whoam; id') },
  ],
  [
    'base64offset',
    'finds a shift of one',
    '{ a|base64offset|contains: whoami }',
    { a: b64('; whoami; id'.slice(1)) },
    { a: b64(' whoam') },
  ],
  [
    'base64offset',
    'finds a shift of two',
    '{ a|base64offset|contains: whoami }',
    { a: b64('; whoami; id') },
    { a: b64('; whoam') },
  ],
  [
    'utf16le',
    'encodes before Base64',
    '{ a|utf16le|base64: cmd }',
    { a: b64(Buffer.from('cmd', 'utf16le')) },
    { a: b64('cmd') },
  ],
  [
    'wide',
    'is utf16le',
    '{ a|wide|base64offset|contains: cmd }',
    { a: b64(Buffer.from('x cmd y', 'utf16le')) },
    { a: b64('x cmd y') },
  ],
  [
    'utf16be',
    'puts the high byte first',
    '{ a|utf16be|base64: cmd }',
    { a: b64('\0c\0m\0d') },
    { a: b64('c\0m\0d\0') },
  ],
  [
    'utf16',
    'starts with a byte order mark',
    '{ a|utf16|base64: cmd }',
    { a: b64(Buffer.from('fffe63006d006400', 'hex')) },
    { a: b64('c\0m\0d\0') },
  ],
  ['windash', 'takes any dash', '{ a|windash|contains: " -enc" }', { a: 'ps –enc x' }, { a: 'ps enc x' }],
  ['windash', 'leaves the dash inside a word', '{ a|windash: "-no-op" }', { a: '/no-op' }, { a: '/no/op' }],
  ['lt', 'is below', '{ a|lt: 10 }', { a: 9 }, { a: 10 }],
  ['lte', 'is at most', '{ a|lte: 10 }', { a: '10' }, { a: 11 }],
  ['gt', 'is above', '{ a|gt: 10 }', { a: 10.5 }, { a: 10 }],
  ['gte', 'is at least, and no text is', '{ a|gte: 10 }', { a: 10 }, { a: 'ten' }],
  ['cidr', 'knows IPv4 networks', '{ a|cidr: 10.0.0.0/8 }', { a: '10.9.8.7' }, { a: '11.0.0.1' }],
  ['cidr', 'knows prefixes off the byte', '{ a|cidr: 172.16.0.0/12 }', { a: '172.31.255.255' }, { a: '172.32.0.0' }],
  ['cidr', 'knows IPv6 networks', '{ a|cidr: 2001:db8::/32 }', { a: '2001:db8:1::5' }, { a: '2001:db9::1' }],
  ['cidr', 'sees IPv4 inside IPv6', '{ a|cidr: 10.0.0.0/8 }', { a: '::ffff:10.1.2.3' }, { a: '::ffff:11.1.2.3' }],
  ['cidr', 'holds no address of the other family', '{ a|cidr: 0.0.0.0/0 }', { a: '8.8.8.8' }, { a: '::1' }],
  [
    'fieldref',
    'compares two fields without case',
    '{ a|fieldref: b.c }',
    { a: 'X', b: { c: 'x' } },
    { a: 'x', b: { c: 'y' } },
  ],
  ['fieldref', 'does not match when one side is missing', '{ a|fieldref: b }', { a: 1, b: '1' }, { a: 1 }],
  ['fieldref', 'may be turned round', '{ a|fieldref|neq: b }', { a: 'x', b: 'y' }, { a: 'x', b: 'X' }],
  ['fieldref', 'may bind the start', '{ a|fieldref|startswith: b }', { a: 'abc', b: 'AB' }, { a: 'abc', b: 'bc' }],
  [
    'fieldref',
    'may bind the end',
    '{ a|fieldref|endswith: b }',
    { a: 'user/bob', b: 'bob' },
    { a: 'bob/user', b: 'bob' },
  ],
  ['minute', 'reads a date', '{ t|minute: 42 }', { t: '2026-11-20T10:42:59Z' }, { t: '2026-11-20T10:43:00Z' }],
  ['hour', 'may be compared', '{ t|hour|gte: 22 }', { t: '2026-11-20T22:00:00Z' }, { t: '2026-11-20T21:59:00Z' }],
  ['day', 'is the day of the month', '{ t|day: 20 }', { t: '2026-11-20' }, { t: '2026-11-21' }],
  ['week', 'is the week of ISO 8601', '{ t|week: 53 }', { t: '2027-01-03T00:00:00Z' }, { t: '2027-01-04T00:00:00Z' }],
  ['month', 'counts from one', '{ t|month: [1, 11] }', { t: '2026-11-20' }, { t: '2026-10-20' }],
  ['year', 'is four digits', '{ t|year: 2026 }', { t: '2026-01-01' }, { t: 'no date' }],
];

describe('a modifier', () => {
  test.each(ROWS)('%s %s', (_, __, selection, match, miss) => {
    expect(holds(selection, { ...match })).toBe(true);
    expect(holds(selection, { ...miss })).toBe(false);
  });

  test('expand stands for each value of its placeholder, wildcards included', () => {
    const placeholders = { own: ['111111111111', '222222222222'], admins: ['*admin*'], none: [] };
    expect(holds("{ a|expand: '%own%' }", { a: '222222222222' }, { placeholders })).toBe(true);
    expect(holds("{ a|expand: 'arn::%own%:root' }", { a: 'arn::111111111111:root' }, { placeholders })).toBe(true);
    expect(holds("{ a|expand: '%admins%' }", { a: 'the Admins' }, { placeholders })).toBe(true);
    expect(holds("{ a|expand: '%own%' }", { a: '333333333333' }, { placeholders })).toBe(false);
    expect(holds("{ a|expand: '%none%' }", { a: '' }, { placeholders })).toBe(false);
    expect(holds("{ a|expand|neq: '%none%' }", { a: '' }, { placeholders })).toBe(true);
    expect(holds("{ a: '%own%' }", { a: '%own%' }, { placeholders })).toBe(true);
  });

  test('expand works before cidr and contains', () => {
    const placeholders = { egress: ['192.0.2.0/24', '2001:db8::/48'], words: ['lo', 'hi'] };
    expect(holds("{ a|expand|cidr: '%egress%' }", { a: '192.0.2.77' }, { placeholders })).toBe(true);
    expect(holds("{ a|expand|cidr: '%egress%' }", { a: '192.0.3.77' }, { placeholders })).toBe(false);
    expect(holds("{ a|contains|expand: '%words%' }", { a: 'ahixx' }, { placeholders })).toBe(true);
  });

  test('each is in this table', () => {
    const told = new Set([...ROWS.map(([modifier]) => modifier), 'expand', '']);
    expect([...told].sort()).toEqual(['', ...Object.keys(MODIFIERS)].sort());
  });

  test.each([
    ['{ a|contain: x }', 'unknown modifier "contain" (did you mean contains?)'],
    ['{ a|gt: ten }', 'gt needs a number'],
    ['{ a|cidr: 10.0.0.0/99 }', '"10.0.0.0/99" is not a network such as 10.0.0.0/8 or 2001:db8::/32'],
    ['{ a|cidr: x }', '"x" is not a network such as 10.0.0.0/8 or 2001:db8::/32'],
    ['{ a|exists: maybe }', 'exists needs true or false'],
    ['{ a|i: x }', 'i only follows re, as in field|re|i'],
    ['{ a|base64: "x*" }', 'text with wildcards cannot be encoded; put contains, startswith or endswith last'],
    ['{ a|contains: null }', 'contains needs text'],
    ['{ a|hour: noon }', 'hour needs a number'],
    ['{ a|fieldref: "b*" }', 'fieldref needs the name of a field'],
    [
      "{ a|re: '(?=x)' }",
      'lookaround is not supported: rule regexes run on a linear-time engine; use a second field test or "and not" in the condition',
    ],
    [
      "{ a|re: '(?<!x)y' }",
      'lookaround is not supported: rule regexes run on a linear-time engine; use a second field test or "and not" in the condition',
    ],
    ["{ a|re: '(x)\\1' }", 'a backreference is not supported: rule regexes run on a linear-time engine'],
    ["{ a|re: '[x' }", 'not a regular expression that can be used: missing closing ]: `[x`'],
  ])('refuses %s', (selection, problem) => {
    const key = /\{ ([^:]+):/.exec(selection)?.[1] ?? '';
    expect(errorsOf(`{ selection: ${selection}, condition: selection }`)).toEqual([
      `rules/x.yml: detection.selection.${key}: ${problem}`,
    ]);
  });
});
