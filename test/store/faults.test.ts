/** A full disk, a lock, damage, a read-only file: a clear word, and nothing taken for saved that was not. All of them real. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { copyStore } from '../../src/store/backup';
import { type Database, openDatabase, openToRead } from '../../src/store/database';
import { holderOf, lockStore } from '../../src/store/lock';
import { wordedStoreError } from '../../src/store/trouble';
import { ROOT } from '../harness';

const MIGRATIONS = join(ROOT, 'migrations');
const URL = 'sqlite:x.sqlite';

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
const made = () => (open = openDatabase(URL, folder, MIGRATIONS));
const save = (store: Database, kind: string, size = 10) =>
  store.transaction(async (trx) => {
    await trx
      .insertInto('activity')
      .values({ kind: `${kind}${'x'.repeat(size)}`, at: 1 })
      .execute();
  });
const saved = async (store: Database) =>
  (await store.reader.selectFrom('activity').select('kind').execute()).map(({ kind }) => kind.replace(/x+$/, ''));

describe('a transaction', () => {
  test('on a full disk says so, saves nothing, and the next one that fits is saved', async () => {
    const store = made();
    const pages = store.connection.pragma('page_count', { simple: true }) as number;
    store.connection.pragma(`max_page_count = ${pages + 2}`);
    await expect(save(store, 'big', 200_000)).rejects.toMatchObject({
      code: 'store_full',
      message: expect.stringMatching(/^the disk is full: .*make room/) as string,
    });
    expect(store.connection.inTransaction).toBe(false);
    await save(store, 'small');
    expect(await saved(store)).toEqual(['small']);
    store.connection.pragma('max_page_count = 1000000');
    await save(store, 'big', 200_000);
    expect(await saved(store)).toEqual(['big', 'small']);
  });

  test('while another program writes says so within a second or so, and works again after', async () => {
    const store = made();
    const other = new BetterSqlite(file());
    other.exec('BEGIN IMMEDIATE');
    const before = performance.now();
    await expect(save(store, 'late')).rejects.toMatchObject({
      code: 'store_busy',
      message: expect.stringMatching(/another program holds a lock/) as string,
    });
    expect(performance.now() - before).toBeLessThan(3000);
    other.exec('ROLLBACK');
    other.close();
    await save(store, 'late');
    expect(await saved(store)).toEqual(['late']);
  });
});

describe('opening', () => {
  async function filled(): Promise<void> {
    const store = made();
    for (let n = 0; n < 50; n += 1) await save(store, `row${n}`, 3000);
    await store.close();
    open = undefined;
  }

  test.each([
    ['in its middle', () => Math.floor(statSync(file()).size / 2 / 4096) * 4096],
    ['at its head', () => 0],
  ])('a file that is damaged %s is refused with what to do', async (_name, at) => {
    await filled();
    const handle = openSync(file(), 'r+');
    writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, at());
    closeSync(handle);
    expect(() => openDatabase(URL, folder, MIGRATIONS)).toThrow(
      /cannot open the database .*the store is damaged.*restore a backup/,
    );
  });

  test('a file that may not be written is refused with what to do', () => {
    const words = (code: string) => (wordedStoreError(Object.assign(new Error('no'), { code })) as Error).message;
    for (const code of ['SQLITE_READONLY', 'EACCES', 'EROFS']) expect(words(code)).toMatch(/check owner and mode/);
    const connection = new BetterSqlite(file());
    connection.pragma('query_only = ON');
    expect(() => connection.exec('CREATE TABLE a (x)')).toThrow();
    connection.close();
  });

  test('an older store keeps a copy of it as it was; one that is up to date keeps none', async () => {
    const old = mkdtempSync(join(folder, 'migrations-'));
    for (const name of readdirSync(MIGRATIONS).slice(0, 1)) {
      copyFileSync(join(MIGRATIONS, name), join(old, name));
    }
    await openDatabase(URL, folder, old).close();
    await made().close();
    open = undefined;
    const kept = new BetterSqlite(`${file()}.schema-1`, { readonly: true });
    expect(kept.prepare('SELECT max(version) FROM schema_version').pluck().get()).toBe(1);
    kept.close();
    expect(statSync(`${file()}.schema-1`).mode & 0o777).toBe(0o600);
    await made().close();
    open = undefined;
    expect(readdirSync(folder).filter((name) => name.includes('.schema-'))).toEqual(['x.sqlite.schema-1']);
    expect(() => openDatabase(URL, folder, old)).toThrow(/start the newer version, or .*schema-1/);
  });
});

describe('a copy', () => {
  test('that fails leaves nothing behind, and the file of that name as it was', async () => {
    const store = made();
    const target = join(folder, 'copy.sqlite');
    copyStore(store.connection, target);
    const { ino } = statSync(target);
    await store.close();
    open = undefined;
    expect(() => copyStore(store.connection, target)).toThrow();
    expect(existsSync(`${target}.part`)).toBe(false);
    expect(statSync(target).ino).toBe(ino);
  });

  test('is taken by whoever only reads, of a store that others have open', () => {
    made();
    const reader = openToRead(URL, folder, MIGRATIONS);
    expect(copyStore(reader.connection, join(folder, 'copy.sqlite')).bytes).toBeGreaterThan(10_000);
    return reader.close();
  });
});

describe('the lock', () => {
  test('is had by one, names it, and can be had again when it is released', () => {
    const lock = lockStore(file(), 0);
    expect(holderOf(file())).toMatch(new RegExp(`^process ${process.pid} on .* since 1970-01-01`));
    expect(() => lockStore(file(), 0)).toThrow(new RegExp(`in use by process ${process.pid} on .*DATABASE_URL`));
    lock.release();
    lock.release();
    expect(holderOf(file())).toBeUndefined();
    lockStore(file(), 0).release();
  });

  test('does not touch the store: others open, read and copy it', () => {
    const lock = lockStore(file(), 0);
    const store = made();
    copyStore(store.connection, join(folder, 'copy.sqlite'));
    lock.release();
  });
});
