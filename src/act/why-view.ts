/**
 * An explanation of an alert as blocks: first the rule and the values it met, then how its level came about, what joins it, what
 * could have kept it quiet, where it went, and when.
 */
import type { KnownBlock } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import { REPORTED, isWithoutEvent } from '../alert/report';
import type { RuleSet } from '../detect/rule-set';
import { redactText } from '../detect/secret-text';
import { type Route, type Routes, routeFor } from '../notify/route';
import { type Mrkdwn, code, joined, mention, moment, mrkdwn, place, section, sentence, span } from '../notify/text';
import type { Explanation, Verdict } from './explain';
import { MOST_NAMED, codes, quietLines } from './why-quiet';
import { capitalised, levelLines, otherLine, ruleBlocks, valueLines } from './why-rule';

export interface WhyAlert {
  readonly alert: Alert;
  readonly explanation: Explanation;
  readonly rules: RuleSet;
  readonly routes: Routes;
  /** Where the alert stands. */
  readonly channels: readonly string[];
  /** Why the reader may not see values of the record; undefined when they may. */
  readonly hidden: Mrkdwn | undefined;
  readonly now: number;
  /** The slash command; undefined in an answer to it. */
  readonly command?: string | undefined;
}

const SECONDS = '{date_short_pretty} at {time_secs}';
/** Of a section's characters, which its title shares. */
const ROOM = 1000;

export function whyBlocks(why: WhyAlert): readonly KnownBlock[] {
  const { alert, explanation, now } = why;
  const [lead, ...others] = explanation.verdicts;
  const what = alert.content.what.map((part) => (typeof part === 'string' ? part : { value: redactText(part.value) }));
  const head = section(mrkdwn`*${capitalised(alert.level)}* — ${sentence(what)}`);
  if (!lead) return [head];
  if (lead.ruleId === REPORTED.id) return [head, ...reportedBlocks(why)];
  return [
    head,
    ...ruleBlocks(lead, alert),
    ...part('What matched', valueLines(why, lead)),
    ...part('Why this level', levelLines(alert, lead)),
    ...(others.length === 0
      ? []
      : part(
          'Rules that met the same event',
          others.slice(0, MOST_NAMED).map((one) => otherLine(alert, one)),
        )),
    ...part('What joins this alert', joinLines(why, lead)),
    ...part('What could have kept it quiet', quietLines(alert, lead, now, why.command)),
    ...part('Where it went', routeLines(why)),
    ...part('When', timeLines(alert, explanation)),
  ];
}

/** No rule and no clock: somebody said so, and what they say is always told. */
function reportedBlocks(why: WhyAlert): readonly KnownBlock[] {
  const { alert, explanation } = why;
  const { person, at } = alert.confirmed ?? {};
  const by = person === undefined ? mrkdwn`A person` : mention(person);
  const when = at === undefined ? mrkdwn`` : mrkdwn`, ${moment(at, SECONDS)}`;
  const what = isWithoutEvent(alert)
    ? mrkdwn`that the bot knows no event of`
    : mrkdwn`for which no rule had raised one`;
  return [
    section(mrkdwn`*A report, no rule*\n${by} reported a sign-in ${what}${when}. Such an alert is always critical.`),
    ...part('Where it went', routeLines(why)),
    ...(isWithoutEvent(alert) ? [] : part('When', timeLines(alert, explanation))),
  ];
}

/** Lines below a title, in as many sections as they need. */
function part(title: string, lines: readonly Mrkdwn[]): readonly KnownBlock[] {
  const texts: Mrkdwn[] = [mrkdwn`*${title}*`];
  for (const line of lines) {
    const last = texts.at(-1);
    const item = mrkdwn`•  ${line}`;
    if (last && last.text.length + item.text.length < ROOM) texts[texts.length - 1] = mrkdwn`${last}\n${item}`;
    else texts.push(item);
  }
  return texts.map(section);
}

function joinLines({ alert, rules, hidden }: WhyAlert, { ruleId, groupValues }: Verdict): readonly Mrkdwn[] {
  const { account, count, folded } = alert;
  const counts = mrkdwn`${count} ${count === 1 ? 'match' : 'matches'} so far`;
  if (folded)
    return [
      mrkdwn`Whatever this principal does that day in account ${code(account)} and that is expected but never silent`,
      counts,
    ];
  const values = groupValues.filter((value) => value !== '');
  const grouped = values.length === 0 || hidden ? mrkdwn`` : mrkdwn` with ${codes(values)}`;
  if (rules.correlations.byId.has(ruleId))
    return [mrkdwn`What this rule counts next for the same group${grouped}`, counts];
  return [
    mrkdwn`What meets the same rule${grouped}, by ${code(alert.principal)} in account ${code(account)}, until it has been quiet for a while`,
    counts,
  ];
}

function routeLines({ alert, routes, channels }: WhyAlert): readonly Mrkdwn[] {
  const stands =
    channels.length === 0 ? mrkdwn`It stands in no channel` : mrkdwn`It stands in ${joined(channels.map(place), ', ')}`;
  const route = routeFor(alert, routes);
  if (!route) return [stands, mrkdwn`None of your ${routes.length} routes takes ${alert.level} alerts like this`];
  const fits = mrkdwn`${routes.indexOf(route) + 1} of ${routes.length}, the first that fits: ${routeWords(route)}`;
  if (channels.length === 1 && channels[0] === route.channel)
    return [mrkdwn`To ${place(route.channel)}, by route ${fits}`];
  return [stands, mrkdwn`By the routes as they are now it belongs in ${place(route.channel)}: route ${fits}`];
}

function routeWords({ levels, accounts, tags }: Route): Mrkdwn {
  const words = [mrkdwn`${[...levels].join(', ')}`];
  if (accounts.size > 0) words.push(mrkdwn`accounts ${[...accounts].slice(0, MOST_NAMED).join(', ')}`);
  if (tags.length > 0) words.push(mrkdwn`tags ${tags.slice(0, MOST_NAMED).join(', ')}`);
  return joined(words, '; ');
}

function timeLines(alert: Alert, { event }: Explanation): readonly Mrkdwn[] {
  const { firstAt, lastAt, openedAt, count } = alert;
  const happened = event?.time ?? lastAt;
  const delay = openedAt - firstAt;
  const late =
    delay < 1000 ? mrkdwn`` : mrkdwn`, ${roughly(delay)} after ${count === 1 ? 'it' : 'the first of its events'}`;
  return [
    mrkdwn`The event happened ${moment(happened, SECONDS)}`,
    mrkdwn`The alert was opened ${moment(openedAt, SECONDS)}${late}`,
  ];
}

/** Two figures are enough. */
function roughly(length: number): string {
  const unit = [86_400_000, 3_600_000, 60_000].find((one) => length >= 2 * one) ?? 1000;
  return span(Math.round(length / unit) * unit);
}
