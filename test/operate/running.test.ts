/** The bot looking at itself, in both modes: its pages, its numbers, its heartbeat, and what it says of its own pauses. */
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR, MINUTE, NOON, record } from '../fixtures';
import { CHANNEL, ROOT, type World, eventually, world } from '../harness';

let here: World;
let hooks: Server | undefined;
afterEach(async () => {
  await here.close();
  hooks?.closeAllConnections();
  hooks?.close();
  hooks = undefined;
});

const texts = () => here.slack.messages(CHANNEL).map(({ text }) => text);
const pageOf = (path: string) => fetch(new URL(path, here.requestUrl));

test('by http, /healthz, /readyz and /metrics stand beside /slack/events', async () => {
  here = await world({ mode: 'http', start: true });
  expect((await pageOf('/healthz')).status).toBe(200);
  const before = await pageOf('/readyz');
  expect(before.status).toBe(503);
  expect(await before.json()).toMatchObject({ state: 'red', problems: [{ kind: 'ticks' }] });
  here.aws.put(record({ eventTime: new Date(NOON - MINUTE).toISOString() }));
  await here.app.tick();
  const after = await pageOf('/readyz');
  expect({ status: after.status, body: await after.json() }).toMatchObject({ status: 200, body: { state: 'green' } });
  const numbers = await (await pageOf('/metrics')).text();
  for (const line of [
    'trailwarden_healthy 1',
    'trailwarden_ticks_total{result="done"} 1',
    'trailwarden_events_total 1',
    'trailwarden_alerts_total{level="critical"} 1',
    'trailwarden_deliveries_total{kind="post"} 1',
    'trailwarden_outbox_oldest_seconds 0',
    'trailwarden_lane_failing{account="111122223333",region="eu-central-1",lane="changes"} 0',
  ]) {
    expect(numbers).toContain(line);
  }
  expect(numbers).toMatch(
    /trailwarden_lane_lag_seconds\{account="111122223333",region="eu-central-1",lane="changes"\} \d/,
  );
  for (const secret of [here.slack.botToken, here.slack.signingSecret, 'alice']) expect(numbers).not.toContain(secret);
  expect((await pageOf('/nothing')).status).toBe(404);
});

test('every number is in docs/operations.md', async () => {
  here = await world({ mode: 'http', start: true });
  const names = (await (await pageOf('/metrics')).text()).match(/(?<=^# HELP )trailwarden_\w+/gm) ?? [];
  const page = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('errors of AWS and Slack are counted, and a message that is owed for long turns it red', async () => {
  here = await world({ mode: 'http', start: true });
  here.aws.put(record({ eventTime: new Date(NOON - MINUTE).toISOString() }));
  here.aws.failNext({
    action: 'LookupEvents',
    region: 'us-east-1',
    status: 400,
    code: 'AccessDeniedException',
    times: 9,
  });
  here.slack.setChannel(CHANNEL, { bot: false });
  await here.app.tick();
  here.clock.advance(12 * MINUTE);
  await here.app.tick();
  const numbers = await (await pageOf('/metrics')).text();
  expect(numbers).toMatch(
    /trailwarden_aws_errors_total\{account="111122223333",region="us-east-1",code="aws-access-denied"\} [1-9]/,
  );
  expect(numbers).toMatch(/trailwarden_slack_errors_total\{how="refused",code="not_in_channel"\} [1-9]/);
  const { state, problems } = await here.app.health();
  expect(state).toBe('red');
  expect(problems.map(({ kind }) => kind)).toContain('undelivered');
});

test('in Socket Mode the pages stand on PORT, and only here', async () => {
  const { port } = await listening((_request, response) => response.end());
  hooks?.close();
  here = await world({ environment: { PORT: String(port) } });
  expect(here.config.slack?.connection).toMatchObject({ mode: 'socket', pages: { port, host: '127.0.0.1' } });
  await here.app.start();
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/slack/events`)).status).toBe(404);
});

test('in Socket Mode without PORT it serves nothing', async () => {
  here = await world();
  expect(here.config.slack?.connection).toMatchObject({ mode: 'socket', pages: undefined });
});

async function listening(answer: Parameters<typeof createServer>[1]): Promise<AddressInfo> {
  hooks = createServer(answer ?? (() => undefined));
  await new Promise<void>((resolve) => hooks?.listen(0, '127.0.0.1', resolve));
  return hooks.address() as AddressInfo;
}

test('the heartbeat is fetched after a healthy tick and not after another, and its failure is told once', async () => {
  const asked: string[] = [];
  let status = 200;
  const { port } = await listening((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status).end();
  });
  const yaml = `heartbeat: http://127.0.0.1:${port}/ping/very-secret-id\naccounts: [{ id: "111122223333", regions: [us-east-1] }]`;
  here = await world({ yaml });
  await here.app.tick(); // Not connected to Slack yet: not healthy.
  expect(asked).toEqual([]);
  await here.app.listen();
  await here.app.tick();
  await eventually(() => expect(asked).toEqual(['GET /ping/very-secret-id']));
  status = 500;
  for (let n = 2; n < 5; n += 1) {
    await here.app.tick();
    await eventually(() => expect(asked).toHaveLength(n));
    await eventually(() => expect(here.log.join('')).toContain('heartbeat failed'));
  }
  expect(here.log.filter((line) => line.includes('heartbeat failed'))).toHaveLength(1);
  expect(here.log.join('')).not.toContain('very-secret-id');
});

test('a heartbeat that never answers holds nothing up', async () => {
  const { port } = await listening(() => undefined);
  here = await world({
    yaml: `heartbeat: http://127.0.0.1:${port}/\naccounts: [{ id: "111122223333", regions: [us-east-1] }]`,
  });
  await here.app.listen();
  await here.app.tick();
  await here.app.tick();
});

describe('after a pause', () => {
  test('people hear from when to when nobody watched, once', async () => {
    here = await world();
    await here.app.attend();
    here.clock.advance(3 * HOUR);
    await here.restart();
    await here.app.attend();
    await here.restart();
    await here.app.attend();
    expect(texts()).toEqual([
      expect.stringMatching(
        /^🕳️ I was not watching from .*12:00:00 UTC.* to .*15:00:00 UTC.*for 3 hours\. .*1 account/,
      ),
    ]);
    expect(here.log.join('')).toContain('"msg":"was not watching"');
  });

  test.each([
    ['not at the first start', undefined],
    ['not after a restart', MINUTE * 4],
  ])('%s', async (_name, gap) => {
    here = await world();
    if (gap !== undefined) {
      await here.app.attend();
      here.clock.advance(gap);
      await here.restart();
    }
    await here.app.attend();
    expect(texts()).toEqual([]);
  });
});

test('an account that cannot be read for half an hour is told once, also over a restart, and once more when it can', async () => {
  here = await world({ start: true });
  await here.app.tick();
  const deny = () =>
    here.aws.failNext({ action: 'LookupEvents', status: 400, code: 'AccessDeniedException', times: 9 });
  const pass = async (minutes: number, denied: boolean) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      here.clock.advance(MINUTE);
      if (denied) deny();
      await here.app.tick();
      await here.app.attend();
    }
  };
  await pass(20, true);
  expect(texts()).toEqual([]);
  await pass(12, true);
  expect(texts()).toEqual([
    expect.stringMatching(/^🔴 Account prod .*cannot be read in .*\n.*cloudtrail:LookupEvents/s),
  ]);
  await here.restart();
  await pass(5, true);
  expect(texts()).toHaveLength(1);
});
