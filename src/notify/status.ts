/** Where an alert stands, in words and marks: acknowledged, snoozed, resolved, expected, what its person said, and who and when. */
import type { Alert } from '../alert/alert';
import type { Snooze } from '../alert/snooze';
import { confirmedLines } from './confirmed';
import { type Mrkdwn, mention, moment, mrkdwn } from './text';

export interface Status {
  /** Replaces the level's mark, so that what is settled looks settled. */
  readonly mark?: string;
  readonly word?: string;
}

export function statusOf({ state, snooze, folded, confirmed }: Alert): Status {
  if (state === 'resolved') return { mark: '✅', word: 'resolved' };
  if (confirmed?.state === 'no') return { word: 'denied by the person' };
  if (snooze !== undefined && !snooze.over) return { mark: '💤', word: 'snoozed' };
  if (state === 'acknowledged') return { mark: '👀', word: 'acknowledged' };
  return folded ? { word: 'expected' } : {};
}

const SHORT = '{date_short_pretty} at {time}';

export function statusLines(alert: Alert): readonly Mrkdwn[] {
  const { state, stateBy, stateAt, stateReason, snooze, awoke, folded, confirmed } = alert;
  const lines: Mrkdwn[] = [];
  if (confirmed) lines.push(...confirmedLines(confirmed));
  if (folded) {
    lines.push(
      mrkdwn`Marked as expected, but never silent: what this principal does in one day is gathered here, and calls nobody.`,
    );
  }
  if (state !== 'open') {
    const done = state === 'resolved' ? mrkdwn`*Resolved*` : mrkdwn`*Acknowledged*`;
    lines.push(
      mrkdwn`${done}${byWhom(stateBy)}${whenever(stateAt)}${stateReason === undefined ? '' : `: ${stateReason}`}`,
    );
  } else if (stateBy !== undefined) {
    lines.push(mrkdwn`*Reopened*${byWhom(stateBy)}${whenever(stateAt)}`);
  }
  if (snooze && !snooze.over) {
    const meanwhile = snooze.counted === 0 ? '' : `; ${counted(snooze.counted)} so far`;
    lines.push(mrkdwn`*Snoozed*${byWhom(snooze.by)} until ${moment(snooze.until, SHORT)}${meanwhile}`);
  }
  const past = snooze?.over === true ? snooze : awoke;
  if (past && past.wokenBy === undefined) {
    lines.push(mrkdwn`Was snoozed${byWhom(past.by)} until ${moment(past.until, SHORT)}${endOf(past)}`);
  }
  return lines;
}

function endOf({ over, counted: count }: Snooze): string {
  if (over) return `: ${count === 0 ? 'nothing came' : counted(count)} meanwhile`;
  return `, but something worse came${count === 0 ? '' : `; ${counted(count)} before`}`;
}

function byWhom(user: string | undefined): Mrkdwn {
  return user === undefined ? mrkdwn`` : mrkdwn` by ${mention(user)}`;
}

function whenever(at: number | undefined): Mrkdwn {
  return at === undefined ? mrkdwn`` : mrkdwn`, ${moment(at, SHORT)}`;
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'match was' : 'matches were'} counted`;
}
