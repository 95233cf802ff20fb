/**
 * Owing a message: one row for each thing to do. Owing an edit twice is owing the newer one; where the message itself is still
 * owed, an edit is not, as it will be rendered from the newest state anyway.
 */
import type { Alert } from '../alert/alert';
import { LEVELS, type Level } from '../detect/level';
import type { OwedRow } from '../notify/outbox';
import { type Call, type Message, type Owed, type Subject, idOf, levelOf, versionOf } from '../notify/owed';
import type { Trx } from './database';

/** History can wait: lines go after every post of their channel. */
const LATER = LEVELS.length;

export async function owe(trx: Trx, owed: Owed): Promise<void> {
  switch (owed.kind) {
    case 'notice':
      return oweNotice(trx, owed);
    case 'edit':
      for (const channel of await standsIn(trx, owed.subject)) await oweEdit(trx, owed.subject, channel, owed.at);
      return;
    case 'line':
      for (const channel of await standsIn(trx, owed.subject)) await oweLine(trx, owed, channel);
      return;
    default:
      return oweMessage(trx, owed);
  }
}

/** An edit of the subject's message in one channel. */
export function oweEdit(trx: Trx, subject: Subject, channel: string, at: number): Promise<void> {
  return put(trx, { ...about(subject), key: `edit/${idOf(subject)}/${channel}`, kind: 'edit', channel, at });
}

/** Smaller is sooner. */
export function urgencyOf(level: Level): number {
  return LEVELS.length - LEVELS.indexOf(level);
}

export function levelOfUrgency(urgency: number): Level | undefined {
  return LEVELS[LEVELS.length - urgency];
}

type Kind<K extends Owed['kind']> = Extract<Owed, { kind: K }>;

function oweNotice(trx: Trx, { key, channel, level, message, at }: Kind<'notice'>): Promise<void> {
  const about = { subjectKind: 'none', subject: '', version: 0, urgency: urgencyOf(level) } as const;
  return put(trx, { ...about, key, kind: 'notice', channel, message, at });
}

function oweLine(trx: Trx, { subject, name, message, at }: Kind<'line'>, channel: string): Promise<void> {
  const line = about(subject);
  const key = `line/${idOf(subject)}/${channel}/${name}`;
  return put(trx, { ...line, key, kind: 'line', channel, urgency: LATER + line.urgency, message, at });
}

async function oweMessage(trx: Trx, owed: Kind<'post'> | Kind<'raise'>): Promise<void> {
  const { subject, channel, mention, call, at } = owed;
  const message = { ...about(subject), channel, mention, call, at };
  const key = `post/${idOf(subject)}/${channel}`;
  const called = subject.kind === 'alert' && call !== undefined ? callKey(subject.alert, call, at) : undefined;
  const raise =
    called !== undefined && ((await standsIn(trx, subject)).includes(channel) || (await waits(trx, key, call)));
  if (!raise) return put(trx, { ...message, key, kind: 'post' });
  return put(trx, { ...message, key: `raise/${idOf(subject)}/${channel}/${called}`, kind: 'raise' });
}

/**
 * A step of the ladder calls people to a message that may still be owed itself: it waits for it. Anything else is said by the
 * message when it comes.
 */
async function waits(trx: Trx, post: string, call: Call | undefined): Promise<boolean> {
  if (call?.why !== 'unacknowledged') return false;
  return (await trx.selectFrom('outbox').select('key').where('key', '=', post).executeTakeFirst()) !== undefined;
}

/** Each reason calls once: a level, a return, a step of the ladder, an answer. */
function callKey(alert: Alert, call: Call, at: number): string {
  switch (call.why) {
    case 'raised':
      return alert.level;
    case 'returned':
      return `returned-${at}`;
    case 'unacknowledged':
      return `unacknowledged-${alert.ladder?.since ?? 0}-${alert.ladder?.taken ?? 0}`;
    case 'denied':
    case 'unconfirmed':
      return `${call.why}-${alert.confirmed?.confirmationId ?? ''}-${alert.confirmed?.state ?? ''}`;
  }
}

/** The channels, as routes name them, in which the subject has a message. */
async function standsIn(trx: Trx, subject: Subject): Promise<readonly string[]> {
  const posted = trx.selectFrom('notifications').select('route_channel').where('subject', '=', idOf(subject));
  return (await posted.execute()).map(({ route_channel }) => route_channel);
}

interface Put {
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
  readonly at: number;
}

function about(subject: Subject): Pick<Put, 'subjectKind' | 'subject' | 'urgency' | 'version'> {
  const urgency = urgencyOf(levelOf(subject));
  return { subjectKind: subject.kind, subject: idOf(subject), urgency, version: versionOf(subject) };
}

async function put(trx: Trx, { key, kind, subjectKind, subject, channel, at, ...owed }: Put): Promise<void> {
  const { urgency, version, mention = null } = owed;
  const calls = owed.call === undefined ? null : JSON.stringify(owed.call);
  const from_level = owed.call?.why === 'raised' ? (owed.call.from ?? null) : null;
  const message = owed.message === undefined ? null : JSON.stringify(owed.message);
  const what = { key, kind, subject_kind: subjectKind, subject, channel, urgency, version, mention, from_level };
  await trx
    .insertInto('outbox')
    .values({
      ...what,
      ...{ calls, message, owed_at: at, next_at: at, attempts: 0, started_at: null, last_error: null },
    })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ version, urgency, mention }))
    .execute();
}
