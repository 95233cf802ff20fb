/** "Look up this principal", called on messages of all kinds, through the local Slack. */
import { MINUTE, NOON, record } from '../../fixtures';
import { ALICE, BOB, CHANNEL, type World, eventually, world } from '../../harness';
import { centerRole } from '../../people/identities';
import { attempts, run } from '../../pipeline/flood';
import { Office } from '../../pipeline/confirming';

let here: World;
afterEach(() => here.close());

const stopped = (fields: Record<string, unknown> = {}) =>
  record({ eventTime: new Date(NOON - MINUTE).toISOString(), ...fields });

async function alerted(fields: Record<string, unknown> = {}, options: Parameters<typeof world>[0] = {}): Promise<void> {
  here = await world({ start: true, ...options });
  here.aws.put([stopped(fields)]);
  await here.app.tick();
}

/** All that the modal says as soon as it is filled. */
async function calls(ts: string, channel = CHANNEL, user = ALICE): Promise<string> {
  expect(await here.slack.shortcut({ user, callbackId: 'look_up', channel, ts })).toMatchObject({ ok: true });
  let words = '';
  await eventually(() => {
    words = JSON.stringify(here.slack.openViews(user).at(-1) ?? null);
    expect(words).not.toMatch(/^null$|One moment/);
  });
  return words;
}

const ts = (n = 0, channel = CHANNEL): string => here.slack.messages(channel)[n]?.ts ?? '';

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('on an alert: the story of its principal', async () => {
    await alerted({}, { mode });
    const shown = await calls(ts());
    expect(shown).toMatch(/alice/);
    expect(shown).toMatch(/StopLogging/);
    expect(shown).not.toMatch(/Not understood|could not look this up/);
  });
});

describe('on a message of the bot’s', () => {
  test('in a thread it is about the alert above', async () => {
    const office = await Office.after({});
    here = office.world;
    await office.says('no');
    await office.shows(() => office.called(), /It was not them/);
    const [, reply] = here.slack.thread(CHANNEL, office.alerts()[0]?.ts ?? '');
    expect(await calls(reply?.ts ?? '')).toMatch(/ConsoleLogin/);
  });

  test('that is a question it is about whose sign-in it was', async () => {
    const office = await Office.after({ who: centerRole('bob@example.com') });
    here = office.world;
    const shown = await calls(here.slack.directMessages(BOB)[0]?.ts ?? '', BOB, BOB);
    expect(shown).toMatch(/bob/);
    expect(shown).toMatch(/ConsoleLogin/);
  });

  test('that lists alerts each principal has a button, which opens its story', async () => {
    here = await world({ slack: { rateLimits: true }, start: true });
    here.aws.put(attempts(61));
    await here.app.tick();
    await run(here, 5);
    const shown = await calls(ts());
    expect(shown).toContain('What shall I look up?');
    expect(shown.match(/trail\.open\/\d+/g)).toHaveLength(35);
    const viewId = here.slack.openViews(ALICE).at(-1)?.id ?? '';
    await here.slack.click({ user: ALICE, viewId, actionId: 'trail.open/3' });
    await eventually(() => expect(JSON.stringify(here.slack.openViews(ALICE).at(-1))).toContain('StopLogging'));
    expect(here.slack.openViews(ALICE)).toHaveLength(2);
  });

  test('is known when the bot was taken out of the channel since', async () => {
    await alerted();
    here.slack.setChannel(CHANNEL, { bot: false });
    expect(await calls(ts())).toMatch(/StopLogging/);
  });
});

describe('on a message of somebody’s', () => {
  test.each([
    ['one thing is looked up at once', 'what is 198.51.100.7 doing?', /StopLogging/],
    [
      'several are offered',
      '198.51.100.7 or <mailto:bob@example.com|bob@example.com>?',
      /What shall I look up\?.*198\.51\.100\.7.*trail\.open\/0.*bob@example\.com.*trail\.open\/1/,
    ],
    ['nothing is said kindly', 'hello <!channel> *team*', /found nothing to look up.*an IP address, an ARN/],
  ])('%s', async (_, text, expected) => {
    await alerted(
      {},
      {
        slack: {
          channels: [
            { id: CHANNEL, name: 'security' },
            { id: 'C0OTHER', name: 'other', members: [ALICE] },
          ],
        },
      },
    );
    here.slack.setChannel('C0OTHER', { bot: false });
    const said = await here.slack.say({ user: ALICE, channel: 'C0OTHER', text });
    const shown = await calls(said, 'C0OTHER');
    expect(shown).toMatch(expected);
    expect(shown).not.toContain('<!channel>');
  });

  test('in an alert’s thread what it names comes first, else the alert', async () => {
    await alerted();
    const thread_ts = ts();
    const plain = await here.slack.say({ user: BOB, channel: CHANNEL, text: 'who is that?', thread_ts });
    expect(await calls(plain)).toMatch(/StopLogging/);
    await here.slack.closeView({ user: ALICE, all: true });
    const named = await here.slack.say({ user: BOB, channel: CHANNEL, text: 'see 192.0.2.1', thread_ts });
    expect(await calls(named)).not.toMatch(/StopLogging/);
  });
});
