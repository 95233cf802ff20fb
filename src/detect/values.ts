/**
 * How values of an event are read when a rule compares them: as text, as a number, as an object's whole text. These are
 * the coercions that public rules rely on; Sigma v2.1.0 leaves them to the engine.
 */
import type { Json, JsonObject } from '../source/event';

/** Deeper than any record of AWS; a hostile one is searched to here and no further. */
const DEEPEST = 200;

const NUMBER = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i;
/** No number needs more characters; a hostile text may have millions of digits. */
const LONGEST_NUMBER = 100;

/** A scalar as text: `false` is "false", 22 is "22"; null, lists and objects have none. */
export function textOf(value: Json): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A number, or a text that is one. */
export function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > LONGEST_NUMBER) return undefined;
  return NUMBER.test(value) ? Number(value) : undefined;
}

/** Letters of one case. Sigma compares without case unless `cased` is given. */
export function foldCase(text: string): string {
  return text.toLowerCase();
}

export function keepCase(text: string): string {
  return text;
}

/**
 * Whether the compact JSON text of an object, or any scalar inside it, passes. Both are needed: a policy inside a record
 * is a string, whose quotes are escaped in the JSON text, while `"enable":false` is found only there.
 */
export function searchObject(value: JsonObject, test: (text: string) => boolean): boolean {
  return test(compactText(value)) || someLeaf(value, test);
}

/** '' for what is too deep to be written down. `replace` as JSON.stringify takes it. */
export function compactText(value: Json, replace?: (key: string, value: unknown) => unknown): string {
  try {
    return JSON.stringify(value, replace);
  } catch {
    return '';
  }
}

/** Whether any scalar under a value passes, as text. */
export function someLeaf(value: Json, test: (text: string) => boolean, depth = 0): boolean {
  if (typeof value === 'string') return test(value);
  if (value === null) return false;
  if (typeof value !== 'object') return test(String(value));
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) {
    for (const member of value as readonly Json[]) if (someLeaf(member, test, depth + 1)) return true;
    return false;
  }
  const object = value as JsonObject;
  for (const key of Object.keys(object)) if (someLeaf(object[key] ?? null, test, depth + 1)) return true;
  return false;
}

/** The longest a value gets in evidence and sentences, in UTF-16 units. */
const LONGEST = 200;

/** Cuts a text to 200 characters, the ellipsis included, never inside a surrogate pair. */
export function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  const end = LONGEST - 1;
  const high = text.charCodeAt(end - 1);
  return `${text.slice(0, high >= 0xd800 && high <= 0xdbff ? end - 1 : end)}…`;
}
