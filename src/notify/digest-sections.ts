/**
 * The sections of a digest, in their order: what is open, what was loud and who was busy, what waits for an answer, then what there
 * is to do (`digest-deeds.ts`), and last what was kept quiet.
 */
import type { Digest } from '../alert/digest';
import type { OpenAlert } from '../alert/digest-parts';
import { bar, counted, number } from './charts';
import { ending, snoozed, staging, stale, tuning } from './digest-deeds';
import { type MakeSection, type Section, happened, inShort, lines, principalInShort } from './digest-rows';
import { lasting, some } from './digest-words';
import { LEVEL_MARK } from './message';
import { type Mrkdwn, cut, joined, moment, mrkdwn, prose } from './text';

const TIME = '{date_short_pretty} at {time}';

/** Those that have something to say. */
export function sectionsOf(digest: Digest): readonly Section[] {
  return SECTIONS.map((make) => make(digest)).filter((one) => one !== undefined);
}

/** What stands before everything else. */
export const STILL_OPEN = 'still open';

const open: MakeSection = ({ open: { counts, alerts, overDay, overWeek, acknowledged }, until }) => {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 && acknowledged === 0) return undefined;
  const old = overWeek > 0 ? `${number(overWeek)} for over a week` : `${number(overDay)} for over a day`;
  const parts = [
    ...(total > 0 ? [counted(counts)] : []),
    ...(overDay > 0 ? [old] : []),
    ...(acknowledged > 0 ? [`${number(acknowledged)} acknowledged and not resolved`] : []),
  ];
  const heading = mrkdwn`*Still open* — ${parts.join(' · ')}`;
  const line = (alert: OpenAlert): Mrkdwn =>
    mrkdwn`${LEVEL_MARK[alert.level]} ${happened(alert)} · for ${lasting(until - alert.openedAt)}`;
  return lines(STILL_OPEN, heading, alerts, total, line);
};

const noisy: MakeSection = ({ rules: { rows, total } }) => {
  if (total === 0) return undefined;
  const most = rows[0]?.matches ?? 0;
  return lines('noisiest rules', mrkdwn`*Noisiest rules* — by matches`, rows, total, ({ title, matches, alerts }) => {
    const told = alerts === 0 ? 'no alert of its own' : some(alerts, 'alert');
    return mrkdwn`${bar(matches, most)} *${number(matches)}* ${prose(cut(title, 80))} · ${told}`;
  });
};

const busy: MakeSection = ({ principals: { rows, total } }) => {
  if (total === 0) return undefined;
  const most = rows[0]?.matches ?? 0;
  const heading = mrkdwn`*Busiest principals* — by matches in alerts`;
  return lines('busiest principals', heading, rows, total, ({ principal, matches, alerts }) => {
    return mrkdwn`${bar(matches, most)} *${number(matches)}* ${principalInShort(principal)} · ${some(alerts, 'alert')}`;
  });
};

const questions: MakeSection = ({ questions: { open: waiting, answered, unanswered, medianAnswer } }) => {
  if (waiting.total + answered + unanswered === 0) return undefined;
  const median = medianAnswer === undefined ? '' : `, half of them within ${lasting(medianAnswer)}`;
  const parts = [
    ...(waiting.total > 0 ? [`${some(waiting.total, 'question')} without an answer so far`] : []),
    ...(answered > 0 ? [`${number(answered)} answered${median}`] : []),
    ...(unanswered > 0 ? [`${number(unanswered)} never answered`] : []),
  ];
  const heading = mrkdwn`*Was this you?* — ${parts.join(' · ')}`;
  return lines(
    'questions without an answer',
    heading,
    waiting.rows,
    waiting.total,
    ({ principal, askedAt, deadline }) => {
      return mrkdwn`❓ ${principalInShort(principal)} · asked ${moment(askedAt, TIME)}, until ${moment(deadline, TIME)}`;
    },
  );
};

const quiet: MakeSection = ({ quiet: { expectations, expected, staged, snoozed, filters, parts, below } }) => {
  const by = [
    ...(expected > 0 ? [`${some(expected, 'match')} by ${some(expectations.total, 'expectation')}`] : []),
    ...(staged > 0 ? [`${number(staged)} by rules in staging`] : []),
    ...(snoozed > 0 ? [`${number(snoozed)} by snoozes`] : []),
    ...(below.length > 0 ? [`${counted(below)} alerts that no route takes`] : []),
  ];
  if (by.length + filters.total === 0) return undefined;
  const names = filters.rows.slice(0, 5).map((title) => prose(cut(title, 60)));
  const more = filters.total > names.length ? ` and ${number(filters.total - names.length)} more` : '';
  const filtered = mrkdwn`\nBy your filters, uncounted: ${joined(names, ', ')}${more}`;
  const through = mrkdwn`\n${some(parts, 'rule')} speak only through the correlations that count them`;
  const heading = mrkdwn`*Kept quiet* — ${by.length === 0 ? 'nothing that was counted' : by.join(' · ')}${
    filters.total > 0 ? filtered : ''
  }${parts > 0 ? through : ''}`;
  return lines('kept quiet', heading, expectations.rows, expectations.total, ({ matches, expectation }) => {
    const what = expectation ? inShort(expectation) : mrkdwn`an expectation that is no longer kept`;
    return mrkdwn`🤝 ×${number(matches)} ${what}`;
  });
};

const SECTIONS: readonly MakeSection[] = [
  ...[open, noisy, busy, questions],
  ...[tuning, ending, stale, snoozed, staging, quiet],
];
