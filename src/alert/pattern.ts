/**
 * Which sign-ins share a question: one person, one pattern and one working day, so that an ordinary day is one message. What is
 * rated high is asked each time, but for what comes while its question still waits.
 */
import { type BusinessHours, EVERY_HOUR, dayOf, workingDayOf } from './business-time';
import type { Asking, Confirmation } from './confirmation';
import { digest } from './lead';

/** The same people, principal, place, way of coming in and risk: another risk has another clock. */
export function patternOf({ signIn, principal, people, urgent, eachTime }: Asking): string {
  const { account, address, country, agent, mfa } = signIn;
  const client = (agent ?? '').split(/[\s/]/)[0] ?? '';
  const session = principal.session ?? '';
  const where = [account, networkText(address), country ?? '', client];
  return digest([...people, principal.key, session, ...where, String(mfa), String(urgent), String(eachTime)]);
}

/** The first three parts of an IPv4 address, the first three groups of an IPv6 one: as people move within a network. */
function networkText(address: string | undefined): string {
  return (address ?? '').split(/[.:]/).slice(0, 3).join('.');
}

/** Under which a question is found again. Without configured hours a day is the person's own, from midnight to midnight. */
export function foldKeyOf(asking: Asking, hours: BusinessHours | undefined): string {
  const { time } = asking.signIn;
  const day = hours ? workingDayOf(hours, time) : dayOf({ ...EVERY_HOUR, timeZone: asking.timeZone ?? 'UTC' }, time);
  return `${patternOf(asking)}/${day}`;
}

/** Whether another sign-in of the pattern is told in the question that stands already. */
export function folds(standing: Confirmation, asking: Asking): boolean {
  if (standing.state === 'undeliverable' || standing.state === 'undelivered') return false;
  return standing.state === 'asked' || !asking.eachTime;
}
