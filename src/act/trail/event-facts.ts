/** The facts of one event, from the store or from CloudTrail itself: what is told to everybody, without its record. */
import type { KnownBlock } from '@slack/web-api';
import type { MatchRecord } from '../../alert/decide';
import type { Alert } from '../../alert/alert';
import { titleOf } from '../../alert/report';
import { personOf } from '../../detect/actor';
import { redactText } from '../../detect/secret-text';
import { clientOf } from '../../notify/client';
import { consoleLink } from '../../notify/facts';
import { LEVEL_MARK } from '../../notify/message';
import { type Mrkdwn, code, contextLine, cut, fields, joined, moment, mrkdwn, section } from '../../notify/text';
import { type CloudTrailEvent, textAt } from '../../source/event';
import { principalOf } from '../../source/principal';
import { accessKeyOf, resourcesOf } from '../../store/event-facts';
import type { Desk } from '../desk';
import { ruleById } from '../expect-preview';
import { capitalised } from '../why-rule';
import type { Behind } from './behind';
import { SECONDS, accountWords, actorWords, addressWords, callWords, isTypable, kindWords, rowOf } from './event-words';
import { openButton } from './reply';

export interface Rated {
  /** Every rule that met it. */
  readonly matches: readonly MatchRecord[];
  readonly alerts: readonly Alert[];
}

/** `rated` is undefined for an event that no rule has seen. */
export function eventFacts(
  desk: Desk,
  event: CloudTrailEvent,
  behind: Behind,
  rated: Rated | undefined,
): readonly KnownBlock[] {
  const row = rowOf(event);
  const kind = joined(kindWords(row), '');
  return [
    section(mrkdwn`${actorWords(row)}${behind(row)}  ${callWords(row)}`),
    fields([
      ['When', mrkdwn`${moment(event.time, SECONDS)}${kind.text === '' ? '' : mrkdwn`\n${kind}`}`],
      ['Where', mrkdwn`${accountWords(event.account, desk)} ${code(event.account)}\n${cut(event.region, 40)}`],
      ['From', fromWords(desk, event)],
      ['About', aboutWords(event)],
    ]),
    ...(rated ? [section(ratedWords(desk, rated))] : []),
    contextLine(consoleLink(event.region, event.id)),
  ];
}

function fromWords(desk: Desk, event: CloudTrailEvent): Mrkdwn {
  const agent = textAt(event.record, 'userAgent');
  const key = accessKeyOf(event);
  const lines = [
    addressWords(textAt(event.record, 'sourceIPAddress'), desk),
    ...(agent === undefined ? [] : [mrkdwn`${clientOf(agent) ?? cut(redactText(agent), 60)}`]),
    ...(key === undefined ? [] : [mrkdwn`with the key ${code(cut(redactText(key), 40))}`]),
  ];
  return joined(lines, '\n');
}

/** As many resources are named. */
const MOST = 3;

function aboutWords(event: CloudTrailEvent): Mrkdwn {
  const all = [...resourcesOf(event)];
  // An ARN brings the name at its end along, which says the same.
  const found = all.filter(
    (one) => !all.some((other) => other !== one && other.startsWith('arn:') && other.endsWith(one)),
  );
  if (found.length === 0) return mrkdwn`no resource named`;
  const told = found.slice(0, MOST).map((one) => code(cut(redactText(one), 90)));
  const more = found.length - told.length;
  return more > 0 ? mrkdwn`${joined(told, '\n')}\nand ${more} more` : joined(told, '\n');
}

/** As many rules are named. */
const RULES = 6;

function ratedWords(desk: Desk, { matches, alerts }: Rated): Mrkdwn {
  if (matches.length === 0) return mrkdwn`No rule met it, so it raised no alert.`;
  const lines = matches.slice(0, RULES).map(({ ruleId, level, alertId, quietBy }) => {
    const title = titleOf(ruleId, ruleById(desk, ruleId));
    const alert = alerts.find(({ id }) => id === alertId);
    return mrkdwn`${LEVEL_MARK[level]} *${capitalised(level)}*  ${cut(title, 150)}: ${becameOf(alert, quietBy)}`;
  });
  const more = matches.length - lines.length;
  return joined([...lines, ...(more > 0 ? [mrkdwn`and ${more} more rules`] : [])], '\n');
}

function becameOf(alert: Alert | undefined, quietBy: string | undefined): string {
  if (alert) return `in an alert that is ${alert.state}`;
  if (quietBy === 'staging') return 'kept quiet, as the rule was in staging';
  return quietBy === undefined ? 'no alert of its own' : 'kept quiet, as it was expected';
}

/** What else there is to ask: why, the alert, and what they did around that time. */
export function furtherButtons(event: CloudTrailEvent, rated: Rated | undefined): ReturnType<typeof openButton>[] {
  const [alert] = rated?.alerts ?? [];
  const around = aroundCommand(event);
  return [
    ...(rated && isTypable(event.id) ? [openButton(alert ? 'Why' : 'Why no alert', `why ${event.id}`, 0)] : []),
    ...(alert ? [openButton('Open alert', `alert ${alert.id}`, 1)] : []),
    ...(around === undefined ? [] : [openButton('What they did then', around, 2)]),
  ];
}

const HOUR = 3_600_000;

/** What the same principal, or person, did within an hour before and after. */
function aroundCommand(event: CloudTrailEvent): string | undefined {
  const principal = principalOf(event);
  const whom = personOf(principal) ?? principal.key;
  if (!/^[\w@.:+=,/-]{1,200}$/.test(whom)) return undefined;
  const [from, to] = [event.time - HOUR, event.time + HOUR].map((at) => `${new Date(at).toISOString().slice(0, 16)}Z`);
  return `who ${whom} ${from}..${to}`;
}
