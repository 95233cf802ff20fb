/**
 * What people are told about the bot itself: that it did not watch, and problems of health they must know, each once when it
 * has lasted and once when it is over for good. Pure; what was told is kept in the store, so a restart neither forgets nor repeats.
 */
import type { Level } from '../detect/level';
import type { Message, Owed } from '../notify/owed';
import { type Mrkdwn, moment, mrkdwn, section } from '../notify/text';
import type { HealthNotice } from '../store/operations';
import type { Problem, ProblemKind } from './health';
import { forMinutes } from './words';

const MINUTE = 60_000;

/**
 * How long a problem must have lasted (milliseconds) before people are told. Those that are left out cannot be told by Slack,
 * or are told elsewhere; health is red for them all the same.
 */
const TELL_AFTER: Readonly<Partial<Record<ProblemKind, number>>> = {
  unreadable: 30 * MINUTE,
  behind: 60 * MINUTE,
  silent: 0,
};

/** This process, or one before it, must have seen it for so long: one failure after a long pause is no half hour of failures. */
const SEEN = 5 * MINUTE;

/** What is well for a moment is not over, and health calls a new failure a problem after ten minutes only; milliseconds. */
const OVER_AFTER = 30 * MINUTE;

/** A pause that is shorter is a restart, and nobody's business. */
export const PAUSE = 5 * MINUTE;

export interface Attended {
  readonly write: readonly HealthNotice[];
  readonly remove: readonly string[];
  readonly owed: readonly Owed[];
}

/** `channel` is where such things are said. */
export function attend(
  known: readonly HealthNotice[],
  problems: readonly Problem[],
  channel: string,
  now: number,
): Attended {
  const write: HealthNotice[] = [];
  const remove: string[] = [];
  const owed: Owed[] = [];
  const notice = (key: string, level: Level, message: Message): void => {
    owed.push({ kind: 'notice', key, channel, level, message, at: now });
  };
  for (const problem of problems) {
    const after = TELL_AFTER[problem.kind];
    if (after === undefined) continue;
    const { key, what, since } = problem;
    const before = known.find((one) => one.key === key);
    const seenAt = before?.seenAt ?? now;
    const lasts = now - since >= after && now - seenAt >= SEEN;
    const tells = before?.toldAt === undefined && lasts;
    write.push({ key, what, seenAt, toldAt: tells ? now : before?.toldAt, goneAt: undefined });
    if (tells) notice(`health/${key}/${now}`, 'high', troubleMessage(problem, now));
  }
  for (const before of known) {
    const { key, goneAt = now, toldAt } = before;
    if (write.some((one) => one.key === key)) continue;
    if (now - goneAt < OVER_AFTER) {
      write.push({ ...before, goneAt });
      continue;
    }
    remove.push(key);
    if (toldAt !== undefined) notice(`health/${key}/${toldAt}/over`, 'medium', overMessage(before, goneAt));
  }
  return { write, remove, owed };
}

/** The bot did not watch from the one time to the other (milliseconds). */
export function pauseNotice(from: number, until: number, accounts: number, channel: string): Owed {
  const whose = `${accounts} account${accounts === 1 ? '' : 's'}`;
  const span = mrkdwn`from ${moment(from, FORM)} to ${moment(until, FORM)}, ${forMinutes(until - from)}`;
  const words = mrkdwn`🕳️ I was not watching ${span}. Catching up now (${whose}); what happened then will follow.`;
  return { kind: 'notice', key: `pause/${from}`, channel, level: 'high', message: messageOf(words), at: until };
}

const FORM = '{date_short_pretty} {time}';

function troubleMessage({ what, since, doNext }: Problem, now: number): Message {
  const head = mrkdwn`🔴 ${what} – since ${moment(since, FORM)}, ${forMinutes(now - since)}.`;
  return messageOf(mrkdwn`${head}\n*What to do:* ${doNext}.\nI will say when it is over.`);
}

function overMessage({ what }: HealthNotice, goneAt: number): Message {
  return messageOf(
    mrkdwn`🟢 Over since ${moment(goneAt, FORM)}: ${what}. Whatever came late has been or will be told.`,
  );
}

function messageOf(words: Mrkdwn): Message {
  return { text: words.text, blocks: [section(words)], plain: words.text };
}
