/** What `doctor` tells, against the local Slack and CloudTrail in each state an operator may meet. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { doctorCommand } from '../../src/command/doctor';
import { type World, ROOT, CHANNEL, world } from '../harness';
import { MINUTE, NOON, record } from '../fixtures';
import { testIo } from './io';

let here: World;
afterEach(() => here.close());

async function examined(postTest = false): Promise<{ code: number; lines: string }> {
  const io = { ...testIo(), env: here.environment, folder: here.folder };
  const code = await doctorCommand({ file: undefined, root: ROOT, postTest, clock: here.clock }, io);
  return { code, lines: io.stdout.text };
}

test('when all is well it says so, part by part', async () => {
  here = await world();
  const { code, lines } = await examined();
  expect(code).toBe(0);
  for (const part of [
    'configuration',
    'rules',
    'database',
    'Slack token',
    'Socket Mode',
    `channel ${CHANNEL}`,
    'account prod',
  ]) {
    expect(lines).toMatch(new RegExp(`^ok +${part}`, 'm'));
  }
  expect(here.slack.messages(CHANNEL)).toEqual([]);
});

test('with --post-test it posts a line into each channel', async () => {
  here = await world();
  expect((await examined(true)).code).toBe(0);
  expect(here.slack.messages(CHANNEL).map((message) => message.text)).toEqual([
    'Trailwarden can post here. It will send: critical, high, medium.',
  ]);
});

test.each([
  [
    'the bot is not in the channel',
    () => here.slack.setChannel(CHANNEL, { bot: false }),
    /PROBLEM +channel.*invite the bot/,
  ],
  ['the channel is archived', () => here.slack.setChannel(CHANNEL, { archived: true }), /PROBLEM +channel.*archived/],
  [
    'the token is not valid',
    () => here.slack.failNext('auth.test', 'invalid_auth'),
    /PROBLEM +Slack token.*copy it again/,
  ],
  [
    'Socket Mode cannot be opened',
    () => here.slack.failNext('apps.connections.open', 'invalid_auth'),
    /PROBLEM +Socket Mode/,
  ],
  [
    'events may not be looked up',
    () => here.aws.failNext({ action: 'LookupEvents', status: 400, code: 'AccessDeniedException', times: 9 }),
    /PROBLEM +account prod .*cloudtrail:LookupEvents/,
  ],
])('when %s it says what to do', async (_name, breakIt, words) => {
  here = await world();
  breakIt();
  const { code, lines } = await examined();
  expect(code).toBe(1);
  expect(lines).toMatch(words);
});

test('scopes that are missing are named with what they are for', async () => {
  here = await world({ slack: { manifest: { scopes: ['chat:write'] } } });
  expect((await examined()).lines).toMatch(/PROBLEM +Slack token: .*channels:history: looking for a message/);
});

describe('of the store it tells', () => {
  test('who works with it, its schema, the room for it, what is owed and how far accounts are read', async () => {
    here = await world({ start: true });
    here.aws.put(record({ eventTime: new Date(NOON - MINUTE).toISOString() }));
    here.slack.setChannel(CHANNEL, { bot: false });
    await here.app.tick();
    here.clock.advance(20 * MINUTE);
    const { lines } = await examined();
    for (const line of [
      /^ok +database: sqlite:.*schema \d+$/m,
      /^ok +disk: .* GB free/m,
      /^ok +size: \S+ MB with 1 event, 1 match, 1 alert; too few events yet to say how it grows$/m,
      new RegExp(`^ok +bot: in use by process ${process.pid} `, 'm'),
      /^PROBLEM +outbox: 1 owed, the oldest to C0SECURITY for \d+ minutes, Slack's last answer: not_in_channel/m,
      /^PROBLEM +read 111122223333: read up to .*see the log/m,
    ]) {
      expect(lines).toMatch(line);
    }
  });

  test('that it will be made, and makes nothing itself', async () => {
    here = await world({ environment: { DATABASE_URL: 'sqlite:sub/new.sqlite' } });
    await here.app.stop();
    rmSync(join(here.folder, 'sub'), { recursive: true });
    const { lines } = await examined();
    expect(lines).toMatch(/^ok +database: .*new\.sqlite will be made at the first start/m);
    expect(existsSync(join(here.folder, 'sub'))).toBe(false);
  });

  test('that it is damaged, and what to do', async () => {
    here = await world();
    await here.app.stop();
    writeFileSync(join(here.folder, 'trailwarden.sqlite'), 'x'.repeat(9000));
    expect((await examined()).lines).toMatch(/^PROBLEM +database: .*damaged.*restore a backup/m);
  });
});
