/** What was done to an alert, from the audit log: who, what, when, in one short line each. */
import { BOT } from '../../store/audit';
import type { DeedOn } from '../../store/deeds';
import { type Mrkdwn, code, cut, mention, moment, mrkdwn } from '../../notify/text';

const SHORT = '{date_short_pretty} at {time}';

/** What somebody did, after their name. */
const DID: Readonly<Record<string, string>> = {
  acknowledge: 'acknowledged it',
  resolve: 'resolved it',
  reopen: 'reopened it',
  wake: 'woke it',
  ask: 'had the person asked',
  answer: 'answered whether it was them',
};

/** What the bot did by itself: whole sentences. */
const BY_ITSELF: Readonly<Record<string, string>> = {
  escalate: 'Nobody had acknowledged it, so others were called',
  ask: 'The person behind it was asked',
  'ask-channel': 'Nobody could be asked in person, so the channel was',
  unanswered: 'The person did not answer in time',
  undelivered: 'The question could not be delivered',
  answer: 'The question was answered',
};

export function historyLine({ actor, action, at, reason, after }: DeedOn): Mrkdwn {
  const why = reason === undefined ? mrkdwn`` : mrkdwn`: ${cut(reason, 60)}`;
  return mrkdwn`${moment(at, SHORT)} — ${words(actor, action, after)}${why}`;
}

function words(actor: string, action: string, after: unknown): Mrkdwn {
  if (actor === BOT) return mrkdwn`${known(BY_ITSELF, action) ?? mrkdwn`The bot: ${code(action)}`}`;
  const until = action === 'snooze' ? snoozedUntil(after) : undefined;
  if (until !== undefined) return mrkdwn`${mention(actor)} snoozed it until ${moment(until, SHORT)}`;
  return mrkdwn`${mention(actor)} ${known(DID, action) ?? code(action)}`;
}

function known(table: Readonly<Record<string, string>>, action: string): string | undefined {
  return Object.hasOwn(table, action) ? table[action] : undefined;
}

/** As `store/acts` records it. */
function snoozedUntil(after: unknown): number | undefined {
  const { snoozed } = (after ?? {}) as { readonly snoozed?: { readonly until?: unknown } | null };
  return typeof snoozed?.until === 'number' ? snoozed.until : undefined;
}
