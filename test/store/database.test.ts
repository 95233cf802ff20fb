import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { type Database, openDatabase } from '../../src/store/database';
import { migrate, readMigrations } from '../../src/store/migrate';
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

describe('migrations', () => {
  const first = { version: 1, file: '0001_a.sql', sql: 'CREATE TABLE a (x TEXT); INSERT INTO a VALUES (1);' };
  const second = { version: 2, file: '0002_b.sql', sql: 'ALTER TABLE a ADD COLUMN y TEXT;' };

  test('run once each, in order', () => {
    const database = new BetterSqlite(':memory:');
    expect(migrate(database, [first])).toEqual(['0001_a.sql']);
    expect(migrate(database, [first, second])).toEqual(['0002_b.sql']);
    expect(migrate(database, [first, second])).toEqual([]);
    expect(database.prepare('SELECT * FROM a').all()).toEqual([{ x: '1', y: null }]);
  });

  test('that fail leave nothing behind', () => {
    const database = new BetterSqlite(':memory:');
    const broken = { version: 2, file: '0002_c.sql', sql: 'CREATE TABLE c (x TEXT); NONSENSE;' };
    expect(() => migrate(database, [first, broken])).toThrow(/0002_c\.sql failed/);
    expect(database.prepare("SELECT name FROM sqlite_master WHERE name = 'c'").all()).toEqual([]);
    expect(migrate(database, [first, second])).toEqual(['0002_b.sql']);
  });

  test('of a newer program are refused with what to do', () => {
    const database = new BetterSqlite(':memory:');
    migrate(database, [first, second]);
    expect(() => migrate(database, [first])).toThrow(/has schema 2, this program knows 1: start the newer version/);
  });

  test('are numbered without a gap', () => {
    expect(readMigrations(MIGRATIONS).map((one) => one.version)).toEqual(
      readMigrations(MIGRATIONS).map((_, n) => n + 1),
    );
  });
});

describe('a database', () => {
  test('is made with its folder, and keeps a WAL', () => {
    open = openDatabase('sqlite:sub/folder/x.sqlite', folder, MIGRATIONS);
    expect(open.connection.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(open.connection.pragma('synchronous', { simple: true })).toBe(2);
  });

  test.each([
    ['another database', 'postgres://x', /expected sqlite:PATH/],
    ['a file that is no database', 'sqlite:text.sqlite', /cannot open the database .*text\.sqlite/],
    ['a folder', 'sqlite:folder.sqlite', /cannot open the database .*folder\.sqlite/],
  ])('that is %s is refused with a clear error', (_name, url, words) => {
    writeFileSync(
      join(folder, 'text.sqlite'),
      'not a database, but a text that is long enough to be looked at'.repeat(50),
    );
    mkdirSync(join(folder, 'folder.sqlite'));
    expect(() => openDatabase(url, folder, MIGRATIONS)).toThrow(words);
  });

  test('lets look-ups read while a transaction is under way', async () => {
    const database = openDatabase('sqlite:x.sqlite', folder, MIGRATIONS);
    open = database;
    await database.transaction(async (trx) => {
      await trx
        .insertInto('progress')
        .values({ account: '1', region: 'r', kind: 'all', complete_until: 1, recorded_at: 1 })
        .execute();
      expect(await database.reader.selectFrom('progress').selectAll().execute()).toEqual([]);
    });
    expect(await database.reader.selectFrom('progress').selectAll().execute()).toHaveLength(1);
  });

  test('rolls back what threw', async () => {
    const database = openDatabase('sqlite:x.sqlite', folder, MIGRATIONS);
    open = database;
    const failed = database.transaction(async (trx) => {
      await trx
        .insertInto('progress')
        .values({ account: '1', region: 'r', kind: 'all', complete_until: 1, recorded_at: 1 })
        .execute();
      throw new Error('after all');
    });
    await expect(failed).rejects.toThrow('after all');
    expect(await database.reader.selectFrom('progress').selectAll().execute()).toEqual([]);
  });

  test('does not let an audit entry be changed', async () => {
    const database = openDatabase('sqlite:x.sqlite', folder, MIGRATIONS);
    open = database;
    const entry = {
      id: '1',
      at: 1,
      actor: 'U1',
      action: 'acknowledge',
      subject_kind: 'alert',
      subject: 'a',
    };
    await database.transaction(async (trx) => void (await trx.insertInto('audit').values(entry).execute()));
    const changed = database.transaction(
      async (trx) => void (await trx.updateTable('audit').set({ actor: 'U2' }).execute()),
    );
    // The addon's errors belong to the first test file that loaded it, so `toThrow` may not know them.
    await expect(changed).rejects.toMatchObject({ message: expect.stringMatching(/never changed/) as string });
  });
});
