/**
 * Walks a path through a record. A path crosses lists by itself, any member will do, and a scalar stands for a list of one,
 * as CloudTrail writes lists of one as objects. Only own keys are ever read.
 */
import type { Json, JsonObject } from '../source/event';
import type { Step } from './path';

export type ValueTest = (value: Json) => boolean;

/** Lists within lists are followed this far: no API of AWS nests them, and a hostile record must not exhaust the stack. */
const DEEPEST = 50;

/** Walks the path from `at`; a list on the way stands for each of its members, one at the end only with `spread`. */
export function reach(
  value: Json,
  steps: readonly Step[],
  at: number,
  test: ValueTest,
  spread: boolean,
  depth = 0,
): boolean {
  if (at === steps.length) return spread ? someMember(value, test) : test(value);
  const step = steps[at] ?? '';
  if (typeof step === 'number') {
    const member = memberAt(value, step);
    return member !== undefined && reach(member, steps, at + 1, test, spread, depth);
  }
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) {
    if (depth > DEEPEST) return false;
    for (const member of value as readonly Json[]) if (reach(member, steps, at, test, spread, depth + 1)) return true;
    return false;
  }
  if (!Object.hasOwn(value, step)) return false;
  const next = (value as JsonObject)[step];
  return next !== undefined && reach(next, steps, at + 1, test, spread, depth);
}

/** What is no list is a list of one. */
function memberAt(value: Json, place: number): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[]).at(place);
  return value !== null && (place === 0 || place === -1) ? value : undefined;
}

/** A list stands for its members, an empty one for nothing. */
export function someMember(value: Json, test: ValueTest, depth = 0): boolean {
  if (!Array.isArray(value)) return test(value);
  if (depth > DEEPEST) return false;
  for (const member of value as readonly Json[]) if (someMember(member, test, depth + 1)) return true;
  return false;
}

/** The value there; where the path crosses lists, the list of all values it reaches. undefined when there is none. */
export function valuesAt(value: Json, steps: readonly Step[], from: number, depth = 0): Json | undefined {
  let here = value;
  for (let at = from; at < steps.length; at += 1) {
    const step = steps[at] ?? '';
    if (typeof step === 'number') {
      const member = memberAt(here, step);
      if (member === undefined) return undefined;
      here = member;
      continue;
    }
    if (Array.isArray(here)) {
      if (depth > DEEPEST) return undefined;
      const found = (here as readonly Json[]).flatMap((member) => valuesAt(member, steps, at, depth + 1) ?? []);
      return found.length > 0 ? found : undefined;
    }
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as JsonObject)[step] ?? null;
  }
  return here;
}
