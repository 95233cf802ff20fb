/**
 * What a principal, a session or an address did, as a story: events in the order of their time, the same one after the other
 * told once with its count, and marked where something happened for the first time.
 */
import type { Kysely } from 'kysely';
import { compareLevels } from '../detect/level';
import type { EventFilters } from './conditions';
import { type EventRow, type Key, recentEvents } from './look-ups';
import { LEARNING, networkOf } from './marks';
import type { Schema } from './schema';

/** The same call, one after the other. The row is the first one's, its level the worst of all. */
export interface Run extends EventRow {
  readonly count: number;
  /** Event time of the last (milliseconds). */
  readonly lastAt: number;
  /** Never before did the principal call this, or come from this network. */
  readonly firstTime: readonly ('event' | 'network')[];
}

export interface Timeline {
  /** Oldest first. */
  readonly runs: readonly Run[];
  /** Events the runs stand for. */
  readonly events: number;
  /** Ask again with this to go on further back; undefined at the beginning. */
  readonly older: Key | undefined;
  /** Not all of the time was looked at: events up to this time (milliseconds) were. */
  readonly searchedTo: number | undefined;
}

/** As many events are told at once: the newest that the filters let through. */
const MOST = 300;

export async function sessionTimeline(
  reader: Kysely<Schema>,
  filters: EventFilters,
  older?: Key,
  most = MOST,
): Promise<Timeline> {
  const page = await recentEvents(reader, filters, older && { older }, most);
  const rows = [...page.rows].reverse();
  const isFirst = await firstTimes(reader, rows);
  const runs: Run[] = [];
  for (const row of rows) {
    const firstTime = (['event', 'network'] as const).filter((kind) => isFirst(kind, row));
    const before = runs.at(-1);
    if (before && isSame(before, row)) runs[runs.length - 1] = longer(before, row, firstTime);
    else runs.push({ ...row, count: 1, lastAt: row.time, firstTime });
  }
  return { runs, events: rows.length, older: page.older, searchedTo: page.searchedTo };
}

const SAME = ['source', 'name', 'error', 'principal', 'session', 'account', 'region', 'address'] as const;

function isSame(a: EventRow, b: EventRow): boolean {
  return SAME.every((key) => a[key] === b[key]);
}

function longer(run: Run, row: EventRow, firstTime: Run['firstTime']): Run {
  const worse = row.level !== undefined && (run.level === undefined || compareLevels(row.level, run.level) > 0);
  return {
    ...run,
    level: worse ? row.level : run.level,
    count: run.count + 1,
    lastAt: row.time,
    firstTime: [...new Set([...run.firstTime, ...firstTime])],
  };
}

type IsFirst = (kind: 'event' | 'network', row: EventRow) => boolean;

/** A mark has the time of the event that made it. While an account was still being learned, nothing is called a first time. */
async function firstTimes(reader: Kysely<Schema>, rows: readonly EventRow[]): Promise<IsFirst> {
  const marks = reader.selectFrom('first_seen').select(['kind', 'principal', 'value', 'at']);
  const learned = new Map<string, number>();
  const accounts = [...new Set(rows.map(({ account }) => account))];
  if (accounts.length > 0) {
    const found = marks.where('kind', '=', 'account').where('principal', '=', '').where('value', 'in', accounts);
    for (const { value, at } of await found.execute()) learned.set(value, at + LEARNING);
  }
  const made = new Map<string, number>();
  const principals = new Map<string, Set<string>>();
  for (const row of rows) {
    const values = principals.get(row.principal) ?? new Set();
    principals.set(row.principal, values);
    for (const kind of ['event', 'network'] as const) values.add(valueOf(kind, row) ?? '');
  }
  for (const [principal, values] of principals) {
    const own = marks.where('kind', 'in', ['event', 'network']).where('principal', '=', principal);
    for (const { kind, value, at } of await own.where('value', 'in', [...values]).execute()) {
      made.set(`${kind} ${principal} ${value}`, at);
    }
  }
  return (kind, row) =>
    row.time >= (learned.get(row.account) ?? Infinity) &&
    made.get(`${kind} ${row.principal} ${valueOf(kind, row) ?? ''}`) === row.time;
}

function valueOf(kind: 'event' | 'network', { source, name, address }: EventRow): string | undefined {
  return kind === 'event' ? `${source}/${name}` : networkOf(address);
}
