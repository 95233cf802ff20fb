/**
 * Text for Slack that cannot be turned against its reader. `mrkdwn` is a tagged template: what stands in our source is
 * markup, whatever is put into it is escaped, and only the result (`Mrkdwn`) is accepted by the blocks below.
 */
import type { KnownBlock, MrkdwnElement, RichTextSection } from '@slack/web-api';
import type { Sentence } from '../detect/rule';

/**
 * How many characters each part may take. Slack allows 3,000 in a section and 2,000 in a field, but only some 12,000 of blocks
 * in a message; ours leave room for each other. https://docs.slack.dev/reference/block-kit/blocks
 */
const LIMITS = { section: 1200, field: 320, line: 800, value: 300, step: 350, steps: 6, spans: 11 } as const;

/** Text whose every untrusted part is escaped. */
export class Mrkdwn {
  constructor(readonly text: string) {}
}

export function mrkdwn(parts: TemplateStringsArray, ...values: readonly (Mrkdwn | string | number)[]): Mrkdwn {
  const written = values.map((value) => (value instanceof Mrkdwn ? value.text : prose(String(value)).text));
  return new Mrkdwn(parts.reduce((text, part, index) => text + (written[index - 1] ?? '') + part));
}

export function joined(parts: readonly Mrkdwn[], separator: string): Mrkdwn {
  return new Mrkdwn(parts.map((part) => part.text).join(separator));
}

/** Untrusted text among our words: escaped, and nothing in it becomes a link, a mention, an emoji or a format. */
export function prose(value: string): Mrkdwn {
  const defused = plain(value)
    .replace(/:\/\//g, ':\u200b//')
    .replace(/\bwww\./gi, 'www\u200b.')
    .replace(/:(?=[\w+-]+:)/g, ':\u200b')
    .replace(/([*_~`@#])/g, '\u200b$1\u200b');
  return new Mrkdwn(escape(cut(defused, LIMITS.value * 2)));
}

/** An untrusted name or id as code: what is shown can be copied, and nothing in it is live. */
export function code(value: string): Mrkdwn {
  const shown = cut(plain(value), LIMITS.value).replaceAll('`', "'").trim();
  return new Mrkdwn(shown === '' ? '—' : `\`${escape(shown)}\``);
}

/** Words of a rule file: its author may use backticks and asterisks, but no links, mentions or entities. */
export function guidance(value: string): Mrkdwn {
  return new Mrkdwn(escape(plain(value)));
}

/** A sentence with its values as code. */
export function sentence(parts: Sentence): Mrkdwn {
  return joined(
    parts.map((part) => (typeof part === 'string' ? guidance(part) : code(part.value))),
    '',
  );
}

/** A sentence as plain words, its values among them: still untrusted. */
export function spoken(parts: Sentence): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.value)).join('');
}

/** A moment (milliseconds) that each reader sees in their own time zone. `style` is Slack's date format. */
export function moment(at: number, style: string): Mrkdwn {
  const fallback = new Date(at).toISOString().replace('T', ' ').slice(0, 19);
  return new Mrkdwn(`<!date^${Math.floor(at / 1000)}^${style}|${fallback} UTC>`);
}

/** A length of time (milliseconds) in the largest unit that says it exactly: `90 minutes`, `2 hours`. */
export function span(length: number): string {
  const [unit, name] = SPANS.find(([each]) => length >= each && length % each === 0) ?? [1000, 'second'];
  const count = Math.max(1, Math.round(length / unit));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

const SPANS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

/** `@here` and `@channel` as such, ids as users or groups; anything else is shown as text. */
export function mention(target: string): Mrkdwn {
  if (target === '@here' || target === '@channel') return new Mrkdwn(`<!${target.slice(1)}>`);
  if (/^S[A-Z0-9]+$/.test(target)) return new Mrkdwn(`<!subteam^${target}>`);
  return /^[UW][A-Z0-9]+$/.test(target) ? new Mrkdwn(`<@${target}>`) : prose(target);
}

/** A channel by its id, or the person a direct message goes to. */
export function place(channel: string): Mrkdwn {
  return /^[CG][A-Z0-9]+$/.test(channel) ? new Mrkdwn(`<#${channel}>`) : mention(channel);
}

export function link(url: string, label: string): Mrkdwn {
  return new Mrkdwn(`<${escape(url)}|${escape(label)}>`);
}

/** Everything in one text of at most `limit` characters, cut as only escaped text may be cut. */
export function bounded(text: Mrkdwn, limit: number): string {
  return cutEscaped(text.text, limit);
}

/** `verbatim` keeps Slack from finding links and mentions by itself. */
function element(text: Mrkdwn, limit: number): MrkdwnElement {
  return { type: 'mrkdwn', text: cutEscaped(text.text, limit), verbatim: true };
}

export function section(text: Mrkdwn): KnownBlock {
  return { type: 'section', text: element(text, LIMITS.section) };
}

export function fields(pairs: readonly (readonly [label: string, value: Mrkdwn])[]): KnownBlock {
  return {
    type: 'section',
    fields: pairs.map(([label, value]) => element(mrkdwn`*${label}*\n${value}`, LIMITS.field)),
  };
}

export function contextLine(...texts: readonly Mrkdwn[]): KnownBlock {
  return { type: 'context', elements: texts.map((text) => element(text, LIMITS.line)) };
}

/** Words of a rule file as a numbered list, with what stands in backticks as code. Rich text is literal: nothing in it is parsed. */
export function numbered(steps: readonly string[]): KnownBlock {
  const shown = steps.slice(0, LIMITS.steps);
  const elements = shown.map((step): RichTextSection => ({ type: 'rich_text_section', elements: spans(step) }));
  return { type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'ordered', elements }] };
}

function spans(step: string): RichTextSection['elements'] {
  const parts = cut(plain(step), LIMITS.step).split('`');
  return [...parts.slice(0, LIMITS.spans), parts.slice(LIMITS.spans).join("'")]
    .map((text, index) => ({ type: 'text' as const, text, ...(index % 2 === 1 ? { style: { code: true } } : {}) }))
    .filter(({ text }) => text !== '');
}

/** One line of real characters: no controls, no invisible or direction-changing marks, no halves of surrogate pairs. */
export function plain(value: string): string {
  return value
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '');
}

/** Cuts to `limit` characters, never inside a surrogate pair, and says so with an ellipsis. */
export function cut(value: string, limit: number): string {
  if (value.length <= limit) return value;
  return `${value.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Slack's three entities: https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escape(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Cuts text that is already escaped: never inside an entity, a token in angle brackets, or an open code span. */
function cutEscaped(value: string, limit: number): string {
  if (value.length <= limit) return value;
  const kept = cut(value, limit - 1)
    .slice(0, -1)
    .replace(/&[a-z]*$/, '')
    .replace(/<[^>]*$/, '');
  const open = (kept.match(/`/g)?.length ?? 0) % 2 === 1;
  return `${kept}${open ? '`' : ''}…`;
}
