// Reads stored message text (Slack's mrkdwn, or plain text with emoji) into rich text, which is also what Slack does: so there is
// one way of showing text, and nothing in a message can become markup of the page.
import type { RichTextBlockElement, RichTextSectionElement } from 'slack-blocks-to-jsx';
import { unescapeText } from '../blocks/text';
import { emojiOf } from './emoji';

interface Style {
  bold?: boolean;
  italic?: boolean;
  strike?: boolean;
  code?: boolean;
}

const fence = /```\n?([\s\S]*?)\n?```/g;
const rules: readonly {
  regex: RegExp;
  read: (match: RegExpExecArray, style: Style) => RichTextSectionElement[] | undefined;
}[] = [
  { regex: /`([^`\n]+)`/, read: ([, code = ''], style) => [text(code, { ...style, code: true })] },
  { regex: /<([^<>\n]+)>/, read: ([, inner = ''], style) => [markup(inner, style)] },
  {
    regex: /(?<![\w*])\*(?=\S)([^*\n]*\S)\*(?![\w*])/,
    read: ([, inner = ''], style) => inline(inner, { ...style, bold: true }),
  },
  {
    regex: /(?<![\w_])_(?=\S)([^_\n]*\S)_(?!\w)/,
    read: ([, inner = ''], style) => inline(inner, { ...style, italic: true }),
  },
  {
    regex: /(?<![\w~])~(?=\S)([^~\n]*\S)~(?!\w)/,
    read: ([, inner = ''], style) => inline(inner, { ...style, strike: true }),
  },
  {
    regex: /:([a-z0-9_+'-]+):/,
    read: ([, name = '']) => (emojiOf(name) === undefined ? undefined : [{ type: 'emoji', name }]),
  },
];

const text = (escaped: string, style: Style): RichTextSectionElement => ({
  type: 'text',
  text: unescapeText(escaped),
  ...(Object.keys(style).length > 0 ? { style } : {}),
});

/** What stands between angle brackets: a mention, a date or a link. */
function markup(inner: string, style: Style): RichTextSectionElement {
  const [target = '', label] = inner.split(/\|(.*)/s);
  if (target.startsWith('@')) return { type: 'user', user_id: target.slice(1), style };
  if (target.startsWith('#')) return { type: 'channel', channel_id: target.slice(1), style };
  if (target.startsWith('!subteam^')) return { type: 'usergroup', usergroup_id: target.slice(9), style };
  if (target === '!here' || target === '!channel' || target === '!everyone')
    return { type: 'broadcast', range: target.slice(1) as 'here', style };
  const date = /^!date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(target);
  if (date)
    return {
      type: 'date',
      timestamp: Number(date[1]),
      format: date[2] ?? '',
      ...(date[3] === undefined ? {} : { url: date[3] }),
    };
  if (target.startsWith('!')) return text(label ?? inner, style);
  const url = unescapeText(target);
  return { type: 'link', url, text: unescapeText(label ?? target.replace(/^mailto:/, '')), style };
}

function inline(source: string, style: Style = {}): RichTextSectionElement[] {
  const out: RichTextSectionElement[] = [];
  let rest = source;
  let skipped = '';
  while (rest !== '') {
    const found = rules.map((rule) => ({ rule, match: rule.regex.exec(rest) })).filter((f) => f.match !== null);
    found.sort((a, b) => (a.match?.index ?? 0) - (b.match?.index ?? 0));
    const first = found[0];
    if (!first?.match) break;
    const { match, rule } = first;
    const read = rule.read(match, style);
    const end = match.index + (read ? match[0].length : 1);
    const before = skipped + rest.slice(0, read ? match.index : end);
    skipped = read ? '' : before;
    if (read) {
      if (before !== '') out.push(text(before, style));
      out.push(...read);
    }
    rest = rest.slice(end);
  }
  if (skipped + rest !== '') out.push(text(skipped + rest, style));
  return out;
}

const section = (elements: RichTextSectionElement[]): RichTextBlockElement => ({ type: 'rich_text_section', elements });

function lines(source: string): RichTextBlockElement[] {
  const out: RichTextBlockElement[] = [];
  for (const part of source.match(/(?:^(?:&gt;|>).*(?:\n|$))+|(?:^(?!&gt;|>).*(?:\n|$))+/gm) ?? []) {
    if (part === '') continue;
    const quoted = /^(?:&gt;|>)/.test(part);
    const body = part.replace(/\n$/, '');
    if (quoted) out.push({ type: 'rich_text_quote', elements: inline(body.replace(/^(?:&gt;|>) ?/gm, '')) });
    else out.push(section(inline(body)));
  }
  return out;
}

export function fromMrkdwn(source: string): RichTextBlockElement[] {
  const out: RichTextBlockElement[] = [];
  let last = 0;
  for (const match of source.matchAll(fence)) {
    out.push(...lines(source.slice(last, match.index).replace(/\n$/, '')));
    out.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: unescapeText(match[1] ?? '') }] });
    last = match.index + match[0].length;
  }
  return [...out, ...lines(source.slice(last).replace(/^\n/, ''))];
}

/** Plain text knows no styles and no links; only its emoji are shown, if it wants them. */
export function fromPlain(source: string, emoji: boolean): string {
  const plain = unescapeText(source);
  return emoji ? plain.replace(/:([a-z0-9_+'-]+):/g, (whole, name: string) => emojiOf(name) ?? whole) : plain;
}
