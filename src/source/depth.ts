/**
 * How deep a record is nested, told from its text before it is parsed: code that recurses into a value nested thousands of
 * levels deep overflows the stack, and one such record must not cost its neighbours.
 */

/** Deeper than anything AWS writes, and shallow enough for code that recurses. */
export const DEEPEST = 500;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Brackets within strings are text: nobody hides a record by writing five hundred of them into a name. */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (quoted) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}
