/** What stands in the way of delivery: channels that refuse, and the workspace (`*`), from the first refusal until something is delivered there; and what waits. */
import type { Kysely } from 'kysely';
import type { OwedRow, Trouble } from '../notify/outbox-row';
import type { Trx } from './database';
import type { Schema } from './schema';

export const WORKSPACE = '*';

export async function noteTrouble(trx: Trx, { channel, code }: Trouble, now: number): Promise<void> {
  await trx
    .insertInto('troubles')
    .values({ channel, code, since: now, last_at: now })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet({ code, last_at: now }))
    .execute();
}

/** An edit says that the token is good, but may succeed in a channel that takes no new message. */
export async function noteWell(trx: Trx, { kind, route }: OwedRow): Promise<void> {
  const well = kind === 'edit' ? [WORKSPACE] : [WORKSPACE, route];
  await trx.deleteFrom('troubles').where('channel', 'in', well).execute();
}

/** What is owed and what stands in its way, for health. */
export interface Delivery {
  /** Messages owed; edits and lines apart, as nobody waits for them. */
  readonly owed: number;
  readonly edits: number;
  /** Since when (milliseconds) the oldest message is owed; undefined when none is. */
  readonly oldest: number | undefined;
  /** The channel as its route names it, or `*` for the workspace. */
  readonly troubles: readonly (Trouble & { readonly since: number; readonly lastAt: number })[];
  /** Why messages were not delivered at their last attempt: Slack's codes, or words where it gave no answer. */
  readonly failures: readonly { readonly reason: string; readonly count: number }[];
  /** Messages for which Slack was asked and no answer was recorded. */
  readonly inDoubt: number;
}

export async function delivery(reader: Kysely<Schema>): Promise<Delivery> {
  const messages = reader.selectFrom('outbox').where('kind', 'in', ['post', 'raise', 'notice']);
  const { owed, oldest } = await messages
    .select(({ fn }) => [fn.countAll<number>().as('owed'), fn.min<number | null>('owed_at').as('oldest')])
    .executeTakeFirstOrThrow();
  const later = reader.selectFrom('outbox').where('kind', 'in', ['edit', 'line']);
  const { edits } = await later.select(({ fn }) => fn.countAll<number>().as('edits')).executeTakeFirstOrThrow();
  const failures = await messages
    .select(({ fn }) => ['last_error', fn.countAll<number>().as('count')])
    .where('last_error', 'is not', null)
    .groupBy('last_error')
    .orderBy('count', 'desc')
    .execute();
  const doubtful = messages.where('started_at', 'is not', null);
  const { inDoubt } = await doubtful.select(({ fn }) => fn.countAll<number>().as('inDoubt')).executeTakeFirstOrThrow();
  const troubles = await reader.selectFrom('troubles').selectAll().orderBy('since').execute();
  return {
    owed,
    edits,
    oldest: oldest ?? undefined,
    inDoubt,
    failures: failures.map(({ last_error, count }) => ({ reason: last_error ?? '', count })),
    troubles: troubles.map(({ channel, code, since, last_at }) => ({ channel, code, since, lastAt: last_at })),
  };
}
