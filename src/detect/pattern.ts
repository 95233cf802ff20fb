/**
 * Sigma's strings: `*` is any run of characters, `?` exactly one, and a backslash takes the meaning from `*`, `?` and
 * itself only (Sigma v2.1.0, "Escaping"). Patterns are parsed once and compiled to the cheapest test of their shape.
 */

/** Any run of characters, the empty one included. */
export const ANY = 0;
/** Exactly one character. */
export const ONE = 1;
export type Part = string | typeof ANY | typeof ONE;
export type Pattern = readonly Part[];

/** Tests a text that was folded (lower-cased) already unless the pattern is cased. */
export type TextTest = (text: string) => boolean;

export function parsePattern(text: string): Pattern {
  const parts: Part[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      parts.push(next);
      at += 1;
    } else {
      parts.push(char === '*' ? ANY : char === '?' ? ONE : char);
    }
  }
  return merge(parts);
}

/** Neighbouring texts become one, neighbouring stars too. */
export function merge(parts: Pattern): Pattern {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (part !== '' && !(part === ANY && last === ANY)) merged.push(part);
  }
  return merged;
}

export function hasWildcard(pattern: Pattern): boolean {
  return pattern.some((part) => typeof part !== 'string');
}

/** The text of a pattern without wildcards. */
export function literalOf(pattern: Pattern): string {
  return pattern.filter((part) => typeof part === 'string').join('');
}

export function matchesAnything(pattern: Pattern): boolean {
  return pattern.length === 1 && pattern[0] === ANY;
}

/** `fold` is what is done to the pattern's own text; the text under test must have been folded alike. */
export function compilePattern(pattern: Pattern, fold: (text: string) => string): TextTest {
  const parts = merge(pattern.map((part) => (typeof part === 'string' ? fold(part) : part)));
  if (!hasWildcard(parts)) {
    const text = literalOf(parts);
    return (value) => value === text;
  }
  const literal = literalOf(parts);
  const shape = parts.map((part) => (part === ANY ? '*' : part === ONE ? '?' : 'x')).join('');
  if (shape === '*') return () => true;
  if (shape === 'x*') return (value) => value.startsWith(literal);
  if (shape === '*x') return (value) => value.endsWith(literal);
  if (shape === '*x*') return (value) => value.includes(literal);
  return compileSegments(parts);
}

type Segment = readonly (string | typeof ONE)[];

/** The general case: what stands between stars is found leftmost first, so no text takes more than length × length. */
function compileSegments(parts: Pattern): TextTest {
  const segments: (string | typeof ONE)[][] = [[]];
  for (const part of parts) {
    if (part === ANY) segments.push([]);
    else segments.at(-1)?.push(part);
  }
  const first = segments[0] ?? [];
  const last = segments.length > 1 ? (segments.at(-1) ?? []) : undefined;
  const middle = segments.slice(1, -1);
  return (text) => {
    let at = endOf(first, text, 0);
    if (at < 0) return false;
    if (last === undefined) return at === text.length;
    for (const segment of middle) {
      at = find(segment, text, at);
      if (at < 0) return false;
    }
    return endsWith(last, text, at);
  };
}

/** Where a segment that starts at `at` ends, or -1. */
function endOf(segment: Segment, text: string, at: number): number {
  let end = at;
  for (const part of segment) {
    if (part === ONE) {
      if (end >= text.length) return -1;
      end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
    } else {
      if (!text.startsWith(part, end)) return -1;
      end += part.length;
    }
  }
  return end;
}

function find(segment: Segment, text: string, from: number): number {
  for (let at = from; at <= text.length; at += 1) {
    const end = endOf(segment, text, at);
    if (end >= 0) return end;
  }
  return -1;
}

/** The segment's length varies only by surrogate pairs, so few starts need a look. */
function endsWith(segment: Segment, text: string, from: number): boolean {
  let shortest = 0;
  let pairs = 0;
  for (const part of segment) {
    shortest += part === ONE ? 1 : part.length;
    pairs += part === ONE ? 1 : 0;
  }
  for (let at = Math.max(from, text.length - shortest - pairs); at <= text.length - shortest; at += 1) {
    if (endOf(segment, text, at) === text.length) return true;
  }
  return false;
}
