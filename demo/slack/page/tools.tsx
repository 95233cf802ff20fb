// What a person can do beyond writing: reply to a message in its thread, call the app's shortcuts on it or delete it; and in the
// composer the app's global shortcuts and commands.
import type { ReactElement } from 'react';
import type { Message } from '../messages';
import { Icon } from './icons';
import { address, type Viewer } from './viewer';

const sure = JSON.stringify({
  title: 'Delete message',
  text: 'Delete it as a workspace administrator? The app is not told.',
  confirm: 'Delete',
  deny: 'Cancel',
  style: 'danger',
});

/** Shown over a message under the pointer, always where there is none. */
export function MessageTools({ message, viewer, inThread }: MessageToolsProps): ReactElement | null {
  if (message.subtype === 'tombstone') return null;
  const { shortcuts, name } = viewer.workspace.manifest;
  return (
    <div className="tools">
      {inThread ? null : (
        <a
          className="bare"
          href={address(viewer, { thread: message.thread_ts ?? message.ts })}
          aria-label="Reply in thread"
          title="Reply in thread"
        >
          <Icon name="reply" />
        </a>
      )}
      <Menu label="Message actions" icon="more">
        {shortcuts
          .filter((s) => s.type === 'message')
          .map((s) => (
            <button key={s.callback_id} type="button" role="menuitem" data-shortcut={s.callback_id}>
              {s.name} <small>{name}</small>
            </button>
          ))}
        <button type="button" role="menuitem" data-delete="" data-confirm={sure}>
          Delete message <small>as administrator</small>
        </button>
      </Menu>
    </div>
  );
}

interface MessageToolsProps {
  message: Message;
  viewer: Viewer;
  inThread: boolean;
}

export function ComposerTools({ viewer }: { viewer: Viewer }): ReactElement | null {
  const { commands, shortcuts } = viewer.workspace.manifest;
  const global = shortcuts.filter((s) => s.type === 'global');
  if (commands.length + global.length === 0) return null;
  return (
    <Menu label="Shortcuts" icon="bolt">
      {global.map((s) => (
        <button key={s.callback_id} type="button" role="menuitem" data-shortcut={s.callback_id}>
          {s.name}
        </button>
      ))}
      {commands.map((c) => (
        <button key={c.command} type="button" role="menuitem" data-insert={`${c.command} `}>
          {c.command} <small>{c.description}</small>
        </button>
      ))}
    </Menu>
  );
}

function Menu({ label, icon, children }: MenuProps): ReactElement {
  return (
    <span className="overflow">
      <button
        type="button"
        className="bare"
        aria-haspopup="menu"
        aria-expanded="false"
        aria-label={label}
        title={label}
        data-menu=""
      >
        <Icon name={icon} />
      </button>
      <span className="menu" role="menu" hidden>
        {children}
      </span>
    </span>
  );
}

interface MenuProps {
  label: string;
  icon: 'more' | 'bolt';
  children: React.ReactNode;
}
