// Messages of the stand-in workspace: kept per conversation in the order of their `ts`, with threads, edits and the ephemeral
// ones only one person sees. Nothing here knows of HTTP or of who may do what.

/** A block as stored: checked when it came in, so its further keys are whatever Slack allows. */
export type Block = { type: string; block_id?: string } & Record<string, unknown>;

export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

export interface Message {
  type: 'message';
  ts: string;
  user: string;
  text: string;
  team: string;
  bot_id?: string;
  app_id?: string;
  bot_profile?: Record<string, unknown>;
  blocks?: Block[];
  attachments?: unknown[];
  metadata?: Metadata;
  thread_ts?: string;
  parent_user_id?: string;
  reply_count?: number;
  reply_users?: string[];
  reply_users_count?: number;
  latest_reply?: string;
  edited?: { user: string; ts: string };
  reactions?: { name: string; users: string[]; count: number }[];
  subtype?: string;
}

export interface Ephemeral {
  ts: string;
  channel: string;
  /** Who sees it. */
  to: string;
  /** Who said it: the bot, or Slackbot for Slack's own complaints. */
  from: string;
  text: string;
  blocks?: Block[];
  thread_ts?: string;
}

const byTs = (a: { ts: string }, b: { ts: string }): number => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);

export class Messages {
  private readonly kept = new Map<string, Message[]>();
  readonly ephemeral: Ephemeral[] = [];
  private last = 0;

  constructor(private readonly now: () => number) {}

  /** Slack's message identity: seconds and a six-digit counter; unique and rising even when the clock stands still. */
  nextTs(): string {
    this.last = Math.max(this.last + 1, this.now() * 1000);
    const micros = String(this.last).padStart(7, '0');
    return `${micros.slice(0, -6)}.${micros.slice(-6)}`;
  }

  /** Everything in a conversation, replies in threads included. */
  all(channel: string): readonly Message[] {
    return this.kept.get(channel) ?? [];
  }

  /** What the conversation itself shows: no replies, but those also sent to the channel. */
  top(channel: string): Message[] {
    return this.all(channel).filter(
      (m) => m.thread_ts === undefined || m.thread_ts === m.ts || m.subtype === 'thread_broadcast',
    );
  }

  /** The parent and its replies, oldest first. */
  thread(channel: string, ts: string): Message[] {
    return this.all(channel).filter((m) => m.ts === ts || m.thread_ts === ts);
  }

  find(channel: string, ts: string): Message | undefined {
    return this.all(channel).find((m) => m.ts === ts);
  }

  add(channel: string, message: Message): void {
    const list = this.kept.get(channel) ?? [];
    this.kept.set(channel, list);
    list.push(message);
    list.sort(byTs);
    if (message.thread_ts !== undefined) this.countReplies(channel, message.thread_ts);
  }

  /** A parent that still has replies stays as a tombstone, as in Slack. */
  remove(channel: string, message: Message): void {
    const list = this.kept.get(channel) ?? [];
    if ((message.reply_count ?? 0) > 0) {
      message.subtype = 'tombstone';
      message.text = 'This message was deleted.';
      message.user = 'USLACKBOT';
      delete message.blocks;
      delete message.metadata;
      delete message.bot_id;
      return;
    }
    list.splice(list.indexOf(message), 1);
    if (message.thread_ts !== undefined) this.countReplies(channel, message.thread_ts);
  }

  private countReplies(channel: string, ts: string): void {
    const parent = this.find(channel, ts);
    if (parent === undefined) return;
    const replies = this.thread(channel, ts).filter((m) => m !== parent);
    const users = [...new Set(replies.map((m) => m.user))];
    parent.thread_ts = ts;
    parent.reply_count = replies.length;
    parent.reply_users = users;
    parent.reply_users_count = users.length;
    const latest = replies.at(-1);
    if (latest === undefined) delete parent.latest_reply;
    else parent.latest_reply = latest.ts;
    for (const reply of replies) reply.parent_user_id = parent.user;
  }
}
