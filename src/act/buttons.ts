/**
 * What a click on an alert does. The store decides, so a double click, a stale message and two people at once are all the
 * same case: the first one acts, everyone after is told privately who was first.
 */
import type { Alert } from '../alert/alert';
import { type Action, act, snooze, wake } from '../alert/lifecycle';
import { type SnoozeChoice, isSnoozed, longestSnooze, snoozeEnd } from '../alert/snooze';
import { reopenedLine, resolvedLine, snoozedLine, wokenLine } from '../notify/lines';
import { type Mrkdwn, mention, moment, mrkdwn } from '../notify/text';
import type { Change } from '../store/acts';
import { alertById } from '../store/alerts';
import { type Click, type Desk, type Told, GONE, alreadySo, changed, refusal } from './desk';

export function acknowledge(desk: Desk, click: Click): Promise<Told> {
  return move(desk, click, 'acknowledge');
}

export function resolve(desk: Desk, click: Click): Promise<Told> {
  return move(desk, click, 'resolve');
}

/** What somebody else resolved is theirs: to reopen it is to override them. */
export async function reopen(desk: Desk, click: Click): Promise<Told> {
  const alert = await alertById(desk.database.reader, click.alertId);
  const theirs = alert?.state === 'resolved' && alert.stateBy !== undefined && alert.stateBy !== click.user;
  const refused = theirs ? await refusal(desk, click, 'override') : undefined;
  return refused ?? move(desk, click, 'reopen');
}

async function move(desk: Desk, click: Click, action: Action): Promise<Told> {
  const refused = await refusal(desk, click, 'acknowledge');
  if (refused) return refused;
  const { user } = click;
  const at = desk.clock.now();
  const change = (alert: Alert): Change => {
    const outcome = act(alert, action, { by: user, at, hours: desk.businessHours });
    if (!outcome.changed || action === 'acknowledge') return outcome;
    const line = action === 'resolve' ? resolvedLine(outcome.alert, at) : reopenedLine(alert, user, at);
    return { ...outcome, line };
  };
  return changed(desk, click, action, change, ({ alert, changed: did }) =>
    did || alert.stateBy === user ? undefined : alreadySo(alert),
  );
}

/** A choice of the menu. */
export async function snoozeBy(desk: Desk, click: Click, choice: Exclude<SnoozeChoice, 'custom'>): Promise<Told> {
  return snoozeUntil(desk, click, snoozeEnd(choice, desk.clock.now(), desk.businessHours));
}

/** `until` in milliseconds; one beyond the longest for the alert's level is cut to it, and the person is told. */
export async function snoozeUntil(desk: Desk, click: Click, until: number): Promise<Told> {
  const refused = await refusal(desk, click, 'snooze');
  if (refused) return refused;
  const at = desk.clock.now();
  const change = (alert: Alert): Change & { cut: boolean } => {
    const end = Math.min(until, at + longestSnooze(alert, desk.longestSnooze));
    const outcome = snooze(alert, end, { by: click.user, at });
    const line = outcome.changed ? snoozedLine(outcome.alert, at) : undefined;
    return { ...outcome, line, cut: end < until };
  };
  return changed(desk, click, 'snooze', change, ({ alert, changed: did, cut }) => {
    if (!did) return alert.state === 'resolved' ? alreadySo(alert) : PAST;
    return cut && alert.snooze ? shortened(alert, alert.snooze.until) : undefined;
  });
}

const PAST = mrkdwn`That time has passed already, so nothing was snoozed.`;

function shortened(alert: Alert, until: number): Mrkdwn {
  const why = alert.content.expectable ? mrkdwn`${alert.level} alerts` : mrkdwn`what must always be told`;
  return mrkdwn`Snoozed until ${moment(until, '{date_short_pretty} at {time}')}: that is the longest for ${why} here.`;
}

/** To wake what somebody else snoozed is to override them. */
export async function wakeNow(desk: Desk, click: Click): Promise<Told> {
  const known = await alertById(desk.database.reader, click.alertId);
  if (!known) return GONE;
  const theirs = known.snooze !== undefined && known.snooze.by !== click.user;
  const refused =
    (await refusal(desk, click, 'snooze')) ?? (theirs ? await refusal(desk, click, 'override') : undefined);
  if (refused) return refused;
  const at = desk.clock.now();
  const change = (alert: Alert): Change => {
    const outcome = wake(alert, { by: click.user, at, hours: desk.businessHours });
    return outcome.changed ? { ...outcome, line: wokenLine(alert, click.user, at) } : outcome;
  };
  return changed(desk, click, 'wake', change, ({ alert, changed: did }) => {
    if (did || isSnoozed(alert, at)) return undefined;
    const past = alert.snooze ?? alert.awoke;
    return past
      ? mrkdwn`Nothing to do: the snooze by ${mention(past.by)} is over.`
      : mrkdwn`Nothing to do: this alert is not snoozed.`;
  });
}
