/**
 * Messages owed to Slack, as rows. Owing an edit twice is owing the newer one; where the message itself is still owed, an
 * edit is not, as it will be rendered from the newest state anyway. The outbox (`notify/`) decides when and how to send.
 */
import { type Kysely, sql } from 'kysely';
import type { Alert } from '../alert/alert';
import { LEVELS, type Level, compareLevels } from '../detect/level';
import type { OutboxStore, OwedRow, RenderedRow, Sent } from '../notify/outbox';
import { type Call, type Message, type Owed, type Subject, idOf, versionOf } from '../notify/owed';
import { alertById, alertsById } from './alerts';
import type { Database, Trx } from './database';
import type { Schema } from './schema';

/** As many posts of each channel, and as many edits, are looked at in one delivery, which is more than the pace lets through. */
const BATCH = 20;
/** Counted apart, so that a flood in one channel holds up neither another channel nor the edit that shows a click. */
const TURN = sql<number>`row_number() over (
  partition by case kind when 'edit' then '' else channel end order by urgency, owed_at)`;

/** History can wait: lines go after every post of their channel. */
const LATER = LEVELS.length;

export async function owe(trx: Trx, owed: Owed): Promise<void> {
  if (owed.kind === 'notice') {
    const { key, channel, level, message } = owed;
    return put(trx, { ...EMPTY, key, kind: 'notice', channel, urgency: urgencyOf(level), message, at: owed.at });
  }
  const { subject, at } = owed;
  const posted = await postedOf(trx, idOf(subject));
  if (owed.kind === 'edit') {
    for (const { route_channel } of posted) await oweEdit(trx, subject, route_channel, at);
    return;
  }
  if (owed.kind === 'line') {
    const line = { ...about(subject), kind: 'line', message: owed.message, at } as const;
    const urgency = LATER + line.urgency;
    for (const { route_channel: channel } of posted) {
      await put(trx, { ...line, key: `line/${idOf(subject)}/${channel}/${owed.name}`, channel, urgency });
    }
    return;
  }
  const { channel, mention, call } = owed;
  const standsThere = posted.some((row) => row.route_channel === channel);
  const kind = owed.kind === 'raise' && standsThere ? 'raise' : 'post';
  const key = `${kind}/${idOf(subject)}/${channel}${kind === 'raise' ? `/${callKey(owed)}` : ''}`;
  await put(trx, { ...about(subject), key, kind, channel, mention, call, at });
}

/** Each reason calls once: a level, a return, a step of the ladder. */
function callKey({ subject: { alert }, call, at }: Extract<Owed, { kind: 'post' | 'raise' }>): string {
  if (call === undefined || call.why === 'raised') return alert.level;
  if (call.why === 'returned') return `returned-${at}`;
  return `unacknowledged-${alert.ladder?.since ?? 0}-${call.after}`;
}

function postedOf(trx: Trx, id: string): Promise<readonly { route_channel: string }[]> {
  return trx.selectFrom('notifications').select('route_channel').where('subject', '=', id).execute();
}

function oweEdit(trx: Trx, subject: Subject, channel: string, at: number): Promise<void> {
  return put(trx, { ...about(subject), key: `edit/${idOf(subject)}/${channel}`, kind: 'edit', channel, at });
}

interface Put {
  readonly key: string;
  readonly kind: OwedRow['kind'];
  readonly subjectKind: Subject['kind'] | 'none';
  readonly subject: string;
  readonly channel: string;
  readonly urgency: number;
  readonly version: number;
  readonly mention?: string | undefined;
  readonly call?: Call | undefined;
  readonly message?: Message;
  readonly at: number;
}

/** What a message that is about nothing but itself has of a subject. */
const EMPTY = { subjectKind: 'none', subject: '', version: 0 } as const;

function about(subject: Subject): Pick<Put, 'subjectKind' | 'subject' | 'urgency' | 'version'> {
  const urgency = urgencyOf(subject.alert.level);
  return { subjectKind: subject.kind, subject: idOf(subject), urgency, version: versionOf(subject) };
}

function urgencyOf(level: Level): number {
  return LEVELS.length - LEVELS.indexOf(level);
}

async function put(trx: Trx, { key, kind, subjectKind, subject, channel, at, ...owed }: Put): Promise<void> {
  const { urgency, version, mention = null } = owed;
  const calls = owed.call === undefined ? null : JSON.stringify(owed.call);
  const from_level = owed.call?.why === 'raised' ? (owed.call.from ?? null) : null;
  const message = owed.message === undefined ? null : JSON.stringify(owed.message);
  await trx
    .insertInto('outbox')
    .values({
      ...{
        key,
        kind,
        subject_kind: subjectKind,
        subject,
        channel,
        urgency,
        version,
        mention,
        from_level,
        calls,
        message,
      },
      ...{ owed_at: at, next_at: at, attempts: 0, started_at: null, last_error: null },
    })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ version, urgency, mention }))
    .execute();
}

export function sqliteOutbox(database: Database): OutboxStore {
  return {
    async due(now) {
      const rows = await dueRows(database, now);
      const ids = rows.filter((row) => row.subject_kind === 'alert').map((row) => row.subject);
      const alerts = await alertsById(database.reader, ids);
      return rows.flatMap((row) => owedRowOf(row, alerts) ?? []);
    },

    begin: (row, now) =>
      change(database, row, {
        started_at: now,
        ...(row.kind === 'post' ? { from_level: row.subject.alert.level } : {}),
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

    drop: (row) =>
      database.transaction(async (trx) => {
        await trx.deleteFrom('outbox').where('key', '=', row.key).execute();
      }),
  };
}

type DueRow = Awaited<ReturnType<typeof dueRows>>[number];

function dueRows(database: Database, now: number) {
  return database.reader
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
    .orderBy(sql`case kind when 'edit' then 1 else 0 end`)
    .orderBy('urgency')
    .orderBy('owed_at')
    .execute();
}

function owedRowOf(row: DueRow, alerts: ReadonlyMap<string, Alert>): OwedRow | undefined {
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
  const alert = alerts.get(row.subject);
  return alert && { ...common, kind, subject: { kind: 'alert', alert } };
}

/** The alert may have changed while its first message was under way, or long before it was found: then it owes an edit. */
async function recordPosted(trx: Trx, row: RenderedRow, sent: Sent, now: number): Promise<void> {
  const { channel, ts } = sent;
  const route_channel = routeChannelOf(row);
  const calls = row.kind === 'post' && row.call ? JSON.stringify(row.call) : null;
  const stands = { channel, ts, sent_at: now, may_be_duplicate: Number(sent.mayBeDuplicate), calls };
  const { alert } = row.subject;
  await trx
    .insertInto('notifications')
    .values({ subject: alert.id, route_channel, ...stands })
    .onConflict((conflict) => conflict.columns(['subject', 'route_channel']).doUpdateSet(stands))
    .execute();
  const newest = await alertById(trx, alert.id);
  if (newest && row.kind === 'post') await oweRaise(trx, row, newest, now);
  if (newest && (sent.found || newest.version > alert.version)) {
    await oweEdit(trx, { kind: 'alert', alert: newest }, route_channel, now);
  }
}

/**
 * The alert may also have become worse since its first message was begun, of which `begin` noted the level: an edit alone
 * would call nobody, so it is raised like any other.
 */
async function oweRaise(trx: Trx, row: RenderedRow, alert: Alert, now: number): Promise<void> {
  const owed = await trx.selectFrom('outbox').selectAll().where('key', '=', row.key).executeTakeFirst();
  if (!owed) return;
  const from = (owed.from_level ?? row.subject.alert.level) as Level;
  const called = LEVELS[LEVELS.length - owed.urgency] ?? alert.level;
  if (compareLevels(called, from) <= 0) return;
  const channel = routeChannelOf(row);
  const call = { why: 'raised', from } as const;
  const subject = { kind: 'alert', alert } as const;
  await owe(trx, { kind: 'raise', subject, channel, mention: owed.mention ?? undefined, call, at: now });
}

/** The channels a subject stands in, as Slack names them. */
export async function channelsOf(reader: Kysely<Schema>, subject: string): Promise<readonly string[]> {
  const rows = await reader.selectFrom('notifications').select('channel').where('subject', '=', subject).execute();
  return rows.map(({ channel }) => channel);
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
