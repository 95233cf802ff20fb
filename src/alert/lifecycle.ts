/** What people may do to an alert, as one table of (state, action) → state. What the table does not hold is refused in words. */
import type { Alert, State } from './alert';

export type Action = 'acknowledge';

const NEXT: Readonly<Record<Action, Partial<Record<State, State>>>> = {
  acknowledge: { open: 'acknowledged' },
};

/** A refusal is a value: the alert as it stands, so that the person can be told who was first. */
export type Outcome =
  { readonly alert: Alert; readonly changed: true } | { readonly alert: Alert; readonly changed: false };

/** Applies an action by the Slack user `by` at `now` (milliseconds), or leaves the alert as it is when its state forbids it. */
export function act(alert: Alert, action: Action, by: string, now: number): Outcome {
  const state = NEXT[action][alert.state];
  if (!state) return { alert, changed: false };
  return { alert: { ...alert, state, stateBy: by, stateAt: now, version: alert.version + 1 }, changed: true };
}
