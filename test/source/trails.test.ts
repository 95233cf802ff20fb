import type { TrailSetup } from '../../demo/cloudtrail/trails';
import type { AccountSettings } from '../../src/source/accounts';
import type { AccountTrails } from '../../src/source/trail';
import { type LocalAws, PROD, localAws } from './aws';

const MEMBER = { id: '444455556666', accessKeyId: 'AKIAMEMBERMEMBER0000', secretAccessKey: 'member/secret+key' };
const ROLE = `arn:aws:iam::${MEMBER.id}:role/Trailwarden`;
const HERE: Partial<AccountSettings> = { id: PROD.id, name: 'prod', regions: ['us-east-1', 'eu-west-1'] };
const MAIN: TrailSetup = { name: 'main', homeRegion: 'eu-west-1', multiRegion: true };

let local: LocalAws | undefined;
afterEach(() => local?.close());

/** What is read of these trails of the account PROD. */
async function read(trails: readonly TrailSetup[], prepare?: (aws: LocalAws) => void): Promise<AccountTrails> {
  local = await localAws({ accounts: [{ ...PROD, trails }] });
  prepare?.(local);
  const [account] = await local.source([HERE]).trails();
  if (account === undefined) throw new Error('no account');
  return account;
}

const asked = (action: string) => local?.aws.calls.filter((call) => call.action === action).map(({ region }) => region);

test('a trail of all regions is one trail, whichever region shows it, and is read where it is at home', async () => {
  const logGroupArn = 'arn:aws:logs:eu-west-1:111122223333:log-group:trail:*';
  const kmsKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
  const setup = { ...MAIN, validation: true, kmsKeyArn, logGroupArn, insights: ['ApiCallRateInsight'] };
  const { trails, ...account } = await read([setup]);
  expect(account).toEqual({
    account: PROD.id,
    label: `prod (${PROD.id})`,
    regions: ['us-east-1', 'eu-west-1'],
    unread: [],
    skipped: 0,
  });
  const ok = { deliveryError: undefined, digestError: undefined, logGroupError: undefined, topicError: undefined };
  expect(trails).toEqual([
    {
      arn: `arn:aws:cloudtrail:eu-west-1:${PROD.id}:trail/main`,
      name: 'main',
      homeRegion: 'eu-west-1',
      owner: PROD.id,
      bucket: 'main-logs',
      isMultiRegion: true,
      isOrganization: false,
      hasValidation: true,
      kmsKey: kmsKeyArn,
      logGroup: logGroupArn,
      status: { kind: 'read', value: { isLogging: true, stoppedAt: undefined, ...ok } },
      selectors: { kind: 'read', value: [{ fields: [field('eventCategory', ['Management'])] }] },
      insights: { kind: 'read', value: ['ApiCallRateInsight'] },
    },
  ]);
  expect(asked('DescribeTrails')?.toSorted()).toEqual(['eu-west-1', 'us-east-1']);
  for (const action of ['GetTrailStatus', 'GetEventSelectors', 'GetInsightSelectors']) {
    expect(asked(action)).toEqual(['eu-west-1']);
  }
});

test('trails of one region are found in theirs, and Insights that are not enabled are none', async () => {
  const { trails } = await read([
    { name: 'one', homeRegion: 'us-east-1' },
    { name: 'two', homeRegion: 'eu-west-1' },
    { name: 'three', homeRegion: 'ap-south-1' },
  ]);
  expect(trails.map(({ name }) => name).sort()).toEqual(['one', 'two']);
  expect(trails.map(({ insights }) => insights)).toEqual(Array(2).fill({ kind: 'read', value: [] }));
});

test.each<[string, Partial<TrailSetup>, object[]]>([
  [
    'basic ones',
    { eventSelectors: [{ ReadWriteType: 'WriteOnly', ExcludeManagementEventSources: ['kms.amazonaws.com'] }] },
    [
      field('eventCategory', ['Management']),
      field('readOnly', ['false']),
      field('eventSource', [], ['kms.amazonaws.com']),
    ],
  ],
  [
    'advanced ones',
    {
      advancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Management'] },
            { Field: 'eventName', StartsWith: ['Put'] },
          ],
        },
      ],
    },
    [field('eventCategory', ['Management']), { ...field('eventName', []), isPartial: true }],
  ],
])('selectors are read alike: %s', async (_, setup, fields) => {
  const { trails } = await read([{ ...MAIN, ...setup }]);
  expect(trails[0]?.selectors).toEqual({ kind: 'read', value: [{ fields }] });
});

function field(name: string, equals: string[], notEquals: string[] = []) {
  return { field: name, equals, notEquals, isPartial: false };
}

test('a selector of data events alone records no management events', async () => {
  const { trails } = await read([{ ...MAIN, eventSelectors: [{ IncludeManagementEvents: false }] }]);
  expect(trails[0]?.selectors).toEqual({ kind: 'read', value: [] });
});

describe('what is not permitted is an answer', () => {
  const denied = { status: 400, code: 'AccessDeniedException', times: 99 };

  test('of one call, and the others are asked', async () => {
    const { trails } = await read([MAIN], ({ aws }) => aws.failNext({ action: 'GetTrailStatus', ...denied }));
    expect(trails[0]?.status).toEqual({
      kind: 'denied',
      action: 'cloudtrail:GetTrailStatus',
      byOrganization: false,
    });
    expect(trails[0]?.insights).toEqual({ kind: 'read', value: [] });
  });

  test('of a region that the organization closed, and the others are asked', async () => {
    const message = 'with an explicit deny in a service control policy';
    const account = await read([MAIN], ({ aws }) => aws.failNext({ region: 'us-east-1', ...denied, message }));
    expect(account.trails).toHaveLength(1);
    expect(account.unread).toEqual([
      {
        region: 'us-east-1',
        answer: { kind: 'denied', action: 'cloudtrail:DescribeTrails', byOrganization: true },
      },
    ]);
  });
});

test('what is broken is worded with what was asked, and what passes is asked again', async () => {
  const { trails } = await read([MAIN], ({ aws }) => {
    aws.failNext({ action: 'DescribeTrails', status: 400, code: 'ThrottlingException' });
    aws.failNext({ action: 'GetTrailStatus', times: 2, hangUp: true });
    aws.failNext({ action: 'GetEventSelectors', times: 3, status: 400, code: 'ThrottlingException' });
    aws.failNext({ action: 'GetInsightSelectors', status: 400, code: 'UnsupportedOperationException', message: 'no' });
  });
  expect(trails[0]?.status.kind).toBe('read');
  expect(trails[0]?.selectors).toMatchObject({
    kind: 'failed',
    problem: expect.stringMatching(/^prod \(\d+\) eu-west-1: GetEventSelectors stayed throttled .*ask again/) as string,
  });
  expect(trails[0]?.insights).toMatchObject({ kind: 'failed' });
});

test('a region that is not enabled has no trails and is no gap', async () => {
  local = await localAws({ accounts: [{ ...PROD, trails: [MAIN] }] });
  const [account] = await local.source([{ ...HERE, regions: ['eu-west-1', 'me-south-1'] }]).trails();
  expect(account?.regions).toEqual(['us-east-1', 'eu-west-1']);
  expect(account?.unread).toEqual([]);
});

test('an account that cannot be entered says so and stops no other', async () => {
  local = await localAws({ accounts: [{ ...PROD, trails: [MAIN] }] });
  const [first, second] = await local.source([HERE, { id: MEMBER.id, regions: ['us-east-1'], roleArn: ROLE }]).trails();
  expect(first?.trails).toHaveLength(1);
  expect(second).toMatchObject({ account: MEMBER.id, trails: [], regions: [] });
  expect(second?.unread[0]?.answer).toMatchObject({
    kind: 'failed',
    problem: expect.stringContaining('the role could not be assumed') as string,
  });
});

test('a member sees the trail of its organization, and asks nothing that only the management account may', async () => {
  const trails = [{ ...MAIN, organization: true }];
  local = await localAws({
    accounts: [
      { ...PROD, trails },
      { ...MEMBER, roles: [{ arn: ROLE }] },
    ],
  });
  const [account] = await local.source([{ id: MEMBER.id, regions: ['us-east-1'], roleArn: ROLE }]).trails();
  expect(account?.trails).toMatchObject([
    {
      name: 'main',
      owner: PROD.id,
      isOrganization: true,
      status: { kind: 'elsewhere' },
      selectors: { kind: 'elsewhere' },
      insights: { kind: 'elsewhere' },
    },
  ]);
  expect(asked('GetTrailStatus')).toEqual([]);
});

test('a source that is closed ends the reading', async () => {
  local = await localAws({ accounts: [{ ...PROD, trails: [MAIN] }] });
  const source = local.source([HERE]);
  const reading = source.trails();
  source.close();
  await expect(reading).rejects.toMatchObject({ code: 'source-closed' });
});
