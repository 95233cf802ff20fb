/** What CloudTrail is asked, and how far it is searched: pure, with a CloudTrail that is a function. */
import { parseQuery } from '../../../src/act/query';
import { attributesFor, placesFor } from '../../../src/act/trail/live-plan';
import { type Ask, type Search, searchLive } from '../../../src/act/trail/live-search';
import { AppError } from '../../../src/error';
import type { LaneState } from '../../../src/source/lane-book';
import { HOUR, MINUTE, NOON, event } from '../../fixtures';

const filtersOf = (text: string) => {
  const query = parseQuery(text, { now: NOON, timeZone: 'UTC', accounts: new Map([['prod', '111122223333']]) });
  if (query.kind !== 'recent' && query.kind !== 'who') throw new Error(JSON.stringify(query));
  return query.filters;
};

test.each([
  ['recent', ''],
  ['recent event:DeleteTrail', 'EventName=DeleteTrail'],
  ['recent event:deletetrail', ''],
  ['recent event:Delete*', ''],
  ['recent event:DeleteTrail event:StopLogging', 'EventName=DeleteTrail EventName=StopLogging'],
  ['recent service:S3', 'EventSource=s3.amazonaws.com'],
  ['recent write', 'ReadOnly=false'],
  ['recent write service:s3', 'EventSource=s3.amazonaws.com'],
  ['recent service:s3 event:DeleteBucket', 'EventName=DeleteBucket'],
  ['recent key:akiaiosfodnn7example event:DeleteBucket', 'AccessKeyId=AKIAIOSFODNN7EXAMPLE'],
  ['recent resource:audit-logs write', 'ResourceName=audit-logs'],
  ['recent person:alice@example.com', 'Username=alice@example.com'],
  ['who alice', 'Username=alice'],
  ['who user:111122223333:alice', 'Username=alice'],
  ['who role:111122223333:deploy', ''],
  ['recent principal:deploy', ''],
  ['recent principal:root', 'Username=root'],
  ['recent alice', ''],
  ['recent ip:203.0.113.7 error:denied level:high account:prod region:eu-central-1', ''],
])('%s asks for %s', (text, expected) => {
  expect(
    attributesFor(filtersOf(text))
      .map(({ key, value }) => `${key}=${value}`)
      .join(' '),
  ).toBe(expected);
});

const lane = (account: string, region: string, pace: LaneState['pace'] = 'every tick') =>
  ({ account, region, kind: 'changes', pace }) as LaneState;
const LANES = [
  lane('111122223333', 'us-east-1'),
  lane('111122223333', 'eu-central-1'),
  lane('444455556666', 'us-east-1'),
  lane('444455556666', 'af-south-1', 'not enabled'),
];

test.each([
  ['recent', '1/us-east-1 1/eu-central-1 4/us-east-1'],
  ['recent account:prod', '1/us-east-1 1/eu-central-1'],
  ['recent region:EU-CENTRAL-1 account:prod', '1/eu-central-1'],
  ['recent region:sa-east-1 account:prod', '1/sa-east-1'],
  ['recent region:evil.example/x account:prod', ''],
  ['recent account:999999999999', ''],
  ['recent region:us-*', '1/us-east-1 1/eu-central-1 4/us-east-1'],
])('%s goes to %s', (text, expected) => {
  const places = placesFor(filtersOf(text), LANES);
  expect(places.map(({ account, region }) => `${account.charAt(0)}/${region}`).join(' ')).toBe(expected);
});

const search = (fields: Partial<Search>): Search => ({
  places: [{ account: '1', region: 'a' }],
  attributes: [],
  from: NOON - 24 * HOUR,
  until: NOON,
  wanted: () => true,
  enough: 10,
  progress: () => Promise.resolve(),
  ...fields,
});

/** A page of events so many seconds before noon each. */
const page = (seconds: readonly number[], token?: string) => ({
  events: seconds.map((one) => event({ eventTime: new Date(NOON - one * 1000).toISOString() })),
  problems: [],
  token,
});
const ages = (events: readonly { time: number }[]) => events.map(({ time }) => (NOON - time) / 1000);

test('no event is shown that is older than what a slower region was searched for', async () => {
  const ask: Ask = (_account, region, { token }) =>
    Promise.resolve(region === 'slow' ? page([1, 60], `${Number(token ?? 0) + 1}`) : page([30, 90, 3000]));
  const places = [
    { account: '1', region: 'slow' },
    { account: '1', region: 'quick' },
  ];
  const found = await searchLive(ask, search({ places, enough: 2 }));
  expect(ages(found.events)).toEqual([1, 30]);
  expect(found.searchedTo).toBe(NOON - 59_000);
});

test('what never ends is left after a number of requests, with a time to go on from', async () => {
  let requests = 0;
  const ask: Ask = () => Promise.resolve(page([(requests += 1) * 10], 'more'));
  const found = await searchLive(ask, search({ wanted: () => false, enough: 1 }));
  expect(requests).toBe(13);
  expect(found).toMatchObject({ events: [], requests: 13, searchedTo: NOON - 129_000 });
});

test('nobody waits longer than patience lasts', async () => {
  const ask: Ask = (_account, _region, _what, signal) =>
    new Promise((_, reject) =>
      signal?.addEventListener('abort', () => reject(new AppError('source-closed', 'closed'))),
    );
  const found = await searchLive(ask, search({}), 20);
  expect(found).toMatchObject({ events: [], problems: [], searchedTo: NOON + 1 });
});

test('a failure of AWS is told once and stops no other; one of ours is thrown', async () => {
  const ask: Ask = (_account, region) =>
    region === 'a' ? Promise.reject(new AppError('aws-access-denied', 'denied; allow it')) : Promise.resolve(page([5]));
  const places = [
    { account: '1', region: 'a' },
    { account: '2', region: 'a' },
    { account: '1', region: 'b' },
  ];
  const found = await searchLive(ask, search({ places }));
  expect(ages(found.events)).toEqual([5]);
  expect(found.problems).toEqual(['denied; allow it']);
  await expect(searchLive(() => Promise.reject(new TypeError('ours')), search({}))).rejects.toThrow('ours');
});

test('an event that two listings have is one', async () => {
  const same = page([5]);
  const attributes = [
    { key: 'Username', value: 'a' },
    { key: 'Username', value: 'b' },
  ] as const;
  const found = await searchLive(() => Promise.resolve(same), search({ attributes }));
  expect(found.events).toHaveLength(1);
  expect(found.requests).toBe(2);
});

test('says how far it is after each round', async () => {
  const told: [number, number][] = [];
  const ask: Ask = (_account, _region, { token }) =>
    Promise.resolve(page([Number(token ?? 0) * MINUTE], token === '2' ? undefined : `${Number(token ?? 0) + 1}`));
  await searchLive(ask, search({ progress: async (...one) => void told.push(one), from: 0 }));
  expect(told.map(([requests]) => requests)).toEqual([1, 2]);
});
