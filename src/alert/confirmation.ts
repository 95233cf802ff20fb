/**
 * "Was this you?": the question put to the person behind a sign-in, and how it ends. Pure: who the person is comes in, what becomes
 * of the question goes out; `ask.ts` puts it, `pattern.ts` says which sign-ins share one, `answer.ts` whose word counts, `settle.ts`
 * what it means for the alert.
 */

/** What the person can say. */
export const ANSWERS = ['yes', 'no', 'wrong-person', 'not-sure'] as const;
export type Answer = (typeof ANSWERS)[number];

/** What an alert shows of it: who was asked and what came of it. */
export interface Confirmed {
  readonly confirmationId: string;
  readonly state: 'asked' | 'not-asked' | 'unanswered' | Answer;
  /** Slack user who was asked, or who answered; undefined where nobody could be asked. */
  readonly person: string | undefined;
  /** All who were asked, where they are several. */
  readonly people?: readonly string[] | undefined;
  /** Each word of each of them, oldest first, where there are several. */
  readonly said?: readonly Pick<Said, 'by' | 'answer'>[] | undefined;
  /** When it came to that state (milliseconds). */
  readonly at: number;
  /** Why nobody was asked, or why a yes does not count, in words. */
  readonly because: string | undefined;
  /** Slack user who had the person asked; undefined when the bot did by itself. */
  readonly askedBy?: string | undefined;
  /** Who else used a shared identity's address lately, in words. */
  readonly alsoThere?: readonly string[] | undefined;
  /** What they say happened, where they reported it by themselves. Their own words: escape them. */
  readonly words?: string | undefined;
}

/** What a person is shown of one sign-in, or whatever else they are asked about. Everything is from CloudTrail: escape it. */
export interface SignIn {
  readonly eventId: string;
  readonly alertId: string;
  /** Event time (milliseconds). */
  readonly time: number;
  /** The alert's sentence. */
  readonly what: string;
  /** False for what is none, such as a trail that was stopped, about which a colleague has the person asked. */
  readonly isSignIn: boolean;
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
  /** The rule that asks; of an alert somebody has asked about, the alert's. */
  readonly ruleId: string;
  readonly signIn: SignIn;
  readonly principal: {
    /** Its own account (12 digits), '' when the record does not say. */
    readonly account: string;
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
  /** Root, an administrator, or rated critical: on a wall clock. */
  readonly urgent: boolean;
  /** Urgent, or rated high: asked each time. */
  readonly eachTime: boolean;
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
  /** What counts, of all that was said: one person's word where one was asked. */
  readonly answer: Answer | undefined;
  readonly answeredBy: string | undefined;
  readonly answeredAt: number | undefined;
  /** Each word of each person, oldest first: of several owners more than one may speak. */
  readonly said: readonly Said[];
  /** Why a yes counts as not sure, or why it could not be delivered. */
  readonly doubt: string | undefined;
  /** Whoever answered yes may mark such sign-ins as expected, and is offered it. */
  readonly offer: boolean;
  /** Whether the answer has resolved all the alerts it is about; undefined while there is none. */
  readonly settled?: boolean | undefined;
}

export interface Said {
  /** Slack user. */
  readonly by: string;
  readonly answer: Answer;
  /** Milliseconds. */
  readonly at: number;
  /** How many sign-ins the question was about by then; what folds in later was not meant. */
  readonly of?: number | undefined;
  /** What they added, where they answered by a report. */
  readonly words?: string | undefined;
}

/** When the clock must look at it next (milliseconds); undefined when nothing is waited for. */
export function nextLookAt({ state, remindedAt, remindAt, deadline }: Confirmation): number | undefined {
  if (state === 'undeliverable') return 0;
  if (state !== 'asked') return undefined;
  return remindedAt === undefined ? Math.min(remindAt, deadline) : deadline;
}

/**
 * What is due at `now`: the deadline, else the reminder, which is left out when the bot was down until both had passed.
 * `arrived`: Slack has taken the message for one of them at least; who got none did not fail to answer.
 */
export function lookedAt(
  confirmation: Confirmation,
  now: number,
  arrived = true,
): { readonly kind: 'unanswered' | 'reminded' | 'undelivered'; readonly confirmation: Confirmation } | undefined {
  const version = confirmation.version + 1;
  if (confirmation.state === 'undeliverable') {
    return { kind: 'undelivered', confirmation: { ...confirmation, state: 'undelivered', version } };
  }
  if (confirmation.state !== 'asked') return undefined;
  if (now >= confirmation.deadline && !arrived) {
    const lost = { state: 'undelivered', doubt: 'Slack did not take my question until its deadline', version } as const;
    return { kind: 'undelivered', confirmation: { ...confirmation, ...lost } };
  }
  if (now >= confirmation.deadline) {
    return { kind: 'unanswered', confirmation: { ...confirmation, state: 'unanswered', version } };
  }
  if (confirmation.remindedAt !== undefined || now < confirmation.remindAt) return undefined;
  return { kind: 'reminded', confirmation: { ...confirmation, remindedAt: now, version } };
}

/** Slack would not deliver it to one of them. When nobody else is left nobody waits for an answer: the channel is asked at once. */
export function undeliverable(confirmation: Confirmation, person: string, reason: string): Confirmation {
  const version = confirmation.version + 1;
  const people = confirmation.people.filter((one) => one !== person);
  if (people.length > 0) return { ...confirmation, people, version };
  return { ...confirmation, state: 'undeliverable', doubt: `Slack did not deliver my question (${reason})`, version };
}

/** What an alert shows of a question as it stands at `at`. */
export function confirmedBy(confirmation: Confirmation, at: number): Confirmed {
  const { id, state, answer, answeredBy, answeredAt, people, doubt, alsoThere, askedBy, said } = confirmation;
  const common = {
    ...{ confirmationId: id, person: answeredBy ?? people[0], because: doubt, alsoThere, askedBy },
    ...(people.length > 1 && { people }),
    ...(said.length > 1 && { said: said.map(({ by, answer: word }) => ({ by, answer: word })) }),
  };
  const words = said.find((one) => one.by === answeredBy && one.answer === answer)?.words;
  if (state === 'answered' && answer) return { ...common, state: answer, at: answeredAt ?? at, words };
  if (state === 'undelivered' || state === 'undeliverable') return { ...common, state: 'not-asked', at };
  return { ...common, state: state === 'asked' ? 'asked' : 'unanswered', at };
}
