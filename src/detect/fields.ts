/**
 * What a rule can name: a dotted path into the record, or `ctx.…`. A path crosses lists by itself, any member will do, and
 * a scalar stands for a list of one, as CloudTrail writes lists of one as objects. Only own keys are ever read.
 */
import type { CloudTrailEvent, Json, JsonObject } from '../source/event';
import type { Context } from './context';
import { type Findings, didYouMean } from './problems';

export type ValueTest = (value: Json) => boolean;

export interface Field {
  readonly name: string;
  /** How dear a look is: a top-level key is 1. Cheap fields are tested first. */
  readonly cost: number;
  /** Whether any value there passes; lists are given member by member, an empty list not at all. */
  readonly some: (event: CloudTrailEvent, context: Context, test: ValueTest) => boolean;
  /** Whether any value there passes, lists given whole: for what asks about presence. */
  readonly whole: (event: CloudTrailEvent, context: Context, test: ValueTest) => boolean;
  /** The value there; where the path crosses lists, the list of all values it reaches. undefined when there is none. */
  readonly get: (event: CloudTrailEvent, context: Context) => Json | undefined;
}

interface ContextField {
  readonly cost: number;
  readonly get: (context: Context) => Json | undefined;
}

/** The fields of `ctx.`; one that does not apply is missing. */
export const CONTEXT_FIELDS: Readonly<Record<string, ContextField>> = {
  'ctx.outcome': { cost: 3, get: (context) => context.outcome },
  'ctx.error': { cost: 3, get: (context) => context.error },
  'ctx.actor': { cost: 8, get: (context) => context.actor },
  'ctx.person': { cost: 8, get: (context) => context.person },
  'ctx.account.name': { cost: 2, get: (context) => context.account.name },
  'ctx.account.environment': { cost: 2, get: (context) => context.account.environment },
  'ctx.account.own': { cost: 2, get: (context) => context.account.own },
  'ctx.own_principal': { cost: 8, get: (context) => context.ownPrincipal },
  'ctx.business_hours': { cost: 10, get: (context) => context.businessHours },
  'ctx.country': { cost: 30, get: (context) => context.country },
  'ctx.foreign': { cost: 30, get: (context) => context.foreign },
  'ctx.address': { cost: 10, get: (context) => context.address?.kind },
  'ctx.first_seen.event': { cost: 20, get: (context) => context.firstSeen.event },
  'ctx.first_seen.network': { cost: 20, get: (context) => context.firstSeen.network },
  'ctx.principal.kind': { cost: 8, get: (context) => context.principal.kind },
  'ctx.principal.name': { cost: 8, get: (context) => context.principal.name },
  'ctx.principal.key': { cost: 8, get: (context) => context.principal.key },
  'ctx.principal.account': { cost: 8, get: (context) => context.principal.account || undefined },
  'ctx.principal.session': { cost: 8, get: (context) => context.principal.session },
};

/** Reads a field's name; what is wrong with it becomes a problem at `path`. */
export function fieldOf(name: string, path: string, findings: Findings): Field | undefined {
  if (name.startsWith('ctx.')) return contextField(name, path, findings);
  if (name === '.' || /[[\]]/.test(name)) {
    return findings.error(
      path,
      `binding the elements of a list ("${name}") is not supported yet; a plain path matches any element`,
    );
  }
  const keys = name.split('.');
  if (keys.includes(''))
    return findings.error(path, `"${name}" is not a field: a dotted path such as userIdentity.type is expected`);
  return recordField(name, keys);
}

function contextField(name: string, path: string, findings: Findings): Field | undefined {
  const known = Object.hasOwn(CONTEXT_FIELDS, name) ? CONTEXT_FIELDS[name] : undefined;
  if (!known) return findings.error(path, `unknown field "${name}"${didYouMean(name, Object.keys(CONTEXT_FIELDS))}`);
  const { cost, get } = known;
  const test = (_: CloudTrailEvent, context: Context, passes: ValueTest): boolean => {
    const value = get(context);
    return value !== undefined && passes(value);
  };
  return { name, cost, some: test, whole: test, get: (_, context) => get(context) };
}

function recordField(name: string, keys: readonly string[]): Field {
  const [only = ''] = keys;
  const cost = keys.length;
  const get: Field['get'] = (event) => valuesAt(event.record, keys, 0);
  if (keys.length > 1 || only in Object.prototype) {
    return {
      name,
      cost,
      some: (event, _, test) => reach(event.record, keys, 0, test, true),
      whole: (event, _, test) => reach(event.record, keys, 0, test, false),
      get,
    };
  }
  return {
    name,
    cost,
    some: (event, _, test) => {
      const value = event.record[only];
      return value !== undefined && (typeof value === 'string' ? test(value) : someMember(value, test));
    },
    whole: (event, _, test) => {
      const value = event.record[only];
      return value !== undefined && test(value);
    },
    get,
  };
}

/** Lists within lists are followed this far: no API of AWS nests them, and a hostile record must not exhaust the stack. */
const DEEPEST = 50;

/** Walks the path from `at`; a list on the way stands for each of its members, one at the end only with `spread`. */
function reach(value: Json, keys: readonly string[], at: number, test: ValueTest, spread: boolean, depth = 0): boolean {
  if (at === keys.length) return spread ? someMember(value, test) : test(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) {
    if (depth > DEEPEST) return false;
    for (const member of value as readonly Json[]) if (reach(member, keys, at, test, spread, depth + 1)) return true;
    return false;
  }
  const key = keys[at] ?? '';
  if (!Object.hasOwn(value, key)) return false;
  const next = (value as JsonObject)[key];
  return next !== undefined && reach(next, keys, at + 1, test, spread, depth);
}

function someMember(value: Json, test: ValueTest, depth = 0): boolean {
  if (!Array.isArray(value)) return test(value);
  if (depth > DEEPEST) return false;
  for (const member of value as readonly Json[]) if (someMember(member, test, depth + 1)) return true;
  return false;
}

function valuesAt(value: Json, keys: readonly string[], from: number, depth = 0): Json | undefined {
  let here = value;
  for (let at = from; at < keys.length; at += 1) {
    if (Array.isArray(here)) {
      if (depth > DEEPEST) return undefined;
      const found = (here as readonly Json[]).flatMap((member) => valuesAt(member, keys, at, depth + 1) ?? []);
      return found.length > 0 ? found : undefined;
    }
    const key = keys[at] ?? '';
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as JsonObject)[key] ?? null;
  }
  return here;
}
