/**
 * Opens the SQLite file: one connection that writes, one that only reads so that look-ups never wait for a transaction.
 * Nothing outside `store/` sees a connection; inside, a function that runs in a transaction takes a `Trx`, and since the
 * writing database is private here, using it in the middle of its own transaction (which would wait for ever) cannot be typed.
 */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { Kysely, SqliteDialect, type Transaction } from 'kysely';
import { AppError } from '../error';
import { migrate, readMigrations, schemaOf } from './migrate';
import type { Schema } from './schema';

export type Trx = Transaction<Schema>;
export type Connection = BetterSqlite.Database;

export interface Database {
  /** Runs `work` in one transaction; it commits when `work` resolves and rolls back when it throws. */
  transaction<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  /** For look-ups, outside any transaction. */
  readonly reader: Kysely<Schema>;
  /** The writing connection, for prepared statements on the hot path; use inside a transaction only. */
  readonly connection: Connection;
  close(): Promise<void>;
}

/** `url` is `sqlite:PATH`, relative to `base`. Migrates on opening. Throws an AppError that says what is wrong with the file. */
export function openDatabase(url: string, base: string, migrationsFolder: string): Database {
  const path = resolve(base, pathOf(url));
  try {
    mkdirSync(dirname(path), { recursive: true });
    // It holds CloudTrail records: nobody else's to read. SQLite gives its side files the same mode.
    closeSync(openSync(path, 'a', 0o600));
    const connection = connect(path, false);
    const problem = connection.pragma('quick_check(1)', { simple: true });
    if (problem !== 'ok') throw new Error(`the file is damaged: ${String(problem)}`);
    migrate(connection, readMigrations(migrationsFolder));
    return opened(connection, connect(path, true));
  } catch (error) {
    if (error instanceof AppError) throw error;
    const advice = 'check that the folder exists, is writable and has room, or restore a backup';
    throw new AppError('database', `cannot open the database ${path}: ${(error as Error).message} (${advice})`, {
      cause: error,
    });
  }
}

export type Reader = Pick<Database, 'reader' | 'close'>;

/**
 * For commands that look into the store while the bot works with it: it is neither made, nor migrated, nor locked. Throws an
 * AppError when there is none, or one of another version's schema.
 */
export function openToRead(url: string, base: string, migrationsFolder: string): Reader {
  const path = resolve(base, pathOf(url));
  if (!existsSync(path)) {
    const advice =
      'name the configuration with --config or the file with DATABASE_URL, or start the bot, which makes it';
    throw new AppError('no_store', `there is no store at ${path}: ${advice}`);
  }
  let connection: Connection | undefined;
  try {
    connection = connect(path, true);
    checkSchema(connection, path, readMigrations(migrationsFolder).at(-1)?.version ?? 0);
    const reader = new Kysely<Schema>({ dialect: new SqliteDialect({ database: connection }) });
    return { reader, close: () => reader.destroy() };
  } catch (error) {
    connection?.close();
    if (error instanceof AppError) throw error;
    throw new AppError('database', `cannot read the store ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function checkSchema(connection: Connection, path: string, known: number): void {
  const found = schemaOf(connection);
  if (found === known) return;
  if (found === undefined) throw new AppError('no_store', `${path} is no store of Trailwarden: check DATABASE_URL`);
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

/** WAL lets look-ups read during a write; FULL makes a commit survive a power cut. */
function connect(path: string, readonly: boolean): Connection {
  const connection = new BetterSqlite(path, { readonly, timeout: 5000 });
  if (!readonly) {
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
  }
  return connection;
}

function opened(connection: Connection, readConnection: Connection): Database {
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: connection }) });
  const reader = new Kysely<Schema>({ dialect: new SqliteDialect({ database: readConnection }) });
  return {
    transaction: (work) => db.transaction().execute(work),
    reader,
    connection,
    async close() {
      await db.destroy();
      await reader.destroy();
    },
  };
}
