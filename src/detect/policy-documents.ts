/**
 * Finds the policies a call carries, wherever its service puts them: an object (S3, KMS), a JSON text (IAM, SQS), a
 * URL-encoded or escaped one (API Gateway), under whatever key. What they grant is `policy.ts`.
 */
import { type Json, type JsonObject, isObject } from '../source/event';

export interface Statement {
  readonly effect: string;
  readonly principal: Json | undefined;
  readonly notPrincipal: Json | undefined;
  readonly actions: readonly string[];
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[];
  readonly notResources: readonly string[] | undefined;
  readonly condition: JsonObject;
}

/** Far more than any call carries; a hostile record is searched so far and no further. */
const DEEPEST = 12;
const MOST_VALUES = 20_000;
const MOST_STATEMENTS = 1_000;
/** AWS's largest policy has 20 KB (S3, KMS 32 KB); encoding at most triples it. */
const LONGEST = 200_000;

/** The statements of all policies under a value; undefined when there is no policy at all. */
export function statementsIn(value: Json | undefined): readonly Statement[] | undefined {
  const found: Statement[] = [];
  let left = MOST_VALUES;
  let any = false;
  const search = (here: Json, depth: number): void => {
    if (depth > DEEPEST || found.length >= MOST_STATEMENTS || (left -= 1) < 0) return;
    if (typeof here === 'string') {
      const parsed = parsedPolicy(here);
      if (parsed !== undefined) search(parsed, depth + 1);
    } else if (Array.isArray(here)) {
      for (const member of here as readonly Json[]) search(member, depth + 1);
    } else if (isObject(here)) {
      const statements = listed(keyOf(here, 'statement')).slice(0, MOST_STATEMENTS).filter(isStatement);
      for (const one of statements) found.push(statementOf(one));
      if (statements.length > 0) any = true;
      else for (const key of Object.keys(here)) search(here[key] ?? null, depth + 1);
    }
  };
  if (value !== undefined) search(value, 0);
  return any ? found : undefined;
}

/** A text that may be a policy, parsed; undefined for every other text, most of them told by their first letter. */
function parsedPolicy(text: string): Json | undefined {
  if (text.length > LONGEST || !/^\s*(?:["{]|%7B|%22)/i.test(text) || !/statement/i.test(text)) return undefined;
  for (const read of [asWritten, unescaped, decoded]) {
    try {
      const parsed = JSON.parse(read(text)) as Json;
      if (typeof parsed !== 'number') return parsed;
    } catch {
      // Not this form; the next.
    }
  }
  return undefined;
}

const asWritten = (text: string): string => text;
const unescaped = (text: string): string => text.replaceAll('\\"', '"');
const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

function isStatement(value: Json): value is JsonObject {
  return isObject(value) && typeof keyOf(value, 'effect') === 'string';
}

function statementOf(value: JsonObject): Statement {
  const texts = (key: string): string[] | undefined => {
    const found = keyOf(value, key);
    return found === undefined ? undefined : listed(found).filter((one) => typeof one === 'string');
  };
  const effect = keyOf(value, 'effect');
  const condition = keyOf(value, 'condition');
  return {
    effect: typeof effect === 'string' ? effect.toLowerCase() : '',
    principal: keyOf(value, 'principal'),
    notPrincipal: keyOf(value, 'notprincipal'),
    actions: texts('action') ?? [],
    notActions: texts('notaction'),
    resources: texts('resource') ?? [],
    notResources: texts('notresource'),
    condition: isObject(condition) ? condition : {},
  };
}

/** IAM reads the names of elements without case, and some services record them with a small first letter. */
function keyOf(object: JsonObject, lower: string): Json | undefined {
  const key = Object.keys(object).find((one) => one.toLowerCase() === lower);
  return key === undefined ? undefined : object[key];
}

/** What is no list is a list of one. */
export function listed(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}
