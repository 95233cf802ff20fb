/** The second path's view of the store: critical alerts that are owed to Slack for too long, and what became of sending them. */
import { isUntouched } from '../notify/batch';
import type { SecondPathStore } from '../notify/second-path';
import { alertsById } from './alerts';
import type { Database } from './database';
import { urgencyOf } from './owed-rows';

/** As many are sent in one round. */
const AT_ONCE = 20;

export function sqliteSecondPath(database: Database): SecondPathStore {
  return {
    async undelivered(before, now) {
      const rows = await database.reader
        .selectFrom('outbox')
        .leftJoin('second_path', 'second_path.alert_id', 'outbox.subject')
        .select(({ fn }) => [
          'outbox.subject',
          fn.min<number>('owed_at').as('since'),
          fn.max('second_path.attempts').as('tried'),
        ])
        .where('outbox.subject_kind', '=', 'alert')
        .where('outbox.kind', 'in', ['post', 'raise'])
        .where('outbox.urgency', '<=', urgencyOf('critical'))
        .where('owed_at', '<=', before)
        .where('sent_at', 'is', null)
        .where((where) => where.or([where('second_path.next_at', 'is', null), where('second_path.next_at', '<=', now)]))
        .groupBy('outbox.subject')
        .orderBy('since')
        .limit(AT_ONCE)
        .execute();
      const alerts = await alertsById(
        database.reader,
        rows.map(({ subject }) => subject),
      );
      return rows.flatMap(({ subject, since, tried }) => {
        const alert = alerts.get(subject);
        return alert && isUntouched(alert) ? [{ alert, since, attempts: tried ?? 0 }] : [];
      });
    },

    sent: (alertId, now) => write(database, alertId, { sent_at: now, next_at: now, last_error: null }),

    failed: (alertId, reason, nextAt) =>
      write(database, alertId, { sent_at: null, next_at: nextAt, last_error: reason }),
  };
}

interface Outcome {
  readonly sent_at: number | null;
  readonly next_at: number;
  readonly last_error: string | null;
}

function write(database: Database, alert_id: string, outcome: Outcome): Promise<void> {
  return database.transaction(async (trx) => {
    await trx
      .insertInto('second_path')
      .values({ alert_id, attempts: 1, ...outcome })
      .onConflict((conflict) =>
        conflict
          .column('alert_id')
          .doUpdateSet((set) => ({ ...outcome, attempts: set('second_path.attempts', '+', 1) })),
      )
      .execute();
  });
}
