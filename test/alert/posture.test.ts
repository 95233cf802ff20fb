/** What is found of trails as they were read, as tables of what they lack. */
import { type Posture, postureOf } from '../../src/alert/posture';
import { recordedBy } from '../../src/alert/recorded';
import type { AccountTrails, Answer, EventSelector, Trail, TrailStatus } from '../../src/source/trail';

const PROD = '111122223333';
const OTHER = '444455556666';
const read = <T>(value: T): Answer<T> => ({ kind: 'read', value });
const denied = (action: string): Answer<never> => ({ kind: 'denied', action, byOrganization: false });
const ELSEWHERE: Answer<never> = { kind: 'elsewhere' };
const none = { deliveryError: undefined, digestError: undefined, logGroupError: undefined, topicError: undefined };
const status = (fields: Partial<TrailStatus> = {}) =>
  read<TrailStatus>({ isLogging: true, stoppedAt: undefined, ...none, ...fields });
const OFF = status({ isLogging: false });

/** A selector of management events, with `fields` besides. */
const events = (fields: Record<string, readonly string[]> = {}): EventSelector => ({
  fields: Object.entries({ eventCategory: ['Management'], ...fields }).map(([name, values]) => {
    const isNot = name.startsWith('not ');
    return {
      field: name.replace('not ', ''),
      equals: isNot ? [] : values,
      notEquals: isNot ? values : [],
      isPartial: false,
    };
  }),
});

/** A trail that lacks nothing, but for `fields`. */
const trail = (fields: Partial<Trail> = {}): Trail => ({
  arn: `arn:aws:cloudtrail:eu-west-1:${PROD}:trail/${fields.name ?? 'main'}`,
  name: 'main',
  homeRegion: 'eu-west-1',
  owner: PROD,
  bucket: 'logs',
  isMultiRegion: true,
  isOrganization: true,
  hasValidation: true,
  kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  logGroup: 'arn:aws:logs:eu-west-1:111122223333:log-group:trail:*',
  status: status(),
  selectors: read([events()]),
  insights: read(['ApiCallRateInsight', 'ApiErrorRateInsight']),
  ...fields,
});

const account = (trails: readonly Trail[], fields: Partial<AccountTrails> = {}): AccountTrails => ({
  account: PROD,
  label: `prod (${PROD})`,
  trails,
  regions: ['us-east-1', 'eu-west-1'],
  unread: [],
  skipped: 0,
  ...fields,
});

const told = ({ findings }: Posture) => findings.map(({ id, level, title }) => `${level} ${id}: ${title}`);

test('a trail with all of good practice has nothing to do, and every check passed', () => {
  const { accounts, findings, notChecked } = postureOf([account([trail()])]);
  expect(findings).toEqual([]);
  expect(accounts[0]?.passed).toHaveLength(12);
  expect(accounts[0]?.unknown).toEqual([]);
  expect(notChecked.map(({ what }) => what).join()).toMatch(
    /bucket.*MFA delete.*AWSCloudTrail_FullAccess.*data stores/s,
  );
});

test.each<[string, readonly Trail[], ...string[]]>([
  ['no trail', [], 'critical no-trail: There is no trail at all'],
  ['one that is off', [trail({ status: OFF })], 'critical logging: The only trail, main, is switched off'],
  [
    'two that are off',
    [trail({ status: OFF }), trail({ name: 'b', status: OFF })],
    'critical logging: Every trail is switched off',
  ],
  ['one of two off', [trail(), trail({ name: 'b', status: OFF })], 'low logging: The trail b is switched off'],
  [
    'one region',
    [trail({ isMultiRegion: false })],
    'high all-regions: No trail records all regions; main records eu-west-1 only',
  ],
  [
    'no organization',
    [trail({ isOrganization: false })],
    'informational organization-trail: No trail of an organization records this account',
  ],
  [
    'no validation',
    [trail({ hasValidation: false })],
    'medium log-file-validation: Log file validation is off for main',
  ],
  ['no key', [trail({ kmsKey: undefined })], 'low kms: The log files of main are not encrypted with a KMS key'],
  ['no log group', [trail({ logGroup: undefined })], 'low cloudwatch: The events of main do not go to CloudWatch Logs'],
  ['no Insights', [trail({ insights: read([]) })], 'low insights: Insights are not switched on'],
  [
    'half of Insights',
    [trail({ insights: read(['ApiCallRateInsight']) })],
    'informational insights: Insights about error rates are not switched on',
  ],
  [
    'a bucket that refuses',
    [trail({ status: status({ deliveryError: 'AccessDenied' }) })],
    'high delivery: The delivery of log files of main failed last time: AccessDenied',
  ],
  [
    'a digest that fails',
    [trail({ status: status({ digestError: 'NoSuchBucket' }) })],
    'medium digest-delivery: The delivery of digest files of main failed last time: NoSuchBucket',
  ],
  [
    'a log group that is gone',
    [trail({ status: status({ logGroupError: 'ResourceNotFound' }) })],
    'medium log-group-delivery: The delivery to CloudWatch Logs of main failed last time: ResourceNotFound',
  ],
  [
    'a topic that refuses',
    [trail({ status: status({ topicError: 'AuthorizationError' }) })],
    'low topic-delivery: The notification of main failed last time: AuthorizationError',
  ],
  [
    'reads alone',
    [trail({ selectors: read([events({ readOnly: ['true'] })]) })],
    'high management-events: The trail main does not record management events that change something',
  ],
  [
    'writes alone',
    [trail({ selectors: read([events({ readOnly: ['false'] })]) })],
    'medium management-events: The trail main does not record management events that read',
  ],
  [
    'data events alone',
    [trail({ selectors: read([]) })],
    'high management-events: The trail main does not record all management events',
  ],
  [
    'a service left out',
    [trail({ selectors: read([events({ 'not eventSource': ['kms.amazonaws.com'] })]) })],
    'low management-events: The trail main leaves out kms.amazonaws.com',
  ],
  [
    'a status that may not be read',
    [trail({ status: denied('cloudtrail:GetTrailStatus') })],
    'medium not-permitted: The trails cannot be read in full: cloudtrail:GetTrailStatus is not permitted',
  ],
  ['one that is good beside one for data events', [trail(), trail({ name: 'a', selectors: read([]) })]],
])('%s', (_, trails, ...expected) => {
  const posture = postureOf([account(trails)]);
  expect(told(posture)).toEqual(expected);
  for (const { why, nextSteps } of posture.findings) {
    expect(why).toMatch(/\.$/);
    expect(nextSteps.length).toBeGreaterThanOrEqual(2);
  }
});

test('what could not be read is not taken for passed', () => {
  const unread = trail({
    status: denied('cloudtrail:GetTrailStatus'),
    selectors: denied('cloudtrail:GetEventSelectors'),
    insights: denied('cloudtrail:GetInsightSelectors'),
  });
  const [one] = postureOf([account([unread])]).accounts;
  expect(one?.unknown.map(({ id }) => id)).toEqual([
    'logging',
    'management-events',
    'delivery',
    'digest-delivery',
    'log-group-delivery',
    'topic-delivery',
    'insights',
  ]);
  expect(one?.findings.map(({ title }) => title)).toEqual([
    expect.stringContaining('GetTrailStatus are not permitted'),
  ]);
});

describe('regions that were not read', () => {
  const closed = {
    region: 'ap-south-1',
    answer: { kind: 'denied', action: 'cloudtrail:DescribeTrails', byOrganization: true },
  } as const;
  const failed = {
    region: 'ap-south-1',
    answer: { kind: 'failed', problem: 'prod ap-south-1: there was no answer' },
  } as const;

  test.each([
    ['closed by the organization: told as not known', [closed], [trail()], []],
    ['without an answer: told', [failed], [trail()], ['low not-read: Some of it could not be read']],
    [
      'without an answer, and no trail elsewhere: less sure',
      [failed],
      [],
      [
        'high no-trail: No trail was found, though not every region could be read',
        'low not-read: Some of it could not be read',
      ],
    ],
  ])('%s', (_, unread, trails, expected) => {
    const posture = postureOf([account(trails, { unread })]);
    expect(told(posture)).toEqual(expected);
    expect(posture.accounts[0]?.unknown.map(({ id }) => id)).toEqual(unread[0] === closed ? ['closed-regions'] : []);
  });

  test('all of them: the account says only that', () => {
    const answer = { kind: 'denied', action: 'cloudtrail:DescribeTrails', byOrganization: false } as const;
    const posture = postureOf([account([], { regions: [], unread: [{ region: 'us-east-1', answer }] })]);
    expect(told(posture)).toEqual([
      'medium not-permitted: The trails cannot be read in full: cloudtrail:DescribeTrails is not permitted',
    ]);
    expect(posture.findings[0]?.nextSteps[0]).toContain('`cloudtrail:DescribeTrails` on resource "*"');
  });
});

describe('the trail of an organization, seen by a member', () => {
  const seen = trail({ kmsKey: undefined, status: ELSEWHERE, selectors: ELSEWHERE, insights: ELSEWHERE });
  const member = account([seen], { account: OTHER, label: OTHER });

  test('says where its details are read', () => {
    const [one] = postureOf([member]).accounts;
    expect(one?.findings.map(({ id, nextSteps }) => [id, nextSteps[0]])).toEqual([
      ['kms', `The trail belongs to account ${PROD}: do this there.`],
    ]);
    expect(one?.unknown[0]?.reason).toBe(
      `only account ${PROD} can read its organization's trail; add that account to see it here`,
    );
  });

  test('is judged by what its own account says, and told there alone', () => {
    const posture = postureOf([member, account([trail({ kmsKey: undefined })])]);
    expect(posture.findings.map(({ id, account: where }) => [id, where])).toEqual([['kms', PROD]]);
    expect(posture.accounts.map(({ unknown }) => unknown)).toEqual([[], []]);
  });
});

test('the worst come first, whatever the order in which accounts were read', () => {
  const bad = account([], { account: OTHER, label: 'other' });
  const fair = account([trail({ kmsKey: undefined, hasValidation: false })]);
  const posture = postureOf([fair, bad]);
  expect(posture).toEqual(postureOf([bad, fair]));
  expect(posture.accounts.map(({ account: id }) => id)).toEqual([OTHER, PROD]);
  expect(posture.findings.map(({ level }) => level)).toEqual(['critical', 'medium', 'low']);
});

test('a name that is no name is never put into a command', () => {
  const [finding] = postureOf([account([trail({ name: '$(rm -rf ~)', hasValidation: false })])]).findings;
  expect(finding?.nextSteps.join()).toContain('--name TRAIL');
});

test.each<[string, EventSelector[], ReturnType<typeof recordedBy>]>([
  [
    'one for reads and one for writes',
    [events({ readOnly: ['true'] }), events({ readOnly: ['false'] })],
    { reads: true, writes: true, excluded: [] },
  ],
  [
    'a service that one leaves out and another takes',
    [events({ 'not eventSource': ['kms.amazonaws.com'] }), events()],
    { reads: true, writes: true, excluded: [] },
  ],
  ['some names only', [events({ eventName: ['PutObject'] })], { reads: false, writes: false, excluded: [] }],
  ['one service only', [events({ eventSource: ['iam.amazonaws.com'] })], { reads: false, writes: false, excluded: [] }],
])('selectors: %s', (_, selectors, expected) => {
  expect(recordedBy(selectors)).toEqual(expected);
});
