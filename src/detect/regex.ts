/**
 * Regular expressions of rules. They run on text an attacker chose, so they run on re2js, whose time grows with the text
 * and never explodes. It costs a third of parsing the whole event, so a literal the match must contain is looked for first.
 */
import { RE2JS } from 're2js';
import type { TextTest } from './pattern';

export interface RegexFlags {
  /** Case does not count. */
  readonly i: boolean;
  /** `^` and `$` match at lines. */
  readonly m: boolean;
  /** `.` matches a newline too. */
  readonly s: boolean;
}

/** Unanchored, on the text as it stands (not folded). A text in place of a test is what is wrong with the expression. */
export function compileRegex(source: string, flags: RegexFlags): TextTest | string {
  let regex: RE2JS;
  try {
    const bits =
      (flags.i ? RE2JS.CASE_INSENSITIVE : 0) | (flags.m ? RE2JS.MULTILINE : 0) | (flags.s ? RE2JS.DOTALL : 0);
    regex = RE2JS.compile(source, bits);
  } catch (error) {
    return refusal(source, error);
  }
  const literal = requiredLiteral(source, flags.i);
  if (literal === '') return (text) => regex.test(text);
  if (flags.i) return (text) => text.toLowerCase().includes(literal) && regex.test(text);
  return (text) => text.includes(literal) && regex.test(text);
}

function refusal(source: string, error: unknown): string {
  const unsupported = 'is not supported: rule regexes run on a linear-time engine';
  if (/\(\?<?[=!]/.test(source))
    return `lookaround ${unsupported}; use a second field test or "and not" in the condition`;
  if (/\\[1-9]|\\k</.test(source)) return `a backreference ${unsupported}`;
  const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
  return `not a regular expression that can be used: ${reason}`;
}

/**
 * The longest run of characters that stands in every match, lower-cased when case does not count; '' when that cannot be
 * told cheaply. Only what stands outside groups counts, and anything unusual gives up: a wrong literal would lose matches.
 */
export function requiredLiteral(source: string, ignoreCase: boolean): string {
  if (/\(\?|\\[QEpPxb0-9]/.test(source)) return '';
  let best = '';
  let run = '';
  let depth = 0;
  const end = (): void => {
    if (run.length > best.length) best = run;
    run = '';
  };
  for (let at = 0; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '[') {
      end();
      at = endOfClass(source, at);
      if (at < 0) return '';
      continue;
    }
    if (char === '|' && depth === 0) return '';
    if (char === '(' || char === ')') {
      end();
      depth += char === '(' ? 1 : -1;
      continue;
    }
    if (char === '*' || char === '?' || char === '{') {
      run = run.slice(0, -1);
      end();
      if (char === '{') at = source.indexOf('}', at);
      if (at < 0) return '';
      continue;
    }
    const escaped = char === '\\' ? source.charAt((at += 1)) : '';
    const plain = escaped === '' ? !'.^$+'.includes(char) : !/[a-z0-9]/i.test(escaped);
    const letter = escaped || char;
    // Beyond ASCII, and for k and s, letters of other scripts fold onto these: too subtle for a prefilter.
    const safe = letter <= '\x7f' && (!ignoreCase || !/[ks]/i.test(letter));
    if (!plain || depth > 0 || !safe) end();
    else run += ignoreCase ? letter.toLowerCase() : letter;
  }
  end();
  return best;
}

/** Where the `]` of a character class stands; -1 for a class within a class. */
function endOfClass(source: string, start: number): number {
  let at = start + (source.charAt(start + 1) === '^' ? 2 : 1);
  if (source.charAt(at) === ']') at += 1;
  for (; at < source.length && source.charAt(at) !== ']'; at += 1) {
    if (source.charAt(at) === '[') return -1;
    if (source.charAt(at) === '\\') at += 1;
  }
  return at < source.length ? at : -1;
}
