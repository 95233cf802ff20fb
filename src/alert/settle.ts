/**
 * What a question and its answer mean for the alert. A no makes it critical at once, with how to contain that kind of identity; a
 * yes resolves what was routine and leaves in sight what was rated high; everything else goes to the channel for people to decide.
 * An alert may be about several questions: what worries most counts, so that one yes never hides another question's no.
 */
import { compareLevels } from '../detect/level';
import type { Alert } from './alert';
import type { Confirmed } from './confirmation';
import { containmentSteps } from './containment';

export interface Settled {
  readonly alert: Alert;
  /** Whether the channel must be told, beyond the edit of the message. */
  readonly told: 'nobody' | 'channel' | 'raised';
}

/** The least level at which something is shown to a channel for people to decide. */
const SHOWN = 'medium';

/** What worries most first. */
const WORRYING = ['no', 'wrong-person', 'not-sure', 'unanswered', 'not-asked', 'asked', 'yes'] as const;

/** As many questions of one alert are remembered, those that worry most. */
const MOST_KEPT = 20;

/** Applies what came of a question to one of its alerts; the newest word on each question counts, so a late answer corrects. */
export function settle(alert: Alert, confirmed: Confirmed): Settled {
  const before = questionsOf(alert);
  const questions = [...before.filter((one) => !replaces(confirmed, one)), confirmed]
    .sort((a, b) => WORRYING.indexOf(a.state) - WORRYING.indexOf(b.state) || b.at - a.at)
    .slice(0, MOST_KEPT);
  const [leading = confirmed] = questions;
  const marked: Alert = {
    ...alert,
    confirmed: leading,
    questions: questions.length > 1 ? questions : undefined,
    version: alert.version + 1,
  };
  const { confirmationId, state } = confirmed;
  const known = before.some((one) => one.confirmationId === confirmationId && one.state === state);
  const news = !known && leading.state === state;
  switch (state) {
    case 'asked':
      return { alert: isConfirmed(alert) ? { ...marked, ...OPEN } : marked, told: 'nobody' };
    case 'yes':
      return { alert: leading.state === 'yes' ? yes(marked, confirmed) : marked, told: 'nobody' };
    case 'no':
      return known ? { alert: marked, told: 'nobody' } : { alert: no(marked), told: 'raised' };
    case 'wrong-person':
    case 'not-sure':
      return news ? { alert: shown(reopened(marked)), told: 'channel' } : { alert: marked, told: 'nobody' };
    case 'unanswered':
    case 'not-asked': {
      const open = isConfirmed(alert) ? { ...marked, ...OPEN } : marked;
      return news && !isDecided(open) ? { alert: shown(open), told: 'channel' } : { alert: open, told: 'nobody' };
    }
  }
}

function questionsOf({ questions, confirmed }: Alert): readonly Confirmed[] {
  return questions ?? (confirmed === undefined ? [] : [confirmed]);
}

/** A question that somebody here put takes the place of those that were left to the channel; never that of a no. */
function replaces({ confirmationId, askedBy }: Confirmed, earlier: Confirmed): boolean {
  if (confirmationId === earlier.confirmationId) return true;
  return askedBy !== undefined && LEFT_TO_PEOPLE.has(earlier.state);
}

const LEFT_TO_PEOPLE: ReadonlySet<Confirmed['state']> = new Set([
  'wrong-person',
  'not-sure',
  'unanswered',
  'not-asked',
]);

const CONFIRMED = 'confirmed by the person';
const SAME_AGAIN = 'the person confirmed the same kind of sign-in that day';

/** Resolved by an answer and nobody else. */
function isConfirmed({ state, stateReason }: Alert): boolean {
  return state === 'resolved' && (stateReason === CONFIRMED || stateReason === SAME_AGAIN);
}

/** Somebody resolved it, or wants quiet about it: that nobody was asked or answered is no news to them. */
function isDecided({ state, snooze }: Alert): boolean {
  return state === 'resolved' || (snooze !== undefined && !snooze.over);
}

/** What was rated high stays for the security team to look at, whatever the person says. */
function yes(alert: Alert, { person, at }: Confirmed): Alert {
  if (compareLevels(alert.level, 'high') >= 0 || alert.state === 'resolved') return alert;
  const stateReason = at < alert.openedAt ? SAME_AGAIN : CONFIRMED;
  const stateAt = Math.max(at, alert.openedAt);
  return { ...alert, state: 'resolved', stateBy: person, stateAt, stateReason, snooze: undefined };
}

function no(alert: Alert): Alert {
  const { content, level } = alert;
  const words = 'the person says it was not them';
  const reason = level === 'critical' ? words : `raised from ${level} to critical because ${words}`;
  return {
    ...alert,
    ...OPEN,
    level: 'critical',
    snooze: undefined,
    folded: false,
    content: {
      ...content,
      reasons: withReason(content.reasons, reason),
      nextSteps: containmentSteps(content, alert.account),
    },
  };
}

/** The person knows something that whoever resolved it did not. */
function reopened(alert: Alert): Alert {
  return alert.state === 'resolved' ? { ...alert, ...OPEN } : alert;
}

function shown(alert: Alert): Alert {
  if (compareLevels(alert.level, SHOWN) >= 0) return alert;
  const { content, level } = alert;
  const reason = `raised from ${level} to ${SHOWN} because nobody confirmed it`;
  return { ...alert, level: SHOWN, content: { ...content, reasons: withReason(content.reasons, reason) } };
}

function withReason(reasons: readonly string[], reason: string): readonly string[] {
  return reasons.includes(reason) ? reasons : [...reasons, reason];
}

const OPEN = { state: 'open', stateBy: undefined, stateAt: undefined, stateReason: undefined } as const;
