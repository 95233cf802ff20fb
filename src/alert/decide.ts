/**
 * The one pure decision of the stage: which matches open an alert, which join one, which make one worse or bring it back from a
 * snooze, and which are only counted. What the store knows comes in, a list of changes goes out.
 */
import { type Level, compareLevels } from '../detect/level';
import type { Confirm, Match } from '../detect/rule';
import type { Alert } from './alert';
import type { BusinessHours } from './business-time';
import { contentOf } from './content';
import { restarted } from './escalation';
import type { Quieted, Sorted } from './expectation';
import { type Led, digest, fingerprintOf, foldedFingerprintOf, leadMatches } from './lead';
import { snoozeEnded } from './snooze';

/** One row of history: this event met this rule; it was counted in an alert, or kept quiet. */
export interface MatchRecord {
  /** undefined for what was kept quiet. */
  readonly alertId: string | undefined;
  /** `staging`, or the id of the expectation that covered it, also where it was folded. */
  readonly quietBy: string | undefined;
  readonly eventId: string;
  readonly ruleId: string;
  readonly level: Level;
  readonly reasons: readonly string[];
  readonly time: number;
  /** Of what staging kept quiet: of the alert it would have been counted in; undefined where an expectation covers it too. */
  readonly fingerprint?: string | undefined;
}

/** What became of an alert in one page: opened, repeated at most as bad, raised to a higher level, or back from a snooze. */
export interface AlertChange {
  readonly kind: 'opened' | 'repeated' | 'raised' | 'returned';
  readonly alert: Alert;
  /** The level before, for `raised`. */
  readonly from: Level | undefined;
}

/** A sign-in whose person is to be asked, or only told. */
export interface Ask {
  readonly eventId: string;
  readonly alertId: string;
  readonly ruleId: string;
  readonly kind: Exclude<Confirm, false>;
  readonly level: Level;
  readonly time: number;
}

export interface Decision {
  readonly changes: readonly AlertChange[];
  readonly matches: readonly MatchRecord[];
  readonly asks: readonly Ask[];
}

/** What the store knows that a decision needs: the newest alert of each fingerprint that is not resolved. */
export interface Known {
  alert(fingerprint: string): Alert | undefined;
}

/** One event with what it means for one alert. */
export interface Group {
  readonly led: Led;
  readonly fingerprint: string;
  readonly folded: boolean;
}

export interface DecideSettings {
  /** How long (milliseconds of event time) an alert may have been quiet and still take a repeat. */
  readonly merge: number;
  readonly hours?: BusinessHours | undefined;
  /** The events are from before the first start: what they open is listed, and calls nobody. */
  readonly history?: boolean | undefined;
}

/** Each event once: what is loud leads and takes along what would have been folded; only what is all folded is folded. */
export function groupsOf({ loud, folded }: Sorted, hours?: BusinessHours): readonly Group[] {
  const along = new Map(leadMatches(folded.map(({ match }) => match)).map((led) => [led[0].event.id, led]));
  const groups = leadMatches(loud).map((led): Group => {
    const { id } = led[0].event;
    const rest = along.get(id) ?? [];
    along.delete(id);
    return { led: [...led, ...rest], fingerprint: fingerprintOf(led[0]), folded: false };
  });
  const quiet = [...along.values()].map((led) => ({
    led,
    fingerprint: foldedFingerprintOf(led[0], hours),
    folded: true,
  }));
  return [...groups, ...quiet];
}

/** Decides for the fresh events of a page; `now` is the time of deciding (milliseconds). */
export function decide(
  groups: readonly Group[],
  { folded, quiet }: Pick<Sorted, 'folded' | 'quiet'>,
  known: Known,
  settings: DecideSettings,
  now: number,
): Decision {
  const changes = new Map<string, AlertChange>();
  const current = new Map<string, Alert>();
  const asks: Ask[] = [];
  const matches: MatchRecord[] = quiet.map((one) => ({
    ...recordOf(one.match, undefined, quietBy(one)),
    fingerprint: stagedFingerprint(one, settings.hours),
  }));
  const expected = new Map(folded.map((one) => [one.match, quietBy(one)]));
  for (const group of groups) {
    const before = current.get(group.fingerprint) ?? known.alert(group.fingerprint);
    const alert = meet(before, group, settings, now);
    current.set(group.fingerprint, alert);
    changes.set(alert.id, changeOf(alert, before, changes.get(alert.id)));
    for (const match of group.led) matches.push(recordOf(match, alert.id, expected.get(match)));
    const question = askOf(group, alert.id);
    if (question) asks.push(question);
  }
  return { changes: [...changes.values()], matches, asks };
}

/** One question for one event, however many rules want it; asking goes before telling. */
function askOf({ led }: Group, alertId: string): Ask | undefined {
  const match = led.find(({ rule }) => rule.confirm === 'ask') ?? led.find(({ rule }) => rule.confirm === 'tell');
  const kind = match?.rule.confirm ?? false;
  if (match === undefined || kind === false) return undefined;
  const { rule, event, rating } = match;
  return { eventId: event.id, alertId, ruleId: rule.id, kind, level: rating.level, time: event.time };
}

function meet(before: Alert | undefined, group: Group, settings: DecideSettings, now: number): Alert {
  const { merge, history = false } = settings;
  const { time } = group.led[0].event;
  // What is folded has the day for its window, whatever the merge.
  const window = group.folded ? Infinity : merge;
  if (before && (quietAt(before, time, now) || takes(before, time, window))) return join(before, group, now, settings);
  return { ...open(group, now), history, awoke: before && snoozeEnded(before, now) ? before.snooze : undefined };
}

/** An alert takes a match on either side of the time it spans, as events come late and out of order. */
function takes(alert: Alert, time: number, merge: number): boolean {
  return alert.state !== 'resolved' && time >= alert.firstAt - merge && time <= alert.lastAt + merge;
}

/** A snooze covers what happens until its end, whenever that is read: the bot may have been down. */
function quietAt({ snooze }: Alert, time: number, now: number): boolean {
  return snooze !== undefined && Math.min(time, now) < snooze.until;
}

function open({ led, fingerprint, folded }: Group, now: number): Alert {
  const { rule, event, principal, rating, correlation } = led[0];
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
    stateReason: undefined,
    count: 1,
    firstAt: correlation?.firstAt ?? event.time,
    lastAt: event.time,
    openedAt: now,
    version: 1,
    snooze: undefined,
    awoke: undefined,
    ladder: undefined,
    folded,
    history: false,
    confirmed: undefined,
    content: contentOf(led),
  };
}

/** A worse match takes over what the message says and opens the alert again: what was acknowledged or snoozed was less than this. */
function join(alert: Alert, { led, folded }: Group, now: number, { hours, history = false }: DecideSettings): Alert {
  const { event, rating, correlation } = led[0];
  const worse = compareLevels(rating.level, alert.level) > 0;
  const joined = {
    ...alert,
    count: alert.count + 1,
    firstAt: Math.min(alert.firstAt, correlation?.firstAt ?? event.time),
    lastAt: Math.max(alert.lastAt, event.time),
    version: alert.version + 1,
    // What somebody took care of in the list stays there, unless it becomes worse.
    history: alert.history && (history || (!worse && (alert.state !== 'open' || quietAt(alert, event.time, now)))),
    ...(worse && { level: rating.level, content: contentOf(led) }),
  };
  const { snooze } = alert;
  const counted = snooze && quietAt(alert, event.time, now) ? { ...snooze, counted: snooze.counted + 1 } : undefined;
  if (folded) return counted ? { ...joined, snooze: counted } : joined;
  if (worse) {
    return {
      ...joined,
      state: 'open',
      stateBy: undefined,
      stateAt: undefined,
      stateReason: undefined,
      snooze: undefined,
      awoke: snooze && { ...snooze, over: counted === undefined },
    };
  }
  if (snooze === undefined) return joined;
  if (counted) return { ...joined, snooze: counted };
  return {
    ...joined,
    snooze: undefined,
    awoke: { ...snooze, over: true },
    ladder: restarted(alert.ladder, now, hours),
  };
}

function changeOf(alert: Alert, before: Alert | undefined, earlier: AlertChange | undefined): AlertChange {
  if (earlier?.kind === 'opened' || before?.id !== alert.id) return { kind: 'opened', alert, from: undefined };
  if (before.history && !alert.history) return { kind: 'opened', alert, from: undefined };
  const from = earlier?.from ?? before.level;
  if (!alert.folded && compareLevels(alert.level, from) > 0) return { kind: 'raised', alert, from };
  const returned = earlier?.kind === 'returned' || (before.snooze !== undefined && alert.snooze === undefined);
  return { kind: returned ? 'returned' : 'repeated', alert, from: undefined };
}

/** Under which alert it would have stood, had the rule been live. */
function stagedFingerprint({ match, by, expected }: Quieted, hours?: BusinessHours): string | undefined {
  if (by !== 'staging') return undefined;
  if (expected === undefined) return fingerprintOf(match);
  return match.rule.expectable ? undefined : foldedFingerprintOf(match, hours);
}

function quietBy({ by }: Quieted): string {
  return by === 'staging' ? by : by.id;
}

function recordOf({ rule, event, rating }: Match, alertId: string | undefined, quiet: string | undefined): MatchRecord {
  const { level, reasons } = rating;
  return { alertId, quietBy: quiet, eventId: event.id, ruleId: rule.id, level, reasons, time: event.time };
}
