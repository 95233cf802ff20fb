/**
 * "Was this you?" as a direct message: friendly, by first name, with what happened, the facts, the deadline and four answers. Never a
 * link to sign in, never a request for a password. Each of several owners has a message of their own: who answered reads thanks, the
 * others read who said what and may still speak.
 */
import type { ActionsBlock, Button, KnownBlock } from '@slack/web-api';
import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns';
import { mayStillSay } from '../alert/answer';
import type { Answer, Confirmation, SignIn } from '../alert/confirmation';
import { clientOf } from './client';
import { ACTION } from './controls';
import { countryName } from './facts';
import type { Message } from './owed';
import { lastWordOf, outcomeOf } from './question-outcome';
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

/** The action ids of the answers; the value is the confirmation's id, and of how many sign-ins the message speaks. */
export const ANSWER_ACTIONS: Readonly<Record<Answer, string>> = {
  yes: 'confirm.yes',
  no: 'confirm.no',
  'wrong-person': 'confirm.wrong-person',
  'not-sure': 'confirm.not-sure',
};

/** As `reader` (Slack user) sees it, one of those who were asked. */
export function renderQuestion(confirmation: Confirmation, reader: string): Message {
  const newest = confirmation.signIns.at(-1);
  if (!newest) throw new Error(`the question ${confirmation.id} is about nothing`);
  const head = headline(confirmation, reader);
  const what = prose(cut(newest.what, 300));
  const blocks: KnownBlock[] = [
    section(mrkdwn`${head}\n${what}`),
    fields(facts(confirmation, newest)),
    ...others(confirmation, newest),
    ...outcomeOf(confirmation, reader).map((line) => section(line)),
    ...answers(confirmation, reader),
    ...offer(confirmation, newest, reader),
    contextLine(smallPrint(confirmation, reader)),
  ];
  const text = mrkdwn`${head} ${what}: ${placed(confirmation.principal, newest)}`;
  return { text: bounded(text, 900), blocks, plain: bounded(text, 3000) };
}

function headline(confirmation: Confirmation, reader: string): Mrkdwn {
  const { firstName, state, answer, askedBy } = confirmation;
  const mine = lastWordOf(confirmation, reader);
  if (mine === 'yes' && answer === 'yes') return mrkdwn`✅ Hi ${firstName}, *this was you*. Thank you!`;
  if (mine !== undefined) return mrkdwn`📨 Hi ${firstName}, *thank you for your answer*.`;
  if (state === 'answered' && answer === 'yes') return mrkdwn`✅ Hi ${firstName}, *somebody has answered this*.`;
  const who = askedBy === undefined ? mrkdwn`` : mrkdwn` ${mention(askedBy)} would like to know.`;
  return mrkdwn`👋 Hi ${firstName}, *${wasThis(confirmation)} you?*${who}`;
}

function wasThis({ signIns, count }: Confirmation): string {
  const all = signIns.every(({ isSignIn }) => isSignIn);
  if (count > 1) return all ? `were these ${count} sign-ins to AWS` : `were all ${count} of these`;
  return all ? 'was this sign-in to AWS' : 'was this';
}

function facts({ timeZone, principal }: Confirmation, one: SignIn): [string, Mrkdwn][] {
  const { accountName, account, region, agent, mfa } = one;
  const name = accountName === undefined ? code(account) : mrkdwn`*${prose(accountName)}* ${code(account)}`;
  const bare = principal.kind === 'root' ? mrkdwn`*root*` : mrkdwn`${principal.kind} ${code(principal.name)}`;
  const role = mrkdwn`${bare}${elsewhere(principal, account)}`;
  const from = [
    addressOf(one),
    ...(agent === undefined ? [] : [prose(clientIn(agent))]),
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

/** A principal of another account than the one it came into. */
function elsewhere({ account }: Confirmation['principal'], into: string): Mrkdwn {
  return account && account !== into ? mrkdwn` of account ${code(account)}` : mrkdwn``;
}

function addressOf({ address, country }: SignIn): Mrkdwn {
  return address === undefined ? mrkdwn`address not recorded` : mrkdwn`${code(address)}${where(country)}`;
}

export function clientIn(agent: string): string {
  return clientOf(agent) ?? cut(agent, 60);
}

export function where(country: string | undefined): Mrkdwn {
  return country === undefined ? mrkdwn`` : mrkdwn` ${countryName(country)}`;
}

/** The text of the notification says it too: a phone shows nothing else. */
export function placed({ kind, name }: Confirmation['principal'], one: SignIn): Mrkdwn {
  const { accountName, account, address, country } = one;
  const from = address === undefined ? mrkdwn`` : mrkdwn` from ${prose(address)}${where(country)}`;
  return mrkdwn`${kind === 'root' ? 'root' : prose(name)} in ${prose(accountName ?? account)}${from}`;
}

/** All that share the question: those that look like the newest by their times, each other look with what differs. */
function others({ signIns, count, alsoThere }: Confirmation, newest: SignIn): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  const looks = new Map<string, SignIn[]>();
  for (const one of signIns) looks.set(lookOf(one), [...(looks.get(lookOf(one)) ?? []), one]);
  const same = (looks.get(lookOf(newest)) ?? []).slice(0, -1);
  looks.delete(lookOf(newest));
  const more = count - signIns.length;
  const rest = more > 0 ? mrkdwn` and ${more} earlier` : mrkdwn``;
  if (same.length > 0) blocks.push(contextLine(mrkdwn`The same way also at ${times(same)}${rest}`));
  if (looks.size > 0) {
    const lines = [...looks.values()].reverse().map((alike) => mrkdwn`• ${looksLike(alike, newest)}`);
    const last = same.length === 0 && more > 0 ? [mrkdwn`• ${more} earlier`] : [];
    blocks.push(section(mrkdwn`*It is also about these:*\n${joined([...lines, ...last], '\n')}`));
  }
  if (alsoThere.length > 0) {
    blocks.push(contextLine(mrkdwn`Lately from the same address: ${prose(cut(alsoThere.join(', '), 400))}`));
  }
  return blocks;
}

function lookOf({ what, address, agent }: SignIn): string {
  return [what, address, agent === undefined ? '' : clientIn(agent)].join('\n');
}

function looksLike(alike: readonly SignIn[], newest: SignIn): Mrkdwn {
  const [one = newest] = alike;
  const what = one.what === newest.what ? [] : [prose(cut(one.what, 120))];
  const client = one.agent === undefined ? [] : [prose(cut(clientIn(one.agent), 40))];
  return mrkdwn`${joined([...what, addressOf(one), ...client], ', ')}, at ${times(alike)}`;
}

function times(signIns: readonly SignIn[]): Mrkdwn {
  return joined(
    signIns.map(({ time }) => moment(time, '{time}')),
    ', ',
  );
}

/** The buttons of what somebody may say; after another owner's yes only that it was not them. */
export function answers(confirmation: Confirmation, reader: string): ActionsBlock[] {
  const { id, count, answer: standing } = confirmation;
  const allowed = mayStillSay(confirmation, reader);
  const against = standing === 'yes' && lastWordOf(confirmation, reader) === undefined;
  const offered = BUTTONS.filter(([answer]) => allowed.includes(answer) && (!against || answer === 'no'));
  if (offered.length === 0) return [];
  const elements = offered.map(([answer, words, style]): Button => {
    const text = against ? 'No, it was not them' : words;
    const button = { type: 'button', action_id: ANSWER_ACTIONS[answer], value: `${id} ${count}` } as const;
    return { ...button, text: { type: 'plain_text', text }, ...(style && { style }) };
  });
  return [{ type: 'actions', block_id: `confirm.${id}`, elements }];
}

const BUTTONS: readonly (readonly [Answer, string, ('primary' | 'danger')?])[] = [
  ['yes', 'Yes, it was me', 'primary'],
  ['no', 'No, not me', 'danger'],
  ['wrong-person', 'Wrong person'],
  ['not-sure', 'Not sure'],
];

/** A yes never makes an expectation; whoever said it and may make one is offered it. */
function offer({ offer: offered, answeredBy }: Confirmation, { alertId }: SignIn, reader: string): KnownBlock[] {
  if (!offered || answeredBy !== reader) return [];
  const text = { type: 'plain_text', text: 'Mark expected' } as const;
  return [
    section(
      mrkdwn`Does this happen all the time? You may mark sign-ins like this one as expected for a while; nobody is asked about those.`,
    ),
    { type: 'actions', elements: [{ type: 'button', action_id: ACTION.expect, text, value: alertId }] },
  ];
}

function smallPrint({ because, people }: Confirmation, reader: string): Mrkdwn {
  const also = people.filter((person) => person !== reader);
  const shared = also.length > 0 ? mrkdwn` Also asked: ${joined(also.map(mention), ', ')}.` : mrkdwn``;
  return mrkdwn`Why you: ${prose(cut(because, 300))}.${shared} I never send links to sign in, and never ask for a password.`;
}
