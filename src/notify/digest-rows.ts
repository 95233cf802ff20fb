/** How the sections of a digest show their rows: in few blocks where they are only read, in one each where there is a button. */
import type { Button, KnownBlock } from '@slack/web-api';
import type { Digest } from '../alert/digest';
import type { OpenAlert } from '../alert/digest-parts';
import type { Expectation } from '../alert/expectation';
import { number } from './charts';
import { principalWords, scopeWords } from './expected';
import { Mrkdwn, bounded, cut, joined, mrkdwn, prose, section, sentence } from './text';

export interface Section {
  readonly name: string;
  /** How many rows there are. */
  readonly rows: number;
  /** With at most so many of them. */
  readonly show: (rows: number) => KnownBlock[];
}

/** Undefined where it has nothing to say. */
export type MakeSection = (digest: Digest) => Section | undefined;

/** Rows that are only read, in as few blocks as take them. */
export function lines<T>(
  name: string,
  heading: Mrkdwn,
  rows: readonly T[],
  total: number,
  line: (row: T) => Mrkdwn,
): Section {
  return {
    name,
    rows: rows.length,
    show: (most) => listed(heading, [...rows.slice(0, most).map(line), ...further(total, most, rows.length)]),
  };
}

/** Rows with something to do about each. */
export function deeds<T>(
  name: string,
  heading: Mrkdwn,
  rows: readonly T[],
  total: number,
  row: (row: T) => readonly [Mrkdwn, Button | undefined],
): Section | undefined {
  if (total === 0) return undefined;
  return {
    name,
    rows: rows.length,
    show: (most) => [
      section(mrkdwn`${heading} — ${shownOf(Math.min(most, rows.length), total)}`),
      ...rows.slice(0, most).map((one): KnownBlock => {
        const [words, accessory] = row(one);
        const block = section(words);
        return accessory === undefined ? block : ({ ...block, accessory } as KnownBlock);
      }),
    ],
  };
}

function shownOf(shown: number, total: number): string {
  return shown < total && shown > 0 ? `${number(shown)} of ${number(total)}` : number(total);
}

function further(total: number, most: number, kept: number): readonly Mrkdwn[] {
  const hidden = total - Math.min(most, kept);
  return hidden > 0 && most > 0 ? [mrkdwn`and ${number(hidden)} more`] : [];
}

/** A section takes 1,200 characters, and is never cut within a line. */
const SECTION = 1_150;

export function listed(heading: Mrkdwn, rows: readonly Mrkdwn[]): KnownBlock[] {
  const found: Mrkdwn[] = [heading];
  for (const row of rows) {
    const longer = joined([found.at(-1) ?? heading, row], '\n');
    if (longer.text.length > SECTION) found.push(row);
    else found[found.length - 1] = longer;
  }
  return found.map(section);
}

export function happened({ what, count, account }: OpenAlert): Mrkdwn {
  const words = new Mrkdwn(bounded(sentence(what), 180));
  return mrkdwn`${words}${count > 1 ? ` ×${number(count)}` : ''} · ${prose(cut(account, 30))}`;
}

export function inShort(expectation: Expectation): Mrkdwn {
  return new Mrkdwn(bounded(scopeWords(expectation), 260));
}

/** Short enough to stand in a list, whatever somebody is called. */
export function principalInShort(key: string): Mrkdwn {
  return new Mrkdwn(bounded(principalWords(cut(key, 120)), 160));
}
