/** What fits into one message: Slack takes some 12,000 characters of blocks, and names may be as long as whoever chose them liked. */
import type { KnownBlock } from '@slack/web-api';
import { contextLine, mrkdwn } from '../../notify/text';

/** The buttons below every answer take their share, with what was typed in each. */
const ROOM = 11_000;

export interface Parts {
  /** Shown whatever it takes. */
  readonly first: readonly KnownBlock[];
  /** As many of these as there is room for, in their order. */
  readonly then: readonly KnownBlock[];
  readonly last?: readonly KnownBlock[];
}

/** In this order; where something is left out, that is said. */
export function fitted({ first, then, last = [] }: Parts): readonly KnownBlock[] {
  const shown: KnownBlock[] = [];
  let room = ROOM - sizeOf(first) - sizeOf(last) - sizeOf([LEFT_OUT]);
  for (const block of then) {
    room -= sizeOf([block]);
    if (room < 0) return [...first, ...shown, LEFT_OUT, ...last];
    shown.push(block);
  }
  return [...first, ...shown, ...last];
}

const LEFT_OUT = contextLine(mrkdwn`… What follows is too long for one message, and is left out.`);

function sizeOf(blocks: readonly KnownBlock[]): number {
  return JSON.stringify(blocks).length;
}
