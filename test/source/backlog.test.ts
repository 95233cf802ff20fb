import type { Progress } from '../../src/source/source';
import { HOUR, type LocalAws, MINUTE, PROD, UNREAD, laneOf, localAws, readLane, record, records } from './aws';

const ONE_REGION = [{ id: PROD.id, name: 'prod', regions: ['us-east-1'] }];

describe('a backlog', () => {
  let local: LocalAws;
  beforeEach(async () => (local = await localAws()));
  afterEach(() => local.close());

  it('is read after the head, oldest first, with progress at each slice and all of it at the end', async () => {
    const { aws, clock } = local;
    const now = clock.now();
    aws.put([
      record('head', now),
      record('hour 1', now - 70 * MINUTE),
      record('hour 2', now - 150 * MINUTE),
      record('hour 4', now - 4 * HOUR),
    ]);
    const lane = await laneOf(local.source(ONE_REGION, { firstRead: 5 * HOUR }), 'us-east-1');
    const { ids, pages } = await readLane(lane, UNREAD, now);
    expect(ids).toEqual(['head', 'hour 4', 'hour 2', 'hour 1']);
    const progress = pages.flatMap((page) =>
      page.progress ? [(now - (page.progress.completeUntil ?? 0)) / HOUR] : [],
    );
    expect(progress.map((hours) => Math.round(hours))).toEqual([4, 3, 2, 1, 0]);
    expect(pages[0]?.progress).toBeUndefined();
    expect(pages.at(-1)?.progress).toEqual({ completeUntil: now });
  });

  it('is taken up where it was interrupted, by a new process too, and never claims what it has not read', async () => {
    const { aws, clock } = local;
    const now = clock.now();
    aws.put(records('e', 300, now, 2 * MINUTE));
    const seen = new Set<string>();
    let progress: Progress = UNREAD;
    let ticks = 0;
    for (; progress.completeUntil === undefined || progress.completeUntil < now; ticks += 1) {
      const lane = await laneOf(local.source(ONE_REGION, { firstRead: 10 * HOUR }), 'us-east-1');
      const out = await readLane(lane, progress, clock.now(), 3);
      for (const page of out.pages) {
        for (const { id } of page.events) seen.add(id);
        if (page.progress) expect(unreadBefore(page.progress, seen, now)).toEqual([]);
      }
      expect(out.progress.completeUntil ?? 0).toBeGreaterThanOrEqual(progress.completeUntil ?? 0);
      progress = out.progress;
      clock.advance(MINUTE);
      expect(ticks).toBeLessThan(20);
    }
    expect(seen.size).toBe(300);
    expect(ticks).toBeGreaterThan(2);
  });

  it('that one tick cannot finish goes on at the next, a slice left half-way included, with a fresh head each time', async () => {
    const { aws, clock } = local;
    const start = clock.now();
    aws.put(records('old', 8000, start - 5 * HOUR, 300));
    const lane = await laneOf(local.source(ONE_REGION, { firstRead: 6 * HOUR }), 'us-east-1');
    const ids: string[] = [];
    let progress: Progress = UNREAD;
    for (let tick = 0; tick < 4; tick += 1) {
      aws.put(record(`new ${tick}`, clock.now()));
      const out = await readLane(lane, progress, clock.now());
      expect(out.ids[0]).toBe(`new ${tick}`);
      expect(out.pages.length).toBeLessThan(70);
      ids.push(...out.ids.filter((id) => id.startsWith('old')));
      progress = out.progress;
      clock.advance(MINUTE);
    }
    expect(new Set(ids).size).toBe(8000);
    expect(ids.length).toBeLessThan(8000 + 50);
    expect(progress.completeUntil).toBeGreaterThan(start);
  });

  it('with a failure in the middle keeps the progress before it', async () => {
    const { aws, clock } = local;
    const now = clock.now();
    const lane = await laneOf(local.source(ONE_REGION, { firstRead: 5 * HOUR }), 'us-east-1');
    const kept: Progress[] = [];
    const reading = (async () => {
      for await (const { progress } of lane.pages(UNREAD, now)) {
        if (progress) kept.push(progress);
        if (kept.length === 2) aws.failNext({ action: 'LookupEvents', status: 400, code: 'AccessDeniedException' });
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'aws-access-denied' });
    expect(kept.map(({ completeUntil = 0 }) => Math.round((now - completeUntil) / HOUR))).toEqual([4, 3]);
  });
});

/** Of three hundred records, one every two minutes: those that a progress claims, and nobody has read. */
function unreadBefore({ completeUntil = 0 }: Progress, seen: ReadonlySet<string>, latest: number): readonly string[] {
  const times = Array.from({ length: 300 }, (_, index) => [`e${index}`, latest - index * 2 * MINUTE] as const);
  return times
    .filter(([id, time]) => time <= completeUntil && time >= latest - 10 * HOUR && !seen.has(id))
    .map(([id]) => id);
}
