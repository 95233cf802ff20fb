/** Long literal text in a modal: nothing in it is parsed, nothing in it is invisible, and it comes in pages. */
import type { RichTextBlock } from '@slack/web-api';
import type { Json } from '../source/event';

/** Characters of a page, some two screens; whatever is on a line longer than that goes on, on the next. */
const PAGE = 5_600;
/** Slack takes 3,000 characters in most texts; several stand in one box without a seam. */
const PIECE = 2_800;

/** What cannot be seen, or would turn the direction of what follows, as JSON writes it. Line breaks are ours. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** JSON for people: indented, and every character of it can be seen. */
export function jsonText(value: Json): string {
  return JSON.stringify(value, undefined, 2).replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, at) => hex(character.charCodeAt(at))).join(''),
  );
}

function hex(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** At least one; a page ends at the end of a line where it can, and never within a character. */
export function pagesOf(text: string): readonly string[] {
  const pages: string[] = [];
  let from = 0;
  while (text.length - from > PAGE) {
    const lineEnd = text.lastIndexOf('\n', from + PAGE - 1);
    const atLine = lineEnd > from + PAGE / 2;
    const end = atLine ? lineEnd : beforePair(text, from + PAGE);
    pages.push(text.slice(from, end));
    from = atLine ? end + 1 : end;
  }
  return [...pages, text.slice(from)];
}

/** A box of literal text; '' is shown as a dash, as Slack takes no empty text. */
export function preformatted(text: string): RichTextBlock {
  const pieces: string[] = [];
  let from = 0;
  while (from < text.length) {
    const end = Math.min(text.length, from + PIECE) === text.length ? text.length : beforePair(text, from + PIECE);
    pieces.push(text.slice(from, end));
    from = end;
  }
  const elements = (pieces.length > 0 ? pieces : ['—']).map((piece) => ({ type: 'text' as const, text: piece }));
  return { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements }] };
}

/** `at`, or one less where that would cut a surrogate pair. */
function beforePair(text: string, at: number): number {
  return /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) ? at - 1 : at;
}
