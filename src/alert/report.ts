/**
 * A sign-in that its person reports: "that was not me", said by themselves and not in answer to a question. Where no rule has raised
 * an alert for it, the report does: one alert for one report, critical, with what contains that kind of identity. Pure;
 * `act/shortcuts/report.ts` says when.
 */
import type { Context } from '../detect/context';
import type { CloudTrailEvent } from '../source/event';
import type { Alert, Content } from './alert';
import type { Confirmed } from './confirmation';
import { containmentSteps } from './containment';
import { contextFacts } from './content';
import { digest } from './lead';

/** Stands where other alerts name their rule. No file has this id, and no event ever meets it. */
export const REPORTED = { id: '5b0c9d52-6a63-4d8e-9d0f-6f1f0d1f6b2e', title: 'Reported by its person' } as const;

/** The title of a rule by its id, for one that is no longer there too; `rule` is what the rules have of it. */
export function titleOf(id: string, rule: { readonly title: string } | undefined): string {
  return rule?.title ?? (id === REPORTED.id ? REPORTED.title : id);
}

/** The longest that a person can say, in characters. */
export const LONGEST_WORDS = 500;

export interface Report {
  /** Whose sign-in it is said to be, as Slack knows them. Names and addresses are people's own: escape them. */
  readonly person: { readonly id: string; readonly name: string; readonly email: string | undefined };
  /** What they say happened, without secrets; undefined where they said nothing. */
  readonly words: string | undefined;
  /** What Slack calls the submission by. */
  readonly submission: string;
  /** Milliseconds. */
  readonly at: number;
}

export interface SignInEvent {
  readonly event: CloudTrailEvent;
  readonly context: Context;
}

/** What the alert shows of a report; the same for one person and one sign-in, however often they report it. */
export function deniedBy({ person, words, at }: Report, eventId: string): Confirmed {
  const confirmationId = digest(['report', person.id, eventId]);
  return { confirmationId, state: 'no', person: person.id, at, because: undefined, words };
}

/** The alert of a sign-in for which there is none, or of one that the person does not find; `command` is the slash command. */
export function reported(report: Report, signIn: SignInEvent | undefined, command: string): Alert {
  const { person, submission, at } = report;
  const about = signIn?.event.id ?? submission;
  const fingerprint = digest([REPORTED.id, person.id, about]);
  const time = signIn?.event.time ?? at;
  return {
    id: digest([fingerprint, about]),
    fingerprint,
    ruleId: REPORTED.id,
    principal: signIn?.context.principal.key ?? `unknown::${person.id}`,
    account: signIn?.event.account ?? '',
    level: 'critical',
    state: 'open',
    stateBy: undefined,
    stateAt: undefined,
    stateReason: undefined,
    count: 1,
    firstAt: time,
    lastAt: time,
    openedAt: at,
    version: 1,
    snooze: undefined,
    awoke: undefined,
    ladder: undefined,
    folded: false,
    history: false,
    confirmed: deniedBy(report, about),
    content: signIn ? contentOfSignIn(signIn) : contentWithoutOne(report, command),
  };
}

const COMMON = {
  title: REPORTED.title,
  author: 'Trailwarden',
  tags: ['attack.initial-access', 'attack.t1078.004'],
  reasons: ['the person says it was not them'],
  also: [],
  group: 'sign-in',
  expectable: false,
} as const;

const WHY = 'Whoever signed in may be acting with this person’s rights right now.';

function contentOfSignIn({ event, context }: SignInEvent): Content {
  const content: Content = {
    ...COMMON,
    what: [{ value: context.actor }, ` ${SIGNED_IN[event.name] ?? 'signed in to AWS'}`],
    why: `${WHY} No rule raised an alert for this sign-in; the person reported it.`,
    nextSteps: [],
    ...contextFacts(event, context),
  };
  return { ...content, nextSteps: containmentSteps(content, event.account) };
}

const SIGNED_IN: Readonly<Record<string, string>> = {
  ConsoleLogin: 'signed in to the AWS console',
  UserAuthentication: 'signed in through Identity Center',
  AuthorizeOAuth2Access: 'let a program sign in with their console session',
};

/** There is no event to look at: the steps begin with finding it. */
function contentWithoutOne({ person }: Report, command: string): Content {
  const { name, email } = person;
  return {
    ...COMMON,
    what: [{ value: name }, ' reports a sign-in to AWS that was not them'],
    why: `${WHY} Which sign-in it was is not known yet: the person did not find it among those that the bot knows of.`,
    nextSteps: [
      'Call the person now, not only by Slack: when was it, in which account, how did they notice?',
      `Find the sign-in: \`${command} who ${mailOf(email)} since:7d\`, and in each account Event history with Event name ConsoleLogin, all regions.`,
      'Until it is found, cut the person’s access off: disable them in IAM Identity Center or at your identity provider, and end their sessions there.',
      'An IAM user of theirs: lock the console (`aws iam delete-login-profile --user-name USER_NAME`) and deactivate the access keys.',
      'Have the password and all MFA devices reset before access is given back.',
    ],
    principal: { kind: 'unknown', name, session: undefined },
    actor: name,
    person: email,
    arn: undefined,
    accountName: undefined,
    environment: undefined,
    region: '',
    address: undefined,
    country: undefined,
    agent: undefined,
    firstTime: [],
    eventId: '',
    eventName: '',
    eventSource: '',
  };
}

/** An address that may stand in a command people paste. */
function mailOf(email: string | undefined): string {
  return email !== undefined && /^[\w+=,.-]{1,64}@[\w.-]{1,190}$/.test(email) ? email : 'EMAIL';
}

/** Whether a person reported it and the bot knows of no event. */
export function isWithoutEvent({ content }: Alert): boolean {
  return content.eventId === '';
}
