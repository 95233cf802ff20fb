/** Compiles the line of a selection that binds elements of a list: a nested map, a list of maps, named selections with a condition, or values. */
import { readConditions } from './conditions';
import { elementsNode } from './elements';
import { fieldAt } from './fields';
import type { Node } from './node';
import { type Quantifier, parsePath } from './path';
import { isMap, join } from './problems';
import type { Workshop } from './selection';

export interface Line {
  readonly name: string;
  readonly modifiers: readonly string[];
  readonly given: readonly unknown[];
  readonly path: string;
}

type Compile = (value: unknown, path: string, shop: Workshop) => Node | undefined;

/** Whether a line binds elements: by its name, or because a map stands where values are expected. */
export function bindsElements(name: string, given: readonly unknown[]): boolean {
  if (given.some(isMap)) return true;
  const path = parsePath(name);
  return typeof path !== 'string' && path.binding !== undefined;
}

/** `compile` is how selections are compiled, which this is a part of. */
export function compileElements(line: Line, shop: Workshop, compile: Compile): Node | undefined {
  const { name, path } = line;
  const parsed = parsePath(name);
  if (typeof parsed === 'string') return shop.findings.error(path, parsed);
  const last = parsed.steps.at(-1);
  if (!parsed.binding && typeof last !== 'number')
    return shop.findings.error(path, `a map binds the elements of a list; write ${name}[any], or dotted paths`);
  const { quantifier, rest }: { quantifier: Quantifier; rest: string } = parsed.binding ?? {
    quantifier: 'any',
    rest: '',
  };
  const bound = rest === '' ? name : name.slice(0, name.length - rest.length - 1);
  const within = shop.within === undefined ? bound : `${shop.within}.${bound}`;
  const inner = compileInner(line, rest, { ...shop, within }, compile);
  return inner && elementsNode(fieldAt(within, parsed.steps), quantifier, inner);
}

function compileInner(
  { modifiers, given, path }: Line,
  rest: string,
  shop: Workshop,
  compile: Compile,
): Node | undefined {
  // `items[any].port|gt: 5` goes on inside the element, `items[all]|startswith: x` is about the element itself.
  const isBlock = rest === '' && given.some(isMap);
  if (!isBlock) return compile({ [[rest || '.', ...modifiers].join('|')]: given }, path, shop);
  if (modifiers.length > 0) return shop.findings.error(path, 'modifiers belong to the fields inside the map');
  const [only] = given;
  if (given.length > 1 || !isMap(only) || !('condition' in only))
    return compile(given.length > 1 ? given : only, path, shop);
  const { condition, ...selections } = only;
  const compiled = new Map(
    Object.entries(selections).map(([name, one]) => [name, compile(one, join(path, name), shop)]),
  );
  return readConditions(condition, join(path, 'condition'), compiled, shop.findings).node;
}
