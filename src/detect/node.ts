/**
 * The compiled tree of a condition: a leaf asks one field, `and`, `or` and `not` join. Each node is a test that allocates
 * nothing, knows its cost and which event sources and names it is bound to, and can say afterwards what held.
 */
import type { CloudTrailEvent } from '../source/event';
import type { Context } from './context';
import type { Evidence, Predicate } from './rule';

/** Values a field is bound to: folded, then as the rule writes them. undefined: any value may do. */
export type Bound = ReadonlyMap<string, string> | undefined;

export interface Node {
  readonly test: Predicate;
  /** Adds what held, for an event that is known to match. */
  readonly explain: (event: CloudTrailEvent, context: Context, found: Evidence[]) => void;
  readonly cost: number;
  /** Event sources and names outside which the node never holds. */
  readonly sources: Bound;
  readonly names: Bound;
}

export function and(children: readonly Node[]): Node {
  const [only] = children;
  if (only && children.length === 1) return only;
  const [first, second, third, ...rest] = [...children].sort((a, b) => a.cost - b.cost).map(({ test }) => test);
  const others = third ? [third, ...rest] : [];
  return {
    test:
      first && second && others.length === 0
        ? (event, context) => first(event, context) && second(event, context)
        : (event, context) => {
            if (first && !first(event, context)) return false;
            if (second && !second(event, context)) return false;
            for (const test of others) if (!test(event, context)) return false;
            return true;
          },
    explain: (event, context, found) => {
      for (const child of children) child.explain(event, context, found);
    },
    cost: total(children),
    sources: children.map(({ sources }) => sources).reduce(both, undefined),
    names: children.map(({ names }) => names).reduce(both, undefined),
  };
}

export function or(children: readonly Node[]): Node {
  const [only] = children;
  if (only && children.length === 1) return only;
  const tests = [...children].sort((a, b) => a.cost - b.cost).map(({ test }) => test);
  return {
    test: (event, context) => {
      for (const test of tests) if (test(event, context)) return true;
      return false;
    },
    explain: (event, context, found) => {
      for (const child of children) if (child.test(event, context)) child.explain(event, context, found);
    },
    cost: total(children),
    sources: either(children.map(({ sources }) => sources)),
    names: either(children.map(({ names }) => names)),
  };
}

/** What did not hold is no evidence. */
export function not(child: Node): Node {
  const { test } = child;
  return {
    test: (event, context) => !test(event, context),
    explain: () => undefined,
    cost: child.cost,
    sources: undefined,
    names: undefined,
  };
}

function total(children: readonly Node[]): number {
  return children.reduce((sum, { cost }) => sum + cost, 0);
}

function both(a: Bound, b: Bound): Bound {
  if (!a || !b) return a ?? b;
  return new Map([...a].filter(([key]) => b.has(key)));
}

function either(bounds: readonly Bound[]): Bound {
  const all = new Map<string, string>();
  for (const bound of bounds) {
    if (!bound) return undefined;
    for (const [key, written] of bound) if (!all.has(key)) all.set(key, written);
  }
  return all;
}
