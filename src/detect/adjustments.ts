/**
 * Context that moves the level of every rule: who, where and when, said once (`rules/context.yml`) instead of in each rule.
 * An adjustment is no alert of its own; it joins the `raise` list of whatever rule matched.
 */
import type { CloudTrailEvent } from '../source/event';
import type { CompileOptions } from './compile-rule';
import type { Context } from './context';
import { type Adjustment, LEVELS, type Level, compareLevels, isLevel } from './level';
import { Findings, type RuleProblem, didYouMean, isMap, join, nameOf } from './problems';
import { type Named, isNamed } from './references';
import type { Predicate, Rule } from './rule';
import { type Workshop, compileSelection, undefinedPlaceholders } from './selection';

export interface ContextAdjustment {
  /** By which the operator can disable it. */
  readonly name: string;
  readonly file: string;
  readonly when: Predicate;
  readonly because: string;
  /** From a rule's base level to the level it is raised to. */
  readonly raise: ReadonlyMap<Level, Level>;
  /** Rules that are left alone: by reference, by group, by tag or its beginning. */
  readonly exclude: {
    readonly rules: readonly string[];
    readonly groups: readonly string[];
    readonly tags: readonly string[];
  };
}

/** One entry of a context document: an adjustment, or why there is none. */
export interface CompiledEntry {
  readonly name: string;
  readonly adjustment: ContextAdjustment | undefined;
  readonly aside: string | undefined;
}

export interface CompiledContext {
  readonly entries: readonly CompiledEntry[];
  readonly problems: readonly RuleProblem[];
}

/** What of a rule decides whether an adjustment concerns it; a correlation has the same. */
export type Adjustable = Named & Pick<Rule, 'level' | 'group' | 'tags'>;

/** The raises that hold for a match of this rule, in the order of the files. */
export function raisesFor(
  rule: Adjustable,
  adjustments: readonly ContextAdjustment[],
  event: CloudTrailEvent,
  context: Context,
): readonly Adjustment[] {
  const concerned = adjustments.length === 0 ? NONE : concerning(rule, adjustments);
  if (concerned.length === 0) return NONE;
  return concerned.filter(({ when }) => when(event, context));
}

type Raise = Adjustment & Pick<ContextAdjustment, 'when'>;

const NONE: readonly Raise[] = [];

/** Which adjustments concern a rule never changes, so it is worked out at its first match. */
const known = new WeakMap<readonly ContextAdjustment[], WeakMap<Adjustable, readonly Raise[]>>();

function concerning(rule: Adjustable, adjustments: readonly ContextAdjustment[]): readonly Raise[] {
  let byRule = known.get(adjustments);
  if (!byRule) known.set(adjustments, (byRule = new WeakMap()));
  let raises = byRule.get(rule);
  if (!raises) {
    raises = adjustments.flatMap(({ raise, exclude, when, because }) => {
      const to = raise.get(rule.level);
      return to === undefined || isExcluded(rule, exclude) ? [] : [{ to, because, when }];
    });
    byRule.set(rule, raises);
  }
  return raises;
}

function isExcluded(rule: Adjustable, { rules, groups, tags }: ContextAdjustment['exclude']): boolean {
  return (
    isNamed(rules, rule) ||
    (rule.group !== undefined && groups.includes(rule.group)) ||
    tags.some((tag) => rule.tags.some((one) => `${one}.`.startsWith(`${tag}.`)))
  );
}

export function compileContext(
  document: Readonly<Record<string, unknown>>,
  file: string,
  options: CompileOptions = {},
): CompiledContext {
  const findings = new Findings(file, options.shipped ?? false);
  findings.unknownKeys('', document, ['title', 'id', 'description', 'author', 'date', 'adjustments']);
  const { adjustments: given } = document;
  if (!Array.isArray(given)) {
    findings.error('adjustments', given === undefined ? 'missing' : `expected a list, found ${nameOf(given)}`);
    return { entries: [], problems: findings.problems };
  }
  const entries = given.flatMap((one: unknown, at) => readEntry(one, join('adjustments', at), findings, options) ?? []);
  return { entries, problems: findings.problems };
}

function readEntry(
  value: unknown,
  path: string,
  findings: Findings,
  options: CompileOptions,
): CompiledEntry | undefined {
  if (!isMap(value)) return findings.error(path, `expected { name, when, raise, because }, found ${nameOf(value)}`);
  findings.unknownKeys(path, value, ['name', 'when', 'raise', 'because', 'exclude']);
  for (const key of ['name', 'when', 'raise']) {
    if (value[key] === undefined) findings.error(join(path, key), 'missing');
  }
  if (value.because === undefined)
    findings.error(join(path, 'because'), 'missing; it completes "raised to … because …"');
  const name = findings.text(join(path, 'name'), value.name);
  const because = findings.text(join(path, 'because'), value.because);
  const raise = readRaise(value.raise, join(path, 'raise'), findings);
  const exclude = readExclude(value.exclude, join(path, 'exclude'), findings);
  const shop: Workshop = { findings, placeholders: options.placeholders ?? {}, undefinedPlaceholders: new Set() };
  const when = value.when === undefined ? undefined : compileSelection(value.when, join(path, 'when'), shop);
  if (name === undefined) return undefined;
  const aside = undefinedPlaceholders(shop);
  if (because === undefined || !when || aside !== undefined) return { name, adjustment: undefined, aside };
  return { name, adjustment: { name, file: findings.file, when: when.test, because, raise, exclude }, aside };
}

function readRaise(value: unknown, path: string, findings: Findings): ReadonlyMap<Level, Level> {
  const raise = new Map<Level, Level>();
  if (value === undefined) return raise;
  if (!isMap(value) || Object.keys(value).length === 0) {
    findings.error(path, `expected levels such as { medium: high }, found ${nameOf(value)}`);
    return raise;
  }
  for (const [from, to] of Object.entries(value)) {
    const at = join(path, from);
    const wrong = [from, to].find((level) => !isLevel(level));
    if (!isLevel(from) || !isLevel(to)) {
      const guess = typeof wrong === 'string' ? didYouMean(wrong, LEVELS) : '';
      findings.error(at, `expected levels (${LEVELS.join(', ')}), found ${nameOf(wrong)}${guess}`);
    } else if (compareLevels(to, from) <= 0) {
      findings.error(at, `${to} is not higher than ${from}; context only raises`);
    } else raise.set(from, to);
  }
  return raise;
}

function readExclude(value: unknown, path: string, findings: Findings): ContextAdjustment['exclude'] {
  const given = isMap(value) ? value : {};
  if (value !== undefined && !isMap(value))
    findings.error(path, `expected { rules, groups, tags }, found ${nameOf(value)}`);
  findings.unknownKeys(path, given, ['rules', 'groups', 'tags']);
  const list = (key: string): string[] => findings.texts(join(path, key), given[key]);
  return { rules: list('rules'), groups: list('groups'), tags: list('tags') };
}
