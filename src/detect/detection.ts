/** Reads named selections with the condition over them: the `detection` of a rule, the `filter` of a filter document. */
import { type Conditions, readConditions } from './conditions';
import type { Node } from './node';
import { isMap, join, nameOf } from './problems';
import { type Workshop, compileSelection } from './selection';

export interface Detection extends Conditions {
  readonly selections: ReadonlyMap<string, Node | undefined>;
}

const NOTHING: Detection = { selections: new Map(), conditions: [], node: undefined };

/** `reserved` are the keys beside `condition` that are no selections. */
export function readDetection(
  value: unknown,
  path: string,
  shop: Workshop,
  reserved: readonly string[] = [],
): Detection {
  const { findings } = shop;
  if (!isMap(value))
    return findings.error(path, value === undefined ? 'missing' : `expected a map, found ${nameOf(value)}`) ?? NOTHING;
  const selections = new Map<string, Node | undefined>();
  for (const [name, selection] of Object.entries(value)) {
    if (name === 'condition' || reserved.includes(name)) continue;
    if (name === 'timeframe')
      findings.error(
        join(path, 'timeframe'),
        'belongs to the removed "| count()" form; write a correlation rule instead',
      );
    else selections.set(name, compileSelection(selection, join(path, name), shop));
  }
  return { selections, ...readConditions(value.condition, join(path, 'condition'), selections, findings) };
}
