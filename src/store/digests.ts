/** Digests that were made, as rows: each is made once, whatever happens to the bot meanwhile, and the last one can be shown again. */
import type { Kysely } from 'kysely';
import type { Digest } from '../alert/digest';
import type { DigestKind } from '../alert/digest-facts';
import type { Line } from '../notify/owed';
import type { Trx } from './database';
import { about, postKey, put } from './owed-rows';
import type { Schema } from './schema';

/** False when it was made before. */
export async function writeDigest(trx: Trx, digest: Digest, now: number): Promise<boolean> {
  const { id, kind, from, until } = digest;
  const row = { id, kind, from_at: from, until_at: until, made_at: now, body: JSON.stringify(digest) };
  const insert = trx
    .insertInto('digests')
    .values(row)
    .onConflict((conflict) => conflict.doNothing());
  return ((await insert.executeTakeFirstOrThrow()).numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function digestById(db: Trx | Kysely<Schema>, id: string): Promise<Digest | undefined> {
  const row = await db.selectFrom('digests').select('body').where('id', '=', id).executeTakeFirst();
  return row && (JSON.parse(row.body) as Digest);
}

/** The newest of a kind, for App Home and for where the next one begins. */
export async function latestDigest(db: Trx | Kysely<Schema>, kind: DigestKind): Promise<Digest | undefined> {
  const all = db.selectFrom('digests').select('body').where('kind', '=', kind);
  const row = await all.orderBy('until_at', 'desc').limit(1).executeTakeFirst();
  return row && (JSON.parse(row.body) as Digest);
}

/** The message, and its replies, which wait until it stands. */
export async function oweDigest(
  trx: Trx,
  digest: Digest,
  replies: readonly Line[],
  channel: string,
  at: number,
): Promise<void> {
  const owed = { ...about({ kind: 'digest', digest }), channel, at };
  await put(trx, { ...owed, key: postKey(digest.id, channel), kind: 'post' });
  for (const { name, message } of replies) {
    await put(trx, { ...owed, key: `line/${digest.id}/${channel}/${name}`, kind: 'line', message });
  }
}

/** When the newest of a kind was due (milliseconds). */
export async function lastDigestAt(db: Trx | Kysely<Schema>, kind: DigestKind): Promise<number | undefined> {
  const all = db.selectFrom('digests').select('until_at').where('kind', '=', kind);
  return (await all.orderBy('until_at', 'desc').limit(1).executeTakeFirst())?.until_at;
}

/** Nobody watched from the one time to the other (milliseconds). */
export async function recordPause(trx: Trx, from: number, until: number): Promise<void> {
  await trx
    .insertInto('pauses')
    .values({ from_at: from, until_at: until })
    .onConflict((conflict) => conflict.column('from_at').doUpdateSet({ until_at: until }))
    .execute();
}
