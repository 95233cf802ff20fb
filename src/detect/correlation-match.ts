/** From firings to matches: the latest event speaks for its window, as `detect.ts` lets one event speak for itself. */
import type { CloudTrailEvent } from '../source/event';
import { type ContextAdjustment, raisesFor } from './adjustments';
import { type Context, type ContextSettings, type Marks, createContext } from './context';
import type { Firing } from './correlation-run';
import type { OnFault, RuleSet } from './detect';
import { rate } from './level';
import type { CompiledAdjustment, Match } from './rule';

/** The events that firings are about, those of the page left out. */
export function latestIds(firings: readonly Firing[], page: readonly CloudTrailEvent[]): string[] {
  const here = new Set(page.map(({ id }) => id));
  return firings.flatMap(({ eventIds }) => eventIds.at(-1) ?? []).filter((id) => !here.has(id));
}

/** `events` are those of the page and those that were looked up. */
export function matchFirings(
  firings: readonly Firing[],
  events: readonly CloudTrailEvent[],
  { adjustments }: RuleSet,
  settings: ContextSettings,
  marks: Marks,
  onFault?: OnFault,
): Match[] {
  if (firings.length === 0) return [];
  const byId = new Map(events.map((event) => [event.id, event]));
  return firings.flatMap((firing) => {
    const event = byId.get(firing.eventIds.at(-1) ?? '') ?? byId.get(firing.freshId);
    if (!event) return [];
    try {
      return matchFiring(firing, event, createContext(event, settings, marks), adjustments) ?? [];
    } catch (error) {
      onFault?.(error, event, firing.correlation.rule.title);
      return [];
    }
  });
}

/** undefined when a filter that names the correlation holds. Throws what a filter or an adjustment throws. */
export function matchFiring(
  { correlation, groupValues, eventIds, firstAt, ...numbers }: Firing,
  event: CloudTrailEvent,
  context: Context,
  adjustments: readonly ContextAdjustment[],
): Match | undefined {
  const { rule } = correlation;
  if (rule.filters.some(({ holds }) => holds(event, context))) return undefined;
  const holds = ({ when }: CompiledAdjustment): boolean => when(event, context);
  const raise = [...rule.raise.filter(holds), ...raisesFor(rule, adjustments, event, context)];
  return {
    rule,
    event,
    principal: context.principal,
    context,
    rating: rate(rule.level, raise, rule.lower.filter(holds)),
    what: correlation.sentence(numbers, event, context),
    groupValues,
    correlation: { count: numbers.count, eventIds, firstAt },
  };
}

/** Matches that stand for themselves: what is only counted stays silent. */
export function audible(matches: readonly Match[], { correlations: { quiet } }: RuleSet): readonly Match[] {
  return quiet.size === 0 ? matches : matches.filter(({ rule }) => !quiet.has(rule.id));
}
