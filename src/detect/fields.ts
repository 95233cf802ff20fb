/**
 * What a rule can name: a dotted path into the record, or `ctx.…`. A path crosses lists by itself, any member will do, and
 * a scalar stands for a list of one, as CloudTrail writes lists of one as objects. Only own keys are ever read.
 */
import type { CloudTrailEvent, Json, JsonObject } from '../source/event';
import type { Context } from './context';
import { elementIn } from './elements';
import { type Step, parsePath } from './path';
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
  'ctx.policy.admin': { cost: 200, get: ({ policy }) => policy?.admin },
  'ctx.policy.public': { cost: 200, get: ({ policy }) => policy?.public },
  'ctx.policy.cross_account': { cost: 200, get: ({ policy }) => policy?.crossAccount },
  'ctx.policy.accounts': { cost: 200, get: ({ policy }) => policy?.accounts },
  'ctx.first_seen.event': { cost: 20, get: (context) => context.firstSeen.event },
  'ctx.first_seen.network': { cost: 20, get: (context) => context.firstSeen.network },
  'ctx.principal.kind': { cost: 8, get: (context) => context.principal.kind },
  'ctx.principal.name': { cost: 8, get: (context) => context.principal.name },
  'ctx.principal.key': { cost: 8, get: (context) => context.principal.key },
  'ctx.principal.account': { cost: 8, get: (context) => context.principal.account || undefined },
  'ctx.principal.session': { cost: 8, get: (context) => context.principal.session },
};

/**
 * Reads a field's name; what is wrong with it becomes a problem at `path`. `within` is the list an element of which stands
 * in the record's place, '' for the record itself.
 */
export function fieldOf(name: string, path: string, findings: Findings, within = ''): Field | undefined {
  if (name.startsWith('ctx.')) return contextField(name, path, findings);
  if (name === '.') return within === '' ? findings.error(path, NO_ELEMENT) : elementField(within);
  const parsed = parsePath(name);
  if (typeof parsed === 'string') return findings.error(path, parsed);
  if (parsed.binding) {
    const { quantifier } = parsed.binding;
    return findings.error(path, `[${quantifier}] stands in selections only; here a plain path takes every element`);
  }
  return recordField(within === '' ? name : `${within}.${name}`, parsed.steps);
}

const NO_ELEMENT = '"." is the element of a list, inside field[any] and its like; here it is nothing';

function elementField(name: string): Field {
  return {
    name,
    cost: 1,
    some: (event, _, test) => someMember(elementIn(event.record), test),
    whole: (event, _, test) => test(elementIn(event.record)),
    get: (event) => elementIn(event.record),
  };
}

/** The field a path of steps leads to, for the elements that stand there. */
export function fieldAt(name: string, steps: readonly Step[]): Field {
  return recordField(name, steps);
}

function contextField(name: string, path: string, findings: Findings): Field | undefined {
  const known = Object.hasOwn(CONTEXT_FIELDS, name) ? CONTEXT_FIELDS[name] : undefined;
  if (!known) return findings.error(path, `unknown field "${name}"${didYouMean(name, Object.keys(CONTEXT_FIELDS))}`);
  const { cost, get } = known;
  return {
    name,
    cost,
    some: (_, context, test) => {
      const value = get(context);
      return value !== undefined && someMember(value, test);
    },
    whole: (_, context, test) => {
      const value = get(context);
      return value !== undefined && test(value);
    },
    get: (_, context) => get(context),
  };
}

function recordField(name: string, steps: readonly Step[]): Field {
  const [only = ''] = steps;
  const cost = steps.length;
  const get: Field['get'] = (event) => valuesAt(event.record, steps, 0);
  if (steps.length > 1 || only in Object.prototype) {
    return {
      name,
      cost,
      some: (event, _, test) => reach(event.record, steps, 0, test, true),
      whole: (event, _, test) => reach(event.record, steps, 0, test, false),
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
function reach(value: Json, steps: readonly Step[], at: number, test: ValueTest, spread: boolean, depth = 0): boolean {
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

function someMember(value: Json, test: ValueTest, depth = 0): boolean {
  if (!Array.isArray(value)) return test(value);
  if (depth > DEEPEST) return false;
  for (const member of value as readonly Json[]) if (someMember(member, test, depth + 1)) return true;
  return false;
}

function valuesAt(value: Json, steps: readonly Step[], from: number, depth = 0): Json | undefined {
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
