// The stand-in workspace as one object: its people, conversations, messages, views and triggers, and the news of each change
// for the page and for tests that wait. Everything else (Web API, Socket Mode, page, driver) works on it.
import { EventEmitter } from 'node:events';
import { channelFrom, type Channel, type ChannelSeed } from './channels';
import { Entered } from './entered';
import type { AppManifest } from './manifest';
import { Messages, type Ephemeral, type Message } from './messages';
import { userFrom, type User, type UserSeed, type UsergroupSeed } from './people';
import { Triggers } from './triggers';
import { Views } from './views';

/** Something changed that a reader may want to show again. */
export interface Change {
  what: 'message' | 'ephemeral' | 'view' | 'home' | 'channel' | 'connection';
  channel?: string;
  ts?: string;
  /** Set when only one person can see it. */
  user?: string;
  author?: string;
  /** What a phone would show: only for a new message. */
  notify?: { title: string; text: string };
}

export class Workspace {
  readonly team = { id: 'T0DEMO', name: 'Acme Cloud', domain: 'acme-cloud' };
  readonly app = { id: 'A0TRAILWARDEN', bot: 'B0TRAILWARDEN', user: 'U0TRAILWARDEN' };
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly messages: Messages;
  readonly views: Views;
  readonly entered = new Entered();
  readonly triggers: Triggers;
  private readonly news = new EventEmitter().setMaxListeners(0);

  constructor(
    readonly manifest: AppManifest,
    readonly now: () => number,
    seed: { users: readonly UserSeed[]; channels: readonly ChannelSeed[]; usergroups: readonly UsergroupSeed[] },
  ) {
    this.messages = new Messages(now);
    this.triggers = new Triggers(now);
    this.views = new Views(now, { team: this.team.id, app: this.app.id, bot: this.app.bot }, this.entered);
    for (const user of seed.users) this.users.set(user.id, userFrom(user));
    const people = [...this.users.values()].filter((u) => !u.is_bot && !u.deleted).map((u) => u.id);
    this.users.set(
      this.app.user,
      userFrom({
        id: this.app.user,
        name: manifest.name.toLowerCase().replaceAll(' ', '-'),
        real_name: manifest.name,
        is_bot: true,
      }),
    );
    for (const channel of seed.channels)
      this.channels.set(channel.id, channelFrom(channel, people, this.app.user, now()));
    this.usergroups = seed.usergroups;
  }

  readonly usergroups: readonly UsergroupSeed[];

  /** The direct message between the bot and a person, opened on demand. */
  directMessage(user: string): Channel {
    const id = `D${user.slice(1)}`;
    const known = this.channels.get(id);
    if (known) return known;
    const members = new Set([user, this.app.user]);
    const channel: Channel = {
      id,
      name: 'directmessage',
      kind: 'im',
      archived: false,
      topic: '',
      created: this.now(),
      members,
      user,
    };
    this.channels.set(id, channel);
    this.announce({ what: 'channel', channel: id, user });
    return channel;
  }

  /** By id, by `#name` or name, or by a person's id for the direct message with them. */
  channel(key: string): Channel | undefined {
    const byId = this.channels.get(key);
    if (byId) return byId;
    if (this.users.has(key)) return this.directMessage(key);
    const name = key.replace(/^#/, '');
    return [...this.channels.values()].find((c) => c.kind !== 'im' && c.name === name);
  }

  /** The same for a caller who must not be wrong about it. */
  need(key: string): Channel {
    const channel = this.channel(key);
    if (!channel) throw new Error(`there is no channel "${key}"; there is: ${[...this.channels.keys()].join(', ')}`);
    return channel;
  }

  /** The same for what a person does there: nobody acts in a private channel or direct message they are not in. */
  enter(user: string, key: string): Channel {
    const channel = this.need(key);
    if (channel.kind !== 'public' && !channel.members.has(user))
      throw new Error(`${user} is not in ${channel.id}: it is private`);
    return channel;
  }

  post(channel: Channel, message: Message): void {
    this.messages.add(channel.id, message);
    const author = this.users.get(message.user)?.real_name ?? message.user;
    const title = channel.kind === 'im' ? author : `${author} in #${channel.name}`;
    this.announce({
      what: 'message',
      channel: channel.id,
      ts: message.ts,
      author: message.user,
      notify: { title, text: message.text },
    });
  }

  whisper(ephemeral: Ephemeral): void {
    this.messages.ephemeral.push(ephemeral);
    this.announce({ what: 'ephemeral', channel: ephemeral.channel, ts: ephemeral.ts, user: ephemeral.to });
  }

  announce(change: Change): void {
    this.news.emit('change', change);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.news.on('change', listener);
    return () => this.news.off('change', listener);
  }
}
