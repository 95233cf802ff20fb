// The Web API of the stand-in Slack as rows: what Slack refuses it refuses, with Slack's error, and a token does only what it may.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSlack, type Slack } from '../../demo/slack/server';
import { call, modal } from './slack-calls';

let slack: Slack;
beforeEach(async () => {
  slack = await startSlack({
    rateLimits: false,
    channels: [
      { id: 'C0SECURITY', name: 'security-alerts' },
      { id: 'C0OUTSIDE', name: 'outside', bot: false },
      { id: 'C0OLD', name: 'old', is_archived: true },
      { id: 'G0SECRET', name: 'secret', is_private: true, bot: false },
      { id: 'G0INSIDE', name: 'inside', is_private: true, members: ['U0BOB'] },
    ],
    users: [
      {
        id: 'U0ALICE',
        name: 'alice',
        real_name: 'Alice Meyer',
        email: 'alice@example.com',
        tz: 'Europe/Berlin',
        tz_offset: 3600,
      },
      { id: 'U0BOB', name: 'bob', email: 'bob@example.com', is_restricted: true },
      { id: 'U0GONE', name: 'gone', email: 'gone@example.com', deleted: true },
      { id: 'U0CI', name: 'ci', is_bot: true },
    ],
  });
});
afterEach(() => slack.close());

describe('a method refuses', () => {
  const rows: [string, string, Record<string, unknown>, string][] = [
    ['a method that does not exist', 'chat.shout', {}, 'unknown_method'],
    ['a missing channel argument', 'chat.postMessage', { text: 'x' }, 'invalid_arguments'],
    ['a channel that does not exist', 'chat.postMessage', { channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
    [
      'a private channel the bot is not in, as if it did not exist',
      'chat.postMessage',
      { channel: 'G0SECRET', text: 'x' },
      'channel_not_found',
    ],
    ['a public channel the bot is not in', 'chat.postMessage', { channel: 'C0OUTSIDE', text: 'x' }, 'not_in_channel'],
    ['an archived channel', 'chat.postMessage', { channel: 'C0OLD', text: 'x' }, 'is_archived'],
    ['a direct message to a bot', 'chat.postMessage', { channel: 'U0CI', text: 'x' }, 'cannot_dm_bot'],
    ['a message of nothing', 'chat.postMessage', { channel: 'C0SECURITY' }, 'no_text'],
    ['a message of blanks', 'chat.postMessage', { channel: 'C0SECURITY', text: '  ', blocks: [] }, 'no_text'],
    [
      'a text of more than 40,000 characters',
      'chat.postMessage',
      { channel: 'C0SECURITY', text: 'x'.repeat(40_001) },
      'msg_too_long',
    ],
    ['blocks that are no JSON', 'chat.postMessage', { channel: 'C0SECURITY', blocks: '[{' }, 'invalid_blocks_format'],
    [
      'blocks that are no list',
      'chat.postMessage',
      { channel: 'C0SECURITY', blocks: { type: 'divider' } },
      'invalid_blocks_format',
    ],
    [
      'metadata without an event type',
      'chat.postMessage',
      { channel: 'C0SECURITY', text: 'x', metadata: { event_payload: {} } },
      'invalid_metadata_format',
    ],
    [
      'metadata that is no JSON',
      'chat.postMessage',
      { channel: 'C0SECURITY', text: 'x', metadata: '{' },
      'invalid_metadata_format',
    ],
    [
      'metadata that is too large',
      'chat.postMessage',
      { channel: 'C0SECURITY', text: 'x', metadata: { event_type: 'a', event_payload: { a: 'x'.repeat(9000) } } },
      'metadata_too_large',
    ],
    [
      'an edit of a message that is not there',
      'chat.update',
      { channel: 'C0SECURITY', ts: '1.000001', text: 'x' },
      'message_not_found',
    ],
    [
      'deleting a message that is not there',
      'chat.delete',
      { channel: 'C0SECURITY', ts: '1.000001' },
      'message_not_found',
    ],
    [
      'whispering to somebody outside the channel',
      'chat.postEphemeral',
      { channel: 'G0INSIDE', user: 'U0ALICE', text: 'x' },
      'user_not_in_channel',
    ],
    [
      'a permalink of a message that is not there',
      'chat.getPermalink',
      { channel: 'C0SECURITY', message_ts: '1.000001' },
      'message_not_found',
    ],
    ['a cursor it did not give', 'conversations.list', { cursor: 'xyz' }, 'invalid_cursor'],
    ['history of a channel the bot is not in', 'conversations.history', { channel: 'C0OUTSIDE' }, 'not_in_channel'],
    ['a message to a person who left', 'chat.postMessage', { channel: 'U0GONE', text: 'x' }, 'channel_not_found'],
    ['a message to nobody', 'chat.postMessage', { channel: 'U0NOBODY', text: 'x' }, 'channel_not_found'],
    ['a direct message with a person who left', 'conversations.open', { users: 'U0GONE' }, 'user_disabled'],
    ['a direct message with nobody', 'conversations.open', { users: 'U0NOBODY' }, 'user_not_found'],
    ['a direct message with a bot', 'conversations.open', { users: 'U0CI' }, 'cannot_dm_bot'],
    ['a user that does not exist', 'users.info', { user: 'U0NOBODY' }, 'user_not_found'],
    ['an address nobody has', 'users.lookupByEmail', { email: 'nobody@example.com' }, 'users_not_found'],
    ['the address of a deactivated person', 'users.lookupByEmail', { email: 'gone@example.com' }, 'users_not_found'],
    ['a user group that does not exist', 'usergroups.users.list', { usergroup: 'S0NONE' }, 'no_such_subteam'],
    ['a trigger nobody gave', 'views.open', { trigger_id: '1.2.3', view: modal() }, 'invalid_trigger_id'],
    [
      'a view that is no modal',
      'views.open',
      { trigger_id: '1.2.3', view: { type: 'home', blocks: [] } },
      'invalid_arguments',
    ],
    ['updating a view that is not there', 'views.update', { view_id: 'V0', view: modal() }, 'not_found'],
    [
      'publishing to nobody',
      'views.publish',
      { user_id: 'U0NOBODY', view: { type: 'home', blocks: [] } },
      'user_not_found',
    ],
    [
      'a reaction without the scope',
      'reactions.add',
      { channel: 'C0SECURITY', name: 'eyes', timestamp: '1.0' },
      'missing_scope',
    ],
  ];
  test.each(rows)('%s', async (_name, method, args, error) => {
    const { status, body } = await call(slack, method, args);
    expect({ status, ok: body.ok, error: body.error }).toEqual({ status: 200, ok: false, error });
  });
});

describe('a token', () => {
  const rows: [string, () => string, string, string][] = [
    ['that is not given is asked for', () => '', 'auth.test', 'not_authed'],
    ['that nobody issued is refused', () => 'xoxb-wrong', 'auth.test', 'invalid_auth'],
    ['of an app posts nothing', () => slack.appToken, 'chat.postMessage', 'not_allowed_token_type'],
    ['of a bot opens no socket', () => slack.botToken, 'apps.connections.open', 'not_allowed_token_type'],
  ];
  test.each(rows)('%s', async (_name, token, method, error) => {
    expect((await call(slack, method, { channel: 'C0SECURITY', text: 'x' }, token())).body.error).toBe(error);
  });

  it('may come in an urlencoded body, and never shows in the log of calls', async () => {
    const body = new URLSearchParams({ token: slack.botToken, channel: 'C0SECURITY', text: 'x' });
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ ok: true });
    expect(slack.calls).toMatchObject([
      { method: 'chat.postMessage', args: { channel: 'C0SECURITY', text: 'x' }, status: 200 },
    ]);
    expect(JSON.stringify(slack.calls)).not.toContain(slack.botToken);
  });

  it('says which scopes it has, and a missing one is named', async () => {
    const other = await startSlack({ manifest: { scopes: ['chat:write', 'users:read'] } });
    try {
      const { scopes, body } = await call(other, 'conversations.history', { channel: 'C0SECURITY' });
      expect(scopes).toBe('chat:write,users:read');
      expect(body).toEqual({
        ok: false,
        error: 'missing_scope',
        needed: 'channels:history',
        provided: 'chat:write,users:read',
      });
      const { body: user } = await call(other, 'users.info', { user: 'U0ALICE' });
      expect(JSON.stringify(user)).not.toContain('alice@example.com');
    } finally {
      await other.close();
    }
  });
});

describe('an app’s manifest', () => {
  it('decides what the app may do: scopes, commands, events, socket mode', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'manifest-')), 'manifest.yml');
    writeFileSync(
      file,
      `display_information: { name: Warden }
features:
  bot_user: { display_name: warden }
  slash_commands: [{ command: /warden, description: Ask, should_escape: false }]
oauth_config: { scopes: { bot: [chat:write] } }
settings: { interactivity: { is_enabled: false }, socket_mode_enabled: true, event_subscriptions: { bot_events: [app_home_opened] } }
`,
    );
    const other = await startSlack({ manifest: file });
    try {
      expect(other.workspace.manifest).toMatchObject({
        name: 'warden',
        scopes: ['chat:write'],
        commands: [{ command: '/warden' }],
        events: ['app_home_opened'],
        interactivity: false,
        socketMode: true,
      });
      expect((await call(other, 'users.info', { user: 'U0ALICE' })).body).toMatchObject({
        error: 'missing_scope',
        needed: 'users:read',
      });
      await expect(other.shortcut({ user: 'U0ALICE', callbackId: 'x' })).resolves.toEqual({
        ok: false,
        error: 'not_configured',
      });
    } finally {
      await other.close();
    }
  });
});
