// Slack's message text as it is stored: `&`, `<` and `>` that belong to no markup are escaped, and bare addresses become links.

const markup =
  /<(?:[@#][A-Z0-9]+(?:\|[^<>]*)?|!(?:here|channel|everyone|subteam\^|date\^)[^<>]*|(?:https?:\/\/|mailto:|tel:)[^<>\s|]+(?:\|[^<>]*)?)>/g;
const bareUrl = /\bhttps?:\/\/[^\s<>|`"')\]]+[^\s<>|`"')\].,;:!?]/g;

export function escapeText(text: string): string {
  return text
    .replace(/&(?!(?:amp|lt|gt);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Markup such as `<@U1>` and `<https://…|text>` is kept as it is; everything around it is escaped. */
export function normaliseText(text: string, link: boolean): string {
  let out = '';
  let last = 0;
  const plain = (part: string): string => {
    const escaped = escapeText(part);
    return link ? escaped.replace(bareUrl, (url) => `<${url}>`) : escaped;
  };
  for (const match of text.matchAll(markup)) {
    out += plain(text.slice(last, match.index)) + match[0];
    last = match.index + match[0].length;
  }
  return out + plain(text.slice(last));
}
