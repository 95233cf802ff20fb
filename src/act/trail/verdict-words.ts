/** What became of a rule's match that raised no alert, in words: kept quiet, filtered, only counted, or met only since. */
import type { KnownBlock } from '@slack/web-api';
import { type Expectation, isActive } from '../../alert/expectation';
import type { RuleSet } from '../../detect/rule-set';
import { keptQuiet, scopeWords, standing } from '../../notify/expected';
import { Mrkdwn, bounded, code, cut, guidance, joined, mention, mrkdwn, section, span } from '../../notify/text';
import type { Verdict } from '../explain';
import { listed } from '../why-quiet';
import { capitalised } from '../why-rule';
import { yours } from './reply';

export interface Surroundings {
  readonly rules: RuleSet;
  /** Milliseconds. */
  readonly now: number;
  /** Why the reader may not see values of the record; undefined when they may. */
  readonly hidden: Mrkdwn | undefined;
  /** The record is still kept. */
  readonly isKept: boolean;
}

/** Which verdict says most of why there is no alert. */
export function quietest({ recorded, seen, onlyCounted }: Verdict): number {
  if (recorded?.quietBy !== undefined) return recorded.quietBy === 'staging' ? 4 : 5;
  if (seen === 'filtered') return 3;
  if (onlyCounted) return 1;
  return seen === 'met' ? 2 : 0;
}

const MOST_VALUES = 10;

export function verdictBlocks(verdict: Verdict, surroundings: Surroundings): readonly KnownBlock[] {
  const { title, reasons, rule, gone } = verdict;
  const lines = [
    mrkdwn`*${guidance(cut(title, 200))}*`,
    ...because(verdict, surroundings),
    ...(rule ? [] : [mrkdwn`This rule is no longer loaded: ${gone ?? ''}.`]),
    ...reasons.slice(0, 5).map((one) => mrkdwn`•  ${guidance(capitalised(cut(one, 200)))}`),
  ];
  return [section(joined(lines, '\n')), ...valueBlocks(verdict, surroundings)];
}

function because(verdict: Verdict, { rules, now }: Surroundings): readonly Mrkdwn[] {
  const { recorded, seen, filteredBy, onlyCounted, expectations, level, ruleId, staged } = verdict;
  if (recorded?.quietBy === 'staging') {
    const since = staged ? mrkdwn`It still is` : mrkdwn`It is live now: what it meets next is posted`;
    return [mrkdwn`🧪 The rule was in staging, which is silent: it would have been ${level}. ${since}.`];
  }
  if (recorded?.quietBy !== undefined) {
    const kept = expectations.find((one) => one.kept)?.expectation;
    return kept ? expectedWords(kept, now) : [mrkdwn`🤝 It was expected. What was expected is no longer in the store.`];
  }
  if (seen === 'filtered') return [mrkdwn`🔕 A filter leaves it out: ${listed(filteredBy)}.`];
  if (onlyCounted) return [countedWords(rules, ruleId)];
  if (recorded) return [mrkdwn`It was in an alert that is no longer in the store.`];
  return [
    staged
      ? mrkdwn`🧪 The rule is in staging: were this read now, it would be counted as ${level} and not posted.`
      : mrkdwn`It would match now, as ${level}. It did not when the event was read: the rule, a filter or the configuration has changed since, or it asks what was new then.`,
  ];
}

function expectedWords(expectation: Expectation, now: number): readonly Mrkdwn[] {
  const { by, reason } = expectation;
  const over = isActive(expectation, now) ? mrkdwn`` : mrkdwn` It would be an alert now.`;
  return [
    mrkdwn`🤝 ${mention(by)} expected it: ${cut(reason, 200)}`,
    mrkdwn`${standing(expectation, now)}: ${new Mrkdwn(bounded(scopeWords(expectation), 300))}.${over}`,
    keptQuiet(expectation),
  ];
}

function countedWords(rules: RuleSet, ruleId: string): Mrkdwn {
  const counters = rules.correlations.counters.get(ruleId) ?? [];
  const by = counters.flatMap(({ by: id }) => rules.correlations.byId.get(id) ?? []);
  const titles = by.map(({ rule, timespan }) => mrkdwn`${guidance(cut(rule.title, 120))}, within ${span(timespan)}`);
  const named = titles.length === 0 ? mrkdwn`a rule that looks at several events` : joined(titles.slice(0, 3), '; ');
  return mrkdwn`🧮 It is only counted: one such event means little, many are told by ${named}. There were not enough, or they have an alert of their own.`;
}

/** What met the rule, or which fields did, for whoever may not see values. */
function valueBlocks({ evidence, seen }: Verdict, { hidden, isKept }: Surroundings): readonly KnownBlock[] {
  if (!isKept) return [section(mrkdwn`*What matched*\nThe record is no longer kept, so its values cannot be shown.`)];
  if ((seen !== 'met' && seen !== 'filtered') || evidence.length === 0) return [];
  if (hidden) return [section(mrkdwn`*What matched*\n${listed(evidence.map(({ field }) => field))}`), yours(hidden)];
  const lines = evidence.slice(0, MOST_VALUES).map(({ field, value }) => mrkdwn`•  ${code(field)} is ${code(value)}`);
  const more = evidence.length > MOST_VALUES ? [mrkdwn`and ${evidence.length - MOST_VALUES} more`] : [];
  return [section(joined([mrkdwn`*What matched*`, ...lines, ...more], '\n'))];
}

/** One line, of a rule that is not the one that says most. */
export function verdictLine(verdict: Verdict): Mrkdwn {
  return mrkdwn`${guidance(cut(verdict.title, 120))} (${verdict.level}): ${inShort(verdict)}`;
}

function inShort({ recorded, seen, filteredBy, onlyCounted, staged }: Verdict): Mrkdwn {
  if (recorded?.quietBy === 'staging') return mrkdwn`kept quiet, as it was in staging`;
  if (recorded?.quietBy !== undefined) return mrkdwn`kept quiet, as it was expected`;
  if (seen === 'filtered') return mrkdwn`left out by ${listed(filteredBy)}`;
  if (onlyCounted) return mrkdwn`only counted, for a rule that looks at several events`;
  return staged ? mrkdwn`in staging` : mrkdwn`would match now, and did not then`;
}
