// Slash commands: told to the app with a response_url and a trigger, what it answers at once shown to the person, and its silence
// reported by Slackbot as Slack does.
import { SlackError } from '../api/errors';
import type { Channel } from '../channels';
import type { Workspace } from '../workspace';
import type { Deliver } from './deliver';
import type { Outcome } from './link';
import { escapeTyped } from './escape-typed';
import { channelPart, verificationToken } from './payloads';
import type { ResponseUrls } from './response-urls';

const complaints: Record<NonNullable<Outcome['error']>, string> = {
  operation_timeout: 'failed with the error "operation_timeout"',
  dispatch_failed: 'failed because the app did not respond',
  not_configured: 'failed: this app is not configured to handle interactive responses',
};

export class Commands {
  constructor(
    private readonly workspace: Workspace,
    private readonly deliver: Deliver,
    private readonly responseUrls: ResponseUrls,
  ) {}

  /** `text` may begin with the command itself; without one the app's first command is meant. */
  async run(user: string, channelKey: string, text: string): Promise<Outcome> {
    const channel = this.workspace.enter(user, channelKey);
    const known = this.workspace.manifest.commands.map((c) => c.command);
    const [first = '', ...rest] = text.trim().split(/\s/);
    const command = first.startsWith('/') ? first : (known[0] ?? '');
    const typed = first.startsWith('/') ? rest.join(' ').trim() : text.trim();
    if (!known.includes(command)) {
      this.slackbot(
        user,
        channel,
        `\`${command}\` is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`,
      );
      return { ok: false, error: 'not_configured' };
    }
    const { team, app, users } = this.workspace;
    const escapes = this.workspace.manifest.commands.some((c) => c.command === command && c.should_escape);
    const argument = escapes ? escapeTyped(typed, this.workspace) : typed;
    const origin = { user, channel: channel.id, ts: undefined, ephemeral: false };
    const payload = {
      token: verificationToken,
      team_id: team.id,
      team_domain: team.domain,
      channel_id: channel.id,
      channel_name: channelPart(channel)['name'],
      user_id: user,
      user_name: users.get(user)?.name ?? user,
      command,
      text: argument,
      api_app_id: app.id,
      is_enterprise_install: 'false',
      response_url: this.responseUrls.issue('commands', origin),
      trigger_id: this.workspace.triggers.issue(user),
    };
    const outcome = await this.deliver.send({ kind: 'slash_commands', payload });
    if (!outcome.ok) this.slackbot(user, channel, `${command} ${complaints[outcome.error ?? 'dispatch_failed']}`);
    else if (outcome.response && Object.keys(outcome.response).length > 0)
      this.answer(user, channel, command, origin, outcome.response);
    return outcome;
  }

  private answer(
    user: string,
    channel: Channel,
    command: string,
    origin: Parameters<ResponseUrls['say']>[0],
    response: Record<string, unknown>,
  ): void {
    try {
      this.responseUrls.say(origin, response);
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      this.slackbot(user, channel, `${command} failed with the error "invalid_command_response"`);
    }
  }

  private slackbot(user: string, channel: Channel, text: string): void {
    this.workspace.whisper({
      ts: this.workspace.messages.nextTs(),
      channel: channel.id,
      to: user,
      from: 'USLACKBOT',
      text,
    });
  }
}
