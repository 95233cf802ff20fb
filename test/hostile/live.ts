/**
 * What Slack would bring to life in a text: everything in angle brackets, and outside of them addresses, mentions, emoji codes and
 * formats. Written for tests of hostile input: only what our own code may have put there is let pass.
 */
import { isRecord } from '../../demo/slack/blocks/check';

/** Tokens that our own code writes; people and channels only those that are known. */
const OURS: readonly RegExp[] = [
  /^!date\^\d+\^[^^|<>]*\|[\d-]{10} [\d:]{8} UTC$/,
  /^https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\/cloudtrailv2\/home\?region=[a-z0-9-]+#\/events\/[0-9a-f-]{36}\|Open in CloudTrail$/,
  /^https:\/\/(docs\.aws\.amazon\.com|attack\.mitre\.org)\/[^|]+\|[\w.-]+ \([a-z.]+\)$/,
  /^@U0(ALICE|BOB|CAROL)$/,
  /^#C0(SECURITY|ONCALL)$/,
];

/** The name of anything that a text brings to life and should not. `hostile` are the texts that were put in. */
export function aliveIn(text: string, hostile: readonly string[]): string[] {
  const found: string[] = [];
  for (const [whole, token = ''] of text.matchAll(/<([^>]*)>?/g))
    if (!whole.endsWith('>') || !OURS.some((one) => one.test(token))) found.push(`token ${whole}`);
  const outside = text.replace(/<[^>]*>/g, ' ');
  if (/>|&(?!amp;|lt;|gt;)/.test(outside)) found.push('a character that is not escaped');

  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(text))
    found.push('a control character');
  if (!text.isWellFormed()) found.push('half a pair');
  const words = outside.replace(/`[^`\n]*`/g, ' ');
  if (/\w:\/\/\S|\bwww\.\w/.test(words)) found.push('an address');
  if (/(?<![\w@])@(here|channel|everyone)\b/.test(words)) found.push('a mention');
  for (const one of hostile) if (words.includes(one)) found.push(`as it was given: ${one}`);
  return found;
}

/** Every text of a call's arguments that Slack reads as mrkdwn, wherever it stands. */
export function mrkdwnOf(args: Readonly<Record<string, unknown>>): readonly string[] {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (!isRecord(value)) return;
    if (value.type === 'mrkdwn' && typeof value.text === 'string') texts.push(value.text);
    Object.values(value).forEach(walk);
  };
  walk(parsed(args));
  if (typeof args.text === 'string') texts.push(args.text);
  return texts;
}

/** Every text at all that people read, labels and literals too; not what they typed themselves, nor what nobody sees. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isRecord(value)) return [];
  const seen = Object.entries(value).filter(([key]) => key !== 'private_metadata' && key !== 'initial_value');
  return seen.flatMap(([, part]) => textsOf(part));
}

/** Web API arguments carry blocks and views as JSON in a form. */
export function parsed(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => {
      const isJson = ['blocks', 'view', 'metadata', 'attachments'].includes(key) && typeof value === 'string';
      return [key, isJson ? (JSON.parse(value) as unknown) : value];
    }),
  );
}
