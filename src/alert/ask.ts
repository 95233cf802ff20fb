/** A question as it is put, with its deadline, and as it grows: one more sign-in in the one that stands. Pure. */
import { familyOf } from './browser';
import { type BusinessHours, EVERY_HOUR, addWorkingTime } from './business-time';
import type { Asking, Confirmation, SignIn } from './confirmation';
import { digest } from './lead';

export interface AskSettings {
  /** How long an answer may take (milliseconds). */
  readonly deadline: number;
  readonly hours: BusinessHours | undefined;
}

const MOST_SHOWN = 10;

export function ask(asking: Asking, { deadline, hours }: AskSettings, now: number): Confirmation {
  const { signIn, ...rest } = asking;
  const { ruleId, people, askedBy = '' } = asking;
  const after = (time: number): number => (asking.urgent ? now + time : addWorkingTime(hours ?? EVERY_HOUR, now, time));
  const remindAt = after(deadline / 2);
  return {
    ...rest,
    id: digest(['confirmation', ruleId, signIn.alertId, signIn.eventId, askedBy, ...people]),
    version: 1,
    state: 'asked',
    signIns: [signIn],
    count: 1,
    alertIds: [signIn.alertId],
    askedAt: now,
    remindAt,
    // A calendar with hardly any working time runs out, and the wall clock would end the question before its half.
    deadline: Math.max(after(deadline), remindAt),
    remindedAt: undefined,
    answer: undefined,
    answeredBy: undefined,
    answeredAt: undefined,
    said: [],
    doubt: undefined,
    offer: false,
  };
}

/** One more sign-in in the question that stands; the same one twice is one. */
export function fold(standing: Confirmation, { signIn }: Asking): Confirmation {
  if (standing.signIns.some(({ eventId }) => eventId === signIn.eventId)) return standing;
  return {
    ...standing,
    version: standing.version + 1,
    signIns: shownOf([...standing.signIns, signIn].sort((a, b) => a.time - b.time)),
    count: standing.count + 1,
    alertIds: [...new Set([...standing.alertIds, signIn.alertId])],
  };
}

/** The newest, but for the last from each address by each client: what differs is what a person must see. */
function shownOf(signIns: readonly SignIn[]): readonly SignIn[] {
  if (signIns.length <= MOST_SHOWN) return signIns;
  const lookOf = ({ what, address, agent }: SignIn): string => [what, address, familyOf(agent)].join('\n');
  const newest = new Map(signIns.map((one) => [lookOf(one), one]));
  const dropped = signIns.find((one) => newest.get(lookOf(one)) !== one) ?? signIns[0];
  return signIns.filter((one) => one !== dropped);
}
