/** A first start reads a day and floods nobody: what was over before is one list, what happens now is posted as ever. */
import type { JsonObject } from '../../src/source/event';
import { HOUR, MINUTE, NOON, record } from '../fixtures';
import { ALICE, CHANNEL, type World, eventually, world } from '../harness';
import { blocksOf, calls, run, told } from './flood';

let here: World;
afterEach(() => here.close());

const YAML = `first_read: 24h
accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]
routes: [{ levels: [critical, high], channel: ${CHANNEL}, mention: "@here", escalate: [{ after: 10m, mention: S0ONCALL }] }]
channel: ${CHANNEL}`;

const DENIED = { errorCode: 'AccessDenied' };
const by = (name: string, offset: number, fields: Record<string, unknown> = {}): JsonObject =>
  record({
    eventTime: new Date(NOON + offset).toISOString(),
    userIdentity: { type: 'IAMUser', userName: name, accountId: '111122223333' },
    ...fields,
  });

/** Reads until the day before is read. */
async function readAll(): Promise<void> {
  for (let n = 0; n < 4; n += 1) {
    await here.app.tick();
    await run(here, 5);
  }
}

const HISTORY = [by('anna', -20 * HOUR), by('ben', -9 * HOUR, DENIED), by('carl', -5 * HOUR, DENIED)];

test('what is older than an hour is one list, the worst first, and calls nobody', async () => {
  here = await world({ yaml: YAML, slack: { rateLimits: true } });
  here.aws.put(HISTORY);
  await readAll();
  expect(told(here)).toEqual([
    expect.stringMatching(/^🗂️ Before I started: 1 critical, 2 high\. 🔴 anna stopped logging/),
  ]);
  expect(blocksOf(here, 0)).toMatch(/1\. [^`]*`anna`.*2\. [^`]*`ben`.*3\. [^`]*`carl`/);
  expect(JSON.stringify(here.slack.messages(CHANNEL))).not.toContain('<!here>');
});

test('what happened within the hour is posted as ever', async () => {
  here = await world({ yaml: YAML });
  here.aws.put([...HISTORY, by('dora', -10 * MINUTE)]);
  await readAll();
  expect(told(here)).toHaveLength(2);
  expect(told(here).find((text) => text.includes('dora'))).toMatch(/^🔴 Critical: dora stopped.*<!here>/);
});

test('no ladder runs and nobody is asked for what is history', async () => {
  here = await world({
    yaml: `${YAML}\npeople: [{ principal: "arn:aws:iam::111122223333:user/alice", slack: ${ALICE} }]`,
  });
  const signIn = by('alice', -4 * HOUR, {
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'No' },
    userIdentity: { type: 'IAMUser', userName: 'alice', arn: 'arn:aws:iam::111122223333:user/alice' },
  });
  here.aws.put([...HISTORY, signIn]);
  await readAll();
  here.clock.advance(HOUR);
  await here.app.passTime();
  await run(here, 5);
  expect(told(here)).toHaveLength(1);
  expect(here.slack.thread(CHANNEL, here.slack.messages(CHANNEL)[0]?.ts ?? '')).toHaveLength(1);
  expect(calls(here, 'conversations.open')).toEqual([]);
});

test('the same again, now, is news: it is posted, and the list shows it too', async () => {
  here = await world({ yaml: YAML });
  here.aws.put(HISTORY);
  await readAll();
  here.aws.put(by('ben', MINUTE, DENIED));
  here.clock.advance(2 * MINUTE);
  await readAll();
  expect(told(here)).toHaveLength(2);
  expect(told(here)[1]).toMatch(/^🟠 High: ben tried.*×2.*<!here>/);
  expect(blocksOf(here, 0)).toMatch(/`ben`[^\n]*×2/);
});

test('what somebody acknowledged in the list stays there when it is repeated', async () => {
  here = await world({ yaml: YAML, start: true });
  here.aws.put(HISTORY);
  await readAll();
  const ts = here.slack.messages(CHANNEL)[0]?.ts ?? '';
  await here.slack.click({ user: ALICE, channel: CHANNEL, ts, actionId: 'batch.acknowledge' });
  await eventually(async () => {
    await here.app.deliver();
    expect(blocksOf(here, 0).match(/👀/g)).toHaveLength(3);
  });
  here.aws.put(by('ben', MINUTE, DENIED));
  here.clock.advance(2 * MINUTE);
  await readAll();
  expect(told(here)).toHaveLength(1);
});

test('a busy day makes a few messages, not hundreds, and a restart in the middle repeats none', async () => {
  here = await world({ yaml: YAML, slack: { rateLimits: true } });
  const day = Array.from({ length: 120 }, (_, n) => by(`user-${n}`, -2 * HOUR - n * 10 * MINUTE, DENIED));
  here.aws.put([...day, by('intruder', -23 * HOUR)]);
  await here.app.tick();
  await here.restart();
  await readAll();
  await run(here, 30);
  expect(told(here)).toHaveLength(4);
  expect(told(here)[0]).toMatch(/^🗂️ Before I started: 1 critical, 120 high\. 🔴 intruder/);
  const all = JSON.stringify(here.slack.messages(CHANNEL).map(({ blocks }) => blocks));
  for (const n of [0, 60, 119]) expect(all.match(new RegExp(`\\d\\. [^\`]*\`user-${n}\``, 'g'))).toHaveLength(1);
});
