/**
 * Reads the name of a field: keys joined by dots, `[0]` and `[-1]` for one element of a list, and at most one quantifier such
 * as `[any]`, which binds what follows to single elements (Sigma's SEP #212). A backslash takes a bracket's meaning.
 */
import { didYouMean } from './problems';

/** A key of an object, or the place of an element, counted from the end when below zero. */
export type Step = string | number;

export const QUANTIFIERS = ['any', 'all', 'all_or_empty', 'none'] as const;
export type Quantifier = (typeof QUANTIFIERS)[number];

export interface Path {
  readonly steps: readonly Step[];
  /** What must hold of the elements there, and the name that goes on inside an element, '' for nothing. */
  readonly binding: { readonly quantifier: Quantifier; readonly rest: string } | undefined;
}

/** A text in place of a path says what is wrong. */
export function parsePath(name: string): Path | string {
  const steps: Step[] = [];
  let from = 0;
  while (from < name.length) {
    const [key = ''] = /^(?:\\[[\]]|[^.[\]])+/.exec(name.slice(from)) ?? [];
    if (key === '') return `"${name}" is not a field: a dotted path such as userIdentity.type is expected`;
    steps.push(key.replace(/\\([[\]])/g, '$1'));
    from += key.length;
    for (let bracket = bracketAt(name, from); bracket !== undefined; bracket = bracketAt(name, from)) {
      from += bracket.length + 2;
      if (/^-?\d{1,9}$/.test(bracket)) steps.push(Number(bracket));
      else if (isQuantifier(bracket)) return bound(name, steps, bracket, name.slice(from));
      else return `"[${bracket}]" is no quantifier${didYouMean(bracket, QUANTIFIERS)}; there are ${LISTED}`;
    }
    if (from === name.length) return { steps, binding: undefined };
    if (name[from] !== '.' || from + 1 === name.length)
      return `"${name}" is not a field; write \\[ for the bracket itself`;
    from += 1;
  }
  return `"${name}" is not a field: a dotted path such as userIdentity.type is expected`;
}

const LISTED = `${QUANTIFIERS.map((one) => `[${one}]`).join(', ')}, and [0] or [-1] for one element`;

function bound(name: string, steps: readonly Step[], quantifier: Quantifier, rest: string): Path | string {
  if (rest !== '' && !/^\.[^.]/.test(rest)) return `"${name}" is not a field: expected "." after [${quantifier}]`;
  return { steps, binding: { quantifier, rest: rest.slice(1) } };
}

function bracketAt(name: string, at: number): string | undefined {
  return /^\[([^\]]*)\]/.exec(name.slice(at))?.[1];
}

function isQuantifier(word: string): word is Quantifier {
  return (QUANTIFIERS as readonly string[]).includes(word);
}
