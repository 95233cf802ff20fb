/** What one event does to the alert it meets: opens it, joins it, makes it worse, or brings it back from a snooze. Pure. */
import { compareLevels } from '../detect/level';
import type { Alert } from './alert';
import type { BusinessHours } from './business-time';
import { contentOf } from './content';
import { restarted } from './escalation';
import { type Led, digest } from './lead';
import { snoozeEnded } from './snooze';

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
  /** Names of principals, with `*`, that are administrators'. */
  readonly admins?: readonly string[] | undefined;
  /** The events are from before the first start: what they open is listed, and calls nobody. */
  readonly history?: boolean | undefined;
}

/** `before` is the newest alert of its fingerprint; `now` the time of deciding (milliseconds). */
export function meet(before: Alert | undefined, group: Group, settings: DecideSettings, now: number): Alert {
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
  const { event, correlation } = led[0];
  return {
    id: digest([fingerprint, event.id]),
    fingerprint,
    ...worstOf(led),
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
  };
}

/** What an alert has of its worst match, and all at once: who did it and where must never be another's than what is told. */
function worstOf(led: Led): Pick<Alert, 'ruleId' | 'principal' | 'account' | 'level' | 'content'> {
  const { rule, event, principal, rating } = led[0];
  return {
    ruleId: rule.id,
    principal: principal.key,
    account: event.account,
    level: rating.level,
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
    ...(worse && worstOf(led)),
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
