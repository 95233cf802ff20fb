/**
 * What a click on an alert does. The store decides, so a double click, a stale message and two people at once are all the
 * same case: the first one acts, everyone after is told privately who was first.
 */
import type { Alert } from '../alert/alert';
import { act } from '../alert/lifecycle';
import { type Mrkdwn, mention, moment, mrkdwn } from '../notify/text';
import type { Deed } from '../store/audit';
import { type Authorizer, type Permission, whoCan } from './authorize';

export interface Click {
  readonly user: string;
  readonly alertId: string;
}

export interface Desk {
  /** `changeAlert` of the store. */
  change<T extends { readonly alert: Alert; readonly changed: boolean }>(
    deed: Deed,
    change: (alert: Alert) => T,
  ): Promise<T | undefined>;
  readonly authorizer: Authorizer;
  readonly permissions: { readonly acknowledge: Permission };
  readonly clock: { now(): number };
}

/** Acknowledges an alert; the answer is what to tell the person privately, or undefined when the message itself will show it. */
export async function acknowledge(desk: Desk, click: Click): Promise<Mrkdwn | undefined> {
  const permission = desk.permissions.acknowledge;
  if (!(await desk.authorizer.allowed(click.user, permission))) {
    return mrkdwn`You are not allowed to acknowledge alerts here. Those who are: ${whoCan(permission)}`;
  }
  const at = desk.clock.now();
  const deed = { alertId: click.alertId, actor: click.user, action: 'acknowledge', at };
  const outcome = await desk.change(deed, (alert) => act(alert, 'acknowledge', click.user, at));
  if (!outcome) return mrkdwn`This alert is no longer in the store, so there is nothing to acknowledge.`;
  return outcome.changed || outcome.alert.stateBy === click.user ? undefined : first(outcome.alert);
}

function first({ state, stateBy, stateAt }: Alert): Mrkdwn {
  const by = stateBy === undefined ? mrkdwn`` : mrkdwn` by ${mention(stateBy)}`;
  const at = stateAt === undefined ? mrkdwn`` : mrkdwn` ${moment(stateAt, '{date_short_pretty} at {time}')}`;
  return mrkdwn`Nothing to do: this alert was already ${state}${by}${at}.`;
}
