/** `/trail recent` as people see it: who did what, page by page, how far it reaches, and nothing that a record or a person types is more than text. */
import type { KnownBlock } from '@slack/web-api';
import { HOUR, MINUTE } from '../../fixtures';
import { ALICE, BOB, CHANNEL, type World, world } from '../../harness';
import { trail } from './asking';
import { CENTER, at, buttonsIn, happened, last, opened, press, role, turned, words } from './looking';

let here: World;
afterEach(() => here.close());

/** As it stands, but for what buttons carry, which nobody sees. */
const texts = (blocks: readonly KnownBlock[]): string =>
  JSON.stringify(blocks, (key, value: unknown) => (key === 'value' ? '' : value));

const sections = (blocks: readonly KnownBlock[]): readonly string[] =>
  blocks.filter(({ type }) => type === 'section').map((block) => words([block]));

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('says what was understood, then who did what, the newest first', async () => {
    here = await happened(
      [
        at(-30 * MINUTE, {
          userIdentity: CENTER,
          eventName: 'CreateAccessKey',
          eventSource: 'iam.amazonaws.com',
          sourceIPAddress: '8.8.8.8',
        }),
        at(-20 * MINUTE, { errorCode: 'AccessDenied' }),
        at(-10 * MINUTE, {
          userIdentity: role('deploy', 'ci-1'),
          eventName: 'ListBuckets',
          eventSource: 's3.amazonaws.com',
          readOnly: true,
        }),
      ],
      { mode },
    );
    const [head, ...rows] = sections(await trail(here, ALICE, 'recent account:prod since:2h'));
    expect(head).toBe('Events in prod, last 2 hours');
    expect(rows).toEqual([
      expect.stringMatching(
        /^role deploy \(session ci-1\) {2}ListBuckets s3\n2026-11-20 11:50:00 UTC {2}· {2}prod eu-central-1 {2}· {2}from 198.51.100.7 {2}· {2}read$/,
      ),
      expect.stringMatching(/^alice {2}StopLogging cloudtrail, denied \(AccessDenied\)\n🟠 high {2}· /),
      expect.stringMatching(
        /^bob@example.com as Admin {2}CreateAccessKey iam\n.*from 8.8.8.8 United States {2}· {2}write$/,
      ),
    ]);
  });
});

test('thirty events come in pages of ten, there and back, each once', async () => {
  here = await happened(
    Array.from({ length: 30 }, (_, n) => at(-n * MINUTE, { eventName: `Put${n}x`, readOnly: true })),
  );
  const names = (blocks: readonly KnownBlock[]): readonly number[] =>
    [...words(blocks).matchAll(/Put(\d+)x/g)].map(([, n]) => Number(n));
  const count = (from: number): number[] => Array.from({ length: 10 }, (_, n) => from + n);
  const first = await trail(here, ALICE, 'recent event:Put* since:2h');
  expect(names(first)).toEqual(count(0));
  expect([...buttonsIn(first).keys()]).not.toContain('Newer');
  expect(names(await turned(here, ALICE, 'Older'))).toEqual(count(10));
  here.clock.advance(HOUR);
  const end = await turned(here, ALICE, 'Older');
  expect(names(end)).toEqual(count(20));
  expect(words(end)).toContain('last 2 hours');
  expect([...buttonsIn(end).keys()]).not.toContain('Older');
  expect(names(await turned(here, ALICE, 'Newer'))).toEqual(count(10));
  expect(here.slack.ephemerals(ALICE)).toHaveLength(1);
});

test('details of a row open in a modal', async () => {
  here = await happened([at(-MINUTE, { eventName: 'DeleteTrail' })]);
  await trail(here, ALICE, 'recent event:DeleteTrail');
  expect(words((await opened(here, ALICE, 'Details')).blocks)).toMatch(/alice {2}DeleteTrail cloudtrail/);
});

test('a page is shared without its buttons, and says who asked what', async () => {
  here = await happened([at(-MINUTE, { eventName: 'ListBuckets', readOnly: true })]);
  await trail(here, BOB, 'recent event:ListBuckets');
  await press(here, BOB, 'Share to channel');
  const shared = await here.slack.until(() => here.slack.messages(CHANNEL).at(-1));
  expect(words(shared.blocks)).toMatch(/ListBuckets[^]*<@U0BOB> asked \/trail recent event:ListBuckets/);
  expect(buttonsIn(shared.blocks).size).toBe(0);
});

describe('nothing found', () => {
  test('says what was asked, since when the store reaches, and what to try', async () => {
    here = await happened([at(-HOUR / 2)]);
    const told = words(await trail(here, ALICE, 'recent event:DeleteTrial account:prod since:1h'));
    expect(told).toMatch(/Events named DeleteTrial in prod, last 1 hour\nNothing found\./);
    expect(told).toMatch(/The store reaches back to 2026-11-20 11:30:00 UTC; events are kept for 90 days/);
    expect(told).toMatch(/Ask without the time[^]*Ask with fewer filters[^]*Ask CloudTrail itself/);
    expect(buttonsIn(last(here, ALICE).blocks).has('Ask CloudTrail')).toBe(true);
  });

  test('of an account that is not read says so, and offers nobody to ask', async () => {
    here = await happened([at(-MINUTE)]);
    const told = words(await trail(here, ALICE, 'recent account:999999999999'));
    expect(told).toMatch(/999999999999 is not among the accounts the bot reads: prod \(111122223333\)/);
    expect(buttonsIn(last(here, ALICE).blocks).has('Ask CloudTrail')).toBe(false);
  });

  test('in a region that is not read says so', async () => {
    here = await happened([at(-MINUTE)]);
    expect(words(await trail(here, ALICE, 'recent region:sa-east-1'))).toContain('The bot does not read sa-east-1');
  });

  test('before anything was read says that', async () => {
    here = await world({ start: true });
    const told = words(await trail(here, ALICE, 'recent'));
    expect(told).toMatch(/The bot has not begun to read yet\nThe store holds no events yet/);
  });
});

test('a region that cannot be read is told, and CloudTrail can be asked', async () => {
  here = await happened([at(-MINUTE)]);
  here.clock.advance(HOUR);
  const told = words(await trail(here, ALICE, 'recent'));
  expect(told).toMatch(/prod (?:us-east-1|eu-central-1) and 1 more: read up to .*, so something may be missing/);
});

describe('odd input', () => {
  test('is text and nothing else', async () => {
    const nasty = '<!channel> <https://evil.example|Sign in> *b* `c` <@U0BOB>';
    here = await happened([
      at(-MINUTE, {
        eventName: nasty,
        awsRegion: 'eu-central-1',
        userIdentity: { type: 'IAMUser', userName: nasty, accountId: '111122223333' },
        errorCode: nasty,
        sourceIPAddress: nasty,
      }),
    ]);
    const shown = texts(await trail(here, ALICE, `recent event:*channel* "' OR 1=1 --" <!here>`));
    expect(shown).not.toMatch(/<!(?:channel|here)>|<https|<@U0BOB>/);
    const blocks = await trail(here, ALICE, 'recent event:*channel*');
    const found = texts(blocks);
    expect(buttonsIn(blocks).has('Details')).toBe(true);
    expect(found).not.toMatch(/<!(?:channel|here)>|<https|<@U0BOB>/);
  });

  test('stays within what Slack takes, whatever names are and whatever was typed', async () => {
    const long = '&<>"'.repeat(300);
    const many = Array.from({ length: 12 }, (_, n) =>
      at(-n * MINUTE, {
        eventID: `${'x'.repeat(190)}${n}`,
        eventName: long,
        eventSource: `${long}.amazonaws.com`,
        errorCode: long,
        userIdentity: role('&'.repeat(200), '&'.repeat(200)),
        readOnly: true,
      }),
    );
    here = await happened(many);
    const typed = `recent since:2h ${'event:* '.repeat(200)}`;
    expect(words(await trail(here, ALICE, typed))).toContain('last 2 hours');
    expect(words(await trail(here, ALICE, 'recent'))).toContain('&amp;');
    await turned(here, ALICE, 'Older');
    expect(words(await trail(here, ALICE, `recent ${'""'.repeat(600)}`))).toContain('Events');
    expect(here.slack.ephemerals(ALICE).filter(({ from }) => from === 'USLACKBOT')).toEqual([]);
  });

  test('an id that nobody can type has no button', async () => {
    here = await happened([at(-MINUTE, { eventID: 'a "b" c', readOnly: true })]);
    const blocks = await trail(here, ALICE, 'recent');
    expect(words(blocks)).toContain('StopLogging');
    expect(buttonsIn(blocks).has('Details')).toBe(false);
  });
});
