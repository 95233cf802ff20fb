/** An expectation in words, wherever it is listed, and the reminder before it ends with its two buttons. */
import type { Button, KnownBlock } from '@slack/web-api';
import type { Expectation, Scope } from '../alert/expectation';
import type { Message } from './owed';
import { type Mrkdwn, code, contextLine, joined, mention, moment, mrkdwn, section } from './text';

/** Action ids of the buttons, wherever an expectation is listed. */
export const EXPECTATION = { extend: 'expectation.extend', remove: 'expectation.remove' } as const;

const DAY = '{date_short_pretty}';

/** A principal's key as people read it: the name, and what kind of principal where the name alone would not say. */
export function principalWords(key: string): Mrkdwn {
  const [, kind = '', account = '', name = ''] = /^([a-z]+):([^:]*):(.*)$/s.exec(key) ?? [];
  if (name === '') return code(key);
  if (kind === 'root' || kind === 'account') return mrkdwn`${kind} of ${code(account)}`;
  return kind === 'role' || kind === 'service' ? mrkdwn`${kind} ${code(name)}` : code(name);
}

export function coveredWords({ kind, principal, session = '' }: Scope['covered']): Mrkdwn {
  if (kind === 'pattern') return mrkdwn`whoever is named like ${code(principal)}`;
  if (kind === 'principal') return principalWords(principal);
  return mrkdwn`${code(session)} as ${principalWords(principal)}`;
}

/** Whom, what and where, in one line. */
export function scopeWords({ covered, account, network, title }: Scope & Pick<Expectation, 'title'>): Mrkdwn {
  const where = account === undefined ? mrkdwn`all accounts` : mrkdwn`account ${code(account)}`;
  const from = network === undefined ? mrkdwn`` : mrkdwn`, from ${code(network)} only`;
  return mrkdwn`${coveredWords(covered)} · ${title} · ${where}${from}`;
}

/** What it kept quiet so far. */
export function keptQuiet({ matched, lastMatchedAt }: Expectation): Mrkdwn {
  if (matched === 0 || lastMatchedAt === undefined) return mrkdwn`It has kept nothing quiet so far.`;
  const times = matched === 1 ? 'one match' : `${matched} matches`;
  return mrkdwn`It has kept ${times} quiet, the last on ${moment(lastMatchedAt, '{date_short_pretty} at {time}')}.`;
}

/** Before it ends. Whoever made it is called by name, once. */
export function reminder(expectation: Expectation): Message {
  const { by, until, reason } = expectation;
  const words = mrkdwn`⏳ *Expected until ${moment(until, '{date_short_pretty} at {time}')}*, then it alerts again: ${scopeWords(expectation)}`;
  const why = mrkdwn`${mention(by)} expected it: ${reason}\n${keptQuiet(expectation)}`;
  const buttons = [extendButton(expectation), removeButton(expectation)];
  return messageOf(words, why, [section(why), { type: 'actions', elements: buttons }]);
}

/** What stands in the reminder's place once somebody acted: how the expectation stands now. */
export function settled(expectation: Expectation, words: Mrkdwn, ended: boolean): Message {
  const { by, reason } = expectation;
  const rest: KnownBlock[] = ended ? [] : [{ type: 'actions', elements: [removeButton(expectation)] }];
  const small = mrkdwn`${scopeWords(expectation)} · ${mention(by)}: ${reason}`;
  return messageOf(words, small, [contextLine(small), ...rest]);
}

/** How it stands: ended, over, or on, and until when. */
export function standing({ until, endedAt, endedBy }: Expectation, now: number): Mrkdwn {
  if (endedAt !== undefined) {
    const by = endedBy === undefined ? mrkdwn`` : mrkdwn` by ${mention(endedBy)}`;
    return mrkdwn`Removed${by} on ${moment(endedAt, '{date_short_pretty} at {time}')}`;
  }
  if (until <= now) return mrkdwn`Ended on ${moment(until, '{date_short_pretty} at {time}')}`;
  return mrkdwn`Expected until ${moment(until, DAY)}`;
}

/** Carries the end that was seen, so that a second click extends nothing again. */
export function extendButton({ id, until }: Expectation): Button {
  return button('Extend 30 days', EXPECTATION.extend, `${id} ${until}`);
}

export function removeButton({ id }: Expectation): Button {
  return button('Remove', EXPECTATION.remove, id);
}

function button(label: string, actionId: string, value: string): Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text: label }, value };
}

function messageOf(words: Mrkdwn, more: Mrkdwn, rest: readonly KnownBlock[]): Message {
  return { text: words.text, blocks: [section(words), ...rest], plain: joined([words, more], '\n').text };
}

/** Names in one line, the first few and how many more. */
export function among(names: readonly Mrkdwn[], total: number): Mrkdwn {
  const rest = total - names.length;
  return mrkdwn`${joined(names, ', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
