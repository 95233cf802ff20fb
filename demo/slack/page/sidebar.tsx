// The left side: the workspace, who you are, channels, the direct message with the app, and the app's home.
import type { ReactElement } from 'react';
import { Avatar, Icon } from './icons';
import { address, channelsOf, type Viewer } from './viewer';

/** How many messages a person has not seen in a conversation. */
export type Unread = (channel: string, person: string) => number;

export function Sidebar({ viewer, unread }: { viewer: Viewer; unread: Unread }): ReactElement {
  const { workspace, me, channel } = viewer;
  const bot = workspace.users.get(workspace.app.user);
  const dm = workspace.channels.get(`D${me.id.slice(1)}`);
  return (
    <nav className="sidebar" id="sidebar" aria-label="Workspace" data-region="">
      <div className="workspace">
        <b>{workspace.team.name}</b>
        <PersonSwitcher viewer={viewer} unread={unread} />
      </div>
      <h2>Channels</h2>
      <ul>
        {channelsOf(workspace, me).map((c) => (
          <li key={c.id}>
            <Item
              href={address(viewer, { c: c.id })}
              current={channel?.id === c.id}
              unread={unread(c.id, me.id)}
              muted={c.archived}
            >
              <Icon name={c.kind === 'private' ? 'lock' : 'hash'} /> {c.name}
            </Item>
          </li>
        ))}
      </ul>
      <h2>Direct messages</h2>
      <ul>
        <li>
          <Item
            href={address(viewer, { c: 'dm' })}
            current={channel?.kind === 'im'}
            unread={dm ? unread(dm.id, me.id) : 0}
          >
            <Avatar user={bot} small /> {bot?.real_name}
          </Item>
        </li>
      </ul>
      {workspace.manifest.homeTab ? <h2>Apps</h2> : null}
      <ul hidden={!workspace.manifest.homeTab}>
        <li>
          <Item href={address(viewer, { c: 'home' })} current={channel === undefined} unread={0}>
            <Icon name="home" /> {bot?.real_name} home
          </Item>
        </li>
      </ul>
      <p className="about">A local stand-in for Slack. Nothing you see or press leaves this machine.</p>
    </nav>
  );
}

function Item({
  href,
  current,
  unread,
  muted = false,
  children,
}: {
  href: string;
  current: boolean;
  unread: number;
  muted?: boolean;
  children: React.ReactNode;
}): ReactElement {
  const className = [unread > 0 && !current ? 'unread' : '', muted ? 'muted' : ''].join(' ').trim() || undefined;
  return (
    <a href={href} aria-current={current ? 'page' : undefined} className={className}>
      {children}
      {unread > 0 && !current ? <span className="count" aria-label={`${unread} unread`} children={unread} /> : null}
    </a>
  );
}

/** A second tab with another person shows what each of them sees. */
function PersonSwitcher({ viewer, unread }: { viewer: Viewer; unread: Unread }): ReactElement {
  const { workspace, me } = viewer;
  const people = [...workspace.users.values()].filter((u) => !u.is_bot && !u.deleted);
  const waiting = (id: string): number => {
    const dm = workspace.channels.get(`D${id.slice(1)}`);
    return dm ? unread(dm.id, id) : 0;
  };
  const others = people.filter((p) => p !== me && waiting(p.id) > 0);
  const told = others.map((p) => p.display_name).join(', ');
  return (
    <div className="overflow person">
      <button type="button" className="person-button" aria-haspopup="menu" aria-expanded="false" data-menu="">
        <Avatar user={me} small /> You are: {me.display_name} <Icon name="down" />
        {told === '' ? null : <span className="count" title={`Direct messages for ${told}`} children={others.length} />}
      </button>
      <div className="menu" role="menu" hidden>
        {people.map((p) => (
          <a
            key={p.id}
            role="menuitem"
            href={address(viewer, {
              as: p.id,
              ...(waiting(p.id) > 0 || viewer.channel?.kind === 'im' ? { c: 'dm' } : {}),
            })}
          >
            <Avatar user={p} small />
            <span>
              {p.real_name} <small>{p.title}</small>
            </span>
            {waiting(p.id) > 0 ? <span className="count" children={waiting(p.id)} /> : null}
          </a>
        ))}
      </div>
    </div>
  );
}
