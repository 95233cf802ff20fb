/**
 * Why an event became what it became, as data: which rules it met and meets, with the values, what raised them, and what could
 * have kept them quiet. For "Why this alert", and for whoever asks about an event that became no alert at all.
 */
import type { Alert } from '../alert/alert';
import type { MatchRecord } from '../alert/decide';
import {
  type Expectation,
  type LiveRules,
  type Subject,
  isActive,
  isStaged,
  whyNotCovered,
} from '../alert/expectation';
import { REPORTED, titleOf } from '../alert/report';
import { type Context, type ContextSettings, NO_MARKS, createContext } from '../detect/context';
import { matchRule } from '../detect/detect';
import { type Level, compareLevels } from '../detect/level';
import { redactText } from '../detect/secret-text';
import type { Evidence, Match, Rule } from '../detect/rule';
import type { RuleSet } from '../detect/rule-set';
import type { CloudTrailEvent } from '../source/event';

export interface Question {
  /** undefined when its record is not kept, or no longer. */
  readonly event: CloudTrailEvent | undefined;
  /** The alert it leads, if one is asked about. */
  readonly alert: Alert | undefined;
  /** What the store recorded of the event. */
  readonly recorded: readonly MatchRecord[];
  /** Those in force, and those that kept a recorded match quiet. */
  readonly expectations: readonly Expectation[];
  readonly rules: RuleSet;
  /** Rules of staging that people made live. */
  readonly live?: LiveRules | undefined;
  readonly settings: ContextSettings;
  readonly now: number;
}

/** How a rule as it is loaded now sees the event; `unknown` without a record, `counted` for a correlation, which sees no single event. */
export type Seen = 'met' | 'filtered' | 'not met' | 'unknown' | 'counted';

/** An expectation that concerns the principal or the rule, and why it does not cover the match; undefined when it does. */
export interface Considered {
  readonly expectation: Expectation;
  readonly whyNot: string | undefined;
  /** It did cover the match when that was read. */
  readonly kept: boolean;
}

/** One rule and one event. */
export interface Verdict {
  readonly ruleId: string;
  readonly title: string;
  /** undefined when it is no longer loaded; then `gone` says why, in words that follow a colon. */
  readonly rule: Rule | undefined;
  readonly gone: string | undefined;
  readonly recorded: MatchRecord | undefined;
  readonly seen: Seen;
  /** A correlation counts it, and it raises no alert of its own. */
  readonly onlyCounted: boolean;
  /** The rule is in staging now. */
  readonly staged: boolean;
  /** As recorded, or else as it would be rated now. */
  readonly level: Level;
  readonly reasons: readonly string[];
  /** Values that matched, without secrets. */
  readonly evidence: readonly Evidence[];
  /** Values of `group_by`, without secrets. */
  readonly groupValues: readonly string[];
  /** Titles of the filters that narrow the rule, and of those that hold for this event. */
  readonly filters: readonly string[];
  readonly filteredBy: readonly string[];
  readonly expectations: readonly Considered[];
}

export interface Explanation {
  readonly event: CloudTrailEvent | undefined;
  /** The alert's leading rule first, then the worst. Empty when no rule is concerned at all. */
  readonly verdicts: readonly Verdict[];
}

export function explain(question: Question): Explanation {
  const { event, alert, recorded, rules, settings } = question;
  const context = event && createContext(event, settings, NO_MARKS);
  const ids = new Set([...(alert ? [alert.ruleId] : []), ...recorded.map(({ ruleId }) => ruleId)]);
  const told = [...ids].map((id) => {
    const rule = rules.rules.find((one) => one.id === id);
    const look = rule && event && context ? lookAt(rule, event, context, rules) : undefined;
    return verdictOf(question, id, rule, look);
  });
  const others = event && context ? rules.rules.filter(({ id }) => !ids.has(id)) : [];
  const meant = others.flatMap((rule) => {
    const look = event && context && lookAt(rule, event, context, rules);
    return look?.seen === 'met' || look?.seen === 'filtered' ? [verdictOf(question, rule.id, rule, look)] : [];
  });
  const leads = (one: Verdict): number => Number(one.ruleId === alert?.ruleId);
  const verdicts = [...told, ...meant].sort((a, b) => leads(b) - leads(a) || compareLevels(b.level, a.level));
  return { event, verdicts };
}

interface Look {
  readonly seen: Seen;
  readonly match: Match | undefined;
  readonly filteredBy: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly groupValues: readonly string[];
}

const UNSEEN: Look = { seen: 'unknown', match: undefined, filteredBy: [], evidence: [], groupValues: [] };

/** A rule that throws on the event says nothing; the others are explained. */
function lookAt(rule: Rule, event: CloudTrailEvent, context: Context, rules: RuleSet): Look {
  try {
    const groupValues = rule.groupValues(event, context).map(shownValue);
    if (rules.correlations.byId.has(rule.id)) return { ...UNSEEN, seen: 'counted', groupValues };
    if (!rule.matches(event, context)) return { ...UNSEEN, seen: 'not met', groupValues };
    const filteredBy = rule.filters.filter(({ holds }) => holds(event, context)).map(({ title }) => title);
    const evidence = rule.evidence(event, context).map(({ field, value }) => ({ field, value: shownValue(value) }));
    const match = matchRule(rule, event, context, rules.adjustments);
    return { seen: match ? 'met' : 'filtered', match, filteredBy, evidence, groupValues };
  } catch {
    return UNSEEN;
  }
}

/** A value that was cut short may end within a secret, which then no longer looks like one. */
function shownValue(value: string): string {
  return redactText(value).replace(/[\w+/=%.-]{16,}…$/, '…');
}

const NONE_LIVE: LiveRules = new Set();

function verdictOf(question: Question, id: string, rule: Rule | undefined, look: Look = UNSEEN): Verdict {
  const { alert, rules } = question;
  const recorded = question.recorded.find(({ ruleId }) => ruleId === id);
  const disabled = rules.disabled.find((one) => one.id === id);
  const leading = alert?.ruleId === id ? alert : undefined;
  const rated = look.match?.rating;
  const level = leading?.level ?? recorded?.level ?? rated?.level ?? rule?.level ?? 'medium';
  return {
    ruleId: id,
    title: titleOf(id, rule ?? leading?.content ?? disabled),
    rule,
    gone: rule ? undefined : (disabled?.reason ?? goneBecause(id)),
    recorded,
    onlyCounted: rules.correlations.quiet.has(id),
    staged: rule !== undefined && isStaged(rule, question.live ?? NONE_LIVE),
    ...{ seen: look.seen, evidence: look.evidence, groupValues: look.groupValues, filteredBy: look.filteredBy },
    level,
    reasons: leading?.content.reasons ?? recorded?.reasons ?? rated?.reasons ?? [],
    filters: rule?.filters.map(({ title }) => title) ?? [],
    expectations: considered(question, id, rule, level, recorded?.quietBy),
  };
}

function goneBecause(id: string): string {
  return id === REPORTED.id ? 'no rule is, a person reported it' : 'it is not in the rule folders any more';
}

/** Those in force that are about this principal or this rule, and the one that kept it quiet, whatever became of that. */
function considered(
  { event, alert, expectations, settings, now }: Question,
  ruleId: string,
  rule: Rule | undefined,
  level: Level,
  quietBy: string | undefined,
): readonly Considered[] {
  const context = event && createContext(event, settings, NO_MARKS);
  const { session, name = '' } = alert?.content.principal ?? {};
  const subject: Subject = {
    principal: context?.principal ?? { key: alert?.principal ?? '', name, session },
    ruleId,
    group: rule?.group ?? alert?.content.group,
    account: event?.account ?? alert?.account ?? '',
    address: context ? context.address?.value : alert?.content.address,
    level,
  };
  return expectations
    .filter((one) => one.id === quietBy || (isActive(one, now) && concerns(one, subject)))
    .map((expectation) => {
      const kept = expectation.id === quietBy;
      return { expectation, kept, whyNot: kept ? undefined : whyNotCovered(expectation, subject) };
    });
}

/** About the principal whatever it does, or about the rule whoever does it. */
function concerns(expectation: Expectation, subject: Subject): boolean {
  const wide = { ...expectation, account: undefined, network: undefined, level: 'critical' } as const;
  const principal = whyNotCovered({ ...wide, rules: { kind: 'all', value: '' } }, subject) === undefined;
  if (principal || expectation.rules.kind === 'all') return principal;
  const anyone = { kind: 'pattern', principal: '*', session: undefined } as const;
  return whyNotCovered({ ...wide, covered: anyone }, subject) === undefined;
}
