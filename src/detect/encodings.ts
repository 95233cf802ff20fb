/** What the encoding modifiers turn a value into: UTF-16, Base64 at its three shifts, the dashes of Windows command lines. */
import type { Part, Pattern } from './pattern';
import type { Value } from './value';

/** A value that is text, or can be written as one; undefined for what cannot. */
export function asPattern(value: Value): Pattern | undefined {
  if (value.kind === 'text') return value.pattern;
  if (value.kind === 'number' || value.kind === 'boolean') return [value.written];
  // Encoded bytes that were not put into Base64 are compared as the characters they stand for.
  return value.kind === 'bytes' ? [value.bytes.toString('latin1')] : undefined;
}

export function base64(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64'));
}

/**
 * The Base64 text of a value somewhere inside a longer one: it may begin at any of three shifts, and the characters at
 * both ends that neighbouring bytes would change are cut off.
 */
export function base64Offsets(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const start = [0, 2, 3][shift] ?? 0;
    const end = [undefined, -3, -2][(bytes.length + shift) % 3];
    return Buffer.from(text.slice(start, end));
  });
}

export function utf16(bytes: Buffer, form: 'le' | 'be' | 'bom'): Buffer {
  const little = Buffer.from(bytes.toString(), 'utf16le');
  if (form === 'be') return little.swap16();
  return form === 'bom' ? Buffer.concat([Buffer.from([0xff, 0xfe]), little]) : little;
}

const DASHES = ['-', '/', '–', '—', '―'];
const DASH_BEFORE_WORD = /\B[-/–—―]\b/g;
/** 5 dashes, 5 ways each: beyond that only the first ones are varied, so that a rule cannot grow without end. */
const MOST_FORMS = 3125;

/** All forms of a command line with its option dashes written in every way; dashes within words stay. */
export function dashes(pattern: Pattern): Pattern[] {
  let forms: Part[][] = [[]];
  for (const part of pattern) {
    const ways = typeof part === 'string' ? waysOf(part) : [part];
    forms =
      forms.length * ways.length > MOST_FORMS
        ? forms.map((form) => [...form, part])
        : forms.flatMap((form) => ways.map((way) => [...form, way]));
  }
  return forms;
}

function waysOf(text: string): string[] {
  const pieces = text.split(DASH_BEFORE_WORD);
  const written = [...text.matchAll(DASH_BEFORE_WORD)].map(([dash]) => dash);
  let ways = [pieces[0] ?? ''];
  pieces.slice(1).forEach((piece, at) => {
    const choices = ways.length * DASHES.length > MOST_FORMS ? [written[at] ?? '-'] : DASHES;
    ways = ways.flatMap((way) => choices.map((dash) => way + dash + piece));
  });
  return ways;
}
