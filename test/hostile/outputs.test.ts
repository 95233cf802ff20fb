/** Strings that want to be more than strings, where programs and terminals read them: scans, and the audit log. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditExport } from '../../src/command/audit';
import { scan } from '../../src/command/scan';
import { record as note } from '../../src/store/audit';
import { openDatabase } from '../../src/store/database';
import { testIo } from '../command/io';
import { MINUTE, NOON } from '../fixtures';
import { ROOT, type World, world } from '../harness';
import { HOSTILE, spoken } from './words';

/** Colours of our own. */
const SGR = /\u001b\[[\d;]*m/g;
/** What a terminal would obey, or show in an order of its own. */

const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

const records = HOSTILE.flatMap((word) => [
  spoken(word, NOON - MINUTE),
  spoken(word, NOON - MINUTE, { errorCode: word, recipientAccountId: word, eventID: `${word} 1` }),
  spoken(word, NOON - MINUTE, {
    userIdentity: { type: word, userName: word },
    eventName: `Delete${word}`,
    eventID: `${word} 2`,
  }),
]);

const FORMATS = ['text', 'ndjson', 'summary'] as const;

test.each(FORMATS.flatMap((format) => [true, false].map((isTTY) => [format, isTTY] as const)))(
  'a scan as %s (a terminal: %s) says nothing that is obeyed',
  async (format, isTTY) => {
    const io = testIo({ isTTY, columns: 90, env: isTTY ? { FORCE_COLOR: '1' } : {} });
    const file = join(io.folder, 'records \u202ex.json');
    writeFileSync(file, JSON.stringify({ Records: [...records, 'no \u001b[31mrecord', null] }));
    const none = { rules: [], rulesOnly: false, config: undefined, minLevel: undefined, failOn: undefined };
    await scan({ ...none, files: [file, join(io.folder, 'not\u001b[2Jthere')], format }, io);
    expect(io.stdout.text.length).toBeGreaterThan(1000);
    expect(io.stdout.text.replace(SGR, '')).not.toMatch(OBEYED);
    // The progress bar rewrites its line.

    expect(io.stderr.text.replace(SGR, '').replace(/\r|\u001b\[\d*K/g, '')).not.toMatch(OBEYED);
    if (format !== 'ndjson') return;
    for (const line of io.stdout.text.trimEnd().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ rule: { id: expect.any(String) as string } });
  },
);

let here: World;
beforeAll(async () => {
  here = await world();
  const store = openDatabase(here.config.database, here.folder, `${ROOT}/migrations`);
  await store.transaction(async (trx) => {
    for (const word of HOSTILE) {
      const entry = { at: NOON, actor: word, action: word, subjectKind: 'alert', subject: word, reason: word } as const;
      await note(trx, { ...entry, before: word, after: { [word]: word } });
    }
  });
  await store.close();
});
afterAll(() => here.close());

async function exported(format: string): Promise<string> {
  const io = { ...testIo(), env: here.environment, folder: here.folder };
  expect(await auditExport({ since: undefined, format, config: undefined, root: ROOT }, io)).toBe(0);
  return io.stdout.text;
}

test('the audit log as lines of JSON keeps every word, and none is obeyed', async () => {
  const text = await exported('ndjson');
  expect(OBEYED.exec(text)?.[0]).toBeUndefined();
  const reasons = text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { reason: string }).reason);
  // SQLite has three characters for half a pair.
  expect(reasons.map((word) => word.replace(/\ufffd+/, '\ufffd'))).toEqual(HOSTILE.map((word) => word.toWellFormed()));
});

test('the audit log as CSV has no cell that a spreadsheet works out, and none is obeyed', async () => {
  const text = await exported('csv');
  expect(OBEYED.exec(text.replaceAll('\r', ''))?.[0]).toBeUndefined();
  const rows = rowsOf(text);
  expect(rows).toHaveLength(HOSTILE.length + 1);
  for (const row of rows) {
    expect(row).toHaveLength(9);
    for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r\n|%]|^\s+[=+\-@]/);
  }
});

/** RFC 4180. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [whole, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    if (whole === '') break;
    rows.at(-1)?.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}

test('the store that was told all this is sound', async () => {
  const store = openDatabase(here.config.database, here.folder, `${ROOT}/migrations`);
  expect(store.connection.pragma('integrity_check', { simple: true })).toBe('ok');
  await store.close();
});
