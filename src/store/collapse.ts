/**
 * Too many messages for one channel become few: posts that are owed and not begun are listed in a batch instead, all in one
 * transaction. Critical alerts, answers of people and what somebody asked to see stay messages of their own.
 */
import { sql } from 'kysely';
import type { Alert } from '../alert/alert';
import { FLOOD } from '../notify/batch';
import type { Call } from '../notify/owed';
import { alertsById } from './alerts';
import { listAlerts } from './batches';
import type { Database, Trx } from './database';
import { callForListed } from './listed';
import { urgencyOf } from './owed-rows';

/** Returns how many alerts were gathered at `now` (milliseconds). */
export async function collapse(database: Database, now: number): Promise<number> {
  const count = sql<number>`count(*)`;
  const flooded = await database.reader
    .selectFrom('outbox')
    .select('channel')
    .where('kind', 'in', ['post', 'raise', 'notice'])
    .groupBy('channel')
    .having(count, '>', FLOOD)
    .execute();
  let gathered = 0;
  for (const { channel } of flooded) gathered += await database.transaction((trx) => gather(trx, channel, now));
  return gathered;
}

/** These call for themselves: somebody answered, or must. */
const OWN: ReadonlySet<Call['why']> = new Set(['denied', 'unconfirmed']);

async function gather(trx: Trx, channel: string, now: number): Promise<number> {
  const posts = await trx
    .selectFrom('outbox')
    .select(['key', 'subject', 'mention', 'calls', 'owed_at'])
    .where('channel', '=', channel)
    .where('kind', '=', 'post')
    .where('subject_kind', '=', 'alert')
    .where('urgency', '>', urgencyOf('critical'))
    .where('started_at', 'is', null)
    .where('thread_ts', 'is', null)
    .orderBy('urgency')
    .orderBy('owed_at')
    .execute();
  const eligible = posts.filter(({ calls }) => calls === null || !OWN.has((JSON.parse(calls) as Call).why));
  if (eligible.length < 2) return 0;
  const found = await alertsById(
    trx,
    eligible.map(({ subject }) => subject),
  );
  const alerts = eligible.flatMap(({ subject }) => found.get(subject) ?? []);
  const mentions = eligible.flatMap(({ mention }) => mention ?? []);
  for (const { key } of eligible) await trx.deleteFrom('outbox').where('key', '=', key).execute();
  await listAlerts(trx, alerts, { why: 'flood', channel, at: now, mentions });
  for (const alert of alerts) await callForList(trx, alert, channel, now);
  // As old as what it stands for: it is no younger for having been gathered.
  const oldest = Math.min(...eligible.map(({ owed_at }) => owed_at));
  await trx
    .updateTable('outbox')
    .set({ owed_at: oldest })
    .where('channel', '=', channel)
    .where('kind', '=', 'post')
    .where('subject_kind', '=', 'batch')
    .where('owed_at', '>', oldest)
    .execute();
  return eligible.length;
}

/** A step of its ladder waited for a message that will not come: it calls to the list instead, with the others of that step. */
async function callForList(trx: Trx, alert: Alert, channel: string, at: number): Promise<void> {
  const waiting = trx.deleteFrom('outbox').where('kind', '=', 'raise').where('subject', '=', alert.id);
  const rows = await waiting.where('channel', '=', channel).returning(['mention', 'calls']).execute();
  for (const { mention, calls } of rows) {
    if (calls === null) continue;
    const call = JSON.parse(calls) as Call;
    const subject = { kind: 'alert', alert } as const;
    await callForListed(trx, { kind: 'raise', subject, channel, mention: mention ?? undefined, call, at }, call);
  }
}
