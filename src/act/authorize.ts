/** Who may do what. Anyone who cannot be shown to be allowed is not: a look-up that fails is a refusal. */
import type { WebClient } from '@slack/web-api';

/** Everyone who can see the message, or the listed Slack users and user groups. */
export type Permission = 'everyone' | readonly string[];

export interface Authorizer {
  allowed(user: string, permission: Permission): Promise<boolean>;
}

/** Members of a user group are asked of Slack and kept this long (milliseconds), as people click in bursts. */
const KEPT = 60_000;

export function authorizer(client: WebClient, clock: { now(): number }): Authorizer {
  const groups = new Map<string, { readonly at: number; readonly users: ReadonlySet<string> }>();

  async function members(group: string): Promise<ReadonlySet<string>> {
    const known = groups.get(group);
    if (known && clock.now() - known.at < KEPT) return known.users;
    const answer = await client.usergroups.users.list({ usergroup: group });
    const users = new Set(answer.users ?? []);
    groups.set(group, { at: clock.now(), users });
    return users;
  }

  return {
    async allowed(user, permission) {
      if (permission === 'everyone') return true;
      if (permission.includes(user)) return true;
      const asked = permission.filter((id) => id.startsWith('S'));
      const found = await Promise.allSettled(asked.map(async (group) => (await members(group)).has(user)));
      return found.some((result) => result.status === 'fulfilled' && result.value);
    },
  };
}

/** For a refusal: who could do it, without pinging anyone. */
export function whoCan(permission: Permission): string {
  return permission === 'everyone' ? 'everyone' : permission.join(', ');
}
