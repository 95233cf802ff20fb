/** Which alerts go where and with which mention, and what a change of an alert owes to Slack. Pure; the outbox delivers. */
import type { Alert, AlertChange } from '../alert/alert';
import type { Level } from '../detect/level';

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
}

/** First match wins. */
export type Routes = readonly Route[];

/** Something owed to Slack. A post and an edit are rendered from the alert at the moment of sending; a reply is one line. */
export interface Owed {
  /** `post`: the alert's message in a channel. `edit`: all its messages. `raise`: a call for attention, see `owedFor`. */
  readonly kind: 'post' | 'edit' | 'raise';
  readonly alert: Alert;
  /** Where to; undefined for an edit, which goes wherever the alert was posted. */
  readonly channel: string | undefined;
  readonly mention: string | undefined;
  readonly from: Level | undefined;
  readonly at: number;
}

/** The implicit last route: these levels, whatever the account and the rule. */
export function defaultRoute(channel: string, levels: readonly Level[]): Route {
  return { levels: new Set(levels), accounts: new Set(), tags: [], channel, mention: undefined };
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

/**
 * A new alert owes a post, a repeat an edit. A raised one owes an edit and a `raise`: a line in the thread that is also
 * shown in the channel, or the message itself where the higher level's channel has not seen it yet.
 */
export function owedFor(change: AlertChange, routes: Routes, now: number): readonly Owed[] {
  const { alert, from } = change;
  const route = routeFor(alert, routes);
  const owe = (kind: Owed['kind']): Owed => {
    const target = kind === 'edit' ? undefined : route;
    return { kind, alert, channel: target?.channel, mention: target?.mention, from, at: now };
  };
  if (change.kind === 'opened') return route ? [owe('post')] : [];
  if (change.kind === 'repeated') return [owe('edit')];
  return route ? [owe('edit'), owe('raise')] : [owe('edit')];
}

/** The edit that any other change of an alert owes, such as an acknowledgement. */
export function editOf(alert: Alert, now: number): Owed {
  return { kind: 'edit', alert, channel: undefined, mention: undefined, from: undefined, at: now };
}
