import { join } from 'node:path';
import { App, SocketModeReceiver } from '@slack/bolt';
import { userJson } from '../../demo/slack/people';
import { SlackSilent, UNREACHABLE } from '../../src/people/directory';
import { slackUserOf } from '../../src/people/slack-person';
import { HOUR, MINUTE } from '../fixtures';
import { call } from '../demo/slack-calls';
import { ROOT, eventually } from '../harness';
import { type Office, office } from './office';

let here: Office;
beforeEach(async () => {
  here = await office();
});
afterEach(() => here.close());

const alice = () => here.directory.byEmail('alice@example.com');

/** As act/listeners hands it on when Slack tells of it. */
async function told(type: 'user_change' | 'team_join', id: string): Promise<void> {
  const user = here.slack.workspace.users.get(id);
  if (user) await here.directory.changed({ type, user: userJson(user, 'T0DEMO', true) });
}

describe('a person', () => {
  test('is found by address and by id, with name, time zone and what the bot knows of the account', async () => {
    const expected = {
      id: 'U0ALICE',
      name: 'Alice Meyer',
      firstName: 'Alice',
      email: 'alice@example.com',
      timeZone: 'Europe/Berlin',
      tzOffset: 3600,
      deleted: false,
      bot: false,
      guest: false,
      stranger: false,
      knownSince: here.clock.now(),
      changedAt: 1_700_000_000_000,
      change: 'first sight',
    };
    expect(await here.directory.byEmail('Alice@Example.com')).toMatchObject(expected);
    expect(await here.directory.byId('U0ALICE')).toMatchObject(expected);
  });

  test('is asked for once in a while, also by many at once', async () => {
    await Promise.all([alice(), alice(), alice()]);
    here.clock.advance(9 * MINUTE);
    await alice();
    expect(here.calls('users.lookupByEmail')).toBe(1);
    here.clock.advance(2 * MINUTE);
    await alice();
    expect(here.calls('users.lookupByEmail')).toBe(2);
  });

  test.each([
    ['nobody has', 'nobody@example.com'],
    ['a deactivated person had', 'gone@example.com'],
    ['a bot has', 'robot@example.com'],
  ])('whose address %s is a miss, kept for a shorter while', async (_name, email) => {
    const ask = () => here.directory.byEmail(email);
    expect([await ask(), await ask()]).toEqual([undefined, undefined]);
    expect(here.calls('users.lookupByEmail')).toBe(1);
    here.clock.advance(6 * MINUTE);
    await ask();
    expect(here.calls('users.lookupByEmail')).toBe(2);
  });

  test.each([
    ['nobody has', 'U0NOBODY', undefined],
    ['a deactivated person has', 'U0GONE', { deleted: true, timeZone: undefined }],
    ['a guest has', 'U0GUEST', { guest: true }],
    ['somebody of another organisation has', 'U0STRANGER', { stranger: true }],
    ['a bot has', 'U0ROBOT', { bot: true }],
  ])('by an id that %s is told as such', async (_name, id, expected) => {
    const person = await here.directory.byId(id);
    if (expected) expect(person).toMatchObject(expected);
    else expect(person).toBeUndefined();
  });

  test.each([
    ['first name', { first_name: 'Xenia', display_name: 'xx' }, 'Xenia'],
    ['display name', { first_name: '', display_name: 'Xen' }, 'Xen'],
    ['full name’s first word', { real_name: 'Xenia Ypsilon' }, 'Xenia'],
    ['handle', {}, 'x'],
  ])('is greeted by the %s, where Slack has no better one', (_name, profile, expected) => {
    expect(slackUserOf({ id: 'U1', name: 'x', profile })).toMatchObject({ firstName: expected });
  });
});

describe('a Slack that cannot be asked', () => {
  test.each([
    ['a rate limit', { error: 'ratelimited', retryAfter: 7 }, 7000],
    ['a fault of Slack’s', 'internal_error', 10_000],
    ['a broken answer', { status: 503 }, 10_000],
    ['a cut connection', { drop: 'before' as const }, 10_000],
  ])('because of %s is never a miss: ask again later', async (_name, fault, retryAfter) => {
    here.slack.failNext('users.lookupByEmail', fault);
    const failed = await alice().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(SlackSilent);
    expect(failed).toMatchObject({ permanent: false, retryAfter });
    here.clock.advance(retryAfter);
    expect(await alice()).toMatchObject({ id: 'U0ALICE' });
  });

  test('is left alone for as long as it asked', async () => {
    here.slack.failNext('users.lookupByEmail', { error: 'ratelimited', retryAfter: 30 });
    await expect(alice()).rejects.toThrow('slow down');
    here.clock.advance(20_000);
    await expect(here.directory.byId('U0BOB')).rejects.toMatchObject({ retryAfter: 10_000 });
    expect(here.slack.calls.map((call) => call.method)).toEqual(['users.lookupByEmail']);
  });

  test('for want of a scope says so, for good', async () => {
    await here.close();
    here = await office({ manifest: { scopes: ['chat:write', 'users:read'] } });
    await expect(alice()).rejects.toMatchObject({
      permanent: true,
      message: expect.stringMatching(/missing_scope \(users:read\.email: compare the app with manifest\.yml/) as string,
    });
    expect(await here.directory.byId('U0ALICE')).toMatchObject({ email: undefined });
  });
});

describe('an account', () => {
  const when = async (id: string) => {
    here.restart();
    const { changedAt, change } = (await here.directory.byId(id)) ?? {};
    return [change, changedAt === undefined ? undefined : here.clock.now() - changedAt];
  };

  test('that was updated just before the bot first saw it may be new', async () => {
    await here.slack.changeUser('U0ALICE', { title: 'Director' });
    here.clock.advance(HOUR);
    expect(await when('U0ALICE')).toEqual(['first sight', HOUR]);
  });

  test('that the bot knows does not change by a new title or status', async () => {
    const before = (await alice())?.changedAt;
    here.clock.advance(HOUR);
    await here.slack.changeUser('U0ALICE', { title: 'Director' });
    await told('user_change', 'U0ALICE');
    here.restart();
    expect(await alice()).toMatchObject({ changedAt: before, change: 'first sight' });
  });

  test.each<[string, Parameters<Office['slack']['changeUser']>[1], string]>([
    ['another address', { email: 'ally@example.com' }, 'address'],
    ['the address of a colleague', { email: 'bob@example.com' }, 'address'],
  ])('that gets %s changed, be it seen by an event or by a look-up', async (_name, change, word) => {
    await here.directory.byId('U0ALICE');
    await here.directory.byId('U0BOB');
    here.clock.advance(HOUR);
    await here.slack.changeUser('U0BOB', { email: 'bob.old@example.com' });
    await here.slack.changeUser('U0ALICE', change);
    expect(await when('U0ALICE')).toEqual([word, 0]);
    here.clock.advance(HOUR);
    expect(await when('U0ALICE')).toEqual([word, HOUR]);
  });

  test('that the bot first hears of by a change has changed, whatever it was', async () => {
    await here.slack.changeUser('U0ALICE', { email: 'ally@example.com' });
    await told('user_change', 'U0ALICE');
    here.clock.advance(HOUR);
    expect(await when('U0ALICE')).toEqual(['first told', HOUR]);
  });

  test('is not found by an address whose letters only look like its own', async () => {
    expect(await here.directory.byEmail('alice@example.com')).toBeDefined();
    expect(await here.directory.byEmail('alice@exam\uFF50le.com')).toBeUndefined();
    await here.slack.joinUser({ id: 'U0KATE', name: 'kate', email: 'kate@example.com' });
    expect(await here.directory.byEmail('\u212Aate@example.com')).toBeUndefined();
  });

  test('that comes back changed; going does not matter', async () => {
    await here.directory.byId('U0ALICE');
    await here.slack.changeUser('U0ALICE', { deleted: true });
    await told('user_change', 'U0ALICE');
    expect((await when('U0ALICE'))[0]).toBe('first sight');
    here.clock.advance(HOUR);
    await here.slack.changeUser('U0ALICE', { deleted: false });
    expect(await when('U0ALICE')).toEqual(['reactivated', 0]);
  });

  test('that joined is new, whatever its dates say', async () => {
    await here.slack.joinUser({ id: 'U0NEW', name: 'new', email: 'new@example.com', updated: 1_700_000_000 });
    await told('team_join', 'U0NEW');
    here.clock.advance(MINUTE);
    expect(await when('U0NEW')).toEqual(['joined', MINUTE]);
  });

  test('that has an address another one had is doubted, though the bot never saw it before', async () => {
    await here.directory.byEmail('alice@example.com');
    await here.slack.changeUser('U0ALICE', { email: 'old@example.com' });
    await here.slack.joinUser({ id: 'U0MALLORY', name: 'm', email: 'alice@example.com', updated: 1_700_000_000 });
    here.restart();
    expect(await alice()).toMatchObject({ id: 'U0MALLORY', change: 'address', changedAt: here.clock.now() });
  });

  test('that changed is looked up anew at once', async () => {
    await alice();
    await here.slack.changeUser('U0ALICE', { email: 'ally@example.com' });
    expect(await alice()).toMatchObject({ id: 'U0ALICE' });
    await told('user_change', 'U0ALICE');
    expect(await alice()).toBeUndefined();
    expect(await here.directory.byEmail('ally@example.com')).toMatchObject({ id: 'U0ALICE', change: 'address' });
  });

  test.each([['nothing'], [{}], [{ id: 7 }], [null]])('told of as %j is ignored', async (user) => {
    await expect(here.directory.changed({ type: 'user_change', user })).resolves.toBeUndefined();
  });
});

test.each(['U0GONE', 'U0ROBOT', 'U0NOBODY'])(
  'a direct message to %s is refused as one that will never arrive',
  async (id) => {
    const posted = await call(here.slack, 'chat.postMessage', { channel: id, text: 'x' });
    const opened = await call(here.slack, 'conversations.open', { users: id });
    for (const { body } of [posted, opened]) expect(UNREACHABLE).toContain(body.error);
  },
);

test('Slack tells the bot itself of accounts that change and join', async () => {
  await here.close();
  here = await office({ manifest: join(ROOT, 'manifest.yml') });
  const { appToken, botToken, apiUrl } = here.slack;
  const clientOptions = { slackApiUrl: apiUrl };
  const receiver = new SocketModeReceiver({ appToken, installerOptions: { clientOptions } });
  const app = new App({ token: botToken, receiver, clientOptions, tokenVerificationEnabled: false });
  for (const type of ['user_change', 'team_join'] as const) {
    app.event(type, async ({ event }) => here.directory.changed(event));
  }
  await app.start();
  try {
    await here.directory.byId('U0ALICE');
    await here.slack.changeUser('U0ALICE', { email: 'ally@example.com' });
    await here.slack.joinUser({ id: 'U0NEW', name: 'new', email: 'new@example.com' });
    await eventually(async () => {
      const rows = await here.database.reader.selectFrom('people').select(['slack_id', 'change']).execute();
      expect(rows).toEqual([
        { slack_id: 'U0ALICE', change: 'address' },
        { slack_id: 'U0NEW', change: 'joined' },
      ]);
    });
  } finally {
    await app.stop();
  }
});
