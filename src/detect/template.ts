/**
 * The little language of `what`: `{field.path}` and `{ctx.x}` are values, `{a|b}` the first of them that is there,
 * `{actor}` who acted, `[ … ]` a part that is dropped when a field inside it is missing; a backslash takes a bracket's meaning.
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

/** undefined when a problem was found. */
export function parseTemplate(text: string, path: string, findings: Findings): readonly Piece[] | undefined {
  const before = findings.problems.length;
  const whole: Piece[] = [];
  let inner: (string | Hole)[] | undefined;
  // A plain run, an escaped character, a hole, or a bracket.
  for (const [token] of text.matchAll(/[^\\{}[\]]+|\\.|\{[^{}]*\}|[\s\S]/g)) {
    const target: Piece[] = inner ?? whole;
    if (token.length > 1 && token.startsWith('{')) {
      const hole = holeOf(token.slice(1, -1), path, findings);
      if (hole) target.push(hole);
    } else if (token === '[') {
      if (inner) findings.error(path, 'an optional part "[ … ]" cannot hold another one');
      inner = [];
    } else if (token === ']' && inner) {
      if (!inner.some((piece) => typeof piece !== 'string'))
        findings.error(path, 'an optional part "[ … ]" needs a field inside it');
      whole.push({ optional: inner });
      inner = undefined;
    } else if (token === ']' || token === '{' || token === '}') {
      findings.error(path, `"${token}" without its counterpart; write \\${token} for the character itself`);
    } else {
      target.push(token.startsWith('\\') && token.length > 1 ? token.slice(1) : token);
    }
  }
  if (inner) findings.error(path, 'an optional part "[ … ]" is not closed');
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
