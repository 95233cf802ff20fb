/** The outbox's view of the store: what is due, what was sent and where it stands. `owe.ts` puts the rows there. */
import { type Kysely, sql } from 'kysely';
import { undeliverable } from '../alert/confirmation';
import { type Level, compareLevels } from '../detect/level';
import type { OutboxStore, OwedRow, RenderedRow, Sent } from '../notify/outbox';
import { type Call, type Message, type Subject, idOf, levelOf, versionOf } from '../notify/owed';
import { alertById, alertsById } from './alerts';
import { confirmationById, confirmationsById, writeConfirmation } from './confirmations';
import type { Database, Trx } from './database';
import { levelOfUrgency, owe, oweEdit } from './owe';
import type { Schema } from './schema';

/** As many posts of each channel, and as many edits, are looked at in one delivery, which is more than the pace lets through. */
const BATCH = 20;
/** Counted apart, so that a flood in one channel holds up neither another channel nor the edit that shows a click. */
const TURN = sql<number>`row_number() over (
  partition by case kind when 'edit' then '' else channel end order by urgency, owed_at)`;

export function sqliteOutbox(database: Database): OutboxStore {
  return {
    async due(now) {
      const rows = await dueRows(database, now);
      const subjects = await subjectsOf(database, rows);
      return rows.flatMap((row) => owedRowOf(row, subjects) ?? []);
    },

    begin: (row, now) =>
      change(database, row, {
        started_at: now,
        ...(row.kind === 'post' ? { from_level: levelOf(row.subject) } : {}),
      }),

    done: (row, sent, now) =>
      database.transaction(async (trx) => {
        if (row.kind === 'post' || (row.kind === 'raise' && sent.anew)) await recordPosted(trx, row, sent, now);
        const version = 'subject' in row ? versionOf(row.subject) : 0;
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

    drop: (row, reason, now) =>
      database.transaction(async (trx) => {
        await trx.deleteFrom('outbox').where('key', '=', row.key).execute();
        if (row.kind === 'edit') return forget(trx, row, now);
        if (row.kind !== 'post' || row.subject.kind !== 'confirmation') return;
        const confirmation = await confirmationById(trx, row.subject.confirmation.id);
        if (confirmation?.state === 'asked') await writeConfirmation(trx, undeliverable(confirmation, reason));
      }),
  };
}

type DueRow = Awaited<ReturnType<typeof dueRows>>[number];

function dueRows(database: Database, now: number) {
  return (
    database.reader
      .selectFrom((query) =>
        query.selectFrom('outbox').selectAll().select(TURN.as('turn')).where('next_at', '<=', now).as('outbox'),
      )
      .leftJoin('notifications', (join) =>
        join
          .onRef('notifications.subject', '=', 'outbox.subject')
          .onRef('notifications.route_channel', '=', 'outbox.channel'),
      )
      .selectAll('outbox')
      .select(['notifications.channel as posted_channel', 'notifications.ts as posted_ts', 'may_be_duplicate'])
      .select('notifications.calls as posted_calls')
      .where('turn', '<=', BATCH)
      // What goes into a thread waits until there is one.
      .where((where) =>
        where.or([where('kind', 'not in', ['raise', 'line']), where('notifications.ts', 'is not', null)]),
      )
      .orderBy(sql`case kind when 'edit' then 1 else 0 end`)
      .orderBy('urgency')
      .orderBy('owed_at')
      .execute()
  );
}

async function subjectsOf(database: Database, rows: readonly DueRow[]): Promise<ReadonlyMap<string, Subject>> {
  const ids = (kind: Subject['kind']) => rows.filter((row) => row.subject_kind === kind).map((row) => row.subject);
  const alerts = await alertsById(database.reader, ids('alert'));
  const confirmations = await confirmationsById(database.reader, [...new Set(ids('confirmation'))]);
  const subjects = new Map<string, Subject>();
  for (const [id, alert] of alerts) subjects.set(id, { kind: 'alert', alert });
  for (const [id, confirmation] of confirmations) subjects.set(id, { kind: 'confirmation', confirmation });
  return subjects;
}

function owedRowOf(row: DueRow, subjects: ReadonlyMap<string, Subject>): OwedRow | undefined {
  const calls = row.calls ?? (row.kind === 'edit' ? row.posted_calls : null);
  const common = {
    key: row.key,
    channel: row.posted_channel ?? row.channel,
    ts: row.posted_ts ?? undefined,
    mention: row.mention ?? undefined,
    call: calls === null ? undefined : (JSON.parse(calls) as Call),
    attempts: row.attempts,
    startedAt: row.started_at ?? undefined,
    mayBeDuplicate: row.may_be_duplicate === 1,
  };
  const kind = row.kind as OwedRow['kind'];
  if (kind === 'line' || kind === 'notice') {
    return { ...common, kind, message: JSON.parse(row.message ?? '{}') as Message };
  }
  const subject = subjects.get(row.subject);
  return subject && { ...common, kind, subject };
}

/** The subject may have changed while its first message was under way, or long before it was found: then it owes an edit. */
async function recordPosted(trx: Trx, row: RenderedRow, sent: Sent, now: number): Promise<void> {
  const { channel, ts } = sent;
  const route_channel = routeChannelOf(row);
  const calls = row.kind === 'post' && row.call ? JSON.stringify(row.call) : null;
  const stands = { channel, ts, sent_at: now, may_be_duplicate: Number(sent.mayBeDuplicate), calls };
  await trx
    .insertInto('notifications')
    .values({ subject: idOf(row.subject), route_channel, ...stands })
    .onConflict((conflict) => conflict.columns(['subject', 'route_channel']).doUpdateSet(stands))
    .execute();
  const newest = await newestOf(trx, row.subject);
  if (!newest) return;
  if (row.kind === 'post') await oweRaise(trx, row, newest, now);
  if (sent.found || versionOf(newest) > versionOf(row.subject)) await oweEdit(trx, newest, route_channel, now);
}

/**
 * Somebody deleted the message: it stands there no longer, nor can anything be said in its thread. What is still open is owed
 * anew, as not everyone may have seen it; a copy that a ladder sent is not.
 */
async function forget(trx: Trx, row: RenderedRow, now: number): Promise<void> {
  const channel = routeChannelOf(row);
  const subject = await newestOf(trx, row.subject);
  if (subject?.kind !== 'alert') return;
  const { id, state, snooze } = subject.alert;
  const owed = trx.deleteFrom('outbox').where('subject', '=', id).where('channel', '=', channel);
  await trx.deleteFrom('notifications').where('subject', '=', id).where('route_channel', '=', channel).execute();
  await owed.where('kind', 'in', ['line', 'edit']).execute();
  const calls = await trx
    .selectFrom('outbox')
    .select('key')
    .where('subject', '=', id)
    .where('kind', '=', 'raise')
    .execute();
  const open = state === 'open' && (snooze === undefined || snooze.over) && row.call?.why !== 'unacknowledged';
  if (open || calls.length > 0) await owe(trx, { kind: 'post', subject, channel, mention: undefined, at: now });
}

async function newestOf(trx: Trx, subject: Subject): Promise<Subject | undefined> {
  if (subject.kind === 'alert') {
    const alert = await alertById(trx, subject.alert.id);
    return alert && { kind: 'alert', alert };
  }
  const confirmation = await confirmationById(trx, subject.confirmation.id);
  return confirmation && { kind: 'confirmation', confirmation };
}

/**
 * The alert may also have become worse since its first message was begun, of which `begin` noted the level: an edit alone
 * would call nobody, so it is raised like any other.
 */
async function oweRaise(trx: Trx, row: RenderedRow, subject: Subject, now: number): Promise<void> {
  const owed = await trx.selectFrom('outbox').selectAll().where('key', '=', row.key).executeTakeFirst();
  if (!owed || subject.kind !== 'alert') return;
  const from = (owed.from_level ?? levelOf(row.subject)) as Level;
  const called = levelOfUrgency(owed.urgency) ?? subject.alert.level;
  if (compareLevels(called, from) <= 0) return;
  const channel = routeChannelOf(row);
  const call = { why: 'raised', from } as const;
  await owe(trx, { kind: 'raise', subject, channel, mention: owed.mention ?? undefined, call, at: now });
}

/** Where a subject stands: channels as Slack names them, and people who got it as a direct message. */
export async function channelsOf(reader: Kysely<Schema>, subject: string): Promise<readonly string[]> {
  const places = reader.selectFrom('notifications').select(['channel', 'route_channel']);
  const rows = await places.where('subject', '=', subject).execute();
  return rows.map(({ channel, route_channel }) => (/^[UW]/.test(route_channel) ? route_channel : channel));
}

/** Where a subject was told first: for what is said of it later. */
export async function firstChannelOf(trx: Trx, subject: string): Promise<string | undefined> {
  const places = trx.selectFrom('notifications').select('route_channel').where('subject', '=', subject);
  return (await places.orderBy('sent_at').limit(1).executeTakeFirst())?.route_channel;
}

/** How many edits wait for their turn. */
export async function waitingEdits(reader: Kysely<Schema>): Promise<number> {
  const count = reader.selectFrom('outbox').select((select) => select.fn.countAll<number>().as('count'));
  return (await count.where('kind', '=', 'edit').executeTakeFirstOrThrow()).count;
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
