/**
 * An expectation: somebody said that a principal is expected to do something, why, and until when. Matches under one are stored
 * and counted but never posted. It is narrow by default, never for ever, and never hides what is critical unless it was made
 * on something critical.
 */
import { contains, parseAddress, parseNetwork } from '../detect/address';
import { type Level, compareLevels } from '../detect/level';
import type { Match, Rule } from '../detect/rule';
import type { Principal } from '../source/principal';

/** Whom it covers. A role stands for all its sessions and suffixes; a session narrows it to one; a pattern has `*` in it. */
export interface Covered {
  readonly kind: 'principal' | 'session' | 'pattern';
  /** The principal's key; for a pattern, text with `*` that is compared with the whole key, or with a key that ends in the name. */
  readonly principal: string;
  /** For `session`: the session's name. */
  readonly session: string | undefined;
}

/** Which rules: one, all of a group, or all. */
export interface RuleScope {
  readonly kind: 'rule' | 'group' | 'all';
  /** The rule's id, or the group's name; '' for all. */
  readonly value: string;
}

/** What it covers, without who made it: what a preview needs. */
export interface Scope {
  readonly covered: Covered;
  readonly rules: RuleScope;
  /** Account id; undefined for all. */
  readonly account: string | undefined;
  /** CIDR; undefined for any address. */
  readonly network: string | undefined;
  /** The level of the alert it was made on. */
  readonly level: Level;
}

export interface Expectation extends Scope {
  readonly id: string;
  readonly reason: string;
  /** Slack user, and when (milliseconds). */
  readonly by: string;
  readonly at: number;
  /** Milliseconds. */
  readonly until: number;
  /** When the reminder before the end was given, if it was. */
  readonly remindedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly endedBy: string | undefined;
  /** The alert it was made on. */
  readonly alertId: string | undefined;
  /** The titles of its rule or the name of its group, for people who read it later. */
  readonly title: string;
  /** Matches it kept quiet, and the event time of the last (milliseconds). */
  readonly matched: number;
  readonly lastMatchedAt: number | undefined;
}

/** What an expectation asks of a match. */
export interface Subject {
  readonly principal: Pick<Principal, 'key' | 'name' | 'session'>;
  readonly ruleId: string;
  readonly group: string | undefined;
  readonly account: string;
  readonly address: string | undefined;
  readonly level: Level;
}

export function subjectOf({ rule, event, principal, context, rating }: Match): Subject {
  const address = context.address?.value;
  return { principal, ruleId: rule.id, group: rule.group, account: event.account, address, level: rating.level };
}

export function isActive({ until, endedAt }: Expectation, now: number): boolean {
  return endedAt === undefined && now < until;
}

const DAY = 86_400_000;

/** How long before the end it is spoken of at the earliest, in milliseconds. */
export const LONGEST_NOTICE = 3 * DAY;

/** When the end is spoken of: three days before, or one where it lasts a week at most. */
export function remindAt({ at, until }: Expectation): number {
  return until - (until - at <= 7 * DAY ? DAY : LONGEST_NOTICE);
}

/** Why an expectation does not cover a match, in words that follow "because"; undefined when it does. */
export function whyNotCovered(scope: Scope, subject: Subject): string | undefined {
  if (!coversPrincipal(scope.covered, subject.principal)) return 'it is for another principal';
  if (!coversRule(scope.rules, subject)) return 'it is for another rule';
  if (scope.account !== undefined && scope.account !== subject.account) return 'it is for another account';
  if (scope.network !== undefined && !within(scope.network, subject.address)) return 'it is for another network';
  if (compareLevels(subject.level, highestCovered(scope.level)) > 0) return `it does not reach up to ${subject.level}`;
  return undefined;
}

export function covers(scope: Scope, subject: Subject): boolean {
  return whyNotCovered(scope, subject) === undefined;
}

/** Critical breaks through, unless it was a critical alert that somebody expected. */
export function highestCovered(level: Level): Level {
  return compareLevels(level, 'high') > 0 ? level : 'high';
}

function coversPrincipal({ kind, principal, session }: Covered, subject: Subject['principal']): boolean {
  if (kind === 'pattern') return matchesPattern(principal, subject);
  return principal === subject.key && (kind === 'principal' || session === subject.session);
}

function coversRule({ kind, value }: RuleScope, { ruleId, group }: Subject): boolean {
  return kind === 'all' || (kind === 'rule' ? ruleId === value : group === value);
}

/** Some keys end in an id where people know a name. A pattern without a colon is of an earlier version, and means any kind and account. */
function matchesPattern(pattern: string, { key, name }: Subject['principal']): boolean {
  if (!pattern.includes(':')) return globMatches(pattern, name);
  return globMatches(pattern, key) || globMatches(pattern, `${/^[a-z]+:[^:]*:/.exec(key)?.[0] ?? ''}${name}`);
}

/** `*` stands for any text. Letters are compared as they are: IAM's names are told apart by case. */
export function globMatches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

function within(network: string, address: string | undefined): boolean {
  const range = parseNetwork(network);
  const parsed = address === undefined ? undefined : parseAddress(address);
  return range !== undefined && parsed !== undefined && contains(range, parsed);
}

/** The network people mean by "from there": the /24 of an IPv4 address, the /48 of an IPv6 one; undefined for what is neither. */
export function networkOf(address: string | undefined): string | undefined {
  const bytes = address === undefined ? undefined : parseAddress(address);
  if (bytes === undefined) return undefined;
  if (bytes.length === 4) return `${bytes.slice(0, 3).join('.')}.0/24`;
  const words = [0, 2, 4].map((at) => (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16));
  return `${words.join(':')}::/48`;
}

/** A match that is not posted for itself, and what keeps it quiet. */
export interface Quieted {
  readonly match: Match;
  readonly by: Expectation | 'staging';
  /** Of what staging keeps quiet: the expectation that would keep it from being posted if the rule were live. */
  readonly expected?: Expectation | undefined;
}

export interface Sorted {
  /** To be posted, or joined to what is. */
  readonly loud: readonly Match[];
  /** Expected, but of rules that may never be silent. */
  readonly folded: readonly Quieted[];
  /** Stored and counted only. */
  readonly quiet: readonly Quieted[];
}

/** Ids of the rules that people made live: the configuration may still name them for staging. */
export type LiveRules = ReadonlySet<string>;

const NONE_LIVE: LiveRules = new Set();

/** Tells apart what people hear of at `now` from what somebody expected, and from rules in staging, which run silently. */
export function sortOut(
  matches: readonly Match[],
  expectations: readonly Expectation[],
  now: number,
  live: LiveRules = NONE_LIVE,
): Sorted {
  const sorted = { loud: [] as Match[], folded: [] as Quieted[], quiet: [] as Quieted[] };
  const active = expectations.filter((one) => isActive(one, now));
  for (const match of matches) {
    const { rule } = match;
    const expected = expecting(match, active);
    if (isStaged(rule, live)) sorted.quiet.push({ match, by: 'staging', expected });
    else if (expected === undefined) sorted.loud.push(match);
    else sorted[rule.expectable ? 'quiet' : 'folded'].push({ match, by: expected });
  }
  return sorted;
}

/** Whether a rule runs silently now. */
export function isStaged({ id, staged }: Pick<Rule, 'id' | 'staged'>, live: LiveRules): boolean {
  return staged && !live.has(id);
}

function expecting(match: Match, active: readonly Expectation[]): Expectation | undefined {
  if (active.length === 0) return undefined;
  const subject = subjectOf(match);
  return active.find((one) => covers(one, subject));
}
