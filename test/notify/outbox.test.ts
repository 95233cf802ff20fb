/** Owed messages against the local Slack and its faults: nothing lost, nothing twice, and never faster than Slack allows. */
import { MINUTE, NOON, record } from '../fixtures';
import { CHANNEL, type World, world } from '../harness';

let here: World;
afterEach(() => here.close());

const SECOND = 1000;

/** So many alerts, each on another trail's owner. */
const stopped = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    record({
      eventTime: new Date(NOON - MINUTE).toISOString(),
      userIdentity: { type: 'IAMUser', userName: `user-${n}`, accountId: '111122223333' },
    }),
  );
const told = () => here.slack.messages(CHANNEL).map((message) => message.text);
const calls = (method: string) => here.slack.calls.filter((call) => call.method === method);

/** Lets the clock run and delivers each second, as the bot's own job does. */
async function run(seconds: number): Promise<void> {
  for (let n = 0; n < seconds; n += 1) {
    here.clock.advance(SECOND);
    await here.app.deliver();
  }
}

test('posts keep to a second a channel after a short burst, within what Slack allows', async () => {
  here = await world({ slack: { rateLimits: true } });
  here.aws.put(stopped(12));
  await here.app.tick();
  expect(told().length).toBeLessThan(5);
  await run(12);
  expect(told()).toHaveLength(12);
  expect(calls('chat.postMessage').filter((call) => call.status === 429)).toEqual([]);
});

test('a rate limit is waited out as long as Slack says, and nothing is lost', async () => {
  here = await world();
  here.slack.failNext('chat.postMessage', { error: 'ratelimited', retryAfter: 30 });
  here.aws.put(stopped(1));
  await here.app.tick();
  await run(29);
  expect(calls('chat.postMessage')).toHaveLength(1);
  await run(2);
  expect(told()).toHaveLength(1);
});

test('a message that was stored but never answered is found again, not posted twice', async () => {
  here = await world();
  here.slack.failNext('chat.postMessage', { drop: 'after' });
  here.aws.put(stopped(1));
  await here.app.tick();
  expect(told()).toHaveLength(1);
  await run(30);
  expect(told()).toHaveLength(1);
  expect(calls('chat.postMessage')).toHaveLength(1);
  expect(calls('conversations.history')).toHaveLength(1);
});

test('a message that never arrived is posted after looking for it', async () => {
  here = await world();
  here.slack.failNext('chat.postMessage', { drop: 'before' });
  here.aws.put(stopped(1));
  await here.app.tick();
  expect(told()).toEqual([]);
  await run(30);
  expect(told()).toHaveLength(1);
});

test('without the scope to look, a possible twin says that it may be one', async () => {
  here = await world({ slack: { manifest: { scopes: ['chat:write'] } } });
  here.slack.failNext('chat.postMessage', { drop: 'before' });
  here.aws.put(stopped(1));
  await here.app.tick();
  await run(30);
  const marked = () => JSON.stringify(here.slack.messages(CHANNEL)[0]?.blocks);
  expect(marked()).toContain('may be posted twice');
  here.aws.put(stopped(1));
  await here.app.tick();
  expect(marked()).toMatch(/×2.*may be posted twice/);
});

test.each([
  ['not in the channel', 'not_in_channel', /invite the bot/],
  ['the channel is archived', 'is_archived', /unarchive/],
  ['the token was revoked', 'token_revoked', /reinstall/],
])('when %s, the alert stays owed and the log says what to do', async (_name, code, words) => {
  here = await world();
  here.slack.failNext('chat.postMessage', code);
  here.aws.put(stopped(1));
  await here.app.tick();
  expect(told()).toEqual([]);
  expect(here.log.join('')).toMatch(words);
  await run(61);
  expect(told()).toHaveLength(1);
});

test('an edit of a message that somebody deleted is given up, visibly', async () => {
  here = await world();
  here.aws.put(stopped(1));
  await here.app.tick();
  here.slack.deleteMessage({ channel: CHANNEL, ts: here.slack.messages(CHANNEL)[0]?.ts ?? '' });
  here.clock.advance(MINUTE);
  here.aws.put(stopped(1));
  await here.app.tick();
  await run(5);
  expect(here.log.join('')).toMatch(/message_not_found/);
  expect(calls('chat.update')).toHaveLength(1);
});

test('blocks that Slack refuses do not cost the alert: it is posted as text', async () => {
  here = await world();
  here.slack.failNext('chat.postMessage', 'invalid_blocks');
  here.aws.put(stopped(1));
  await here.app.tick();
  await run(2);
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatch(/stopped logging.*\n.*\n1\. /);
});

test('many edits of one message are sent as one', async () => {
  here = await world();
  for (let n = 0; n < 30; n += 1) {
    here.aws.put(stopped(1));
    await here.app.tick();
  }
  await run(5);
  expect(JSON.stringify(here.slack.messages(CHANNEL)[0]?.blocks)).toContain('×30');
  expect(calls('chat.update').length).toBeLessThan(30);
});

test('a flood of posts holds up neither another channel nor an edit', async () => {
  here = await world();
  here.aws.put(stopped(1));
  await here.app.tick();
  const flood = Array.from({ length: 600 }, (_, n) =>
    record({
      eventTime: new Date(NOON - MINUTE).toISOString(),
      userIdentity: { type: 'IAMUser', userName: `many-${n}`, accountId: '111122223333' },
    }),
  );
  here.aws.put([...flood, ...stopped(1)]);
  await here.app.tick();
  await run(2);
  expect(told().length).toBeLessThan(20);
  expect(told()[0]).toMatch(/×2/);
});

test('worse alerts go first', async () => {
  here = await world();
  const root = { type: 'Root', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:root' };
  const login = { eventName: 'ConsoleLogin', eventSource: 'signin.amazonaws.com', userIdentity: root };
  const critical = record({
    eventTime: new Date(NOON - MINUTE).toISOString(),
    ...login,
    responseElements: { ConsoleLogin: 'Success' },
  });
  here.aws.put([...stopped(5), critical]);
  await here.app.tick();
  expect(told()[0]).toMatch(/Critical/);
});

const ROUTES = `
accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]
routes:
  - { levels: [critical], channel: ${CHANNEL}, mention: "@here" }
`;
const byAlice = (fields: Record<string, unknown>) =>
  record({ eventTime: new Date(NOON - MINUTE).toISOString(), ...fields });
/** High in production when it is denied, critical when it succeeds. */
const attempt = () => byAlice({ errorCode: 'AccessDenied' });

test('while Slack does not answer, one message waits for it and not every one in turn', async () => {
  here = await world();
  here.slack.failNext('chat.postMessage', { drop: 'before' });
  here.aws.put(stopped(3));
  await here.app.tick();
  expect(calls('chat.postMessage')).toHaveLength(1);
  await run(30);
  expect(told()).toHaveLength(3);
});

test('an alert that becomes worse while its first message is in doubt still calls those it must', async () => {
  here = await world({ yaml: ROUTES });
  here.slack.failNext('chat.postMessage', { drop: 'after' });
  here.aws.put([attempt()]);
  await here.app.tick();
  here.aws.put([byAlice({})]);
  await here.app.tick();
  expect(told()).toHaveLength(1);
  await run(30);
  const raised = calls('chat.postMessage').map((call) => String(call.args.text));
  expect(raised).toHaveLength(2);
  expect(raised[1]).toMatch(/^Raised from high to critical: .*<!here>/);
});

test('an alert that becomes worse when somebody deleted its message is posted anew', async () => {
  here = await world({ yaml: ROUTES });
  here.aws.put([attempt()]);
  await here.app.tick();
  here.slack.deleteMessage({ channel: CHANNEL, ts: here.slack.messages(CHANNEL)[0]?.ts ?? '' });
  here.slack.failNext('chat.postMessage', 'thread_not_found');
  here.aws.put([byAlice({})]);
  await here.app.tick();
  await run(2);
  expect(told()).toEqual([expect.stringMatching(/^🔴 Critical: /)]);
  expect(String(calls('chat.postMessage').at(-1)?.args.text)).toMatch(/^🔴 Critical: .*<!here>/);
  here.aws.put([byAlice({})]);
  await here.app.tick();
  await run(2);
  expect(told()).toEqual([expect.stringMatching(/×3/)]);
});
