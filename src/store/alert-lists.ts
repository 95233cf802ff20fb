/** Lists that people ask for: alerts by how they stand, snoozes, expectations. A page at a time, each found by an index. */
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Alert } from '../alert/alert';
import type { Confirmation } from '../alert/confirmation';
import type { Expectation } from '../alert/expectation';
import { LEVELS } from '../detect/level';
import { alertOf, alertsById } from './alerts';
import { expectationOf } from './expectations';
import type { Schema } from './schema';

export const ALERT_LISTS = ['open', 'acknowledged', 'resolved', 'snoozed', 'mine', 'all'] as const;
export type AlertList = (typeof ALERT_LISTS)[number];

/** Where a page begins: which part of the list, and the row before the page, which is not of it. */
export interface ListKey {
  readonly part: number;
  /** Milliseconds. */
  readonly at: number;
  readonly id: string;
}

export type ListPageOf = { readonly next: ListKey } | { readonly previous: ListKey } | undefined;

export interface ListPage<T> {
  readonly rows: readonly T[];
  /** Where the next page begins, and the one before; undefined where there is none. */
  readonly next: ListKey | undefined;
  readonly previous: ListKey | undefined;
}

export interface Asking {
  /** Slack user id. */
  readonly user: string;
  /** Milliseconds. */
  readonly now: number;
}

export const PAGE_ALERTS = 10;

/** A part of a list: rows of a table in the order of a time, backwards unless `ascending`. */
interface Part<R> {
  readonly table: RawBuilder<unknown>;
  /** Several are joined; a row may be in more than one. */
  readonly where: readonly RawBuilder<unknown>[];
  readonly at: keyof R & string;
  readonly ascending?: boolean;
}

type AlertRow = Selectable<Schema['alerts']>;

/**
 * Open and acknowledged ones the worst first and of a level the newest; snoozed ones by the end of the snooze; others the newest
 * first. `mine` are those a person acknowledged, and those they were asked about and did not answer.
 */
export async function alertsList(
  reader: Kysely<Schema>,
  which: AlertList,
  asking: Asking,
  page?: ListPageOf,
  size = PAGE_ALERTS,
): Promise<ListPage<Alert>> {
  const parts = which === 'mine' ? [await mine(reader, asking)] : partsOf(which, asking.now);
  return mapped(await pageOf(reader, parts, page, size), alertOf);
}

/** What is snoozed, the soonest end first. */
export function snoozesList(
  reader: Kysely<Schema>,
  asking: Asking,
  page?: ListPageOf,
  size = PAGE_ALERTS,
): Promise<ListPage<Alert>> {
  return alertsList(reader, 'snoozed', asking, page, size);
}

/** What is expected at `now` (milliseconds), the soonest end first. */
export async function expectationsList(
  reader: Kysely<Schema>,
  now: number,
  page?: ListPageOf,
  size = PAGE_ALERTS,
): Promise<ListPage<Expectation>> {
  const active: Part<Selectable<Schema['expectations']>> = {
    table: sql`expectations`,
    where: [sql`until_at > ${now} and ended_at is null`],
    at: 'until_at',
    ascending: true,
  };
  return mapped(await pageOf(reader, [active], page, size), expectationOf);
}

/** Alerts whose id begins like this: none, the one, or where the beginning is not enough some of them, at most `most`. */
export async function alertsByShortId(reader: Kysely<Schema>, prefix: string, most = 2): Promise<readonly Alert[]> {
  if (prefix === '') return [];
  const found = reader
    .selectFrom('alerts')
    .selectAll()
    .where('id', '>=', prefix)
    .where('id', '<', `${prefix}\u{10ffff}`);
  return (await found.orderBy('id').limit(most).execute()).map(alertOf);
}

function partsOf(which: Exclude<AlertList, 'mine'>, now: number): readonly Part<AlertRow>[] {
  const table = sql`alerts`;
  const awake = sql`(snooze_until is null or snooze_until <= ${now})`;
  switch (which) {
    case 'open':
    case 'acknowledged':
      return [...LEVELS].reverse().map((level) => ({
        table,
        where: [sql`state = ${which} and level = ${level} ${which === 'open' ? sql`and ${awake}` : sql``}`],
        at: 'opened_at',
      }));
    case 'resolved':
      return [{ table, where: [sql`state = 'resolved'`], at: 'opened_at' }];
    case 'snoozed':
      return [{ table, where: [sql`snooze_until > ${now}`], at: 'snooze_until', ascending: true }];
    case 'all':
      return [{ table, where: [sql`opened_at >= 0`], at: 'opened_at' }];
  }
}

/** As many unanswered questions are looked through for somebody's own. */
const MOST_QUESTIONS = 500;

async function mine(reader: Kysely<Schema>, { user }: Asking): Promise<Part<AlertRow>> {
  const waiting = reader.selectFrom('confirmations').select('body').where('look_at', 'is not', null);
  const rows = await waiting.orderBy('look_at').limit(MOST_QUESTIONS).execute();
  const asked = rows
    .map(({ body }) => JSON.parse(body) as Confirmation)
    .filter(({ people, answer }) => people.includes(user) && answer === undefined)
    .flatMap(({ alertIds }) => alertIds);
  const known = [...(await alertsById(reader, asked.slice(0, MOST_QUESTIONS))).values()];
  const open = known.filter(({ state }) => state !== 'resolved').map(({ id }) => sql`id = ${id}`);
  const acknowledged = sql`state_by = ${user} and state = 'acknowledged'`;
  return { table: sql`alerts`, where: [acknowledged, ...open], at: 'opened_at' };
}

async function pageOf<R extends { readonly id: string }>(
  reader: Kysely<Schema>,
  parts: readonly Part<R>[],
  page: ListPageOf,
  size: number,
): Promise<ListPage<R>> {
  const back = page !== undefined && 'previous' in page;
  const start = page && ('previous' in page ? page.previous : page.next);
  const found: { readonly row: R; readonly key: ListKey }[] = [];
  const numbered = parts.map((part, number) => ({ part, number }));
  for (const { part, number } of back ? numbered.reverse() : numbered) {
    if (start && (back ? number > start.part : number < start.part)) continue;
    const from = start?.part === number ? start : undefined;
    for (const row of await rowsOf(reader, part, from, back, size + 1 - found.length)) {
      found.push({ row, key: { part: number, at: row[part.at] as number, id: row.id } });
    }
    if (found.length > size) break;
  }
  const more = found.length > size;
  const kept = found.slice(0, size);
  if (back) kept.reverse();
  const [first, last] = [kept[0]?.key, kept.at(-1)?.key];
  return {
    rows: kept.map(({ row }) => row),
    next: back || more ? last : undefined,
    previous: back ? (more ? first : undefined) : page && first,
  };
}

async function rowsOf<R extends { readonly id: string }>(
  reader: Kysely<Schema>,
  { table, where, at, ascending = false }: Part<R>,
  from: ListKey | undefined,
  back: boolean,
  most: number,
): Promise<readonly R[]> {
  const upwards = ascending !== back;
  const column = sql.ref(at);
  const order = upwards ? sql`${column}, id` : sql`${column} desc, id desc`;
  const after = from ? sql`and (${column}, id) ${upwards ? sql`>` : sql`<`} (${from.at}, ${from.id})` : sql``;
  const found = new Map<string, R>();
  for (const each of where) {
    const query = sql<R>`select * from ${table} where ${each} ${after} order by ${order} limit ${most}`;
    for (const row of (await query.execute(reader)).rows) found.set(row.id, row);
  }
  const sign = upwards ? 1 : -1;
  const compare = (a: R, b: R): number => (a[at] as number) - (b[at] as number) || (a.id < b.id ? -1 : 1);
  return [...found.values()].sort((a, b) => sign * compare(a, b)).slice(0, most);
}

function mapped<R, T>(page: ListPage<R>, make: (row: R) => T): ListPage<T> {
  return { ...page, rows: page.rows.map(make) };
}
