/** Strings chosen by whoever makes a call, through the whole bot: the message is posted, and nothing in it is alive. */
import { MINUTE, NOON, record } from '../fixtures';
import { CHANNEL, type World, world } from '../harness';

let here: World;
afterEach(() => here.close());

const HOSTILE: readonly (readonly [string, string])[] = [
  ['a channel ping', '<!channel>'],
  ['a user mention', '<@U0ALICE>'],
  ['a link', '<https://evil.example|AWS support>'],
  ['a bare address', 'https://evil.example/login'],
  ['backticks', '`` ` ```x``` `'],
  ['formatting', '*root* _is_ ~fine~'],
  ['an emoji code', ':rotating_light:'],
  ['direction marks', 'user\u202e\u2066gnp.exe\u2069'],
  ['nine thousand characters', 'x&<'.repeat(3000)],
  ['lines', 'a\r\n\r\n# b\u2028c'],
  ['half a pair', '\ud83d'],
  ['nothing but blanks', ' \u200b\u00a0 '],
  ['a date token', '<!date^0^{date}^https://evil.example|now>'],
];

/** What Slack would make of a text: mentions, links and dates. */
const live = (text: string) => [...text.matchAll(/<([^>]*)>/g)].map(([, token = '']) => token);
const ours = /^(!date\^\d+\^[^^]*\||https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\/|@U0|!here)/;

test.each(HOSTILE)('%s in every name is posted, and dead', async (_name, value) => {
  here = await world();
  const hostile = record({
    eventTime: new Date(NOON - MINUTE).toISOString(),
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::111122223333:assumed-role/${value}/${value}`,
      accountId: '111122223333',
    },
    requestParameters: { name: value },
    sourceIPAddress: value,
    userAgent: value,
    awsRegion: 'eu-central-1',
    errorCode: value,
    errorMessage: value,
  });
  here.aws.put(hostile, { region: 'eu-central-1', account: '111122223333' });
  await here.app.tick();
  const [message, ...more] = here.slack.messages(CHANNEL);
  expect(more).toEqual([]);
  expect(here.slack.calls.filter((call) => call.error !== undefined)).toEqual([]);
  const texts = [message?.text ?? '', ...textsOf(message?.blocks)];
  for (const text of texts) {
    expect(live(text).filter((token) => !ours.test(token))).toEqual([]);
    expect(outsideCode(text)).not.toMatch(/:\/\/(?!\w+\.console)|[\u202a-\u202e\u2066-\u2069]|:rotating_light:/);
  }
});

const PROD = { region: 'eu-central-1', account: '111122223333' };
const stopped = (fields: Record<string, unknown> = {}) =>
  record({ eventTime: new Date(NOON - MINUTE).toISOString(), ...fields });

test('a record nested sixty thousand deep costs neither its neighbours nor the lane', async () => {
  here = await world();
  const deep = '{"a":'.repeat(60_000) + '1' + '}'.repeat(60_000);
  const text = JSON.stringify(stopped({ requestParameters: 'DEEP' })).replace('"DEEP"', deep);
  here.aws.put(text, PROD);
  here.aws.put(stopped());
  expect(await here.app.tick()).toMatchObject({ failed: 0, opened: 1, problems: 1 });
  expect(here.log.join('')).toMatch(/nested more than 500 levels deep/);
});

test('five hundred brackets in a name hide nothing', async () => {
  here = await world();
  here.aws.put(stopped({ userAgent: '{['.repeat(600) }));
  expect(await here.app.tick()).toMatchObject({ opened: 1, problems: 0 });
});

test('a record that no code can take is told by its id, and its page goes on without it', async () => {
  here = await world();
  const poison = '00000000-0000-4000-8000-00000000dead';
  here.aws.put([stopped(), stopped({ eventID: poison }), stopped()]);
  const real = JSON.stringify;
  const stringify = jest.spyOn(JSON, 'stringify').mockImplementation((value: unknown) => {
    if ((value as { eventID?: unknown } | null)?.eventID === poison) throw new RangeError('too much');
    return real(value);
  });
  const counts = await here.app.tick().finally(() => stringify.mockRestore());
  expect(counts).toMatchObject({ failed: 0, fresh: 2, problems: 1 });
  expect(here.log.join('')).toContain(poison);
});

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'text' in value && typeof value.text === 'string' ? [value.text] : [];
  return [...own, ...Object.values(value).flatMap(textsOf)];
}

/** Code spans show links and emoji codes as they are, and Slack leaves them alone there. */
function outsideCode(text: string): string {
  return text.replace(/`[^`]*`/g, '').replace(/<[^>]*>/g, '');
}
