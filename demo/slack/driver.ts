// The hands and eyes of a test or a demo script: what people see in the workspace, what they do in it, and the faults and waits a
// test needs. Everything people do takes the same path as a click on the page.
import type { Fault } from './api/faults';
import type { LoggedCall, WebApi } from './api/web-api';
import { changeAccount, joinAccount, type AccountChange } from './app/accounts';
import type { Commands } from './app/commands';
import type { Deliver } from './app/deliver';
import type { Interactions } from './app/interactions';
import type { Outcome } from './app/link';
import type { Modals, Submitted } from './app/modals';
import type { SocketMode } from './app/socket-mode';
import type { Chosen } from './blocks/find';
import type { Values } from './entered';
import type { Ephemeral, Message } from './messages';
import type { UserSeed } from './people';
import type { View } from './views';
import type { Change, Workspace } from './workspace';

export interface Click {
  user: string;
  /** A channel's id or name, or a person's id for their direct message with the bot. */
  channel?: string;
  ts?: string;
  /** Instead of a channel and ts: a modal, or with `home: true` the person's App Home. */
  viewId?: string;
  home?: boolean;
  actionId: string;
  blockId?: string;
  /** The option of a select or overflow menu, the date of a picker …; buttons need none. */
  value?: Chosen;
  /** What is entered in the view's inputs meanwhile. */
  values?: Values;
}

export class Driver {
  constructor(
    readonly workspace: Workspace,
    private readonly api: WebApi,
    private readonly app: {
      commands: Commands;
      deliver: Deliver;
      interactions: Interactions;
      modals: Modals;
      sockets: SocketMode;
    },
  ) {}

  /** What the conversation shows, oldest first; replies are in `thread`. */
  messages(channel: string): Message[] {
    const found = this.workspace.need(channel);
    return structuredClone(this.workspace.messages.top(found.id));
  }

  /** The parent and its replies, oldest first. */
  thread(channel: string, ts: string): Message[] {
    const found = this.workspace.need(channel);
    return structuredClone(this.workspace.messages.thread(found.id, ts));
  }

  directMessages(user: string): Message[] {
    return this.messages(user);
  }

  /** Messages only this person sees, in all channels, Slackbot's complaints (`from: 'USLACKBOT'`) included. */
  ephemerals(user: string): Ephemeral[] {
    return structuredClone(this.workspace.messages.ephemeral.filter((e) => e.to === user));
  }

  /** The stack of modals this person has open; the last one is on top. */
  openViews(user: string): View[] {
    return structuredClone([...this.workspace.views.stack(user)]);
  }

  home(user: string): View | undefined {
    return structuredClone(this.workspace.views.home(user));
  }

  /** Resolves with the acknowledgement; what the app does after it is awaited with `until`. */
  async click({ user, channel, ts, viewId, home, actionId, blockId, value, values = {} }: Click): Promise<Outcome> {
    const view = home === true ? this.workspace.views.home(user)?.id : viewId;
    if (home === true && view === undefined) throw new Error(`${user} has no App Home published`);
    const target = {
      ...(channel === undefined ? {} : { channel }),
      ...(ts === undefined ? {} : { ts }),
      ...(view === undefined ? {} : { viewId: view }),
    };
    return this.app.interactions.click(user, target, { actionId, blockId }, value, values);
  }

  async submitView({
    user,
    viewId,
    values = {},
  }: {
    user: string;
    viewId?: string;
    values?: Values;
  }): Promise<Submitted> {
    return this.app.modals.submit(user, viewId ?? this.topView(user), values);
  }

  /** Cancel; with `all` the cross that closes the whole stack. */
  async closeView({ user, viewId, all }: { user: string; viewId?: string; all?: boolean }): Promise<Outcome> {
    return this.app.modals.close(user, viewId ?? this.topView(user), all);
  }

  /** Slack sends what somebody did once more, as when the answer to it was lost; `back` is 0 for what was done last. */
  async sendAgain(back = 0): Promise<Outcome> {
    return this.app.deliver.again(back);
  }

  /** `text` is what follows the app's first command, or a whole command beginning with a slash. */
  async command({ user, channel, text }: { user: string; channel: string; text: string }): Promise<Outcome> {
    return this.app.commands.run(user, channel, text);
  }

  async shortcut({
    user,
    callbackId,
    channel,
    ts,
  }: {
    user: string;
    callbackId: string;
    channel?: string;
    ts?: string;
  }): Promise<Outcome> {
    return this.app.interactions.shortcut(
      user,
      callbackId,
      channel !== undefined && ts !== undefined ? { channel, ts } : undefined,
    );
  }

  async openHome({ user }: { user: string }): Promise<Outcome> {
    return this.app.interactions.openHome(user);
  }

  /** A person writes a message; its ts. */
  async say({
    user,
    channel,
    text,
    thread_ts,
  }: {
    user: string;
    channel: string;
    text: string;
    thread_ts?: string;
  }): Promise<string> {
    return this.app.interactions.say(user, channel, text, thread_ts);
  }

  /** A person deletes any message, as an administrator may; a parent with replies stays as a tombstone. */
  deleteMessage({ user, channel, ts }: { user?: string; channel: string; ts: string }): void {
    const found = user === undefined ? this.workspace.need(channel) : this.workspace.enter(user, channel);
    const message = this.workspace.messages.find(found.id, ts);
    if (!message) throw new Error(`there is no message ${ts} in ${channel}`);
    this.workspace.messages.remove(found.id, message);
    this.workspace.announce({ what: 'message', channel: found.id, ts });
  }

  /** The person has read a message only they see. */
  dismiss({ user, ts }: { user: string; ts: string }): void {
    const { ephemeral } = this.workspace.messages;
    const index = ephemeral.findIndex((e) => e.ts === ts && e.to === user);
    const [gone] = index < 0 ? [] : ephemeral.splice(index, 1);
    if (gone) this.workspace.announce({ what: 'ephemeral', channel: gone.channel, ts, user });
  }

  /** An account is changed, in anything from its status to a deactivation; the app hears of it if it subscribed. */
  async changeUser(id: string, change: AccountChange): Promise<Outcome> {
    return changeAccount(this.workspace, this.app.deliver, id, change);
  }

  /** Somebody joins the workspace. */
  async joinUser(seed: UserSeed): Promise<Outcome> {
    return joinAccount(this.workspace, this.app.deliver, seed);
  }

  setChannel(channel: string, change: { archived?: boolean; bot?: boolean }): void {
    const found = this.workspace.need(channel);
    if (change.archived !== undefined) found.archived = change.archived;
    if (change.bot === true) found.members.add(this.workspace.app.user);
    if (change.bot === false) found.members.delete(this.workspace.app.user);
    this.workspace.announce({ what: 'channel', channel: found.id });
  }

  /** Every Web API call so far, without tokens. */
  get calls(): readonly LoggedCall[] {
    return this.api.calls;
  }

  /** Interactions the app did not acknowledge in time, or could not be told of. */
  get unacknowledged(): Deliver['unacknowledged'] {
    return this.app.deliver.unacknowledged;
  }

  /** Orders a fault for the next call of a method; `*` is any method. */
  failNext(method: string, fault: string | Fault): void {
    this.api.faults.add(method, fault);
  }

  clearFaults(): void {
    this.api.faults.clear();
  }

  get socketConnections(): number {
    return this.app.sockets.connections;
  }

  disconnectSockets(reason?: Parameters<SocketMode['disconnect']>[0]): void {
    this.app.sockets.disconnect(reason);
  }

  /** Anything at all over Socket Mode, which Slack itself would never send. */
  sendRaw(data: string | Buffer): void {
    this.app.sockets.raw(data);
  }

  onChange(listener: (change: Change) => void): () => void {
    return this.workspace.onChange(listener);
  }

  /** Waits, without polling, until something holds; looks again after every change in the workspace and every API call. */
  async until<T>(look: () => T | undefined | null | false, timeout = 5000): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = this.workspace.onChange(() => check());
      const forget = this.api.onCall(() => check());
      const done = (settle: () => void): void => {
        clearTimeout(timer);
        stop();
        forget();
        settle();
      };
      const timer = setTimeout(
        () => done(() => reject(new Error(`not within ${timeout} ms: ${look.toString()}`))),
        timeout,
      );
      const check = (): void => {
        try {
          const value = look();
          if (value) done(() => resolve(value));
        } catch (error) {
          done(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      };
      check();
    });
  }

  private topView(user: string): string {
    const top = this.workspace.views.stack(user).at(-1);
    if (!top) throw new Error(`${user} has no modal open`);
    return top.id;
  }
}
