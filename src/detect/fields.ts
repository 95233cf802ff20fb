/**
 * What a rule can name: a dotted path into the record (`walk.ts`), or `ctx.…`. Which elements of a list a test is about is
 * `elements.ts`.
 */
import { type CloudTrailEvent, type Json, isObject } from '../source/event';
import type { Context } from './context';
import { elementIn } from './elements';
import { type Step, parsePath } from './path';
import { type Findings, didYouMean } from './problems';
import { type ValueTest, reach, someMember, valuesAt } from './walk';

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
  'ctx.insight.baseline': { cost: 10, get: ({ insight }) => insight?.baseline },
  'ctx.insight.rate': { cost: 10, get: ({ insight }) => insight?.rate },
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
      some: shortcut(steps) ?? ((event, _, test) => reach(event.record, steps, 0, test, true)),
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

/** Two keys are most of what is asked of every event (`userIdentity.type`); where no list is in the way, they need no walk. */
function shortcut(steps: readonly Step[]): Field['some'] | undefined {
  const [first, second] = steps;
  if (steps.length !== 2 || typeof first !== 'string' || typeof second !== 'string') return undefined;
  if (first in Object.prototype) return undefined;
  return (event, _, test) => {
    const object = event.record[first];
    if (!isObject(object)) return object !== undefined && reach(event.record, steps, 0, test, true);
    const value = Object.hasOwn(object, second) ? object[second] : undefined;
    return value !== undefined && (typeof value === 'string' ? test(value) : someMember(value, test));
  };
}
