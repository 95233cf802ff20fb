/** Which alerts go where and with which mention, and what a change of an alert owes to Slack. Pure; the outbox delivers. */
import type { Alert } from '../alert/alert';
import type { AlertChange } from '../alert/decide';
import type { BusinessHours } from '../alert/business-time';
import { type Ladder, type Step, ladderOf, restarted } from '../alert/escalation';
import type { Settled } from '../alert/settle';
import type { Level } from '../detect/level';
import { type Call, type Owed, editOf } from './owed';

export interface Route {
  readonly levels: ReadonlySet<Level>;
  /** Account ids or names; empty means every account. */
  readonly accounts: ReadonlySet<string>;
  /** Rule tags, any of which will do; empty means every rule. */
  readonly tags: readonly string[];
  /** Slack channel id. */
  readonly channel: string;
  /** `@here`, `@channel`, or the id of a user or user group. */
  readonly mention: string | undefined;
  /** Whom to call while nobody acknowledges, soonest first. */
  readonly escalate: readonly Step[];
}

/** First match wins. */
export type Routes = readonly Route[];

/** The implicit last route: these levels, whatever the account and the rule. */
export function defaultRoute(channel: string, levels: readonly Level[]): Route {
  return { levels: new Set(levels), accounts: new Set(), tags: [], channel, mention: undefined, escalate: [] };
}

export function routeFor(alert: Alert, routes: Routes): Route | undefined {
  const { accountName, tags } = alert.content;
  return routes.find(
    (route) =>
      route.levels.has(alert.level) &&
      (route.accounts.size === 0 || route.accounts.has(alert.account) || route.accounts.has(accountName ?? '')) &&
      (route.tags.length === 0 || route.tags.some((tag) => tags.includes(tag))),
  );
}

/** The change with the ladder its route asks for: begun when an alert opens or becomes worse, else left as it is. */
export function withLadder(change: AlertChange, routes: Routes, now: number, hours?: BusinessHours): AlertChange {
  const { kind, alert } = change;
  if (alert.folded || alert.history || (kind !== 'opened' && kind !== 'raised')) return change;
  return { ...change, alert: { ...alert, ladder: ladderFor(alert, routes, now, hours) } };
}

export function ladderFor(alert: Alert, routes: Routes, now: number, hours?: BusinessHours): Ladder | undefined {
  const steps = routeFor(alert, routes)?.escalate ?? [];
  return steps.length === 0 ? undefined : ladderOf(steps, now, hours);
}

/**
 * A new alert owes a post, a repeat an edit; what is history, a place in the list of it. One that became worse, or came back from
 * a snooze, owes an edit and a `raise`: a line in the thread that is also shown in the channel, or the message itself where that
 * channel has not seen it yet. What is folded calls nobody: one that became worse is only shown where it does not stand yet, as when
 * its level before went nowhere.
 */
export function owedFor(change: AlertChange, routes: Routes, now: number): readonly Owed[] {
  const { kind, alert, from } = change;
  const subject = { kind: 'alert', alert } as const;
  const edit = editOf(subject, now);
  if (kind === 'repeated') return [edit];
  const route = routeFor(alert, routes);
  const { channel } = route ?? {};
  const mention = alert.folded ? undefined : route?.mention;
  if (channel === undefined) return kind === 'opened' ? [] : [edit];
  if (alert.history) return [edit, { kind: 'list', subject, channel, at: now }];
  if (kind === 'opened') return [{ kind: 'post', subject, channel, mention, at: now }];
  if (alert.folded) return [edit, { kind: 'show', subject, channel, at: now }];
  const call: Call = kind === 'raised' ? { why: 'raised', from } : { why: 'returned' };
  return [edit, { kind: 'raise', subject, channel, mention, call, at: now }];
}

/** What a step of the ladder owes: a mention in the alert's thread and channel, or the alert itself somewhere else. */
export function owedForStep(alert: Alert, step: Step, routes: Routes, now: number): readonly Owed[] {
  const subject = { kind: 'alert', alert } as const;
  const call: Call = { why: 'unacknowledged', after: step.after };
  const { mention } = step;
  if (step.channel !== undefined) {
    const there: Call = { ...call, elsewhere: true };
    return [{ kind: 'post', subject, channel: step.channel, mention, call: there, at: now }];
  }
  const channel = routeFor(alert, routes)?.channel;
  return channel === undefined ? [] : [{ kind: 'raise', subject, channel, mention, call, at: now }];
}

/** Where an alert goes that must be seen whatever its level: its own route, else that of a high one, which there always is. */
export function placeFor(alert: Alert, routes: Routes): Route | undefined {
  return routeFor(alert, routes) ?? routeFor({ ...alert, level: 'high' }, routes);
}

/** An edit within this time (milliseconds) of the message is read with it; later it calls nobody. */
const JUST_NOW = 60_000;

/**
 * What an answer, or the lack of one, owes beyond the edit of the message; with the ladder that a raised alert begins, and one that
 * was opened again begins anew.
 */
export function settledChange(
  { alert: settled, told }: Settled,
  before: Alert,
  routes: Routes,
  now: number,
  hours?: BusinessHours,
): { readonly alert: Alert; readonly owed: readonly Owed[] } {
  const reopened = before.state !== 'open' && settled.state === 'open';
  const alert = reopened ? { ...settled, ladder: restarted(settled.ladder, now, hours) } : settled;
  const confirmed = alert.confirmed;
  if (told === 'nobody' || confirmed === undefined) return { alert, owed: [] };
  const route = placeFor(alert, routes);
  if (route === undefined) return { alert, owed: [] };
  const { channel, mention } = route;
  if (told === 'raised') {
    const raised = { ...alert, ladder: ladderFor(alert, routes, now, hours) };
    const subject = { kind: 'alert', alert: raised } as const;
    return { alert: raised, owed: [{ kind: 'raise', subject, channel, mention, call: { why: 'denied' }, at: now }] };
  }
  // A message that was posted just now, or is about to be, says so itself.
  const fresh = before.confirmed === undefined && now - before.openedAt < JUST_NOW;
  if (confirmed.state === 'not-asked' && fresh && routeFor(before, routes)) return { alert, owed: [] };
  const subject = { kind: 'alert', alert } as const;
  const call: Call = { why: 'unconfirmed', state: confirmed.state };
  return { alert, owed: [{ kind: 'raise', subject, channel, mention, call, at: now }] };
}
