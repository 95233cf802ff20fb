/**
 * One row of the outbox for each thing to do. Owing the same thing twice is owing the newer one, in its first place in the queue.
 */
import { LEVELS, type Level } from '../detect/level';
import type { OwedRow } from '../notify/outbox-row';
import { type Call, type Message, type Subject, idOf, levelOf, versionOf } from '../notify/owed';
import type { Trx } from './database';

/** Smaller is sooner. */
export function urgencyOf(level: Level): number {
  return LEVELS.length - LEVELS.indexOf(level);
}

export function levelOfUrgency(urgency: number): Level | undefined {
  return LEVELS[LEVELS.length - urgency];
}

export interface Put {
  readonly key: string;
  readonly kind: OwedRow['kind'];
  readonly subjectKind: Subject['kind'] | 'none';
  readonly subject: string;
  readonly channel: string;
  readonly urgency: number;
  readonly version: number;
  readonly mention?: string | undefined;
  readonly call?: Call | undefined;
  readonly message?: Message;
  /** For a post that is to stand in a thread. */
  readonly thread?: string | undefined;
  /** Since when it is owed, milliseconds. */
  readonly at: number;
}

export function about(subject: Subject): Pick<Put, 'subjectKind' | 'subject' | 'urgency' | 'version'> {
  const urgency = urgencyOf(levelOf(subject));
  return { subjectKind: subject.kind, subject: idOf(subject), urgency, version: versionOf(subject) };
}

export function postKey(subject: string, channel: string): string {
  return `post/${subject}/${channel}`;
}

/** An edit of the subject's message in one channel. */
export function oweEdit(trx: Trx, subject: Subject, channel: string, at: number): Promise<void> {
  return put(trx, { ...about(subject), key: `edit/${idOf(subject)}/${channel}`, kind: 'edit', channel, at });
}

/** The channels, as routes name them, in which the subject has a message of its own. */
export async function standsIn(trx: Trx, subject: Subject): Promise<readonly string[]> {
  const posted = trx.selectFrom('notifications').select('route_channel').where('subject', '=', idOf(subject));
  return (await posted.execute()).map(({ route_channel }) => route_channel);
}

export async function isOwed(trx: Trx, key: string): Promise<boolean> {
  return (await trx.selectFrom('outbox').select('key').where('key', '=', key).executeTakeFirst()) !== undefined;
}

export async function put(trx: Trx, { key, kind, subjectKind, subject, channel, at, ...owed }: Put): Promise<void> {
  const { urgency, version, mention = null } = owed;
  const calls = owed.call === undefined ? null : JSON.stringify(owed.call);
  const from_level = owed.call?.why === 'raised' ? (owed.call.from ?? null) : null;
  const message = owed.message === undefined ? null : JSON.stringify(owed.message);
  const what = { key, kind, subject_kind: subjectKind, subject, channel, urgency, version, mention, from_level };
  const attempt = { owed_at: at, next_at: at, attempts: 0, started_at: null, last_error: null };
  await trx
    .insertInto('outbox')
    .values({ ...what, calls, message, thread_ts: owed.thread ?? null, ...attempt })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ version, urgency, mention }))
    .execute();
}
