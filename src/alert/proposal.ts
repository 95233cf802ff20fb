/**
 * Tuning proposals: what the numbers of a period say should be quieter, each with its evidence. Pure. Nothing critical is proposed
 * to be quiet, and nothing that somebody took care of.
 */
import type { AlertGroup, BotFacts, StoredFacts } from './digest-facts';

interface Evidence {
  readonly ruleId: string;
  readonly title: string;
  readonly matches: number;
  readonly alerts: number;
}

export type Proposal =
  /** One principal makes nearly all of it and nobody ever acted: mark it expected, on `alertId`. */
  | (Evidence & {
      readonly kind: 'expect';
      readonly principal: string;
      /** Of the matches, in whole percent, rounded down. */
      readonly share: number;
      readonly alertId: string;
    })
  /** People make it quiet again and again, and never act: a lower level. */
  | (Evidence & { readonly kind: 'lower'; readonly expected: number; readonly snoozed: number });

/** Fewer are no pattern. */
const MANY_MATCHES = 20;
const MANY_ALERTS = 5;
/** One principal "dominates", and people "nearly always" quieten, from this share on. */
const MOST_OF = 0.8;
/** More would not be read. */
const MOST_PROPOSALS = 5;

export function proposalsOf({ groups }: Pick<StoredFacts, 'groups'>, rule: BotFacts['rule']): readonly Proposal[] {
  const byRule = new Map<string, AlertGroup[]>();
  for (const group of groups) byRule.set(group.ruleId, [...(byRule.get(group.ruleId) ?? []), group]);
  return [...byRule]
    .flatMap(([ruleId, all]) => proposalOf(ruleId, all, rule(ruleId)) ?? [])
    .sort((a, b) => b.matches - a.matches || (a.ruleId < b.ruleId ? -1 : 1))
    .slice(0, MOST_PROPOSALS);
}

function proposalOf(
  ruleId: string,
  groups: readonly AlertGroup[],
  rule: ReturnType<BotFacts['rule']>,
): Proposal | undefined {
  const sum = (of: (group: AlertGroup) => number): number => groups.reduce((total, group) => total + of(group), 0);
  const [matches, alerts] = [sum((group) => group.matches), sum((group) => group.alerts)];
  const [expected, snoozed] = [sum((group) => group.expected), sum((group) => group.snoozed)];
  // A rule that does not run any more needs no tuning.
  if (rule === undefined || sum((group) => group.acknowledged) > 0) return undefined;
  const evidence = { ruleId, title: rule.title, matches, alerts };
  if (alerts >= MANY_ALERTS && expected + snoozed >= alerts * MOST_OF) {
    return { ...evidence, kind: 'lower', expected, snoozed };
  }
  const [first] = [...groups].sort((a, b) => b.matches - a.matches);
  if (!first?.latest || !rule.expectable || first.latest.level === 'critical') return undefined;
  if (matches < MANY_MATCHES || first.matches < matches * MOST_OF || expected > 0) return undefined;
  const share = Math.floor((100 * first.matches) / matches);
  return { ...evidence, kind: 'expect', principal: first.principal, share, alertId: first.latest.id };
}
