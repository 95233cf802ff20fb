/** The buttons and menus under an alert, by its state: at most three to see, the rest in the overflow menu. */
import type { ActionsBlock, Button, Overflow, PlainTextOption, StaticSelect } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import type { Confirmed } from '../alert/confirmation';
import { REPORTED, isWithoutEvent } from '../alert/report';
import { type LongestSnooze, SNOOZES, type SnoozeChoice, longestSnooze, snoozeEnd } from '../alert/snooze';

/** Action ids, shared with `act/listeners`. */
export const ACTION = {
  acknowledge: 'alert.acknowledge',
  snooze: 'alert.snooze',
  expect: 'alert.expect',
  more: 'alert.more',
} as const;

/** What the overflow menu offers. */
export const MORE = ['show', 'why', 'ask', 'resolve', 'reopen', 'wake'] as const;
export type More = (typeof MORE)[number];

const MORE_LABELS: Readonly<Record<More, string>> = {
  show: 'Show event',
  why: 'Why this alert',
  ask: 'Ask the person',
  resolve: 'Resolve',
  reopen: 'Reopen',
  wake: 'Wake now',
};

const SNOOZE_LABELS: Readonly<Record<SnoozeChoice, string>> = {
  '15m': '15 minutes',
  '1h': '1 hour',
  '4h': '4 hours',
  '1d': '1 day',
  morning: 'Next working morning',
  custom: 'Custom…',
};

/** A choice and the alert it is for, in one value. */
export interface Choice<T extends string> {
  readonly choice: T;
  readonly alertId: string;
}

/** Undefined for anything that no menu of ours offers, whoever made it up. */
export function choiceOf<T extends string>(known: readonly T[], value: string | undefined): Choice<T> | undefined {
  const [word = '', alertId = ''] = (value ?? '').split(' ');
  const choice = known.find((one) => one === word);
  return choice === undefined || alertId === '' ? undefined : { choice, alertId };
}

export function controls(alert: Alert, longest: LongestSnooze | undefined): ActionsBlock {
  const { state, folded, ruleId } = alert;
  const elements: ActionsBlock['elements'] = [];
  if (state === 'open') elements.push(button('Acknowledge', ACTION.acknowledge, alert.id, 'primary'));
  if (state !== 'resolved') elements.push(snoozeMenu(alert, longest));
  // Nothing that happens is ever expected to be reported.
  if (state !== 'resolved' && !folded && ruleId !== REPORTED.id)
    elements.push(button('Mark expected', ACTION.expect, alert.id));
  elements.push(moreMenu(alert));
  // A new id with each version: Slack's clients keep what was chosen under an id, and would not let one choose it again.
  return { type: 'actions', block_id: `alert.${alert.id}.${alert.version}`, elements };
}

/** Five options at most, by what the state allows. */
export function moreOf(alert: Alert): readonly More[] {
  const { state, snooze, confirmed } = alert;
  const asleep = snooze !== undefined && !snooze.over;
  const ask: readonly More[] = mayAsk(confirmed) ? ['ask'] : [];
  const look: readonly More[] = isWithoutEvent(alert) ? ['why'] : ['show', 'why'];
  if (state === 'resolved') return [...look, 'reopen'];
  if (asleep) return [...look, 'wake', 'resolve', ...ask];
  return [...look, ...ask, 'resolve', ...(state === 'acknowledged' ? (['reopen'] as const) : [])];
}

/** Not while somebody is asked, nor when the person has said yes or no. */
export function mayAsk(confirmed: Confirmed | undefined): boolean {
  return confirmed === undefined || !['asked', 'yes', 'no'].includes(confirmed.state);
}

function moreMenu(alert: Alert): Overflow {
  const options = moreOf(alert).map((word) => option(MORE_LABELS[word], `${word} ${alert.id}`));
  return { type: 'overflow', action_id: ACTION.more, options };
}

/** Only lengths that the alert's level allows; the working morning is kept, and cut to the longest when it is chosen. */
function snoozeMenu(alert: Alert, longest: LongestSnooze | undefined): StaticSelect {
  const most = longest === undefined ? Infinity : longestSnooze(alert, longest);
  const offered = SNOOZES.filter(
    (choice) => choice === 'custom' || choice === 'morning' || snoozeEnd(choice, 0) <= most,
  );
  const options = offered.map((choice) => option(SNOOZE_LABELS[choice], `${choice} ${alert.id}`));
  return {
    type: 'static_select',
    action_id: ACTION.snooze,
    placeholder: { type: 'plain_text', text: 'Snooze' },
    options,
  };
}

function option(label: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text: label }, value };
}

function button(label: string, actionId: string, value: string, style?: 'primary' | 'danger'): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text: label },
    value,
    ...(style && { style }),
  };
}
