/** Who may do what. Anyone who cannot be shown to be allowed is not: a look-up that fails is a refusal. */
import type { WebClient } from '@slack/web-api';
import { isRefusal } from '../notify/slack';
import { type Mrkdwn, joined, mention, mrkdwn } from '../notify/text';

/** Everyone who can see the message, the members of the alert's channel, or the listed Slack users and user groups. */
export type Permission = 'everyone' | 'members' | readonly string[];

export interface Permissions {
  /** To acknowledge, resolve and reopen. */
  readonly acknowledge: Permission;
  /** To snooze and to wake. */
  readonly snooze: Permission;
  /** To mark as expected, and to extend or remove one's own expectations. */
  readonly expect: Permission;
  /** To undo what somebody else decided: wake their snooze, remove their expectation, reopen what they resolved. */
  readonly override: Permission;
  /** To see the records of events. */
  readonly rawEvents: Permission;
}

export interface Authorizer {
  /** `channels` are where the alert stands, for `members`: of channels, or the person a direct message went to. */
  allowed(user: string, permission: Permission, channels: readonly string[]): Promise<boolean>;
  /** Whether Slack lately failed to say who is in one of those: then a refusal may be wrong, and says so. */
  isUnsure(permission: Permission, channels: readonly string[]): boolean;
}

/** Members are asked of Slack and kept this long (milliseconds), as people click in bursts. */
const KEPT = 60_000;

/** `failed` is told of each look-up that Slack does not answer. */
export function authorizer(
  client: WebClient,
  clock: { now(): number },
  failed: (error: unknown, id: string) => void,
): Authorizer {
  const known = new Map<string, { readonly at: number; readonly users: Promise<ReadonlySet<string>> }>();
  const failures = new Map<string, number>();

  /** Whoever asks while Slack is being asked gets the same answer; one that failed is forgotten at once. */
  function members(id: string): Promise<ReadonlySet<string>> {
    const kept = known.get(id);
    if (kept && clock.now() - kept.at < KEPT) return kept.users;
    const users = id.startsWith('S') ? groupMembers(client, id) : channelMembers(client, id);
    known.set(id, { at: clock.now(), users });
    users.then(
      () => failures.delete(id),
      (error: unknown) => {
        known.delete(id);
        if (!isRefusal(error)) failures.set(id, clock.now());
        failed(error, id);
      },
    );
    return users;
  }

  return {
    async allowed(user, permission, channels) {
      if (permission === 'everyone') return true;
      if (permission !== 'members' && permission.includes(user)) return true;
      // A direct message has one member, who is known by it; Slack would want a scope more to say so.
      if (permission === 'members' && channels.includes(user)) return true;
      const found = await Promise.allSettled(
        askedOf(permission, channels).map(async (id) => (await members(id)).has(user)),
      );
      return found.some((result) => result.status === 'fulfilled' && result.value);
    },
    isUnsure(permission, channels) {
      const since = clock.now() - KEPT;
      return askedOf(permission, channels).some((id) => (failures.get(id) ?? -Infinity) >= since);
    },
  };
}

/** Channels and user groups whose people Slack is asked for. */
function askedOf(permission: Permission, channels: readonly string[]): readonly string[] {
  if (permission === 'everyone') return [];
  return permission === 'members' ? channels.filter(isChannel) : permission.filter((id) => id.startsWith('S'));
}

function isChannel(id: string): boolean {
  return /^[CG]/.test(id);
}

async function groupMembers(client: WebClient, usergroup: string): Promise<ReadonlySet<string>> {
  return new Set((await client.usergroups.users.list({ usergroup })).users);
}

async function channelMembers(client: WebClient, channel: string): Promise<ReadonlySet<string>> {
  const users = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await client.conversations.members({ channel, limit: 1000, ...(cursor && { cursor }) });
    for (const user of page.members ?? []) users.add(user);
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return users;
}

/** For a refusal: who could do it. Only for what one person alone sees, where a mention shows a name and pings nobody. */
export function whoCan(permission: Permission): Mrkdwn {
  if (permission === 'everyone') return mrkdwn`everyone`;
  if (permission === 'members') return mrkdwn`members of the alert's channel`;
  return joined(
    permission.map((id) => mention(id)),
    ', ',
  );
}
