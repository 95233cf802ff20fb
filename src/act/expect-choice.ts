/** What can be chosen in the modal of Mark expected, what is chosen when it opens, and the expectation that a choice means. Pure. */
import type { Alert } from '../alert/alert';
import { type Scope, covers, networkOf } from '../alert/expectation';
import { kindOfAddress } from '../detect/address';
import { cut, plain } from '../notify/text';
import type { Values } from './screen';

/** Action ids of the inputs, which are their blocks' ids too. */
export const INPUT = {
  who: 'expect.who',
  pattern: 'expect.pattern',
  rules: 'expect.rules',
  account: 'expect.account',
  network: 'expect.network',
  days: 'expect.days',
  reason: 'expect.reason',
} as const;

/** Those whose change is told at once, as it changes what the expectation means. */
export const LIVE_INPUTS = [INPUT.who, INPUT.pattern, INPUT.rules, INPUT.account, INPUT.network] as const;

export const WHO = ['session', 'principal', 'pattern'] as const;
export const RULES = ['rule', 'group', 'all'] as const;
export const ACCOUNTS = ['this', 'all'] as const;
export const DAYS = ['7', '30', '90'] as const;

export interface Choice {
  readonly who: (typeof WHO)[number];
  /** Kept while another choice hides its input. */
  readonly pattern: string;
  readonly rules: (typeof RULES)[number];
  readonly account: (typeof ACCOUNTS)[number];
  /** Only from the network of the alert's address. */
  readonly network: boolean;
  readonly days: (typeof DAYS)[number];
  readonly reason: string;
}

export const LONGEST_PATTERN = 200;
export const LONGEST_REASON = 500;

/**
 * The narrow thing: this person or this role, this rule, this account, 30 days. `byAddress`: the rule counts by the address, so
 * who made the latest of its events is chance, and where from is what somebody means.
 */
export function firstChoice(alert: Alert, byAddress = false): Choice {
  const { rules, account, days } = { rules: 'rule', account: 'this', days: '30' } as const;
  const who = personalSession(alert) === undefined ? 'principal' : 'session';
  const network = byAddress && networkFor(alert) !== undefined;
  return { who, pattern: patternOf(nameOf(alert), alert.principal), rules, account, network, days, reason: '' };
}

/** What is entered now; whatever has no place in the form stays as it was before. */
export function choiceFrom(values: Values, before: Choice): Choice {
  const among = <T extends string>(known: readonly T[], input: string, otherwise: T): T =>
    known.find((one) => one === values.get(input)) ?? otherwise;
  return {
    who: among(WHO, INPUT.who, before.who),
    pattern: (values.get(INPUT.pattern) ?? before.pattern).trim(),
    rules: among(RULES, INPUT.rules, before.rules),
    account: among(ACCOUNTS, INPUT.account, before.account),
    network: values.get(INPUT.network) === 'only',
    days: among(DAYS, INPUT.days, before.days),
    reason: (values.get(INPUT.reason) ?? before.reason).trim(),
  };
}

export function scopeOf(alert: Alert, { who, pattern, rules, account, network }: Choice): Scope {
  const { content, principal, level } = alert;
  const { group } = content;
  const session = who === 'session' ? personalSession(alert) : undefined;
  const kind = who === 'session' && session === undefined ? 'principal' : who;
  return {
    covered: { kind, principal: who === 'pattern' ? wholePattern(pattern, principal) : principal, session },
    rules:
      rules === 'all'
        ? { kind: 'all', value: '' }
        : rules === 'group' && group !== undefined
          ? { kind: 'group', value: group }
          : { kind: 'rule', value: alert.ruleId },
    account: account === 'all' ? undefined : alert.account,
    network: network ? networkFor(alert) : undefined,
    level,
  };
}

/** For people who read the expectation later: what it is about. */
export function titleOf({ content }: Alert, { rules }: Scope): string {
  if (rules.kind === 'all') return 'all rules';
  return rules.kind === 'group' ? `all rules of the group ${rules.value}` : content.title;
}

/** What is wrong with a choice, by the input that can put it right, in words that say how. */
export function wrongWith(alert: Alert, choice: Choice): Readonly<Record<string, string>> {
  const pattern = choice.who === 'pattern' ? wrongPattern(alert, choice) : undefined;
  const reason = choice.reason === '' ? 'Say in a few words why this is expected: others will read it.' : undefined;
  return {
    ...(pattern !== undefined && { [INPUT.pattern]: pattern }),
    ...(reason !== undefined && { [INPUT.reason]: reason }),
  };
}

function wrongPattern(alert: Alert, choice: Choice): string | undefined {
  const { pattern, rules, account } = choice;
  if (pattern === '') return 'Write a name, with * for the part that changes.';
  if (pattern.length > LONGEST_PATTERN || pattern !== plain(pattern)) {
    return `Write one line of at most ${LONGEST_PATTERN} ordinary characters.`;
  }
  if (isEverybody(wholePattern(pattern, alert.principal)) && rules === 'all') {
    return account === 'all'
      ? 'This would silence everything: name somebody, or choose a rule.'
      : 'This covers everybody: name somebody, or choose this rule or its group.';
  }
  if (!coversOwn(alert, choice)) {
    return `This does not cover ${cut(plain(nameOf(alert)), 60)}, whose alert this is. Write its name, with * for any text.`;
  }
  return undefined;
}

/** A pattern of names alone is meant for the same kind of principal of the same account, as the alert's is. */
function wholePattern(pattern: string, key: string): string {
  return pattern.includes(':') ? pattern : `${/^[a-z]+:[^:]*:/.exec(key)?.[0] ?? ''}${pattern}`;
}

/** Fewer letters and digits of a name than this tell nobody apart. */
const TELLING = 3;

/** Hardly anything in it tells one name from another. */
export function isEverybody(pattern: string): boolean {
  const name = pattern.slice(pattern.lastIndexOf(':') + 1);
  return (name.match(/[^*]/g) ?? []).length < TELLING;
}

function coversOwn(alert: Alert, choice: Choice): boolean {
  const { content, principal: key, ruleId, account, level } = alert;
  const principal = { key, name: nameOf(alert), session: content.principal.session };
  const { covered } = scopeOf(alert, choice);
  const scope = { ...scopeOf(alert, { ...choice, network: false }), covered };
  return covers(scope, { principal, ruleId, group: content.group, account, address: undefined, level });
}

/** The session of somebody who signed in by Identity Center: set by the provider, so it stands for the person, e-mail or not. */
export function personalSession({ content: { principal } }: Alert): string | undefined {
  const { kind, name, session } = principal;
  return kind === 'role' && name.startsWith('AWSReservedSSO_') ? session : undefined;
}

/** The network people may choose; none where the address is not one of the internet's. */
export function networkFor({ content: { address } }: Alert): string | undefined {
  return address !== undefined && kindOfAddress(address) === 'public' ? networkOf(address) : undefined;
}

/** The principal's name; alerts of earlier versions have it in their key alone. */
export function nameOf({ content, principal }: Alert): string {
  return content.principal.name || principal.split(':').slice(2).join(':') || principal;
}

/** A proposal: what looks made up anew each time becomes `*`, otherwise anything may follow the name. */
function patternOf(name: string, key: string): string {
  // A pattern with a colon is compared with the whole key.
  if (name.includes(':')) return `${cut(plain(key), LONGEST_PATTERN - 1).replace(/…$/, '')}*`;
  const [, kept] = /^(.*[-_.])(?=[^-_.]*\d)[0-9A-Za-z]{5,}$/.exec(name) ?? [];
  return `${cut(plain(kept ?? name), LONGEST_PATTERN - 1).replace(/…$/, '')}*`;
}
