/** What every action works with, and the two things each does first: ask whether the person may, and change the store. */
import type { Alert } from '../alert/alert';
import type { BusinessHours } from '../alert/business-time';
import type { Posture } from '../alert/posture';
import type { LongestSnooze } from '../alert/snooze';
import type { ContextSettings } from '../detect/context';
import type { RuleSet } from '../detect/detect';
import type { Routes } from '../notify/route';
import type { Health } from '../operate/health';
import type { Directory } from '../people/directory';
import type { Link } from '../people/link';
import { type Mrkdwn, mention, moment, mrkdwn, span } from '../notify/text';
import type { LiveAnswer, LiveLookup } from '../source/live-lookup';
import { type Change, changeAlert, changeAlertOnce } from '../store/acts';
import type { Database } from '../store/database';
import { channelsOf, waitingEdits } from '../store/outbox';
import { type Authorizer, type Permissions, whoCan } from './authorize';

export interface Desk {
  readonly database: Database;
  /** The slash command as people type it. */
  readonly command: string;
  /** Ids of the configured accounts by name. */
  readonly accounts: ReadonlyMap<string, string>;
  /** A page of events from CloudTrail itself, within the quota that reading shares; as `LookupEventsSource.lookup`. */
  lookUp(account: string, region: string, what: LiveLookup, signal?: AbortSignal): Promise<LiveAnswer>;
  health(): Promise<Health>;
  /** How well the trails are set up, read anew; takes some seconds. */
  posture(): Promise<Posture>;
  /** How long events are kept, milliseconds. */
  readonly eventsKept: number;
  readonly authorizer: Authorizer;
  readonly permissions: Permissions;
  readonly longestSnooze: LongestSnooze;
  readonly businessHours: BusinessHours | undefined;
  readonly routes: Routes;
  readonly directory: Directory;
  /** Links of the configuration, and how user names become addresses. */
  readonly people: readonly Link[];
  readonly emailPattern: string | undefined;
  readonly confirm: { readonly deadline: number; readonly admins: readonly string[] };
  readonly rules: RuleSet;
  readonly context: ContextSettings;
  readonly clock: { now(): number };
}

/** Somebody clicked something that stands under an alert. */
export interface Click {
  readonly user: string;
  readonly alertId: string;
  /** What Slack calls the click by, so that it counts once when Slack sends it again. */
  readonly click?: string | undefined;
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
  if (desk.authorizer.isUnsure(permission, channels)) {
    return mrkdwn`Slack could not say whether you are among those who may ${DOING[doing]}: ${whoCan(permission)}. Please try again in a minute.`;
  }
  return mrkdwn`You are not allowed to ${DOING[doing]} here. Those who are: ${whoCan(permission)}`;
}

export const GONE = mrkdwn`This alert is no longer in the store, so there is nothing to change.`;

/**
 * Changes an alert and says what the person must hear: what `told` says of the outcome, or that the message will follow, when so
 * many edits are waiting that it will not show at once.
 */
export async function changed<T extends Change>(
  desk: Desk,
  { user, alertId, click }: Click,
  action: string,
  change: (alert: Alert) => T,
  told: (outcome: T) => Told,
): Promise<Told> {
  const at = desk.clock.now();
  const deed = { alertId, actor: user, action, at };
  const { database } = desk;
  const outcome = await (click === undefined
    ? changeAlert(database, deed, change)
    : changeAlertOnce(database, { ...deed, click }, change));
  if (!outcome) return GONE;
  if (outcome === 'done before') return undefined;
  const words = told(outcome);
  if (words !== undefined || !outcome.changed) return words;
  const waiting = await waitingEdits(desk.database.reader);
  if (waiting <= PROMPT) return undefined;
  const minutes = span(Math.ceil(waiting / EDITS_A_MINUTE) * 60_000);
  return mrkdwn`Done. ${waiting} changes of messages are waiting for Slack, so this one will follow within ${minutes}.`;
}

/** So many edits go out within seconds; as many as Slack takes go out in a minute. */
const PROMPT = 8;
const EDITS_A_MINUTE = 50;

/** For whoever comes second: how the alert stands and since when, by whom. */
export function alreadySo({ state, stateBy, stateAt }: Alert): Mrkdwn {
  const by = stateBy === undefined ? mrkdwn`` : mrkdwn` by ${mention(stateBy)}`;
  const at = stateAt === undefined ? mrkdwn`` : mrkdwn` ${moment(stateAt, '{date_short_pretty} at {time}')}`;
  if (state !== 'open') return mrkdwn`Nothing to do: this alert was already ${state}${by}${at}.`;
  const reopened = stateBy === undefined ? mrkdwn`` : mrkdwn`, reopened${by}${at}`;
  return mrkdwn`Nothing to do: this alert is open${reopened}.`;
}
