/**
 * The one pure decision of the stage: which matches are told, under which alert, and which are only counted; `meet.ts` says what
 * each does to its alert. What the store knows comes in, a list of changes goes out.
 */
import { type Level, compareLevels } from '../detect/level';
import type { Confirm, Match } from '../detect/rule';
import type { Alert } from './alert';
import type { BusinessHours } from './business-time';
import type { Quieted, Sorted } from './expectation';
import { fingerprintOf, foldedFingerprintOf, leadMatches } from './lead';
import { type DecideSettings, type Group, meet } from './meet';
import { haste } from './sign-in';

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

/**
 * What became of an alert in one page: opened, repeated at most as bad, raised to a higher level (folded ones too, though that
 * calls nobody), or back from a snooze.
 */
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
  /** Root, an administrator, or rated critical: found before all others. */
  readonly urgent: boolean;
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

/**
 * Each event once: what is loud leads and takes along what would have been folded. Only what is worse than that is folded by itself:
 * under a lesser rule, which may go nowhere, nobody would hear of what must always be told.
 */
export function groupsOf({ loud, folded }: Sorted, hours?: BusinessHours): readonly Group[] {
  const along = new Map(leadMatches(folded.map(({ match }) => match)).map((led) => [led[0].event.id, led]));
  const groups = leadMatches(loud).map((led): Group => {
    const [{ event, rating }] = led;
    const rest = along.get(event.id);
    const takes = rest !== undefined && compareLevels(rest[0].rating.level, rating.level) <= 0;
    if (takes) along.delete(event.id);
    return { led: takes ? [...led, ...rest] : led, fingerprint: fingerprintOf(led[0]), folded: false };
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
    const question = askOf(group, alert.id, settings.admins);
    if (question) asks.push(question);
  }
  return { changes: [...changes.values()], matches, asks };
}

/** One question for one event, however many rules want it; asking goes before telling. */
function askOf({ led }: Group, alertId: string, admins: readonly string[] = []): Ask | undefined {
  const match = led.find(({ rule }) => rule.confirm === 'ask') ?? led.find(({ rule }) => rule.confirm === 'tell');
  const kind = match?.rule.confirm ?? false;
  if (match === undefined || kind === false) return undefined;
  const { rule, event, principal, rating } = match;
  const { urgent } = haste(principal, rating.level, admins);
  return { eventId: event.id, alertId, ruleId: rule.id, kind, level: rating.level, urgent, time: event.time };
}

function changeOf(alert: Alert, before: Alert | undefined, earlier: AlertChange | undefined): AlertChange {
  if (earlier?.kind === 'opened' || before?.id !== alert.id) return { kind: 'opened', alert, from: undefined };
  if (before.history && !alert.history) return { kind: 'opened', alert, from: undefined };
  const from = earlier?.from ?? before.level;
  if (compareLevels(alert.level, from) > 0) return { kind: 'raised', alert, from };
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
