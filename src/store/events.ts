/** CloudTrail events, each once. The hot path of the bot: prepared statements on the writing connection, inside its transaction. */
import type { Kysely } from 'kysely';
import type { Connection } from './database';
import { accessKeyOf, addressKeyOf, errorOf, personKeyOf, resourcesOf } from './event-facts';
import { prepared } from './prepared';
import type { Schema } from './schema';
import { principalOf } from '../source/principal';
import { type CloudTrailEvent, type JsonObject, isProblem, parseEvent, textAt } from '../source/event';

/** Those of the events that are not in the store, each id once, in the order given. */
export function unseenEvents(connection: Connection, events: readonly CloudTrailEvent[]): readonly CloudTrailEvent[] {
  const stored = prepared<[string]>(connection, 'SELECT 1 FROM events WHERE id = ?');
  const byId = new Map(events.map((event) => [event.id, event]));
  for (const id of byId.keys()) if (stored.get(id) !== undefined) byId.delete(id);
  return [...byId.values()];
}

const INSERT = `INSERT INTO events (id, account, region, time, source, name, principal, session, address, read_only, record,
  error, access_key, person, address_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_RESOURCE = 'INSERT INTO event_resources (resource, time, event_id) VALUES (?, ?, ?)';

export function insertEvents(connection: Connection, events: readonly CloudTrailEvent[]): void {
  const insert = prepared(connection, INSERT);
  const insertResource = prepared(connection, INSERT_RESOURCE);
  for (const event of events) {
    const { id, account, region, time, source, name, readOnly, record } = event;
    const principal = principalOf(event);
    const address = textAt(record, 'sourceIPAddress');
    const flag = readOnly === undefined ? null : Number(readOnly);
    const text = JSON.stringify(record);
    const whom = [principal.key, principal.session ?? null, address ?? null, flag, text] as const;
    const facts = [
      errorOf(event),
      accessKeyOf(event),
      personKeyOf(principal),
      address && addressKeyOf(address),
    ] as const;
    insert.run(id, account, region, time, source, name, ...whom, ...facts);
    for (const resource of resourcesOf(event)) insertResource.run(resource, time, id);
  }
}

/** A row of an event, as far as the event is made of it. */
export interface Kept {
  readonly id: string;
  readonly account: string;
  readonly time: number;
  readonly record: string;
}

/** Those of the events that are still kept, as they came. */
export function eventsById(connection: Connection, ids: readonly string[]): readonly CloudTrailEvent[] {
  const select = prepared<[string], Kept>(connection, 'SELECT id, account, time, record FROM events WHERE id = ?');
  return ids.flatMap((id) => {
    const row = select.get(id);
    return (row && eventOf(row)) ?? [];
  });
}

/** For a look-up; undefined when the record is not kept, or no longer. */
export async function eventById(reader: Kysely<Schema>, id: string): Promise<CloudTrailEvent | undefined> {
  const found = reader.selectFrom('events').select(['id', 'account', 'time', 'record']).where('id', '=', id);
  const row = await found.executeTakeFirst();
  return row && eventOf(row);
}

/** undefined when its record cannot be read. */
export function eventOf({ id, account, time, record }: Kept): CloudTrailEvent | undefined {
  const event = parseEvent(JSON.parse(record) as JsonObject, id, time);
  return isProblem(event) ? undefined : { ...event, id, account, time };
}
