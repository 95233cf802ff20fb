/** What every action works with, and the two things each does first: ask whether the person may, and change the store. */
import type { Alert } from '../alert/alert';
import type { BusinessHours } from '../alert/business-time';
import type { LongestSnooze } from '../alert/snooze';
import type { ContextSettings } from '../detect/context';
import type { RuleSet } from '../detect/detect';
import type { Routes } from '../notify/route';
import { type Mrkdwn, mention, moment, mrkdwn } from '../notify/text';
import { type Change, changeAlert } from '../store/acts';
import type { Database } from '../store/database';
import { channelsOf, waitingEdits } from '../store/outbox';
import { type Authorizer, type Permissions, whoCan } from './authorize';

export interface Desk {
  readonly database: Database;
  readonly authorizer: Authorizer;
  readonly permissions: Permissions;
  readonly longestSnooze: LongestSnooze;
  readonly businessHours: BusinessHours | undefined;
  readonly routes: Routes;
  readonly rules: RuleSet;
  readonly context: ContextSettings;
  readonly clock: { now(): number };
}

/** Somebody clicked something that stands under an alert. */
export interface Click {
  readonly user: string;
  readonly alertId: string;
}

/** What to tell the person privately; undefined when the message itself will show it. */
export type Told = Mrkdwn | undefined;

const DOING: Readonly<Record<keyof Permissions, string>> = {
  acknowledge: 'acknowledge, resolve or reopen alerts',
  snooze: 'snooze alerts',
  expect: 'mark anything as expected',
  override: 'undo what somebody else decided',
  rawEvents: 'see the records of events',
};

/** A refusal in words, or undefined when the person may. */
export async function refusal(desk: Desk, { user, alertId }: Click, doing: keyof Permissions): Promise<Told> {
  const permission = desk.permissions[doing];
  const channels = permission === 'members' ? await channelsOf(desk.database.reader, alertId) : [];
  if (await desk.authorizer.allowed(user, permission, channels)) return undefined;
  return mrkdwn`You are not allowed to ${DOING[doing]} here. Those who are: ${whoCan(permission)}`;
}

export const GONE = mrkdwn`This alert is no longer in the store, so there is nothing to change.`;

/**
 * Changes an alert and says what the person must hear: what `told` says of the outcome, or that the message will follow, when so
 * many edits are waiting that it will not show at once.
 */
export async function changed<T extends Change>(
  desk: Desk,
  { user, alertId }: Click,
  action: string,
  change: (alert: Alert) => T,
  told: (outcome: T) => Told,
): Promise<Told> {
  const at = desk.clock.now();
  const outcome = await changeAlert(desk.database, { alertId, actor: user, action, at }, change);
  if (!outcome) return GONE;
  const words = told(outcome);
  if (words !== undefined || !outcome.changed) return words;
  const waiting = await waitingEdits(desk.database.reader);
  if (waiting <= PROMPT) return undefined;
  return mrkdwn`Done. Slack takes some 50 changes of messages a minute and ${waiting} are waiting, so the message will follow.`;
}

/** So many edits go out within seconds. */
const PROMPT = 8;

/** For whoever comes second: how the alert stands and since when, by whom. */
export function alreadySo({ state, stateBy, stateAt }: Alert): Mrkdwn {
  const by = stateBy === undefined ? mrkdwn`` : mrkdwn` by ${mention(stateBy)}`;
  const at = stateAt === undefined ? mrkdwn`` : mrkdwn` ${moment(stateAt, '{date_short_pretty} at {time}')}`;
  const how = state === 'open' ? 'is open' : `was already ${state}`;
  return mrkdwn`Nothing to do: this alert ${how}${by}${at}.`;
}
