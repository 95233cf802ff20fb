/**
 * The stage itself: which rules does an event match, how bad is it, and what does the sentence say. Most events meet only
 * the few rules that can match their source and name; the look-up is worked out once for each pair that occurs.
 */
import type { CloudTrailEvent } from '../source/event';
import type { Principal } from '../source/principal';
import { type ContextAdjustment, raisesFor } from './adjustments';
import { type Context, type ContextSettings, type Marks, createContext } from './context';
import { type Rating, rate } from './level';
import type { Match, Rule, Sentence } from './rule';
import type { RuleSet } from './rule-set';

export type { RuleSet } from './rule-set';

/** Told of a rule that threw on an event; the other rules and events go on. */
export type OnFault = (error: unknown, event: CloudTrailEvent, rule: string) => void;

/** Event names are the caller's to choose in a file, so what is remembered has an end. */
const MOST_PAIRS = 20_000;

type Candidates = (source: string, name: string) => readonly Rule[];

const indexes = new WeakMap<RuleSet, Candidates>();

/** Matches in the order of the events and, within one, of the rules. */
export function detect(
  events: readonly CloudTrailEvent[],
  ruleSet: RuleSet,
  settings: ContextSettings,
  marks: Marks,
  onFault?: OnFault,
): Match[] {
  const matches: Match[] = [];
  const candidates = indexOf(ruleSet);
  for (const event of events) {
    const rules = candidates(event.source, event.name);
    if (rules.length > 0) collect(event, rules, createContext(event, settings, marks), ruleSet, matches, onFault);
  }
  return matches;
}

/** The matches of one event. */
export function detectOne(
  event: CloudTrailEvent,
  ruleSet: RuleSet,
  settings: ContextSettings,
  marks: Marks,
  onFault?: OnFault,
): Match[] {
  return detect([event], ruleSet, settings, marks, onFault);
}

const NO_ADJUSTMENTS: readonly ContextAdjustment[] = [];

/**
 * The match of one rule in a given context, or undefined when it does not hold or a filter does. `adjustments` are those
 * of all rules. Throws what the rule throws.
 */
export function matchRule(
  rule: Rule,
  event: CloudTrailEvent,
  context: Context,
  adjustments = NO_ADJUSTMENTS,
): Match | undefined {
  if (!rule.matches(event, context)) return undefined;
  if (rule.filters.length > 0 && rule.filters.some(({ holds }) => holds(event, context))) return undefined;
  return new EventMatch(rule, event, context, adjustments);
}

/** Worked out when it is asked for: most matches only add to a count, and what a correlation counts is never rated. */
class EventMatch implements Match {
  private rated: Rating | undefined;
  private said: Sentence | undefined;
  private grouped: readonly string[] | undefined;

  constructor(
    readonly rule: Rule,
    readonly event: CloudTrailEvent,
    readonly context: Context,
    private readonly adjustments: readonly ContextAdjustment[],
  ) {}

  get principal(): Principal {
    return this.context.principal;
  }

  get rating(): Rating {
    return (this.rated ??= this.rate());
  }

  get what(): Sentence {
    return (this.said ??= this.rule.what(this.event, this.context));
  }

  get groupValues(): readonly string[] {
    return (this.grouped ??= this.rule.groupValues(this.event, this.context));
  }

  private rate(): Rating {
    const { rule, event, context } = this;
    const raise = held(rule.raise, event, context);
    const general = raisesFor(rule, this.adjustments, event, context);
    const all = general.length === 0 ? raise : [...raise, ...general];
    return rate(rule.level, all, held(rule.lower, event, context));
  }
}

function held(adjustments: Rule['raise'], event: CloudTrailEvent, context: Context): Rule['raise'] {
  return adjustments.length === 0 ? adjustments : adjustments.filter(({ when }) => when(event, context));
}

/** A fault of a rule shows here, in its rating at the latest, so that it is told as the rule's. */
function collect(
  event: CloudTrailEvent,
  rules: readonly Rule[],
  context: Context,
  { adjustments, correlations }: RuleSet,
  into: Match[],
  onFault?: OnFault,
): void {
  for (const rule of rules) {
    try {
      const match = matchRule(rule, event, context, adjustments);
      if (!match) continue;
      if (!correlations.quiet.has(rule.id)) void match.rating;
      into.push(match);
    } catch (error) {
      onFault?.(error, event, rule.title);
    }
  }
}

/** Rules whose sources or names cannot be told are candidates for every event. */
function indexOf(ruleSet: RuleSet): Candidates {
  const known = indexes.get(ruleSet);
  if (known) return known;
  const rules = ruleSet.rules.map((rule) => ({
    rule,
    sources: rule.sources && new Set(rule.sources),
    names: rule.names && new Set(rule.names),
  }));
  const pairs = new Map<string, Map<string, readonly Rule[]>>();
  let size = 0;
  const index: Candidates = (source, name) => {
    const found = pairs.get(source)?.get(name);
    if (found) return found;
    const [lowerSource, lowerName] = [source.toLowerCase(), name.toLowerCase()];
    const worked = rules
      .filter(({ sources, names }) => (sources?.has(lowerSource) ?? true) && (names?.has(lowerName) ?? true))
      .map(({ rule }) => rule);
    if ((size += 1) > MOST_PAIRS) {
      pairs.clear();
      size = 1;
    }
    const names = pairs.get(source) ?? new Map<string, readonly Rule[]>();
    pairs.set(source, names.set(name, worked));
    return worked;
  };
  indexes.set(ruleSet, index);
  return index;
}
