/**
 * "Report a login that was not me": a form with the person's own recent sign-ins, opened at once and filled when they are found, and
 * what they are told when they have reported one. Only what is theirs can be reported, which is looked up again at the submission.
 */
import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/web-api';
import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns';
import { LONGEST_WORDS } from '../../alert/report';
import { redactText } from '../../detect/secret-text';
import { clientOf } from '../../notify/client';
import { countryName } from '../../notify/facts';
import { type Mrkdwn, contextLine, cut, mrkdwn, plain, section } from '../../notify/text';
import type { SlackPerson } from '../../people/slack-person';
import type { SlackName } from '../../people/theirs';
import { textAt } from '../../source/event';
import type { Desk } from '../desk';
import { type Answered, type Called, type Screen, type Submitted, noticeView, openFilled, plainText } from '../screen';
import { type OwnSignIn, ownSignIn, ownSignIns, slackNameOf } from './own-sign-ins';
import { MOST_REPORTS, type Taken, takeReport } from './report';

export const NOT_ME_MODAL = 'not_me';
const TITLE = 'That was not me';
const WHICH = 'not-me.which';
const WORDS = 'not-me.words';
const OTHER = 'other';

/** Slack takes ten choices, and one of them is "another". */
const MOST_SHOWN = 9;

export async function openNotMe(desk: Desk, { user, trigger }: Called, screen: Screen): Promise<void> {
  await openFilled(screen, trigger, TITLE, async () => {
    const person = await slackNameOf(desk, user);
    return form(await ownSignIns(desk, person, MOST_SHOWN), person);
  });
}

function form(signIns: readonly OwnSignIn[], person: SlackPerson | SlackName): ModalView {
  const zone = 'timeZone' in person ? person.timeZone : undefined;
  const blocks: KnownBlock[] = [
    section(
      mrkdwn`Did somebody sign in to AWS as you? Say so here, and the security team is called *at once*. Better once too often than too late.`,
    ),
    ...(signIns.length === 0 ? [section(NONE)] : [which(signIns, zone)]),
    {
      type: 'input',
      block_id: WORDS,
      optional: true,
      label: plainText('What happened?'),
      hint: plainText('What you noticed, and when. Never a password or a code.'),
      element: { type: 'plain_text_input', action_id: WORDS, multiline: true, max_length: LONGEST_WORDS },
    },
    contextLine(mrkdwn`I never send links to sign in, and never ask for a password.`),
  ];
  return {
    type: 'modal',
    callback_id: NOT_ME_MODAL,
    title: plainText(TITLE),
    submit: plainText('Report'),
    close: plainText('Cancel'),
    blocks,
  };
}

const NONE = mrkdwn`I know of no sign-in of yours in the last 7 days: none that is linked to you or carries your address. You can report one all the same; say below what you know of it.`;

function which(signIns: readonly OwnSignIn[], zone: string | undefined): InputBlock {
  const other: PlainTextOption = {
    text: option('Another one, or I do not see it'),
    description: option('Say below what you know of it'),
    value: OTHER,
  };
  return {
    type: 'input',
    block_id: WHICH,
    label: plainText('Which sign-in was it?'),
    hint: plainText(`Yours of the last 7 days, newest first, ${zone === undefined ? 'in UTC' : 'in your own time'}.`),
    element: { type: 'radio_buttons', action_id: WHICH, options: [...signIns.map((one) => choice(one, zone)), other] },
  };
}

function choice({ ref, event, context }: OwnSignIn, zone = 'UTC'): PlainTextOption {
  const { principal, account, address, country } = context;
  const time = format(new TZDate(event.time, zone), 'EEE d MMM, HH:mm');
  const as = principal.kind === 'root' ? 'root' : principal.name.replace(/^AWSReservedSSO_/, '');
  const place = account.name ?? (event.account || 'account not recorded');
  const from = address?.value ?? 'address not recorded';
  const where = country === undefined ? '' : ` ${countryName(country)}`;
  return {
    text: option([time, cut(plain(place), 24), plain(as)].join(' · ')),
    description: option([`from ${from}${where}`, clientIn(event.record)].join(' · ')),
    value: ref,
  };
}

function clientIn(record: OwnSignIn['event']['record']): string {
  const agent = textAt(record, 'userAgent');
  return agent === undefined ? 'client not recorded' : (clientOf(agent) ?? redactText(agent.slice(0, 200)));
}

/** Slack takes 75 characters; without `emoji` it makes pictures of `:words:`, and the words are CloudTrail's. */
function option(text: string): PlainTextOption['text'] {
  return { type: 'plain_text', text: cut(plain(text), 75), emoji: false };
}

export async function submitNotMe(desk: Desk, { user, form: { id, values } }: Submitted): Promise<Answered> {
  const chosen = values.get(WHICH) ?? OTHER;
  const person = await slackNameOf(desk, user);
  const signIn = chosen === OTHER ? undefined : await ownSignIn(desk, person, chosen);
  if (chosen !== OTHER && signIn === undefined) {
    return {
      errors: { [WHICH]: 'This sign-in is not among yours any more. Choose “Another one”, and say which below.' },
    };
  }
  const name = 'name' in person ? person.name : user;
  const words = redactText((values.get(WORDS) ?? '').slice(0, LONGEST_WORDS).trim()) || undefined;
  const report = { person: { ...person, name }, words, submission: id, at: desk.clock.now() };
  const taken = await takeReport(desk, report, signIn);
  if (taken === 'too many') return { errors: { [WORDS]: TOO_MANY } };
  return { view: thanks(taken, 'firstName' in person ? person.firstName : undefined) };
}

const TOO_MANY = `You have reported ${MOST_REPORTS} sign-ins within the last hour, and the security team has them all. Please call them now; in an hour you can report more here.`;

function thanks(taken: Taken, firstName: string | undefined): ModalView {
  const name = firstName === undefined ? mrkdwn`` : mrkdwn`, ${firstName}`;
  const head = mrkdwn`🙏 *Thank you${name}.* ${NOW[taken === 'known' ? 'known' : 'called']}`;
  return { ...noticeView(TITLE, head), blocks: [section(head), section(TO_DO), contextLine(SMALL)] };
}

const NOW: Readonly<Record<'called' | 'known', string>> = {
  called:
    'The security team has been called just now, with the steps to lock out whoever it was. They will write to you or call you.',
  known: 'You had reported this sign-in before, and the security team has it. What you added stands there now too.',
};

const TO_DO: Mrkdwn = mrkdwn`*What to do now*
1. Tell your security team in person or by phone too: whoever signed in as you may read your messages.
2. Change your password where you always do, from a device you trust. Open the page by yourself, not by a link from anybody.
3. Look at your MFA devices there, and remove any that is not yours.
4. Delete nothing, and do not sign in to AWS until the team says so.`;

const SMALL = mrkdwn`I never send links to sign in, and never ask for a password.`;
