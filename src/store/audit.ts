/** The audit log: who did what, when, before and after. Written once; the database itself refuses to change or delete an entry. */
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database, Trx } from './database';
import type { Schema } from './schema';

export type SubjectKind = 'alert' | 'expectation' | 'confirmation' | 'link' | 'rule' | 'audit';

export interface Entry {
  /** Milliseconds. */
  readonly at: number;
  /** Slack user id, or `trailwarden` for what the bot did by itself. */
  readonly actor: string;
  readonly action: string;
  readonly subjectKind: SubjectKind;
  readonly subject: string;
  /** What changed, as JSON values; undefined where there was nothing. */
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | undefined;
}

export interface KeptEntry extends Entry {
  readonly id: string;
}

/** The actor of what the bot does by itself. */
export const BOT = 'trailwarden';

/** `id` for what may be recorded once only. */
export async function record(trx: Trx, given: Entry & { readonly id?: string | undefined }): Promise<void> {
  const { id = randomUUID(), subjectKind, before, after, reason, ...entry } = given;
  const text = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  const { turn } = await trx
    .selectFrom('audit')
    .select((audit) => audit.fn.countAll<number>().as('turn'))
    .where('at', '=', entry.at)
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('audit')
    .values({
      id,
      ...entry,
      subject_kind: subjectKind,
      before: text(before),
      after: text(after),
      reason: reason ?? null,
      turn,
    })
    .execute();
}

export async function isRecorded(trx: Trx, id: string): Promise<boolean> {
  return (await trx.selectFrom('audit').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/** How often somebody did something since then (milliseconds). */
export async function countRecorded(trx: Trx, actor: string, action: string, since: number): Promise<number> {
  const entries = trx.selectFrom('audit').select((audit) => audit.fn.countAll<number>().as('count'));
  const theirs = entries.where('at', '>', since).where('actor', '=', actor).where('action', '=', action);
  return (await theirs.executeTakeFirstOrThrow()).count;
}

/** Entries from `since` (milliseconds) on, oldest first, read in pages so that a long log needs no memory. */
export async function* auditEntries(reader: Kysely<Schema>, since: number): AsyncGenerator<KeptEntry> {
  let last = { at: since, turn: -1, id: '' };
  for (;;) {
    const rows = await reader
      .selectFrom('audit')
      .selectAll()
      .where((where) =>
        where.or([
          where('at', '>', last.at),
          where.and([where('at', '=', last.at), where('turn', '>', last.turn)]),
          where.and([where('at', '=', last.at), where('turn', '=', last.turn), where('id', '>', last.id)]),
        ]),
      )
      .orderBy('at')
      .orderBy('turn')
      .orderBy('id')
      .limit(500)
      .execute();
    for (const { subject_kind, before, after, reason, turn: _turn, ...row } of rows) {
      const value = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text));
      const subjectKind = subject_kind as SubjectKind;
      yield { ...row, subjectKind, before: value(before), after: value(after), reason: reason ?? undefined };
    }
    const end = rows.at(-1);
    if (!end) return;
    last = end;
  }
}

/** Deletes entries older than `until` (milliseconds), the oldest first and `most` at a time, and says so in the log. Returns how many. */
export function purgeAudit(database: Database, until: number, now: number, most = 1_000): Promise<number> {
  return database.transaction(async (trx) => {
    await trx.insertInto('audit_purge').values({ until_at: until }).execute();
    const oldest = trx.selectFrom('audit').select('id').where('at', '<', until).orderBy('at').limit(most);
    const { numDeletedRows } = await trx.deleteFrom('audit').where('id', 'in', oldest).executeTakeFirstOrThrow();
    await trx.deleteFrom('audit_purge').execute();
    const count = Number(numDeletedRows);
    if (count === 0) return 0;
    const entry = { at: now, actor: BOT, action: 'purge', subjectKind: 'audit', subject: 'audit' } as const;
    await record(trx, { ...entry, before: { entries: count, until }, after: undefined, reason: 'retention' });
    return count;
  });
}
