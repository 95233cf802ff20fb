/** Expectations as rows, and what a preview of one asks of the past. */
import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { MatchRecord } from '../alert/decide';
import type { Expectation, Scope } from '../alert/expectation';
import type { Level } from '../detect/level';
import type { Trx } from './database';
import type { Schema } from './schema';

type Row = Selectable<Schema['expectations']>;

/** Those that are on at `now` (milliseconds), oldest first. */
export async function activeExpectations(db: Trx | Kysely<Schema>, now: number): Promise<readonly Expectation[]> {
  const rows = await db
    .selectFrom('expectations')
    .selectAll()
    .where('until_at', '>', now)
    .where('ended_at', 'is', null)
    .orderBy('made_at')
    .execute();
  return rows.map(expectationOf);
}

/** All that ran at some time since `since` (milliseconds), oldest first: for a replay of the past. */
export async function expectationsSince(db: Kysely<Schema>, since: number): Promise<readonly Expectation[]> {
  const rows = await db
    .selectFrom('expectations')
    .selectAll()
    .where('until_at', '>', since)
    .orderBy('made_at')
    .execute();
  return rows.map(expectationOf);
}

export async function expectationById(db: Trx | Kysely<Schema>, id: string): Promise<Expectation | undefined> {
  const row = await db.selectFrom('expectations').selectAll().where('id', '=', id).executeTakeFirst();
  return row && expectationOf(row);
}

/** Those that end before `until` and were not spoken of yet. */
export async function endingExpectations(trx: Trx, now: number, until: number): Promise<readonly Expectation[]> {
  const rows = await trx
    .selectFrom('expectations')
    .selectAll()
    .where('until_at', '>', now)
    .where('until_at', '<=', until)
    .where('ended_at', 'is', null)
    .where('reminded_at', 'is', null)
    .execute();
  return rows.map(expectationOf);
}

export function newExpectationId(): string {
  return randomUUID();
}

export async function writeExpectation(trx: Trx, expectation: Expectation): Promise<void> {
  const row = rowOf(expectation);
  await trx
    .insertInto('expectations')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Counts what an expectation kept quiet or folded. */
export async function countExpected(trx: Trx, matches: readonly MatchRecord[]): Promise<void> {
  const counts = new Map<string, { count: number; last: number }>();
  for (const { quietBy, time } of matches) {
    if (quietBy === undefined || quietBy === 'staging') continue;
    const { count, last } = counts.get(quietBy) ?? { count: 0, last: time };
    counts.set(quietBy, { count: count + 1, last: Math.max(last, time) });
  }
  for (const [id, { count, last }] of counts) {
    await trx
      .updateTable('expectations')
      .set((set) => ({
        matched: set('matched', '+', count),
        last_matched_at: set.fn<number>('max', [set.fn.coalesce('last_matched_at', set.val(last)), set.val(last)]),
      }))
      .where('id', '=', id)
      .execute();
  }
}

export function expectationOf(row: Row): Expectation {
  return {
    id: row.id,
    covered: {
      kind: row.covered_kind as Scope['covered']['kind'],
      principal: row.principal,
      session: row.session ?? undefined,
    },
    rules: { kind: row.rules_kind as Scope['rules']['kind'], value: row.rules_value },
    account: row.account ?? undefined,
    network: row.network ?? undefined,
    level: row.level as Level,
    title: row.title,
    reason: row.reason,
    by: row.made_by,
    at: row.made_at,
    until: row.until_at,
    remindedAt: row.reminded_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    endedBy: row.ended_by ?? undefined,
    alertId: row.alert_id ?? undefined,
    matched: row.matched,
    lastMatchedAt: row.last_matched_at ?? undefined,
  };
}

function rowOf({ covered, rules, ...one }: Expectation): Row {
  return {
    id: one.id,
    covered_kind: covered.kind,
    principal: covered.principal,
    session: covered.session ?? null,
    rules_kind: rules.kind,
    rules_value: rules.value,
    account: one.account ?? null,
    network: one.network ?? null,
    level: one.level,
    title: one.title,
    reason: one.reason,
    made_by: one.by,
    made_at: one.at,
    until_at: one.until,
    reminded_at: one.remindedAt ?? null,
    ended_at: one.endedAt ?? null,
    ended_by: one.endedBy ?? null,
    alert_id: one.alertId ?? null,
    matched: one.matched,
    last_matched_at: one.lastMatchedAt ?? null,
  };
}
