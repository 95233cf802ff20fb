/** What is done with alerts that stand in a list: their changes show there, one call is for all of them, one of them is shown whole. */
import type { Kysely } from 'kysely';
import type { Alert } from '../alert/alert';
import type { Call, Owed, Subject } from '../notify/owed';
import { alertById } from './alerts';
import { batchById, listsIn, touch } from './batches';
import type { Trx } from './database';
import { about, isOwed, postKey, put, standsIn, urgencyOf } from './owed-rows';
import type { Schema } from './schema';

/** What was done to an alert shows in the lists it is in. */
export async function touchListsOf(trx: Trx, { id: alertId, level }: Alert, at: number): Promise<void> {
  const lists = await listsIn(trx, alertId);
  if (lists.length === 0) return;
  const counted = trx.updateTable('batch_members').set({ urgency: urgencyOf(level) });
  await counted.where('alert_id', '=', alertId).execute();
  for (const { id, channel } of lists) await touch(trx, id, channel, at);
}

type OwedMessage = Extract<Owed, { kind: 'post' | 'raise' }>;

/**
 * Alerts that were told together are called for together: the first of their ladders to reach a step calls for all of the list,
 * once a step. False when the alert is in no list of the channel, or calls for another reason.
 */
export async function callForListed(trx: Trx, owed: OwedMessage, call: Call): Promise<boolean> {
  if (owed.subject.kind !== 'alert' || call.why !== 'unacknowledged') return false;
  const [list] = await listsIn(trx, owed.subject.alert.id, owed.channel);
  const post = postKey(owed.subject.alert.id, owed.channel);
  if (!list || (await isOwed(trx, post))) return false;
  const id = `${list.series}.1`;
  const further = trx.updateTable('batches').set({ called: call.after }).where('id', '=', id);
  const { numUpdatedRows } = await further.where('called', '<', call.after).executeTakeFirstOrThrow();
  const batch = numUpdatedRows > 0n ? await batchById(trx, id) : undefined;
  if (!batch) return true;
  const { channel, mention, at } = owed;
  const key = `raise/${id}/${channel}/unacknowledged-${call.after}`;
  await put(trx, { ...about({ kind: 'batch', batch }), key, kind: 'raise', channel, mention, call, at });
  return true;
}

/** A list where it stands. */
export interface Listed {
  readonly id: string;
  /** As its route names the channel. */
  readonly channel: string;
}

/** Which list a message is, by the channel as Slack names it. */
export async function batchAt(
  reader: Kysely<Schema>,
  channel: string | undefined,
  ts: string | undefined,
): Promise<Listed | undefined> {
  if (channel === undefined || ts === undefined) return undefined;
  return reader
    .selectFrom('notifications')
    .innerJoin('batches', 'batches.id', 'notifications.subject')
    .select(['batches.id', 'notifications.route_channel as channel'])
    .where('notifications.channel', '=', channel)
    .where('notifications.ts', '=', ts)
    .executeTakeFirst();
}

export type Showing = 'shown' | 'shown before' | 'gone';

interface Show {
  readonly list: Listed;
  readonly alertId: string;
  /** The ts of the list. */
  readonly thread: string;
  readonly at: number;
}

/** Owes the alert itself, in the thread of the list; once, however often it is asked for. */
export async function showListed(trx: Trx, { list, alertId, thread, at }: Show): Promise<Showing> {
  const alert = await alertById(trx, alertId);
  if (!alert) return 'gone';
  const subject: Subject = { kind: 'alert', alert };
  const { channel } = list;
  const key = postKey(alertId, channel);
  // What was chosen stays chosen in Slack's clients until the list is drawn anew.
  await touch(trx, list.id, channel, at);
  if ((await standsIn(trx, subject)).includes(channel) || (await isOwed(trx, key))) return 'shown before';
  await put(trx, { ...about(subject), key, kind: 'post', channel, thread, at });
  return 'shown';
}
