/**
 * Compares one value of an event with the values of a rule, once compiled to what their shapes allow: most rules name a
 * set of texts, which is one look-up. Lists were taken apart before (`walk.ts`).
 */
import type { Json, JsonObject } from '../source/event';
import { type Network, contains, parseAddress } from './address';
import { asPattern } from './encodings';
import { memo } from '../memo';
import type { Draft } from './modifiers';
import { type TextTest, compilePattern, hasWildcard, literalOf } from './pattern';
import { compileRegex } from './regex';
import { timePartOf } from './time-parts';
import { foldCase, keepCase, numberOf, searchObject } from './values';
import type { ValueTest } from './walk';
import type { Comparison, Value } from './value';

/** A text in place of a test says what is wrong with a regular expression. `field` is the name of the field asked. */
export function memberTest(members: readonly Value[], { cased, deep }: Draft, field: string): ValueTest | string {
  const fold = cased ? keepCase : foldCase;
  const exact = new Set<string>();
  const patterns: TextTest[] = [];
  const regexes: TextTest[] = [];
  const numeric: ((number: number) => boolean)[] = [];
  const networks: Network[] = [];
  for (const value of members) {
    const pattern = asPattern(value);
    if (pattern && !hasWildcard(pattern)) exact.add(fold(literalOf(pattern)));
    else if (pattern) patterns.push(compilePattern(pattern, fold));
    if (value.kind === 'number') numeric.push((number) => number === value.number);
    if (value.kind === 'compare') numeric.push(comparison(value.by, value.number));
    if (value.kind === 'cidr') networks.push(value.network);
    if (value.kind === 'regex') {
      const regex = compileRegex(value.source, value.flags);
      if (typeof regex === 'string') return regex;
      regexes.push(regex);
    }
  }
  const plain = patterns.length + regexes.length + numeric.length + networks.length === 0;
  if (plain && !deep) return exactTest(exact, members, fold, repeats(field));
  const ask: TextTest = (text) => {
    if (exact.size + patterns.length > 0) {
      const folded = fold(text);
      if (exact.has(folded)) return true;
      for (const pattern of patterns) if (pattern(folded)) return true;
    }
    for (const regex of regexes) if (regex(text)) return true;
    return networks.length > 0 && within(networks, text);
  };
  const textTest = repeats(field) ? memo(ask) : ask;
  const numberTest = (value: Json): boolean => {
    const number = numeric.length === 0 ? undefined : numberOf(value);
    return number !== undefined && numeric.some((test) => test(number));
  };
  return (value) => {
    if (typeof value === 'string') return textTest(value) || numberTest(value);
    if (value === null) return false;
    if (typeof value === 'object') return deep && searchObject(value as JsonObject, textTest);
    return textTest(String(value)) || numberTest(value);
  };
}

/** Fields whose values repeat from event to event. */
function repeats(field: string): boolean {
  return /^(?:event(?:Source|Name|Type|Category)|userAgent|sourceIPAddress|errorCode|awsRegion|userIdentity\..+)$/.test(
    field,
  );
}

/**
 * Most records spell a name as the rule does, so that is tried before lower-casing; what repeats is lower-cased once. Before
 * all that, a text of another length is another text: folding changes the length of none that could become plain ASCII.
 */
function exactTest(
  folded: ReadonlySet<string>,
  members: readonly Value[],
  fold: (text: string) => string,
  isRepeated: boolean,
): ValueTest {
  const either = new Set(folded);
  if (fold === foldCase) for (const value of members) either.add(literalOf(asPattern(value) ?? []));
  const ask: TextTest = isRepeated
    ? memo((text) => folded.has(fold(text)))
    : (text) => either.has(text) || folded.has(fold(text));
  const lengths = new Set([...folded].map(({ length }) => length));
  const isPlain = [...folded].every((text) => !/[^\x20-\x7e]/.test(text));
  return (value) => {
    if (typeof value === 'string') return (!isPlain || lengths.has(value.length)) && ask(value);
    return (typeof value === 'boolean' || typeof value === 'number') && folded.has(String(value));
  };
}

export function timeTest(members: readonly Value[], part: NonNullable<Draft['part']>): ValueTest {
  const tests = members.map((value) => {
    if (value.kind === 'compare') return comparison(value.by, value.number);
    const wanted = value.kind === 'number' ? value.number : Number.NaN;
    return (number: number) => number === wanted;
  });
  return (value) => {
    const number = timePartOf(value, part);
    return number !== undefined && tests.some((test) => test(number));
  };
}

function comparison(by: Comparison, limit: number): (number: number) => boolean {
  switch (by) {
    case 'lt':
      return (number) => number < limit;
    case 'lte':
      return (number) => number <= limit;
    case 'gt':
      return (number) => number > limit;
    case 'gte':
      return (number) => number >= limit;
  }
}

function within(networks: readonly Network[], text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && networks.some((network) => contains(network, address));
}
