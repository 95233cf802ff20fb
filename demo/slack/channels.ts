// A conversation of the stand-in workspace (public channel, private channel or direct message): what a caller may say about
// one, what is kept, and the JSON shape of Slack's conversations.* methods.

export type ChannelKind = 'public' | 'private' | 'im';

export interface ChannelSeed {
  id: string;
  name: string;
  is_private?: boolean;
  is_archived?: boolean;
  topic?: string;
  /** People in it; everybody by default. */
  members?: string[];
  /** Whether the bot was invited; true by default. */
  bot?: boolean;
}

export interface Channel {
  id: string;
  name: string;
  kind: ChannelKind;
  archived: boolean;
  topic: string;
  created: number;
  members: Set<string>;
  /** The person at the other end of a direct message. */
  user: string | undefined;
}

export const defaultChannels: readonly ChannelSeed[] = [
  { id: 'C0GENERAL', name: 'general', topic: 'Everything else' },
  { id: 'C0SECURITY', name: 'security-alerts', topic: 'What happens in our AWS accounts' },
  { id: 'C0ONCALL', name: 'on-call', topic: 'Who is awake' },
];

export function channelFrom(seed: ChannelSeed, everybody: readonly string[], bot: string, created: number): Channel {
  const members = new Set(seed.members ?? everybody);
  if (seed.bot ?? true) members.add(bot);
  else members.delete(bot);
  return {
    id: seed.id,
    name: seed.name,
    kind: seed.is_private === true ? 'private' : 'public',
    archived: seed.is_archived ?? false,
    topic: seed.topic ?? '',
    created,
    members,
    user: undefined,
  };
}

/** Slack names the scopes of a kind of conversation by these words: channels:read, groups:history, im:write. */
export function scopeWord(kind: ChannelKind): 'channels' | 'groups' | 'im' {
  return kind === 'public' ? 'channels' : kind === 'private' ? 'groups' : 'im';
}

export function channelJson(channel: Channel, bot: string, team: string): Record<string, unknown> {
  const created = Math.floor(channel.created / 1000);
  if (channel.kind === 'im') {
    return {
      id: channel.id,
      created,
      is_im: true,
      is_archived: false,
      is_org_shared: false,
      user: channel.user,
      is_open: true,
      priority: 0,
    };
  }
  const isPrivate = channel.kind === 'private';
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    created,
    is_archived: channel.archived,
    is_general: channel.name === 'general',
    is_member: channel.members.has(bot),
    num_members: channel.members.size,
    context_team_id: team,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
