/** The page about the commands: it lists each once, and every example in it is understood. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_NAMES, parseQuery } from '../../../src/act/query';
import { NOON } from '../../fixtures';
import { ROOT } from '../../harness';

const PAGE = readFileSync(join(ROOT, 'docs/commands.md'), 'utf8');
const [table = ''] = PAGE.split('\n## ');

test('every command stands in the table once, and nothing else does', () => {
  const listed = [...table.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
  expect([...listed].sort()).toEqual([...COMMAND_NAMES].sort());
});

test('every example is one of its command, as somebody would type it', () => {
  const rows = [...table.matchAll(/^\| `(\w+)` .*`\/trail ([^`]+)` +\|$/gm)];
  expect(rows).toHaveLength(COMMAND_NAMES.length);
  for (const [, name, text = ''] of rows) {
    const typed = text.replace(/@alice$/, '<@U0ALICE>');
    expect(parseQuery(typed, { now: NOON, timeZone: 'UTC', accounts: new Map() }).kind).toBe(name);
  }
});
