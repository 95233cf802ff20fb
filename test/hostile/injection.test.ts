/** Strings that want to be more than strings, in every place and on every surface of Slack: posted, and dead. */
import { defaultUsers } from '../../demo/slack/people';
import { HOUR, MINUTE, NOON } from '../fixtures';
import { choose, press, save, top } from '../act/expecting';
import { choose as choice } from '../act/modals';
import { ALICE, BOB, CHANNEL, type World, eventually, world } from '../harness';
import { acting } from '../pipeline/acting';
import { run } from '../pipeline/flood';
import { aliveIn, mrkdwnOf, parsed, textsOf } from './live';
import { HOSTILE, LIVELY, namedSo, spoken } from './words';

let here: World;
afterEach(() => here.close());
const { acknowledge, snooze, more, pass, happens, thread, whispers, words } = acting(() => here);

const PROD =
  'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1, us-east-1] }]';
const DAY = 24 * HOUR;
const WHERE = { region: 'eu-central-1', account: '111122223333' };
const UNPROTECTED = { eventSource: 'dynamodb.amazonaws.com', eventName: 'UpdateTable' };

/** Nothing that was said to Slack is alive, and Slack took it all; a modal that somebody closed meanwhile is not found. */
function expectDead(): void {
  const said = here.slack.calls.filter(({ method }) => /^(chat|views)\./.test(method));
  expect(
    said.filter(({ error = 'not_found' }) => error !== 'not_found').map(({ method, error }) => [method, error]),
  ).toEqual([]);
  for (const { method, args } of said) {
    for (const text of mrkdwnOf(args)) expect([method, text, aliveIn(text, LIVELY)]).toEqual([method, text, []]);
    // Labels and literals are not parsed, but are read: nothing in them turns what follows around, or is invisible.
    for (const text of textsOf(parsed(args))) {
      expect(text.isWellFormed()).toBe(true);

      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  }
  for (const user of [ALICE, BOB]) for (const text of whispers(user)) expect(aliveIn(text, LIVELY)).toEqual([]);
  for (const line of here.log)
    expect([line.trim().split('\n').length, Object.keys(JSON.parse(line) as object)]).toEqual([
      1,
      expect.arrayContaining(['level', 'msg']),
    ]);
  expect(here.log.filter((line) => (JSON.parse(line) as { msg: string }).msg === 'forged')).toEqual([]);
}

test('every word in every string of a record, in the message of its alert', async () => {
  here = await world();
  for (const word of HOSTILE) {
    here.aws.put(spoken(word, NOON - MINUTE), WHERE);
    here.aws.put(
      spoken(word, NOON - MINUTE, { ...UNPROTECTED, errorCode: word, recipientAccountId: word, sharedEventID: word }),
      WHERE,
    );
    here.aws.put(
      spoken(word, NOON - MINUTE, {
        userIdentity: { type: word, userName: word, accountId: word },
        eventName: `Stop${word}`,
      }),
      WHERE,
    );
  }
  expect(await here.app.tick()).toMatchObject({ failed: 0, problems: 0 });
  await run(here, 90);
  expect(here.slack.messages(CHANNEL).length).toBeGreaterThan(HOSTILE.length / 2);
  expectDead();
});

const MANY = [
  '<!channel> *bold* :tada: `x` &lt;',
  '<@U0MALLORY|y> _slanted_ www.evil.example',
  '=1+1\u001b[2J\u202e\n{"msg":"forged"}',
];

test.each(MANY)('%j in an alert through all its states, in its thread and in its modals', async (word) => {
  const alice = namedSo(ALICE, word, 'alice@example.com');
  const yaml = `${PROD}\nroutes: [{ levels: [critical, high, medium], channel: ${CHANNEL}, escalate: [{ after: 10m, mention: ${ALICE} }] }]`;
  here = await world({ start: true, yaml, slack: { users: [alice, ...defaultUsers.slice(1)] } });
  const fields = {
    ...UNPROTECTED,
    errorMessage: undefined,
    requestParameters: { tableName: word, deletionProtectionEnabled: false },
    awsRegion: 'eu-central-1',
  };
  await happens(spoken(word, NOON - MINUTE, fields));
  for (const one of ['show', 'why', 'ask']) {
    await choice(here, BOB, one);
    await here.slack.closeView({ user: BOB, all: true });
  }
  await snooze(BOB, 'custom');
  await eventually(() => expect(JSON.stringify(top(here, BOB)?.blocks)).toContain('Quiet until'));
  await here.slack.closeView({ user: BOB, all: true });
  await pass(20 * MINUTE, 5 * MINUTE);
  const shows = (what: RegExp) =>
    eventually(async () => {
      await run(here, 1);
      expect(words()).toMatch(what);
    });
  await snooze(BOB, '1h');
  await shows(/\*Snoozed\*/);
  await more(BOB, 'wake');
  await shows(/🟠/);
  await acknowledge(BOB);
  await shows(/\*Acknowledged\*/);
  await more(BOB, 'reopen');
  await shows(/\*Reopened\*/);
  await press(here, BOB);
  await choose(here, 'expect.who', 'pattern', BOB);
  await choose(here, 'expect.pattern', `${word.slice(0, 20)}*`, BOB);
  // A pattern may be refused for what it is made of; the principal itself is as hostile.
  await choose(here, 'expect.who', 'principal', BOB);
  const saved = await save(here, { 'expect.reason': word }, BOB);
  if (top(here, BOB)) await save(here, { 'expect.reason': word }, BOB);
  expect(saved).toMatchObject({ ok: true });
  await eventually(async () => {
    await run(here, 1);
    expect(thread().join('\n')).toMatch(/marked this as expected/);
  });
  // The reminder before it ends.
  await pass(30 * DAY, DAY);
  await run(here, 5);
  expectDead();
});

test.each(MANY)('%j in a sign-in and in the profile of whoever is asked about it', async (word) => {
  const users = [namedSo(ALICE, word, 'alice@example.com'), ...defaultUsers.slice(1)];
  const yaml = `${PROD}\npeople: [{ principal: "arn:aws:iam::111122223333:user/alice", slack: ${ALICE} }]`;
  here = await world({ start: true, yaml, slack: { users } });
  const who = {
    type: 'IAMUser',
    userName: 'alice',
    arn: 'arn:aws:iam::111122223333:user/alice',
    accountId: '111122223333',
  };
  const signIn = {
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    errorMessage: undefined,
    userIdentity: who,
  };
  const answers = {
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: word, [word]: word },
  };
  here.aws.put(spoken(word, NOON - MINUTE, { ...signIn, ...answers }), WHERE);
  await here.app.tick();
  await run(here, 3);
  expect(here.slack.directMessages(ALICE)).toHaveLength(1);
  await pass(3 * HOUR, 30 * MINUTE);
  const ts = here.slack.directMessages(ALICE)[0]?.ts ?? '';
  await here.slack.click({ user: ALICE, channel: ALICE, ts, actionId: 'confirm.not-sure' });
  await pass(MINUTE);
  expect(here.slack.directMessages(ALICE).length).toBeGreaterThan(1);
  expectDead();
});
