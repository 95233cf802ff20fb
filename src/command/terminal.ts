/**
 * Text for people at a terminal: colour where it is wanted, lines that fit its width, and nothing from a record that the
 * terminal could take for a command.
 */
import { plain } from '../notify/text';
import type { Io, Output } from './io';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'cyan' | 'green' | 'alarm';

const SGR: Readonly<Record<Style, string>> = {
  bold: '1',
  dim: '2',
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  cyan: '36',
  alarm: '1;97;41',
};

/** A stretch of text in one style. Its text is shown as given: what comes from a record goes through `clean` first. */
export interface Span {
  readonly text: string;
  readonly styles: readonly Style[];
}

export interface Terminal {
  /** Columns to use. */
  readonly width: number;
  readonly colour: boolean;
}

/** Below this the terminal has to break the lines itself. */
const NARROWEST = 48;
const WIDEST = 120;
const USUAL = 100;

/** FORCE_COLOR beats NO_COLOR, as it does in Node; without either, colour is for terminals. */
export function terminalOf(output: Output, env: Io['env']): Terminal {
  // A terminal that does not know its width says 0.
  const columns = output.columns || Number(env.COLUMNS) || USUAL;
  const { FORCE_COLOR: force, NO_COLOR: never } = env;
  const isColourful = output.isTTY === true && env.TERM !== 'dumb' && !never;
  const colour = force === undefined ? isColourful : force !== '0' && force !== 'false';
  return { width: Math.min(WIDEST, Math.max(NARROWEST, columns)), colour };
}

/** One line of visible characters: no control, direction or other invisible ones. */
export const clean = plain;

/** The same for text of several lines. */
export function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (/^\s*/.exec(line)?.[0] ?? '') + plain(line).trim())
    .join('\n');
}

export function span(text: string, ...styles: readonly Style[]): Span {
  return { text, styles };
}

export function painted(terminal: Terminal, spans: readonly Span[]): string {
  return joined(spans)
    .map(({ text, styles }) => {
      if (!terminal.colour || styles.length === 0 || text === '') return text;
      return `\u001b[${styles.map((style) => SGR[style]).join(';')}m${text}\u001b[0m`;
    })
    .join('');
}

/** Neighbours of one style become one span. */
function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const one of spans) {
    const last = result.at(-1);
    if (last && sameStyles(last, one)) result[result.length - 1] = { ...last, text: last.text + one.text };
    else result.push(one);
  }
  return result;
}

function sameStyles(a: Span, b: Span): boolean {
  return a.styles.length === b.styles.length && a.styles.every((style, index) => style === b.styles[index]);
}

/**
 * Lines of at most the terminal's width. The first starts behind `first`, which is already painted and `indent` columns
 * wide, the others behind as many spaces. Words longer than a line are broken.
 */
export function wrap(terminal: Terminal, spans: readonly Span[], indent: number, first = ' '.repeat(indent)): string[] {
  const room = Math.max(10, terminal.width - indent);
  const lines: Span[][] = [[]];
  let used = 0;
  for (const word of wordsOf(spans)) {
    const width = word.reduce((sum, { text }) => sum + widthOf(text), 0);
    const gap = used === 0 ? 0 : 1;
    if (used + gap + width > room && used > 0) {
      lines.push([]);
      used = 0;
    } else if (gap > 0) {
      const [last, next] = [lines.at(-1)?.at(-1), word[0]];
      lines.at(-1)?.push(last && next && sameStyles(last, next) ? { ...next, text: ' ' } : span(' '));
      used += 1;
    }
    if (width <= room) {
      lines.at(-1)?.push(...word);
      used += width;
    } else {
      used = breakWord(word, room, lines);
    }
  }
  return lines.map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + painted(terminal, line));
}

/** Words between spaces; one word may be of several styles, such as `(alice)` with its name in bold. */
function wordsOf(spans: readonly Span[]): Span[][] {
  const words: Span[][] = [];
  let open = false;
  for (const { text, styles } of spans) {
    for (const [index, part] of text.split(' ').entries()) {
      if (index > 0) open = false;
      if (part === '') continue;
      if (open) words.at(-1)?.push({ text: part, styles });
      else words.push([{ text: part, styles }]);
      open = true;
    }
  }
  return words;
}

/** Returns the columns used on the last line. */
function breakWord(word: readonly Span[], room: number, lines: Span[][]): number {
  let used = 0;
  for (const { text, styles } of word) {
    let piece = '';
    for (const character of charactersOf(text)) {
      const width = widthOf(character);
      if (used + width > room) {
        lines.at(-1)?.push({ text: piece, styles });
        lines.push([]);
        [piece, used] = ['', 0];
      }
      piece += character;
      used += width;
    }
    lines.at(-1)?.push({ text: piece, styles });
  }
  return used;
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ASCII = /^[\x20-\x7e]*$/;
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f)/u;

function charactersOf(text: string): Iterable<string> {
  return ASCII.test(text) ? text : Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

/** Columns a text takes: two for East Asian wide characters and emoji, none for marks that stand on the one before. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of SEGMENTER.segment(text))
    width += WIDE.test(segment) ? 2 : /^[\p{Mn}\p{Me}]/u.test(segment) ? 0 : 1;
  return width;
}

/** Spaces up to a width. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
