/** How far back the store reaches, and since when a principal is known: for answers that find little. */
import type { Kysely } from 'kysely';
import type { Schema } from './schema';

/** The same of one account. */
export async function oldestEventOf(reader: Kysely<Schema>, account: string): Promise<number | undefined> {
  const events = reader.selectFrom('events').select('time').where('account', '=', account);
  const row = await events.orderBy('time').limit(1).executeTakeFirst();
  return row?.time;
}

/** Event time (milliseconds) of the oldest event that is kept; undefined where there is none. */
export async function oldestEvent(reader: Kysely<Schema>): Promise<number | undefined> {
  const row = await reader.selectFrom('events').select('time').orderBy('time').limit(1).executeTakeFirst();
  return row?.time;
}

/** When (milliseconds) the bot first saw the principal do anything; older than its events, as marks outlive them. */
export async function knownSince(reader: Kysely<Schema>, principal: string): Promise<number | undefined> {
  const marks = reader.selectFrom('first_seen').where('kind', '=', 'event').where('principal', '=', principal);
  const row = await marks.select(({ fn }) => fn.min<number | null>('at').as('at')).executeTakeFirst();
  return row?.at ?? undefined;
}
