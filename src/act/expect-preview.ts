/** What a choice would mean, in words: how often in the last 30 days, whom else and what else it covers, and a warning when it is wide. */
import type { Alert } from '../alert/alert';
import { type Scope, highestCovered } from '../alert/expectation';
import type { Rule } from '../detect/rule';
import { among, principalWords } from '../notify/expected';
import { type Mrkdwn, code, joined, mrkdwn } from '../notify/text';
import { type Preview, previewOf } from '../store/preview';
import type { Desk } from './desk';

const DAY = 86_400_000;
export const PREVIEW_DAYS = 30;

/** As many names are told. */
const NAMED = 5;

/** More events than so many a day make an expectation wide. */
const MANY_A_DAY = 20;

export function ruleById({ rules }: Desk, id: string): Rule | undefined {
  return rules.rules.find((rule) => rule.id === id);
}

/** The rules a scope is about, as far as they run; undefined for all. */
export function rulesOf({ rules }: Desk, { rules: { kind, value } }: Scope): readonly Rule[] | undefined {
  if (kind === 'all') return undefined;
  return rules.rules.filter((rule) => (kind === 'rule' ? rule.id : rule.group) === value);
}

export function askPreview(desk: Desk, alert: Alert, scope: Scope): Promise<Preview> {
  const { kind, value } = scope.rules;
  // A rule that no longer runs may have matched.
  const ruleIds = kind === 'rule' ? [value] : rulesOf(desk, scope)?.map(({ id }) => id);
  const since = desk.clock.now() - PREVIEW_DAYS * DAY;
  return previewOf(desk.database.reader, { scope, ruleIds, since, principal: alert.principal, alertId: alert.id });
}

/** What makes it wide, in words that follow "Wide:"; empty when it is narrow. */
export function wideWords({ rules, account }: Scope, { count, others }: Preview): readonly Mrkdwn[] {
  const words: Mrkdwn[] = [];
  if (others.length > 0) {
    const named = others.slice(0, NAMED).map(({ key }) => principalWords(key));
    const many = others.length === 1 ? 'one other principal' : `${others.length} other principals`;
    words.push(mrkdwn`it covers ${many}: ${among(named, others.length)}`);
  }
  if (rules.kind === 'all') words.push(mrkdwn`every rule`);
  if (account === undefined) words.push(mrkdwn`every account`);
  if (count > MANY_A_DAY * PREVIEW_DAYS) words.push(mrkdwn`more than ${MANY_A_DAY} events a day`);
  return words;
}

/** The preview's lines, the warning first. */
export function previewWords(desk: Desk, scope: Scope, preview: Preview): Mrkdwn {
  const wide = wideWords(scope, preview);
  const lines = [frequency(preview)];
  if (wide.length > 0) lines.unshift(mrkdwn`⚠️ *Wide:* ${joined(wide, '; ')}.`);
  if (scope.rules.kind !== 'rule' && preview.rules.length > 0) lines.push(byRule(desk, preview));
  const { alerts } = preview;
  if (alerts > 0) {
    lines.push(
      mrkdwn`${alerts === 1 ? 'One more open alert falls' : `${alerts} more open alerts fall`} under it: left as they are, but what repeats them is kept quiet.`,
    );
  }
  return joined(lines, '\n');
}

function frequency({ count, more, others }: Preview): Mrkdwn {
  const least = more ? 'more than ' : '';
  const many = count === 1 ? 'once' : `${least}${count} times`;
  const daily = count / PREVIEW_DAYS;
  const rate = daily >= 1 ? ` (${least}${Math.round(daily)} a day)` : '';
  const nobody = others.length === 0 && !more ? ' Nobody else is covered.' : '';
  if (count === 0) return mrkdwn`*Last ${PREVIEW_DAYS} days:* nothing would have been kept quiet.`;
  return mrkdwn`*Last ${PREVIEW_DAYS} days:* this would have kept quiet *${many}*${rate}.${nobody}`;
}

function byRule(desk: Desk, { rules }: Preview): Mrkdwn {
  const named = rules.slice(0, NAMED).map(({ key, count }) => mrkdwn`${ruleById(desk, key)?.title ?? key} ×${count}`);
  return mrkdwn`By rule: ${among(named, rules.length)}`;
}

/** What people should know before they press Save, whatever the numbers. */
export function notes(desk: Desk, alert: Alert, scope: Scope): readonly Mrkdwn[] {
  const { content, state } = alert;
  const lines: Mrkdwn[] = [];
  const rules = rulesOf(desk, scope) ?? desk.rules.rules;
  const loud = rules.filter(({ expectable }) => !expectable).length;
  if (scope.rules.kind === 'rule' ? !content.expectable : loud > 0) {
    const which = scope.rules.kind === 'rule' ? 'This' : `What ${loud} of these ${rules.length} rules match`;
    lines.push(mrkdwn`${which} may never be silent: it will be gathered in one quiet message a day instead.`);
  }
  if (scope.rules.kind === 'group')
    lines.push(
      mrkdwn`Rules of the group: ${among(
        rules.slice(0, NAMED).map(({ title }) => mrkdwn`${title}`),
        rules.length,
      )}.`,
    );
  if (scope.rules.kind === 'rule' && content.also.length > 0) {
    const also = content.also.slice(0, 3).map((title) => mrkdwn`${title}`);
    lines.push(mrkdwn`The event matched other rules too, which go on alerting: ${among(also, content.also.length)}.`);
  }
  if (content.eventIds !== undefined) {
    lines.push(
      mrkdwn`This alert counted several events. What counts here is who made the latest of them: ${code(content.actor)}.`,
    );
  }
  if (highestCovered(scope.level) !== 'critical') lines.push(mrkdwn`What is critical still gets through.`);
  if (state === 'resolved') lines.push(mrkdwn`This alert is resolved already and stays so.`);
  return lines;
}
