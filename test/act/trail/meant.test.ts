/** Look-ups of somebody who is mentioned: who that is to AWS is said, and nothing is looked up where nobody knows. */
import { type Way, eitherOf, waysOfLink } from '../../../src/act/trail/meant';
import { addLink } from '../../../src/store/links';
import { openDatabase } from '../../../src/store/database';
import { join } from 'node:path';
import { MINUTE, NOON, event } from '../../fixtures';
import { holds } from '../../../src/store/holds';
import { ALICE, BOB, ROOT, type World } from '../../harness';
import { trail } from './asking';
import { CENTER, at, happened, role, words } from './looking';

let here: World | undefined;
afterEach(async () => {
  await here?.close();
  here = undefined;
});

const EVENTS = [
  at(-4 * MINUTE, { eventName: 'PutA', userIdentity: CENTER }),
  at(-3 * MINUTE, { eventName: 'PutB', userIdentity: { type: 'IAMUser', userName: 'bob', accountId: '111122223333' } }),
  at(-2 * MINUTE, { eventName: 'PutC', userIdentity: role('deploy', 'ci-1') }),
  at(-MINUTE, { eventName: 'PutD' }),
];
const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod, regions: [eu-central-1] }]';
const names = (blocks: readonly unknown[]): string => [...new Set(words(blocks).match(/Put[A-D]/g))].sort().join(' ');

test('is who has the e-mail address in Slack, and what the configuration makes of it', async () => {
  here = await happened(EVENTS, { yaml: `${ACCOUNTS}\nconfirm: { email_pattern: "{user}@example.com" }` });
  const recent = await trail(here, ALICE, 'recent @bob');
  expect(words(recent)).toContain('Events by Bob Osei (bob@example.com or bob)');
  expect(names(recent)).toBe('PutA PutB');
  expect(names(await trail(here, ALICE, 'who <@U0BOB|bob> since:1h'))).toBe('PutA PutB');
});

test('is whoever is linked, by the configuration or by command', async () => {
  here = await happened(EVENTS, {
    yaml: `${ACCOUNTS}\npeople: [{ principal: "arn:aws:sts::111122223333:assumed-role/deploy/ci-1", slack: U0BOB }]`,
  });
  expect(names(await trail(here, ALICE, 'who @bob'))).toBe('PutA PutC');
  const database = openDatabase(here.config.database, here.folder, join(ROOT, 'migrations'));
  const link = { principal: 'user:111122223333:alice', accounts: [], slack: [BOB], by: ALICE, at: NOON };
  await addLink(database, link);
  await database.close();
  expect(names(await trail(here, ALICE, 'recent person:@bob'))).toBe('PutA PutC PutD');
});

test('of several anyone is meant, and other filters hold for all', async () => {
  here = await happened(EVENTS, { yaml: `${ACCOUNTS}\nconfirm: { email_pattern: "{user}@example.com" }` });
  const both = await trail(here, ALICE, 'recent @bob @alice event:Put* since:210s since:4h');
  expect(words(both)).toMatch(/not a time/);
  expect(names(await trail(here, ALICE, 'recent @bob @alice event:Put*'))).toBe('PutA PutB PutD');
  expect(names(await trail(here, ALICE, 'recent @bob @alice event:PutB'))).toBe('PutB');
});

test('of whom Slack says nothing is not looked up', async () => {
  here = await happened(EVENTS);
  here.slack.failNext('users.info', 'internal_error');
  here.slack.failNext('users.info', 'internal_error');
  here.slack.failNext('users.info', 'internal_error');
  here.slack.failNext('users.info', 'internal_error');
  const told = words(await trail(here, ALICE, 'recent @bob'));
  expect(told).toMatch(/Slack does not say just now who U0BOB is, so nothing was looked up/);
  expect(told).not.toMatch(/Put[A-D]/);
});

test('who has neither an address nor a link is not looked up', async () => {
  here = await happened(EVENTS, {
    slack: {
      users: [
        { id: ALICE, name: 'alice' },
        { id: BOB, name: 'bob', real_name: 'Bob *Osei*' },
      ],
    },
  });
  const told = words(await trail(here, ALICE, 'who @bob'));
  expect(told).toMatch(/Nothing says who Bob Osei is in AWS[^]*\/trail link user\/alice @alice/);
  expect(told).not.toMatch(/Put[A-D]/);
});

describe('ways', () => {
  const link = (principal: string, accounts: readonly string[] = []) =>
    waysOfLink({ principal, accounts, slack: [BOB], source: 'config', by: undefined, at: undefined });
  const met = (ways: readonly Way[], userIdentity: Record<string, unknown>): boolean =>
    holds({ all: eitherOf(ways), since: undefined, until: undefined }, event({ userIdentity }));
  const user = (userName: string, accountId = '111122223333') => ({ type: 'IAMUser', userName, accountId });

  test.each<[string, readonly Way[], Record<string, unknown>, boolean]>([
    ['a user', link('user:111122223333:bob'), user('bob'), true],
    ['another user', link('user:111122223333:bob'), user('alice'), false],
    ['a session', link('arn:aws:sts::111122223333:assumed-role/deploy/ci-1'), role('deploy', 'ci-1'), true],
    [
      'another session of the role',
      link('arn:aws:sts::111122223333:assumed-role/deploy/ci-1'),
      role('deploy', 'ci-2'),
      false,
    ],
    [
      'the session in another role',
      link('arn:aws:sts::111122223333:assumed-role/deploy/ci-1'),
      role('admin', 'ci-1'),
      false,
    ],
    ['root of an account', link('root', ['111122223333']), { type: 'Root', accountId: '111122223333' }, true],
    ['root of another account', link('root', ['444455556666']), { type: 'Root', accountId: '111122223333' }, false],
    ['an address', link('bob@example.com'), CENTER, true],
    ['an address in another account', link('bob@example.com', ['444455556666']), CENTER, false],
    ['nobody', [], user('bob'), false],
  ])('%s', (_name, ways, identity, expected) => expect(met(ways, identity)).toBe(expected));

  test('of several sessions each is met, and no mixture of two', () => {
    const ways = ['a/1', 'b/2', 'c/3'].flatMap((one) => link(`arn:aws:sts::111122223333:assumed-role/${one}`));
    expect([role('a', '1'), role('b', '2'), role('c', '3')].every((one) => met(ways, one))).toBe(true);
    expect([role('a', '2'), role('b', '3'), role('c', '1')].some((one) => met(ways, one))).toBe(false);
  });

  test('so many that they would be slow are left out at the end', () => {
    const ways = Array.from({ length: 12 }, (_, n) =>
      link(`arn:aws:sts::111122223333:assumed-role/r${n}/s${n}`),
    ).flat();
    expect(eitherOf(ways)).toHaveLength(32);
    expect(met(ways, role('r4', 's4'))).toBe(true);
    expect(met(ways, role('r5', 's5'))).toBe(false);
  });
});
