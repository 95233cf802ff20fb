/**
 * Brings a database up to this program's schema: each file of `migrations/` runs once, in order, in a transaction of its own
 * that also records it. Two processes that start together wait for each other (`BEGIN IMMEDIATE`).
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { AppError } from '../error';
import { wordedStoreError } from './trouble';

export interface Migration {
  /** The number a file begins with, as `0001_initial.sql`. */
  readonly version: number;
  readonly file: string;
  readonly sql: string;
}

export function readMigrations(folder: string): readonly Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}_\w+\.sql$/.test(file))
    .sort()
    .map((file) => ({ version: Number(file.slice(0, 4)), file, sql: readFileSync(join(folder, file), 'utf8') }));
}

/** Returns the files that were applied. Throws an AppError `schema_too_new` when a newer program wrote the database. */
export function migrate(database: Database, migrations: readonly Migration[]): readonly string[] {
  database.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY, file TEXT NOT NULL)');
  const latest = migrations.at(-1)?.version ?? 0;
  const found = versionOf(database);
  if (found > latest) {
    const problem = `the database has schema ${found}, this program knows ${latest}`;
    const advice = `start the newer version, or stop and put the copy that it kept (FILE.schema-${latest}) in the place of the store`;
    throw new AppError('schema_too_new', `${problem}: ${advice}`);
  }
  return migrations.filter((migration) => apply(database, migration)).map(({ file }) => file);
}

function apply(database: Database, { version, file, sql }: Migration): boolean {
  database.exec('BEGIN IMMEDIATE');
  try {
    const pending = versionOf(database) < version;
    if (pending) {
      database.exec(sql);
      database.prepare('INSERT INTO schema_version (version, file) VALUES (?, ?)').run(version, file);
    }
    database.exec('COMMIT');
    return pending;
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    const { message } = wordedStoreError(error) as Error;
    throw new AppError('migration_failed', `migrations/${file} failed: ${message}`, { cause: error });
  }
}

/** The schema a database has; undefined when it is none of ours. Changes nothing. */
export function schemaOf(database: Database): number | undefined {
  const known = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").get();
  return known === undefined ? undefined : versionOf(database);
}

function versionOf(database: Database): number {
  const row = database.prepare('SELECT max(version) AS version FROM schema_version').get() as {
    version: number | null;
  };
  return row.version ?? 0;
}
