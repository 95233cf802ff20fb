/**
 * What somebody typed after `/trail`, as words: Slack's way of writing mentions and links is undone, and so is what phones and
 * macOS make of quotes and dots. Quotes keep words together.
 */

export interface Word {
  /** As typed, without its quotes. */
  readonly text: string;
  /** Some of it stood in quotes, so it is no keyword. */
  readonly quoted: boolean;
  /** The Slack user, where the word is a mention and nothing else. */
  readonly mention: string | undefined;
}

/** Slack takes some thousand characters; nobody needs as many. */
export const LONGEST_TEXT = 1000;

/** Stands before a mentioned user's id. It is taken out of the text first, so nobody can type it. */
const MENTION = '\ue000';

export function wordsOf(typed: string): readonly Word[] {
  const text = plainly(typed.slice(0, LONGEST_TEXT));
  const words: Word[] = [];
  let word = '';
  let quoted = false;
  let inQuotes = false;
  const end = (): void => {
    if (word !== '' || quoted) words.push(made(word, quoted));
    [word, quoted] = ['', false];
  };
  for (const char of text) {
    if (char === '"' || char === '`') [inQuotes, quoted] = [!inQuotes, true];
    else if (/\s/.test(char) && !inQuotes) end();
    else word += char;
  }
  end();
  return words.filter((one) => one.text !== '');
}

function made(word: string, quoted: boolean): Word {
  const [, mention] = new RegExp(`^(?:\\w+:)?${MENTION}([UW][A-Z0-9]+)$`).exec(word) ?? [];
  return { text: word.replaceAll(MENTION, '@').trim(), quoted, mention };
}

function plainly(typed: string): string {
  return typed
    .toWellFormed()
    .replace(/\s/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '')
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/…/g, '..')
    .replace(/[‐‑‒–]/g, '-')
    .replace(/—/g, '--')
    .replace(/<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g, ` ${MENTION}$1 `)
    .replace(new RegExp(`(\\w:) (?=${MENTION})`, 'g'), '$1')
    .replace(/<[#!][^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/<mailto:([^<>|]*)(?:\|[^<>]*)?>/g, '$1')
    .replace(/<https?:\/\/[^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/<(https?:\/\/[^<>|]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
