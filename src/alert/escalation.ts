/**
 * Escalation: a ladder of calls for an alert that nobody acknowledges. Each step has its own moment; acknowledging or resolving
 * ends the ladder, and so does a snooze that is on, as somebody saw it; whatever brings the alert back, the end of the snooze too, starts it
 * anew.
 */
import type { Alert } from './alert';
import { type BusinessHours, DEFAULT_HOURS, addWorkingTime } from './business-time';

/** One rung as configured: whom to call, or where to post, when nobody has acknowledged for so long. */
export interface Step {
  /** Milliseconds since the alert was opened, raised, woken or reopened, or since its snooze ran out. */
  readonly after: number;
  /** Whether that time runs always or in business hours only. */
  readonly clock: 'wall' | 'business';
  /** `@here`, `@channel`, or the id of a user or user group. */
  readonly mention: string | undefined;
  /** A channel, or a person's id for a direct message; undefined for the alert's own thread. */
  readonly channel: string | undefined;
}

export interface Ladder {
  readonly steps: readonly Step[];
  /** When it began (milliseconds). */
  readonly since: number;
  /** When each step is due (milliseconds), in the order of `steps`. */
  readonly due: readonly number[];
  /** How many steps were taken. */
  readonly taken: number;
}

export function ladderOf(steps: readonly Step[], since: number, hours: BusinessHours = DEFAULT_HOURS): Ladder {
  const due = steps.map(({ after, clock }) =>
    clock === 'business' ? addWorkingTime(hours, since, after) : since + after,
  );
  return { steps, since, due, taken: 0 };
}

/** The same ladder from its foot, for an alert that is open again. */
export function restarted(ladder: Ladder | undefined, since: number, hours?: BusinessHours): Ladder | undefined {
  return ladder && ladderOf(ladder.steps, since, hours);
}

/** When the next step is due (milliseconds); undefined when nobody will be called. */
export function nextStepAt({ state, ladder, snooze, folded }: Alert): number | undefined {
  if (state !== 'open' || folded || (snooze !== undefined && !snooze.over)) return undefined;
  return ladder?.due[ladder.taken];
}

export interface Call {
  readonly step: Step;
  readonly alert: Alert;
}

/**
 * The step that is due at `now`, taken. Where several are overdue, as after an outage, each is still taken, in turn: they call
 * different people.
 */
export function climb(alert: Alert, now: number): Call | undefined {
  const at = nextStepAt(alert);
  const { ladder } = alert;
  const step = ladder?.steps[ladder.taken];
  if (at === undefined || at > now || ladder === undefined || step === undefined) return undefined;
  return { step, alert: { ...alert, ladder: { ...ladder, taken: ladder.taken + 1 }, version: alert.version + 1 } };
}
