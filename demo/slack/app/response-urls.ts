// response_url: the address an app may answer to, five times within thirty minutes of an interaction, to replace or delete the
// message it came from or to say something to the person or the channel.
import { randomBytes } from 'node:crypto';
import { SlackError } from '../api/errors';
import { isRecord } from '../blocks/check';
import { normaliseText } from '../blocks/text';
import { readBlocks } from '../blocks/validate';
import type { Workspace } from '../workspace';

const lifetime = 30 * 60_000;
const maxUses = 5;

interface Origin {
  user: string;
  channel: string;
  /** The message the person acted on, if any. */
  ts: string | undefined;
  ephemeral: boolean;
}

export class ResponseUrls {
  private readonly given = new Map<string, { origin: Origin; at: number; uses: number }>();

  constructor(
    private readonly workspace: Workspace,
    private readonly base: () => string,
  ) {}

  issue(kind: 'actions' | 'commands', origin: Origin): string {
    const path = `/${kind}/${this.workspace.team.id}/${this.given.size + 1}/${randomBytes(12).toString('hex')}`;
    this.given.set(path, { origin, at: this.workspace.now(), uses: 0 });
    return `${this.base()}${path}`;
  }

  /** Answers one POST to such an address; the status and body Slack would give. */
  use(path: string, body: string): { status: number; body: string } {
    const url = this.given.get(path);
    if (!url || this.workspace.now() - url.at > lifetime)
      return { status: 404, body: JSON.stringify({ ok: false, error: 'expired_url' }) };
    if (url.uses >= maxUses) return { status: 404, body: JSON.stringify({ ok: false, error: 'used_url' }) };
    try {
      const message: unknown = JSON.parse(body);
      if (!isRecord(message)) throw new SlackError('invalid_payload');
      this.say(url.origin, message);
      url.uses += 1;
      return { status: 200, body: 'ok' };
    } catch (error) {
      if (error instanceof SlackError) return { status: 400, body: JSON.stringify(error.body) };
      return { status: 400, body: JSON.stringify({ ok: false, error: 'invalid_payload' }) };
    }
  }

  /**
   * Also used for what an app sends with the acknowledgement of a slash command. An answer to a message in a thread goes to the
   * conversation all the same, unless it names the thread: https://github.com/slackapi/node-slack-sdk/issues/674
   */
  say(origin: Origin, answer: Record<string, unknown>): void {
    const { messages, app, team } = this.workspace;
    const blocks = readBlocks(answer['blocks']);
    const text = typeof answer['text'] === 'string' ? normaliseText(answer['text'], true) : '';
    const original = origin.ts === undefined ? undefined : this.original(origin, origin.ts);
    if (answer['delete_original'] === true && original) return original.remove();
    if (text === '' && !blocks?.length) throw new SlackError('no_text');
    const content = { text, ...(blocks?.length ? { blocks } : {}) };
    if (answer['replace_original'] === true && original) return original.replace(content);
    const thread = typeof answer['thread_ts'] === 'string' ? answer['thread_ts'] : undefined;
    const channel = this.workspace.channels.get(origin.channel);
    if (answer['response_type'] === 'in_channel' && channel) {
      const ts = messages.nextTs();
      this.workspace.post(channel, {
        type: 'message',
        ts,
        user: app.user,
        bot_id: app.bot,
        app_id: app.id,
        team: team.id,
        ...content,
        ...(thread === undefined ? {} : { thread_ts: thread }),
      });
      return;
    }
    this.workspace.whisper({
      ts: messages.nextTs(),
      channel: origin.channel,
      to: origin.user,
      from: app.user,
      ...content,
      ...(thread === undefined ? {} : { thread_ts: thread }),
    });
  }

  private original(origin: Origin, ts: string): { remove: () => void; replace: (content: object) => void } | undefined {
    const { messages } = this.workspace;
    const changed = (): void =>
      this.workspace.announce({
        what: origin.ephemeral ? 'ephemeral' : 'message',
        channel: origin.channel,
        ts,
        ...(origin.ephemeral ? { user: origin.user } : {}),
      });
    if (origin.ephemeral) {
      const index = messages.ephemeral.findIndex((e) => e.ts === ts && e.to === origin.user);
      const found = messages.ephemeral[index];
      if (!found) return undefined;
      return {
        remove: () => (messages.ephemeral.splice(index, 1), changed()),
        replace: (content) => (delete found.blocks, Object.assign(found, content), changed()),
      };
    }
    const found = messages.find(origin.channel, ts);
    if (!found) return undefined;
    return {
      remove: () => (messages.remove(origin.channel, found), changed()),
      replace: (content) => {
        delete found.blocks;
        Object.assign(found, content, { edited: { user: found.user, ts: messages.nextTs() } });
        changed();
      },
    };
  }
}
