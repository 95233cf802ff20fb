/**
 * Ties correlations to the rules they count: references found, chains put in order, circles refused, and the base rules
 * that stay silent told. `rule-set.ts` calls it once everything is compiled and the operator's choices are applied.
 */
import type { Correlation, Counted } from './correlation';
import { findNamed } from './references';
import type { Rule } from './rule';

/** A correlation whose references were found. */
export interface TiedCorrelation extends Correlation {
  /** In the order written. */
  readonly counted: readonly Counter[];
  /** Other correlations that count this one's windows. */
  readonly countedBy: readonly Counter[];
}

/** Correlation `by` counts the matches of a rule, or the windows of another correlation. */
export interface Counter extends Counted {
  readonly by: string;
  /** Id of what is counted. */
  readonly rule: string;
  /** Where a correlation is counted: which of the values it groups by are this one's group and values. */
  readonly picks: { readonly group: readonly number[]; readonly values: readonly number[] } | undefined;
}

export interface CorrelationSet {
  /** Those that run; one stands after those it counts. */
  readonly correlations: readonly TiedCorrelation[];
  /** By the id of the correlation. */
  readonly byId: ReadonlyMap<string, TiedCorrelation>;
  /** Which correlations count a plain rule's matches, by the rule's id. */
  readonly counters: ReadonlyMap<string, readonly Counter[]>;
  /** The plain rules that are counted. */
  readonly parts: readonly Rule[];
  /** Ids of base rules and base correlations that raise no alerts of their own. */
  readonly quiet: ReadonlySet<string>;
  /** Those that cannot run, and why. */
  readonly unable: readonly { readonly rule: Rule; readonly reason: string }[];
}

export const NO_CORRELATIONS: CorrelationSet = {
  correlations: [],
  byId: new Map(),
  counters: new Map(),
  parts: [],
  quiet: new Set(),
  unable: [],
};

type Half = Correlation & { readonly counted: readonly Counter[] };

/**
 * `rules` are the active plain rules, `all` the correlations with those that do not run. Whoever counts something that does
 * not run cannot run either.
 */
export function tieCorrelations(
  correlations: readonly Correlation[],
  rules: readonly Rule[],
  all: readonly Correlation[] = correlations,
): CorrelationSet {
  const done = new Map<string, Half>();
  const unable: { rule: Rule; reason: string }[] = [];
  let waiting = correlations;
  for (let before = -1; waiting.length !== before;) {
    before = waiting.length;
    for (const correlation of waiting) {
      const counted = countersOf(correlation, waiting, rules, done);
      if (counted === 'wait') continue;
      waiting = waiting.filter((one) => one !== correlation);
      if (typeof counted === 'string') unable.push({ rule: correlation.rule, reason: counted });
      else done.set(correlation.rule.id, { ...correlation, counted });
    }
  }
  const circle = 'it counts itself, by way of the correlations it names';
  unable.push(...waiting.map(({ rule }) => ({ rule, reason: circle })));
  return setOf([...done.values()], rules, unable, quietOf(all, rules));
}

/** `wait` while a correlation it counts is not tied yet; a reason when it never will be. */
function countersOf(
  { rule: { id }, counts }: Correlation,
  waiting: readonly Correlation[],
  rules: readonly Rule[],
  done: ReadonlyMap<string, Half>,
): Counter[] | string {
  const counters: Counter[] = [];
  const tied = [...done.values()].map(({ rule }) => rule);
  const others = waiting.map(({ rule }) => rule);
  for (const counted of counts) {
    const { reference, group, values } = counted;
    const rule = findNamed(reference, [...rules, ...tied, ...others]);
    if (!rule) return `"${reference}", which it counts, is not running`;
    if (others.includes(rule)) return 'wait';
    const chained = done.get(rule.id);
    const unknown = chained && [...group, ...values].find(({ name }) => !chained.groupBy.includes(name));
    if (unknown) {
      return `"${unknown.name}" is not among what "${reference}" groups by, and nothing else of it is known`;
    }
    const places = (fields: Counted['group']): number[] =>
      fields.map(({ name }) => chained?.groupBy.indexOf(name) ?? 0);
    const picks = chained && { group: places(group), values: places(values) };
    if (counters.some((one) => one.rule === rule.id)) {
      return `it lists "${reference}" twice, by different names`;
    }
    counters.push({ ...counted, by: id, rule: rule.id, picks });
  }
  return counters;
}

/**
 * Somebody else's correlation does not silence a rule of ours: only rules of its own folder are its parts. A correlation
 * that is disabled keeps its parts silent, and one that generates keeps its own from being silenced by another.
 */
function quietOf(correlations: readonly Correlation[], rules: readonly Rule[]): Set<string> {
  const known = [...rules, ...correlations.map(({ rule }) => rule)];
  const partsOf = ({ rule, counts }: Correlation): string[] =>
    counts.flatMap(({ reference }) => {
      const part = findNamed(reference, known);
      return part && part.folder === rule.folder ? [part.id] : [];
    });
  const heard = new Set(correlations.filter(({ generate }) => generate).flatMap(partsOf));
  const parts = correlations.filter(({ generate }) => !generate).flatMap(partsOf);
  return new Set(parts.filter((id) => !heard.has(id)));
}

function setOf(
  halves: readonly Half[],
  rules: readonly Rule[],
  unable: CorrelationSet['unable'],
  quiet: ReadonlySet<string>,
): CorrelationSet {
  const all = halves.flatMap(({ counted }) => counted);
  const correlations = halves.map((one) => ({ ...one, countedBy: all.filter(({ rule }) => rule === one.rule.id) }));
  const plain = new Set(rules.map(({ id }) => id));
  const counters = new Map<string, Counter[]>();
  for (const counter of all) {
    if (plain.has(counter.rule)) counters.set(counter.rule, [...(counters.get(counter.rule) ?? []), counter]);
  }
  return {
    correlations,
    byId: new Map(correlations.map((one) => [one.rule.id, one])),
    counters,
    parts: rules.filter(({ id }) => counters.has(id)),
    quiet,
    unable,
  };
}
