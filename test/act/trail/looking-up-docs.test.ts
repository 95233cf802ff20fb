/** The documentation names every filter there is, with the example that help gives, and shows nothing that is not understood. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseQuery } from '../../../src/act/query';
import { EXAMPLES } from '../../../src/act/query-filters';
import { KEYS } from '../../../src/act/query-terms';
import { NOON } from '../../fixtures';
import { ROOT } from '../../harness';

const text = readFileSync(join(ROOT, 'docs/looking-up.md'), 'utf8');
const rows = [...text.matchAll(/^\| `(\w+)`\s*\| `([^`]+)`\s*\|/gm)].map(
  ([, key = '', example = '']) => [key, example] as const,
);

test('every filter is in the table, with its example', () => {
  expect(rows).toEqual(Object.entries(EXAMPLES));
  expect(Object.keys(EXAMPLES)).toEqual(expect.arrayContaining(Object.keys(KEYS)));
});

const shown = [...text.matchAll(/\/trail ((?:recent|who) [^\n`]+)/g)].map(([, command = '']) => command);

test.each(shown)('%s is understood', (command) => {
  const reading = { now: NOON, timeZone: 'UTC', accounts: new Map([['prod', '111122223333']]) };
  expect(parseQuery(command.replace('@alice', '<@U0ALICE>'), reading).kind).toMatch(/^(?:recent|who)$/);
});

test.each(rows)('%s: %s is understood', (_key, example) => {
  expect(parseQuery(`recent ${example}`, { now: NOON, timeZone: 'UTC', accounts: new Map() }).kind).toBe('recent');
});
