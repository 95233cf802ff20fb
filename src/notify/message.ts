/**
 * An alert as a Slack message, rendered whole from what the store holds: first how bad it is and what happened, then who,
 * where, from where and when, why it matters, what to do next, the buttons, and last the small print.
 */
import type { KnownBlock } from '@slack/web-api';
import type { Alert, State } from '../alert/alert';
import type { Level } from '../detect/level';
import { clientOf } from './client';
import {
  Mrkdwn,
  bounded,
  code,
  contextLine,
  cut,
  fields,
  guidance,
  joined,
  link,
  mention,
  moment,
  mrkdwn,
  numbered,
  prose,
  section,
  sentence,
} from './text';

export interface Message {
  /** What phones and screen readers show: the sentence itself. */
  readonly text: string;
  readonly blocks: KnownBlock[];
  /** All the words without their form, for a Slack that refuses the form. */
  readonly plain: string;
}

/** The button's action id, shared with `act/listeners`. */
export const ACKNOWLEDGE = 'alert.acknowledge';

const LEVEL_MARK: Readonly<Record<Level, string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '🔵',
  informational: '⚪',
};
const STATE_MARK: Readonly<Record<Exclude<State, 'open'>, string>> = { acknowledged: '👀', resolved: '✅' };
const MINUTE = 60_000;

export interface MessageOptions {
  readonly mention?: string | undefined;
  /** Set when the message may stand in the channel twice, because Slack would not let us look. */
  readonly mayBeDuplicate?: boolean;
}

export function renderAlert(alert: Alert, options: MessageOptions = {}): Message {
  const { content } = alert;
  const blocks = [
    section(headline(alert, options.mention)),
    fields([
      ['Who', who(alert)],
      ['Where', where(alert)],
      ['From', origin(alert)],
      ['When', when(alert)],
    ]),
    ...(content.why === undefined ? [] : [section(mrkdwn`*Why it matters*\n${guidance(content.why)}`)]),
    ...nextSteps(content.nextSteps),
    ...ratingLine(alert),
    ...(alert.state === 'open' ? [buttons(alert)] : [stateLine(alert)]),
    contextLine(smallPrint(alert, options.mayBeDuplicate === true)),
  ];
  const text = notification(alert, options.mention);
  return { text, blocks, plain: wordsOf(alert, text) };
}

/** The line that calls attention to an alert that became worse: in its thread, and shown in the channel. */
export function renderRaise(alert: Alert, from: Level | undefined, target: string | undefined): Message {
  const was = from === undefined ? mrkdwn`` : mrkdwn` from ${from}`;
  const line = mrkdwn`${LEVEL_MARK[alert.level]} *Raised${was} to ${alert.level}*: ${happened(alert)}${pinged(target)}`;
  const text = `Raised to ${alert.level}: ${notification(alert, target)}`;
  return { text, blocks: [section(line)], plain: text };
}

/** What an alert says, without blocks and buttons. */
function wordsOf({ content }: Alert, text: string): string {
  const steps = content.nextSteps.map((step, index) => guidance(`${index + 1}. ${step}`));
  return bounded(joined([new Mrkdwn(text), guidance(content.why ?? ''), ...steps], '\n'), 3500);
}

function headline(alert: Alert, target: string | undefined): Mrkdwn {
  const mark = alert.state === 'open' ? LEVEL_MARK[alert.level] : STATE_MARK[alert.state];
  const state = alert.state === 'open' ? '' : `, ${alert.state}`;
  return mrkdwn`${mark} *${capitalised(alert.level)}${state}* — ${happened(alert)}${repeats(alert)}${pinged(target)}`;
}

function notification(alert: Alert, target: string | undefined): string {
  const what = alert.content.what.map((part) => (typeof part === 'string' ? part : part.value)).join('');
  const times = alert.count > 1 ? ` (×${alert.count})` : '';
  return mrkdwn`${LEVEL_MARK[alert.level]} ${capitalised(alert.level)}: ${cut(what, 500)}${times}${pinged(target)}`
    .text;
}

/** Short enough to leave room for what follows: no name is long enough to push a mention out of the message. */
function happened({ content }: Alert): Mrkdwn {
  return new Mrkdwn(bounded(sentence(content.what), 1000));
}

function repeats(alert: Alert): Mrkdwn {
  return alert.count > 1 ? mrkdwn`  *×${alert.count}*` : mrkdwn``;
}

function pinged(target: string | undefined): Mrkdwn {
  return target === undefined ? mrkdwn`` : mrkdwn` ${mention(target)}`;
}

function who({ content }: Alert): Mrkdwn {
  const lines = [code(content.actor)];
  if (content.person !== undefined && content.person !== content.actor) lines.push(code(content.person));
  if (content.firstTime.includes('event')) lines.push(mrkdwn`_first time this principal did this_`);
  return joined(lines, '\n');
}

function where({ account, content }: Alert): Mrkdwn {
  const id = account === '' ? mrkdwn`account not recorded` : code(account);
  const name = content.accountName === undefined ? id : mrkdwn`*${prose(content.accountName)}* ${id}`;
  const environment = content.environment === undefined ? mrkdwn`` : mrkdwn` (${content.environment})`;
  return mrkdwn`${name}${environment}\n${code(content.region)}`;
}

function origin({ content }: Alert): Mrkdwn {
  const lines: Mrkdwn[] = [];
  const country = content.country === undefined ? mrkdwn`` : mrkdwn` ${countryName(content.country)}`;
  lines.push(content.address === undefined ? mrkdwn`address not recorded` : mrkdwn`${code(content.address)}${country}`);
  if (content.agent !== undefined) lines.push(prose(clientOf(content.agent) ?? cut(content.agent, 60)));
  if (content.firstTime.includes('network')) lines.push(mrkdwn`_first time from this network_`);
  return joined(lines, '\n');
}

function when(alert: Alert): Mrkdwn {
  if (alert.count === 1) return moment(alert.firstAt, '{date_short_pretty} at {time_secs}');
  return mrkdwn`first ${moment(alert.firstAt, '{date_short_pretty} at {time_secs}')}\nlast ${moment(alert.lastAt, '{date_short_pretty} at {time_secs}')}`;
}

function ratingLine({ content }: Alert): KnownBlock[] {
  if (content.reasons.length === 0) return [];
  return [contextLine(mrkdwn`*Risk* ${joined(content.reasons.map(guidance), '; ')}`)];
}

function nextSteps(steps: readonly string[]): KnownBlock[] {
  return steps.length === 0 ? [] : [section(mrkdwn`*What to do next*`), numbered(steps)];
}

function buttons(alert: Alert): KnownBlock {
  return {
    type: 'actions',
    block_id: 'alert.actions',
    elements: [
      {
        type: 'button',
        action_id: ACKNOWLEDGE,
        style: 'primary',
        text: { type: 'plain_text', text: 'Acknowledge' },
        value: alert.id,
      },
    ],
  };
}

function stateLine(alert: Alert): KnownBlock {
  const by = alert.stateBy === undefined ? mrkdwn`` : mrkdwn` by ${mention(alert.stateBy)}`;
  const at =
    alert.stateAt === undefined ? mrkdwn`` : mrkdwn`, ${moment(alert.stateAt, '{date_short_pretty} at {time}')}`;
  return contextLine(mrkdwn`*${capitalised(alert.state)}*${by}${at}`);
}

function smallPrint(alert: Alert, mayBeDuplicate: boolean): Mrkdwn {
  const { content } = alert;
  const parts = [mrkdwn`${prose(content.title)} by ${prose(content.author)}`, eventLink(alert)];
  if (content.also.length > 0) parts.push(mrkdwn`also matched: ${prose(cut(content.also.join(', '), 300))}`);
  if (alert.lastAt - alert.firstAt >= MINUTE) parts.push(mrkdwn`last seen ${moment(alert.lastAt, '{time}')}`);
  if (mayBeDuplicate) parts.push(mrkdwn`may be posted twice: the bot was interrupted while posting`);
  return joined(parts, '  ·  ');
}

/** A link into the account's own CloudTrail page; region and id come from the record, so only well-formed ones make a link. */
function eventLink({ content: { region, eventId } }: Alert): Mrkdwn {
  const wellFormed = /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) && /^[0-9a-f-]{36}$/.test(eventId);
  if (!wellFormed) return mrkdwn`event ${code(eventId)}`;
  const domain = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : 'console.aws.amazon.com';
  const url = `https://${region}.${domain}/cloudtrailv2/home?region=${region}#/events/${eventId}`;
  return mrkdwn`event ${code(eventId)} ${link(url, 'Open in CloudTrail')}`;
}

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

function countryName(country: string): string {
  return /^[A-Z]{2}$/.test(country) ? (COUNTRIES.of(country) ?? country) : country;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
