/** Slack's interaction payloads as our own nouns. Whatever is missing or of another type is read as nothing, never thrown at. */
import type { BlockAction, SlackAction, SlackShortcut, SlackViewAction, SlashCommand, ViewOutput } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/web-api';
import type { Answered, Called, Clicked, Commanded, Form, Submitted, Values } from './screen';

export function clickedOf(body: SlackAction, action: unknown): Clicked {
  const { trigger_id: trigger = '', view, message } = body as Partial<BlockAction>;
  const {
    action_id: actionId = '',
    action_ts: at = '',
    block_id: block = '',
  } = action as Partial<Record<string, string>>;
  return {
    user: body.user.id,
    click: `${actionId}/${at}`,
    channel: body.channel?.id,
    message: message?.ts,
    actionId,
    value: valueOf(action as Entered),
    trigger,
    view: view?.type === 'modal' ? formOf(view) : undefined,
    within: message && { text: message.text ?? '', blocks: blocksOf(message), block },
  };
}

/** It was done in App Home. */
export function isAtHome(body: SlackAction): boolean {
  return (body as Partial<BlockAction>).view?.type === 'home';
}

function blocksOf({ blocks }: Partial<Record<string, unknown>>): readonly KnownBlock[] {
  return Array.isArray(blocks) ? (blocks as KnownBlock[]) : [];
}

export function commandedOf({ user_id: user, text, trigger_id: trigger }: SlashCommand): Commanded {
  return { user, text: typeof text === 'string' ? text : '', trigger };
}

export function calledOf(body: SlackShortcut): Called {
  const { user, trigger_id: trigger } = body;
  const on = body.type === 'message_action' ? body : undefined;
  const { ts = '', text = '', thread_ts: thread } = (on?.message ?? {}) as Partial<Record<string, string>>;
  return { user: user.id, trigger, message: on && { channel: on.channel.id, ts, thread, text } };
}

export function submittedOf(body: SlackViewAction): Submitted {
  return { user: body.user.id, form: formOf(body.view) };
}

/** As Bolt's `ack` takes it. */
export function answeredWith(
  answered: Answered,
):
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update'; view: ModalView }
  | undefined {
  if (answered === undefined) return undefined;
  if ('view' in answered) return { response_action: 'update', view: answered.view };
  return { response_action: 'errors', errors: { ...answered.errors } };
}

function formOf(view: ViewOutput): Form {
  const { id, callback_id: callbackId, private_metadata: metadata, previous_view_id: previous } = view;
  return { id, callbackId, metadata, previous: previous ?? undefined, values: valuesOf(view) };
}

function valuesOf(view: ViewOutput): Values {
  const blocks = Object.values((view.state?.values ?? {}) as Record<string, Record<string, Entered>>);
  return new Map(blocks.flatMap((block) => Object.entries(block).map(([id, entered]) => [id, valueOf(entered)])));
}

/** Every kind of element says what was entered in a place of its own. */
interface Entered {
  readonly value?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_options?: readonly { readonly value?: string }[];
  readonly selected_date?: string | null;
  readonly selected_time?: string | null;
  readonly selected_date_time?: number | null;
  readonly selected_user?: string | null;
  readonly selected_conversation?: string | null;
}

function valueOf(entered: Entered): string {
  const { selected_options: several } = entered;
  if (several) return several.map(({ value = '' }) => value).join(',');
  const one =
    entered.value ??
    entered.selected_option?.value ??
    entered.selected_date ??
    entered.selected_time ??
    entered.selected_date_time ??
    entered.selected_user ??
    entered.selected_conversation;
  return one === null || one === undefined ? '' : String(one);
}
