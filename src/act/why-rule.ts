/** Of an explanation: the rule itself, the values it met, how the level came about, and the other rules that met the event. */
import type { KnownBlock } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import { type Mrkdwn, code, contextLine, cut, guidance, joined, link, mrkdwn, section, span } from '../notify/text';
import type { Verdict } from './explain';
import { listed } from './why-quiet';
import type { WhyAlert } from './why-view';

const MOST_VALUES = 15;

export function ruleBlocks({ rule, title, ruleId, gone }: Verdict, { content }: Alert): readonly KnownBlock[] {
  if (!rule) {
    const words = mrkdwn`*The rule* ${guidance(cut(title, 200))}`;
    const lost = mrkdwn`This rule is no longer loaded: ${gone ?? ''}. What follows is what the store has of it.`;
    return [section(mrkdwn`${words}\n${lost}`), contextLine(mrkdwn`by ${content.author}  ·  ${code(ruleId)}`)];
  }
  const { description, group, author, shipped, file, status } = rule;
  const about = description === '' ? mrkdwn`` : mrkdwn`\n${guidance(cut(description, 700))}`;
  const small = [
    shipped ? mrkdwn`by ${author}` : mrkdwn`your rule, ${code(file)}`,
    ...(group === undefined ? [] : [mrkdwn`group ${group}`]),
    mrkdwn`status ${status}`,
    code(rule.id),
  ];
  const links = references(rule.references);
  return [
    section(mrkdwn`*The rule* ${guidance(cut(title, 200))}${about}`),
    contextLine(joined(small, '  ·  ')),
    ...(links.length === 0 ? [] : [contextLine(mrkdwn`Read more: ${joined(links, '  ·  ')}`)]),
  ];
}

/** The first three pages. */
export function references(written: readonly string[]): readonly Mrkdwn[] {
  return written.flatMap((url) => reference(url) ?? []).slice(0, 3);
}

/** A rule file may name anything; a link goes to a page and nowhere else. */
function reference(written: string): Mrkdwn | undefined {
  if (!/^https?:\/\//i.test(written) || !URL.canParse(written)) return undefined;
  const url = new URL(written).href.replaceAll('|', '%7C');
  const { hostname, pathname } = new URL(written);
  const page = pathname.split('/').findLast((one) => one !== '');
  const label = page === undefined ? hostname : `${page} (${hostname})`;
  return url.length > 500 ? undefined : link(url, cut(label.replaceAll('|', '%7C'), 80));
}

export function valueLines({ alert, hidden, rules, explanation }: WhyAlert, lead: Verdict): readonly Mrkdwn[] {
  const { seen, evidence, filteredBy } = lead;
  const counted = rules.correlations.byId.get(lead.ruleId);
  if (counted) {
    const titles = counted.counted.map((one) => rules.rules.find(({ id }) => id === one.rule)?.title ?? one.reference);
    const many = alert.content.eventIds?.length ?? alert.count;
    return [
      mrkdwn`It counts what other rules meet within ${span(counted.timespan)}: ${listed(titles)}`,
      mrkdwn`${many} ${many === 1 ? 'event' : 'events'} here; “Show event” shows each`,
    ];
  }
  if (seen === 'unknown') {
    const why = lead.rule ? 'the rule failed on the record' : 'the rule is not loaded';
    return [mrkdwn`The values cannot be shown: ${explanation.event ? why : 'the bot no longer keeps the record'}`];
  }
  if (seen === 'not met') {
    return [
      mrkdwn`It matched when the event was read. As the rule is now, and without knowing what was new then, it does not.`,
    ];
  }
  if (hidden) return [mrkdwn`${listed(evidence.map(({ field }) => field))}`, hidden];
  const lines = evidence.slice(0, MOST_VALUES).map(({ field, value }) => mrkdwn`${code(field)} is ${code(value)}`);
  const more = evidence.length - lines.length;
  return [
    ...(lines.length === 0 ? [mrkdwn`The rule looks for what is missing, so there is no value to show`] : lines),
    ...(more > 0 ? [mrkdwn`and ${more} more`] : []),
    ...(filteredBy.length > 0 ? [mrkdwn`A filter that holds now: ${listed(filteredBy)}`] : []),
  ];
}

export function levelLines({ content, level }: Alert, { rule, reasons }: Verdict): readonly Mrkdwn[] {
  const { firstTime } = content;
  const base =
    rule && rule.level !== rule.writtenLevel
      ? mrkdwn`The rule is ${rule.level} by your configuration; by itself it is ${rule.writtenLevel}`
      : mrkdwn`The rule by itself is ${rule?.level ?? level}`;
  return [
    ...(rule ? [base] : []),
    ...(reasons.length === 0
      ? [mrkdwn`Nothing raised or lowered it`]
      : reasons.map((one) => guidance(capitalised(cut(one, 300))))),
    ...(firstTime.includes('event') ? [mrkdwn`It was the first time this principal did this`] : []),
    ...(firstTime.includes('network') ? [mrkdwn`It was the first time this principal came from this network`] : []),
  ];
}

/** What became of a rule that met the same event. */
export function otherLine(alert: Alert, verdict: Verdict): Mrkdwn {
  return mrkdwn`${guidance(cut(verdict.title, 150))} (${verdict.level}): ${becameOf(alert, verdict)}`;
}

function becameOf(alert: Alert, { recorded, seen, filteredBy, onlyCounted, staged }: Verdict): Mrkdwn {
  if (recorded?.quietBy === 'staging') return mrkdwn`kept quiet, as it was in staging`;
  if (recorded?.quietBy !== undefined) return mrkdwn`kept from calling, as it was expected`;
  if (recorded?.alertId === alert.id) return mrkdwn`part of this alert, as one event is one message`;
  if (recorded) return mrkdwn`in an alert of its own`;
  if (seen === 'filtered') return mrkdwn`left out by ${listed(filteredBy)}`;
  if (onlyCounted) return mrkdwn`only counted, for a rule that looks at several events`;
  return staged ? mrkdwn`in staging` : mrkdwn`it would match now, and did not then`;
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
