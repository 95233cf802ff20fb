/** What else a person is told directly about sign-ins: that a question still waits, or that somebody tries their name. */
import type { Confirmation, SignIn } from '../alert/confirmation';
import type { Message } from './owed';
import { placed, where } from './question';
import { type Mrkdwn, bounded, code, cut, moment, mrkdwn, prose, section } from './text';

const WHEN = '{date_short_pretty} at {time}';

/** The reminder at half time: a message of its own, as an edit calls nobody. */
export function renderReminder(confirmation: Confirmation): Message {
  const { firstName, deadline } = confirmation;
  const words = mrkdwn`⏳ Hi ${firstName}, a question above still waits for you: ${wasThat(confirmation)} If I hear nothing by ${moment(deadline, WHEN)}, I tell the team that watches AWS that nobody confirmed it.`;
  return { text: bounded(words, 1100), blocks: [section(words)], plain: bounded(words, 1100) };
}

function wasThat({ signIns, principal }: Confirmation): Mrkdwn {
  const newest = signIns.at(-1);
  if (newest === undefined) return mrkdwn`was that you?`;
  const { what, isSignIn } = newest;
  if (isSignIn) return mrkdwn`was that sign-in as ${placed(principal, newest)} you?`;
  return mrkdwn`“${cut(what, 300)}” (${placed(principal, newest)}), was that you?`;
}

/** Told, not asked: somebody tried this person's name many times. */
export function renderTold(firstName: string, { what, address, country, time }: SignIn): Message {
  const from = address === undefined ? mrkdwn`` : mrkdwn` from ${code(address)}${where(country)}`;
  const words = mrkdwn`Hi ${firstName}, just so you know: ${prose(what)}${from}, ${moment(time, WHEN)}. If that was you, no need to do anything. If not, nobody got in with these attempts; please make sure that your password is yours alone and that MFA is on, and tell your security team. I will not write again about this today, and I never ask for passwords.`;
  return { text: bounded(words, 1100), blocks: [section(words)], plain: bounded(words, 1100) };
}
