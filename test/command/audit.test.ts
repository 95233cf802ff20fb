/** The audit log on its way out: from a store somebody else may be working with, in formats that other tools read. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { type AuditOptions, auditExport } from '../../src/command/audit';
import { type Entry, record } from '../../src/store/audit';
import { type Database, openDatabase } from '../../src/store/database';
import { HOUR, NOON } from '../fixtures';
import { ROOT } from '../harness';
import { cli, piped } from './cli';
import { folder, testIo } from './io';

let place: string;
let bot: Database | undefined;
beforeEach(() => {
  place = folder();
});
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

const DAY = 24 * HOUR;
const entry = (fields: Partial<Entry> = {}): Entry => ({
  ...{ at: NOON, actor: 'U0ALICE', action: 'acknowledge', subjectKind: 'alert', subject: 'a1', reason: undefined },
  ...{ before: { state: 'open' }, after: { state: 'acknowledged', by: 'U0ALICE' } },
  ...fields,
});

/** The bot holds the store open, as it does while it runs. */
async function logged(...entries: readonly Entry[]): Promise<void> {
  const database = openDatabase('sqlite:trailwarden.sqlite', place, join(ROOT, 'migrations'));
  bot = database;
  await database.transaction(async (trx) => {
    for (const one of entries) await record(trx, one);
  });
}

async function exported(options: Partial<AuditOptions> = {}): Promise<{ code: number; out: string; err: string }> {
  const io = { ...testIo(), folder: place };
  const code = await auditExport(
    { since: undefined, format: undefined, config: undefined, root: ROOT, ...options },
    { ...io, now: () => NOON + HOUR },
  );
  return { code, out: io.stdout.text, err: io.stderr.text };
}

const subjects = (out: string): unknown[] =>
  out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { subject: unknown }).subject);

test('ndjson has an entry a line, with times in words and what was before and after', async () => {
  await logged(entry({ reason: 'planned' }));
  const { code, out, err } = await exported();
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toEqual({
    ...{ time: '2026-11-20T12:00:00.000Z', id: expect.any(String) as string, actor: 'U0ALICE', action: 'acknowledge' },
    ...{ subject_kind: 'alert', subject: 'a1', before: { state: 'open' }, reason: 'planned' },
    after: { state: 'acknowledged', by: 'U0ALICE' },
  });
});

test('CSV has a header, quotes what needs it, and gives a spreadsheet no formulas', async () => {
  await logged(
    entry({ subject: 'plain', reason: 'a "planned", thing\nof two lines' }),
    ...['=1+1', '+1', '-1', '@sum', '\ttab', '\rreturn'].map((reason, n) =>
      entry({ at: NOON + 1 + n, subject: `formula ${n}`, before: undefined, after: undefined, reason }),
    ),
  );
  const { out } = await exported({ format: 'CSV' });
  const [head, first = '', ...formulas] = out.replace(/\r\n$/, '').split('\r\n');
  expect(head).toBe('time,id,actor,action,subject_kind,subject,before,after,reason');
  expect(first).toMatch(
    /^2026-11-20T12:00:00.000Z,[0-9a-f-]{36},U0ALICE,acknowledge,alert,plain,"{""state"":""open""}",/,
  );
  expect(first).toMatch(/,"a ""planned"", thing\nof two lines"$/);
  expect(formulas.map((line) => line.split(',').slice(5).join())).toEqual([
    "formula 0,,,'=1+1",
    "formula 1,,,'+1",
    "formula 2,,,'-1",
    "formula 3,,,'@sum",
    "formula 4,,,'\ttab",
    'formula 5,,,"\'\rreturn"',
  ]);
});

test.each([
  ['all', undefined, ['old', 'week', 'new']],
  ['so many days', '30d', ['week', 'new']],
  ['so many hours', '2h', ['new']],
  ['a date', '2026-11-13', ['week', 'new']],
  ['a moment', '2026-11-20T12:00:00Z', ['new']],
  ['a time to come', '2026-12-01', []],
])('since %s are those from then on, oldest first', async (_name, since, expected) => {
  await logged(
    entry({ at: NOON, subject: 'new' }),
    entry({ at: NOON - 40 * DAY, subject: 'old' }),
    entry({ at: NOON - 7 * DAY, subject: 'week' }),
  );
  expect(subjects((await exported({ since })).out)).toEqual(expected);
});

test.each([
  ['a since that is none', { since: 'yesterday' }, /--since: expected 30d, 12h, or a date/],
  ['a month too many', { since: '2026-13-01' }, /--since/],
  ['another format', { format: 'cvs' }, /--format: expected ndjson, csv.*did you mean csv/],
  ['a configuration that is not there', { config: 'nowhere.yml' }, /nowhere\.yml/],
])('%s is refused in words', async (_name, options, words) => {
  await logged();
  expect(await exported(options)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(words) as string });
});

describe('a store', () => {
  test('that is not there is told, and not made', async () => {
    expect(await exported()).toMatchObject({
      code: 2,
      err: expect.stringMatching(/there is no store at .*--config/) as string,
    });
    expect(readdirSync(place)).toEqual([]);
  });

  test.each([
    [
      'of an older version',
      'INSERT INTO schema_version VALUES (1, "x")',
      /has schema 1, .*start this version of the bot/,
    ],
    ['of a newer version', 'INSERT INTO schema_version VALUES (99, "x")', /has schema 99, .*use the newer version/],
  ])('%s is told, and left as it is', async (_name, sql, words) => {
    const raw = new BetterSqlite(join(place, 'trailwarden.sqlite'));
    raw.exec('CREATE TABLE schema_version (version INTEGER, file TEXT)');
    raw.exec(sql.replaceAll('"', "'"));
    const { code, err } = await exported();
    expect([code, err]).toEqual([2, expect.stringMatching(words)]);
    expect(raw.prepare('SELECT count(*) AS tables FROM sqlite_master').get()).toEqual({ tables: 1 });
    raw.close();
  });

  test.each([
    [
      'that is another database',
      () => new BetterSqlite(join(place, 'trailwarden.sqlite')).exec('CREATE TABLE x (y)'),
      /no store of Trailwarden/,
    ],
    [
      'that is no database',
      () => writeFileSync(join(place, 'trailwarden.sqlite'), 'x'.repeat(5000)),
      /cannot read the store/,
    ],
  ])('%s is told', async (_name, make, words) => {
    make();
    expect(await exported()).toMatchObject({ code: 2, err: expect.stringMatching(words) as string });
  });

  test('is read while the bot is in the middle of a transaction, and keeps nobody from writing', async () => {
    await logged(entry());
    await bot?.transaction(async (trx) => {
      await record(trx, entry({ subject: 'not yet' }));
      expect(subjects((await exported()).out)).toEqual(['a1']);
    });
    expect(subjects((await exported()).out).sort()).toEqual(['a1', 'not yet']);
  });
});

describe('trailwarden audit export', () => {
  test('reads the store that the configuration or DATABASE_URL names, after the bot has gone', async () => {
    await logged(entry());
    await bot?.close();
    bot = undefined;
    const { status, stdout, stderr } = cli(['audit', 'export', '--since', '2026-11-01'], '', {
      DATABASE_URL: `sqlite:${join(place, 'trailwarden.sqlite')}`,
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(subjects(stdout)).toEqual(['a1']);
    expect(existsSync(join(place, 'trailwarden.sqlite'))).toBe(true);
  });

  test('ends quietly when its reader has seen enough', async () => {
    await logged(...Array.from({ length: 3000 }, (_, n) => entry({ subject: `a${n}`, reason: 'x'.repeat(200) })));
    writeFileSync(join(place, 'trailwarden.yml'), '');
    const { stdout, stderr } = piped(
      ['audit', 'export', '--config', join(place, 'trailwarden.yml')],
      '| head -n 2 | wc -l',
    );
    expect(stdout).toMatch(/^2\ncodes 0 0 0/);
    expect(stderr).toBe('');
  });
});
