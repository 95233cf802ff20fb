/**
 * Whether an event meets what a look-up asks, as `testOf` tests a row of the store: for events that come from CloudTrail itself and
 * are in no store. Nothing has rated those, so a term about a level never holds.
 */
import { type CloudTrailEvent, textAt } from '../source/event';
import { principalOf } from '../source/principal';
import { type Condition, type EventFilters, type Term, type TextOf, isAskable } from './conditions';
import { accessKeyOf, addressKeyOf, errorOf, personKeyOf, resourcesOf } from './event-facts';

export function holds({ all, since = 0, until = Infinity }: EventFilters, event: CloudTrailEvent): boolean {
  return event.time >= since && event.time <= until && all.every((condition) => meets(condition, event));
}

function meets({ any }: Condition, event: CloudTrailEvent): boolean {
  return any.some((term) => termHolds(term, event));
}

function termHolds(term: Term, event: CloudTrailEvent): boolean {
  switch (term.of) {
    case 'level':
      return false;
    case 'readOnly':
      return event.readOnly === term.is;
    case 'address': {
      const address = textAt(event.record, 'sourceIPAddress');
      const key = address === undefined ? undefined : folded(addressKeyOf(address));
      return key !== undefined && key >= term.from && key <= term.to;
    }
    default:
      return isAskable(term.like) && textsOf(term.of, event).some((text) => isLike(term.like, text));
  }
}

function textsOf(of: TextOf, event: CloudTrailEvent): readonly string[] {
  const { name, source, account, region } = event;
  switch (of) {
    case 'name':
      return [name];
    case 'source':
      return [source];
    case 'account':
      return [account];
    case 'region':
      return [region];
    case 'principal':
      return [principalOf(event).key];
    case 'person':
      return listed(personKeyOf(principalOf(event)));
    case 'error':
      return listed(errorOf(event));
    case 'accessKey':
      return listed(accessKeyOf(event));
    case 'resource':
      return [...resourcesOf(event)];
  }
}

function listed(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}

/** SQLite's `lower` knows the letters of ASCII alone. */
function folded(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * `*` is any text and `?` one character. What stands between stars is found leftmost first, so no text, however it is made, takes
 * longer than its length times that of the pattern.
 */
function isLike(pattern: string, text: string): boolean {
  const value = [...folded(text)];
  const pieces = pattern
    .toLowerCase()
    .split(/\*+/)
    .map((piece) => [...piece]);
  const [first = [], ...others] = pieces;
  if (!fits(first, value, 0)) return false;
  const last = others.pop();
  if (last === undefined) return value.length === first.length;
  let at = first.length;
  for (const piece of others) {
    const found = value.findIndex((_, start) => start >= at && fits(piece, value, start));
    if (found < 0 && piece.length > 0) return false;
    at = Math.max(at, found + piece.length);
  }
  const end = value.length - last.length;
  return end >= at && fits(last, value, end);
}

function fits(piece: readonly string[], value: readonly string[], at: number): boolean {
  return at + piece.length <= value.length && piece.every((char, index) => char === '?' || char === value[at + index]);
}
