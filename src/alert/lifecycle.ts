/** What people may do to an alert, as one table of (state, action) → state. What the table does not hold is refused in words. */
import type { Alert, State } from './alert';
import type { BusinessHours } from './business-time';
import { restarted } from './escalation';
import { type Snooze, isSnoozed } from './snooze';

export type Action = 'acknowledge' | 'resolve' | 'reopen';

export const NEXT: Readonly<Record<Action, Readonly<Partial<Record<State, State>>>>> = {
  acknowledge: { open: 'acknowledged' },
  resolve: { open: 'resolved', acknowledged: 'resolved' },
  reopen: { acknowledged: 'open', resolved: 'open' },
};

/** A refusal is a value: the alert as it stands, so that the person can be told who was first. */
export interface Outcome {
  readonly alert: Alert;
  readonly changed: boolean;
}

/** Who acts, when (milliseconds), and why in their words. `hours` are for a ladder that begins again. */
export interface Deed {
  readonly by: string | undefined;
  readonly at: number;
  readonly reason?: string | undefined;
  readonly hours?: BusinessHours | undefined;
}

export function may(alert: Alert, action: Action): boolean {
  return NEXT[action][alert.state] !== undefined;
}

/** Applies an action, or leaves the alert as it is when its state forbids it. */
export function act(alert: Alert, action: Action, deed: Deed): Outcome {
  const state = NEXT[action][alert.state];
  if (!state) return { alert, changed: false };
  const { by, at, reason, hours } = deed;
  const life = {
    state,
    stateBy: by,
    stateAt: at,
    stateReason: reason,
    snooze: state === 'resolved' ? undefined : alert.snooze,
    ladder: state === 'open' ? restarted(alert.ladder, at, hours) : alert.ladder,
  };
  return changed(alert, life);
}

/** Keeps an alert quiet until `until` (milliseconds); a snooze that is on is replaced. Refused for what is resolved. */
export function snooze(alert: Alert, until: number, { by = '', at }: Deed): Outcome {
  if (alert.state === 'resolved' || until <= at) return { alert, changed: false };
  const counted = isSnoozed(alert, at) ? (alert.snooze?.counted ?? 0) : 0;
  const begun: Snooze = { until, at, by, counted, over: false };
  return changed(alert, { snooze: begun, awoke: undefined });
}

/** Ends a snooze before its time; refused when none is on. */
export function wake(alert: Alert, { by, at, hours }: Deed): Outcome {
  const { snooze } = alert;
  if (!snooze || !isSnoozed(alert, at)) return { alert, changed: false };
  const awoke: Snooze = { ...snooze, wokenBy: by };
  return changed(alert, { snooze: undefined, awoke, ladder: restarted(alert.ladder, at, hours) });
}

function changed(alert: Alert, life: Partial<Alert>): Outcome {
  return { alert: { ...alert, ...life, version: alert.version + 1 }, changed: true };
}
