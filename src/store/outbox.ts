/**
 * Messages owed to Slack, as rows. Owing an edit twice is owing the newer one; where the message itself is still owed, an
 * edit is not, as it will be rendered from the newest state anyway. The outbox (`notify/`) decides when and how to send.
 */
import { sql } from 'kysely';
import { LEVELS, type Level, compareLevels } from '../detect/level';
import type { Alert } from '../alert/alert';
import type { OutboxStore, OwedRow, Sent } from '../notify/outbox';
import type { Owed } from '../notify/route';
import { alertById, alertsById } from './alerts';
import type { Database, Trx } from './database';
import type { Schema } from './schema';

/** As many posts of each channel, and as many edits, are looked at in one delivery, which is more than the pace lets through. */
const BATCH = 20;
/** Counted apart, so that a flood in one channel holds up neither another channel nor the edit that shows a click. */
const TURN = sql<number>`row_number() over (
  partition by case kind when 'edit' then '' else channel end order by urgency, owed_at)`;

export async function owe(trx: Trx, owed: Owed): Promise<void> {
  const { alert } = owed;
  const posted = await trx.selectFrom('notifications').selectAll().where('alert_id', '=', alert.id).execute();
  if (owed.kind === 'edit') {
    for (const { route_channel } of posted) await put(trx, owed, 'edit', route_channel);
    return;
  }
  const channel = owed.channel;
  if (channel === undefined) return;
  const standsThere = posted.some((row) => row.route_channel === channel);
  await put(trx, owed, owed.kind === 'raise' && standsThere ? 'raise' : 'post', channel);
}

async function put(trx: Trx, owed: Owed, kind: OwedRow['kind'], channel: string): Promise<void> {
  const { alert, mention, from, at } = owed;
  const urgency = LEVELS.length - LEVELS.indexOf(alert.level);
  const key = kind === 'raise' ? `raise/${alert.id}/${channel}/${alert.level}` : `${kind}/${alert.id}/${channel}`;
  await trx
    .insertInto('outbox')
    .values({
      key,
      kind,
      alert_id: alert.id,
      channel,
      urgency,
      version: alert.version,
      mention: mention ?? null,
      from_level: from ?? null,
      owed_at: at,
      next_at: at,
      attempts: 0,
      started_at: null,
      last_error: null,
    })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ version: alert.version, urgency, mention: mention ?? null }),
    )
    .execute();
}

export function sqliteOutbox(database: Database): OutboxStore {
  return {
    async due(now) {
      const rows = await database.reader
        .selectFrom((query) =>
          query.selectFrom('outbox').selectAll().select(TURN.as('turn')).where('next_at', '<=', now).as('outbox'),
        )
        .leftJoin('notifications', (join) =>
          join
            .onRef('notifications.alert_id', '=', 'outbox.alert_id')
            .onRef('notifications.route_channel', '=', 'outbox.channel'),
        )
        .selectAll('outbox')
        .select(['notifications.channel as posted_channel', 'notifications.ts as posted_ts', 'may_be_duplicate'])
        .where('turn', '<=', BATCH)
        .orderBy(sql`case kind when 'edit' then 1 else 0 end`)
        .orderBy('urgency')
        .orderBy('owed_at')
        .execute();
      const alerts = await alertsById(
        database.reader,
        rows.map((row) => row.alert_id),
      );
      return rows.flatMap((row) => {
        const alert = alerts.get(row.alert_id);
        if (!alert) return [];
        return [
          {
            key: row.key,
            kind: row.kind as OwedRow['kind'],
            alert,
            channel: row.posted_channel ?? row.channel,
            ts: row.posted_ts ?? undefined,
            mention: row.mention ?? undefined,
            from: (row.from_level ?? undefined) as Level | undefined,
            attempts: row.attempts,
            startedAt: row.started_at ?? undefined,
            mayBeDuplicate: row.may_be_duplicate === 1,
          },
        ];
      });
    },

    begin: (row, now) =>
      change(database, row, { started_at: now, ...(row.kind === 'post' ? { from_level: row.alert.level } : {}) }),

    done: (row, sent, now) =>
      database.transaction(async (trx) => {
        const version = row.alert.version;
        if (row.kind === 'post' || sent.anew) await recordPosted(trx, row, sent, now);
        await trx
          .deleteFrom('outbox')
          .where('key', '=', row.key)
          .where((where) => where.or([where('kind', '!=', 'edit'), where('version', '<=', version)]))
          .execute();
      }),

    retry: (row, { reason, at, uncertain }) =>
      change(database, row, {
        next_at: at,
        attempts: row.attempts + 1,
        last_error: reason,
        ...(uncertain ? {} : { started_at: null }),
      }),

    drop: (row) =>
      database.transaction(async (trx) => {
        await trx.deleteFrom('outbox').where('key', '=', row.key).execute();
      }),
  };
}

/** The alert may have changed while its first message was under way, or long before it was found: then it owes an edit. */
async function recordPosted(trx: Trx, row: OwedRow, sent: Sent, now: number): Promise<void> {
  const { channel, ts } = sent;
  const route_channel = routeChannelOf(row);
  const stands = { channel, ts, sent_at: now, may_be_duplicate: Number(sent.mayBeDuplicate) };
  await trx
    .insertInto('notifications')
    .values({ alert_id: row.alert.id, route_channel, ...stands })
    .onConflict((conflict) => conflict.columns(['alert_id', 'route_channel']).doUpdateSet(stands))
    .execute();
  const newest = await alertById(trx, row.alert.id);
  if (newest && row.kind === 'post') await oweRaise(trx, row, newest, now);
  if (newest && (sent.found || newest.version > row.alert.version)) {
    const edit = {
      kind: 'edit',
      alert: newest,
      channel: undefined,
      mention: undefined,
      from: undefined,
      at: now,
    } as const;
    await put(trx, edit, 'edit', route_channel);
  }
}

/**
 * The alert may also have become worse since its first message was begun, of which `begin` noted the level: an edit alone
 * would call nobody, so it is raised like any other.
 */
async function oweRaise(trx: Trx, row: OwedRow, alert: Alert, now: number): Promise<void> {
  const owed = await trx.selectFrom('outbox').selectAll().where('key', '=', row.key).executeTakeFirst();
  if (!owed) return;
  const from = (owed.from_level ?? row.alert.level) as Level;
  const called = LEVELS[LEVELS.length - owed.urgency] ?? alert.level;
  if (compareLevels(called, from) <= 0) return;
  const channel = routeChannelOf(row);
  const mention = owed.mention ?? undefined;
  await put(trx, { kind: 'raise', alert, channel, mention, from, at: now }, 'raise', channel);
}

/** A key holds the channel its route names, and Slack may answer with another id for it. */
function routeChannelOf(row: OwedRow): string {
  return row.key.split('/')[2] ?? row.channel;
}

async function change(database: Database, row: OwedRow, values: Partial<Schema['outbox']>): Promise<void> {
  await database.transaction(async (trx) => {
    await trx.updateTable('outbox').set(values).where('key', '=', row.key).execute();
  });
}
