/** What a message of the bot's stands for: an alert, a question, a list or a digest, by where Slack says that it stands. */
import type { Kysely } from 'kysely';
import type { Subject } from '../notify/owed';
import { alertById } from './alerts';
import { batchById } from './batches';
import { confirmationById } from './confirmations';
import { digestById } from './digests';
import type { Schema } from './schema';

/** `channel` as Slack names it. undefined for a message that is not recorded, or whose subject is no longer kept. */
export async function postedAt(reader: Kysely<Schema>, channel: string, ts: string): Promise<Subject | undefined> {
  const rows = await reader
    .selectFrom('notifications')
    .select('subject')
    .where('channel', '=', channel)
    .where('ts', '=', ts)
    .limit(1)
    .execute();
  const id = rows[0]?.subject;
  if (id === undefined) return undefined;
  const alert = await alertById(reader, id);
  if (alert) return { kind: 'alert', alert };
  const confirmation = await confirmationById(reader, id);
  if (confirmation) return { kind: 'confirmation', confirmation };
  const batch = await batchById(reader, id);
  if (batch) return { kind: 'batch', batch };
  const digest = await digestById(reader, id);
  return digest && { kind: 'digest', digest };
}
