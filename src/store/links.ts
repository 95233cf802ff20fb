/** Links from principals to Slack people that were made by command. At most one stands for a principal; none is ever deleted. */
import { randomUUID } from 'node:crypto';
import type { Link } from '../people/link';
import { type Entry, record } from './audit';
import type { Database, Trx } from './database';

/** Links that stand, oldest first. */
export async function links({ reader }: Database): Promise<readonly Link[]> {
  const rows = await reader
    .selectFrom('links')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('made_at')
    .orderBy('id')
    .execute();
  return rows.map(({ principal, accounts, slack, made_by, made_at }) => ({
    principal,
    accounts: JSON.parse(accounts) as readonly string[],
    slack: JSON.parse(slack) as readonly string[],
    source: 'command',
    by: made_by,
    at: made_at,
  }));
}

export interface NewLink {
  readonly principal: string;
  readonly accounts: readonly string[];
  readonly slack: readonly string[];
  /** Slack user id. */
  readonly by: string;
  /** Milliseconds. */
  readonly at: number;
}

/** Takes the place of the principal's link, if one stands. */
export function addLink(database: Database, { principal, accounts, slack, by, at }: NewLink): Promise<void> {
  return database.transaction(async (trx) => {
    const before = await end(trx, principal, by, at);
    await trx
      .insertInto('links')
      .values({
        id: randomUUID(),
        principal,
        accounts: JSON.stringify(accounts),
        slack: JSON.stringify(slack),
        made_by: by,
        made_at: at,
        removed_by: null,
        removed_at: null,
      })
      .execute();
    await record(trx, entry('link', principal, by, at, before, { accounts, slack }));
  });
}

/** Returns false when no link made by command stands for the principal. */
export function removeLink(database: Database, principal: string, by: string, at: number): Promise<boolean> {
  return database.transaction(async (trx) => {
    const before = await end(trx, principal, by, at);
    if (before !== undefined) await record(trx, entry('unlink', principal, by, at, before, undefined));
    return before !== undefined;
  });
}

async function end(trx: Trx, principal: string, by: string, at: number): Promise<unknown> {
  const row = await trx
    .updateTable('links')
    .set({ removed_by: by, removed_at: at })
    .where('principal', '=', principal)
    .where('removed_at', 'is', null)
    .returning(['accounts', 'slack'])
    .executeTakeFirst();
  return row && { accounts: JSON.parse(row.accounts) as unknown, slack: JSON.parse(row.slack) as unknown };
}

function entry(action: string, subject: string, actor: string, at: number, before: unknown, after: unknown): Entry {
  return { at, actor, action, subjectKind: 'link', subject, before, after, reason: undefined };
}
