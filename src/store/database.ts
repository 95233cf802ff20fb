/**
 * Opens the SQLite file: one connection that writes, one that only reads so that look-ups never wait for a transaction.
 * Nothing outside `store/` sees a connection; inside, a function that runs in a transaction takes a `Trx`, and since the
 * writing database is private here, using it in the middle of its own transaction (which would wait for ever) cannot be typed.
 */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import BetterSqlite from 'better-sqlite3';
import { type DatabaseConnection, Kysely, SqliteDialect, SqliteDriver, type Transaction } from 'kysely';
import { AppError } from '../error';
import { copyStore } from './backup';
import { type Migration, migrate, readMigrations, schemaOf } from './migrate';
import type { Schema } from './schema';
import { prepared } from './prepared';
import { StoreError, damaged, wordedStoreError } from './trouble';

export type Trx = Transaction<Schema>;
export type Connection = BetterSqlite.Database;

export interface Database {
  /**
   * Runs `work` in one transaction; it commits when `work` resolves and rolls back when it throws. Where the file is at fault
   * (a full disk, a lock, damage) it throws a StoreError that says what to do, and nothing was saved.
   */
  transaction<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  /** For look-ups, outside any transaction. */
  readonly reader: Kysely<Schema>;
  /** The writing connection, for prepared statements on the hot path; use inside a transaction only. */
  readonly connection: Connection;
  close(): Promise<void>;
}

/** Where the file is: `url` is `sqlite:PATH`, relative to `base`. Throws an AppError for any other. */
export function storePath(url: string, base: string): string {
  return resolve(base, pathOf(url));
}

/** Migrates on opening. Throws an AppError that says what is wrong with the file and what to do. */
export function openDatabase(url: string, base: string, migrationsFolder: string): Database {
  const path = storePath(url, base);
  let connection: Connection | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    // It holds CloudTrail records: nobody else's to read. SQLite gives its side files the same mode.
    closeSync(openSync(path, 'a', 0o600));
    connection = connect(path, false);
    const problem = connection.pragma('quick_check(1)', { simple: true });
    if (problem !== 'ok') throw damaged(String(problem));
    upgrade(connection, path, readMigrations(migrationsFolder));
    return opened(connection, connect(path, true));
  } catch (error) {
    connection?.close();
    const worded = wordedStoreError(error);
    if (worded instanceof AppError && !(worded instanceof StoreError)) throw worded;
    const advice = 'check that the folder exists, is writable and has room, or restore a backup';
    const words = worded instanceof StoreError ? worded.message : `${(worded as Error).message} (${advice})`;
    throw new AppError('database', `cannot open the database ${path}: ${words}`, { cause: error });
  }
}

/** A store of an older version is kept as it was, beside the new one, so that the older version can have it back. */
function upgrade(connection: Connection, path: string, migrations: readonly Migration[]): void {
  const [found, latest] = [schemaOf(connection), migrations.at(-1)?.version ?? 0];
  if (found !== undefined && found > 0 && found < latest) copyStore(connection, `${path}.schema-${found}`);
  migrate(connection, migrations);
}

/** `connection` only reads too; `schema` is the store's. */
export interface Reader extends Pick<Database, 'reader' | 'connection' | 'close'> {
  readonly schema: number;
}

/**
 * For commands that look into the store while the bot works with it: it is neither made, nor migrated, nor locked. Throws an
 * AppError when there is none, or one of another version's schema (unless `anySchema`, for what reads no tables).
 */
export function openToRead(url: string, base: string, migrationsFolder: string, anySchema = false): Reader {
  const path = storePath(url, base);
  if (!existsSync(path)) {
    const advice =
      'name the configuration with --config or the file with DATABASE_URL, or start the bot, which makes it';
    throw new AppError('no_store', `there is no store at ${path}: ${advice}`);
  }
  let connection: Connection | undefined;
  try {
    connection = connect(path, true);
    const schema = schemaOf(connection);
    if (schema === undefined) throw new AppError('no_store', `${path} is no store of Trailwarden: check DATABASE_URL`);
    if (!anySchema) checkSchema(schema, path, readMigrations(migrationsFolder).at(-1)?.version ?? 0);
    const reader = new Kysely<Schema>({ dialect: new SqliteDialect({ database: connection }) });
    const only = connection;
    return { reader, connection, schema, close: () => reader.destroy().then(() => closeUnused(only)) };
  } catch (error) {
    connection?.close();
    if (error instanceof AppError) throw error;
    const { message } = wordedStoreError(error) as Error;
    throw new AppError('database', `cannot read the store ${path}: ${message}`, { cause: error });
  }
}

function checkSchema(found: number, path: string, known: number): void {
  if (found === known) return;
  const advice =
    found < known ? 'start this version of the bot once, which brings it up to date' : 'use the newer version for it';
  throw new AppError('schema', `the store ${path} has schema ${found}, this program knows ${known}: ${advice}`);
}

function pathOf(url: string): string {
  const [, path] = /^sqlite:(.+)$/.exec(url) ?? [];
  if (path === undefined || path === ':memory:') {
    throw new AppError('database', `DATABASE_URL: expected sqlite:PATH, found ${JSON.stringify(url)}`);
  }
  return path;
}

/**
 * Only the bot writes, so a lock is somebody's shell or copy. Waiting for it (milliseconds) stops everything else in the
 * process, so it is short; what could not be written is tried again by whoever wanted it.
 */
const BUSY = 1_000;

/** Bytes, of a store that is made: most of what a page of events costs is the number of pages that its indexes touch. */
const PAGE = 8_192;

/**
 * Pages in the write-ahead log before it is copied into the file. A page of events changes some hundred of them, and the
 * indexes' over and over: copied every few pages of events, each is written and synced far more often than it has to be. The log
 * takes 32 MiB beside the file; what a commit promises is the log's, so this changes nothing of it.
 */
const CHECKPOINT = 4_000;

/** WAL lets look-ups read during a write; FULL makes a commit survive a power cut. */
function connect(path: string, readonly: boolean): Connection {
  const connection = new BetterSqlite(path, { readonly, timeout: BUSY });
  if (!readonly) {
    connection.pragma(`page_size = ${PAGE}`);
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    connection.pragma(`wal_autocheckpoint = ${CHECKPOINT}`);
  }
  return connection;
}

/**
 * Nothing of SQLite's is waited for, so without a pause transactions that stand in line would be one long stretch in which nobody
 * hears what Slack says; with it a burst of clicks is heard, and answered, between them.
 */
function opened(connection: Connection, readConnection: Connection): Database {
  const db = new Kysely<Schema>({ dialect: new Dialect(connection) });
  const reader = new Kysely<Schema>({ dialect: new SqliteDialect({ database: readConnection }) });
  return {
    async transaction(work) {
      try {
        return await db.transaction().execute(async (trx) => {
          await setImmediate();
          return work(trx);
        });
      } catch (error) {
        throw wordedStoreError(error);
      }
    },
    reader,
    connection,
    async close() {
      await db.destroy();
      await reader.destroy();
      closeUnused(connection, readConnection);
    },
  };
}

/** Kysely closes none that it never used. */
function closeUnused(...connections: readonly Connection[]): void {
  for (const connection of connections) if (connection.open) connection.close();
}

class Dialect extends SqliteDialect {
  constructor(private readonly connection: Connection) {
    super({ database: connection });
  }

  override createDriver(): SqliteDriver {
    return new Driver(this.connection);
  }
}

/** SQLite rolls back by itself when the disk is full; rolling back once more would fail, and hide why. */
class Driver extends SqliteDriver {
  constructor(private readonly connection: Connection) {
    super({ database: { prepare: (sql) => prepared(connection, sql), close: () => void connection.close() } });
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.connection.inTransaction) await super.rollbackTransaction(connection);
  }
}
