/**
 * What a click on an alert does. The store decides, so a double click, a stale message and two people at once are all the
 * same case: the first one acts, everyone after is told privately who was first.
 */
import type { Alert, State } from '../alert/alert';
import type { Expectation } from '../alert/expectation';
import { type Action, act, snooze, wake } from '../alert/lifecycle';
import { type Snooze, type SnoozeChoice, isSnoozed, longestSnooze, snoozeEnd } from '../alert/snooze';
import { stillExpected } from '../alert/still-expected';
import { reopenedLine, resolvedLine, snoozedLine, wokenLine } from '../notify/lines';
import { type Mrkdwn, code, mention, moment, mrkdwn } from '../notify/text';
import type { Change } from '../store/acts';
import { activeExpectations } from '../store/expectations';
import { type Click, type Desk, type Told, alreadySo, changed, refusal } from './desk';

export function acknowledge(desk: Desk, click: Click): Promise<Told> {
  return move(desk, click, 'acknowledge');
}

export function resolve(desk: Desk, click: Click): Promise<Told> {
  return move(desk, click, 'resolve');
}

/** What somebody else resolved is theirs: to reopen it is to override them. What is expected stays so, which they are told. */
export async function reopen(desk: Desk, click: Click): Promise<Told> {
  const override = await refusal(desk, click, 'override');
  const expectations = await activeExpectations(desk.database.reader, desk.clock.now());
  return move(desk, click, 'reopen', {
    expectations,
    forbidden: ({ state, stateBy }) =>
      state === 'resolved' && stateBy !== undefined && stateBy !== click.user ? override : undefined,
  });
}

function stillQuiet({ command }: Desk, { content }: Alert, { by, until }: Expectation): Mrkdwn {
  const end = moment(until, '{date_short_pretty}');
  const becomes = content.expectable ? 'counted and not posted' : 'gathered in one quiet message a day';
  const next = mrkdwn`${mention(by)} still expects this until ${end}, so what comes next is ${becomes}`;
  return mrkdwn`The alert is open again, but ${next}. To hear of it, remove that under ${code(`${command} expected`)}.`;
}

/** A refusal is decided on the alert as it is when it would be changed, not as it was when the person clicked. */
interface Judged extends Change {
  readonly refused?: Told;
}

interface Moving {
  readonly forbidden?: (alert: Alert) => Told;
  /** Those in force. */
  readonly expectations?: readonly Expectation[];
}

async function move(
  desk: Desk,
  click: Click,
  action: Action,
  { forbidden, expectations = [] }: Moving = {},
): Promise<Told> {
  const unable = await refusal(desk, click, 'acknowledge');
  if (unable) return unable;
  const { user } = click;
  const at = desk.clock.now();
  const expected = (alert: Alert) => stillExpected(alert, expectations, at);
  const change = (alert: Alert): Judged => {
    const refused = forbidden?.(alert);
    if (refused) return { alert, changed: false, refused };
    const outcome = act(alert, action, { by: user, at, hours: desk.businessHours });
    if (!outcome.changed || action === 'acknowledge') return outcome;
    const line =
      action === 'resolve' ? resolvedLine(outcome.alert, at) : reopenedLine(alert, user, at, expected(alert));
    return { ...outcome, line };
  };
  return changed(desk, click, action, change, ({ alert, changed: did, refused }) => {
    // Whoever clicks twice sees what the first click did.
    const twice = alert.stateBy === user && alert.state === AFTER[action];
    if (!did && !twice) return refused ?? alreadySo(alert);
    const still = did ? expected(alert) : undefined;
    return still && stillQuiet(desk, alert, still);
  });
}

const AFTER: Readonly<Record<Action, State>> = { acknowledge: 'acknowledged', resolve: 'resolved', reopen: 'open' };

/** A choice of the menu. */
export async function snoozeBy(desk: Desk, click: Click, choice: Exclude<SnoozeChoice, 'custom'>): Promise<Told> {
  return snoozeUntil(desk, click, snoozeEnd(choice, desk.clock.now(), desk.businessHours));
}

/**
 * `until` in milliseconds; one beyond the longest for the alert's level is cut to it, and the person is told. To end what somebody
 * else snoozed sooner than they wanted is to override them, as waking it is.
 */
export async function snoozeUntil(desk: Desk, click: Click, until: number): Promise<Told> {
  const refused = await refusal(desk, click, 'snooze');
  if (refused) return refused;
  const override = await refusal(desk, click, 'override');
  const at = desk.clock.now();
  const change = (alert: Alert): Snoozing => {
    const end = Math.min(until, at + longestSnooze(alert, desk.longestSnooze));
    const cut = end < until;
    const theirs = isSnoozed(alert, at) && alert.snooze?.by !== click.user ? alert.snooze : undefined;
    if (theirs && end < theirs.until && override) {
      return { alert, changed: false, refused: override, cut, replaced: theirs };
    }
    const outcome = snooze(alert, end, { by: click.user, at });
    const line = outcome.changed ? snoozedLine(outcome.alert, at) : undefined;
    return { ...outcome, line, cut, replaced: theirs };
  };
  return changed(desk, click, 'snooze', change, ({ alert, changed: did, cut, replaced, refused }) => {
    if (refused) return refused;
    if (!did) return alert.state === 'resolved' ? alreadySo(alert) : PAST;
    if (!alert.snooze || !(cut || replaced)) return undefined;
    const until = mrkdwn`Snoozed until ${momentOf(alert.snooze.until)}`;
    const longest = cut ? mrkdwn`: that is the longest for ${kindOf(alert)} here` : mrkdwn``;
    return mrkdwn`${until}${longest}.${replaced ? inPlaceOf(replaced) : ''}`;
  });
}

interface Snoozing extends Judged {
  /** It ends before the moment that was asked for. */
  readonly cut: boolean;
  /** Somebody else's that was on. */
  readonly replaced: Snooze | undefined;
}

function inPlaceOf({ by, until }: Snooze): Mrkdwn {
  return mrkdwn` ${mention(by)} had snoozed it until ${momentOf(until)}.`;
}

function momentOf(at: number): Mrkdwn {
  return moment(at, '{date_short_pretty} at {time}');
}

const PAST = mrkdwn`That time has passed already, so nothing was snoozed.`;

function kindOf({ level, content }: Alert): string {
  return content.expectable ? `${level} alerts` : 'what must always be told';
}

/** To wake what somebody else snoozed is to override them. */
export async function wakeNow(desk: Desk, click: Click): Promise<Told> {
  const unable = await refusal(desk, click, 'snooze');
  if (unable) return unable;
  const override = await refusal(desk, click, 'override');
  const at = desk.clock.now();
  const change = (alert: Alert): Judged => {
    const theirs = isSnoozed(alert, at) && alert.snooze?.by !== click.user;
    if (theirs && override) return { alert, changed: false, refused: override };
    const outcome = wake(alert, { by: click.user, at, hours: desk.businessHours });
    return outcome.changed ? { ...outcome, line: wokenLine(alert, click.user, at) } : outcome;
  };
  return changed(desk, click, 'wake', change, ({ alert, changed: did, refused }) => {
    if (did || refused) return refused;
    const past = alert.snooze ?? alert.awoke;
    if (past?.wokenBy === click.user) return undefined;
    if (past?.wokenBy !== undefined) return mrkdwn`Nothing to do: ${mention(past.wokenBy)} woke it already.`;
    return past
      ? mrkdwn`Nothing to do: the snooze by ${mention(past.by)} is over.`
      : mrkdwn`Nothing to do: this alert is not snoozed.`;
  });
}
