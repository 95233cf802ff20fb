/** What must hold for anything at all: patterns against a naive reading, conditions against boolean algebra, hostile records. */
import fc from 'fast-check';
import { type Condition, compileCondition, parseCondition } from '../../src/detect/condition';
import { NO_MARKS, NO_SETTINGS } from '../../src/detect/context';
import { detect } from '../../src/detect/detect';
import type { Node } from '../../src/detect/node';
import { ANY, ONE, type Pattern, compilePattern, parsePattern } from '../../src/detect/pattern';
import { compileRegex, requiredLiteral } from '../../src/detect/regex';
import { plainText } from '../../src/detect/sentence';
import { isProblem, parseEvent } from '../../src/source/event';
import { NOON, eventOf, ruleOf, setOf } from './given';

const keep = (text: string): string => text;

/** The definition of a pattern, letter by letter. */
function naive(pattern: Pattern, text: readonly string[]): boolean {
  const [part, ...rest] = pattern;
  if (part === undefined) return text.length === 0;
  if (part === ONE) return text.length > 0 && naive(rest, text.slice(1));
  if (part === ANY) return naive(rest, text) || (text.length > 0 && naive(pattern, text.slice(1)));
  const [first, ...others] = [...part];
  if (first === undefined) return naive(rest, text);
  return text[0] === first && naive([others.join(''), ...rest], text.slice(1));
}

test('a pattern matches what its letter-by-letter reading matches', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 8 });
  const pattern = fc.array(fc.constantFrom<Pattern[number]>('a', 'b', 'ab', '😀', ANY, ONE), { maxLength: 6 });
  fc.assert(
    fc.property(pattern, letters, (parts, text) => compilePattern(parts, keep)(text) === naive(parts, [...text])),
    { numRuns: 5_000 },
  );
});

test('an escaped text matches itself and nothing else', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '*', '?', '\\') });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const escaped = one.replace(/[\\*?]/g, '\\$&');
      return compilePattern(parsePattern(escaped), keep)(other) === (one === other);
    }),
  );
});

test('a condition means what boolean algebra says, whatever the order of evaluation', () => {
  const names = ['p', 'q', 'r'];
  const tree: fc.Arbitrary<string> = fc.letrec<{ c: string }>((tie) => ({
    c: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(...names),
      fc.tuple(fc.constantFrom('and', 'or'), tie('c'), tie('c')).map(([word, a, b]) => `(${a}) ${word} ${b}`),
      tie('c').map((inner) => `not (${inner})`),
    ),
  })).c;
  const facts = fc.record({ p: fc.boolean(), q: fc.boolean(), r: fc.boolean() });
  fc.assert(
    fc.property(tree, facts, (text, truth) => {
      const condition = parseCondition(text, names);
      if (typeof condition === 'string') throw new Error(condition);
      const nodes = new Map(names.map((name): [string, Node] => [name, leaf(truth[name as 'p'], name.charCodeAt(0))]));
      return compileCondition(condition, nodes).test(eventOf(), undefined as never) === evaluate(condition, truth);
    }),
    { numRuns: 1_000 },
  );
});

function leaf(value: boolean, cost: number): Node {
  return { test: () => value, explain: () => undefined, cost, sources: undefined, names: undefined };
}

function evaluate(condition: Condition, truth: Readonly<Record<string, boolean>>): boolean {
  if (condition.kind === 'name') return truth[condition.name] === true;
  if (condition.kind === 'not') return !evaluate(condition.of, truth);
  return condition.kind === 'and'
    ? condition.of.every((one) => evaluate(one, truth))
    : condition.of.some((one) => evaluate(one, truth));
}

test('the literal looked for before a regex never loses a match', () => {
  const source = fc
    .array(
      fc.constantFrom(
        'a',
        'b',
        'k',
        'S',
        '.',
        'a*',
        'b+',
        'a?',
        'b{2}',
        '(ab|b)',
        '[ab]',
        '[^a]',
        '\\.',
        '\\w',
        '^',
        '$',
        '|',
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(''));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'K', 's', '.', 'ſ', '\u212a'), maxLength: 8 });
  fc.assert(
    fc.property(source, text, fc.boolean(), (regex, value, i) => {
      const flags = { i, m: false, s: false };
      const test = compileRegex(regex, flags);
      if (typeof test === 'string') return true;
      // A group around it hides every literal, so this one is asked without the look before.
      const bare = compileRegex(`(?:${regex})`, flags);
      expect(requiredLiteral(`(?:${regex})`, i)).toBe('');
      return typeof bare !== 'string' && test(value) === bare(value);
    }),
    { numRuns: 3_000 },
  );
});

const EVERYTHING = ruleOf(
  `
  selection: { a|contains: x, b.c|re: 'x+', d|fieldref: e, f|cidr: 10.0.0.0/8, g|gt: 1, h: null, i|exists: true, t|hour: 1 }
  words: [needle]
  known: { ctx.outcome: success, ctx.address: public, ctx.principal.kind: user, ctx.own_principal: true, ctx.person: x }
  bound: { 'a[any]': { b|contains: x, 'c[all_or_empty]': { .: y } }, 'd[-1].e[none]|re': z, ctx.policy.public: true }
  condition: 1 of them or not selection or not bound
  `,
  {
    trailwarden: {
      what: '{actor} stopped {requestParameters.name}[ in {a.b.c}] of {userIdentity|x}',
      group_by: ['requestParameters', 'a.b'],
      next_steps: ['Look at {requestParameters.name|a} [in {b[0].c}]', 'Ask {actor} about {ctx.policy.accounts}'],
    },
  },
);

test('no record makes detection throw', () => {
  const set = setOf(EVERYTHING);
  const keys = [
    'a',
    'b',
    'c',
    'd',
    'e',
    'f',
    'g',
    'h',
    'i',
    't',
    'requestParameters',
    'userIdentity',
    'errorCode',
    'responseElements',
    'Statement',
    'Effect',
    'Principal',
    'Condition',
    '__proto__',
  ];
  const record = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue(), { noNullPrototype: true });
  fc.assert(
    fc.property(record, (fields) => {
      const event = parseEvent(
        JSON.parse(JSON.stringify({ ...fields, eventSource: 's', eventName: 'n' })),
        'a test',
        NOON,
      );
      if (isProblem(event)) return;
      const matches = detect([event], set, NO_SETTINGS, NO_MARKS, (error) => {
        throw error;
      });
      for (const match of matches) {
        match.rule.evidence(event, match.context);
        expect(plainText(match.what)).not.toBe('');
        expect(match.rule.nextSteps(event, match.context)).toHaveLength(2);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('neither does one that is nested without end', () => {
  const deep = JSON.parse('[{"b":'.repeat(4_000) + '"x"' + '}]'.repeat(4_000)) as unknown;
  const lists = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown;
  const faults: unknown[] = [];
  for (const value of [deep, lists]) {
    const fields = Object.fromEntries(
      ['a', 'b', 'd', 'e', 'requestParameters', 'userIdentity'].map((key) => [key, value]),
    );
    const event = parseEvent({ ...fields, eventID: '1', eventSource: 's', eventName: 'n' }, 'a test', NOON);
    if (isProblem(event)) throw new Error(event.problem);
    const [match] = detect([event], setOf(EVERYTHING), NO_SETTINGS, NO_MARKS, (error) => faults.push(error));
    expect(match).toBeDefined();
  }
  expect(faults).toEqual([]);
});

test.each([
  ['two million digits', '1'.repeat(2_000_000) + 'x'],
  ['two million spaces', ' '.repeat(2_000_000) + 'x'],
  ['an address without end', 'a@' + '.'.repeat(2_000_000) + '@'],
  ['what patterns half match', 'xa'.repeat(1_000_000)],
])('a hostile text of %s costs no more than reading it a few times', (_, text) => {
  const rule = ruleOf(
    "{ selection: [{ v|gt: 1 }, { v|contains: ['a*b*c*d', 'x?x?y'] }, { v|re: '(x+a?)+$y' }, { v|cidr: 10.0.0.0/8 }, { ctx.person: x }], condition: selection }",
  );
  const event = eventOf({
    v: text,
    userIdentity: { type: 'SAMLUser', userName: text },
    sourceIPAddress: text,
    errorMessage: text,
  });
  const started = performance.now();
  detect([event], setOf(rule, EVERYTHING), NO_SETTINGS, NO_MARKS);
  expect(performance.now() - started).toBeLessThan(3_000);
});
