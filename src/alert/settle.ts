/**
 * What a question and its answer mean for the alert. A no makes it critical at once, with how to contain that kind of identity; a
 * yes resolves what was routine and leaves in sight what was rated high; everything else goes to the channel for people to decide.
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

/** Applies what came of a question to one of its alerts; the newest word counts, so a late answer corrects an alert. */
export function settle(alert: Alert, confirmed: Confirmed): Settled {
  const marked: Alert = { ...alert, confirmed, version: alert.version + 1 };
  switch (confirmed.state) {
    case 'asked':
      return { alert: marked, told: 'nobody' };
    case 'yes':
      return { alert: yes(marked, confirmed), told: 'nobody' };
    case 'no':
      return { alert: no(marked), told: 'raised' };
    case 'wrong-person':
    case 'not-sure':
    case 'unanswered':
    case 'not-asked':
      return { alert: shown(marked), told: 'channel' };
  }
}

/** What was rated high stays for the security team to look at, whatever the person says. */
function yes(alert: Alert, { person, at }: Confirmed): Alert {
  if (compareLevels(alert.level, 'high') >= 0 || alert.state === 'resolved') return alert;
  const stateReason = 'confirmed by the person';
  return { ...alert, state: 'resolved', stateBy: person, stateAt: at, stateReason, snooze: undefined };
}

function no(alert: Alert): Alert {
  const { content, level } = alert;
  const reason = `raised from ${level} to critical because the person says it was not them`;
  return {
    ...alert,
    ...OPEN,
    level: 'critical',
    snooze: undefined,
    content: {
      ...content,
      reasons: [...content.reasons, level === 'critical' ? 'the person says it was not them' : reason],
      nextSteps: containmentSteps(content, alert.account),
    },
  };
}

function shown(alert: Alert): Alert {
  if (compareLevels(alert.level, SHOWN) >= 0) return alert;
  const { content, level } = alert;
  const reason = `raised from ${level} to ${SHOWN} because nobody confirmed it`;
  return { ...alert, level: SHOWN, content: { ...content, reasons: [...content.reasons, reason] } };
}

const OPEN = { state: 'open', stateBy: undefined, stateAt: undefined, stateReason: undefined } as const;
