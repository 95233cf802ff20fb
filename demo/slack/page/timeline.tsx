// A conversation or a thread as a list: day dividers, messages of one author drawn together, and among them what only this person
// sees.
import { Fragment, type ReactElement } from 'react';
import type { Channel } from '../channels';
import { dayLabel, tsToMs } from './dates';
import { counted, Entry, type Item } from './message';
import type { Viewer } from './viewer';

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
  const isReplies = (index: number): boolean =>
    thread !== undefined && index === 1 && items.some((i, at) => at > 0 && i.message);
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
          !isReplies(index) &&
          item.message?.subtype !== 'thread_broadcast' &&
          !item.whisper;
        return (
          <Fragment key={item.ts}>
            {newDay ? (
              <div className="day" role="separator" data-key={`day-${day}`}>
                <span>{day}</span>
              </div>
            ) : null}
            {isReplies(index) ? (
              <div className="day reply-count" role="separator" data-key="replies">
                <span>{counted(items.filter((i) => i.message).length - 1)}</span>
              </div>
            ) : null}
            <Entry item={item} viewer={viewer} channel={channel} compact={compact} inThread={thread !== undefined} />
          </Fragment>
        );
      })}
    </div>
  );
}
