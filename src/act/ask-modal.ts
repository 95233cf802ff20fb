/** "Ask the person" of the overflow menu: somebody who knows better than the bot says whom to ask whether it was them. */
import type { ModalView } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import { haste, signInOf } from '../alert/sign-in';
import { NO_MARKS, createContext } from '../detect/context';
import { mayAsk } from '../notify/controls';
import { happened } from '../notify/message';
import { mrkdwn, section, span, spoken } from '../notify/text';
import { SlackSilent } from '../people/directory';
import { identityOf } from '../people/identity';
import { resolve } from '../people/resolve';
import { type SlackPerson, unusable } from '../people/slack-person';
import { alertById } from '../store/alerts';
import { eventById } from '../store/events';
import { links } from '../store/links';
import type { CloudTrailEvent } from '../source/event';
import { type Click, type Desk, type Told, GONE, refusal } from './desk';
import { putQuestion } from './questions';
import { type Answered, type Screen, type Submitted, loadingView, noticeView, plainText } from './screen';

export const ASK_MODAL = 'ask';
const PERSON = 'ask.person';
const TITLE = 'Ask the person';
const NO_EVENT = mrkdwn`The event of this alert is no longer kept, so there is nothing to ask about.`;
const ASKED = mrkdwn`Somebody was asked about this already; the alert says what came of it.`;

export async function openAsk(desk: Desk, click: Click, trigger: string, screen: Screen): Promise<Told> {
  const view = await screen.open(trigger, loadingView(TITLE, mrkdwn`Looking who it might be…`));
  const { reader } = desk.database;
  const alert = await alertById(reader, click.alertId);
  const event = alert && (await eventById(reader, alert.content.eventId));
  const words = (await refusal(desk, click, 'acknowledge')) ?? (alert ? blocked(alert, event) : GONE);
  const ready = words === undefined && alert && event;
  await screen.update(view, ready ? form(desk, alert, await guess(desk, event)) : noticeView(TITLE, words ?? GONE));
  return undefined;
}

function blocked({ confirmed }: Alert, event: CloudTrailEvent | undefined): Told {
  if (!mayAsk(confirmed)) return ASKED;
  return event === undefined ? NO_EVENT : undefined;
}

/** Whom the principal's names point to, however unsure: a person decides here. A Slack that does not answer is no reason to fail. */
async function guess(desk: Desk, event: CloudTrailEvent): Promise<SlackPerson | undefined> {
  const { directory, people, emailPattern } = desk;
  const all = [...people, ...(await links(desk.database))];
  const options = { links: all, emailPattern, directory, now: desk.clock.now() };
  return resolve(identityOf(event, desk.context.ownAccounts), options)
    .then((found) => found.people.find((person) => unusable(person, true) === undefined))
    .catch(() => undefined);
}

function form(desk: Desk, alert: Alert, person: SlackPerson | undefined): ModalView {
  const hint = `They get a direct message with the facts and have ${span(desk.confirm.deadline)} to answer.`;
  return {
    type: 'modal',
    callback_id: ASK_MODAL,
    private_metadata: alert.id,
    title: plainText(TITLE),
    submit: plainText('Ask'),
    close: plainText('Cancel'),
    blocks: [
      section(happened(alert)),
      {
        type: 'input',
        block_id: PERSON,
        label: plainText('Was it this person?'),
        hint: plainText(hint),
        element: { type: 'users_select', action_id: PERSON, ...(person && { initial_user: person.id }) },
      },
    ],
  };
}

export async function submitAsk(desk: Desk, { user, form: { id, metadata, values } }: Submitted): Promise<Answered> {
  const click = { user, alertId: metadata };
  const { reader } = desk.database;
  const alert = await alertById(reader, metadata);
  const event = alert && (await eventById(reader, alert.content.eventId));
  const words = (await refusal(desk, click, 'acknowledge')) ?? (alert ? blocked(alert, event) : GONE);
  if (words || !alert || !event) return { view: noticeView(TITLE, words ?? GONE) };
  const person = await chosen(desk, values.get(PERSON) ?? '');
  const why = typeof person === 'string' ? person : whyNot(person, user, alert);
  if (typeof person === 'string' || why !== undefined) return { errors: { [PERSON]: why ?? '' } };
  const context = createContext(event, desk.context, NO_MARKS);
  const asking = {
    ruleId: alert.ruleId,
    signIn: signInOf(event, context, alert.id, spoken(alert.content.what)),
    principal: context.principal,
    people: [person.id],
    firstName: person.firstName,
    timeZone: person.timeZone,
    because: 'a colleague thinks that it may have been you',
    ...haste(context.principal, alert.level, desk.confirm.admins),
    alsoThere: [],
    askedBy: user,
  };
  const settings = { ...desk, deadline: desk.confirm.deadline };
  const once = `${id}/${user}/ask/${alert.id}`;
  await desk.database.transaction((trx) => putQuestion(trx, settings, asking, desk.clock.now(), once));
  return undefined;
}

/** The person, or why they cannot be found, in words. */
async function chosen(desk: Desk, id: string): Promise<SlackPerson | string> {
  try {
    return (await desk.directory.byId(id)) ?? 'Slack does not know this person.';
  } catch (error) {
    if (error instanceof SlackSilent) return 'Slack does not say who this is just now. Please try again in a minute.';
    throw error;
  }
}

/** Nobody vouches for themselves; and a question that waits above is not put twice. */
function whyNot(person: SlackPerson, user: string, { confirmed, questions = [] }: Alert): string | undefined {
  if (person.id === user) return 'If it was you, resolve the alert and say so: somebody else has to ask you.';
  const asked = [...(confirmed ? [confirmed] : []), ...questions].some(
    (one) => one.person === person.id || one.people?.includes(person.id) === true,
  );
  if (asked && confirmed?.state !== 'not-asked') return 'They were asked about this already.';
  return WHY_NOT[unusable(person, true) ?? 'usable'];
}

const WHY_NOT: Readonly<Partial<Record<string, string>>> = {
  deactivated: 'This account is deactivated.',
  'a bot': 'Bots cannot answer.',
  'a stranger': 'This person belongs to another organisation.',
};
