/** `/trail who` as people see it: a story, oldest first, in which what matters stands out, back to the beginning. */
import { chaptersOf, linesOf } from '../../../src/act/trail/story';
import { MINUTE, NOON } from '../../fixtures';
import { ALICE, BOB, type World } from '../../harness';
import { trail } from './asking';
import { CENTER, at, buttonsIn, happened, last, opened, role, turned, words } from './looking';
import type { Run } from '../../../src/store/timeline';

let here: World | undefined;
afterEach(async () => {
  await here?.close();
  here = undefined;
});

const read = (offset: number, name: string, fields: Record<string, unknown> = {}) =>
  at(offset, { eventName: name, eventSource: 's3.amazonaws.com', readOnly: true, userIdentity: CENTER, ...fields });

test('tells a session as a story', async () => {
  here = await happened([
    ...Array.from({ length: 6 }, (_, n) => read(-30 * MINUTE + n, n % 3 === 0 ? 'ListBuckets' : 'GetBucketPolicy')),
    ...Array.from({ length: 14 }, (_, n) =>
      read(-20 * MINUTE + n * 10_000, 'GetSecretValue', {
        errorCode: 'AccessDenied',
        eventSource: 'secretsmanager.amazonaws.com',
      }),
    ),
    at(-10 * MINUTE, { userIdentity: CENTER, sourceIPAddress: '8.8.8.8' }),
  ]);
  const blocks = await trail(here, ALICE, 'who bob@example.com since:1h');
  const told = words(blocks);
  expect(told).toMatch(/^Events by bob@example.com, last 1 hour\nbob@example.com as Admin of prod, known since/);
  expect(told).toMatch(
    /21 events {2}· {2}2026-11-20 11:30:00 UTC to 2026-11-20 11:50:00 UTC {2}· {2}14 denied {2}· {2}up to 🔴 critical/,
  );
  expect(told).toMatch(/From 198.51.100.7, 8.8.8.8 United States {2}· {2}in prod, eu-central-1\nOldest first\n/);
  const story = told.slice(told.indexOf('Oldest first'));
  expect(story).toMatch(
    /looked around, 6 reads: GetBucketPolicy ×4, ListBuckets ×2\n.*GetSecretValue secretsmanager, denied \(AccessDenied\) ×14 until [^]*from 8.8.8.8[^]*StopLogging cloudtrail {2}🔴 critical/,
  );
  // The denied run and the match; not the reads.
  expect(JSON.stringify(blocks).match(/"Details"/g)).toHaveLength(2);
  expect(words((await opened(here, ALICE, 'Details')).blocks)).toMatch(/GetSecretValue|StopLogging/);
});

test('says whose a linked principal is', async () => {
  here = await happened([at(-MINUTE)], {
    yaml: `
accounts: [{ id: "111122223333", name: prod, regions: [eu-central-1] }]
people: [{ principal: "arn:aws:iam::111122223333:user/alice", slack: U0ALICE }]
`,
  });
  expect(words(await trail(here, BOB, 'who alice'))).toMatch(/alice \(Alice Meyer\) — IAM user of prod, known since/);
});

test('of an address says who came from there', async () => {
  here = await happened([at(-2 * MINUTE), at(-MINUTE, { userIdentity: role('deploy', 'ci-1') })]);
  const told = words(await trail(here, ALICE, 'who 198.51.100.7'));
  expect(told).toMatch(/Events from 198.51.100.7\nalice, role deploy \(session ci-1\)\n/);
  expect(told).toMatch(/Today|2026-11-20 11:58:00 UTC {2}· {2}alice/);
});

test('three hundred different calls are told in pages, each once, there and back', async () => {
  const calls = Array.from({ length: 320 }, (_, n) =>
    at(-n * 10_000, { eventName: `Put${n}x`, eventSource: 'x.amazonaws.com' }),
  );
  here = await happened(calls);
  const names = (blocks: readonly unknown[]): readonly number[] =>
    [...words(blocks).matchAll(/Put(\d+)x/g)].map(([, n]) => Number(n));
  const first = await trail(here, ALICE, 'who alice since:2h');
  const pages = [names(first)];
  while (buttonsIn(last(here, ALICE).blocks).has('Older') && pages.length < 30) {
    pages.push(names(await turned(here, ALICE, 'Older')));
  }
  // Each page is oldest first, and begins before the one that was shown before it.
  const story = pages.flatMap((page) => [...page].reverse());
  expect(story).toEqual(Array.from({ length: 320 }, (_, n) => n));
  expect(pages[0]?.length).toBeGreaterThan(20);
  expect(names(await turned(here, ALICE, 'Newer'))).toEqual(pages.at(-2));
}, 60_000);

test('stays within what Slack takes, whatever names are', async () => {
  const long = '&<>"'.repeat(100);
  const calls = Array.from({ length: 60 }, (_, n) =>
    at(-n * MINUTE, {
      eventName: `${long}${n}`,
      errorCode: long,
      sourceIPAddress: `198.51.100.${n}`,
      eventSource: long,
      userIdentity: role('deploy', long),
    }),
  );
  here = await happened(calls);
  const blocks = await trail(here, ALICE, `who role:111122223333:deploy since:2h ${'event:* '.repeat(120)}`);
  expect(words(blocks)).toContain('role deploy');
  expect(here.slack.ephemerals(ALICE).filter(({ from }) => from === 'USLACKBOT')).toEqual([]);
});

test('nobody by that name: what was asked and what to try', async () => {
  here = await happened([at(-MINUTE)]);
  expect(words(await trail(here, ALICE, `who "x' OR '1'='1"`))).toMatch(
    /Events by x' OR '1'='1\nNothing found\.[^]*The store reaches back to/,
  );
});

describe('lines', () => {
  const run = (time: number, fields: Partial<Run> = {}): Run => ({
    ...{ id: `e${time}`, time, name: 'List', source: 's3.amazonaws.com', account: '1', region: 'r', principal: 'p' },
    ...{ session: undefined, person: undefined, address: 'a', error: undefined, readOnly: true, level: undefined },
    ...{ count: 1, lastAt: time, firstTime: [] },
    ...fields,
  });

  test.each<[string, Partial<Run>]>([
    ['an error', { error: 'AccessDenied' }],
    ['a match', { level: 'informational' }],
    ['a first time', { firstTime: ['event'] }],
    ['a change', { readOnly: false }],
    ['what does not say whether it reads', { readOnly: undefined }],
  ])('%s is never told among reads', (_name, fields) => {
    const lines = linesOf([run(1), run(2), run(3, fields), run(4)]);
    expect(lines.map(({ runs }) => runs.length)).toEqual([2, 1, 1]);
  });

  test('a chapter ends with the day, in the reader’s time zone', () => {
    const midnight = NOON + 11 * 3_600_000;
    const lines = linesOf([run(midnight - 1, { readOnly: false }), run(midnight, { readOnly: false })]);
    expect(chaptersOf(lines, 'Europe/Berlin')).toHaveLength(2);
    expect(chaptersOf(lines, 'UTC')).toHaveLength(1);
  });
});
