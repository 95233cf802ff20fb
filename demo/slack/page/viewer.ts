// Who is looking at the page and at what: the person acted as, the conversation (or App Home) shown, an open thread, and the
// addresses of the same page with one of these changed.
import type { Channel } from '../channels';
import type { User } from '../people';
import type { Workspace } from '../workspace';

export interface Viewer {
  workspace: Workspace;
  me: User;
  /** Undefined when the App Home is shown. */
  channel: Channel | undefined;
  thread: string | undefined;
  /** Where what this person enters into the blocks shown is kept. */
  place?: string;
}

export function viewerOf(workspace: Workspace, query: URLSearchParams): Viewer {
  const people = [...workspace.users.values()].filter((u) => !u.is_bot && !u.deleted);
  const me = people.find((u) => u.id === query.get('as')) ?? people[0];
  if (!me) throw new Error('the workspace has no people to act as');
  const mine = channelsOf(workspace, me);
  const wanted = query.get('c');
  const home = wanted === 'home';
  const dm = wanted === 'dm' || wanted === `D${me.id.slice(1)}` ? workspace.directMessage(me.id) : undefined;
  const channel = home
    ? undefined
    : (dm ?? mine.find((c) => c.id === wanted) ?? mine.find((c) => /alert|secur/.test(c.name)) ?? mine[0]);
  const thread = query.get('thread') ?? undefined;
  return {
    workspace,
    me,
    channel,
    thread: channel && thread !== undefined && workspace.messages.find(channel.id, thread) ? thread : undefined,
  };
}

export function channelsOf(workspace: Workspace, me: User): Channel[] {
  return [...workspace.channels.values()].filter(
    (c) => c.kind !== 'im' && (c.kind === 'public' || c.members.has(me.id)),
  );
}

export function address({ me, channel }: Viewer, change: { as?: string; c?: string; thread?: string }): string {
  const query = new URLSearchParams({ as: change.as ?? me.id, c: change.c ?? channel?.id ?? 'home' });
  if (change.thread !== undefined) query.set('thread', change.thread);
  return `/?${query.toString()}`;
}

/** A name for an id of any kind, as mentions show it. */
export function nameOf(workspace: Workspace, id: string): string {
  const user = workspace.users.get(id);
  if (user) return user.is_bot ? user.real_name : user.display_name;
  return (
    workspace.channels.get(id)?.name ??
    workspace.usergroups.find((g) => g.id === id)?.handle ??
    (id === 'USLACKBOT' ? 'Slackbot' : id)
  );
}
