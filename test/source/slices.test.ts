import fc from 'fast-check';
import { GRACE, HISTORY, LONGEST_SLICE, MINUTE, WINDOW, planSlices } from '../../src/source/slices';

const NOW = Date.UTC(2026, 10, 20, 12, 0, 0, 250);
const HOUR = 60 * MINUTE;
const SECOND = 1000;

describe('the slices of a tick', () => {
  it('are the rolling window alone when the last tick was a minute ago, reaching back over what it left unsettled', () => {
    const plan = planSlices({ completeUntil: NOW - MINUTE, settledUntil: undefined, begun: 0 }, NOW);
    expect(plan).toEqual([{ from: floor(NOW - MINUTE - WINDOW), until: NOW, completeUntil: NOW }]);
  });

  it('start with the head, then go through a backlog of an outage oldest first', () => {
    const down = NOW - 150 * MINUTE;
    const [head, ...backlog] = planSlices({ completeUntil: down, settledUntil: undefined, begun: 0 }, NOW);
    expect(head).toEqual({ from: floor(NOW - WINDOW), until: NOW, completeUntil: undefined });
    expect(backlog.map(({ from, until }) => [from, until])).toEqual([
      [floor(down - WINDOW), floor(down - WINDOW) + HOUR - 1],
      [floor(down - WINDOW) + HOUR, floor(down - WINDOW) + 2 * HOUR - 1],
      [floor(down - WINDOW) + 2 * HOUR, floor(NOW - WINDOW) - 1],
    ]);
    expect(backlog.at(-1)?.completeUntil).toBe(NOW);
  });

  it('reach as far back as asked on a first read', () => {
    const plan = planSlices({ completeUntil: undefined, settledUntil: undefined, begun: NOW - 24 * HOUR }, NOW);
    expect(plan[1]?.from).toBe(floor(NOW - 24 * HOUR));
    expect(plan).toHaveLength(1 + 24);
  });

  it('do not read again what a backlog slice has settled', () => {
    const settledUntil = floor(NOW - 5 * HOUR) - 1;
    expect(planSlices({ completeUntil: settledUntil, settledUntil, begun: 0 }, NOW)[1]?.from).toBe(settledUntil + 1);
  });

  it('never ask for more than the ninety days there are', () => {
    const plan = planSlices({ completeUntil: NOW - 200 * 24 * HOUR, settledUntil: undefined, begun: 0 }, NOW);
    expect(plan[1]?.from).toBe(floor(NOW - HISTORY));
  });

  it('hold the progress still when the clock was set back', () => {
    const plan = planSlices({ completeUntil: NOW + HOUR, settledUntil: undefined, begun: 0 }, NOW);
    expect(plan).toEqual([{ from: floor(NOW - WINDOW), until: NOW, completeUntil: undefined }]);
  });

  const anyRead = fc.record({
    now: fc.integer({ min: NOW - HOUR, max: NOW + HOUR }),
    behind: fc.option(fc.integer({ min: 0, max: 100 * 24 * HOUR }), { nil: undefined }),
    settled: fc.boolean(),
    firstRead: fc.integer({ min: 0, max: 90 * 24 * HOUR }),
  });

  it('cover everything unread once, in slices of an hour at most, with a progress that only moves forward', () => {
    fc.assert(
      fc.property(anyRead, ({ now, behind, settled, firstRead }) => {
        const completeUntil = behind === undefined ? undefined : now - behind;
        const settledUntil = settled ? completeUntil : undefined;
        const plan = planSlices({ completeUntil, settledUntil, begun: now - firstRead }, now);
        const inTime = [...plan].sort((a, b) => a.from - b.from);
        const unsettled =
          settled && completeUntil !== undefined ? completeUntil + 1 : (completeUntil ?? Infinity) - WINDOW;
        const needed = completeUntil === undefined ? now - firstRead : unsettled;

        expect(inTime[0]?.from).toBeLessThanOrEqual(Math.max(needed, now - HISTORY));
        expect(inTime[0]?.from).toBeLessThanOrEqual(now - WINDOW);
        expect(inTime.at(-1)?.until).toBe(now);
        const odd = inTime.filter(({ from, until }, index) => {
          const next = inTime[index + 1];
          const meets = next === undefined || next.from === until + 1;
          return !meets || from % SECOND !== 0 || until - from > LONGEST_SLICE;
        });
        expect(odd).toEqual([]);
        expect(inTime.at(-1)).toBe(plan[0]);
      }),
    );
  });

  it('never let the progress jump over what is unread, wherever reading stops', () => {
    fc.assert(
      fc.property(anyRead, fc.nat(2200), ({ now, behind, settled, firstRead }, stop) => {
        const completeUntil = behind === undefined ? undefined : now - behind;
        const begun = now - firstRead;
        const plan = planSlices({ completeUntil, settledUntil: settled ? completeUntil : undefined, begun }, now);
        const done = plan.slice(0, stop);
        const claims = done.flatMap((slice) => (slice.completeUntil === undefined ? [] : [slice.completeUntil]));

        expect([...claims].sort((a, b) => a - b)).toEqual(claims);
        expect(claims.filter((claim) => claim < (completeUntil ?? claim) || claim > now)).toEqual([]);
        const last = claims.at(-1);
        const unread = plan.slice(stop).filter(({ from }) => last !== undefined && from <= last);
        expect(unread).toEqual([]);
        if (stop >= plan.length) expect(last).toBe(now);
      }),
    );
  });

  it('let an event that is up to twenty minutes late be found, whatever the ticks', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 3 * HOUR }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(gaps, fc.nat(6 * HOUR), fc.nat(WINDOW), (steps, after, late) => {
        const eventTime = floor(NOW + after);
        const visible = eventTime + late;
        let completeUntil: number | undefined;
        let now = NOW;
        let found = false;
        for (const step of [0, ...steps, 7 * HOUR]) {
          now += step;
          const plan = planSlices({ completeUntil, settledUntil: undefined, begun: NOW }, now);
          found ||= now >= visible && plan.some(({ from, until }) => from <= eventTime && eventTime <= until);
          completeUntil = now;
        }
        expect(found).toBe(true);
      }),
    );
  });

  it('take a short gap into the head, to ask once instead of twice', () => {
    const read = (gap: number) => planSlices({ completeUntil: NOW - gap, settledUntil: undefined, begun: 0 }, NOW);
    expect(read(GRACE - SECOND)).toHaveLength(1);
    expect(read(GRACE + 2 * SECOND)).toHaveLength(2);
  });
});

function floor(time: number): number {
  return Math.floor(time / SECOND) * SECOND;
}
