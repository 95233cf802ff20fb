/** An alert in a list: how bad, what, who, where, since when, and how it stands. */
import type { Alert } from '../../alert/alert';
import { isSnoozed } from '../../alert/snooze';
import { LEVEL_MARK } from '../../notify/message';
import { statusOf } from '../../notify/status';
import { Mrkdwn, bounded, code, cut, joined, mention, moment, mrkdwn, place, prose, sentence } from '../../notify/text';
import { capitalised } from '../why-rule';

const SHORT = '{date_short_pretty} at {time}';
/** Characters of a row: ten of them, with their buttons, are a message. */
const ROW = 640;

/** `channels` are where it stands. */
export function alertWords(alert: Alert, channels: readonly string[], now: number): Mrkdwn {
  const { mark = LEVEL_MARK[alert.level] } = statusOf(alert);
  const times = alert.count > 1 ? mrkdwn`  *×${alert.count}*` : mrkdwn``;
  const head = mrkdwn`${mark} *${capitalised(alert.level)}* — ${shortly(alert)}${times}`;
  const lines = [head, facts(alert, channels), ...stateLines(alert, now)];
  return new Mrkdwn(bounded(joined(lines, '\n'), ROW));
}

/** What happened, short enough for a line of a list. */
export function shortly({ content }: Alert): Mrkdwn {
  return new Mrkdwn(bounded(sentence(content.what), 260));
}

function facts({ account, content, lastAt, firstAt, count }: Alert, channels: readonly string[]): Mrkdwn {
  const { actor, person, accountName } = content;
  const where = accountName === undefined ? code(account) : prose(cut(accountName, 40));
  const parts = [
    // The sentence names who acted; the human behind it, where that is somebody else's name.
    ...(person === undefined || person === actor ? [] : [code(cut(person, 60))]),
    where,
    mrkdwn`${moment(lastAt, '{ago}')}`,
    ...(count > 1 ? [mrkdwn`first ${moment(firstAt, SHORT)}`] : []),
    ...(channels.length === 0 ? [] : [mrkdwn`in ${joined(channels.slice(0, 2).map(place), ', ')}`]),
  ];
  return joined(parts, '  ·  ');
}

function stateLines(alert: Alert, now: number): readonly Mrkdwn[] {
  const { state, stateBy, stateAt, stateReason, snooze, confirmed, folded } = alert;
  const lines: Mrkdwn[] = [];
  if (state !== 'open') {
    const by = stateBy === undefined ? mrkdwn`` : mrkdwn` by ${mention(stateBy)}`;
    const at = stateAt === undefined ? mrkdwn`` : mrkdwn` ${moment(stateAt, SHORT)}`;
    const why = stateReason === undefined ? mrkdwn`` : mrkdwn`: ${cut(stateReason, 80)}`;
    lines.push(mrkdwn`${capitalised(state)}${by}${at}${why}`);
  }
  if (snooze && isSnoozed(alert, now)) {
    const counted = snooze.counted === 0 ? '' : `, ${snooze.counted} more meanwhile`;
    lines.push(mrkdwn`Snoozed until ${moment(snooze.until, SHORT)} by ${mention(snooze.by)}${counted}`);
  }
  if (folded) lines.push(mrkdwn`Expected, but never silent`);
  const person = confirmed?.person === undefined ? mrkdwn`the person behind it` : mention(confirmed.person);
  if (confirmed?.state === 'asked') lines.push(mrkdwn`Waiting for ${person} to say whether it was them`);
  if (confirmed?.state === 'no') lines.push(mrkdwn`*${person} says that it was not them*`);
  return lines;
}
