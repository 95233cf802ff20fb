/**
 * Why it matters and what to do next, with the names from the record put in so that a command can be copied as it stands.
 * People paste these into a shell: a value that is no plain identifier stays out, and a word in capitals holds its place.
 */
import type { CloudTrailEvent, Json } from '../source/event';
import { parseNetwork } from './address';
import type { Context } from './context';
import type { Field } from './fields';
import type { Findings } from './problems';
import { redactText } from './secret-text';
import { secretField } from './secrets';
import { type Hole, type Piece, parseTemplate } from './template';
import { textOf } from './values';

export type Advice = (event: CloudTrailEvent, context: Context) => string;

/** Letters that mean nothing to a shell. An option (`-x`), a file (`@x`) and a link (`x://`) are no names. */
const PLAIN = /^(?![-@])(?!.*:\/\/)[\w.:/@=+,-]{1,200}$/;
const ARN = /^arn:aws[\w-]*:[\w-]*:[\w-]*:\d*:.*[^:]$/;

/** Between two colons a chat sees a picture, so only ARNs and addresses may have them. */
function isHarmless(text: string): boolean {
  return PLAIN.test(text) && (!/:.*:/.test(text) || ARN.test(text) || parseNetwork(text) !== undefined);
}

/** A command can name so many things at once. */
const MOST_VALUES = 10;

/** undefined when a problem was found. */
export function compileAdvice(text: string, path: string, findings: Findings): Advice | undefined {
  const template = parseTemplate(text, path, findings, true);
  if (!template) return undefined;
  if (template.every((piece) => typeof piece === 'string')) {
    const words = template.join('');
    return () => words;
  }
  return (event, context) => template.map((piece) => wordsOf(piece, event, context)).join('');
}

function wordsOf(piece: Piece, event: CloudTrailEvent, context: Context): string {
  if (typeof piece === 'string') return piece;
  if ('fields' in piece) return valueOf(piece, event, context) ?? placeholderOf(piece);
  const words = piece.optional.map((part) => (typeof part === 'string' ? part : valueOf(part, event, context)));
  return words.includes(undefined) ? '' : words.join('');
}

/** The first of the fields that is there and harmless. */
function valueOf({ fields }: Hole, event: CloudTrailEvent, context: Context): string | undefined {
  for (const field of fields) {
    const text = secretField(field.name) ? undefined : identifierIn(field.get(event, context));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A list stands as a command takes it: its members side by side. */
function identifierIn(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  const members = Array.isArray(value) ? [...new Set(value as readonly Json[])] : [value];
  const texts = members.map((member) => textOf(member) ?? '');
  if (texts.length === 0 || texts.length > MOST_VALUES) return undefined;
  return texts.every((text) => isHarmless(text) && redactText(text) === text) ? texts.join(' ') : undefined;
}

/** `requestParameters.accessKeyId` as ACCESS_KEY_ID. */
function placeholderOf({ fields }: Hole): string {
  const [{ name }] = fields as readonly [Field];
  const last =
    name
      .replace(/\[[^\]]*\]/g, '')
      .split('.')
      .at(-1) ?? '';
  return last.replace(/([a-z0-9]{2})([A-Z])/g, '$1_$2').toUpperCase();
}
