/**
 * Owing a message. Where the message itself is still owed, an edit is not, as it will be rendered from the newest state anyway; an
 * alert that stands in a list only is called for by a message of its own.
 */
import type { Alert } from '../alert/alert';
import { LEVELS } from '../detect/level';
import { type Call, type Owed, idOf } from '../notify/owed';
import { listAlerts } from './batches';
import type { Trx } from './database';
import { callForListed, touchListsOf } from './listed';
import { about, isOwed, oweEdit, postKey, put, standsIn, urgencyOf } from './owed-rows';

/** History can wait: lines go after every post of their channel. */
const LATER = LEVELS.length;

export async function owe(trx: Trx, owed: Owed): Promise<void> {
  switch (owed.kind) {
    case 'notice':
      return oweNotice(trx, owed);
    case 'edit':
      for (const channel of await standsIn(trx, owed.subject)) await oweEdit(trx, owed.subject, channel, owed.at);
      return owed.subject.kind === 'alert' ? touchListsOf(trx, owed.subject.alert, owed.at) : undefined;
    case 'line':
      for (const channel of await standsIn(trx, owed.subject)) {
        if (channel !== owed.except) await oweLine(trx, owed, channel);
      }
      return;
    case 'list':
      return oweListing(trx, owed);
    case 'show':
      return oweShowing(trx, owed);
    default:
      return oweMessage(trx, owed);
  }
}

type Kind<K extends Owed['kind']> = Extract<Owed, { kind: K }>;

function oweNotice(trx: Trx, { key, channel, level, message, at }: Kind<'notice'>): Promise<void> {
  const nothing = { subjectKind: 'none', subject: '', version: 0, urgency: urgencyOf(level) } as const;
  return put(trx, { ...nothing, key, kind: 'notice', channel, message, at });
}

function oweLine(trx: Trx, { subject, name, message, at }: Kind<'line'>, channel: string): Promise<void> {
  const line = about(subject);
  const key = `line/${idOf(subject)}/${channel}/${name}`;
  return put(trx, { ...line, key, kind: 'line', channel, urgency: LATER + line.urgency, message, at });
}

/** Not for what stands in the channel already, or is about to. */
async function oweListing(trx: Trx, { subject, channel, at }: Kind<'list'>): Promise<void> {
  if ((await standsIn(trx, subject)).includes(channel)) return;
  if (await isOwed(trx, postKey(idOf(subject), channel))) return;
  await listAlerts(trx, [subject.alert], { why: 'first-read', channel, at });
}

/** A message that waits to be sent becomes as urgent as the alert is by now. */
async function oweShowing(trx: Trx, { subject, channel, at }: Kind<'show'>): Promise<void> {
  if ((await standsIn(trx, subject)).includes(channel)) return;
  return put(trx, { ...about(subject), key: postKey(idOf(subject), channel), kind: 'post', channel, at });
}

async function oweMessage(trx: Trx, owed: Kind<'post'> | Kind<'raise'>): Promise<void> {
  const { subject, channel, mention, call, at } = owed;
  const message = { ...about(subject), channel, mention, call, at };
  const key = postKey(idOf(subject), channel);
  if (subject.kind !== 'alert') return put(trx, { ...message, key, kind: 'post' });
  // It may have been listed before, as history.
  if (call === undefined) await touchListsOf(trx, subject.alert, at);
  if (call === undefined) return put(trx, { ...message, key, kind: 'post' });
  const stands = (await standsIn(trx, subject)).includes(channel);
  if (!stands && (await callForListed(trx, owed, call))) return;
  const raise = stands || (await waits(trx, key, call));
  if (!raise) return put(trx, { ...message, key, kind: 'post' });
  return put(trx, {
    ...message,
    key: `raise/${idOf(subject)}/${channel}/${callKey(subject.alert, call, at)}`,
    kind: 'raise',
  });
}

/**
 * A step of the ladder calls people to a message that may still be owed itself: it waits for it. Anything else is said by the
 * message when it comes.
 */
async function waits(trx: Trx, post: string, call: Call): Promise<boolean> {
  return call.why === 'unacknowledged' && (await isOwed(trx, post));
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
    case 'rerouted':
      return `rerouted-${call.from}-${at}`;
    case 'denied':
    case 'unconfirmed':
      return `${call.why}-${alert.confirmed?.confirmationId ?? ''}-${alert.confirmed?.state ?? ''}`;
  }
}
