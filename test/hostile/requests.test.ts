/** Requests that are not Slack's, or no longer, or too much: refused at the wire, and the bot goes on hearing. */
import { connect } from 'node:net';
import { sign } from '../../demo/slack/app/http-mode';
import { MINUTE, NOON, record } from '../fixtures';
import { ALICE, CHANNEL, type World, world } from '../harness';
import { acting } from '../pipeline/acting';

let here: World;
beforeAll(async () => {
  here = await world({ mode: 'http', start: true });
});
afterAll(() => here.close());

const { acknowledge, audit, happens, words } = acting(() => here);
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const now = () => Math.floor(Date.now() / 1000);

interface Request {
  readonly body?: string;
  readonly type?: string | undefined;
  readonly secret?: string;
  /** Seconds. */
  readonly time?: number | string;
  /** Instead of what belongs there; undefined to leave it out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
  readonly path?: string;
}

async function statusOf({
  body = form(click('x')),
  type = FORM,
  secret,
  time = now(),
  ...rest
}: Request): Promise<number> {
  const { method = 'POST', path = '/slack/events', headers } = rest;
  const signature = sign(secret ?? here.slack.signingSecret, String(time), body);
  const all: Record<string, string | undefined> = {
    'content-type': type,
    'x-slack-request-timestamp': String(time),
    'x-slack-signature': signature,
    ...headers,
  };
  const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const url = new URL(path, here.requestUrl);
  const answer = await fetch(url, {
    method,
    headers: given,
    ...(method === 'POST' ? { body: Buffer.from(body) } : {}),
  });
  return answer.status;
}

const form = (payload: unknown) => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();

/** A click on Acknowledge, as Slack words it. */
function click(alertId: string, at = '1.2') {
  const action = { type: 'button', action_id: 'alert.acknowledge', block_id: 'x', value: alertId, action_ts: at };
  const team = { id: 'T1' };
  const user = { id: ALICE, username: 'alice', team_id: 'T1' };
  return { type: 'block_actions', user, team, channel: { id: CHANNEL, name: 's' }, trigger_id: '1', actions: [action] };
}

const REFUSED: readonly (readonly [string, Request, number])[] = [
  ['signed with another secret', { secret: 'another' }, 401],
  ['with a made-up signature', { headers: { 'x-slack-signature': `v0=${'0'.repeat(64)}` } }, 401],
  ['with a signature of another version', { headers: { 'x-slack-signature': 'v1=00' } }, 401],
  ['with an empty signature', { headers: { 'x-slack-signature': '' } }, 401],
  ['without a signature', { headers: { 'x-slack-signature': undefined } }, 401],
  ['without a time', { headers: { 'x-slack-request-timestamp': undefined } }, 401],
  ['with a time that is none', { time: 'noon' }, 401],
  ['six minutes old', { time: now() - 360 }, 401],
  ['from ten minutes ahead', { time: now() + 600 }, 401],
  ['moved to another time', { headers: { 'x-slack-request-timestamp': String(now() - 1) } }, 401],
  ['unsigned, with a click hidden in a check of TLS', { body: `ssl_check=1&${form(click('x'))}`, secret: 'x' }, 200],
  ['of another type than its body', { type: 'text/plain' }, 400],
  ['that says nothing', { body: '', type: JSON_TYPE }, 400],
  ['that says null', { body: 'null', type: JSON_TYPE }, 400],
  ['whose payload is null', { body: 'payload=null' }, 400],
  ['that is a number', { body: '7', type: JSON_TYPE }, 400],
  ['that breaks off', { body: '{"type":', type: JSON_TYPE }, 400],
  ['a megabyte and more, signed', { body: `payload=${'x'.repeat(1_100_000)}` }, 413],
  ['by GET', { method: 'GET' }, 404],
  ['to another path', { path: '/slack/else' }, 404],
  ['to an address that is none', { path: '/%ff%00/..//' }, 500],
];

test.each(REFUSED)('a request %s is refused', async (_name, request, status) => {
  expect(await statusOf(request)).toBe(status);
});

test('what goes wrong within a signed request costs that request only', async () => {
  const bomb = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const odd = [
    { body: bomb, type: JSON_TYPE },
    { body: form({ ...click('x'), user: null }) },
    { body: form({ ...click('x'), actions: [null] }) },
    { body: form({ ...click('x'), actions: [{ type: 'button', action_id: '__proto__', action_ts: 7 }] }) },
    { body: form({ ...click('x'), actions: 'none' }) },
    {
      body: form({ type: 'view_submission', user: { id: ALICE }, team: { id: 'T1' }, view: { callback_id: 'snooze' } }),
    },
    { body: JSON.stringify({ type: 'event_callback', event: { type: 'user_change', user: null } }), type: JSON_TYPE },
    { body: JSON.stringify({ __proto__: null, constructor: 1, toString: 2, type: [] }), type: JSON_TYPE },
  ];
  for (const one of await Promise.all(odd.map(statusOf))) expect([200, 400, 404, 500]).toContain(one);
  expect(await statusOf({ body: JSON.stringify({ type: 'url_verification', challenge: 'c' }), type: JSON_TYPE })).toBe(
    200,
  );
});

test('the same signed click ten times over, as whoever recorded it may send it, counts once', async () => {
  await happens(record({ eventTime: new Date(NOON - MINUTE).toISOString() }));
  const actions = here.slack.messages(CHANNEL)[0]?.blocks?.find(({ type }) => type === 'actions');
  const [{ value: id = '' } = {}] = actions?.elements as { value?: string }[];
  const request = { body: form(click(id)), time: now() };
  const statuses = await Promise.all(Array.from({ length: 10 }, () => statusOf(request)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  await here.slack.until(() => /Acknowledged/.test(words()));
  expect((await audit()).filter((deed) => deed === `${ALICE} acknowledge`)).toHaveLength(1);
  await acknowledge('U0BOB').catch(() => undefined);
  expect((await audit()).filter((deed) => / acknowledge$/.test(deed))).toHaveLength(1);
});

/** Writes to the bot's port, and resolves with what came until the bot closed it, and after how long (milliseconds). */
function raw(write: (send: (text: string) => void) => NodeJS.Timeout | void): Promise<{ said: string; after: number }> {
  return new Promise((resolve) => {
    const began = performance.now();
    const socket = connect(Number(new URL(here.requestUrl).port), '127.0.0.1');
    let said = '';
    const timer = write((text) => void (socket.writable && socket.write(text)));
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer ?? undefined);
      resolve({ said, after: performance.now() - began });
    });
  });
}

const HEAD = 'POST /slack/events HTTP/1.1\r\nhost: bot\r\n';

test('a body that says how large it is, is refused before it is sent', async () => {
  const { said, after } = await raw((send) => send(`${HEAD}content-length: 9000000000\r\n\r\nx`));
  expect(said).toMatch(/^HTTP\/1\.1 413 /);
  expect(after).toBeLessThan(2000);
});

test('a body without an end is read no further than its limit', async () => {
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  const { said } = await raw((send) => {
    send(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    return setInterval(() => send(chunk), 1);
  });
  expect(said).toMatch(/^HTTP\/1\.1 413 /);
});

test('whoever sends drop by drop, the head or the body, is cut off within seconds', async () => {
  const drops = (head: string, drop: string) =>
    raw((send) => {
      send(head);
      return setInterval(() => send(drop), 200);
    });
  const slow = [drops(HEAD, 'x-a: b\r\n'), drops(`${HEAD}content-length: 1000\r\n\r\n`, 'x')];
  for (const { said, after } of await Promise.all(slow)) {
    expect(said).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(after).toBeLessThan(9000);
  }
}, 15_000);
