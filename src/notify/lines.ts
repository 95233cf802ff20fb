/** History in an alert's thread, sparingly: what people decided and what the message itself will not show for ever. */
import type { Alert } from '../alert/alert';
import type { Expectation } from '../alert/expectation';
import type { Line } from './owed';
import { type Mrkdwn, contextLine, mention, moment, mrkdwn, place, span } from './text';

const SHORT = '{date_short_pretty} at {time}';

export function lineOf(name: string, words: Mrkdwn): Line {
  return { name, message: { text: words.text, blocks: [contextLine(words)], plain: words.text } };
}

export function snoozedLine({ snooze }: Alert, at: number): Line | undefined {
  if (!snooze) return undefined;
  return lineOf(`snooze-${at}`, mrkdwn`💤 ${mention(snooze.by)} snoozed this until ${moment(snooze.until, SHORT)}`);
}

/** `before` as it was while it slept. */
export function wokenLine({ snooze }: Alert, by: string, at: number): Line {
  const counted = snooze?.counted ?? 0;
  const meanwhile = counted === 0 ? 'nothing came meanwhile' : `counted meanwhile: ${counted}`;
  return lineOf(`wake-${at}`, mrkdwn`⏰ ${mention(by)} woke this; ${meanwhile}`);
}

export function resolvedLine({ stateBy, stateReason }: Alert, at: number): Line {
  const by = stateBy === undefined ? mrkdwn`Resolved` : mrkdwn`${mention(stateBy)} resolved this`;
  return lineOf(`resolve-${at}`, mrkdwn`✅ ${by}${stateReason === undefined ? '' : `: ${stateReason}`}`);
}

/** `before` as it was while it was acknowledged or resolved; `expected` is what keeps its like quiet all the same. */
export function reopenedLine(before: Alert, by: string, at: number, expected?: Expectation): Line {
  const was = before.stateBy === undefined ? mrkdwn`` : mrkdwn` by ${mention(before.stateBy)}`;
  const still = expected
    ? mrkdwn`. It is still expected until ${moment(expected.until, '{date_short_pretty}')}`
    : mrkdwn``;
  return lineOf(`reopen-${at}`, mrkdwn`↩️ ${mention(by)} reopened this; it was ${before.state}${was}${still}`);
}

export function expectedLine({ by, until, title, reason }: Expectation, at: number): Line {
  const what = mrkdwn`🤝 ${mention(by)} marked this as expected until ${moment(until, '{date_short_pretty}')}`;
  return lineOf(`expect-${at}`, mrkdwn`${what} (${title}): ${reason}`);
}

/** Of a step that took the alert somewhere else, `after` so long (milliseconds): a mention in the thread is a line of its own. */
export function escalatedLine(after: number, channel: string, at: number): Line {
  const words = mrkdwn`📣 Nobody acknowledged this for ${span(after)}: sent to ${place(channel)}`;
  return lineOf(`escalate-${at}-${channel}`, words);
}
