// A person (or bot) of the stand-in workspace: what a caller may say about one, what is kept, and the JSON shape Slack's
// users.* methods give. The e-mail address is only shown to tokens with the `users:read.email` scope.

export interface UserSeed {
  id: string;
  /** The handle, as in @alice. */
  name: string;
  real_name?: string;
  display_name?: string;
  email?: string;
  tz?: string;
  tz_label?: string;
  /** Seconds east of UTC. */
  tz_offset?: number;
  title?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_admin?: boolean;
  /** Somebody of another organisation, in a Slack Connect channel. */
  is_stranger?: boolean;
  /** When anything of the account last changed, in seconds; long ago by default. */
  updated?: number;
}

export type User = Required<Omit<UserSeed, 'email'>> & { email: string | undefined };

export interface UsergroupSeed {
  id: string;
  handle: string;
  name?: string;
  users: string[];
  /** Milliseconds; a disabled group is only listed with include_disabled. */
  disabled?: boolean;
}

export const defaultUsers: readonly UserSeed[] = [
  {
    id: 'U0ALICE',
    name: 'alice',
    real_name: 'Alice Meyer',
    email: 'alice@example.com',
    tz: 'Europe/Berlin',
    title: 'Platform engineer',
  },
  {
    id: 'U0BOB',
    name: 'bob',
    real_name: 'Bob Osei',
    email: 'bob@example.com',
    tz: 'America/New_York',
    tz_offset: -18000,
    title: 'Security lead',
  },
  {
    id: 'U0CAROL',
    name: 'carol',
    real_name: 'Carol Ito',
    email: 'carol@example.com',
    tz: 'Asia/Tokyo',
    tz_offset: 32400,
    title: 'Developer',
  },
];

export const defaultUsergroups: readonly UsergroupSeed[] = [
  { id: 'S0SECURITY', handle: 'security', name: 'Security', users: ['U0BOB'] },
];

export function userFrom(seed: UserSeed): User {
  const realName = seed.real_name ?? seed.name;
  return {
    real_name: realName,
    display_name: seed.display_name ?? realName.split(' ')[0] ?? realName,
    tz: 'Europe/Berlin',
    tz_label: seed.tz ?? 'Central European Time',
    tz_offset: 3600,
    title: '',
    deleted: false,
    is_bot: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_admin: false,
    is_stranger: false,
    updated: 1700000000,
    ...seed,
    email: seed.email,
  };
}

/** The user object of users.info, users.list and users.lookupByEmail; a deactivated user has neither time zone nor address. */
export function userJson(user: User, team: string, withEmail: boolean): Record<string, unknown> {
  const profile = {
    title: user.title,
    real_name: user.real_name,
    real_name_normalized: user.real_name,
    first_name: user.real_name.split(' ')[0],
    last_name: user.real_name.split(' ').slice(1).join(' '),
    display_name: user.display_name,
    display_name_normalized: user.display_name,
    team,
    ...(withEmail && user.email !== undefined && !user.is_bot ? { email: user.email } : {}),
  };
  const base = {
    id: user.id,
    team_id: team,
    name: user.name,
    deleted: user.deleted,
    profile,
    is_bot: user.is_bot,
    is_app_user: false,
    updated: user.updated,
    ...(user.is_stranger ? { is_stranger: true } : {}),
  };
  if (user.deleted) return base;
  return {
    ...base,
    real_name: user.real_name,
    tz: user.tz,
    tz_label: user.tz_label,
    tz_offset: user.tz_offset,
    is_admin: user.is_admin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.is_restricted,
    is_ultra_restricted: user.is_ultra_restricted,
    is_email_confirmed: user.email !== undefined,
  };
}
