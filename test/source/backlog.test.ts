import { HOUR, Kept, type LocalAws, MINUTE, PROD, UNREAD, laneOf, localAws, readLane, record, records } from './aws';

const ONE_REGION = [{ id: PROD.id, name: 'prod', regions: ['us-east-1'] }];
const WATERMARK = `${PROD.id} us-east-1`;

describe('a backlog', () => {
  let local: LocalAws;
  beforeEach(async () => (local = await localAws()));
  afterEach(() => local.close());

  it('of changes is read beside the head, oldest first, and told as history', async () => {
    const { aws, clock, logs } = local;
    const now = clock.now();
    aws.put([
      record('head', now),
      record('hour 1', now - 70 * MINUTE),
      record('hour 4', now - 4 * HOUR),
      record('hour 6', now - 6 * HOUR),
    ]);
    const kept = new Kept();
    expect(await kept.tick(local.source(ONE_REGION, { firstRead: 7 * HOUR }), clock)).toEqual([]);
    expect(kept.ids.indexOf('hour 6')).toBeLessThan(kept.ids.indexOf('hour 4'));
    const news = [...kept.events].map(([id, { firstRead }]) => [id, firstRead]);
    expect(Object.fromEntries(news)).toEqual({ head: false, 'hour 1': true, 'hour 4': true, 'hour 6': true });
    expect(kept.progress.get(`${WATERMARK} changes`)).toBe(now);
    expect(logs.filter(({ message }) => message === 'first read begins')).toMatchObject([
      { data: { account: PROD.id, regions: ['us-east-1'], from: new Date(now - 7 * HOUR).toISOString() } },
    ]);
  });

  it('is history after a restart too, and nothing is when the bot was stopped for a while', async () => {
    const { aws, clock } = local;
    const start = clock.now();
    const kept = new Kept();
    await kept.tick(local.source(ONE_REGION, { firstRead: 2 * HOUR }), clock);
    await kept.tick(local.source(ONE_REGION, { firstRead: 2 * HOUR }), clock);
    const source = local.source(ONE_REGION, { firstRead: 2 * HOUR });
    await kept.tick(source, clock);
    await kept.tick(source, clock);
    expect(kept.progress.get(`${WATERMARK} since`)).toBeGreaterThanOrEqual(start);
    aws.put([record('history', start - 100 * MINUTE), record('news', start + MINUTE)]);
    clock.advance(5 * HOUR);
    await kept.tick(local.source(ONE_REGION), clock);
    expect(kept.events.get('history')).toMatchObject({ firstRead: true, kind: 'later-180' });
    expect(kept.events.get('news')).toMatchObject({ firstRead: false });
  });

  it('is taken up where it was interrupted, by a new process too, and never claims what it has not read', async () => {
    const { aws, clock } = local;
    const now = clock.now();
    const all = Array.from({ length: 300 }, (_, n) => ({ id: `e${n}`, time: now - 3 * HOUR - n * MINUTE }));
    aws.put(records('e', 300, now - 3 * HOUR, MINUTE));
    const seen = new Set<string>();
    let progress = UNREAD;
    let ticks = 0;
    for (; (progress.completeUntil ?? 0) < now - 3 * HOUR - MINUTE && ticks < 50; ticks += 1) {
      const source = local.source(ONE_REGION, { firstRead: 9 * HOUR });
      const out = await readLane(await laneOf(source, 'us-east-1', PROD.id, 'later-180'), progress, now, 2);
      for (const page of out.pages) {
        for (const { id } of page.events) seen.add(id);
        const claimed = page.progress?.completeUntil ?? 0;
        const unread = all.filter(({ time }) => time < claimed);
        expect(unread.filter(({ id }) => !seen.has(id))).toEqual([]);
      }
      expect(out.progress.completeUntil ?? 0).toBeGreaterThanOrEqual(progress.completeUntil ?? 0);
      progress = out.progress;
    }
    expect(seen.size).toBeGreaterThan(298);
    expect(ticks).toBeGreaterThan(2);
  });

  it('with a failure in the middle keeps the progress before it', async () => {
    const { aws, clock } = local;
    const now = clock.now();
    const source = local.source(ONE_REGION, { firstRead: 9 * HOUR });
    const lane = await laneOf(source, 'us-east-1', PROD.id, 'later-180');
    const kept: number[] = [];
    const reading = (async () => {
      for await (const { progress } of lane.pages(UNREAD, now)) {
        if (progress?.completeUntil !== undefined) kept.push((now - progress.completeUntil) / HOUR);
        if (kept.length === 1) aws.failNext({ action: 'LookupEvents', status: 400, code: 'AccessDeniedException' });
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'aws-access-denied' });
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.at(-1)).toBeGreaterThan(3);
    expect(source.state().find(({ kind }) => kind === 'later-180')).toMatchObject({
      pace: 'failing',
      error: { code: 'aws-access-denied' },
    });
  });
});

describe('a look-up by a person', () => {
  let local: LocalAws;
  beforeEach(async () => (local = await localAws()));
  afterEach(() => local.close());

  it('pages through what it asks for, by an attribute', async () => {
    const { aws, clock } = local;
    const now = clock.now();
    aws.put([...records('e', 60, now, 1000), record('other', now, { eventName: 'StopLogging' })]);
    const source = local.source(ONE_REGION);
    const what = { attribute: { key: 'EventName', value: 'RunInstances' }, from: now - HOUR, until: now } as const;
    const first = await source.lookup(PROD.id, 'us-east-1', what);
    const second = await source.lookup(PROD.id, 'us-east-1', { ...what, token: first.token });
    expect([first.events.length, second.events.length, second.token]).toEqual([50, 10, undefined]);
    expect(first.events[0]).toMatchObject({ name: 'RunInstances', account: PROD.id, region: 'us-east-1' });
    expect(clock.now() - now).toBeGreaterThan(500);
  });

  it('says when an account is not read, and ends when it is given up', async () => {
    const source = local.source(ONE_REGION);
    const what = { from: 0, until: 1 };
    await expect(source.lookup('999900001111', 'us-east-1', what)).rejects.toMatchObject({ code: 'unknown-account' });
    const given = source.lookup(PROD.id, 'us-east-1', what, AbortSignal.abort());
    await expect(given).rejects.toMatchObject({ code: 'source-closed' });
    expect(local.aws.calls).toEqual([]);
  });
});
