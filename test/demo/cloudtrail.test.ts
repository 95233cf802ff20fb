import { ListTrailsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { KEY, Local, OTHER, ids } from './local-cloudtrail';

let local: Local;
beforeEach(async () => (local = await Local.start()));
afterEach(() => local.aws.close());

describe('LookupEvents of the local CloudTrail', () => {
  it('answers with the members that AWS answers with', async () => {
    local.aws.put(local.record('e1', 10));
    const { Events, NextToken } = await local.lookup();
    expect(NextToken).toBeUndefined();
    expect(Events).toEqual([
      {
        EventId: 'e1',
        EventName: 'StopLogging',
        ReadOnly: 'false',
        AccessKeyId: 'AKIAMALLORY',
        EventTime: new Date(local.clock.now() - 10_000),
        EventSource: 'cloudtrail.amazonaws.com',
        Username: 'mallory',
        Resources: [{ ResourceType: 'AWS::S3::Bucket', ResourceName: 'logs' }],
        CloudTrailEvent: JSON.stringify(local.record('e1', 10)),
      },
    ]);
  });

  it('lists newest first, bounds included, fifty a page', async () => {
    local.aws.put(Array.from({ length: 60 }, (_, index) => local.record(`e${index}`, index)));
    const range = { StartTime: new Date(local.clock.now() - 55_000), EndTime: new Date(local.clock.now() - 1000) };
    const first = await local.lookup(range);
    const second = await local.lookup({ ...range, NextToken: first.NextToken });
    expect(ids(first)).toEqual(Array.from({ length: 50 }, (_, index) => `e${index + 1}`));
    expect(ids(second)).toEqual(['e51', 'e52', 'e53', 'e54', 'e55']);
    expect(second.NextToken).toBeUndefined();
  });

  it('goes on where a page ended, though newer events have arrived since', async () => {
    local.aws.put([local.record('e1', 1), local.record('e2', 2), local.record('e3', 3)]);
    const { NextToken } = await local.lookup({ MaxResults: 2 });
    local.aws.put(local.record('e0', 0));
    expect(ids(await local.lookup({ MaxResults: 2, NextToken }))).toEqual(['e3']);
  });

  it('shows a late event when its time of arrival has come', async () => {
    local.aws.put(local.record('late', 60), { visibleAt: local.clock.now() + 5000 });
    expect(ids(await local.lookup())).toEqual([]);
    local.clock.advance(5000);
    expect(ids(await local.lookup())).toEqual(['late']);
  });

  it('serves a record in its account and region only', async () => {
    local.aws.put([
      local.record('home', 1),
      local.record('away', 1, { awsRegion: 'eu-west-1' }),
      local.record('theirs', 1, { recipientAccountId: '444455556666' }),
    ]);
    expect(ids(await local.lookup())).toEqual(['home']);
    expect(ids(await local.lookup({}, KEY, 'eu-west-1'))).toEqual(['away']);
    expect(ids(await local.lookup({}, OTHER))).toEqual(['theirs']);
  });

  it('forgets after ninety days', async () => {
    local.aws.put(local.record('old', 91 * 86_400));
    expect(ids(await local.lookup({ StartTime: new Date(0) }))).toEqual([]);
  });

  it.each([
    ['EventId', 'e1'],
    ['EventName', 'StopLogging'],
    ['EventSource', 'cloudtrail.amazonaws.com'],
    ['ReadOnly', 'false'],
    ['Username', 'mallory'],
    ['AccessKeyId', 'AKIAMALLORY'],
    ['ResourceType', 'AWS::S3::Bucket'],
    ['ResourceName', 'logs'],
  ] as const)('finds by %s', async (AttributeKey, AttributeValue) => {
    local.aws.put([
      local.record('e1', 1),
      {
        ...local.record('e2', 1),
        eventName: 'X',
        eventSource: 'y',
        readOnly: true,
        userIdentity: {},
        requestParameters: null,
      },
    ]);
    expect(ids(await local.lookup({ LookupAttributes: [{ AttributeKey, AttributeValue }] }))).toEqual(['e1']);
  });

  it('keeps Insights apart', async () => {
    local.aws.put([local.record('e1', 1), local.record('i1', 1, { eventCategory: 'Insight' })]);
    expect(ids(await local.lookup())).toEqual(['e1']);
    expect(ids(await local.lookup({ EventCategory: 'insight' }))).toEqual(['i1']);
  });

  const name = { AttributeKey: 'EventName', AttributeValue: 'X' } as const;
  it.each<[string, string, LookupEventsCommandInput]>([
    ['a start after the end', 'InvalidTimeRangeException', { StartTime: new Date(2000), EndTime: new Date(1000) }],
    ['two attributes', 'InvalidLookupAttributesException', { LookupAttributes: [name, name] }],
    [
      'an unknown attribute',
      'InvalidLookupAttributesException',
      { LookupAttributes: [{ ...name, AttributeKey: 'Name' as 'EventName' }] },
    ],
    ['no result', 'InvalidMaxResultsException', { MaxResults: 0 }],
    ['51 results', 'InvalidMaxResultsException', { MaxResults: 51 }],
    ['an invented token', 'InvalidNextTokenException', { NextToken: 'abc' }],
    ['an unknown category', 'InvalidEventCategoryException', { EventCategory: 'data' as 'insight' }],
  ])('refuses %s with %s', async (_, error, input) => {
    await expect(local.lookup(input)).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: 400 } });
  });

  it.each<[string, LookupEventsCommandInput, number]>([
    ['other parameters', { MaxResults: 2 }, 0],
    ['another range', { MaxResults: 1, EndTime: new Date(Date.UTC(2026, 10, 20, 12)) }, 0],
    ['a delay longer than its life', { MaxResults: 1 }, 61_000],
  ])('refuses a token with %s', async (_, input, delay) => {
    local.aws.put([local.record('e1', 1), local.record('e2', 2)]);
    const { NextToken } = await local.lookup({ MaxResults: 1 });
    local.clock.advance(delay);
    await expect(local.lookup({ ...input, NextToken })).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  });

  it('throttles the third request in a second, for each account and region on its own', async () => {
    await local.lookup();
    await local.lookup();
    await expect(local.lookup()).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400 },
    });
    await local.lookup({}, KEY, 'eu-west-1');
    await local.lookup({}, OTHER);
    local.clock.advance(1000);
    await local.lookup();
    expect(local.aws.calls.map(({ code }) => code)).toEqual([
      undefined,
      undefined,
      'ThrottlingException',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('knows no other operation', async () => {
    const client = local.cloudTrail();
    await expect(client.send(new ListTrailsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});

describe('failures on demand', () => {
  it('strike the requests they are meant for, as often as asked, and are in the log of calls', async () => {
    local.aws.failNext({ region: 'eu-west-1', times: 2, status: 503, code: 'ServiceUnavailable' });
    await local.lookup();
    await expect(local.lookup({}, KEY, 'eu-west-1')).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    await expect(local.lookup({}, KEY, 'eu-west-1')).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    await local.lookup({}, KEY, 'eu-west-1');
    expect(
      local.aws.calls.map(({ action, account, region, status, time }) => [action, account, region, status, time]),
    ).toEqual([
      ['LookupEvents', '111122223333', 'us-east-1', 200, local.clock.now()],
      ['LookupEvents', '111122223333', 'eu-west-1', 503, local.clock.now()],
      ['LookupEvents', '111122223333', 'eu-west-1', 503, local.clock.now()],
      ['LookupEvents', '111122223333', 'eu-west-1', 200, local.clock.now()],
    ]);
  });

  it('break a connection', async () => {
    local.aws.failNext({ hangUp: true });
    await expect(local.lookup()).rejects.toThrow('socket hang up');
  });
});
