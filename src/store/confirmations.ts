/** Questions to people as rows, and the sign-ins that still wait for somebody to be found. */
import type { Kysely, Selectable } from 'kysely';
import { type Confirmation, nextLookAt } from '../alert/confirmation';
import type { Ask } from '../alert/decide';
import type { Level } from '../detect/level';
import type { Trx } from './database';
import { urgencyOf } from './owed-rows';
import type { Schema } from './schema';

type Row = Selectable<Schema['confirmations']>;

/** A sign-in whose person is to be found. */
export interface WantedAsk extends Omit<Ask, 'time' | 'urgent'> {
  /** When it was read (milliseconds). */
  readonly wantedAt: number;
  readonly attempts: number;
}

export async function wantAsks(trx: Trx, asks: readonly Ask[], now: number): Promise<void> {
  for (const { eventId, alertId, ruleId, kind, level, urgent } of asks) {
    const row = { event_id: eventId, alert_id: alertId, rule_id: ruleId, kind, level };
    const due = { urgency: urgencyOf(urgent ? 'critical' : level), wanted_at: now, next_at: now, attempts: 0 };
    await trx
      .insertInto('asks')
      .values({ ...row, ...due })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** What may be tried at `now`, the most urgent first. */
export async function dueAsks(reader: Kysely<Schema>, now: number, limit: number): Promise<readonly WantedAsk[]> {
  const rows = await reader
    .selectFrom('asks')
    .selectAll()
    .where('next_at', '<=', now)
    .orderBy('urgency')
    .orderBy('wanted_at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    eventId: row.event_id,
    alertId: row.alert_id,
    ruleId: row.rule_id,
    kind: row.kind as Ask['kind'],
    level: row.level as Level,
    wantedAt: row.wanted_at,
    attempts: row.attempts,
  }));
}

/** False when somebody else has dealt with it meanwhile. */
export async function takeAsk(trx: Trx, eventId: string): Promise<boolean> {
  const { numDeletedRows } = await trx.deleteFrom('asks').where('event_id', '=', eventId).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export async function delayAsk(trx: Trx, eventId: string, until: number): Promise<void> {
  await trx
    .updateTable('asks')
    .set((set) => ({ next_at: until, attempts: set('attempts', '+', 1) }))
    .where('event_id', '=', eventId)
    .execute();
}

export async function writeConfirmation(trx: Trx, confirmation: Confirmation, foldKey?: string): Promise<void> {
  const { id, version, state, principal, askedAt, answeredAt, answer } = confirmation;
  const row = {
    version,
    state,
    principal: principal.key,
    asked_at: askedAt,
    answered_at: answeredAt ?? null,
    answer: answer ?? null,
    look_at: nextLookAt(confirmation) ?? null,
    body: JSON.stringify(confirmation),
  };
  await trx
    .insertInto('confirmations')
    .values({ id, fold_key: foldKey ?? id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

export async function confirmationById(db: Trx | Kysely<Schema>, id: string): Promise<Confirmation | undefined> {
  const row = await db.selectFrom('confirmations').select('body').where('id', '=', id).executeTakeFirst();
  return row && confirmationOf(row);
}

export async function confirmationsById(
  db: Trx | Kysely<Schema>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Confirmation>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('confirmations').select(['id', 'body']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, confirmationOf(row)]));
}

/** The newest question that a sign-in of this pattern and day may fold into. */
export async function standingConfirmation(trx: Trx, foldKey: string): Promise<Confirmation | undefined> {
  const rows = trx.selectFrom('confirmations').select('body').where('fold_key', '=', foldKey);
  const row = await rows.orderBy('asked_at', 'desc').limit(1).executeTakeFirst();
  return row && confirmationOf(row);
}

/** Questions whose reminder or deadline is due at `now`. */
export async function dueConfirmations(trx: Trx, now: number): Promise<readonly Confirmation[]> {
  const rows = trx.selectFrom('confirmations').select('body').where('look_at', '<=', now).orderBy('look_at');
  return (await rows.limit(100).execute()).map(confirmationOf);
}

export interface ConfirmationList {
  /** Those that wait for an answer, oldest first. */
  readonly open: readonly Confirmation[];
  /** Those asked since the given time that do not wait any more, newest first. */
  readonly recent: readonly Confirmation[];
  /** Milliseconds from question to answer, half of the recent ones took longer; undefined where none was answered. */
  readonly medianAnswer: number | undefined;
}

/** For `/trail confirmations` and the digest: at most `limit` of each kind. */
export async function listConfirmations(
  reader: Kysely<Schema>,
  since: number,
  limit: number,
): Promise<ConfirmationList> {
  const all = reader.selectFrom('confirmations').select('body');
  // Where there are more than so many, those of which something is due first.
  const open = await all.where('look_at', 'is not', null).orderBy('look_at').limit(limit).execute();
  const recent = all.where('asked_at', '>=', since).where('look_at', 'is', null);
  return {
    open: open.map(confirmationOf).sort((a, b) => a.askedAt - b.askedAt),
    recent: (await recent.orderBy('asked_at', 'desc').limit(limit).execute()).map(confirmationOf),
    medianAnswer: await medianAnswer(reader, since),
  };
}

/** Milliseconds from question to answer, of those asked since then. */
export async function medianAnswer(reader: Kysely<Schema>, since: number): Promise<number | undefined> {
  const times = await reader
    .selectFrom('confirmations')
    .select(['asked_at', 'answered_at'])
    .where('asked_at', '>=', since)
    .where('answered_at', 'is not', null)
    .execute();
  return median(times.map(({ asked_at, answered_at }) => (answered_at ?? asked_at) - asked_at));
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

function confirmationOf({ body }: Pick<Row, 'body'>): Confirmation {
  return JSON.parse(body) as Confirmation;
}
