/** The audit log as a file that others hold too: the database itself guards it, and an upgrade keeps what it has. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { alertById } from '../../src/store/alerts';
import { type KeptEntry, auditEntries, purgeAudit, record } from '../../src/store/audit';
import { type Database, openDatabase } from '../../src/store/database';
import { migrate, readMigrations } from '../../src/store/migrate';
import { NOON } from '../fixtures';
import { ROOT } from '../harness';

const MIGRATIONS = join(ROOT, 'migrations');

let folder: string;
let open: Database | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
});
afterEach(async () => {
  await open?.close();
  open = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const file = () => join(folder, 'x.sqlite');
const store = (): Database => (open = openDatabase('sqlite:x.sqlite', folder, MIGRATIONS));

async function entries(database: Database, since = 0): Promise<KeptEntry[]> {
  const found: KeptEntry[] = [];
  for await (const entry of auditEntries(database.reader, since)) found.push(entry);
  return found;
}

async function written(database: Database, count: number): Promise<void> {
  await database.transaction(async (trx) => {
    for (let n = 0; n < count; n += 1) {
      const [before, after] = [{ state: 'open' }, { state: 'acknowledged', by: 'U1' }];
      const entry = { at: NOON + Math.floor(n / 3), actor: 'U1', action: 'acknowledge', reason: undefined };
      await record(trx, { ...entry, subjectKind: 'alert', subject: `a${n}`, before, after });
    }
  });
}

describe('the database itself refuses', () => {
  test.each([
    ['to change an entry', "UPDATE audit SET actor = 'U2'", /never changed/],
    ['to change one in the place of another', "UPDATE OR REPLACE audit SET id = 'x'", /never changed/],
    ['to delete an entry', 'DELETE FROM audit', /deleted by retention only/],
    [
      'to replace an entry',
      "INSERT OR REPLACE INTO audit SELECT id, at, 'U2', action, subject_kind, subject, before, after, reason, turn FROM audit",
      /never replaced/,
    ],
    [
      'to change an entry by way of a conflict',
      "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT (id) DO UPDATE SET actor = 'U2'",
      /never/,
    ],
    ['a row number that would stand for an entry', 'SELECT rowid FROM audit', /no such column/],
    ['what is purged to reach newer entries', `DELETE FROM audit WHERE at >= ${NOON}`, /deleted by retention only/],
  ])('%s, whoever holds the file', async (_name, sql, words) => {
    const database = store();
    await written(database, 3);
    const before = await entries(database);
    const raw = new BetterSqlite(file());
    try {
      // As if a purge of older entries were under way.
      raw.exec(`INSERT INTO audit_purge VALUES (${NOON})`);
      let problem = '';
      try {
        raw.exec(sql);
      } catch (error) {
        problem = (error as Error).message;
      }
      expect(problem).toMatch(words);
    } finally {
      raw.close();
    }
    expect(await entries(database)).toEqual(before);
  });
});

test('entries are read in pages, each once, from a moment on', async () => {
  const database = store();
  await written(database, 1203);
  const all = await entries(database);
  expect(all).toHaveLength(1203);
  expect(new Set(all.map(({ id }) => id)).size).toBe(1203);
  // Three in each millisecond: they stay in the order in which they happened.
  expect(all.map(({ subject }) => subject)).toEqual(all.map((_, n) => `a${n}`));
  expect(await entries(database, NOON + 400)).toHaveLength(3);
  expect(await entries(database, NOON + 401)).toEqual([]);
});

test('a purge deletes what is older, says so in the log, and leaves the door shut', async () => {
  const database = store();
  await written(database, 9);
  expect(await purgeAudit(database, NOON + 2, NOON + 10)).toBe(6);
  const left = await entries(database);
  expect(left).toHaveLength(4);
  expect(left.at(-1)).toMatchObject({
    ...{ at: NOON + 10, actor: 'trailwarden', action: 'purge', subjectKind: 'audit', reason: 'retention' },
    before: { entries: 6, until: NOON + 2 },
  });
  expect(await purgeAudit(database, NOON + 2, NOON + 11)).toBe(0);
  expect(await entries(database)).toHaveLength(4);
  const shut = database.transaction(async (trx) => void (await trx.deleteFrom('audit').execute()));
  await expect(shut).rejects.toMatchObject({ message: expect.stringMatching(/retention only/) as string });
});

test('a store of the first schema keeps its audit entries, alerts, matches and messages', async () => {
  const raw = new BetterSqlite(file());
  migrate(raw, readMigrations(MIGRATIONS).slice(0, 1));
  const content = JSON.stringify({ title: 'Old', what: ['x'], tags: [], nextSteps: [], reasons: [], also: [] });
  raw.exec(`
    INSERT INTO audit VALUES ('1', ${NOON}, 'U1', 'acknowledge', 'a1', 'open', 'acknowledged'),
      ('2', ${NOON + 1}, 'U2', 'doctor', NULL, NULL, NULL);
    INSERT INTO matches VALUES ('e1', 'r1', 'a1', 'high', '["because"]', ${NOON});
    INSERT INTO notifications VALUES ('a1', 'C1', 'C1', '1.000001', ${NOON}, 0);
    INSERT INTO outbox VALUES ('edit/a1/C1', 'edit', 'a1', 'C1', 2, 3, NULL, NULL, ${NOON}, ${NOON}, 0, NULL, NULL);`);
  const values = ['a1', 'f1', 'r1', 'p1', '111122223333', 'high', 'acknowledged', 'U1'];
  raw
    .prepare(`INSERT INTO alerts VALUES (${values.map(() => '?').join(', ')}, ?, 4, ?, ?, ?, 3, ?)`)
    .run(...values, NOON, NOON, NOON, NOON, content);
  raw.close();

  const database = store();
  expect(await entries(database)).toMatchObject([
    { id: '1', actor: 'U1', subjectKind: 'alert', subject: 'a1', before: { state: 'open' } },
    { id: '2', actor: 'U2', action: 'doctor', subject: '' },
  ]);
  expect(await alertById(database.reader, 'a1')).toMatchObject({
    ...{ state: 'acknowledged', stateBy: 'U1', count: 4, version: 3, folded: false, snooze: undefined },
    content: { title: 'Old', expectable: true },
  });
  const tables = ['matches', 'notifications', 'outbox'] as const;
  const rows = await Promise.all(tables.map((table) => database.reader.selectFrom(table).selectAll().execute()));
  expect(rows).toMatchObject([
    [{ event_id: 'e1', alert_id: 'a1', quiet_by: null, reasons: '["because"]' }],
    [{ subject: 'a1', ts: '1.000001', calls: null }],
    [{ key: 'edit/a1/C1', subject: 'a1', subject_kind: 'alert', message: null }],
  ]);
});
