import {
  HOUR,
  Kept,
  type LocalAws,
  MINUTE,
  PROD,
  UNREAD,
  headsOf,
  laneOf,
  localAws,
  readLane,
  record,
  records,
} from './aws';

const ONE_REGION = [{ id: PROD.id, name: 'prod', regions: ['us-east-1'] }];

describe('reading one region', () => {
  let local: LocalAws;
  beforeEach(async () => (local = await localAws()));
  afterEach(() => local.close());

  it('reads more than a page, each event once, and records progress with the last page only', async () => {
    const { aws, clock } = local;
    aws.put(records('e', 120, clock.now(), 1000));
    const lane = await laneOf(local.source(ONE_REGION), 'us-east-1');
    const now = clock.now();
    const { ids, pages, progress } = await readLane(lane, UNREAD, now);
    expect(pages.map(({ events }) => events.length)).toEqual([50, 50, 20]);
    expect(new Set(ids).size).toBe(120);
    expect(pages.map((page) => page.progress)).toEqual([undefined, undefined, { completeUntil: now }]);
    expect(progress.completeUntil).toBe(now);
  });

  it('asks for all pages of a slice with the very same parameters', async () => {
    const { aws, clock } = local;
    aws.put(records('e', 120, clock.now(), 1000));
    await readLane(await laneOf(local.source(ONE_REGION), 'us-east-1'), UNREAD, clock.now());
    const asked = aws.calls.map(({ parameters: { NextToken: _, ...rest } }) => rest);
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map((parameters) => JSON.stringify(parameters))).size).toBe(1);
    expect(asked[0]).toEqual({
      StartTime: expect.any(Number) as number,
      EndTime: expect.any(Number) as number,
      LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
      MaxResults: 50,
    });
  });

  it('lifts what each record says, and keeps the record', async () => {
    const { aws, clock } = local;
    aws.put(
      record('e1', clock.now() - MINUTE, {
        eventName: 'StopLogging',
        eventSource: 'cloudtrail.amazonaws.com',
        readOnly: false,
      }),
    );
    const { pages } = await readLane(await laneOf(local.source(ONE_REGION), 'us-east-1'), UNREAD, clock.now());
    expect(pages[0]?.events[0]).toMatchObject({
      id: 'e1',
      time: clock.now() - MINUTE,
      source: 'cloudtrail.amazonaws.com',
      name: 'StopLogging',
      account: PROD.id,
      region: 'us-east-1',
      readOnly: false,
      record: { eventVersion: '1.11' },
    });
  });

  it('says of an old record without account, region and id what the listing says', async () => {
    const { aws, clock } = local;
    aws.put({ eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' }, { account: PROD.id, region: 'us-east-1' });
    const put = clock.now();
    clock.advance(75 * MINUTE);
    // Nor does it say whether it is a change or a read: it is found when everything is read once more.
    const lane = await laneOf(local.source(ONE_REGION), 'us-east-1', PROD.id, 'later-60');
    const { pages } = await readLane(lane, { completeUntil: put - MINUTE }, clock.now());
    const [event] = pages[0]?.events ?? [];
    expect(event).toMatchObject({ account: PROD.id, region: 'us-east-1', time: put, readOnly: undefined });
    expect(event?.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('delivers an event again at every tick until it is twenty minutes old, for the store to know it', async () => {
    const { aws, clock } = local;
    aws.put(record('e1', clock.now()));
    const lane = await laneOf(local.source(ONE_REGION), 'us-east-1');
    const seen: (readonly string[])[] = [];
    let progress = UNREAD;
    for (let tick = 0; tick < 6; tick += 1) {
      const out = await readLane(lane, progress, clock.now());
      seen.push(out.ids);
      progress = out.progress;
      clock.advance(7 * MINUTE);
    }
    expect(seen).toEqual([['e1'], ['e1'], ['e1'], ['e1'], [], []]);
  });

  it('finds an event that arrives late and out of order', async () => {
    const { aws, clock } = local;
    const start = clock.now();
    aws.put(record('late', start - MINUTE), { visibleAt: start + 15 * MINUTE });
    aws.put(record('later', start), { visibleAt: start + MINUTE });
    const lane = await laneOf(local.source(ONE_REGION), 'us-east-1');
    const seen: string[][] = [];
    let progress = UNREAD;
    for (let tick = 0; tick < 30; tick += 1) {
      const out = await readLane(lane, progress, clock.now());
      seen.push([...out.ids]);
      progress = out.progress;
      clock.advance(MINUTE);
    }
    expect(seen[0]).toEqual([]);
    expect(seen[1]).toEqual(['later']);
    expect(seen[15]).toEqual(['later', 'late']);
    expect(seen.at(-1)).toEqual([]);
  });

  it('finds what arrived while the bot was stopped, though its event time lies before the stop', async () => {
    const { aws, clock } = local;
    const stopped = clock.now();
    aws.put(record('just before', stopped - 10 * MINUTE), { visibleAt: stopped + 5 * MINUTE });
    clock.advance(3 * HOUR);
    const kept = new Kept();
    for (const kind of ['since', 'changes', 'reads']) kept.progress.set(`${PROD.id} us-east-1 ${kind}`, stopped);
    await kept.tick(local.source(ONE_REGION), clock);
    expect(kept.ids).toEqual(['just before']);
    expect(kept.progress.get(`${PROD.id} us-east-1 changes`)).toBeGreaterThan(stopped);
  });

  it('counts a record that is not JSON, with its place, and goes on', async () => {
    const { aws, clock } = local;
    aws.put(['{"eventName": "Broken', record('good', clock.now()), 'null', '{"eventName":"NoSource"}'], {
      account: PROD.id,
      region: 'us-east-1',
    });
    const { pages, ids } = await readLane(await laneOf(local.source(ONE_REGION), 'us-east-1'), UNREAD, clock.now());
    expect(ids).toEqual(['good']);
    expect(pages[0]?.problems.map(({ problem }) => problem).sort()).toEqual([
      'CloudTrailEvent is not JSON',
      'expected a CloudTrail record (an object), found null',
      'the record has no eventSource',
    ]);
    expect(pages[0]?.problems[0]?.place).toMatch(/^prod \(111122223333\) us-east-1 event [0-9a-f-]{36}$/);
  });

  it('survives being throttled by others, and tells it', async () => {
    const { aws, clock, logs } = local;
    aws.put(records('e', 60, clock.now(), 1000));
    aws.failNext({
      action: 'LookupEvents',
      times: 4,
      status: 400,
      code: 'ThrottlingException',
      message: 'Rate exceeded',
    });
    const { ids } = await readLane(await laneOf(local.source(ONE_REGION), 'us-east-1'), UNREAD, clock.now());
    expect(new Set(ids).size).toBe(60);
    expect(logs.map(({ message }) => message)).toEqual(Array(4).fill('lookup was throttled, trying again'));
  });

  it.each([
    ['AWS failing', { status: 500, code: 'InternalFailure' }],
    ['AWS being away', { status: 503, code: 'ServiceUnavailable' }],
    ['a broken connection', { hangUp: true }],
  ])('survives %s for a while', async (_, failure) => {
    const { aws, clock } = local;
    aws.put(records('e', 60, clock.now(), 1000));
    aws.failNext({ action: 'LookupEvents', times: 3, ...failure });
    const { ids } = await readLane(await laneOf(local.source(ONE_REGION), 'us-east-1'), UNREAD, clock.now());
    expect(new Set(ids).size).toBe(60);
  });

  it('gives up on a region that stays broken, until the next tick', async () => {
    const { aws, clock } = local;
    aws.failNext({ action: 'LookupEvents', times: 5, hangUp: true });
    const lane = await laneOf(local.source(ONE_REGION), 'us-east-1');
    await expect(readLane(lane, UNREAD, clock.now())).rejects.toMatchObject({
      code: 'aws-unreachable',
      permanent: false,
    });
    await expect(readLane(lane, UNREAD, clock.now())).resolves.toMatchObject({ ids: [] });
  });

  it('does not wait for an answer for ever', async () => {
    const { aws, clock } = local;
    aws.failNext({ action: 'LookupEvents', silent: true });
    const lane = await laneOf(local.source(ONE_REGION, { timeout: 100 }), 'us-east-1');
    await expect(readLane(lane, UNREAD, clock.now())).resolves.toMatchObject({ ids: [] });
    expect(local.logs).toMatchObject([{ message: 'lookup was not answered, trying again' }]);
  });

  it('goes on at the second it had reached when its token is refused', async () => {
    const { aws, clock } = local;
    aws.put(records('e', 120, clock.now(), 1000));
    const lane = await laneOf(local.source(ONE_REGION), 'us-east-1');
    const ids: string[] = [];
    for await (const page of lane.pages(UNREAD, clock.now())) {
      if (ids.length === 0) aws.failNext({ action: 'LookupEvents', status: 400, code: 'InvalidNextTokenException' });
      ids.push(...page.events.map(({ id }) => id));
    }
    expect(ids).toHaveLength(121);
    expect(new Set(ids).size).toBe(120);
  });

  it('holds nothing when its reader stops half-way', async () => {
    const { aws, clock } = local;
    aws.put(records('e', 120, clock.now(), 1000));
    const lane = await laneOf(local.source(ONE_REGION), 'us-east-1');
    const { pages, progress } = await readLane(lane, UNREAD, clock.now(), 1);
    expect(pages).toHaveLength(1);
    expect(progress).toEqual(UNREAD);
    expect(aws.calls).toHaveLength(1);
  });

  it('ends quietly when the source is closed under it', async () => {
    const { aws, clock } = local;
    aws.put(records('e', 120, clock.now(), 1000));
    const source = local.source(ONE_REGION);
    let pages = 0;
    for await (const page of (await laneOf(source, 'us-east-1')).pages(UNREAD, clock.now())) {
      pages += 1;
      expect(page.progress).toBeUndefined();
      source.close();
    }
    expect(pages).toBe(1);
  });
});

describe('the quota', () => {
  it('is kept across lanes that are read at once', async () => {
    const local = await localAws();
    const { aws, clock } = local;
    const source = local.source([{ id: PROD.id, regions: ['eu-west-1', 'eu-central-1'] }]);
    for (let tick = 0; tick < 5; tick += 1) {
      const now = clock.now();
      await Promise.all((await headsOf(source)).map((lane) => readLane(lane, UNREAD, now)));
    }
    expect(aws.calls).toHaveLength(15);
    expect(aws.calls.filter(({ status }) => status !== 200)).toEqual([]);
    await local.close();
  });
});
