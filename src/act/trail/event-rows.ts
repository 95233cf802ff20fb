/** A list of events: each a section that says who did what, when and where, with a button to its details. */
import type { KnownBlock } from '@slack/web-api';
import { Mrkdwn, bounded, moment, mrkdwn, section } from '../../notify/text';
import type { EventRow } from '../../store/look-ups';
import type { Behind } from './behind';
import {
  SECONDS,
  type Surroundings,
  actorWords,
  addressWords,
  callWords,
  dotted,
  isTypable,
  kindWords,
  levelWords,
  placeWords,
} from './event-words';
import { type Asked, openButton } from './reply';

type Button = ReturnType<typeof openButton>;

export interface Showing extends Surroundings {
  readonly behind: Behind;
}

/** How much may stand in a list beside what was typed, which each of up to four buttons below it carries. */
export function roomBeside({ text }: Asked, room = 8_000): number {
  return Math.max(1_500, room - 4 * JSON.stringify(text).length);
}

/** Characters of a row, tried in this order until all rows have room: names may be as long as whoever chose them liked. */
const LENGTHS = [1_200, 400, 200, 100];

/** `room` is how many characters all rows may take as blocks. */
export function eventRows(
  rows: readonly EventRow[],
  showing: Showing,
  room: number,
  button: (row: EventRow, number: number) => Button = details,
): readonly KnownBlock[] {
  const words = rows.map((row) => rowWords(row, showing));
  const made = (length: number, withButtons: boolean): readonly KnownBlock[] =>
    rows.map((row, number) => {
      const text = new Mrkdwn(bounded(words[number] ?? mrkdwn``, length));
      return withButtons && isTypable(row.id) ? withButton(text, button(row, number)) : section(text);
    });
  for (const length of LENGTHS) {
    const blocks = made(length, true);
    if (JSON.stringify(blocks).length <= room) return blocks;
  }
  return made(100, false);
}

export function withButton(text: Mrkdwn, accessory: Button): KnownBlock {
  return { ...(section(text) as Extract<KnownBlock, { type: 'section' }>), accessory };
}

export function details({ id }: Pick<EventRow, 'id'>, number: number): Button {
  return openButton('Details', `event ${id}`, number);
}

function rowWords(row: EventRow, showing: Showing): Mrkdwn {
  const facts = [
    ...levelWords(row),
    moment(row.time, SECONDS),
    placeWords(row, showing),
    mrkdwn`from ${addressWords(row.address, showing)}`,
    ...kindWords(row),
  ];
  return mrkdwn`${actorWords(row)}${showing.behind(row)}  ${callWords(row)}\n${dotted(facts)}`;
}
