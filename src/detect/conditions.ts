/** Compiles the condition, or the list of them, that stands beside named selections. */
import { type Condition, compileCondition, namesIn, parseCondition } from './condition';
import { type Node, or } from './node';
import { type Findings, join, nameOf } from './problems';

export interface Conditions {
  readonly conditions: readonly Condition[];
  /** undefined when a problem was found. */
  readonly node: Node | undefined;
}

/** A list of conditions holds when one of them does. */
export function readConditions(
  value: unknown,
  path: string,
  selections: ReadonlyMap<string, Node | undefined>,
  findings: Findings,
): Conditions {
  const conditions: Condition[] = [];
  const given: unknown[] = Array.isArray(value) ? value : [value];
  for (const [at, one] of given.entries()) {
    const where = Array.isArray(value) ? join(path, at) : path;
    if (typeof one !== 'string') {
      findings.error(where, one === undefined ? 'missing' : `expected text, found ${nameOf(one)}`);
      continue;
    }
    const condition = parseCondition(one, [...selections.keys()]);
    if (typeof condition === 'string') findings.error(where, condition);
    else conditions.push(condition);
  }
  if (given.length === 0) findings.error(path, 'an empty list of conditions never matches');
  const sound = new Map([...selections].flatMap(([name, node]) => (node ? [[name, node] as const] : [])));
  const complete = conditions.length === given.length && conditions.flatMap(namesIn).every((name) => sound.has(name));
  const node = complete && given.length > 0 ? or(conditions.map((one) => compileCondition(one, sound))) : undefined;
  return { conditions, node };
}
