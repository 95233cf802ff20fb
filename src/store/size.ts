/** How large the store is, how fast it grows, and how large it will be once it is as old as its retention. */
import type { Retention } from './purge';
import type { Connection } from './database';

export interface StoreSize {
  /** Of the file with its write-ahead log, and of these the part that is free for new rows. */
  readonly bytes: number;
  readonly free: number;
  /** Rows of the tables that grow. */
  readonly rows: Readonly<Record<(typeof TABLES)[number], number>>;
  readonly oldestEvent: number | undefined;
  /** undefined while there are too few events to say. */
  readonly growth: Growth | undefined;
}

export interface Growth {
  readonly eventsADay: number;
  readonly bytesADay: number;
  /** What the store comes to when it has events for as long as they are to be kept. */
  readonly bytesInTheEnd: number;
}

const TABLES = ['events', 'matches', 'alerts', 'first_seen', 'audit'] as const;
const DAY = 86_400_000;
/** Days that say how much comes in a day. */
const OBSERVED = 7;
/** Fewer events say nothing of how large one is. */
const ENOUGH = 1_000;

/** All of the file is put down to events, of which it consists but for some percent. */
export function sizeOf(connection: Connection, retention: Retention, now: number): StoreSize {
  const number = (sql: string, ...values: number[]): number | null =>
    connection
      .prepare<number[], number | null>(sql)
      .pluck()
      .get(...values) ?? null;
  const page = connection.pragma('page_size', { simple: true }) as number;
  const bytes = page * (connection.pragma('page_count', { simple: true }) as number);
  const free = page * (connection.pragma('freelist_count', { simple: true }) as number);
  const rows = Object.fromEntries(
    TABLES.map((table) => [table, number(`SELECT count(*) FROM ${table}`) ?? 0]),
  ) as StoreSize['rows'];
  const oldestEvent = number('SELECT min(time) FROM events') ?? undefined;
  if (rows.events < ENOUGH || oldestEvent === undefined) return { bytes, free, rows, oldestEvent, growth: undefined };
  const from = Math.max(oldestEvent, now - OBSERVED * DAY);
  const recent = number('SELECT count(*) FROM events WHERE time >= ?', from) ?? 0;
  const eventsADay = recent / Math.max((now - from) / DAY, 1 / 24);
  const bytesADay = eventsADay * ((bytes - free) / rows.events);
  const bytesInTheEnd = bytesADay * (retention.events / DAY);
  return { bytes, free, rows, oldestEvent, growth: { eventsADay, bytesADay, bytesInTheEnd } };
}
