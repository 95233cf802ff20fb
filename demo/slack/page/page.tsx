// The whole page: sidebar, the conversation or App Home in the middle, a thread at the right, modals above. Rendered on the server;
// the browser script asks for it again when something changed and puts in what differs.
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Channel } from '../channels';
import { Blocks } from './blocks';
import { Avatar, Icon } from './icons';
import { Modals } from './modal';
import { Sidebar, type Unread } from './sidebar';
import { Timeline } from './timeline';
import { ComposerTools } from './tools';
import { address, nameOf, type Viewer } from './viewer';

export function renderPage(viewer: Viewer, unread: Unread): string {
  return `<!doctype html>${renderToStaticMarkup(<Page viewer={viewer} unread={unread} />)}`;
}

function Page({ viewer, unread }: { viewer: Viewer; unread: Unread }): ReactElement {
  const { workspace, me, channel, thread } = viewer;
  const title = channel ? titleOf(viewer, channel) : `${workspace.manifest.name} home`;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${workspace.team.name}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/page.css" />
        <link rel="stylesheet" href="/blocks.css" />
        <link rel="stylesheet" href="/controls.css" />
        <link rel="stylesheet" href="/small.css" />
        <script src="/browser.js" type="module" />
      </head>
      <body
        data-as={me.id}
        data-channel={channel?.id ?? 'home'}
        data-thread={thread}
        className={thread === undefined ? undefined : 'with-thread'}
      >
        <Sidebar viewer={viewer} unread={unread} />
        <main>
          <header className="bar">
            <button
              type="button"
              className="bare burger"
              aria-label="Show channels"
              aria-expanded="false"
              aria-controls="sidebar"
              data-sidebar=""
            >
              <Icon name="bars" />
            </button>
            <Heading viewer={viewer} title={title} />
          </header>
          {channel ? <Timeline viewer={viewer} channel={channel} /> : <Home viewer={viewer} />}
          {channel ? <Composer viewer={viewer} to={titleOf(viewer, channel)} /> : null}
        </main>
        {channel && thread !== undefined ? <Thread viewer={viewer} channel={channel} thread={thread} /> : null}
        <Modals viewer={viewer} />
        <div id="phone" aria-live="polite" />
      </body>
    </html>
  );
}

function titleOf({ workspace }: Viewer, channel: Channel): string {
  return channel.kind === 'im' ? nameOf(workspace, workspace.app.user) : `#${channel.name}`;
}

function Heading({ viewer, title }: { viewer: Viewer; title: string }): ReactElement {
  const { channel, workspace } = viewer;
  const bot = workspace.users.get(workspace.app.user);
  if (channel && channel.kind !== 'im') {
    return (
      <>
        <h1>
          <Icon name={channel.kind === 'private' ? 'lock' : 'hash'} />
          {channel.name}
        </h1>
        <span className="topic">{channel.archived ? 'Archived' : channel.topic}</span>
        <span className="members">{channel.members.size} members</span>
      </>
    );
  }
  return (
    <>
      <h1>
        <Avatar user={bot} small /> {channel ? title : workspace.manifest.name}
      </h1>
      <nav className="tabs" aria-label="App">
        <a
          href={address(viewer, { c: 'home' })}
          hidden={!workspace.manifest.homeTab}
          aria-current={channel ? undefined : 'page'}
        >
          Home
        </a>
        <a href={address(viewer, { c: 'dm' })} aria-current={channel ? 'page' : undefined}>
          Messages
        </a>
      </nav>
    </>
  );
}

function Home({ viewer }: { viewer: Viewer }): ReactElement {
  const view = viewer.workspace.views.home(viewer.me.id);
  return (
    <section
      className="home"
      id="home"
      data-region=""
      data-view={view?.id}
      data-hash={view?.hash}
      aria-label="App Home"
    >
      {view ? (
        <Blocks blocks={view.blocks} viewer={viewer} place={view.id} />
      ) : (
        <p className="empty">The app has published no home for you yet.</p>
      )}
    </section>
  );
}

function Composer({ viewer, to, thread }: { viewer: Viewer; to: string; thread?: string }): ReactElement {
  const { commands, messagesTab } = viewer.workspace.manifest;
  if (viewer.channel?.kind === 'im' && messagesTab !== 'open')
    return <p className="composer off">Sending messages to this app has been turned off.</p>;
  const hint = commands[0] ? `, or try ${commands[0].command}` : '';
  return (
    <form className="composer" data-composer="" data-thread={thread}>
      <div className="hints" hidden>
        {commands.map((c) => (
          <button key={c.command} type="button" data-insert={`${c.command} `}>
            <b>{c.command}</b> {c.usage_hint} <small>{c.description}</small>
          </button>
        ))}
      </div>
      <ComposerTools viewer={viewer} />
      <textarea
        rows={1}
        name="text"
        aria-label={thread === undefined ? `Message ${to}` : 'Reply'}
        placeholder={thread === undefined ? `Message ${to}${hint}` : 'Reply…'}
      />
      <button type="submit" className="bare send" aria-label="Send">
        <Icon name="send" />
      </button>
    </form>
  );
}

function Thread({ viewer, channel, thread }: { viewer: Viewer; channel: Channel; thread: string }): ReactElement {
  return (
    <aside className="thread" aria-label="Thread">
      <header className="bar">
        <h2>Thread</h2>
        <span className="topic">{titleOf(viewer, channel)}</span>
        <a className="bare" href={address(viewer, {})} aria-label="Close thread">
          <Icon name="close" />
        </a>
      </header>
      <Timeline viewer={viewer} channel={channel} thread={thread} />
      <Composer viewer={viewer} to="" thread={thread} />
    </aside>
  );
}
