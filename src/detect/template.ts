/**
 * The little language of `what`, `why` and `next_steps`: `{field.path}` and `{ctx.x}` are values, `{a|b}` the first of them
 * that is there, `{actor}` who acted, `[ … ]` a part that is dropped when a field inside it is missing; a backslash takes a
 * bracket's meaning.
 */
import { type Field, fieldOf } from './fields';
import type { Findings } from './problems';

export type Piece = string | Hole | OptionalPart;

export interface Hole {
  /** The first that is there is shown. */
  readonly fields: readonly Field[];
}

export interface OptionalPart {
  readonly optional: readonly (string | Hole)[];
}

/** Names of fields, as opposed to what else stands in braces in a command. */
const FIELDS = /^\s*[A-Za-z][^{}"'\s,:]*(?:\s*\|\s*[A-Za-z][^{}"'\s,:]*)*\s*$/;

/**
 * undefined when a problem was found. In the prose of `next_steps`, where commands stand (`loose`), brackets and braces
 * that hold no field are themselves.
 */
export function parseTemplate(
  text: string,
  path: string,
  findings: Findings,
  loose = false,
): readonly Piece[] | undefined {
  const before = findings.problems.length;
  const whole: Piece[] = [];
  let inner: (string | Hole)[] | undefined;
  const fault = (problem: string, literally: readonly (string | Hole)[]): void => {
    if (loose) whole.push(...literally);
    else findings.error(path, problem);
  };
  // A plain run, an escaped character, a hole, or a bracket.
  for (const [token] of text.matchAll(/[^\\{}[\]]+|\\.|\{[^{}]*\}|[\s\S]/g)) {
    const target: Piece[] = inner ?? whole;
    if (token.length > 1 && token.startsWith('{') && (!loose || FIELDS.test(token.slice(1, -1)))) {
      const hole = holeOf(token.slice(1, -1), path, findings);
      if (hole) target.push(hole);
    } else if (token === '[') {
      if (inner) fault('an optional part "[ … ]" cannot hold another one', ['[', ...inner]);
      inner = [];
    } else if (token === ']' && inner) {
      const holds = inner.some((piece) => typeof piece !== 'string');
      if (holds) whole.push({ optional: inner });
      else fault('an optional part "[ … ]" needs a field inside it', ['[', ...inner, ']']);
      inner = undefined;
    } else if (!loose && (token === ']' || token === '{' || token === '}')) {
      findings.error(path, `"${token}" without its counterpart; write \\${token} for the character itself`);
    } else {
      target.push(
        /^\\[{}[\]\\]$/.test(token) || (!loose && token.startsWith('\\') && token.length > 1) ? token.slice(1) : token,
      );
    }
  }
  if (inner) fault('an optional part "[ … ]" is not closed', ['[', ...inner]);
  return findings.problems.length > before ? undefined : whole;
}

function holeOf(text: string, path: string, findings: Findings): Hole | undefined {
  const fields: Field[] = [];
  for (const name of text.split('|')) {
    const field = fieldOf(name.trim() === 'actor' ? 'ctx.actor' : name.trim(), path, findings);
    if (!field) return undefined;
    fields.push(field);
  }
  return { fields };
}
