/** What keeping the bot running needs of the store: its last activity, what people were told about it, owed messages, events an hour. */
import { type Kysely, sql } from 'kysely';
import type { Trx } from './database';
import type { Schema } from './schema';

const WATCHING = 'watching';

/** When the bot was last known to watch, milliseconds; undefined before the first time. */
export async function lastWatched(reader: Kysely<Schema>): Promise<number | undefined> {
  const row = reader.selectFrom('activity').select('at').where('kind', '=', WATCHING);
  return (await row.executeTakeFirst())?.at;
}

export async function recordWatching(trx: Trx, at: number): Promise<void> {
  await trx
    .insertInto('activity')
    .values({ kind: WATCHING, at })
    .onConflict((conflict) => conflict.column('kind').doUpdateSet({ at }))
    .execute();
}

/** A problem that people are told, or may have to be. Times in milliseconds. */
export interface HealthNotice {
  readonly key: string;
  readonly what: string;
  readonly seenAt: number;
  readonly toldAt: number | undefined;
  readonly goneAt: number | undefined;
}

export async function healthNotices(trx: Trx): Promise<readonly HealthNotice[]> {
  const rows = await trx.selectFrom('health_notices').selectAll().execute();
  return rows.map(({ key, what, seen_at, told_at, gone_at }) => {
    return { key, what, seenAt: seen_at, toldAt: told_at ?? undefined, goneAt: gone_at ?? undefined };
  });
}

export async function writeHealthNotice(trx: Trx, { key, ...notice }: HealthNotice): Promise<void> {
  const { what, seenAt, toldAt = null, goneAt = null } = notice;
  const values = { what, seen_at: seenAt, told_at: toldAt, gone_at: goneAt };
  await trx
    .insertInto('health_notices')
    .values({ key, ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute();
}

export async function deleteHealthNotice(trx: Trx, key: string): Promise<void> {
  await trx.deleteFrom('health_notices').where('key', '=', key).execute();
}

/** What Slack has not taken yet. Somebody waits for a message; edits and lines of history follow when there is room. */
export interface Waiting {
  readonly messages: number;
  readonly edits: number;
  readonly oldest: { readonly at: number; readonly channel: string; readonly reason: string | undefined } | undefined;
}

export async function waitingMessages(reader: Kysely<Schema>): Promise<Waiting> {
  const isMessage = sql<number>`case when kind in ('edit', 'line') then 0 else 1 end`;
  const counted = await reader
    .selectFrom('outbox')
    .select([isMessage.as('message'), sql<number>`count(*)`.as('count')])
    .groupBy('message')
    .execute();
  const oldest = await reader
    .selectFrom('outbox')
    .select(['owed_at', 'channel', 'last_error'])
    .where('kind', 'not in', ['edit', 'line'])
    .orderBy('owed_at')
    .limit(1)
    .executeTakeFirst();
  const countOf = (message: number): number => counted.find((row) => row.message === message)?.count ?? 0;
  return {
    messages: countOf(1),
    edits: countOf(0),
    oldest: oldest && { at: oldest.owed_at, channel: oldest.channel, reason: oldest.last_error ?? undefined },
  };
}

/** How far each lane was read, as the store says it; for whoever has no running source to ask. */
export async function watermarks(reader: Kysely<Schema>): Promise<
  readonly {
    readonly account: string;
    readonly region: string;
    readonly kind: string;
    readonly completeUntil: number;
  }[]
> {
  const rows = await reader
    .selectFrom('progress')
    .select(['account', 'region', 'kind', 'complete_until as completeUntil'])
    .where('kind', '!=', 'since')
    .orderBy('account')
    .orderBy('region')
    .orderBy('kind')
    .execute();
  return rows;
}

const HOUR = 3_600_000;
/** The account of the row that says an hour was counted. */
const COUNTED = '';

/** Events an hour by account, and which hours were counted; hours since the epoch. */
export async function eventHours(reader: Kysely<Schema>): Promise<{
  readonly byAccount: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly counted: ReadonlySet<number>;
}> {
  const byAccount = new Map<string, Map<number, number>>();
  const counted = new Set<number>();
  for (const { account, hour, events } of await reader.selectFrom('event_hours').selectAll().execute()) {
    if (account === COUNTED) counted.add(hour);
    else byAccount.set(account, (byAccount.get(account) ?? new Map<number, number>()).set(hour, events));
  }
  return { byAccount, counted };
}

/** Counts one hour from what is stored, and forgets hours before `keepFrom`. */
export async function countHour(trx: Trx, hour: number, keepFrom: number): Promise<void> {
  const rows = await trx
    .selectFrom('events')
    .select(['account', sql<number>`count(*)`.as('events')])
    .where('time', '>=', hour * HOUR)
    .where('time', '<', (hour + 1) * HOUR)
    .groupBy('account')
    .execute();
  const values = [...rows, { account: COUNTED, events: 0 }].map((row) => ({ ...row, hour }));
  await trx
    .insertInto('event_hours')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await trx.deleteFrom('event_hours').where('hour', '<', keepFrom).execute();
}

/** Whether an account had any event from then on (milliseconds). */
export async function hasEvents(reader: Kysely<Schema>, account: string, from: number): Promise<boolean> {
  const some = reader.selectFrom('events').select('id').where('time', '>=', from).where('account', '=', account);
  return (await some.limit(1).executeTakeFirst()) !== undefined;
}
