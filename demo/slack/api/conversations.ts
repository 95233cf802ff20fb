// The conversations.* methods: which there are, who is in them, and their history, paged by cursors and withheld without the
// scope for the kind of conversation.
import { channelJson, scopeWord, type ChannelKind } from '../channels';
import type { Message } from '../messages';
import type { Call } from './call';
import { SlackError } from './errors';

const kinds: Record<string, ChannelKind | 'mpim'> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
  mpim: 'mpim',
};

export function list(call: Call): Record<string, unknown> {
  const { workspace } = call;
  const wanted = (call.text('types') ?? 'public_channel').split(',').map((t) => kinds[t.trim()]);
  for (const kind of wanted) {
    if (kind === undefined) throw new SlackError('invalid_types');
    call.scope(kind === 'mpim' ? 'mpim:read' : `${scopeWord(kind)}:read`);
  }
  const all = [...workspace.channels.values()].filter(
    (c) =>
      wanted.includes(c.kind) &&
      (c.kind === 'public' || c.members.has(workspace.app.user)) &&
      !(c.archived && call.flag('exclude_archived') === true),
  );
  const { items, next } = call.page(all, call.count('limit', 100, 1000));
  return {
    channels: items.map((c) => channelJson(c, workspace.app.user, workspace.team.id)),
    response_metadata: { next_cursor: next },
  };
}

export function info(call: Call): Record<string, unknown> {
  return { channel: channelJson(call.channel('read'), call.workspace.app.user, call.workspace.team.id) };
}

export function members(call: Call): Record<string, unknown> {
  const { items, next } = call.page([...call.channel('read').members], call.count('limit', 100, 1000));
  return { members: items, response_metadata: { next_cursor: next } };
}

export function open(call: Call): Record<string, unknown> {
  const { workspace } = call;
  const given = call.text('channel');
  if (given !== undefined) {
    const channel = call.channel();
    return { channel: { id: channel.id } };
  }
  const users = call.required('users').split(',');
  if (users.length > 1) throw new SlackError('method_not_supported_for_channel_type');
  const user = workspace.users.get(users[0] ?? '');
  if (!user) throw new SlackError('user_not_found');
  if (user.is_bot) throw new SlackError('cannot_dm_bot');
  if (user.deleted) throw new SlackError('user_disabled');
  const known = workspace.channels.has(`D${user.id.slice(1)}`);
  const channel = workspace.directMessage(user.id);
  const whole =
    call.flag('return_im') === true ? channelJson(channel, workspace.app.user, workspace.team.id) : { id: channel.id };
  return { ...(known ? { no_op: true, already_open: true } : {}), channel: whole };
}

export function join(call: Call): Record<string, unknown> {
  const channel = call.channel();
  if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
  if (channel.archived) throw new SlackError('is_archived');
  channel.members.add(call.workspace.app.user);
  call.workspace.announce({ what: 'channel', channel: channel.id });
  return { channel: channelJson(channel, call.workspace.app.user, call.workspace.team.id) };
}

/** Metadata is withheld unless it is asked for. */
const shown = (message: Message, withMetadata: boolean): Partial<Message> => {
  const { metadata, ...rest } = structuredClone(message);
  return withMetadata && metadata ? { ...rest, metadata } : rest;
};

function timestamp(call: Call, name: 'oldest' | 'latest', otherwise: number): number {
  const text = call.text(name);
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new SlackError(`invalid_ts_${name}`);
  return value;
}

function between(call: Call): (message: Message) => boolean {
  const oldest = timestamp(call, 'oldest', 0);
  const latest = timestamp(call, 'latest', Infinity);
  const inclusive = call.flag('inclusive') === true;
  return ({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}

/** Newest first. */
export function history(call: Call): Record<string, unknown> {
  const channel = call.channel('history');
  if (!channel.members.has(call.workspace.app.user)) throw new SlackError('not_in_channel');
  const found = call.workspace.messages.top(channel.id).filter(between(call)).reverse();
  const { items, next } = call.page(found, call.count('limit', 100, 999));
  const withMetadata = call.flag('include_all_metadata') === true;
  return {
    messages: items.map((m) => shown(m, withMetadata)),
    has_more: next !== '',
    pin_count: 0,
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  };
}

/** The parent first, then the replies, oldest first; the parent is on every first page whatever the times say. */
export function replies(call: Call): Record<string, unknown> {
  const channel = call.channel('history');
  if (!channel.members.has(call.workspace.app.user)) throw new SlackError('not_in_channel');
  const given = call.workspace.messages.find(channel.id, call.required('ts'));
  if (!given) throw new SlackError('thread_not_found');
  const ts = given.thread_ts ?? given.ts;
  const within = between(call);
  const found = call.workspace.messages.thread(channel.id, ts).filter((m) => m.ts === ts || within(m));
  const { items, next } = call.page(found, call.count('limit', 1000, 1000));
  const withMetadata = call.flag('include_all_metadata') === true;
  return {
    messages: items.map((m) => shown(m, withMetadata)),
    has_more: next !== '',
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  };
}
