// What a person does, told to the app: clicks in messages, modals and App Home, shortcuts, an opened App Home, and a message
// written. Modals and slash commands have files of their own.
import { findElement, type Chosen } from '../blocks/find';
import { normaliseText } from '../blocks/text';
import { inMessage, type Values } from '../entered';
import type { View } from '../views';
import type { Workspace } from '../workspace';
import type { Deliver } from './deliver';
import type { Outcome } from './link';
import { action, channelPart, common, stateOf } from './payloads';
import type { ResponseUrls } from './response-urls';

export interface Target {
  channel?: string;
  ts?: string;
  viewId?: string;
}

/** Where an element is: its neighbours, where what is entered is kept, and its part of the payload. */
interface Surface {
  blocks: View['blocks'];
  place: string;
  view?: View;
  parts: Record<string, unknown>;
}

export class Interactions {
  constructor(
    private readonly workspace: Workspace,
    private readonly deliver: Deliver,
    private readonly responseUrls: ResponseUrls,
  ) {}

  async click(
    user: string,
    target: Target,
    which: { actionId: string; blockId?: string | undefined },
    chosen: Chosen,
    values: Values,
  ): Promise<Outcome> {
    const { workspace } = this;
    const where = this.surface(user, target);
    const found = findElement(where.blocks, which.actionId, which.blockId);
    const { entered, messages, triggers } = workspace;
    const holds = found.element.type !== 'button' && found.element.type !== 'overflow';
    entered.add(where.place, where.blocks, values);
    if (holds && chosen !== undefined) entered.choose(where.place, found, chosen);
    const sent = action(found, holds ? entered.chosen(where.place, found) : chosen, messages.nextTs());
    const state = stateOf(workspace, where.place, where.blocks);
    return this.deliver.interactive({
      type: 'block_actions',
      ...common(workspace, user),
      trigger_id: triggers.issue(user, where.view?.type === 'modal' ? where.view.id : undefined),
      ...(where.view ? { view: { ...structuredClone(where.view), state } } : { state }),
      ...where.parts,
      actions: [sent],
    });
  }

  /** Whatever holds the element: a view, a message everyone sees, or one only this person sees. */
  private surface(user: string, target: Target): Surface {
    const { views, messages } = this.workspace;
    if (target.viewId !== undefined) {
      const open = views.find({ id: target.viewId });
      if (open?.user !== user) throw new Error(`${user} has no view "${target.viewId}" open`);
      const { view } = open;
      return { blocks: view.blocks, place: view.id, view, parts: { container: { type: 'view', view_id: view.id } } };
    }
    const channel = this.workspace.enter(user, target.channel ?? '');
    const ts = target.ts ?? '';
    const message = messages.find(channel.id, ts);
    const whisper = messages.ephemeral.find((e) => e.ts === ts && e.to === user);
    const found = message ?? whisper;
    if (!found) throw new Error(`there is no message ${ts} in ${channel.id}`);
    const thread = found.thread_ts === undefined ? {} : { thread_ts: found.thread_ts };
    const origin = { user, channel: channel.id, ts, ephemeral: !message };
    const parts = {
      container: { type: 'message', message_ts: ts, channel_id: channel.id, is_ephemeral: !message, ...thread },
      channel: channelPart(channel),
      ...(message ? { message: structuredClone(message) } : {}),
      response_url: this.responseUrls.issue('actions', origin),
    };
    return { blocks: found.blocks ?? [], place: inMessage(user, channel.id, ts), parts };
  }

  async shortcut(user: string, callbackId: string, on?: { channel: string; ts: string }): Promise<Outcome> {
    const shared = {
      ...common(this.workspace, user),
      callback_id: callbackId,
      trigger_id: this.workspace.triggers.issue(user),
      action_ts: this.workspace.messages.nextTs(),
    };
    if (!on) return this.deliver.interactive({ type: 'shortcut', ...shared });
    const channel = this.workspace.enter(user, on.channel);
    const message = this.workspace.messages.find(channel.id, on.ts);
    if (!message) throw new Error(`there is no message ${on.ts} in ${channel.id}`);
    const origin = { user, channel: channel.id, ts: on.ts, ephemeral: false };
    const responseUrl = this.responseUrls.issue('actions', origin);
    return this.deliver.interactive({
      type: 'message_action',
      ...shared,
      channel: channelPart(channel),
      message_ts: on.ts,
      message: structuredClone(message),
      response_url: responseUrl,
    });
  }

  async openHome(user: string): Promise<Outcome> {
    const view = this.workspace.views.home(user);
    const channel = this.workspace.directMessage(user).id;
    return this.deliver.event({
      type: 'app_home_opened',
      user,
      channel,
      tab: 'home',
      ...(view ? { view: structuredClone(view) } : {}),
    });
  }

  /** A person writes a message; the app hears of it if it subscribed to such events. */
  async say(user: string, channelKey: string, text: string, thread?: string): Promise<string> {
    const channel = this.workspace.enter(user, channelKey);
    const { messages, team, manifest } = this.workspace;
    if (channel.kind === 'im' && manifest.messagesTab !== 'open')
      throw new Error('Sending messages to this app has been turned off.');
    const ts = messages.nextTs();
    const message = {
      type: 'message' as const,
      ts,
      user,
      team: team.id,
      text: normaliseText(text, true),
      ...(thread === undefined ? {} : { thread_ts: thread }),
    };
    this.workspace.post(channel, message);
    const where = { im: 'im', public: 'channels', private: 'groups' }[channel.kind];
    await this.deliver.event(
      {
        ...message,
        channel: channel.id,
        channel_type: channel.kind === 'im' ? 'im' : channel.kind === 'private' ? 'group' : 'channel',
        event_ts: ts,
      },
      `message.${where}`,
    );
    return ts;
  }
}
