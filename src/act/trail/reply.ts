/**
 * What the bot shows to whoever asked it something: blocks that serve a private message and a modal alike. A command is answered
 * anew from its text and its time, which its buttons carry; so pages are turned and answers shared, whatever happened since.
 */
import type { ActionsBlock, KnownBlock, ModalView } from '@slack/web-api';
import type { Message } from '../../notify/owed';
import { type Mrkdwn, code, contextLine, mention, mrkdwn, section } from '../../notify/text';
import { LONGEST_TEXT } from '../query-words';
import { plainText } from '../screen';

/** A command, as it was asked. */
export interface Asked {
  /** Slack user id. */
  readonly user: string;
  /** What follows the command. */
  readonly text: string;
  /** When it was asked first, milliseconds: `since:2h` means the same on every page. */
  readonly now: number;
  /** Which page, as the one before it named it; '' for the first. Without white space. */
  readonly page: string;
  /** An IANA name: in which `yesterday` was understood, so that its other pages mean the same; undefined before anything was answered. */
  readonly timeZone?: string | undefined;
}

export interface Reply {
  /** At most 24 characters, as the title of a modal. */
  readonly title: string;
  /** One sentence, for phones and screen readers. */
  readonly text: Mrkdwn;
  /** At most 45. */
  readonly blocks: readonly KnownBlock[];
  /** The pages beside this one, where there are any; see `Asked`. */
  readonly older?: string | undefined;
  readonly newer?: string | undefined;
  /** What the buttons to those pages are called, where the list is not one of events by their time. */
  readonly turn?: readonly [newer: string, older: string];
  /** Of the reader, as it was answered. */
  readonly timeZone?: string;
  /** Not for others to see, or of no use to them. */
  readonly isPrivate?: boolean;
}

/** Action ids. `open` shows the answer to the command in its value in a modal. */
export const TRAIL = {
  older: 'trail.older',
  newer: 'trail.newer',
  share: 'trail.share',
  open: 'trail.open',
} as const;

type Button = Extract<ActionsBlock['elements'][number], { type: 'button' }>;

/** `command` is what follows the slash command; `number` tells buttons of one block apart. */
export function openButton(label: string, command: string, number = 0): Button {
  return { type: 'button', action_id: `${TRAIL.open}/${number}`, text: plainText(label), value: command };
}

/** An answer with what came of a deed above it. */
export function below(words: Mrkdwn | undefined, reply: Reply): Reply {
  return words === undefined ? reply : { ...reply, text: words, blocks: [section(words), ...reply.blocks] };
}

/** Carries a command as it was asked, and a page of it: for `older` and `newer`, and whatever else answers it again. */
export function askedButton(action: string, label: string, asked: Asked, page: string): Button {
  return { type: 'button', action_id: action, text: plainText(label), value: written({ ...asked, page }) };
}

export function privateMessage(reply: Reply, asked: Asked): Pick<Message, 'text' | 'blocks'> {
  return { text: reply.text.text, blocks: [...reply.blocks, ...foot(reply, asked, reply.isPrivate !== true)] };
}

export function replyView(reply: Reply, asked: Asked): ModalView {
  return {
    type: 'modal',
    title: plainText(reply.title),
    close: plainText('Close'),
    blocks: [...reply.blocks, ...foot(reply, asked, false)],
  };
}

/** For everyone in the channel: without buttons, as they would turn everybody's page, and with what was asked by whom. */
export function sharedMessage(reply: Reply, asked: Asked, command: string): Pick<Message, 'text' | 'blocks'> {
  const by = contextLine(mrkdwn`${mention(asked.user)} asked ${code(`${command} ${asked.text}`)}`);
  return { text: reply.text.text, blocks: [...reply.blocks.flatMap(still), by] };
}

/** Said to whoever asked, and left out where the answer is shared. */
export function yours(words: Mrkdwn): KnownBlock {
  return { ...contextLine(words), block_id: YOURS };
}

const YOURS = 'yours';

function still(block: KnownBlock): KnownBlock[] {
  if (block.type === 'actions' || block.block_id === YOURS) return [];
  if (block.type !== 'section') return [block];
  const { accessory: _, ...rest } = block;
  return [rest];
}

function foot(reply: Reply, asked: Asked, isShareable: boolean): KnownBlock[] {
  const [newer, older] = reply.turn ?? ['Newer', 'Older'];
  const turn = (action: string, label: string, page: string | undefined): Button[] =>
    page === undefined
      ? []
      : [askedButton(action, label, { ...asked, timeZone: reply.timeZone ?? asked.timeZone }, page)];
  const elements = [
    ...turn(TRAIL.newer, newer, reply.newer),
    ...turn(TRAIL.older, older, reply.older),
    ...turn(TRAIL.share, 'Share to channel', isShareable ? asked.page : undefined),
  ];
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: 'trail', elements }];
}

/** For a button: `askedOf` reads it. Slack takes 2,000 characters there; the text of a command has 1,000 at most. */
export function written({ now, timeZone, page, text }: Asked): string {
  return `${now}${timeZone === undefined ? '' : `@${timeZone}`} ${page} ${text.slice(0, LONGEST_TEXT)}`;
}

/** What a button carries, for whoever clicked it; undefined where it is none of ours. */
export function askedOf(value: string, user: string): Asked | undefined {
  const [, now, zone, page = '', text = ''] = /^(\d{1,16})(?:@([\w/+-]{1,40}))? (\S*) (.*)$/s.exec(value) ?? [];
  const timeZone = zone !== undefined && isTimeZone(zone) ? zone : undefined;
  return now === undefined ? undefined : { user, text, now: Number(now), page, timeZone };
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
