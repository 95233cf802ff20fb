/**
 * An alert as a Slack message, rendered whole from what the store holds: first how bad it is and what happened, then who,
 * where, from where and when, why it matters, what to do next, the buttons, and last the small print.
 */
import type { KnownBlock } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import { isWithoutEvent } from '../alert/report';
import type { LongestSnooze } from '../alert/snooze';
import type { Level } from '../detect/level';
import { unconfirmedBecause } from './confirmed';
import { controls } from './controls';
import { inWords } from './failures';
import { eventLink, origin, when, where, who } from './facts';
import type { Call, Message } from './owed';
import { statusLines, statusOf } from './status';
import {
  Mrkdwn,
  bounded,
  contextLine,
  cut,
  fields,
  guidance,
  joined,
  mention,
  moment,
  mrkdwn,
  numbered,
  place,
  prose,
  section,
  sentence,
  span,
  spoken,
} from './text';

export const LEVEL_MARK: Readonly<Record<Level, string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '🔵',
  informational: '⚪',
};
const MINUTE = 60_000;

export interface MessageOptions {
  readonly mention?: string | undefined;
  /** Why it stands in this channel, where that is not its route. */
  readonly call?: Call | undefined;
  /** Set when the message may stand in the channel twice, because Slack would not let us look. */
  readonly mayBeDuplicate?: boolean;
  /** What the snooze menu may offer; everything when it is not said. */
  readonly longest?: LongestSnooze | undefined;
}

/** What is settled needs no guidance: a resolved alert is short, and all of it is under "Why this alert". */
export function renderAlert(alert: Alert, options: MessageOptions = {}): Message {
  const { content } = alert;
  const words = inTheirWords(alert);
  const blocks = [
    section(headline(alert, options.mention)),
    ...(options.call === undefined ? [] : [contextLine(cameHere(alert, options.call))]),
    fields(factsOf(alert)),
    ...(words === undefined ? [] : [section(words)]),
    ...(alert.state === 'resolved'
      ? []
      : [...why(content.why, words), ...nextSteps(content.nextSteps), ...ratingLine(alert)]),
    ...statusLines(alert).map((line) => contextLine(line)),
    controls(alert, options.longest),
    contextLine(smallPrint(alert, options.mayBeDuplicate === true)),
  ];
  const text = notification(alert, options.mention);
  return { text, blocks, plain: wordsOf(alert, text) };
}

/** Of a report without an event only the person and the time are known. */
function factsOf(alert: Alert): [label: string, value: Mrkdwn][] {
  if (isWithoutEvent(alert)) {
    return [
      ['Who', who(alert)],
      ['Reported', when(alert)],
    ];
  }
  return [
    ['Who', who(alert)],
    ['Where', where(alert)],
    ['From', origin(alert)],
    ['When', when(alert)],
  ];
}

/** What the person says happened, where they reported it by themselves. */
function inTheirWords({ confirmed }: Alert): Mrkdwn | undefined {
  if (confirmed?.words === undefined) return undefined;
  return new Mrkdwn(bounded(mrkdwn`*In their words*\n“${confirmed.words}”`, LONGEST_WORDS));
}

/** The line that calls attention to an alert: in its thread, and shown in the channel. */
export function renderCall(alert: Alert, call: Call, target: string | undefined): Message {
  const words = callWords(alert, call);
  const line = mrkdwn`${LEVEL_MARK[alert.level]} *${words}*: ${happened(alert)}${pinged(target)}`;
  const text = `${words.text}: ${notification(alert, target)}`;
  return { text, blocks: [section(line)], plain: text };
}

/** Why it stands in a channel that is not its route's: still true when somebody has acknowledged it. */
function cameHere(alert: Alert, call: Call): Mrkdwn {
  if (call.why !== 'unacknowledged') return callWords(alert, call);
  return mrkdwn`Sent here because nobody had acknowledged it for ${span(call.after)}`;
}

/** Why it stands here and not where its route says. */
export function rerouted({ from, code }: Extract<Call, { why: 'rerouted' }>): Mrkdwn {
  return mrkdwn`Could not be posted in ${place(from)}: ${inWords(code)}`;
}

function callWords({ level, awoke, confirmed }: Alert, call: Call): Mrkdwn {
  if (call.why === 'unacknowledged') return mrkdwn`Nobody has acknowledged this for ${span(call.after)}`;
  if (call.why === 'rerouted') return rerouted(call);
  if (call.why === 'denied') return mrkdwn`It was not them: the person behind it says so`;
  if (call.why === 'unconfirmed') return mrkdwn`Unconfirmed: ${unconfirmedBecause(call.state, confirmed?.because)}`;
  if (call.why === 'returned') return awoke ? mrkdwn`Back after a snooze` : mrkdwn`Back`;
  const was = call.from === undefined ? mrkdwn`` : mrkdwn` from ${call.from}`;
  const through =
    awoke === undefined || awoke.over || awoke.wokenBy !== undefined ? mrkdwn`` : mrkdwn`, through its snooze`;
  return mrkdwn`Raised${was} to ${level}${through}`;
}

/** What an alert says, without blocks and buttons. */
function wordsOf({ content }: Alert, text: string): string {
  const steps = content.nextSteps.map((step, index) => guidance(`${index + 1}. ${step}`));
  return bounded(joined([new Mrkdwn(text), guidance(content.why ?? ''), ...steps], '\n'), 3500);
}

function headline(alert: Alert, target: string | undefined): Mrkdwn {
  const { mark = LEVEL_MARK[alert.level], word } = statusOf(alert);
  const state = word === undefined ? '' : `, ${word}`;
  return mrkdwn`${mark} *${capitalised(alert.level)}${state}* — ${happened(alert)}${repeats(alert)}${pinged(target)}`;
}

function notification(alert: Alert, target: string | undefined): string {
  const what = spoken(alert.content.what);
  const times = alert.count > 1 ? ` (×${alert.count})` : '';
  const denied = alert.confirmed?.state === 'no' ? ', and the person says it was not them' : '';
  return mrkdwn`${LEVEL_MARK[alert.level]} ${capitalised(alert.level)}: ${cut(what, 500)}${times}${denied}${pinged(target)}`
    .text;
}

/** Short enough to leave room for what follows: no name is long enough to push a mention out of the message. */
export function happened({ content }: Alert): Mrkdwn {
  return new Mrkdwn(bounded(sentence(content.what), 1000));
}

function repeats(alert: Alert): Mrkdwn {
  return alert.count > 1 ? mrkdwn`  *×${alert.count}*` : mrkdwn``;
}

function pinged(target: string | undefined): Mrkdwn {
  return target === undefined ? mrkdwn`` : mrkdwn` ${mention(target)}`;
}

function ratingLine({ content }: Alert): KnownBlock[] {
  if (content.reasons.length === 0) return [];
  return [contextLine(mrkdwn`*Risk* ${joined(content.reasons.map(guidance), '; ')}`)];
}

/** Makes room for what the person says, as a message is no longer for it. */
function why(reason: string | undefined, said: Mrkdwn | undefined): KnownBlock[] {
  if (reason === undefined) return [];
  const words = mrkdwn`*Why it matters*\n${guidance(reason)}`;
  return [
    section(said === undefined ? words : new Mrkdwn(bounded(words, LONGEST_WORDS - said.text.length + LEAST_WHY))),
  ];
}

/** Characters that a person's words may take, and that are left for why it matters beside the longest of them. */
const LONGEST_WORDS = 800;
const LEAST_WHY = 250;

function nextSteps(steps: readonly string[]): KnownBlock[] {
  return steps.length === 0 ? [] : [section(mrkdwn`*What to do next*`), numbered(steps)];
}

function smallPrint(alert: Alert, mayBeDuplicate: boolean): Mrkdwn {
  const { content } = alert;
  const parts = [mrkdwn`Rule: ${prose(content.title)} (${prose(content.author)})`];
  if (!isWithoutEvent(alert)) parts.push(eventLink(alert));
  if (content.also.length > 0) parts.push(mrkdwn`also matched: ${prose(cut(content.also.join(', '), 300))}`);
  if (alert.lastAt - alert.firstAt >= MINUTE) parts.push(mrkdwn`last seen ${moment(alert.lastAt, '{time}')}`);
  if (mayBeDuplicate) parts.push(mrkdwn`may be posted twice: the bot was interrupted while posting`);
  return joined(parts, '  ·  ');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
