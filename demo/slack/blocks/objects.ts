// Slack's composition objects: texts, options, confirmation dialogs and the like, with their limits. Blocks and elements are
// built from them.
import { boolean, byType, list, object, oneOf, string, union, unique, url, type Check } from './check';

export const plainText = (max: number): Check =>
  byType({ plain_text: object({ text: string(max, 1) }, { emoji: boolean }) });

export const anyText = (max: number): Check =>
  byType({
    plain_text: object({ text: string(max, 1) }, { emoji: boolean }),
    mrkdwn: object({ text: string(max, 1) }, { verbatim: boolean }),
  });

export const confirm: Check = object(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style: oneOf('primary', 'danger') },
);

/** `text` of options is plain in menus and may be mrkdwn in radio buttons and checkboxes; only overflow options take a url. */
export function option(kind: 'menu' | 'overflow' | 'choice'): Check {
  return object(
    { text: union(kind === 'choice' ? anyText(75) : plainText(75)), value: string(150, 1) },
    { description: kind === 'choice' ? anyText(75) : plainText(75), ...(kind === 'overflow' ? { url } : {}) },
  );
}

export const options = (kind: 'menu' | 'overflow' | 'choice', min: number, max: number): Check => {
  const check = list(option(kind), min, max);
  return (value, at, problems) => {
    check(value, at, problems);
    if (Array.isArray(value)) unique(value, 'value', at, problems);
  };
};

export const optionGroups: Check = list(object({ label: plainText(75), options: options('menu', 1, 100) }), 1, 100);

export const image = { image_url: url, alt_text: string(2000, 1) };
