/** Where no rule met an event: which rules look at such events at all, and so what they ask beyond its name. */
import type { KnownBlock } from '@slack/web-api';
import type { Rule } from '../../detect/rule';
import type { RuleSet } from '../../detect/rule-set';
import { type Mrkdwn, code, contextLine, cut, guidance, joined, mrkdwn, section } from '../../notify/text';
import type { CloudTrailEvent } from '../../source/event';
import { serviceName } from './event-words';

const MOST = 6;

export function looksAtIt(
  { rules, disabled, correlations }: RuleSet,
  event: CloudTrailEvent | undefined,
): KnownBlock[] {
  if (!event) return [];
  const plain = rules.filter(({ id }) => !correlations.byId.has(id));
  const named = plain.filter((rule) => names(rule, event));
  const anything = plain.filter(({ names: its, sources }) => its === undefined && admits(sources, event.source));
  const lines = named.length > 0 ? namedLines(named, event) : [nobody(rules, event)];
  const more = anything.filter((rule) => !named.includes(rule)).length;
  const off = disabled.length === 0 ? '' : ` ${disabled.length} rules are switched off, and were not asked.`;
  const also =
    more === 0
      ? ''
      : `${more} more ${more === 1 ? 'rule looks' : 'rules look'} at calls of any name there, and did not match.`;
  return [section(joined(lines, '\n')), ...(also + off === '' ? [] : [contextLine(mrkdwn`${also}${off}`)])];
}

function names({ names: its, sources }: Rule, { name, source }: CloudTrailEvent): boolean {
  return its !== undefined && its.includes(name.toLowerCase()) && admits(sources, source);
}

function admits(sources: Rule['sources'], source: string): boolean {
  return sources === undefined || sources.includes(source.toLowerCase());
}

function namedLines(rules: readonly Rule[], { name }: CloudTrailEvent): readonly Mrkdwn[] {
  const shown = rules.slice(0, MOST).map(({ title, level }) => mrkdwn`•  ${guidance(cut(title, 120))} (${level})`);
  const many = rules.length === 1 ? 'One rule looks' : `${rules.length} rules look`;
  const head = mrkdwn`${many} at ${code(name)}. This one was not what ${rules.length === 1 ? 'it asks' : 'they ask'} of it:`;
  return [head, ...shown, ...(rules.length > MOST ? [mrkdwn`and ${rules.length - MOST} more`] : [])];
}

function nobody(rules: readonly Rule[], { name, source }: CloudTrailEvent): Mrkdwn {
  return mrkdwn`None of the ${rules.length} rules looks for ${code(name)} of ${code(serviceName(source))} by its name.`;
}
