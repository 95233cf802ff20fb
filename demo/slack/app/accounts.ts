// Accounts come and change: the events an app hears of it, if it subscribed and may read users. Slack says of a change only what
// the account is now, not what was changed.
import { userFrom, userJson, type User, type UserSeed } from '../people';
import type { Workspace } from '../workspace';
import type { Deliver } from './deliver';
import type { Outcome } from './link';

export type AccountChange = Partial<Omit<UserSeed, 'id'>>;

export async function changeAccount(
  workspace: Workspace,
  deliver: Deliver,
  id: string,
  change: AccountChange,
): Promise<Outcome> {
  const user = workspace.users.get(id);
  if (!user) throw new Error(`there is no user "${id}"; there is: ${[...workspace.users.keys()].join(', ')}`);
  Object.assign(user, { updated: seconds(workspace) }, change);
  return tell(workspace, deliver, 'user_change', user);
}

export async function joinAccount(workspace: Workspace, deliver: Deliver, seed: UserSeed): Promise<Outcome> {
  const user = userFrom({ updated: seconds(workspace), ...seed });
  workspace.users.set(user.id, user);
  return tell(workspace, deliver, 'team_join', user);
}

async function tell(workspace: Workspace, deliver: Deliver, type: string, user: User): Promise<Outcome> {
  const { scopes } = workspace.manifest;
  if (!scopes.includes('users:read')) return { ok: true };
  const json = userJson(user, workspace.team.id, scopes.includes('users:read.email'));
  return deliver.event({ type, user: json, cache_ts: seconds(workspace) });
}

const seconds = (workspace: Workspace): number => Math.floor(workspace.now() / 1000);
