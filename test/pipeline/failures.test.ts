/** Each way in which Slack refuses, with its consequence; and the second path for when it does not take a critical alert. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delivery } from '../../src/store/delivery';
import { openToRead } from '../../src/store/database';
import { MINUTE } from '../fixtures';
import { CHANNEL, ROOT, type World, world } from '../harness';
import { attempts, blocksOf, calls, run, successes, told } from './flood';

let here: World;
afterEach(() => here.close());

const OTHER = 'C0OTHER';
const CHANNELS = [
  { id: CHANNEL, name: 'security' },
  { id: OTHER, name: 'other' },
];
const ACCOUNT = `accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]`;
/** High and critical to the one channel, the rest to the other. */
const TWO = `${ACCOUNT}\nchannel: ${OTHER}\nroutes: [{ levels: [critical, high], channel: ${CHANNEL}, mention: "@here" }]`;

/** What health would see. */
async function owed(): ReturnType<typeof delivery> {
  const store = openToRead('sqlite:trailwarden.sqlite', here.folder, `${ROOT}/migrations`);
  try {
    return await delivery(store.reader);
  } finally {
    await store.close();
  }
}

describe('a channel that refuses', () => {
  beforeEach(async () => {
    here = await world({ yaml: TWO, slack: { channels: CHANNELS } });
    here.slack.setChannel(CHANNEL, { archived: true });
    here.aws.put(attempts(30));
    await here.app.tick();
  });

  test('is asked once a minute, however much is owed to it', async () => {
    await run(here, 119);
    expect(calls(here, 'chat.postMessage')).toHaveLength(2);
    expect(here.log.filter((line) => line.includes('delivery refused'))).toHaveLength(2);
    expect(await owed()).toMatchObject({ owed: 30, troubles: [{ channel: CHANNEL, code: 'is_archived' }] });
  });

  test('is left after five minutes: what it is owed goes to the default channel, with a note', async () => {
    await run(here, 5 * 60 + 40);
    expect(told(here, OTHER)).toHaveLength(30);
    expect(blocksOf(here, 0, OTHER)).toMatch(/Could not be posted in <#C0SECURITY>: the channel is archived/);
    expect(here.log.join('')).toMatch(/channel refuses, posting elsewhere/);
    expect((await owed()).owed).toBe(0);
  });

  test('gets new alerts again as soon as it takes them', async () => {
    await run(here, 6 * 60);
    here.aws.put(attempts(1, {}, 'while-dead'));
    await here.app.tick();
    await run(here, 130);
    expect(told(here, OTHER)).toContainEqual(expect.stringContaining('while-dead'));
    here.slack.setChannel(CHANNEL, { archived: false });
    await run(here, 120);
    here.aws.put(attempts(1, {}, 'alive'));
    await here.app.tick();
    await run(here, 3);
    expect(told(here)).toEqual([expect.stringContaining('alive')]);
    expect((await owed()).troubles).toEqual([]);
  });

  test('holds up no other channel', async () => {
    here.aws.put(attempts(1, { eventName: 'PutEventSelectors' }, 'elsewhere'));
    await here.app.tick();
    await run(here, 3);
    expect(told(here, OTHER)).toEqual([expect.stringContaining('elsewhere')]);
  });
});

test('what becomes worse after it was moved is called for where it is', async () => {
  here = await world({ yaml: TWO, slack: { channels: CHANNELS } });
  here.slack.setChannel(CHANNEL, { archived: true });
  here.aws.put(attempts(1));
  await here.app.tick();
  await run(here, 5 * 60 + 5);
  here.aws.put(successes(1, 'user'));
  await here.app.tick();
  await run(here, 130);
  const [alert] = here.slack.messages(OTHER);
  const thread = here.slack.thread(OTHER, alert?.ts ?? '');
  expect(thread.at(-1)?.text).toMatch(/^Raised from high to critical.*<!here>/);
});

test.each([
  ['the token was revoked', 'token_revoked'],
  ['the token is not valid', 'invalid_auth'],
  ['the app was removed', 'account_inactive'],
  ['a scope is missing', 'missing_scope'],
])('when %s, everything waits with one attempt a minute, and health can say why', async (_name, code) => {
  here = await world({ yaml: TWO, slack: { channels: CHANNELS } });
  here.slack.failNext('chat.postMessage', { error: code, times: 3 });
  here.aws.put([...attempts(5), ...attempts(2, { eventName: 'PutEventSelectors' }, 'elsewhere')]);
  await here.app.tick();
  await run(here, 59);
  expect(calls(here, 'chat.postMessage')).toHaveLength(1);
  expect(await owed()).toMatchObject({ owed: 7, troubles: [{ channel: '*', code }] });
  await run(here, 130);
  expect(told(here)).toHaveLength(5);
  expect(await owed()).toMatchObject({ owed: 0, troubles: [] });
});

test('one message that displeases waits longer each time, and holds up nothing', async () => {
  here = await world();
  here.slack.failNext('chat.postMessage', { error: 'too_many_attachments', times: 3 });
  here.aws.put(attempts(1));
  await here.app.tick();
  await run(here, 425);
  expect(calls(here, 'chat.postMessage').map(({ error }) => error ?? 'ok')).toEqual([
    ...Array<string>(3).fill('too_many_attachments'),
    'ok',
  ]);
});

test('a direct message that may not be opened closes no channel', async () => {
  here = await world({
    yaml: `${ACCOUNT}\nchannel: ${CHANNEL}\nroutes: [{ levels: [critical, high], channel: ${CHANNEL}, escalate: [{ after: 1m, channel: U0BOB }] }]`,
  });
  here.slack.failNext('conversations.open', { error: 'missing_scope', times: 9 });
  here.aws.put(attempts(1));
  await here.app.tick();
  here.clock.advance(2 * MINUTE);
  await here.app.passTime();
  here.aws.put(attempts(1, {}, 'next'));
  await here.app.tick();
  await run(here, 3);
  expect(told(here)).toHaveLength(2);
});

test('a message in doubt stays so while the token is refused, and is not posted twice', async () => {
  here = await world();
  here.slack.failNext('chat.postMessage', { drop: 'after' });
  here.slack.failNext('conversations.history', 'token_revoked');
  here.aws.put(attempts(1));
  await here.app.tick();
  await run(here, 90);
  expect(told(here)).toHaveLength(1);
  expect(calls(here, 'chat.postMessage')).toHaveLength(1);
});

test('a message in doubt that nobody may look for stays in doubt while its channel refuses it, and says so when it comes', async () => {
  here = await world({ yaml: TWO, slack: { channels: CHANNELS } });
  here.slack.failNext('chat.postMessage', { drop: 'after' });
  here.aws.put(attempts(1));
  await here.app.tick();
  here.slack.failNext('conversations.history', { error: 'not_in_channel', times: 3 });
  here.slack.failNext('chat.postMessage', { error: 'not_in_channel', times: 3 });
  await run(here, 170);
  here.slack.clearFaults();
  await run(here, 400);
  // It arrived at first: found in the end, it stands once, and in no other channel.
  expect(told(here)).toHaveLength(1);
  expect(told(here, OTHER)).toEqual([]);
});

describe('under load, as Slack limits it', () => {
  test('a critical alert that comes last goes out first, and no call is too many', async () => {
    here = await world({ yaml: TWO, slack: { rateLimits: true, channels: CHANNELS } });
    here.aws.put(attempts(50));
    await here.app.tick();
    await run(here, 5);
    const before = told(here).length;
    here.aws.put(successes(1));
    await here.app.tick();
    await run(here, 1);
    expect(told(here).slice(before)[0]).toMatch(/^🔴/);
    await run(here, 60);
    here.aws.put(attempts(50));
    await here.app.tick();
    await run(here, 90);
    expect(told(here)).toHaveLength(51);
    expect(here.slack.calls.filter(({ status }) => status === 429)).toEqual([]);
    const at = calls(here, 'chat.postMessage').map(({ time }) => time);
    const most = at.map((time) => at.filter((other) => other >= time && other < time + 10_000).length);
    expect(Math.max(...most)).toBeLessThanOrEqual(13);
  });
});

describe('the second path', () => {
  const taken: { body: Record<string, unknown>; headers: IncomingHttpHeaders }[] = [];
  let server: Server;
  let statuses: number[];

  beforeEach(async () => {
    taken.length = 0;
    statuses = [];
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString()));
      request.on('end', () => {
        const status = statuses.shift() ?? 200;
        if (status === 200) taken.push({ body: JSON.parse(text) as Record<string, unknown>, headers: request.headers });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=of-the-hook`;
    here = await world({ yaml: `${ACCOUNT}\nfallback: { url: "${url}", after: 10m }` });
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const down = (times = 100_000) => here.slack.failNext('chat.postMessage', { status: 503, times });

  test('takes a critical alert that Slack does not, once, and Slack gets it when it is back', async () => {
    down();
    here.aws.put([...successes(1), ...attempts(1)]);
    await here.app.tick();
    await run(here, 9 * 60);
    expect(taken).toEqual([]);
    await run(here, 90);
    await here.restart();
    await run(here, 120);
    expect(taken.map(({ body }) => body)).toEqual([
      {
        text: 'CRITICAL in prod (111122223333): intruder-0 stopped logging on the trail main. Slack could not be reached.',
        level: 'critical',
        account: '111122223333',
        what: 'intruder-0 stopped logging on the trail main',
        why: expect.stringMatching(/\w/) as string,
        next_steps: expect.arrayContaining([expect.stringMatching(/\w/)]) as string[],
        event_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        since: expect.stringMatching(/^2026-11-20T12:00:0\d\.\d{3}Z$/) as string,
      },
    ]);
    expect(taken[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{20}$/);
    here.slack.clearFaults();
    await run(here, 330);
    expect(told(here)).toHaveLength(2);
  });

  test('is tried again until it takes it, and its address is not told', async () => {
    down();
    statuses = [500, 503];
    here.aws.put(successes(1));
    await here.app.tick();
    await run(here, 11 * 60);
    expect(taken).toHaveLength(1);
    expect(here.log.join('')).toMatch(/second path failed/);
    expect(here.log.join('')).not.toContain('of-the-hook');
  });

  test('is not needed for what somebody got in Slack, nor for what is not critical', async () => {
    here.aws.put([...successes(1), ...attempts(3)]);
    await here.app.tick();
    await run(here, 12 * 60);
    expect(taken).toEqual([]);
  });

  test('is taken when the token was revoked, too', async () => {
    here.slack.failNext('chat.postMessage', { error: 'token_revoked', times: 1000 });
    here.aws.put(successes(2));
    await here.app.tick();
    await run(here, 10 * 60 + 2);
    expect(taken).toHaveLength(2);
  });
});
