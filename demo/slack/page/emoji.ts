// The character for an emoji's name, asked of slack-blocks-to-jsx once for each name, so that button texts and phone previews show
// the same emoji as messages.
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Message } from 'slack-blocks-to-jsx';

const known = new Map<string, string | undefined>();

export function emojiOf(name: string): string | undefined {
  if (known.has(name)) return known.get(name);
  const blocks = [
    {
      type: 'rich_text' as const,
      elements: [{ type: 'rich_text_section' as const, elements: [{ type: 'emoji' as const, name }] }],
    },
  ];
  const html = renderToStaticMarkup(
    createElement(Message, { blocks, logo: '', name: '', unstyled: true, withoutWrapper: true }),
  );
  const shown = /section_element_emoji">([^<]+)</.exec(html)?.[1];
  const character = shown === undefined || shown === name ? undefined : shown;
  known.set(name, character);
  return character;
}
