/**
 * Binds a test to single elements of a list: `items[any]: { fromPort: 22, cidr: … }` asks for one element of which both
 * hold, which plain paths cannot say. While it is asked, an element stands in the record's place.
 */
import { type CloudTrailEvent, type Json, type JsonObject, isObject } from '../source/event';
import type { Field } from './fields';
import type { Node } from './node';
import type { Quantifier } from './path';
import type { Predicate } from './rule';

/** Where an element stands that has no fields of its own; no record of JSON can have such a key. */
const ELEMENT = Symbol('element');

/** The element that stands in a record's place, or the record. */
export function elementIn(record: JsonObject): Json {
  return (record as { readonly [ELEMENT]?: Json })[ELEMENT] ?? record;
}

function inPlace(event: CloudTrailEvent, element: Json): CloudTrailEvent {
  return { ...event, record: isObject(element) ? element : { [ELEMENT]: element } };
}

/**
 * What is no list counts as a list of one, a null as none. `all` needs an element at least; `all_or_empty` and `none` hold
 * where there is nothing at all. Sources and names inside are those of an element and bind nothing.
 */
export function elementsNode(field: Field, quantifier: Quantifier, inner: Node): Node {
  const { test, explain } = inner;
  const some = (wanted: boolean): Predicate => {
    return (event, context) =>
      field.some(event, context, (element) => element !== null && test(inPlace(event, element), context) === wanted);
  };
  const [hit, miss] = [some(true), some(false)];
  const present: Predicate = (event, context) => field.some(event, context, (element) => element !== null);
  const tests: Readonly<Record<Quantifier, Predicate>> = {
    any: hit,
    all: (event, context) => present(event, context) && !miss(event, context),
    all_or_empty: (event, context) => !miss(event, context),
    none: (event, context) => !hit(event, context),
  };
  return {
    test: tests[quantifier],
    explain: (event, context, found) => {
      if (quantifier === 'none') return;
      field.some(event, context, (element) => {
        const here = inPlace(event, element);
        if (element !== null && test(here, context)) explain(here, context, found);
        return false;
      });
    },
    cost: field.cost + inner.cost + 20,
    sources: undefined,
    names: undefined,
  };
}
