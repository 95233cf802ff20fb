/** What the store remembers of the past, in the order in which it happened: for running rules over it again. */
import type { Selectable } from 'kysely';
import type { Alert } from '../alert/alert';
import { LEVELS } from '../detect/level';
import type { CloudTrailEvent, RecordProblem } from '../source/event';
import { type Lane, PAGE_EVENTS, type Source } from '../source/source';
import { alertOf } from './alerts';
import type { Connection, Reader } from './database';
import { type Kept, eventOf } from './events';
import type { Schema } from './schema';

/** Milliseconds; `until` included. */
export interface Past {
  readonly since: number;
  readonly until: number;
}

/** From the first event kept in that time to the last, and how many there are; undefined when there is none. */
export function historyOf(connection: Connection, { since, until }: Past): (Past & { events: number }) | undefined {
  const row = connection
    .prepare<[number, number], { events: number; first: number | null; last: number | null }>(
      'SELECT count(*) AS events, min(time) AS first, max(time) AS last FROM events WHERE time >= ? AND time <= ?',
    )
    .get(since, until);
  if (row?.first === undefined || row.first === null || row.last === null) return undefined;
  return { events: row.events, since: row.first, until: row.last };
}

/** One lane with all events of that time, the oldest first, each page read when its last event happened. */
export function historySource(connection: Connection, past: Past, onRead: (events: number) => void): Source {
  const lane: Lane = {
    id: { account: '', region: '', kind: 'history' },
    async *pages() {
      const select = connection.prepare<[number, string, number, number], Kept>(
        `SELECT id, account, time, record FROM events WHERE (time, id) > (?, ?) AND time <= ? ORDER BY time, id LIMIT ?`,
      );
      let [time, id, read] = [past.since - 1, '', 0];
      for (;;) {
        const rows = select.all(time, id, past.until, PAGE_EVENTS);
        const last = rows.at(-1);
        if (!last) return;
        ({ time, id } = last);
        for (const part of moments(rows)) {
          yield { ...parsed(part), progress: undefined, readAt: part.at(-1)?.time ?? time };
        }
        onRead((read += rows.length));
        // Somebody may want to stop it, and its progress to be seen.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
  return { lanes: () => Promise.resolve([lane]) };
}

/** What was expected is looked up once a page: a page of a quiet store must not span days. */
const SPAN = 5 * 60_000;

function moments(rows: readonly Kept[]): readonly (readonly Kept[])[] {
  const parts: Kept[][] = [];
  for (const row of rows) {
    const part = parts.at(-1);
    if (part && row.time - (part[0]?.time ?? 0) <= SPAN) part.push(row);
    else parts.push([row]);
  }
  return parts;
}

function parsed(rows: readonly Kept[]): { events: readonly CloudTrailEvent[]; problems: readonly RecordProblem[] } {
  const events: CloudTrailEvent[] = [];
  const problems: RecordProblem[] = [];
  for (const row of rows) {
    const event = eventOf(row);
    if (event) events.push(event);
    else problems.push({ place: `event ${row.id}`, problem: 'its record cannot be read' });
  }
  return { events, problems };
}

/**
 * Alerts with a match since `since` (milliseconds of event time), rated by their matches alone: what people's answers made of
 * them is left out. One at a time: nothing else may be asked of the connection meanwhile.
 */
export function* toldAlerts(connection: Connection, since: number): Generator<Alert> {
  const ranks = LEVELS.map((level, rank) => `WHEN '${level}' THEN ${rank}`).join(' ');
  const rows = connection
    .prepare<[number], Selectable<Schema['alerts']> & { rank: number | null }>(
      `SELECT alerts.*, (SELECT max(CASE level ${ranks} END) FROM matches WHERE alert_id = alerts.id) AS rank
       FROM alerts WHERE last_at >= ? ORDER BY last_at, id`,
    )
    .iterate(since);
  for (const { rank, ...row } of rows) {
    const alert = alertOf(row);
    yield { ...alert, level: (rank === null ? undefined : LEVELS[rank]) ?? alert.level };
  }
}

/** The account of the bot's credentials, where the configuration names none: the only one it has read. */
export async function onlyAccount({ reader }: Pick<Reader, 'reader'>): Promise<string | undefined> {
  const rows = await reader.selectFrom('progress').select('account').distinct().limit(2).execute();
  const [only] = rows;
  return rows.length === 1 && /^\d{12}$/.test(only?.account ?? '') ? only?.account : undefined;
}
