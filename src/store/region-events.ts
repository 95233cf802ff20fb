/** For health as people ask for it: the newest event of each region of an account, and when nobody watched. */
import type { Kysely } from 'kysely';
import type { Period } from '../alert/digest-facts';
import type { Schema } from './schema';

/** As many of an account's newest events are looked at. */
const MOST = 300;

export interface RegionEvents {
  /** Event time (milliseconds) of the newest event, by region. */
  readonly last: ReadonlyMap<string, number>;
  /** Regions that are not named had no event since then (milliseconds); undefined where all events that are kept were looked at. */
  readonly since: number | undefined;
}

export async function lastEventsOf(reader: Kysely<Schema>, account: string): Promise<RegionEvents> {
  const events = reader.selectFrom('events').select(['region', 'time']).where('account', '=', account);
  const rows = await events.orderBy('time', 'desc').limit(MOST).execute();
  const last = new Map<string, number>();
  for (const { region, time } of rows) if (!last.has(region)) last.set(region, time);
  return { last, since: rows.length < MOST ? undefined : rows.at(-1)?.time };
}

/** Since a time (milliseconds), newest first. */
export async function pausesSince(reader: Kysely<Schema>, since: number, most: number): Promise<readonly Period[]> {
  const pauses = reader.selectFrom('pauses').selectAll().where('from_at', '>=', since);
  const rows = await pauses.orderBy('from_at', 'desc').limit(most).execute();
  return rows.map(({ from_at: from, until_at: until }) => ({ from, until }));
}
