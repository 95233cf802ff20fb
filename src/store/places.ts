/** Where alerts stand in Slack, for lists of them. */
import type { Kysely } from 'kysely';
import type { Schema } from './schema';

/** Channels as Slack names them, and people who got a direct message, by the id of the alert; of a page's worth of alerts. */
export async function placesOf(
  reader: Kysely<Schema>,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const places = new Map<string, string[]>();
  if (alertIds.length === 0) return places;
  const rows = reader.selectFrom('notifications').select(['subject', 'channel', 'route_channel']);
  for (const { subject, channel, route_channel } of await rows.where('subject', 'in', alertIds).execute()) {
    places.set(subject, [...(places.get(subject) ?? []), /^[UW]/.test(route_channel) ? route_channel : channel]);
  }
  return places;
}
