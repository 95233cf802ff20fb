/**
 * Statements of the writing connection, each prepared once: for what a page of events runs, preparing takes longer than running.
 * SQLite prepares a statement anew by itself when the schema changed.
 */
import type { Statement } from 'better-sqlite3';
import type { Connection } from './database';

/** Lists of values make a text for each of their lengths: the memory has an end, and long texts are not kept. */
const MOST = 200;
const LONGEST = 4_000;

const kept = new WeakMap<Connection, Map<string, Statement<unknown[]>>>();

/** Run it to its end (`all`, `get`, `run`): one that is iterated over cannot be run by somebody else meanwhile. */
export function prepared<Values extends unknown[], Row = unknown>(
  connection: Connection,
  sql: string,
): Statement<Values, Row> {
  const statements = kept.get(connection) ?? new Map<string, Statement<unknown[]>>();
  kept.set(connection, statements);
  const known = statements.get(sql);
  if (known) return known as Statement<Values, Row>;
  const statement = connection.prepare<unknown[], Row>(sql);
  if (sql.length <= LONGEST) {
    if (statements.size >= MOST) statements.clear();
    statements.set(sql, statement);
  }
  return statement as Statement<Values, Row>;
}
