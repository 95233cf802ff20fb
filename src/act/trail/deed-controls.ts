/**
 * Buttons that change something from within an answer. Their action ids say that the answer is to be shown anew afterwards; what is
 * shown stands in the value of those in lists, and of an alert's own in the alert's id.
 */
import type { Button, KnownBlock } from '@slack/web-api';
import type { Alert } from '../../alert/alert';
import type { Expectation } from '../../alert/expectation';
import type { LongestSnooze } from '../../alert/snooze';
import { controls } from '../../notify/controls';
import { extendButton, removeButton } from '../../notify/expected';
import { plainText } from '../screen';
import { type Asked, written } from './reply';

/** Action ids; each may end in a slash and a number. */
export const DEED = { wake: 'trail.wake', extend: 'trail.extend', remove: 'trail.remove' } as const;

/** The action id, in an answer, of what an alert's message has under `actionId`. */
export function inAnswer(actionId: string): string {
  return `trail.${actionId}`;
}

/** As under an alert's message. */
export function answerControls(alert: Alert, longest: LongestSnooze): KnownBlock {
  const { elements, ...block } = controls(alert, longest);
  return {
    ...block,
    elements: elements.map((one) =>
      'action_id' in one && one.action_id !== undefined ? { ...one, action_id: inAnswer(one.action_id) } : one,
    ),
  };
}

export function wakeIn({ id }: Alert, asked: Asked): Button {
  return { type: 'button', action_id: DEED.wake, text: plainText('Wake now'), value: `${id} ${written(asked)}` };
}

/** Carries the end that was seen, as everywhere. */
export function extendIn(expectation: Expectation, asked: Asked): Button {
  const { text, value } = extendButton(expectation);
  return { type: 'button', action_id: DEED.extend, text, value: `${value} ${written(asked)}` };
}

export function removeIn(expectation: Expectation, asked: Asked): Button {
  const { text, value } = removeButton(expectation);
  return { type: 'button', action_id: DEED.remove, text, value: `${value} ${written(asked)}` };
}
