import { type JsonObject, isProblem, parseEvent } from '../../src/source/event';
import { principalOf } from '../../src/source/principal';
import { HOUR, type LocalAws, MINUTE, PROD, UNREAD, laneOf, localAws, readLane, record } from './aws';

const ONE_REGION = [{ id: PROD.id, name: 'prod', regions: ['us-east-1'] }];

/** The first of its callers is `arn`. */
function insight(eventID: string, time: number, arn = 'arn:aws:sts::111122223333:assumed-role/deploy'): JsonObject {
  const attributions = [
    { attribute: 'userAgent', insight: [{ value: 'aws-cli', average: 5 }], baseline: [] },
    { attribute: 'userIdentityArn', insight: [{ value: arn, average: 5 }], baseline: [] },
  ];
  return {
    eventVersion: '1.08',
    eventTime: new Date(time).toISOString().replace(/\.\d+Z/, 'Z'),
    awsRegion: 'us-east-1',
    eventID,
    eventType: 'AwsCloudTrailInsight',
    recipientAccountId: PROD.id,
    sharedEventID: `${eventID}-shared`,
    insightDetails: {
      state: 'Start',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      insightType: 'ApiCallRateInsight',
      insightContext: { statistics: { baseline: { average: 0.01 }, insight: { average: 5 } }, attributions },
    },
    eventCategory: 'Insight',
  };
}

describe('the lane of Insights', () => {
  let local: LocalAws;
  beforeEach(async () => (local = await localAws()));
  afterEach(() => local.close());
  const laneAt = () => laneOf(local.source(ONE_REGION), 'us-east-1', PROD.id, 'insights');

  it('reads them by their category, and nothing else, under a name of their own', async () => {
    const { aws, clock } = local;
    aws.put([insight('i1', clock.now() - MINUTE), record('e1', clock.now() - MINUTE)]);
    const { pages, ids, progress } = await readLane(await laneAt(), UNREAD, clock.now());
    expect(ids).toEqual(['i1']);
    expect(pages[0]?.events[0]).toMatchObject({
      source: 'cloudtrail.amazonaws.com',
      name: 'AwsCloudTrailInsight',
      account: PROD.id,
      region: 'us-east-1',
    });
    expect(progress).toEqual({ completeUntil: clock.now() });
    expect(aws.calls.map(({ parameters }) => parameters.EventCategory)).toEqual(['insight']);
  });

  it('finds one that comes an hour late, and one that came while the bot was stopped', async () => {
    const { aws, clock } = local;
    const start = clock.now();
    aws.put(insight('late', start), { visibleAt: start + HOUR });
    const lane = await laneAt();
    const first = await readLane(lane, UNREAD, start);
    clock.advance(HOUR + MINUTE);
    const second = await readLane(lane, first.progress, clock.now());
    expect([first.ids, second.ids]).toEqual([[], ['late']]);
    aws.put(insight('meanwhile', clock.now() + 6 * HOUR));
    clock.advance(24 * HOUR);
    // A restart reads a little again.
    expect((await readLane(await laneAt(), second.progress, clock.now())).ids).toEqual(['meanwhile', 'late']);
  });

  it('costs one request every five minutes where there are none', async () => {
    const { aws, clock } = local;
    const source = local.source(ONE_REGION);
    for (let minute = 0; minute < 20; minute += 1) {
      const lanes = await source.lanes();
      for (const lane of lanes.filter(({ id }) => id.kind === 'insights')) await readLane(lane, UNREAD, clock.now());
      clock.advance(MINUTE);
    }
    expect(aws.calls).toHaveLength(4);
  });

  it.each(['InvalidEventCategoryException', 'UnsupportedOperationException'])(
    'leaves a region that answers %s alone for hours, tells it once, and stops no other lane',
    async (code) => {
      const { aws, clock, logs } = local;
      aws.failNext({ action: 'LookupEvents', status: 400, code, message: 'no', times: 2 });
      const source = local.source(ONE_REGION);
      const insightsAt = async () => (await source.lanes()).filter(({ id }) => id.kind === 'insights');
      for (let hour = 0; hour < 12; hour += 1) {
        for (const lane of await insightsAt()) expect((await readLane(lane, UNREAD, clock.now())).ids).toEqual([]);
        expect((await source.lanes()).map(({ id }) => id.kind)).toContain('changes');
        clock.advance(HOUR);
      }
      expect(aws.calls).toHaveLength(2);
      expect(logs.filter(({ message }) => message === 'Insights events cannot be looked up here')).toHaveLength(1);
      expect(source.state().find(({ kind }) => kind === 'changes')?.error).toBeUndefined();
    },
  );

  it('fails as other lanes do where nothing may be looked up', async () => {
    local.aws.failNext({ action: 'LookupEvents', status: 400, code: 'AccessDeniedException' });
    await expect(readLane(await laneAt(), UNREAD, local.clock.now())).rejects.toMatchObject({
      code: 'aws-access-denied',
    });
  });
});

test.each([
  ['an assumed role', 'arn:aws:sts::111122223333:assumed-role/deploy', 'role:111122223333:deploy'],
  ['its session', 'arn:aws:sts::111122223333:assumed-role/deploy/ci-1', 'role:111122223333:deploy'],
  ['a role', 'arn:aws:iam::111122223333:role/team/deploy', 'role:111122223333:deploy'],
  ['a user', 'arn:aws:iam::444455556666:user/ops/alice', 'user:444455556666:alice'],
  ['root', 'arn:aws:iam::111122223333:root', 'root:111122223333:root'],
  ['a service', 'autoscaling.amazonaws.com', 'service::autoscaling.amazonaws.com'],
  ['nobody', 'null', 'unknown:111122223333:an unknown caller'],
])('the principal is the most active caller: %s', (_, arn, key) => {
  const event = parseEvent(insight('i1', Date.UTC(2026, 10, 20), arn), 'a test', Date.UTC(2026, 10, 21));
  if (isProblem(event)) throw new Error(event.problem);
  expect(principalOf(event).key).toBe(key);
});

test.each([
  ['without details it is no event', { insightDetails: 'none' }, true],
  ['without callers it has an unknown principal', { insightDetails: {} }, false],
])('%s', (_, fields, isNone) => {
  const event = parseEvent({ ...insight('i1', 0), ...fields }, 'a test', Date.UTC(2026, 10, 21));
  expect(isProblem(event)).toBe(isNone);
  if (!isProblem(event)) expect(principalOf(event).kind).toBe('unknown');
});
