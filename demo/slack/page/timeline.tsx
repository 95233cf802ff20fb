// A conversation or a thread as a list: day dividers, messages of one author drawn together, thread counts, and the messages only
// this person sees.
import { Fragment, type ReactElement } from 'react';
import type { Channel } from '../channels';
import type { Ephemeral, Message } from '../messages';
import { Body } from './blocks';
import { dayLabel, fullTime, time, tsToMs } from './dates';
import { emojiOf } from './emoji';
import { Avatar, Icon } from './icons';
import { address, nameOf, type Viewer } from './viewer';
import { wordsOf } from './words';

type Item =
  | { ts: string; author: string; message: Message; whisper?: undefined }
  | { ts: string; author: string; message?: undefined; whisper: Ephemeral };

const together = 5 * 60_000;
/** A conversation shows its newest messages; a demo needs no more. */
const shownMax = 200;

function itemsOf({ workspace, me }: Viewer, channel: Channel, thread: string | undefined): Item[] {
  const messages =
    thread === undefined ? workspace.messages.top(channel.id) : workspace.messages.thread(channel.id, thread);
  const whispers = workspace.messages.ephemeral.filter(
    (e) => e.channel === channel.id && e.to === me.id && e.thread_ts === thread,
  );
  const items: Item[] = [
    ...messages.map((message) => ({ ts: message.ts, author: message.user, message })),
    ...whispers.map((whisper) => ({ ts: whisper.ts, author: whisper.from, whisper })),
  ];
  return items.sort((a, b) => (a.ts < b.ts ? -1 : 1)).slice(-shownMax);
}

export function Timeline({
  viewer,
  channel,
  thread,
}: {
  viewer: Viewer;
  channel: Channel;
  thread?: string;
}): ReactElement {
  const { workspace, me } = viewer;
  const items = itemsOf(viewer, channel, thread);
  const label = thread === undefined ? `Messages in ${channel.name}` : 'Thread';
  return (
    <div className="timeline" role="log" aria-label={label} data-keyed="" tabIndex={0}>
      {items.length === 0 ? (
        <p className="empty" data-key="empty">
          Nothing here yet. Messages appear as they are posted.
        </p>
      ) : null}
      {items.map((item, index) => {
        const previous = items[index - 1];
        const ms = tsToMs(item.ts);
        const day = dayLabel(ms, workspace.now(), me.tz);
        const newDay =
          thread === undefined && (!previous || dayLabel(tsToMs(previous.ts), workspace.now(), me.tz) !== day);
        const compact =
          !newDay &&
          previous?.author === item.author &&
          ms - tsToMs(previous.ts) < together &&
          !previous.whisper &&
          !item.whisper;
        return (
          <Fragment key={item.ts}>
            {newDay ? (
              <div className="day" role="separator" data-key={`day-${day}`}>
                <span>{day}</span>
              </div>
            ) : null}
            <Entry item={item} viewer={viewer} channel={channel} compact={compact} inThread={thread !== undefined} />
          </Fragment>
        );
      })}
    </div>
  );
}

interface EntryProps {
  item: Item;
  viewer: Viewer;
  channel: Channel;
  compact: boolean;
  inThread: boolean;
}

function Entry({ item, viewer, channel, compact, inThread }: EntryProps): ReactElement {
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
        <div className={item.message?.edited ? 'was-edited' : undefined}>
          <Body text={text} blocks={blocks} viewer={viewer} />
          {item.message?.edited ? <span className="edited">(edited)</span> : null}
        </div>
        {item.message ? <Below message={item.message} viewer={viewer} inThread={inThread} /> : null}
        {item.whisper ? (
          <button type="button" className="link" data-dismiss={item.ts}>
            Dismiss
          </button>
        ) : null}
      </div>
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
      {inThread ? null : (
        <a className={replies > 0 ? 'replies' : 'replies none'} href={address(viewer, { thread: message.ts })}>
          {replies > 0 ? (
            <>
              <span className="faces">
                {users.slice(0, 3).map((u, i) => (
                  <Avatar key={i} user={u} small />
                ))}
              </span>
              <b>{replies === 1 ? '1 reply' : `${replies} replies`}</b> <span>{last}</span>
            </>
          ) : (
            'Reply in thread'
          )}
        </a>
      )}
    </>
  );
}
