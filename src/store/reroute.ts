/**
 * What a channel has refused for minutes goes to another one, with a note of why it is there. Whatever was begun stays: it may
 * have arrived. In a channel where the alert stands already it is a call in its thread.
 */
import type { Selectable } from 'kysely';
import type { Trouble } from '../notify/outbox-row';
import type { Call } from '../notify/owed';
import type { Database, Trx } from './database';
import { isOwed, postKey, put } from './owed-rows';
import type { Schema } from './schema';
import { WORKSPACE } from './delivery';

/** A channel that refuses for so long (milliseconds) is left; somebody may only have to invite the bot. */
const PATIENCE = 5 * 60_000;
/** Refused so lately that it still holds: later, the channel itself is tried first. */
const FRESH = 90_000;

/** Returns the channels that were left at `now` (milliseconds) and had something to leave. */
export async function reroute(database: Database, to: string, now: number): Promise<readonly Trouble[]> {
  const refusing = await database.reader
    .selectFrom('troubles')
    .select(['channel', 'code'])
    .where('channel', 'not in', [to, WORKSPACE])
    .where('since', '<=', now - PATIENCE)
    .where('last_at', '>=', now - FRESH)
    .execute();
  const left: Trouble[] = [];
  for (const trouble of refusing) {
    const moved = await database.transaction((trx) => leave(trx, trouble, to));
    if (moved > 0) left.push(trouble);
  }
  return left;
}

type Row = Selectable<Schema['outbox']>;

async function leave(trx: Trx, { channel, code }: Trouble, to: string): Promise<number> {
  const rows = await trx
    .selectFrom('outbox')
    .selectAll()
    .where('channel', '=', channel)
    .where('kind', 'in', ['post', 'raise', 'notice'])
    .where('subject_kind', '!=', 'confirmation')
    .where('started_at', 'is', null)
    .execute();
  for (const row of rows) {
    if (row.kind === 'notice') {
      const here = trx.updateTable('outbox').set({ channel: to, next_at: row.owed_at });
      await here.where('key', '=', row.key).execute();
      continue;
    }
    await trx.deleteFrom('outbox').where('key', '=', row.key).execute();
    if (row.subject_kind === 'digest') {
      const replies = trx.updateTable('outbox').set({ channel: to }).where('subject', '=', row.subject);
      await replies.where('kind', '=', 'line').execute();
    }
    await putInto(trx, row, to, { why: 'rerouted', from: channel, code });
  }
  return rows.length;
}

async function putInto(trx: Trx, row: Row, to: string, call: Call): Promise<void> {
  const { subject, urgency, version, mention, owed_at: at, calls } = row;
  const kept = {
    ...{ subject, urgency, version, at, channel: to },
    subjectKind: row.subject_kind as 'alert' | 'batch' | 'digest',
    mention: mention ?? undefined,
  };
  const stands = await trx
    .selectFrom('notifications')
    .select('ts')
    .where('subject', '=', subject)
    .where('route_channel', '=', to)
    .executeTakeFirst();
  const key = postKey(subject, to);
  if (!stands) return (await isOwed(trx, key)) ? undefined : put(trx, { ...kept, key, kind: 'post', call });
  // It was told there before: only what called for attention is said again.
  if (calls === null) return;
  const said = { ...kept, kind: 'raise', call: JSON.parse(calls) as Call } as const;
  return put(trx, { ...said, key: row.key.replace(/^[a-z]+\/([^/]+)\/[^/]+/, `raise/$1/${to}`) });
}
