/** "Ask CloudTrail" as people see it: what the store does not have, found all the same; bounded, told as it goes, and never stored. */
import { HOUR, MINUTE } from '../../fixtures';
import { ALICE, BOB, type World } from '../../harness';
import { literal } from '../modals';
import { trail } from './asking';
import { at, buttonsIn, happened, last, opened, turned, words } from './looking';

let here: World;
afterEach(() => here.close());

const DAY = 24 * HOUR;
const ID = '7f1b2c3d-0000-4000-8000-1a2b3c4d5e6f';
const OLD = at(-3 * DAY, { eventID: ID, eventName: 'DeleteTrail' });
const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';

const asked = (from = 0) => here.aws.calls.slice(from).filter(({ action }) => action === 'LookupEvents');

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('finds what happened before the first read, says so while it asks, stores nothing, and leads back', async () => {
    here = await happened([OLD, at(-MINUTE)], { mode });
    expect(words(await trail(here, ALICE, 'recent event:DeleteTrail since:7d'))).toContain('Nothing found');
    const seen: string[] = [];
    const stop = here.slack.onChange(() => seen.push(last(here, ALICE).text));
    const before = here.aws.calls.length;
    const told = words(await turned(here, ALICE, 'Ask CloudTrail'));
    stop();
    expect(seen[0]).toMatch(/^⏳ Asking CloudTrail: .*eu-central-1.* of prod …$/);
    expect(told).toMatch(
      /^Events named DeleteTrail, last 7 days\n☁️ From CloudTrail itself: not rated, not stored {2}· .*asked by EventName DeleteTrail, as written/,
    );
    expect(told).toMatch(/alice {2}DeleteTrail cloudtrail\n2026-11-17 12:00:00 UTC {2}· {2}prod eu-central-1/);
    expect(
      asked(before)
        .map(({ region }) => region)
        .sort(),
    ).toEqual(['eu-central-1', 'us-east-1']);
    expect(words((await opened(here, ALICE, 'Details')).blocks)).toMatch(/DeleteTrail[^]*not rated, not stored/);
    expect(JSON.parse(literal(here.slack.openViews(ALICE).at(-1) as never))).toEqual(OLD);
    await here.slack.closeView({ user: ALICE, all: true });
    expect(words(await turned(here, ALICE, 'Back to the store'))).toContain('Nothing found');
    expect(here.slack.ephemerals(ALICE)).toHaveLength(1);
  });
});

test('an event that the store does not have is shown whole', async () => {
  here = await happened([OLD]);
  await trail(here, ALICE, `event ${ID}`);
  const told = words(await turned(here, ALICE, 'Ask CloudTrail'));
  expect(told).toMatch(/alice {2}DeleteTrail[^]*Open in CloudTrail[^]*From CloudTrail itself: not rated, not stored/);
  expect(asked().at(-1)?.parameters).toMatchObject({
    LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: ID }],
  });
});

test('in a modal too', async () => {
  here = await happened([OLD, at(-MINUTE, { eventID: 'kept' })]);
  await trail(here, ALICE, 'event kept');
  await opened(here, ALICE, 'What they did then');
  expect(words((await opened(here, ALICE, 'Ask CloudTrail')).blocks)).toMatch(/StopLogging[^]*/);
  expect(buttonsIn(here.slack.openViews(ALICE).at(-1)?.blocks).has('Back to the store')).toBe(true);
});

test('an id of no event anywhere is told as that', async () => {
  here = await happened([OLD]);
  await trail(here, ALICE, 'event 00000000-1111-4000-8000-000000000000');
  expect(words(await turned(here, ALICE, 'Ask CloudTrail'))).toMatch(
    /^CloudTrail has no event 0+-1111-.* either, in .* of prod, within 90 days\.$/m,
  );
});

test('records are for those who may see them', async () => {
  here = await happened([OLD], { yaml: `${ACCOUNTS}\npermissions: { raw_events: [U0ALICE] }` });
  await trail(here, BOB, `event ${ID}`);
  const told = words(await turned(here, BOB, 'Ask CloudTrail'));
  expect(told).toMatch(/DeleteTrail[^]*The record is not shown. You are not allowed/);
  expect(JSON.stringify(last(here, BOB).blocks)).not.toContain('eventVersion');
});

test('everything but the one attribute is tested here, and levels are left out', async () => {
  here = await happened([
    at(-2 * DAY, { eventName: 'PutA', errorCode: 'AccessDenied' }),
    at(-2 * DAY, { eventName: 'PutB' }),
    at(-2 * DAY, { eventName: 'PutC', errorCode: 'AccessDenied', userIdentity: { type: 'IAMUser', userName: 'bob' } }),
  ]);
  await trail(here, ALICE, 'who alice event:Put* error:denied level:high since:3d');
  const before = here.aws.calls.length;
  const told = words(await turned(here, ALICE, 'Ask CloudTrail'));
  expect(told).toMatch(/PutA[^]*$/);
  expect(told).not.toMatch(/PutB|PutC/);
  expect(told).toContain('CloudTrail knows no levels, so that filter was left out');
  for (const { parameters } of asked(before)) {
    expect(parameters).toMatchObject({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'alice' }] });
  }
});

test('searches on, page by page, and shows each event once, however many share a second', async () => {
  const many = Array.from({ length: 75 }, (_, n) =>
    at(-2 * DAY - (n < 35 ? 0 : n * MINUTE), {
      eventName: `Put${n}x`,
      awsRegion: n % 2 === 0 ? 'eu-central-1' : 'us-east-1',
    }),
  );
  here = await happened(many);
  await trail(here, ALICE, 'recent event:Put* since:3d');
  const names: number[] = [];
  let blocks = await turned(here, ALICE, 'Ask CloudTrail');
  for (let page = 0; page < 20; page += 1) {
    names.push(...[...words(blocks).matchAll(/Put(\d+)x/g)].map(([, n]) => Number(n)));
    if (!buttonsIn(blocks).has('Search on')) break;
    blocks = await turned(here, ALICE, 'Search on');
  }
  expect(names.length).toBe(75);
  expect([...names].sort((a, b) => a - b)).toEqual(Array.from({ length: 75 }, (_, n) => n));
  expect(names.slice(35)).toEqual(Array.from({ length: 40 }, (_, n) => n + 35));
});

test('what cannot be asked is told in words; the others answer', async () => {
  here = await happened([OLD]);
  await trail(here, ALICE, 'recent event:DeleteTrail since:7d');
  here.aws.failNext({
    action: 'LookupEvents',
    region: 'us-east-1',
    status: 400,
    code: 'AccessDeniedException',
    message: 'User: <!channel> is not authorized',
  });
  const blocks = await turned(here, ALICE, 'Ask CloudTrail');
  expect(words(blocks)).toMatch(
    /⚠️ .*prod.* us-east-1: LookupEvents was denied .*allow these credentials[^]*DeleteTrail cloudtrail/,
  );
  expect(JSON.stringify(blocks)).not.toContain('<!channel>');
});

test('CloudTrail keeps ninety days, and says so', async () => {
  here = await happened([OLD]);
  await trail(here, ALICE, 'recent event:DeleteTrail since:100d');
  expect(words(await turned(here, ALICE, 'Ask CloudTrail'))).toMatch(
    /CloudTrail keeps 90 days, so nothing before 2026-08-22/,
  );
});

test('a region that is not read is asked when it is named, and is still not read then', async () => {
  here = await happened([]);
  here.aws.put(at(-DAY, { awsRegion: 'sa-east-1', eventName: 'PutA' }));
  expect(words(await trail(here, ALICE, 'recent event:PutA region:sa-east-1'))).toContain('does not read sa-east-1');
  const blocks = await turned(here, ALICE, 'Ask CloudTrail');
  expect(words(blocks)).toMatch(/☁️ From CloudTrail itself.*sa-east-1 of prod/);
  expect(asked().at(-1)?.region).toBe('sa-east-1');
  expect((await here.app.health()).lanes.map(({ region }) => region)).not.toContain('sa-east-1');
});
