/** What `doctor` tells, against the local Slack and CloudTrail in each state an operator may meet. */
import { doctorCommand } from '../../src/command/doctor';
import { type World, ROOT, CHANNEL, world } from '../harness';
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

test('settings without effect are told', async () => {
  here = await world({
    yaml: 'digest: { daily: "0 9 * * *" }\naccounts: [{ id: "111122223333", regions: [us-east-1] }]',
  });
  expect((await examined()).lines).toMatch(/this version does not act on: digest/);
});
