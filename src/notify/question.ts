/**
 * "Was this you?" as a direct message: friendly, by first name, with the facts, the deadline and four answers. Never a link to sign
 * in, never a request for a password; after the answer it shows the outcome, thanks, and says what happens now.
 */
import type { ActionsBlock, Button, KnownBlock } from '@slack/web-api';
import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns';
import { awaitsAnswer } from '../alert/answer';
import type { Answer, Confirmation, SignIn } from '../alert/confirmation';
import { clientOf } from './client';
import { ACTION } from './controls';
import { countryName } from './facts';
import type { Message } from './owed';
import {
  type Mrkdwn,
  bounded,
  code,
  contextLine,
  cut,
  fields,
  joined,
  mention,
  moment,
  mrkdwn,
  prose,
  section,
} from './text';

/** The action ids of the answers; the value is the confirmation's id. */
export const ANSWER_ACTIONS: Readonly<Record<Answer, string>> = {
  yes: 'confirm.yes',
  no: 'confirm.no',
  'wrong-person': 'confirm.wrong-person',
  'not-sure': 'confirm.not-sure',
};

const WHEN = '{date_short_pretty} at {time}';

export function renderQuestion(confirmation: Confirmation): Message {
  const newest = confirmation.signIns.at(-1);
  if (!newest) throw new Error(`the question ${confirmation.id} is about nothing`);
  const blocks: KnownBlock[] = [
    section(headline(confirmation)),
    fields(facts(confirmation, newest)),
    ...others(confirmation),
    ...outcome(confirmation).map((line) => section(line)),
    ...(awaitsAnswer(confirmation) ? [answers(confirmation)] : []),
    ...offer(confirmation, newest),
    contextLine(smallPrint(confirmation)),
  ];
  const text = mrkdwn`${headline(confirmation)} ${placed(confirmation.principal, newest)}`;
  return { text: bounded(text, 900), blocks, plain: bounded(text, 3000) };
}

/** The reminder at half time: a message of its own, as an edit calls nobody. */
export function renderReminder(confirmation: Confirmation): Message {
  const { firstName, deadline, signIns, principal } = confirmation;
  const newest = signIns.at(-1);
  const what = newest === undefined ? mrkdwn`that` : mrkdwn`that sign-in as ${placed(principal, newest)}`;
  const words = mrkdwn`⏳ Hi ${firstName}, a question above still waits for you: was ${what} you? If I hear nothing by ${moment(deadline, WHEN)}, I tell the team that watches AWS that nobody confirmed it.`;
  return { text: bounded(words, 900), blocks: [section(words)], plain: bounded(words, 900) };
}

/** Told, not asked: somebody tried this person's name many times. */
export function renderTold(firstName: string, { what, address, country, time }: SignIn): Message {
  const from = address === undefined ? mrkdwn`` : mrkdwn` from ${code(address)}${where(country)}`;
  const words = mrkdwn`Hi ${firstName}, just so you know: ${prose(what)}${from}, ${moment(time, WHEN)}. If that was you, no need to do anything. If not, nobody got in with these attempts; please make sure that your password is yours alone and that MFA is on, and tell your security team. I will not write again about this today, and I never ask for passwords.`;
  return { text: bounded(words, 1100), blocks: [section(words)], plain: bounded(words, 1100) };
}

function headline(confirmation: Confirmation): Mrkdwn {
  const { firstName, state, answer, askedBy, count } = confirmation;
  if (state === 'answered' && answer === 'yes') return mrkdwn`✅ Hi ${firstName}, *this was you*. Thank you!`;
  if (state === 'answered' && !awaitsAnswer(confirmation)) {
    return mrkdwn`📨 Hi ${firstName}, *thank you for your answer*.`;
  }
  const who = askedBy === undefined ? mrkdwn`` : mrkdwn` ${mention(askedBy)} would like to know.`;
  const signIns = count > 1 ? mrkdwn`were these ${count} sign-ins to AWS` : mrkdwn`was this sign-in to AWS`;
  return mrkdwn`👋 Hi ${firstName}, *${signIns} you?*${who}`;
}

function facts({ timeZone, principal }: Confirmation, one: SignIn): [string, Mrkdwn][] {
  const { accountName, account, region, address, country, agent, mfa } = one;
  const name = accountName === undefined ? code(account) : mrkdwn`*${prose(accountName)}* ${code(account)}`;
  const role = principal.kind === 'root' ? mrkdwn`*root*` : mrkdwn`${principal.kind} ${code(principal.name)}`;
  const from = [
    address === undefined ? mrkdwn`address not recorded` : mrkdwn`${code(address)}${where(country)}`,
    ...(agent === undefined ? [] : [prose(clientOf(agent) ?? cut(agent, 60))]),
    ...(mfa === undefined ? [] : [mfa ? mrkdwn`with MFA` : mrkdwn`*without MFA*`]),
  ];
  return [
    ['When', mrkdwn`${moment(one.time, '{date_short_pretty} at {time_secs}')}${inZone(one.time, timeZone)}`],
    ['Account', mrkdwn`${name}\n${code(region)}`],
    ['As', principal.session === undefined ? role : mrkdwn`${role}\n${code(principal.session)}`],
    ['From', joined(from, '\n')],
  ];
}

/** Slack's token shows each reader their own time; the zone in words helps who is travelling. */
function inZone(time: number, timeZone: string | undefined): Mrkdwn {
  if (timeZone === undefined) return mrkdwn``;
  return mrkdwn`\n${format(new TZDate(time, timeZone), 'HH:mm')} in ${timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone}`;
}

function where(country: string | undefined): Mrkdwn {
  return country === undefined ? mrkdwn`` : mrkdwn` ${countryName(country)}`;
}

/** The text of the notification says it too: a phone shows nothing else. */
function placed({ kind, name }: Confirmation['principal'], one: SignIn): Mrkdwn {
  const { accountName, account, address, country } = one;
  const from = address === undefined ? mrkdwn`` : mrkdwn` from ${prose(address)}${where(country)}`;
  return mrkdwn`${kind === 'root' ? 'root' : prose(name)} in ${prose(accountName ?? account)}${from}`;
}

function others({ signIns, count, alsoThere }: Confirmation): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  if (count > 1) {
    const earlier = signIns.slice(0, -1).map(({ time }) => moment(time, '{time}'));
    const more = count - 1 - earlier.length;
    const rest = more > 0 ? mrkdwn` and ${more} earlier` : mrkdwn``;
    blocks.push(contextLine(mrkdwn`The same way also at ${joined(earlier, ', ')}${rest}`));
  }
  if (alsoThere.length > 0) {
    blocks.push(contextLine(mrkdwn`Lately from the same address: ${prose(cut(alsoThere.join(', '), 400))}`));
  }
  return blocks;
}

function outcome(confirmation: Confirmation): Mrkdwn[] {
  const { state, answer, doubt, deadline, askedAt, people } = confirmation;
  if (state === 'asked') {
    return [
      mrkdwn`If I hear nothing by ${moment(deadline, WHEN)}, I tell the team that watches AWS that nobody confirmed it.`,
    ];
  }
  if (state === 'unanswered') {
    return [
      mrkdwn`I asked ${moment(askedAt, WHEN)} and have told the team that it is *unconfirmed*. You can still answer, and I will correct that.`,
    ];
  }
  if (state !== 'answered' || answer === undefined) return [];
  if (people.length > 1) return [shared(confirmation)];
  if (doubt !== undefined) {
    return [
      mrkdwn`You said: it was me. As ${doubt}, the team that watches AWS makes sure some other way. Nothing else to do for you.`,
    ];
  }
  return [mrkdwn`${answer === 'yes' && confirmation.eachTime ? YES_IN_SIGHT : AFTER[answer]}`];
}

/** Several were asked, and each sees what the others said. */
function shared({ said, answer, doubt }: Confirmation): Mrkdwn {
  const words = said.map((one) => mrkdwn`${mention(one.by)} said: ${SAID[one.answer]}`);
  const doubted = doubt === undefined ? mrkdwn`` : mrkdwn` As ${doubt}, that needs another look.`;
  const now = answer === 'yes' ? YES_IN_SIGHT : 'I have told the team. If it was you, please still say so.';
  return mrkdwn`${joined(words, ', ')}.${doubted} ${now}`;
}

const SAID: Readonly<Record<Answer, string>> = {
  yes: 'it was me',
  no: 'it was not me',
  'wrong-person': 'wrong person',
  'not-sure': 'not sure',
};

/** Somebody with far-reaching rights, or a sign-in rated high: a yes does not hide it. */
const YES_IN_SIGHT =
  'Your word stands beside the alert, which the team may still look at, as much depends on such a sign-in. Nothing else to do for you.';

const AFTER: Readonly<Record<Answer, string>> = {
  yes: 'You said: it was me. The alert is settled, nothing else to do.',
  no: 'You said: it was not me. The security team has been called just now, with the steps to lock out whoever it was. Until they write to you, please do not sign in to that account, and delete nothing.',
  'wrong-person':
    'You said: wrong person. I have told the team, who will find out whose it was. Sorry to have bothered you!',
  'not-sure': 'You said: not sure. That is a good answer: the team looks at it and may write to you.',
};

function answers({ id }: Confirmation): ActionsBlock {
  const button = (answer: Answer, text: string, style?: 'primary' | 'danger'): Button => ({
    type: 'button',
    action_id: ANSWER_ACTIONS[answer],
    text: { type: 'plain_text', text },
    value: id,
    ...(style && { style }),
  });
  return {
    type: 'actions',
    block_id: `confirm.${id}`,
    elements: [
      button('yes', 'Yes, it was me', 'primary'),
      button('no', 'No, not me', 'danger'),
      button('wrong-person', 'Wrong person'),
      button('not-sure', 'Not sure'),
    ],
  };
}

/** A yes never makes an expectation; whoever may make one is offered it. */
function offer({ offer: offered }: Confirmation, { alertId }: SignIn): KnownBlock[] {
  if (!offered) return [];
  const text = { type: 'plain_text', text: 'Mark expected' } as const;
  return [
    section(
      mrkdwn`Does this happen all the time? You may mark sign-ins like this one as expected for a while; nobody is asked about those.`,
    ),
    { type: 'actions', elements: [{ type: 'button', action_id: ACTION.expect, text, value: alertId }] },
  ];
}

function smallPrint({ because, people }: Confirmation): Mrkdwn {
  const shared = people.length > 1 ? mrkdwn` Also asked: ${joined(people.map(mention), ', ')}.` : mrkdwn``;
  return mrkdwn`Why you: ${prose(cut(because, 300))}.${shared} I never send links to sign in, and never ask for a password.`;
}
