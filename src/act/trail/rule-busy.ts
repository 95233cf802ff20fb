/** How busy a rule was lately, in words. */
import { some } from '../../notify/digest-words';
import { type Mrkdwn, mrkdwn } from '../../notify/text';
import type { RuleCount } from '../../store/rule-counts';

/** Matches of so many days are counted. */
export const COUNTED_DAYS = 30;

export function busy(count: RuleCount | undefined): readonly Mrkdwn[] {
  if (count === undefined || count.matches === 0) return [mrkdwn`no match in ${COUNTED_DAYS} days`];
  const { alerts, matches, more } = count;
  return [mrkdwn`${some(alerts, 'alert')} of ${more ? 'over ' : ''}${some(matches, 'match')} in ${COUNTED_DAYS} days`];
}
