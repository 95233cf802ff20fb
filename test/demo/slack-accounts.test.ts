import { App, SocketModeReceiver } from '@slack/bolt';
import { type Slack, type SlackOptions, startSlack } from '../../demo/slack/server';
import { call } from './slack-calls';

let slack: Slack;
let app: App | undefined;
let seen: Record<string, unknown>[];
const clock = { now: () => Date.UTC(2026, 10, 20, 12) };
const SECONDS = clock.now() / 1000;

async function start(options: SlackOptions = {}): Promise<void> {
  slack = await startSlack({ clock, manifest: { events: ['user_change', 'team_join'] }, ...options });
  const { appToken, botToken: token, apiUrl } = slack;
  const clientOptions = { slackApiUrl: apiUrl };
  const receiver = new SocketModeReceiver({ appToken, installerOptions: { clientOptions } });
  app = new App({ token, receiver, clientOptions, tokenVerificationEnabled: false });
  seen = [];
  for (const type of ['user_change', 'team_join'] as const) {
    app.event(type, async ({ event }) => void seen.push({ ...event }));
  }
  await app.start();
}

afterEach(async () => {
  await app?.stop();
  await slack.close();
});

describe('an account', () => {
  it('that changes is told with what it is now, and when', async () => {
    await start();
    await slack.changeUser('U0ALICE', { email: 'ally@example.com', tz: 'Asia/Tokyo' });
    expect(seen).toMatchObject([
      {
        type: 'user_change',
        cache_ts: SECONDS,
        user: { id: 'U0ALICE', tz: 'Asia/Tokyo', updated: SECONDS, profile: { email: 'ally@example.com' } },
      },
    ]);
    expect((await call(slack, 'users.lookupByEmail', { email: 'alice@example.com' })).body.error).toBe(
      'users_not_found',
    );
    expect((await call(slack, 'users.lookupByEmail', { email: 'ally@example.com' })).body['user']).toMatchObject({
      id: 'U0ALICE',
      updated: SECONDS,
    });
  });

  it('that is deactivated is told as deleted, without a time zone', async () => {
    await start();
    await slack.changeUser('U0BOB', { deleted: true });
    expect(seen).toMatchObject([{ user: { id: 'U0BOB', deleted: true } }]);
    expect(seen[0]?.['user']).not.toHaveProperty('tz');
    expect((await call(slack, 'users.lookupByEmail', { email: 'bob@example.com' })).body.error).toBe('users_not_found');
    expect((await call(slack, 'users.info', { user: 'U0BOB' })).body['user']).toMatchObject({ deleted: true });
  });

  it('that joins is told, guests and people of other organisations marked as such', async () => {
    await start();
    await slack.joinUser({
      id: 'U0NEW',
      name: 'new',
      real_name: 'Nora New',
      email: 'n@example.com',
      is_restricted: true,
    });
    await slack.joinUser({ id: 'U0FAR', name: 'far', email: 'far@partner.example', is_stranger: true });
    expect(seen).toMatchObject([
      { type: 'team_join', user: { id: 'U0NEW', is_restricted: true, profile: { first_name: 'Nora' } } },
      { type: 'team_join', user: { id: 'U0FAR', is_stranger: true } },
    ]);
    const far = await call(slack, 'users.lookupByEmail', { email: 'far@partner.example' });
    expect(far.body.error).toBe('users_not_found');
  });

  it.each([
    ['did not subscribe', { events: [] }, 0],
    ['may not read users', { events: ['user_change'], scopes: ['chat:write'] }, 0],
    ['may read users', { events: ['user_change'], scopes: ['chat:write', 'users:read'] }, 1],
  ])('is told to an app that %s so often, and never its address without the scope', async (_name, manifest, times) => {
    await start({ manifest });
    await slack.changeUser('U0ALICE', { title: 'Director' });
    expect(seen).toHaveLength(times);
    expect(JSON.stringify(seen)).not.toContain('alice@example.com');
  });

  it('that is not there cannot change', async () => {
    await start();
    await expect(slack.changeUser('U0NOBODY', {})).rejects.toThrow(/there is no user "U0NOBODY"/);
  });
});
