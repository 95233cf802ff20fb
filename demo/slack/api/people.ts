// The users.* and usergroups.* methods, with addresses only for tokens that may see them.
import { userJson } from '../people';
import type { Call } from './call';
import { SlackError } from './errors';

export function info(call: Call): Record<string, unknown> {
  const user = call.workspace.users.get(call.required('user'));
  if (!user) throw new SlackError('user_not_found');
  return { user: userJson(user, call.workspace.team.id, call.scopes.includes('users:read.email')) };
}

export function list(call: Call): Record<string, unknown> {
  const { items, next } = call.page([...call.workspace.users.values()], call.count('limit', 1000, 1000));
  const withEmail = call.scopes.includes('users:read.email');
  return {
    members: items.map((u) => userJson(u, call.workspace.team.id, withEmail)),
    cache_ts: Math.floor(call.workspace.now() / 1000),
    response_metadata: { next_cursor: next },
  };
}

/** Deactivated people, bots and people of other organisations are not found by their address. */
export function lookupByEmail(call: Call): Record<string, unknown> {
  const email = call.required('email').toLowerCase();
  const user = [...call.workspace.users.values()].find(
    (u) => u.email?.toLowerCase() === email && !u.deleted && !u.is_bot && !u.is_stranger,
  );
  if (!user) throw new SlackError('users_not_found');
  return { user: userJson(user, call.workspace.team.id, true) };
}

export function usergroups(call: Call): Record<string, unknown> {
  const groups = call.workspace.usergroups.filter((g) => g.disabled !== true || call.flag('include_disabled') === true);
  return {
    usergroups: groups.map((g) => ({
      id: g.id,
      team_id: call.workspace.team.id,
      is_usergroup: true,
      handle: g.handle,
      name: g.name ?? g.handle,
      date_delete: g.disabled === true ? 1 : 0,
      user_count: g.users.length,
      ...(call.flag('include_users') === true ? { users: g.users } : {}),
    })),
  };
}

export function usergroupMembers(call: Call): Record<string, unknown> {
  const group = call.workspace.usergroups.find((g) => g.id === call.required('usergroup'));
  if (!group) throw new SlackError('no_such_subteam');
  if (group.disabled === true && call.flag('include_disabled') !== true) throw new SlackError('no_such_subteam');
  return { users: [...group.users] };
}
