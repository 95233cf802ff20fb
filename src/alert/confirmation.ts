/**
 * "Was this you?": the question put to the person behind a sign-in. A question stands for one person, one pattern and one working
 * day, so that an ordinary day is one message; what is risky is asked each time. Pure: who the person is comes in, what becomes
 * of the question goes out; `settle.ts` says what an answer means for the alert.
 */
import { type BusinessHours, DEFAULT_HOURS, addWorkingTime, workingDayOf } from './business-time';
import { digest } from './lead';

/** What the person can say. */
export const ANSWERS = ['yes', 'no', 'wrong-person', 'not-sure'] as const;
export type Answer = (typeof ANSWERS)[number];

/** What an alert shows of it: who was asked and what came of it. */
export interface Confirmed {
  readonly confirmationId: string;
  readonly state: 'asked' | 'not-asked' | 'unanswered' | Answer;
  /** Slack user who was asked, or who answered; undefined where nobody could be asked. */
  readonly person: string | undefined;
  /** When it came to that state (milliseconds). */
  readonly at: number;
  /** Why nobody was asked, or why the answer counts as it does, in words. */
  readonly because: string | undefined;
  /** Who else used a shared identity's address lately, in words. */
  readonly alsoThere?: readonly string[] | undefined;
}

/** What a person is shown of one sign-in. Everything is from CloudTrail: escape it. */
export interface SignIn {
  readonly eventId: string;
  readonly alertId: string;
  /** Event time (milliseconds). */
  readonly time: number;
  readonly what: string;
  readonly account: string;
  readonly accountName: string | undefined;
  readonly region: string;
  readonly address: string | undefined;
  readonly country: string | undefined;
  readonly agent: string | undefined;
  /** undefined where the record's word on it means nothing, as for federated sign-ins. */
  readonly mfa: boolean | undefined;
}

/** A sign-in and what is known of whose it is: what a question is made of. */
export interface Asking {
  readonly signIn: SignIn;
  readonly principal: {
    readonly key: string;
    readonly kind: string;
    readonly name: string;
    readonly session: string | undefined;
  };
  /** Slack users who may answer; several own a shared identity together. */
  readonly people: readonly string[];
  readonly firstName: string;
  readonly timeZone: string | undefined;
  /** How the person was found, in words. */
  readonly because: string;
  /** Root, an administrator, or rated high: asked each time, and on a wall clock. */
  readonly urgent: boolean;
  /** Who else used a shared identity's address lately, in words. */
  readonly alsoThere: readonly string[];
  /** Slack user who had the person asked; undefined when the bot did by itself. */
  readonly askedBy: string | undefined;
}

export interface Confirmation extends Omit<Asking, 'signIn'> {
  readonly id: string;
  readonly version: number;
  /** `undeliverable` until the channel was told, then `undelivered`. */
  readonly state: 'asked' | 'answered' | 'unanswered' | 'undeliverable' | 'undelivered';
  /** The newest last, at most ten; `count` has them all. */
  readonly signIns: readonly SignIn[];
  readonly count: number;
  /** The alerts it is about, each once. */
  readonly alertIds: readonly string[];
  /** Milliseconds, all. */
  readonly askedAt: number;
  readonly remindAt: number;
  readonly deadline: number;
  readonly remindedAt: number | undefined;
  readonly answer: Answer | undefined;
  readonly answeredBy: string | undefined;
  readonly answeredAt: number | undefined;
  /** Why a yes counts as not sure. */
  readonly doubt: string | undefined;
  /** Whoever answered yes may mark such sign-ins as expected, and is offered it. */
  readonly offer: boolean;
}

export interface AskSettings {
  /** How long an answer may take (milliseconds). */
  readonly deadline: number;
  readonly hours: BusinessHours | undefined;
}

const MOST_SHOWN = 10;

/** The same people, principal, place and way of coming in, within one working day. What is urgent is a pattern of its own. */
export function patternOf({ signIn, principal, people }: Asking): string {
  const { account, address, country, agent, mfa } = signIn;
  const client = (agent ?? '').split(/[\s/]/)[0] ?? '';
  return digest([
    ...people,
    principal.key,
    principal.session ?? '',
    account,
    networkText(address),
    country ?? '',
    client,
    String(mfa),
  ]);
}

/** The first three parts of an IPv4 address, the first three groups of an IPv6 one: as people move within a network. */
function networkText(address: string | undefined): string {
  return (address ?? '').split(/[.:]/).slice(0, 3).join('.');
}

/** Under which the question is found again: routine ones fold into the day's, urgent ones while they are open. */
export function foldKeyOf(asking: Asking, hours: BusinessHours | undefined): string {
  return `${patternOf(asking)}/${workingDayOf(hours ?? DEFAULT_HOURS, asking.signIn.time)}`;
}

/** Whether another sign-in of the pattern is told in the question that stands already. */
export function folds(standing: Confirmation, asking: Asking): boolean {
  if (standing.state === 'undeliverable' || standing.state === 'undelivered') return false;
  return standing.state === 'asked' || (!asking.urgent && !standing.urgent);
}

export function ask(asking: Asking, { deadline, hours }: AskSettings, now: number): Confirmation {
  const { signIn, ...rest } = asking;
  const after = (time: number): number => (asking.urgent ? now + time : addWorkingTime(hours ?? ALWAYS, now, time));
  return {
    ...rest,
    id: digest(['confirmation', signIn.eventId, ...asking.people]),
    version: 1,
    state: 'asked',
    signIns: [signIn],
    count: 1,
    alertIds: [signIn.alertId],
    askedAt: now,
    remindAt: after(deadline / 2),
    deadline: after(deadline),
    remindedAt: undefined,
    answer: undefined,
    answeredBy: undefined,
    answeredAt: undefined,
    doubt: undefined,
    offer: false,
  };
}

/** Without configured business hours every hour is one. */
const ALWAYS: BusinessHours = {
  timeZone: 'UTC',
  days: new Set([0, 1, 2, 3, 4, 5, 6]),
  from: 0,
  to: 24 * 60,
  holidays: new Set(),
};

export function fold(standing: Confirmation, { signIn }: Asking): Confirmation {
  return {
    ...standing,
    version: standing.version + 1,
    signIns: [...standing.signIns, signIn].sort((a, b) => a.time - b.time).slice(-MOST_SHOWN),
    count: standing.count + 1,
    alertIds: [...new Set([...standing.alertIds, signIn.alertId])],
  };
}

export interface Answering {
  readonly answer: Answer;
  /** Slack user. */
  readonly by: string;
  readonly at: number;
  /** Why the person cannot be believed at once; a yes is then not sure. */
  readonly doubt: string | undefined;
  readonly offer: boolean;
}

export type AnswerOutcome =
  | { readonly changed: true; readonly confirmation: Confirmation }
  | { readonly changed: false; readonly because: 'not theirs' | 'answered'; readonly confirmation: Confirmation };

/** An answer counts once, from whom was asked; a late one still does. */
export function answered(confirmation: Confirmation, answering: Answering): AnswerOutcome {
  const { by, at, doubt, offer } = answering;
  if (!confirmation.people.includes(by)) return { changed: false, because: 'not theirs', confirmation };
  if (confirmation.state === 'answered') return { changed: false, because: 'answered', confirmation };
  const doubted = answering.answer === 'yes' && doubt !== undefined;
  const life = {
    state: 'answered',
    answer: doubted ? 'not-sure' : answering.answer,
    answeredBy: by,
    answeredAt: at,
    doubt: doubted ? doubt : undefined,
    offer: offer && answering.answer === 'yes' && !doubted,
    version: confirmation.version + 1,
  } as const;
  return { changed: true, confirmation: { ...confirmation, ...life } };
}

/** When the clock must look at it next (milliseconds); undefined when nothing is waited for. */
export function nextLookAt({ state, remindedAt, remindAt, deadline }: Confirmation): number | undefined {
  if (state === 'undeliverable') return 0;
  if (state !== 'asked') return undefined;
  return remindedAt === undefined ? Math.min(remindAt, deadline) : deadline;
}

/** What is due at `now`: the deadline, else the reminder, which is left out when the bot was down until both had passed. */
export function lookedAt(
  confirmation: Confirmation,
  now: number,
): { readonly kind: 'unanswered' | 'reminded' | 'undelivered'; readonly confirmation: Confirmation } | undefined {
  const version = confirmation.version + 1;
  if (confirmation.state === 'undeliverable') {
    return { kind: 'undelivered', confirmation: { ...confirmation, state: 'undelivered', version } };
  }
  if (confirmation.state !== 'asked') return undefined;
  if (now >= confirmation.deadline) {
    return { kind: 'unanswered', confirmation: { ...confirmation, state: 'unanswered', version } };
  }
  if (confirmation.remindedAt !== undefined || now < confirmation.remindAt) return undefined;
  return { kind: 'reminded', confirmation: { ...confirmation, remindedAt: now, version } };
}

/** Slack would not deliver it: nobody waits for an answer, the channel is asked at once. */
export function undeliverable(confirmation: Confirmation, reason: string): Confirmation {
  return { ...confirmation, state: 'undeliverable', doubt: reason, version: confirmation.version + 1 };
}

/** What an alert shows of a question as it stands at `at`. */
export function confirmedBy(confirmation: Confirmation, at: number): Confirmed {
  const { id, state, answer, answeredBy, answeredAt, people, doubt, alsoThere } = confirmation;
  const common = { confirmationId: id, person: answeredBy ?? people[0], because: doubt, alsoThere };
  if (state === 'answered' && answer) return { ...common, state: answer, at: answeredAt ?? at };
  if (state === 'undelivered' || state === 'undeliverable') return { ...common, state: 'not-asked', at };
  return { ...common, state: state === 'asked' ? 'asked' : 'unanswered', at };
}
