// Direct messages, App Home and deleted messages, as the manifest allows them and as Slack answers.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSlack, type Slack } from '../../demo/slack/server';
import { call } from './slack-calls';

let slack: Slack;
const manifest = (appHome: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'manifest-')), 'manifest.yml');
  const scopes = 'oauth_config: { scopes: { bot: [chat:write, im:write, im:history, channels:history] } }';
  writeFileSync(file, `display_information: { name: Warden }\nfeatures: { ${appHome} }\n${scopes}\n`);
  return file;
};
const start = async (appHome?: string): Promise<void> => {
  slack = await startSlack({ rateLimits: false, ...(appHome === undefined ? {} : { manifest: manifest(appHome) }) });
};
afterEach(() => slack.close());

const post = async (channel: string, more: object = {}): Promise<Record<string, unknown>> =>
  (await call(slack, 'chat.postMessage', { channel, text: 'Was this you?', ...more })).body;
const home = { type: 'home', blocks: [{ type: 'divider' }] };
const page = async (query: string): Promise<string> => (await fetch(`${slack.url}/?${query}`)).text();

describe('a manifest whose App Home', () => {
  const rows: [string, string, string | undefined, string | undefined, boolean][] = [
    ['is not described', '', 'messages_tab_disabled', 'not_enabled', false],
    ['has only a home tab', 'app_home: { home_tab_enabled: true }', 'messages_tab_disabled', undefined, false],
    [
      'has messages, by default of the app only',
      'app_home: { messages_tab_enabled: true }',
      undefined,
      'not_enabled',
      false,
    ],
    [
      'has messages of both',
      'app_home: { messages_tab_enabled: true, messages_tab_read_only_enabled: false }',
      undefined,
      'not_enabled',
      true,
    ],
  ];
  test.each(rows)('%s decides what the app and people may send', async (_name, appHome, dm, publish, open) => {
    await start(appHome);
    expect((await post('U0ALICE')).error).toBe(dm);
    expect((await call(slack, 'views.publish', { user_id: 'U0ALICE', view: home })).body.error).toBe(publish);
    const said = slack.say({ user: 'U0ALICE', channel: 'U0ALICE', text: 'Yes' });
    await (open ? expect(said).resolves.toMatch(/\./) : expect(said).rejects.toThrow('has been turned off'));
    const html = await page('as=U0ALICE&c=dm');
    expect(html.includes('Sending messages to this app has been turned off.')).toBe(!open);
    expect(html.includes('<textarea')).toBe(open);
  });
});

describe('a direct message', () => {
  beforeEach(() => start());

  it('is reached by the person’s id and by its own, and counts as unread until the person looks', async () => {
    const { channel } = await post('U0BOB');
    await post(String(channel));
    expect(slack.directMessages('U0BOB')).toHaveLength(2);
    const unread = /Trailwarden<span class="count" aria-label="2 unread">2</;
    expect(await page('as=U0BOB&c=C0SECURITY')).toMatch(unread);
    expect(await page('as=U0ALICE&c=C0SECURITY')).not.toMatch(unread);
    expect(await page('as=U0ALICE&c=C0SECURITY')).toContain('title="Direct messages for Bob"');
    expect(await page(`as=U0BOB&c=${String(channel)}`)).toContain('Was this you?');
    expect(await page('as=U0BOB&c=C0SECURITY')).not.toMatch(unread);
    expect(await page(`as=U0ALICE&c=${String(channel)}`)).not.toContain('Was this you?');
  });
});

describe('a message that an administrator deleted', () => {
  beforeEach(() => start());
  const update = async (ts: unknown): Promise<unknown> =>
    (await call(slack, 'chat.update', { channel: 'C0SECURITY', ts, text: 'x' })).body.error;

  it('is not found, and a reply to it lands in the channel: only the missing thread_ts tells', async () => {
    const { ts } = await post('C0SECURITY');
    slack.deleteMessage({ user: 'U0BOB', channel: 'C0SECURITY', ts: String(ts) });
    expect(await update(ts)).toBe('message_not_found');
    const { ok, message } = await post('C0SECURITY', { thread_ts: ts });
    expect([ok, (message as { thread_ts?: string }).thread_ts]).toEqual([true, undefined]);
    expect(slack.messages('C0SECURITY')).toHaveLength(1);
  });

  it('stays as a tombstone where it has replies, which go on', async () => {
    const { ts } = await post('C0SECURITY');
    await post('C0SECURITY', { thread_ts: ts });
    slack.deleteMessage({ channel: 'C0SECURITY', ts: String(ts) });
    expect(slack.messages('C0SECURITY')).toMatchObject([{ subtype: 'tombstone', text: 'This message was deleted.' }]);
    expect(await update(ts)).toBe('message_not_found');
    expect(await post('C0SECURITY', { thread_ts: ts })).toMatchObject({ ok: true, message: { thread_ts: ts } });
  });
});
