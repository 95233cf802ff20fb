/** What owed messages are about, as it stands now: alerts, questions, batches. */
import type { Kysely } from 'kysely';
import type { Subject } from '../notify/owed';
import { alertById, alertsById } from './alerts';
import { batchById } from './batches';
import { confirmationById, confirmationsById } from './confirmations';
import type { Trx } from './database';
import { digestById } from './digests';
import type { Schema } from './schema';

interface About {
  readonly subject_kind: string;
  readonly subject: string;
}

export async function subjectsOf(
  reader: Kysely<Schema>,
  rows: readonly About[],
): Promise<ReadonlyMap<string, Subject>> {
  const ids = (kind: Subject['kind']) => [
    ...new Set(rows.filter((row) => row.subject_kind === kind).map((row) => row.subject)),
  ];
  const alerts = await alertsById(reader, ids('alert'));
  const confirmations = await confirmationsById(reader, ids('confirmation'));
  const subjects = new Map<string, Subject>();
  for (const [id, alert] of alerts) subjects.set(id, { kind: 'alert', alert });
  for (const [id, confirmation] of confirmations) subjects.set(id, { kind: 'confirmation', confirmation });
  for (const id of ids('batch')) {
    const batch = await batchById(reader, id);
    if (batch) subjects.set(id, { kind: 'batch', batch });
  }
  for (const id of ids('digest')) {
    const digest = await digestById(reader, id);
    if (digest) subjects.set(id, { kind: 'digest', digest });
  }
  return subjects;
}

export async function newestOf(trx: Trx, subject: Subject): Promise<Subject | undefined> {
  switch (subject.kind) {
    case 'alert': {
      const alert = await alertById(trx, subject.alert.id);
      return alert && { kind: 'alert', alert };
    }
    case 'confirmation': {
      const confirmation = await confirmationById(trx, subject.confirmation.id);
      return confirmation && { kind: 'confirmation', confirmation };
    }
    case 'batch': {
      const batch = await batchById(trx, subject.batch.id);
      return batch && { kind: 'batch', batch };
    }
    case 'digest': {
      const digest = await digestById(trx, subject.digest.id);
      return digest && { kind: 'digest', digest };
    }
  }
}
