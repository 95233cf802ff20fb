// One message as a conversation or thread shows it: who and when, what it says, reactions, its replies, and that only you see it.
import type { ReactElement } from 'react';
import type { Channel } from '../channels';
import { inMessage } from '../entered';
import type { Ephemeral, Message } from '../messages';
import { Body } from './blocks';
import { fullTime, time, tsToMs } from './dates';
import { emojiOf } from './emoji';
import { Avatar, Icon } from './icons';
import { MessageTools } from './tools';
import { address, nameOf, type Viewer } from './viewer';
import { wordsOf } from './words';

export type Item =
  | { ts: string; author: string; message: Message; whisper?: undefined }
  | { ts: string; author: string; message?: undefined; whisper: Ephemeral };

export const counted = (replies: number): string => (replies === 1 ? '1 reply' : `${replies} replies`);

interface EntryProps {
  item: Item;
  viewer: Viewer;
  channel: Channel;
  compact: boolean;
  inThread: boolean;
}

export function Entry({ item, viewer, channel, compact, inThread }: EntryProps): ReactElement {
  const { workspace, me } = viewer;
  const author = workspace.users.get(item.author);
  const { text, blocks } = item.message ?? item.whisper;
  const ms = tsToMs(item.ts);
  const name = author?.real_name ?? nameOf(workspace, item.author);
  const phone = wordsOf(text, workspace, me.tz);
  const kind = `${compact ? ' compact' : ''}${item.whisper ? ' whisper' : ''}`;
  return (
    <article
      className={`message${kind}`}
      data-key={item.ts}
      data-ts={item.ts}
      data-channel={channel.id}
      aria-label={`${name}: ${phone}`}
    >
      <Avatar user={author} />
      <div className="body">
        {item.whisper ? (
          <p className="only-you">
            <Icon name="eye" /> Only visible to you
          </p>
        ) : null}
        <header>
          <b>{name}</b>
          {author?.is_bot === true || item.author === 'USLACKBOT' ? <span className="app-badge">App</span> : null}
          <time dateTime={new Date(ms).toISOString()} title={`${fullTime(ms, me.tz)}\nOn a phone: ${phone}`}>
            {time(ms, me.tz)}
          </time>
        </header>
        {item.message?.subtype === 'thread_broadcast' && !inThread ? (
          <Broadcast message={item.message} viewer={viewer} channel={channel} />
        ) : null}
        <div className={item.message?.edited ? 'was-edited' : undefined}>
          <Body text={text} blocks={blocks} viewer={viewer} place={inMessage(me.id, channel.id, item.ts)} />
          {item.message?.edited ? <span className="edited">(edited)</span> : null}
        </div>
        {item.message ? <Below message={item.message} viewer={viewer} inThread={inThread} /> : null}
        {item.whisper ? (
          <button type="button" className="link" data-dismiss={item.ts}>
            Dismiss
          </button>
        ) : null}
      </div>
      {item.message ? <MessageTools message={item.message} viewer={viewer} inThread={inThread} /> : null}
    </article>
  );
}

function Below({ message, viewer, inThread }: { message: Message; viewer: Viewer; inThread: boolean }): ReactElement {
  const replies = message.reply_count ?? 0;
  const users = (message.reply_users ?? []).map((id) => viewer.workspace.users.get(id));
  const last =
    message.latest_reply === undefined ? '' : `Last reply ${time(tsToMs(message.latest_reply), viewer.me.tz)}`;
  return (
    <>
      {message.reactions?.length ? (
        <p className="reactions">
          {message.reactions.map((r) => (
            <span key={r.name} title={`:${r.name}:`}>
              {emojiOf(r.name) ?? r.name} {r.count}
            </span>
          ))}
        </p>
      ) : null}
      {inThread || replies === 0 ? null : (
        <a className="replies" href={address(viewer, { thread: message.ts })}>
          <span className="faces">
            {users.slice(0, 3).map((u, i) => (
              <Avatar key={i} user={u} small />
            ))}
          </span>
          <b>{counted(replies)}</b> <span>{last}</span>
        </a>
      )}
    </>
  );
}

/** A reply also sent to the channel says which thread it belongs to. */
function Broadcast({ message, viewer, channel }: { message: Message; viewer: Viewer; channel: Channel }): ReactElement {
  const thread = message.thread_ts ?? message.ts;
  const parent = viewer.workspace.messages.find(channel.id, thread);
  return (
    <p className="only-you">
      replied to a thread:
      <a className="of-thread" href={address(viewer, { thread })}>
        {parent ? wordsOf(parent.text, viewer.workspace, viewer.me.tz) : 'a deleted message'}
      </a>
    </p>
  );
}
