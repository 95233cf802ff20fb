/** The outbox's view of the store: what is due, what was sent and where it stands. `owe.ts` puts the rows there. */
import { type Kysely, sql } from 'kysely';
import { undeliverable } from '../alert/confirmation';
import { type Level, compareLevels } from '../detect/level';
import type { OutboxStore, OwedRow, RenderedRow, Sent } from '../notify/outbox-row';
import { isUntouched, openIn } from '../notify/batch';
import { type Call, type Message, type Subject, idOf, levelOf, versionOf } from '../notify/owed';
import { collapse } from './collapse';
import { confirmationById, writeConfirmation } from './confirmations';
import type { Database, Trx } from './database';
import { owe } from './owe';
import { levelOfUrgency, oweEdit } from './owed-rows';
import { reroute } from './reroute';
import type { Schema } from './schema';
import { isSettling } from './settling';
import { newestOf, subjectsOf } from './subjects';
import { noteTrouble, noteWell } from './delivery';

/** As many posts of each channel, and as many edits, are looked at in one delivery, which is more than the pace lets through. */
const BATCH = 20;
/** Counted apart, so that a flood in one channel holds up neither another channel nor the edit that shows a click. */
const TURN = sql<number>`row_number() over (
  partition by case outbox.kind when 'edit' then 'edits' else '' end, outbox.channel order by outbox.urgency, outbox.owed_at)`;

export function sqliteOutbox(database: Database): OutboxStore {
  return {
    async due(now) {
      const rows = await dueRows(database, now);
      const subjects = await subjectsOf(database.reader, rows);
      return rows.flatMap((row) => owedRowOf(row, subjects) ?? []);
    },

    collapse: (now) => collapse(database, now),
    reroute: (to, now) => reroute(database, to, now),
    trouble: (trouble, now) => database.transaction((trx) => noteTrouble(trx, trouble, now)),

    begin: (row, now) =>
      change(database, row, {
        started_at: now,
        ...(row.kind === 'post' ? { from_level: levelOf(row.subject) } : {}),
      }),

    done: (row, sent, now) =>
      database.transaction(async (trx) => {
        if (row.kind === 'post' || (row.kind === 'raise' && sent.anew)) await recordPosted(trx, row, sent, now);
        if (sent.line && 'subject' in row) {
          await owe(trx, { kind: 'line', subject: row.subject, ...sent.line, except: row.route, at: now });
        }
        await noteWell(trx, row);
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
        const asked = questionOf(row);
        const confirmation = asked === undefined ? undefined : await confirmationById(trx, asked);
        if (confirmation?.state === 'asked')
          await writeConfirmation(trx, undeliverable(confirmation, row.route, reason));
      }),
  };
}

/** Of which question a message to a person is: the question itself, or its reminder. */
function questionOf(row: OwedRow): string | undefined {
  if (row.kind === 'notice') return /^reminder\/([^/]+)\//.exec(row.key)?.[1];
  return row.kind === 'post' && row.subject.kind === 'confirmation' ? row.subject.confirmation.id : undefined;
}

type DueRow = Awaited<ReturnType<typeof dueRows>>[number];

/** Only what could be sent takes a turn: a row that waits for something must not hold up those behind it. */
function dueRows(database: Database, now: number) {
  return database.reader
    .selectFrom((query) =>
      query
        .selectFrom('outbox')
        .leftJoin('notifications', (join) =>
          join
            .onRef('notifications.subject', '=', 'outbox.subject')
            .onRef('notifications.route_channel', '=', 'outbox.channel'),
        )
        .selectAll('outbox')
        .select(['notifications.channel as posted_channel', 'notifications.ts as posted_ts', 'may_be_duplicate'])
        .select(['notifications.calls as posted_calls', 'notifications.thread_ts as posted_thread'])
        .select(TURN.as('turn'))
        .where('next_at', '<=', now)
        // What goes into a thread waits until there is one.
        .where((where) =>
          where.or([where('kind', 'not in', ['raise', 'line']), where('notifications.ts', 'is not', null)]),
        )
        .where(sql<boolean>`not ${isSettling(now)}`)
        .as('due'),
    )
    .selectAll()
    .where('turn', '<=', BATCH)
    .orderBy(sql`case kind when 'edit' then 1 else 0 end`)
    .orderBy('urgency')
    .orderBy('owed_at')
    .execute();
}

function owedRowOf(row: DueRow, subjects: ReadonlyMap<string, Subject>): OwedRow | undefined {
  const calls = row.calls ?? (row.kind === 'edit' ? row.posted_calls : null);
  // A line goes where the message stands, which for one that was shown in a thread is that thread.
  const said = row.kind === 'raise' || row.kind === 'line' ? row.posted_thread : null;
  const common = {
    key: row.key,
    channel: row.posted_channel ?? row.channel,
    route: row.channel,
    ts: said ?? row.posted_ts ?? undefined,
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
  const thread = (kind === 'edit' ? row.posted_thread : row.thread_ts) ?? undefined;
  return subject && { ...common, kind, subject, thread };
}

/** The subject may have changed while its first message was under way, or long before it was found: then it owes an edit. */
async function recordPosted(trx: Trx, row: RenderedRow, sent: Sent, now: number): Promise<void> {
  const { channel, ts, thread } = sent;
  const route_channel = row.route;
  const calls = row.kind === 'post' && row.call ? JSON.stringify(row.call) : null;
  const place = { channel, ts, thread_ts: thread ?? null };
  const stands = { ...place, sent_at: now, may_be_duplicate: Number(sent.mayBeDuplicate), calls };
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
  const channel = row.route;
  const subject = await newestOf(trx, row.subject);
  if (!subject || subject.kind === 'confirmation') return;
  const id = idOf(subject);
  const places = trx.selectFrom('notifications').select('ts').where('subject', '=', id);
  const standing = await places.where('route_channel', '=', channel).executeTakeFirst();
  if (standing && standing.ts !== row.ts) {
    // Posted anew meanwhile: the edit was meant for the message before, and only what changed since is still to be shown.
    return versionOf(subject) > versionOf(row.subject) ? oweEdit(trx, subject, channel, now) : undefined;
  }
  const owed = trx.deleteFrom('outbox').where('subject', '=', id).where('channel', '=', channel);
  await trx.deleteFrom('notifications').where('subject', '=', id).where('route_channel', '=', channel).execute();
  await owed.where('kind', 'in', ['line', 'edit']).execute();
  const calls = await trx
    .selectFrom('outbox')
    .select('key')
    .where('subject', '=', id)
    .where('kind', '=', 'raise')
    .execute();
  const open = isOpen(subject) && row.call?.why !== 'unacknowledged';
  if (open || calls.length > 0) await owe(trx, { kind: 'post', subject, channel, mention: undefined, at: now });
}

function isOpen(subject: Subject): boolean {
  if (subject.kind === 'batch') return openIn(subject.batch).length > 0;
  return subject.kind === 'alert' && isUntouched(subject.alert);
}

/**
 * The alert may also have become worse since its first message was begun, of which `begin` noted the level: an edit alone
 * would call nobody, so it is raised like any other. What is folded calls nobody.
 */
async function oweRaise(trx: Trx, row: RenderedRow, subject: Subject, now: number): Promise<void> {
  const owed = await trx.selectFrom('outbox').selectAll().where('key', '=', row.key).executeTakeFirst();
  if (!owed || subject.kind !== 'alert' || subject.alert.folded) return;
  const from = (owed.from_level ?? levelOf(row.subject)) as Level;
  const called = levelOfUrgency(owed.urgency) ?? subject.alert.level;
  if (compareLevels(called, from) <= 0) return;
  const channel = row.route;
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

async function change(database: Database, row: OwedRow, values: Partial<Schema['outbox']>): Promise<void> {
  await database.transaction(async (trx) => {
    await trx.updateTable('outbox').set(values).where('key', '=', row.key).execute();
  });
}
