/** The modal of Mark expected as blocks: few inputs, all with defaults, what they mean below them, and the reason. */
import type { InputBlock, KnownBlock, ModalView, MrkdwnOption, PlainTextOption } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import { happened } from '../notify/message';
import { type Mrkdwn, bounded, code, contextLine, cut, mrkdwn, plain, section } from '../notify/text';
import {
  type Choice,
  DAYS,
  INPUT,
  LONGEST_PATTERN,
  LONGEST_REASON,
  nameOf,
  networkFor,
  personalSession,
} from './expect-choice';
import { plainText } from './screen';

export const EXPECT_MODAL = 'expect';
export const TITLE = 'Mark expected';

/** What the form shows beside the choice itself. */
export interface Shown {
  readonly alert: Alert;
  readonly choice: Choice;
  /** What the rule's group is called and how many rules it has; undefined when there is no choice. */
  readonly group: { readonly name: string; readonly size: number } | undefined;
  readonly accountName: string | undefined;
  readonly preview: Mrkdwn;
  readonly notes: readonly Mrkdwn[];
  /** `private_metadata`. */
  readonly metadata: string;
  /** It is shown again because what was entered turned out to be wide. */
  readonly again: boolean;
}

export function expectForm(shown: Shown): ModalView {
  const { alert, choice, preview, notes, metadata, again } = shown;
  const blocks: readonly (KnownBlock | undefined)[] = [
    section(happened(alert)),
    who(alert, choice),
    choice.who === 'pattern' ? pattern(choice) : undefined,
    rules(shown),
    account(shown),
    network(alert, choice),
    select(
      INPUT.days,
      'For how long',
      DAYS.map((days) => option(`${days} days`, days)),
      choice.days,
      false,
    ),
    section(again ? mrkdwn`*Please look once more, then press Save.*\n${preview}` : preview),
    notes.length === 0 ? undefined : contextLine(...notes),
    reason(choice),
  ];
  return {
    type: 'modal',
    callback_id: EXPECT_MODAL,
    private_metadata: metadata,
    title: plainText(TITLE),
    submit: plainText('Save'),
    close: plainText('Cancel'),
    blocks: blocks.filter((block) => block !== undefined),
  };
}

const WHOM: Readonly<Record<Alert['content']['principal']['kind'], string>> = {
  role: 'Role',
  user: 'User',
  root: 'The root user',
  service: 'AWS service',
  account: 'Account',
  federated: 'Person',
  unknown: 'Caller',
};

function who(alert: Alert, choice: Choice): InputBlock {
  const { kind } = alert.content.principal;
  const name = code(nameOf(alert));
  const session = personalSession(alert);
  const whole = kind === 'role' ? mrkdwn`, any session: ${name}` : kind === 'root' ? mrkdwn`` : mrkdwn`: ${name}`;
  const options: MrkdwnOption[] = [
    ...(session === undefined ? [] : [choosable(mrkdwn`Only ${code(session)}`, 'session')]),
    choosable(mrkdwn`${WHOM[kind]}${whole}`, 'principal'),
    choosable(mrkdwn`A pattern of names`, 'pattern'),
  ];
  const chosen = options.find(({ value }) => value === choice.who) ?? options[0];
  return {
    ...input(INPUT.who, 'Who', true),
    element: { type: 'radio_buttons', action_id: INPUT.who, options, ...(chosen && { initial_option: chosen }) },
  };
}

function pattern({ pattern: value }: Choice): InputBlock {
  return {
    ...input(INPUT.pattern, 'Pattern', true),
    hint: plainText('* stands for any text. Press Enter to see whom it covers.'),
    element: {
      type: 'plain_text_input',
      action_id: INPUT.pattern,
      max_length: LONGEST_PATTERN,
      ...(value !== '' && { initial_value: value }),
    },
  };
}

function rules({ alert, choice, group }: Shown): InputBlock {
  const { title } = alert.content;
  const options = [
    option(`Only: ${title}`, 'rule'),
    ...(group ? [option(`Its group ${group.name}: ${group.size} rules`, 'group')] : []),
    option('All rules', 'all'),
  ];
  return select(INPUT.rules, 'Doing what', options, choice.rules, true);
}

function account({ alert, choice, accountName }: Shown): InputBlock {
  const id = alert.account === '' ? 'not recorded' : alert.account;
  const name = accountName === undefined ? id : `${accountName} (${id})`;
  const options = [option(`Only in account ${name}`, 'this'), option('In whatever account it happens', 'all')];
  return select(INPUT.account, 'Where', options, choice.account, true);
}

/** Not offered where the address stands for no network of the internet. */
function network(alert: Alert, { network: ticked }: Choice): InputBlock | undefined {
  const cidr = networkFor(alert);
  if (cidr === undefined) return undefined;
  const only = choosable(mrkdwn`Only from the network ${code(cidr)}`, 'only');
  return {
    ...input(INPUT.network, 'From where', true),
    optional: true,
    element: {
      type: 'checkboxes',
      action_id: INPUT.network,
      options: [only],
      ...(ticked && { initial_options: [only] }),
    },
  };
}

function reason({ reason: value }: Choice): InputBlock {
  return {
    ...input(INPUT.reason, 'Why is this expected?', false),
    element: {
      type: 'plain_text_input',
      action_id: INPUT.reason,
      multiline: true,
      max_length: LONGEST_REASON,
      placeholder: plainText('Nightly deployment, change request, …'),
      ...(value !== '' && { initial_value: value }),
    },
  };
}

function select(id: string, label: string, options: PlainTextOption[], chosen: string, live: boolean): InputBlock {
  const initial = options.find(({ value }) => value === chosen) ?? options[0];
  return {
    ...input(id, label, live),
    element: { type: 'static_select', action_id: id, options, ...(initial && { initial_option: initial }) },
  };
}

/** `live`: a change is told at once, and what it means is shown. */
function input(
  id: string,
  label: string,
  live: boolean,
): Pick<InputBlock, 'type' | 'block_id' | 'label' | 'dispatch_action'> {
  return { type: 'input', block_id: id, label: plainText(label), ...(live && { dispatch_action: true }) };
}

/** Slack takes 75 characters in an option. */
const OPTION = 75;

function option(label: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text: cut(plain(label), OPTION), emoji: false }, value };
}

function choosable(label: Mrkdwn, value: string): MrkdwnOption {
  return { text: { type: 'mrkdwn', text: bounded(label, OPTION), verbatim: true }, value };
}
