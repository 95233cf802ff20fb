/** What people do in Slack and what they are shown, as plain data: handlers see these, and only the listeners see Slack's own shapes. */
import type { HomeView, KnownBlock, ModalView } from '@slack/web-api';
import type { Message } from '../notify/owed';
import { type Mrkdwn, contextLine, mrkdwn, section } from '../notify/text';

/** A click, a choice in a menu, or a change of an input that asks to be told. */
export interface Clicked {
  readonly user: string;
  /** What Slack calls the click by: the same when it is sent again. */
  readonly click: string;
  /** Where the message stands; undefined in a modal. */
  readonly channel: string | undefined;
  /** The message's ts. */
  readonly message: string | undefined;
  readonly actionId: string;
  /** What the button, or the chosen option, carries. */
  readonly value: string;
  /** Opens a modal; Slack takes it for three seconds. */
  readonly trigger: string;
  /** The modal it was done in; undefined in a message and in App Home. */
  readonly view: Form | undefined;
  /** The message it was done in, as it stood then, and the id of the block that was clicked. */
  readonly within?:
    { readonly text: string; readonly blocks: readonly KnownBlock[]; readonly block: string } | undefined;
}

/** A slash command. */
export interface Commanded {
  readonly user: string;
  /** What follows the command, as Slack writes it. */
  readonly text: string;
  readonly trigger: string;
}

/** A shortcut, from the menu of a message or from anywhere. */
export interface Called {
  readonly user: string;
  readonly trigger: string;
  /** The message it was called on. */
  readonly message:
    | {
        readonly channel: string;
        readonly ts: string;
        /** The ts of the message whose thread it stands in; undefined where it stands in none. */
        readonly thread: string | undefined;
        readonly text: string;
      }
    | undefined;
}

/** A modal as it stands, with what was entered so far. */
export interface Form {
  readonly id: string;
  readonly callbackId: string;
  /** `private_metadata`, as the handler wrote it. */
  readonly metadata: string;
  /** The modal below it; undefined where there is none. */
  readonly previous: string | undefined;
  readonly values: Values;
}

/** What was entered, by the action id of its input; '' or nothing where nothing was. Several choices are joined by commas. */
export type Values = ReadonlyMap<string, string>;

export interface Submitted {
  readonly user: string;
  readonly form: Form;
}

/** What a submission answers: errors by block id keep the modal open, a view replaces it, nothing closes it. */
export type Answered = { readonly errors: Readonly<Record<string, string>> } | { readonly view: ModalView } | undefined;

/** Where modals are shown. Each may throw what Slack refuses. */
export interface Screen {
  /** Opens a modal and returns its id. `trigger` is from the click, at most three seconds old. */
  open(trigger: string, view: ModalView): Promise<string>;
  update(viewId: string, view: ModalView): Promise<void>;
  /** A modal over the one the click came from. */
  push(trigger: string, view: ModalView): Promise<string>;
  /** Shows something else in the place of a message. */
  edit(channel: string, ts: string, message: Message): Promise<void>;
  /**
   * Answers a command or a click in an answer, to the person alone or shared with their channel; `instead` takes the place of
   * what was clicked in. Slack takes five answers within half an hour:
   * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
   */
  reply(message: Pick<Message, 'text' | 'blocks'>, how: 'new' | 'instead' | 'shared'): Promise<void>;
  /** App Home of a person. */
  publish(user: string, view: HomeView): Promise<void>;
}

/** A modal with nothing but words: what is shown first while something is looked up, and what a refusal looks like. */
export function noticeView(title: string, words: Mrkdwn): ModalView {
  return { type: 'modal', title: plainText(title), close: plainText('Close'), blocks: [section(words)] };
}

/** While something is looked up: a trigger must be used at once. */
export function loadingView(title: string, words: Mrkdwn): ModalView {
  return { type: 'modal', title: plainText(title), close: plainText('Close'), blocks: [contextLine(words)] };
}

/**
 * Opens a modal at once, as a trigger lives three seconds, and fills it as soon as `look` has found what it shows. `over` is the
 * modal it was asked for in: the new one is pushed over it, or takes its place where Slack stacks no more (three).
 */
export async function openFilled(
  screen: Screen,
  trigger: string,
  title: string,
  look: () => Promise<ModalView>,
  over?: string,
): Promise<void> {
  const loading = loadingView(title, mrkdwn`One moment…`);
  const id =
    over === undefined ? await screen.open(trigger, loading) : await screen.push(trigger, loading).catch(() => over);
  const view = await look().catch(async (error: unknown) => {
    await screen.update(id, noticeView(title, mrkdwn`The bot could not look this up. Please try again later.`));
    throw error;
  });
  await screen.update(id, view);
}

/** Slack takes 24 characters in a title and in a button of a modal. */
export function plainText(text: string): { type: 'plain_text'; text: string } {
  return { type: 'plain_text', text };
}
