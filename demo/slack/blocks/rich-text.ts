// The rules of rich_text blocks: sections, lists, quotes and preformatted parts, and the pieces of text within.
import { boolean, byType, list, number, object, oneOf, string, url, type Check } from './check';

const style = object(
  {},
  {
    bold: boolean,
    italic: boolean,
    strike: boolean,
    code: boolean,
    underline: boolean,
    highlight: boolean,
    client_highlight: boolean,
    unlink: boolean,
  },
);

const text = object({ text: string(40_000, 1) }, { style });
const link = object({ url }, { text: string(40_000), unsafe: boolean, style });

const piece: Check = byType({
  text,
  link,
  emoji: object({ name: string(100, 1) }, { unicode: string(100), skin_tone: number(1, 6), style }),
  user: object({ user_id: string(50, 1) }, { style }),
  usergroup: object({ usergroup_id: string(50, 1) }, { style }),
  channel: object({ channel_id: string(50, 1) }, { style }),
  broadcast: object({ range: oneOf('here', 'channel', 'everyone') }, { style }),
  color: object({ value: string(100, 1) }, { style }),
  date: object({ timestamp: number(0), format: string(1000, 1) }, { url, fallback: string(1000, 1), style }),
});

const pieces = list(piece, 0, 1000);
const section = object({ elements: pieces });

export const richTextElement: Check = byType({
  rich_text_section: section,
  rich_text_list: object(
    { style: oneOf('bullet', 'ordered'), elements: list(byType({ rich_text_section: section }), 1, 1000) },
    { indent: number(0, 8), offset: number(0), border: number(0, 1) },
  ),
  rich_text_preformatted: object(
    { elements: list(byType({ text, link }), 0, 1000) },
    { border: number(0, 1), language: string(100) },
  ),
  rich_text_quote: object({ elements: pieces }, { border: number(0, 1) }),
});

export const richText = (extra: Record<string, Check>): Check =>
  object({ elements: list(richTextElement, 1, 1000) }, extra);
