/** What could have kept an alert quiet and did not, line by line: snoozes, expectations, filters, staging. */
import type { Alert } from '../alert/alert';
import { isSnoozed } from '../alert/snooze';
import { type Mrkdwn, code, cut, guidance, joined, mention, moment, mrkdwn } from '../notify/text';
import type { Considered, Verdict } from './explain';

const SHORT = '{date_short_pretty} at {time}';
/** As many expectations, filters or rules are named. */
export const MOST_NAMED = 6;

/** `command` is the slash command, for what can be undone there; undefined where it was asked by it. */
export function quietLines(alert: Alert, verdict: Verdict, now: number, command?: string): readonly Mrkdwn[] {
  return [
    snoozeLine(alert, now),
    ...expectationLines(alert, verdict),
    ...(verdict.expectations.length === 0 ? [] : [removalLine(command)]),
    filterLine(verdict),
    ...(verdict.staged ? [mrkdwn`The rule is in staging now: what it meets next is counted and not posted`] : []),
  ];
}

function snoozeLine(alert: Alert, now: number): Mrkdwn {
  const { snooze, awoke } = alert;
  if (snooze && isSnoozed(alert, now)) {
    return mrkdwn`${mention(snooze.by)} snoozed it until ${moment(snooze.until, SHORT)}: repeats are counted and call nobody, something worse breaks through`;
  }
  const past = snooze ?? awoke;
  if (past) return mrkdwn`The snooze by ${mention(past.by)} was over at ${moment(past.until, SHORT)}`;
  return mrkdwn`Nobody has snoozed it`;
}

function expectationLines(alert: Alert, { expectations, rule }: Verdict): readonly Mrkdwn[] {
  if (expectations.length === 0) return [mrkdwn`No expectation in force is about this principal or this rule`];
  const telling = [...expectations].sort((a, b) => Number(a.whyNot !== undefined) - Number(b.whyNot !== undefined));
  const lines = telling
    .slice(0, MOST_NAMED)
    .map((one) => considered(alert, one, rule?.expectable ?? alert.content.expectable));
  const more = expectations.length - lines.length;
  return more > 0 ? [...lines, mrkdwn`${more} more expectations are about this principal or rule`] : lines;
}

function removalLine(command: string | undefined): Mrkdwn {
  const list = command === undefined ? mrkdwn`the list of what is expected` : code(`${command} expected`);
  return mrkdwn`Expectations can be removed in ${list}`;
}

function considered(alert: Alert, { expectation, whyNot, kept }: Considered, expectable: boolean): Mrkdwn {
  const { by, until, reason, title, at } = expectation;
  const head = mrkdwn`${mention(by)} expects ${title} until ${moment(until, '{date_short_pretty}')} (${cut(reason, 80)})`;
  if (kept) return mrkdwn`${head}: it covered this when it was read`;
  if (whyNot !== undefined) return mrkdwn`${head}: not this, because ${whyNot}`;
  if (!expectable) return mrkdwn`${head}: it covers this, but this rule is never silent, so it is told once a day`;
  return at > alert.openedAt
    ? mrkdwn`${head}: made after this alert, it keeps the next one quiet`
    : mrkdwn`${head}: it covers what comes next`;
}

function filterLine({ filters, filteredBy, rule }: Verdict): Mrkdwn {
  if (!rule) return mrkdwn`Which filters the rule had is not known any more`;
  if (filteredBy.length > 0) return mrkdwn`By the filters as they are now it would not match: ${listed(filteredBy)}`;
  return filters.length === 0
    ? mrkdwn`No filter narrows the rule`
    : mrkdwn`Filters of the rule that do not hold here: ${listed(filters)}`;
}

/** Titles of rule files, some of them. */
export function listed(titles: readonly string[]): Mrkdwn {
  const shown = joined(
    titles.slice(0, MOST_NAMED).map((title) => guidance(cut(title, 120))),
    ', ',
  );
  return titles.length > MOST_NAMED ? mrkdwn`${shown} and ${titles.length - MOST_NAMED} more` : shown;
}

export function codes(values: readonly string[]): Mrkdwn {
  return joined(values.slice(0, MOST_NAMED).map(code), ', ');
}
