/** CloudTrail events, each once. The hot path of the bot: prepared statements on the writing connection, inside its transaction. */
import type { Connection, Trx } from './database';
import { pieces } from './pieces';
import { principalOf } from '../source/principal';
import { type CloudTrailEvent, type JsonObject, isProblem, parseEvent } from '../source/event';

/** Those of the events that are not in the store, each id once, in the order given. */
export async function unseenEvents(trx: Trx, events: readonly CloudTrailEvent[]): Promise<readonly CloudTrailEvent[]> {
  const byId = new Map(events.map((event) => [event.id, event]));
  for (const piece of pieces([...byId.keys()])) {
    const rows = await trx.selectFrom('events').select('id').where('id', 'in', piece).execute();
    for (const { id } of rows) byId.delete(id);
  }
  return [...byId.values()];
}

const INSERT = `INSERT INTO events (id, account, region, time, source, name, principal, read_only, record)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function insertEvents(connection: Connection, events: readonly CloudTrailEvent[]): void {
  const insert = connection.prepare(INSERT);
  for (const event of events) {
    const { id, account, region, time, source, name, readOnly } = event;
    const flag = readOnly === undefined ? null : Number(readOnly);
    insert.run(id, account, region, time, source, name, principalOf(event).key, flag, JSON.stringify(event.record));
  }
}

/** Those of the events that are still kept, as they came. */
export function eventsById(connection: Connection, ids: readonly string[]): readonly CloudTrailEvent[] {
  const select = connection.prepare<[string], { id: string; account: string; time: number; record: string }>(
    'SELECT id, account, time, record FROM events WHERE id = ?',
  );
  return ids.flatMap((id) => {
    const row = select.get(id);
    if (!row) return [];
    const event = parseEvent(JSON.parse(row.record) as JsonObject, id, row.time);
    return isProblem(event) ? [] : [{ ...event, id, account: row.account, time: row.time }];
  });
}
