/**
 * Batches as rows: which alerts are listed in which message. Whatever changes a page owes its message: the post while there is
 * none, an edit afterwards, however many alerts changed.
 */
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Alert } from '../alert/alert';
import { type Batch, type BatchReason, PAGE_ALERTS } from '../notify/batch';
import type { Subject } from '../notify/owed';
import { alertsById } from './alerts';
import type { Trx } from './database';
import { about, levelOfUrgency, oweEdit, postKey, put, standsIn, urgencyOf } from './owed-rows';
import type { Schema } from './schema';

/** A list that began so long ago (milliseconds) takes no more: nobody would see it there. */
const GROWS = 24 * 3_600_000;

/** As many rows of the overview are read; the message shows fewer and counts the rest. */
const OVERVIEW = 200;

export async function batchById(db: Trx | Kysely<Schema>, id: string): Promise<Batch | undefined> {
  const row = await db.selectFrom('batches').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const { series, page } = row;
  const members = db.selectFrom('batch_members').where('series', '=', series);
  const listed = await members
    .select(['alert_id', 'urgency'])
    .where('page', '=', page)
    .orderBy('urgency')
    .orderBy('title')
    .execute();
  const alerts = await alertsById(
    db,
    listed.map(({ alert_id }) => alert_id),
  );
  const pages = await db
    .selectFrom('batches')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('series', '=', series)
    .executeTakeFirstOrThrow();
  return {
    id,
    series,
    why: row.why as BatchReason,
    page,
    pages: pages.count,
    version: row.version,
    level: levelOfUrgency(listed[0]?.urgency ?? urgencyOf('medium')) ?? 'medium',
    alerts: inOrder(listed.flatMap(({ alert_id }) => alerts.get(alert_id) ?? [])),
    totals: await totalsOf(db, series),
    overview: page === 1 ? await overviewOf(db, series) : [],
  };
}

/** Worst first, then what is alike together, then by time. */
function inOrder(alerts: readonly Alert[]): readonly Alert[] {
  return [...alerts].sort(
    (a, b) =>
      urgencyOf(a.level) - urgencyOf(b.level) ||
      Number(a.content.title > b.content.title) - Number(a.content.title < b.content.title) ||
      a.firstAt - b.firstAt,
  );
}

async function totalsOf(db: Trx | Kysely<Schema>, series: string): Promise<Batch['totals']> {
  const count = sql<number>`count(*)`.as('count');
  const members = db.selectFrom('batch_members').select(['urgency', count]).where('series', '=', series);
  const rows = await members.groupBy('urgency').orderBy('urgency').execute();
  return rows.map(({ urgency, count: number }) => ({ level: levelOfUrgency(urgency) ?? 'medium', count: number }));
}

async function overviewOf(db: Trx | Kysely<Schema>, series: string): Promise<Batch['overview']> {
  const count = sql<number>`count(*)`.as('count');
  const rows = await db
    .selectFrom('batch_members')
    .select(['urgency', 'title', 'actor', count])
    .where('series', '=', series)
    .groupBy(['urgency', 'title', 'actor'])
    .orderBy('urgency')
    .orderBy('count', 'desc')
    .orderBy('title')
    .limit(OVERVIEW)
    .execute();
  return rows.map(({ urgency, ...row }) => ({ ...row, level: levelOfUrgency(urgency) ?? 'medium' }));
}

export interface Listing {
  readonly why: BatchReason;
  readonly channel: string;
  /** Milliseconds. */
  readonly at: number;
  /** Whom the first message calls, each once. */
  readonly mentions?: readonly string[];
}

/** Lists alerts in the channel, in the batch that still grows or in a new one; not those that are listed there already. */
export async function listAlerts(trx: Trx, alerts: readonly Alert[], listing: Listing): Promise<void> {
  const { why, channel, at, mentions = [] } = listing;
  let series: string | undefined;
  const changed = new Set<number>();
  for (const alert of inOrder(alerts)) {
    if ((await listsIn(trx, alert.id, channel)).length > 0) continue;
    series ??= (await growing(trx, why, channel, at)) ?? randomUUID();
    for (const page of await place(trx, series, alert)) changed.add(page);
  }
  for (const page of changed) {
    const id = `${series}.${page}`;
    const made = { id, series: series ?? '', why, channel, page, made_at: at, version: 0, called: 0 };
    await trx
      .insertInto('batches')
      .values(made)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (const page of changed) await touch(trx, `${series}.${page}`, channel, at, page === 1 ? mentions : []);
}

/** The first read's list grows while it is read; one made of a flood takes more until its first message is under way. */
async function growing(trx: Trx, why: BatchReason, channel: string, at: number): Promise<string | undefined> {
  const newest = await trx
    .selectFrom('batches')
    .select(['id', 'series'])
    .where('channel', '=', channel)
    .where('why', '=', why)
    .where('page', '=', 1)
    .where('made_at', '>', at - GROWS)
    .orderBy('made_at', 'desc')
    .executeTakeFirst();
  if (!newest || why === 'first-read') return newest?.series;
  const post = trx.selectFrom('outbox').select('started_at').where('key', '=', postKey(newest.id, channel));
  return (await post.executeTakeFirst())?.started_at === null ? newest.series : undefined;
}

/**
 * Puts it on the last page, or on a new one when that is full. What is worse than the least on a full first page takes its place
 * there, so the first message always has the worst. Returns the pages that changed; the first has the overview.
 */
async function place(trx: Trx, series: string, alert: Alert): Promise<readonly number[]> {
  const counts = await trx
    .selectFrom('batch_members')
    .select(['page', sql<number>`count(*)`.as('count')])
    .where('series', '=', series)
    .groupBy('page')
    .orderBy('page')
    .execute();
  const { page: last = 1, count = 0 } = counts.at(-1) ?? {};
  const page = count < PAGE_ALERTS ? last : last + 1;
  const urgency = urgencyOf(alert.level);
  const { title, actor } = alert.content;
  const member = { series, alert_id: alert.id, urgency, title, actor };
  if (page === 1) {
    await trx
      .insertInto('batch_members')
      .values({ ...member, page })
      .execute();
    return [1];
  }
  const members = trx.selectFrom('batch_members').selectAll().where('series', '=', series).where('page', '=', 1);
  const least = await members.orderBy('urgency', 'desc').orderBy('title', 'desc').executeTakeFirstOrThrow();
  const swaps = least.urgency > urgency;
  if (swaps) {
    const moved = trx.updateTable('batch_members').set({ page }).where('series', '=', series);
    await moved.where('alert_id', '=', least.alert_id).execute();
  }
  await trx
    .insertInto('batch_members')
    .values({ ...member, page: swaps ? 1 : page })
    .execute();
  return [1, page];
}

/** The post while there is none, an edit afterwards. Mentions that were owed with it stay. */
async function owePage(trx: Trx, id: string, channel: string, at: number, mentions: readonly string[]): Promise<void> {
  const batch = await batchById(trx, id);
  if (!batch) return;
  const subject: Subject = { kind: 'batch', batch };
  const places = await standsIn(trx, subject);
  if (places.length > 0) {
    for (const place of places) await oweEdit(trx, subject, place, at);
    return;
  }
  const key = postKey(id, channel);
  const owed = await trx.selectFrom('outbox').select('mention').where('key', '=', key).executeTakeFirst();
  const all = new Set([...(owed?.mention ?? '').split(' ').filter(Boolean), ...mentions]);
  const mention = all.size === 0 ? undefined : [...all].join(' ');
  await put(trx, { ...about(subject), key, kind: 'post', channel, mention, at });
}

/** The lists in which an alert stands, in one channel or in all. */
export async function listsIn(trx: Trx, alertId: string, channel?: string) {
  const lists = trx
    .selectFrom('batch_members')
    .innerJoin('batches', (join) =>
      join.onRef('batches.series', '=', 'batch_members.series').onRef('batches.page', '=', 'batch_members.page'),
    )
    .select(['batches.id', 'batches.series', 'batches.channel'])
    .where('alert_id', '=', alertId);
  return (channel === undefined ? lists : lists.where('channel', '=', channel)).execute();
}

/** The page changed, or what it lists. */
export async function touch(
  trx: Trx,
  id: string,
  channel: string,
  at: number,
  mentions: readonly string[] = [],
): Promise<void> {
  const bumped = trx.updateTable('batches').set((set) => ({ version: set('version', '+', 1) }));
  await bumped.where('id', '=', id).execute();
  await owePage(trx, id, channel, at, mentions);
}
