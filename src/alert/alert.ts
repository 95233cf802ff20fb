/**
 * An alert is what people see: it stands for all matches with the same fingerprint. This file holds the noun and the one
 * pure decision of the stage: which matches open an alert, which join one, and which make one worse.
 */
import { createHash } from 'node:crypto';
import { type Level, compareLevels } from '../detect/level';
import type { Match, Sentence } from '../detect/rule';

export type State = 'open' | 'acknowledged' | 'resolved';

export interface Alert {
  readonly id: string;
  readonly fingerprint: string;
  readonly ruleId: string;
  /** The principal's key. */
  readonly principal: string;
  readonly account: string;
  readonly level: Level;
  readonly state: State;
  /** Slack user who moved it to its state, and when (milliseconds); undefined while untouched. */
  readonly stateBy: string | undefined;
  readonly stateAt: number | undefined;
  /** Matching events, and the event times (milliseconds) of the first and the last. */
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** When the bot opened it (milliseconds). */
  readonly openedAt: number;
  /** Grows by one with every change; an owed edit names the version it must show. */
  readonly version: number;
  readonly content: Content;
}

/** What the message says: taken from the worst match, so that it can be rendered without the rule or the event. */
export interface Content {
  readonly title: string;
  readonly author: string;
  readonly tags: readonly string[];
  readonly what: Sentence;
  readonly why: string | undefined;
  readonly nextSteps: readonly string[];
  readonly reasons: readonly string[];
  /** Titles of the other rules that matched the same event, worst first. */
  readonly also: readonly string[];
  readonly actor: string;
  readonly person: string | undefined;
  readonly arn: string | undefined;
  readonly accountName: string | undefined;
  readonly environment: string | undefined;
  readonly region: string;
  readonly address: string | undefined;
  readonly country: string | undefined;
  readonly agent: string | undefined;
  readonly firstTime: readonly ('event' | 'network')[];
  readonly eventId: string;
  readonly eventName: string;
  readonly eventSource: string;
  /** The events a correlation counted, the latest last, at most a hundred; undefined where one event speaks for itself. */
  readonly eventIds?: readonly string[];
}

/** As many events of a window are named in an alert. */
const MOST_EVENTS = 100;

/** One row of history: this event was counted in this alert on account of this rule. */
export interface MatchRecord {
  readonly alertId: string;
  readonly eventId: string;
  readonly ruleId: string;
  readonly level: Level;
  readonly reasons: readonly string[];
  readonly time: number;
}

/** What became of an alert in one page: opened, repeated at most as bad, or raised to a higher level. */
export interface AlertChange {
  readonly kind: 'opened' | 'repeated' | 'raised';
  readonly alert: Alert;
  /** The level before, for `raised`. */
  readonly from: Level | undefined;
}

export interface Decision {
  readonly changes: readonly AlertChange[];
  readonly matches: readonly MatchRecord[];
}

/** What the store knows that a decision needs: the newest alert of each fingerprint that is not resolved. */
export interface Known {
  alert(fingerprint: string): Alert | undefined;
}

/** All matches of one event, the leading one first. */
export type Led = readonly [Match, ...Match[]];

/**
 * Groups matches by event; the highest level leads, then what counted many events, then a rule that names its
 * events over one that takes any, then the higher base level, then a rule with guidance, then the title. Rules in staging
 * stay silent.
 */
export function leadMatches(matches: readonly Match[]): readonly Led[] {
  const byEvent = new Map<string, Match[]>();
  for (const match of matches) {
    if (match.rule.staged) continue;
    const list = byEvent.get(match.event.id);
    if (list) list.push(match);
    else byEvent.set(match.event.id, [match]);
  }
  return [...byEvent.values()].map((list) => list.sort(worstFirst) as [Match, ...Match[]]);
}

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

/**
 * Decides for the fresh events of a page. `merge` is how long (milliseconds of event time) an alert may have been quiet
 * and still take a repeat; `now` is the time of deciding (milliseconds).
 */
export function decide(led: readonly Led[], known: Known, merge: number, now: number): Decision {
  const changes = new Map<string, AlertChange>();
  const current = new Map<string, Alert>();
  const matches: MatchRecord[] = [];
  for (const group of led) {
    const lead = group[0];
    const fingerprint = fingerprintOf(lead);
    const before = current.get(fingerprint) ?? known.alert(fingerprint);
    const alert = before && takes(before, lead.event.time, merge) ? join(before, group) : open(fingerprint, group, now);
    current.set(fingerprint, alert);
    changes.set(alert.id, changeOf(alert, before, changes.get(alert.id)));
    for (const { rule, event, rating } of group) {
      const { level, reasons } = rating;
      matches.push({ alertId: alert.id, eventId: event.id, ruleId: rule.id, level, reasons, time: event.time });
    }
  }
  return { changes: [...changes.values()], matches };
}

/** An alert takes a match on either side of the time it spans, as events come late and out of order. */
function takes(alert: Alert, time: number, merge: number): boolean {
  return alert.state !== 'resolved' && time >= alert.firstAt - merge && time <= alert.lastAt + merge;
}

function open(fingerprint: string, group: Led, now: number): Alert {
  const { rule, event, principal, rating } = group[0];
  return {
    id: digest([fingerprint, event.id]),
    fingerprint,
    ruleId: rule.id,
    principal: principal.key,
    account: event.account,
    level: rating.level,
    state: 'open',
    stateBy: undefined,
    stateAt: undefined,
    count: 1,
    firstAt: group[0].correlation?.firstAt ?? event.time,
    lastAt: event.time,
    openedAt: now,
    version: 1,
    content: contentOf(group),
  };
}

/** A worse match takes over what the message says and opens the alert again: what was acknowledged was less than this. */
function join(alert: Alert, group: Led): Alert {
  const { event, rating, correlation } = group[0];
  const joined = {
    ...alert,
    count: alert.count + 1,
    firstAt: Math.min(alert.firstAt, correlation?.firstAt ?? event.time),
    lastAt: Math.max(alert.lastAt, event.time),
    version: alert.version + 1,
  };
  if (compareLevels(rating.level, alert.level) <= 0) return joined;
  const reopened = { state: 'open', stateBy: undefined, stateAt: undefined } as const;
  return { ...joined, ...reopened, level: rating.level, content: contentOf(group) };
}

function changeOf(alert: Alert, before: Alert | undefined, earlier: AlertChange | undefined): AlertChange {
  if (earlier?.kind === 'opened' || before?.id !== alert.id) return { kind: 'opened', alert, from: undefined };
  const from = earlier?.from ?? before.level;
  const raised = compareLevels(alert.level, from) > 0;
  return raised ? { kind: 'raised', alert, from } : { kind: 'repeated', alert, from: undefined };
}

function contentOf([lead, ...others]: Led): Content {
  const { rule, event, principal, context, rating } = lead;
  const agent = event.record.userAgent;
  const { firstSeen } = context;
  return {
    title: rule.title,
    author: rule.author,
    tags: rule.tags,
    what: lead.what,
    why: rule.why(event, context),
    nextSteps: rule.nextSteps(event, context),
    reasons: rating.reasons,
    also: others.map((match) => match.rule.title),
    actor: context.actor,
    person: context.person,
    arn: principal.arn,
    accountName: context.account.name,
    environment: context.account.environment,
    region: event.region,
    address: context.address?.value,
    country: context.country,
    agent: typeof agent === 'string' ? agent.slice(0, 500) : undefined,
    firstTime: (['event', 'network'] as const).filter((kind) => firstSeen[kind] === true),
    eventId: event.id,
    eventName: event.name,
    eventSource: event.source,
    ...(lead.correlation && { eventIds: lead.correlation.eventIds.slice(-MOST_EVENTS) }),
  };
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 20);
}
