/** Long literal text: in parts that lose nothing, and with nothing in it that cannot be seen. */
import fc from 'fast-check';
import { jsonText, pagesOf, preformatted } from '../../src/notify/literal';

const textOf = (page: string): string => {
  const [box] = preformatted(page).elements;
  const pieces = (box?.elements ?? []) as readonly { readonly text: string }[];
  expect(pieces.every(({ text }) => text.length > 0 && text.length <= 3000 && text.isWellFormed())).toBe(true);
  return pieces.map(({ text }) => text).join('');
};

const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom('🙂'.repeat(4000), 'x'.repeat(9000), ''),
);
const long = fc.array(line, { maxLength: 40 }).map((lines) => lines.join('\n'));

test('the parts of a text are the text, but for the line breaks between them', () => {
  fc.assert(
    fc.property(long, (text) => {
      const pages = pagesOf(text);
      expect(pages.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''));
      expect(pages.every((page) => page.length <= 5600)).toBe(true);
      for (const page of pages.filter((one) => one !== '')) expect(textOf(page)).toBe(page);
    }),
  );
});

test('nothing is a dash, as Slack takes no empty text', () => expect(textOf('')).toBe('—'));

test.each([
  ['a mark that turns the direction', 'a\u202eb', '"a\\u202eb"'],
  ['a space of no width', 'a\u200bb', '"a\\u200bb"'],
  ['half of a pair', 'a\ud800', '"a\\ud800"'],
  ['a tag of a plane far away', 'a\u{e0041}', '"a\\udb40\\udc41"'],
  ['a separator of lines', 'a\u2028b', '"a\\u2028b"'],
  ['a letter that is blank', 'a\u3164b', '"a\\u3164b"'],
  ['a control character', 'a\u009bb', '"a\\u009bb"'],
])('%s is shown as JSON writes it, and reads back', (_name, given, expected) => {
  expect(jsonText(given)).toBe(expected);
  expect(JSON.parse(jsonText(given))).toBe(given);
});

test('letters, accents and emoji stay', () => expect(jsonText('Zoë 🙂 東京')).toBe('"Zoë 🙂 東京"'));
