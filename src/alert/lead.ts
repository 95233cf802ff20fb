/** One event, one message: of all rules that matched an event the worst leads, and says under which fingerprint the alert stands. */
import { createHash } from 'node:crypto';
import { compareLevels } from '../detect/level';
import type { Match } from '../detect/rule';
import { type BusinessHours, DEFAULT_HOURS, dayOf } from './business-time';

/** All matches of one event, the leading one first. */
export type Led = readonly [Match, ...Match[]];

/** Groups matches by event, the leading one of each first. */
export function leadMatches(matches: readonly Match[]): readonly Led[] {
  const byEvent = new Map<string, Match[]>();
  for (const match of matches) {
    const list = byEvent.get(match.event.id);
    if (list) list.push(match);
    else byEvent.set(match.event.id, [match]);
  }
  return [...byEvent.values()].map((list) => list.sort(worstFirst) as [Match, ...Match[]]);
}

/** The highest level leads, then what counted many events, then a rule that names its events, then the base level, guidance, the title. */
function worstFirst(a: Match, b: Match): number {
  return (
    compareLevels(b.rating.level, a.rating.level) ||
    Number(b.correlation !== undefined) - Number(a.correlation !== undefined) ||
    Number(b.rule.names !== undefined) - Number(a.rule.names !== undefined) ||
    compareLevels(b.rule.level, a.rule.level) ||
    Number(b.rule.guided) - Number(a.rule.guided) ||
    (a.rule.title < b.rule.title ? -1 : 1)
  );
}

/**
 * Leading rule, account, principal and the rule's `group_by` values, as one short text. A correlation is about its group,
 * whoever's and wherever the latest of its events happened to be.
 */
export function fingerprintOf(lead: Match): string {
  if (lead.correlation) return digest([lead.rule.id, ...lead.groupValues]);
  return digest([lead.rule.id, lead.event.account, lead.principal.key, ...lead.groupValues]);
}

/** What is expected but may never be silent is told once per account, principal and day, whatever the rule. */
export function foldedFingerprintOf(lead: Match, hours: BusinessHours = DEFAULT_HOURS): string {
  return digest(['folded', lead.event.account, lead.principal.key, dayOf(hours, lead.event.time)]);
}

export function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 20);
}
