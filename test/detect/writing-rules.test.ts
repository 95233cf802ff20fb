/** docs/writing-rules.md is kept true: its tables list what there is, its examples load and pass their own tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTEXT_FIELDS } from '../../src/detect/fields';
import { GUIDANCE_KEYS } from '../../src/detect/guidance';
import { MODIFIERS } from '../../src/detect/modifiers';
import { QUANTIFIERS } from '../../src/detect/path';
import { runRuleTests } from '../../src/detect/rule-tests';
import { load, told, write } from './rule-folder';

const TEXT = readFileSync(join(__dirname, '../../docs/writing-rules.md'), 'utf8');

/** What stands in code in the first column of the tables under a heading. */
function firstColumn(heading: string): string[] {
  const [section = ''] = (TEXT.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ');
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));
}

test.each([
  ['Selections', Object.keys(MODIFIERS)],
  ['Context', Object.keys(CONTEXT_FIELDS)],
  ['Guidance', GUIDANCE_KEYS],
  ['Elements of a list', QUANTIFIERS.map((one) => `field[${one}]`)],
])('the table under "%s" lists what there is', (heading, known) => {
  expect(firstColumn(heading).sort()).toEqual([...known].sort());
});

test('the examples load without a problem and pass their own tests', () => {
  const examples = [...TEXT.matchAll(/```yaml\n(title:.*?)```/gs)].map(([, text = '']) => text);
  write(Object.fromEntries(examples.map((text, at) => [`${at}.yml`, text])));
  const set = load();
  expect(told(set)).toEqual([]);
  expect(set.disabled).toEqual([]);
  expect([set.rules.length, set.filters.length, set.adjustments.length]).toEqual([3, 1, 1]);
  const results = runRuleTests(set);
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
  expect(results.length).toBeGreaterThanOrEqual(4);
});

test('its links lead to headings that are there', () => {
  const headings = [...TEXT.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
  const links = [...TEXT.matchAll(/\]\(#([^)]+)\)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !headings.includes(link))).toEqual([]);
});
