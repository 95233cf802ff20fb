/**
 * Lines that programs read and people look at: what JSON and CSV may hold but a terminal should not see raw (C1 controls, direction
 * marks and other invisible characters) is written as JSON escapes it.
 */
const INVISIBLE = /[\u007f-\u009f\u00ad\p{Cf}\u2028\u2029]/gu;
/** What JSON escapes by itself, but for tabs and the ends of lines. */

const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** For text of JSON. */
export function visible(json: string): string {
  return json.replace(INVISIBLE, escaped);
}

/** For any text. */
export function visibleText(text: string): string {
  return visible(text.replace(CONTROLS, escaped));
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}
