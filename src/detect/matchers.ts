/**
 * Compiles the draft of one test into a leaf of the tree: a comparison member by member (`member-test.ts`), or a question
 * about presence or another field, which sees lists whole.
 */
import type { Json } from '../source/event';
import { asPattern } from './encodings';
import type { Field } from './fields';
import { memberTest, timeTest } from './member-test';
import type { Draft } from './modifiers';
import { type Bound, type Node, and, not, or } from './node';
import { hasWildcard, literalOf, matchesAnything } from './pattern';
import type { Evidence, Predicate } from './rule';
import { REDACTED, redactKeys, secretField } from './secrets';
import { compactText, cut, foldCase, keepCase, textOf } from './values';
import type { ValueTest } from './walk';
import type { Value } from './value';

/** A text in place of a node says what is wrong. `refer` finds the other field of a `fieldref`. */
export function compileDraft(field: Field, draft: Draft, refer: (name: string) => Field | undefined): Node | string {
  const groups = draft.all ? draft.values : [draft.values.flat()];
  const nodes: Node[] = [];
  for (const values of groups) {
    const node = anyOf(field, values, draft, refer);
    if (typeof node === 'string') return node;
    nodes.push(node);
  }
  return draft.neq ? not(and(nodes)) : and(nodes);
}

/** One leaf for all values that are compared member by member, one more for each that asks something else. */
function anyOf(
  field: Field,
  values: readonly Value[],
  draft: Draft,
  refer: (name: string) => Field | undefined,
): Node | string {
  const nodes: Node[] = [];
  const members: Value[] = [];
  for (const value of values) {
    if (value.kind === 'null') nodes.push(isNull(field));
    else if (value.kind === 'exists') nodes.push(exists(field, value.present));
    else if (value.kind === 'text' && matchesAnything(value.pattern)) nodes.push(isAnything(field));
    else if (value.kind === 'field') {
      const other = refer(value.written);
      if (other) nodes.push(sameAs(field, other, value.start, value.end, draft.cased));
    } else members.push(value);
  }
  if (members.length > 0 || nodes.length === 0) {
    const test = draft.part === undefined ? memberTest(members, draft, field.name) : timeTest(members, draft.part);
    if (typeof test === 'string') return test;
    nodes.push(leaf(field, test, members, draft.part === undefined ? boundOf(members) : undefined));
  }
  return or(nodes);
}

/** Against one look at a top-level key. */
const COST: Partial<Record<Value['kind'], number>> = { text: 0, regex: 20, cidr: 10 };

/** Half of all events pass a test of true or false, so what tells more is asked first. */
function isFlag(value: Value): boolean {
  const pattern = asPattern(value);
  return pattern !== undefined && /^(?:true|false)$/i.test(literalOf(pattern));
}

function leaf(field: Field, test: ValueTest, members: readonly Value[], bound: Bound): Node {
  const dear = members.reduce((sum, { kind }) => sum + (COST[kind] ?? 1), 0) + (members.every(isFlag) ? 4 : 0);
  const { some } = field;
  return {
    test: (event, context) => some(event, context, test),
    explain: (event, context, found) => {
      some(event, context, (value) => test(value) && found.push(evidenceOf(field, value)) > 0);
    },
    cost: field.cost + dear + (bound ? 0 : 2),
    sources: field.name === 'eventSource' ? bound : undefined,
    names: field.name === 'eventName' ? bound : undefined,
  };
}

/** A test of presence, or of something else than the values one by one. */
function special(field: Field, cost: number, test: Predicate): Node {
  const explain: Node['explain'] = (event, context, found) => {
    const shown = field.whole(event, context, (value) => found.push(evidenceOf(field, value)) > 0);
    if (!shown) found.push({ field: field.name, value: '(missing)' });
  };
  return { test, explain, cost: field.cost + cost, sources: undefined, names: undefined };
}

/** Null, or not there at all: `errorCode: null` holds for a success, which has no errorCode. */
function isNull(field: Field): Node {
  const { some, whole } = field;
  const nothing = (value: Json): boolean => value === null;
  const anything = (): boolean => true;
  return special(field, 0, (event, context) => !whole(event, context, anything) || some(event, context, nothing));
}

/** Presence only: a null is there (Sigma v2.1.0: "be it empty or null"). */
function exists(field: Field, wanted: boolean): Node {
  const anything = (): boolean => true;
  return special(field, 0, (event, context) => field.whole(event, context, anything) === wanted);
}

/** A lone `*`, with `contains` or without: there and not null, whatever it is. */
function isAnything(field: Field): Node {
  const something = (value: Json): boolean => value !== null;
  return special(field, 0, (event, context) => field.whole(event, context, something));
}

/** `fieldref`: any value of the one field equals any of the other; nothing equals a missing field. */
function sameAs(field: Field, other: Field, start: boolean, end: boolean, cased: boolean): Node {
  const fold = cased ? keepCase : foldCase;
  const compare: (a: string, b: string) => boolean =
    start && end
      ? (a, b) => a.includes(b)
      : start
        ? (a, b) => a.startsWith(b)
        : end
          ? (a, b) => a.endsWith(b)
          : (a, b) => a === b;
  return special(field, other.cost + 5, (event, context) =>
    field.some(event, context, (one) => {
      const a = textOf(one);
      if (a === undefined) return false;
      return other.some(event, context, (another) => {
        const b = textOf(another);
        return b !== undefined && compare(fold(a), fold(b));
      });
    }),
  );
}

/** The texts a field must be one of; undefined as soon as one value leaves room. */
function boundOf(members: readonly Value[]): Bound {
  const bound = new Map<string, string>();
  for (const value of members) {
    const pattern = asPattern(value);
    if (!pattern || hasWildcard(pattern)) return undefined;
    bound.set(foldCase(literalOf(pattern)), literalOf(pattern));
  }
  return bound;
}

function evidenceOf(field: Field, value: Json): Evidence {
  if (secretField(field.name)) return { field: field.name, value: REDACTED };
  return { field: field.name, value: cut(textOf(value) ?? compactText(value, redactKeys)) };
}
