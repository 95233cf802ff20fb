/** What a choice would mean, in words: how often in the last 30 days, whom else and what else it covers, and a warning when it is wide. */
import type { Alert } from '../alert/alert';
import { type Scope, highestCovered } from '../alert/expectation';
import type { Rule } from '../detect/rule';
import { among, coveredWords } from '../notify/expected';
import { type Mrkdwn, code, joined, mrkdwn, span } from '../notify/text';
import { type Preview, previewOf } from '../store/preview';
import type { Desk } from './desk';

const DAY = 86_400_000;
export const PREVIEW_DAYS = 30;

/** As many principals are named, and as many rules. */
const NAMED = 5;
const FEW = 3;

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
  const { session } = alert.content.principal;
  const { id: alertId, principal } = alert;
  return previewOf(desk.database.reader, { scope, ruleIds, since, principal, session, alertId });
}

/** What makes it wide, in words that follow "Wide:"; empty when it is narrow. */
export function wideWords({ covered, rules, account, level }: Scope, { count, others }: Preview): readonly Mrkdwn[] {
  const words: Mrkdwn[] = [];
  if (covered.kind === 'pattern') words.push(mrkdwn`${coveredWords(covered)}, also those not seen yet`);
  if (isNobodyInParticular(covered)) words.push(mrkdwn`it stands for everybody whose name AWS does not tell`);
  if (others.length > 0) {
    const named = others.slice(0, NAMED).map(({ key, session }) => {
      const kind = session === undefined ? 'principal' : 'session';
      return mrkdwn`${coveredWords({ kind, principal: key, session })}${elsewhere(key, account)}`;
    });
    const many = others.length === 1 ? 'one other principal' : `${others.length} other principals`;
    words.push(mrkdwn`it covers ${many}: ${among(named, others.length)}`);
  }
  if (rules.kind === 'all') words.push(mrkdwn`every rule`);
  if (account === undefined) words.push(mrkdwn`whatever account it happens in`);
  if (level === 'critical' && rules.kind !== 'rule') words.push(mrkdwn`also what is critical, as this alert is`);
  if (count > MANY_A_DAY * PREVIEW_DAYS) words.push(mrkdwn`more than ${MANY_A_DAY} events a day`);
  return words;
}

/** Names under which AWS records many: who mistyped a user name, who is in another account, who did not sign in at all. */
const NOBODY_IN_PARTICULAR =
  /:(?:HIDDEN_DUE_TO_SECURITY_REASONS|ANONYMOUS_PRINCIPAL|an unknown caller|unknown user|unknown role|unknown account)$/;

function isNobodyInParticular({ kind, principal }: Scope['covered']): boolean {
  return kind !== 'pattern' && (NOBODY_IN_PARTICULAR.test(principal) || /^account:/.test(principal));
}

/** The same name in two accounts is two principals. */
function elsewhere(key: string, account: string | undefined): Mrkdwn {
  const [, own] = /^(?!account|root)[a-z]+:(\d{12}):/.exec(key) ?? [];
  return own === undefined || own === account ? mrkdwn`` : mrkdwn` in ${code(own)}`;
}

/** The preview's lines, the warning first. */
export function previewWords(desk: Desk, scope: Scope, preview: Preview): Mrkdwn {
  const wide = wideWords(scope, preview);
  const lines = [frequency(scope, preview, desk.clock.now())];
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

/** A bot that came up a week ago knows of a week, and says so. */
function frequency({ covered }: Scope, { count, more, others, since }: Preview, now: number): Mrkdwn {
  const days = Math.max(1, Math.ceil((now - since) / DAY));
  const known = days < PREVIEW_DAYS ? ` (the bot knows of ${span(days * DAY)})` : '';
  const isOne = covered.kind !== 'pattern' && !isNobodyInParticular(covered);
  const nobody = isOne && others.length === 0 && !more ? ' Nobody else is covered.' : '';
  const period = mrkdwn`*Last ${PREVIEW_DAYS} days*${known}*:*`;
  const read = more ? ' among the latest matches, which are all that was looked at' : '';
  if (count === 0) return mrkdwn`${period} it would have kept nothing quiet${read}.${nobody}`;
  const least = more ? 'at least ' : '';
  const many = count === 1 ? 'one event' : `${least}${count} events`;
  const daily = Math.round(count / days);
  const rate = daily >= 1 && days > 1 ? ` (${least}${daily} a day)` : '';
  return mrkdwn`${period} it would have kept *${many}* quiet${rate}.${nobody}`;
}

function byRule(desk: Desk, { rules }: Preview): Mrkdwn {
  const named = rules.slice(0, FEW).map(({ key, count }) => mrkdwn`${ruleById(desk, key)?.title ?? key} ×${count}`);
  return mrkdwn`By rule: ${among(named, rules.length)}`;
}

/** What people should know before they press Save, whatever the numbers. */
export function notes(desk: Desk, alert: Alert, scope: Scope): readonly Mrkdwn[] {
  const { content, state } = alert;
  const lines: Mrkdwn[] = scope.rules.kind === 'rule' ? ofRule(alert) : ofRules(desk, scope);
  if (content.eventIds !== undefined) {
    const actor = code(content.actor);
    lines.push(mrkdwn`This alert counted several events. What counts here is who made the latest of them: ${actor}.`);
  }
  if (highestCovered(scope.level) !== 'critical')
    lines.push(mrkdwn`Whatever is high or below is kept quiet; what is critical still gets through.`);
  if (state === 'resolved') lines.push(mrkdwn`This alert is resolved already and stays so.`);
  return lines;
}

function ofRule({ content: { expectable, also } }: Alert): Mrkdwn[] {
  const lines: Mrkdwn[] = [];
  if (!expectable) {
    lines.push(mrkdwn`This may never be silent: it will be gathered in one quiet message a day instead.`);
  }
  if (also.length > 0) {
    const others = among(titles(also), also.length);
    lines.push(mrkdwn`The event matched other rules too, which this does not cover: ${others}.`);
  }
  return lines;
}

function ofRules(desk: Desk, scope: Scope): Mrkdwn[] {
  const rules = rulesOf(desk, scope) ?? desk.rules.rules;
  const lines: Mrkdwn[] = [];
  if (scope.rules.kind === 'group') {
    const named = among(titles(rules.map(({ title }) => title)), rules.length);
    lines.push(mrkdwn`Rules of the group: ${named}.`);
  }
  const loud = rules.filter(({ expectable }) => !expectable).length;
  if (loud > 0) {
    const some = loud === 1 ? 'One' : `${loud}`;
    lines.push(
      mrkdwn`${some} of the ${rules.length} rules may never be silent: that will be gathered in one quiet message a day.`,
    );
  }
  return lines;
}

function titles(all: readonly string[]): readonly Mrkdwn[] {
  return all.slice(0, FEW).map((title) => mrkdwn`${title}`);
}
