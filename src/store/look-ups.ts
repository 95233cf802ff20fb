/**
 * What `/trail recent` and its like read of the store: events by any filters, newest first, a page at a time. Each call passes a
 * bounded number of rows, whatever is asked and however little of it there is; where it had to stop, it says how far it got.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type Level, compareLevels } from '../detect/level';
import { type EventFilters, testOf } from './conditions';
import { type Key, PACE, type Path, type Stretch, pathFor } from './paths';
import type { Schema } from './schema';

export type { Key } from './paths';

/** An event without its record. Everything in it is CloudTrail's. */
export interface EventRow extends Key {
  readonly name: string;
  readonly source: string;
  readonly account: string;
  readonly region: string;
  /** The principal's key. */
  readonly principal: string;
  readonly session: string | undefined;
  /** What a person is known by, in lower case: the session, or the name of a user. */
  readonly person: string | undefined;
  readonly address: string | undefined;
  readonly error: string | undefined;
  readonly readOnly: boolean | undefined;
  /** The worst of its matches; undefined when no rule met it. */
  readonly level: Level | undefined;
}

/** Which page: the newest, or the next one on either side of a key that an earlier page gave. */
export type PageOf = { readonly older: Key } | { readonly newer: Key } | undefined;

export interface EventPage {
  /** Newest first. */
  readonly rows: readonly EventRow[];
  /** Where the next older, or newer, page begins; undefined where there is nothing more. */
  readonly older: Key | undefined;
  readonly newer: Key | undefined;
  /** The page is not full because so many rows were passed: events up to this time (milliseconds) were looked at. */
  readonly searchedTo: number | undefined;
}

export const PAGE_ROWS = 10;

export async function recentEvents(
  reader: Kysely<Schema>,
  filters: EventFilters,
  page?: PageOf,
  size = PAGE_ROWS,
  pace = PACE,
): Promise<EventPage> {
  const span = { since: filters.since ?? 0, until: filters.until ?? LAST };
  const newer = page !== undefined && 'newer' in page;
  const start = newer ? page.newer : (page?.older ?? { time: span.until + 1, id: '' });
  const near = newer
    ? { since: Math.max(span.since, start.time), until: span.until }
    : { ...span, until: Math.min(span.until, start.time) };
  const path = await pathFor(reader, filters.all, near, pace);
  const walk: Walk = { path, newer, end: newer ? { time: span.until + 1, id: '' } : { time: span.since, id: '' } };
  const { found, stopped } = await walked(reader, walk, start, size + 1, pace.step);
  const kept = found.slice(0, size);
  const on = found.length > size ? kept.at(-1) : stopped;
  const rows = await withLevels(reader, newer ? kept.reverse() : kept);
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    rows,
    older: newer ? (keyOf(last) ?? { time: start.time, id: `${start.id}\u{10ffff}` }) : keyOf(on),
    newer: newer ? keyOf(on) : page && (keyOf(first) ?? { time: start.time, id: '' }),
    searchedTo: found.length > size ? undefined : stopped?.time,
  };
}

/** Later than any event; one more is still exact. */
const LAST = Number.MAX_SAFE_INTEGER - 1;

interface Walk {
  readonly path: Path;
  /** Towards what is newer. */
  readonly newer: boolean;
  /** Where the time asked for ends in that direction. */
  readonly end: Key;
}

interface Walked {
  /** In the order of the walk. */
  readonly found: Row[];
  /** The last key that was looked at, when the budget ended before the rows did. */
  readonly stopped: Key | undefined;
}

/** Each step is so much longer than the one before. */
const GROWTH = 4;

async function walked(
  reader: Kysely<Schema>,
  walk: Walk,
  start: Key,
  most: number,
  firstStep: number,
): Promise<Walked> {
  const { stretches, rest, budget } = walk.path;
  const found: Row[] = [];
  if (stretches.length === 0) return { found, stopped: undefined };
  let at = start;
  let left = budget;
  for (let step = firstStep; ; step *= GROWTH) {
    const length = Math.min(step, left);
    // Without anything to test each row that is passed is a row that is found.
    const stop = rest.length === 0 ? undefined : await stopAfter(reader, walk, at, length);
    const rows = await rowsUpTo(reader, walk, at, stop, most - found.length);
    found.push(...rows);
    if (found.length >= most || !stop) return { found, stopped: undefined };
    left -= length;
    if (left <= 0) return { found, stopped: stop };
    at = stop;
  }
}

/** The key at which the densest of the stretches has been followed for its share of `length` rows; undefined when all end before. */
async function stopAfter(reader: Kysely<Schema>, walk: Walk, at: Key, length: number): Promise<Key | undefined> {
  const { stretches } = walk.path;
  const share = Math.max(1, Math.floor(length / stretches.length));
  let stop: Key | undefined;
  for (const stretch of stretches) {
    const { time, id, keys, where } = stretch;
    const { rows } = await sql<Key>`select ${time} as time, ${id} as id from ${keys}
      where ${where} and ${between(stretch, walk, at, undefined)} ${order(stretch, walk)} limit 1 offset ${share - 1}`.execute(
      reader,
    );
    const [key] = rows;
    if (key && (!stop || comesFirst(key, stop, walk))) stop = key;
  }
  return stop;
}

async function rowsUpTo(
  reader: Kysely<Schema>,
  walk: Walk,
  at: Key,
  stop: Key | undefined,
  most: number,
): Promise<readonly Row[]> {
  const found = new Map<string, Row>();
  const { stretches, rest } = walk.path;
  const tests = rest.map((condition) => sql`and ${testOf(condition)}`);
  for (const stretch of stretches) {
    const { rows } = await sql<Row>`select ${columns(stretch)} from ${stretch.from}
      where ${stretch.where} and ${between(stretch, walk, at, stop)} ${sql.join(tests, sql` `)}
      ${order(stretch, walk)} limit ${most}`.execute(reader);
    for (const row of rows) found.set(row.id, row);
  }
  return [...found.values()].sort((a, b) => (comesFirst(a, b, walk) ? -1 : 1)).slice(0, most);
}

function columns({ time, id, repeats }: Stretch): RawBuilder<unknown> {
  return sql`${repeats ? sql`distinct ` : sql``}${time} as time, ${id} as id, e.name, e.source, e.account, e.region, e.principal, e.session, e.person, e.address, e.error, e.read_only`;
}

/** After `at`, and up to `stop` and the end of the time asked for. */
function between({ time, id }: Stretch, { newer, end }: Walk, at: Key, stop: Key | undefined): RawBuilder<unknown> {
  const key = sql`(${time}, ${id})`;
  if (newer) {
    const last = stop ? sql`${key} <= (${stop.time}, ${stop.id})` : sql`${key} < (${end.time}, ${end.id})`;
    return sql`${key} > (${at.time}, ${at.id}) and ${last}`;
  }
  const { time: from, id: fromId } = stop ?? end;
  return sql`${key} < (${at.time}, ${at.id}) and ${key} >= (${from}, ${fromId})`;
}

function order({ time, id }: Stretch, { newer }: Walk): RawBuilder<unknown> {
  return newer ? sql`order by ${time}, ${id}` : sql`order by ${time} desc, ${id} desc`;
}

function comesFirst(a: Key, b: Key, { newer }: Walk): boolean {
  const earlier = a.time === b.time ? a.id < b.id : a.time < b.time;
  return earlier === newer;
}

interface Row extends Key {
  readonly name: string;
  readonly source: string;
  readonly account: string;
  readonly region: string;
  readonly principal: string;
  readonly session: string | null;
  readonly person: string | null;
  readonly address: string | null;
  readonly error: string | null;
  readonly read_only: number | null;
}

async function withLevels(reader: Kysely<Schema>, rows: readonly Row[]): Promise<readonly EventRow[]> {
  const levels = await levelOfEvents(
    reader,
    rows.map(({ id }) => id),
  );
  return rows.map(({ session, person, address, error, read_only: flag, ...row }) => ({
    ...row,
    session: session ?? undefined,
    person: person ?? undefined,
    address: address ?? undefined,
    error: error ?? undefined,
    readOnly: flag === null ? undefined : flag === 1,
    level: levels.get(row.id),
  }));
}

/** The worst level of the matches of each event that has any; of a page's worth of events. */
export async function levelOfEvents(
  reader: Kysely<Schema>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Level>> {
  const worst = new Map<string, Level>();
  if (ids.length === 0) return worst;
  const rows = await reader.selectFrom('matches').select(['event_id', 'level']).where('event_id', 'in', ids).execute();
  for (const { event_id: id, level } of rows as readonly { event_id: string; level: Level }[]) {
    const known = worst.get(id);
    if (known === undefined || compareLevels(level, known) > 0) worst.set(id, level);
  }
  return worst;
}

function keyOf(row: Key | undefined): Key | undefined {
  return row && { time: row.time, id: row.id };
}
