/**
 * First-seen marks outlive the events they were made of: what a principal did a year ago is not new. They are let go only with
 * their principal: once none of its events is kept any more, and the mark is older than alerts are kept.
 */
import type { Connection, Database } from './database';
import type { Slice } from './purge';

/** As many principals are looked at in one transaction; most of them are still about. */
const AT_ONCE = 200;
const KINDS = ['event', 'network'] as const;

/** Goes through all principals once: each call looks at the next ones. */
export function forgottenMarks(database: Database, until: number): () => Promise<Slice> {
  const kinds = [...KINDS];
  let last = '';
  return () =>
    database.transaction(() => {
      const [kind] = kinds;
      if (kind === undefined) return Promise.resolve({ rows: 0, more: false });
      const { rows, reached } = forget(database.connection, kind, last, until);
      last = reached ?? '';
      if (reached === undefined) kinds.shift();
      return Promise.resolve({ rows, more: kinds.length > 0 });
    });
}

function forget(
  connection: Connection,
  kind: string,
  after: string,
  until: number,
): { rows: number; reached?: string } {
  // Each is one step in the index, however many marks a principal has.
  const next = connection
    .prepare<[string, string], string | null>('SELECT min(principal) FROM first_seen WHERE kind = ? AND principal > ?')
    .pluck();
  const isAbout = connection.prepare<[string]>('SELECT 1 FROM events WHERE principal = ? LIMIT 1');
  const drop = connection.prepare('DELETE FROM first_seen WHERE kind = ? AND principal = ? AND at < ?');
  let [rows, principal] = [0, after];
  for (let looked = 0; looked < AT_ONCE; looked += 1) {
    const found = next.get(kind, principal);
    if (found === undefined || found === null) return { rows };
    principal = found;
    if (isAbout.get(principal) === undefined) rows += drop.run(kind, principal, until).changes;
  }
  return { rows, reached: principal };
}
