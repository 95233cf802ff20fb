// The chat.* methods: posting, editing, deleting, whispering, and permalinks, with what Slack refuses in each.
import { readBlocks } from '../blocks/validate';
import { normaliseText } from '../blocks/text';
import type { Channel } from '../channels';
import type { Block, Message, Metadata } from '../messages';
import type { Call } from './call';
import { SlackError } from './errors';
import { isRecord } from '../blocks/check';

const textMax = 40_000;
const updateTextMax = 4000;
const metadataMax = 8000;

interface Content {
  text: string | undefined;
  blocks: Block[] | undefined;
  attachments: unknown[] | undefined;
}

function content(call: Call, max: number): Content {
  const text = call.text('text') ?? call.text('markdown_text');
  if (text !== undefined && text.length > max) throw new SlackError('msg_too_long');
  const blocks = readBlocks(call.args['blocks']);
  return { text, blocks, attachments: readAttachments(call.args['attachments']) };
}

function readAttachments(given: unknown): unknown[] | undefined {
  if (given === undefined || given === '') return undefined;
  try {
    const attachments: unknown = typeof given === 'string' ? JSON.parse(given) : given;
    if (Array.isArray(attachments)) return attachments as unknown[];
  } catch {
    // Refused below, like anything else that is no list.
  }
  throw new SlackError('invalid_attachments');
}

function refuseEmpty({ text, blocks, attachments }: Content): void {
  if ((text ?? '').trim() === '' && (blocks?.length ?? 0) === 0 && (attachments?.length ?? 0) === 0)
    throw new SlackError('no_text');
}

function metadata(call: Call): Metadata | undefined | 'cleared' {
  const given = call.json('metadata');
  if (given === undefined) return undefined;
  if (given === null) throw new SlackError('invalid_metadata_format');
  if (Object.keys(given).length === 0) return 'cleared';
  const { event_type: type, event_payload: payload, ...rest } = given;
  if (typeof type !== 'string' || type === '' || !isRecord(payload)) throw new SlackError('invalid_metadata_format');
  if (Object.keys(rest).some((key) => key !== 'entities')) throw new SlackError('invalid_metadata_schema');
  if (JSON.stringify(given).length > metadataMax) throw new SlackError('metadata_too_large');
  return { event_type: type, event_payload: payload };
}

/** A user id opens the direct message; names work for public channels; a stranger's channel is refused. */
function target(call: Call): Channel {
  const key = call.required('channel');
  const { workspace } = call;
  const user = workspace.users.get(key);
  if (user) {
    if (user.is_bot) throw new SlackError('cannot_dm_bot');
    if (user.deleted) throw new SlackError('channel_not_found');
  }
  const channel = workspace.channel(key);
  const inside = channel?.members.has(workspace.app.user) ?? false;
  if (!channel || (channel.kind !== 'public' && !inside)) throw new SlackError('channel_not_found');
  if (channel.archived) throw new SlackError('is_archived');
  if (channel.kind === 'im' && workspace.manifest.messagesTab === 'off') throw new SlackError('messages_tab_disabled');
  if (!inside && !call.scopes.includes('chat:write.public')) throw new SlackError('not_in_channel');
  return channel;
}

/** What Slack says of the fallback text when there is none: the texts of the blocks in a row. */
const fallback = ({ text, blocks }: Content): string =>
  text ??
  (blocks ?? [])
    .map((b) => (isRecord(b['text']) ? String(b['text']['text']) : ''))
    .filter(Boolean)
    .join(' ');

/**
 * A reply whose parent is gone (deleted before it had replies) is not refused: Slack posts it in the channel itself, and only the
 * missing `thread_ts` in the answer tells: https://github.com/slack-go/slack/issues/1571
 */
export function postMessage(call: Call): Record<string, unknown> {
  const channel = target(call);
  const given = content(call, textMax);
  refuseEmpty(given);
  const meta = metadata(call);
  const { app, team, manifest, messages } = call.workspace;
  const thread = call.text('thread_ts');
  const parent = thread === undefined ? undefined : messages.find(channel.id, thread);
  const message: Message = {
    user: app.user,
    type: 'message',
    ts: messages.nextTs(),
    bot_id: app.bot,
    app_id: app.id,
    text: normaliseText(fallback(given), true),
    team: team.id,
    bot_profile: {
      id: app.bot,
      app_id: app.id,
      user_id: app.user,
      name: manifest.name,
      deleted: false,
      team_id: team.id,
    },
    ...(given.blocks?.length ? { blocks: given.blocks } : {}),
    ...(given.attachments?.length ? { attachments: given.attachments } : {}),
    ...(meta !== undefined && meta !== 'cleared' ? { metadata: meta } : {}),
    ...(parent ? { thread_ts: parent.thread_ts ?? parent.ts } : {}),
    ...(parent && call.flag('reply_broadcast') ? { subtype: 'thread_broadcast' } : {}),
  };
  call.workspace.post(channel, message);
  return { channel: channel.id, ts: message.ts, message: structuredClone(message) };
}

function own(call: Call, refusal: string): { channel: Channel; message: Message } {
  const channel = call.channel();
  if (channel.archived) throw new SlackError('is_archived');
  const message = call.workspace.messages.find(channel.id, call.required('ts'));
  if (!message || message.subtype === 'tombstone') throw new SlackError('message_not_found');
  if (message.user !== call.workspace.app.user) throw new SlackError(refusal);
  return { channel, message };
}

/** Blocks, attachments and metadata that are not given stay; an empty list or object takes them away. */
export function update(call: Call): Record<string, unknown> {
  const { channel, message } = own(call, 'cant_update_message');
  const given = content(call, updateTextMax);
  if (given.text === undefined && given.blocks === undefined && given.attachments === undefined)
    throw new SlackError('no_text');
  if (given.blocks?.length === 0) refuseEmpty({ ...given, text: given.text ?? message.text });
  const meta = metadata(call);
  if (given.text !== undefined || given.blocks !== undefined) message.text = normaliseText(fallback(given), true);
  if (given.blocks?.length) message.blocks = given.blocks;
  else if (given.blocks) delete message.blocks;
  if (given.attachments) message.attachments = given.attachments;
  if (meta === 'cleared') delete message.metadata;
  else if (meta) message.metadata = meta;
  message.edited = { user: message.user, ts: call.workspace.messages.nextTs() };
  call.workspace.announce({ what: 'message', channel: channel.id, ts: message.ts });
  return { channel: channel.id, ts: message.ts, text: message.text, message: structuredClone(message) };
}

export function remove(call: Call): Record<string, unknown> {
  const { channel, message } = own(call, 'cant_delete_message');
  const { ts } = message;
  call.workspace.messages.remove(channel.id, message);
  call.workspace.announce({ what: 'message', channel: channel.id, ts });
  return { channel: channel.id, ts };
}

export function postEphemeral(call: Call): Record<string, unknown> {
  const channel = target(call);
  const given = content(call, textMax);
  refuseEmpty(given);
  const user = call.required('user');
  if (!call.workspace.users.has(user)) throw new SlackError('user_not_found');
  if (!channel.members.has(user)) throw new SlackError('user_not_in_channel');
  const { messages, app } = call.workspace;
  const ts = messages.nextTs();
  const thread = call.text('thread_ts');
  call.workspace.whisper({
    ts,
    channel: channel.id,
    to: user,
    from: app.user,
    text: normaliseText(fallback(given), true),
    ...(given.blocks ? { blocks: given.blocks } : {}),
    ...(thread !== undefined ? { thread_ts: thread } : {}),
  });
  return { message_ts: ts };
}

export function getPermalink(call: Call): Record<string, unknown> {
  const channel = call.channel();
  const ts = call.required('message_ts');
  const message = call.workspace.messages.find(channel.id, ts);
  if (!message) throw new SlackError('message_not_found');
  const query =
    message.thread_ts === undefined || message.thread_ts === ts
      ? ''
      : `?thread_ts=${message.thread_ts}&cid=${channel.id}`;
  return {
    channel: channel.id,
    permalink: `https://${call.workspace.team.domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}${query}`,
  };
}
