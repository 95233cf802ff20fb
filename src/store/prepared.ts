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
  if (sql.length > LONGEST) return connection.prepare<Values, Row>(sql) as Statement<Values, Row>;
  let statements = kept.get(connection);
  if (!statements) kept.set(connection, (statements = new Map()));
  const known = statements.get(sql);
  if (known) return known as Statement<Values, Row>;
  if (statements.size >= MOST) statements.clear();
  const statement = connection.prepare<Values, Row>(sql) as Statement<Values, Row>;
  statements.set(sql, statement as Statement<unknown[]>);
  return statement;
}
