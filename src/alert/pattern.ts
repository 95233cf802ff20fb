/**
 * Which sign-ins share a question: one person, one rule, one pattern and one working day, so that an ordinary day is one message.
 * What is rated high is asked each time, and nothing is held to be answered that somebody would not have had in mind.
 */
import { parseAddress } from '../detect/address';
import { withinHours } from '../detect/business-hours';
import { familyOf } from './browser';
import { type BusinessHours, EVERY_HOUR, dayOf, workingDayOf } from './business-time';
import type { Asking, Confirmation } from './confirmation';
import { digest } from './lead';

/** The same people, rule, principal, place, way of coming in and risk: a yes to one thing says nothing of another. */
export function patternOf({ ruleId, signIn, principal, people, urgent, eachTime }: Asking): string {
  const { account, address, country, agent, mfa } = signIn;
  const session = principal.session ?? '';
  const where = [account, networkText(address), country ?? '', familyOf(agent)];
  return digest([ruleId, ...people, principal.key, session, ...where, String(mfa), String(urgent), String(eachTime)]);
}

/** As people move within a network: the /24 of an IPv4 address, the /64 of an IPv6 one, which is one household or office. */
function networkText(address = ''): string {
  const bytes = parseAddress(address);
  return bytes === undefined ? address : bytes.slice(0, bytes.length === 4 ? 3 : 8).join('.');
}

/** Under which a question is found again. Without configured hours a day is the person's own, from midnight to midnight. */
export function foldKeyOf(asking: Asking, hours: BusinessHours | undefined): string {
  const { time } = asking.signIn;
  const day = hours ? workingDayOf(hours, time) : calendarDayOf(asking, hours, time);
  return `${patternOf(asking)}/${day}`;
}

function calendarDayOf({ timeZone }: Pick<Asking, 'timeZone'>, hours: BusinessHours | undefined, time: number): string {
  return dayOf(hours ?? { ...EVERY_HOUR, timeZone: timeZone ?? 'UTC' }, time);
}

/** Whether another sign-in of the pattern is told in the question that stands already. */
export function folds(standing: Confirmation, asking: Asking, hours: BusinessHours | undefined): boolean {
  if (standing.state === 'asked') return true;
  if (standing.state !== 'answered' || asking.eachTime || asking.askedBy !== undefined) return false;
  return coversToo(standing, asking, hours);
}

/**
 * An answer holds for the rest of its calendar day, and one about working hours for these alone: nobody who says yes on a Friday
 * has the weekend in mind.
 */
function coversToo(standing: Confirmation, asking: Asking, hours: BusinessHours | undefined): boolean {
  const before = standing.signIns.at(-1)?.time ?? standing.askedAt;
  const { time } = asking.signIn;
  if (calendarDayOf(asking, hours, before) !== calendarDayOf(asking, hours, time)) return false;
  if (hours === undefined || withinHours(hours, time)) return true;
  return ![before, standing.answeredAt ?? before].some((at) => withinHours(hours, at));
}
