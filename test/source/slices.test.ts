import fc from 'fast-check';
import { Coverage } from '../../src/source/coverage';
import { HOUR, LEAST_SLICE, MINUTE, SECOND, nextLength, nextSlice } from '../../src/source/slices';

const NOW = Date.UTC(2026, 10, 20, 12);
/** Times as minutes after NOW, which read better. */
const at = (minutes: number): number => NOW + minutes * MINUTE;

function read(...spans: readonly (readonly [from: number, until: number])[]): Coverage {
  const coverage = new Coverage(NOW);
  for (const [from, until] of spans) coverage.add(at(from), at(until));
  return coverage;
}

describe('a coverage', () => {
  it.each([
    ['nothing', [], 0, [0, 60]],
    ['the beginning', [[0, 10]], 10, [10, 60]],
    ['the head only', [[50, 60]], 0, [0, 50]],
    ['both ends', [[50, 60], [0, 10]], 10, [10, 50]], // prettier-ignore
    ['neighbours in any order', [[20, 30], [10, 20], [0, 10]], 30, [30, 60]], // prettier-ignore
    ['spans that overlap', [[0, 20], [10, 30], [25, 28]], 30, [30, 60]], // prettier-ignore
    ['all', [[30, 60], [0, 40]], 60, undefined], // prettier-ignore
    ['what was read before', [[-20, -10]], 0, [0, 60]],
  ] as const)('of %s ends and has its oldest hole where one looks for it', (_, spans, end, hole) => {
    const coverage = read(...spans);
    expect(coverage.end).toBe(at(end));
    expect(coverage.hole(at(60))).toEqual(hole && { from: at(hole[0]), until: at(hole[1]) });
  });

  it('knows what is left, and what one span more would bring', () => {
    const coverage = read([20, 30], [40, 50]);
    expect(coverage.left(at(60))).toBe(40 * MINUTE);
    expect(coverage.left(at(45))).toBe(30 * MINUTE);
    expect(coverage.endWith(at(0), at(20))).toBe(at(30));
    expect(coverage.end).toBe(NOW);
    expect(coverage.newest).toBe(at(50));
  });

  it('skips what others read, and forgets what has to be read again', () => {
    const coverage = read([0, 10], [20, 30], [40, 50]);
    coverage.skipTo(at(25));
    expect(coverage.hole(at(60))).toEqual({ from: at(30), until: at(40) });
    coverage.forget(at(15));
    expect(coverage.hole(at(60))).toEqual({ from: at(15), until: at(60) });
  });

  const minutes = fc.integer({ min: -10, max: 70 });

  it('tells of every minute whether it was read, in whatever order and pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(minutes, minutes), { maxLength: 20 }), (spans) => {
        const coverage = read(...spans);
        const isRead = (minute: number): boolean =>
          spans.some(([from, until]) => from <= minute && minute + 1 <= until) || minute < 0;
        const unread = Array.from({ length: 60 }, (_, minute) => minute).filter((minute) => !isRead(minute));
        expect(coverage.left(at(60))).toBe(unread.length * MINUTE);
        expect(coverage.hole(at(60))?.from).toBe(unread[0] === undefined ? undefined : at(unread[0]));
      }),
    );
  });
});

describe('the next slice', () => {
  const next = (coverage: Coverage, claimed: readonly (readonly [number, number])[], length = 20) => {
    const slices = claimed.map(([from, until]) => ({ from: at(from), until: at(until) }));
    const slice = nextSlice(coverage, slices, at(60) + 300, length * MINUTE, LEAST_SLICE);
    return slice && [(slice.from - NOW) / MINUTE, (slice.until - NOW) / MINUTE];
  };

  it.each([
    ['is the oldest', [], [], [0, 20]],
    ['comes after those under way', [], [[0, 20]], [20, 40]],
    ['ends where something was read', [[10, 60]], [], [0, 10]],
    ['may be short where it can grow no more', [[3, 60]], [], [0, 3]],
    ['takes along a rest of less than a minute', [[20.5, 60]], [], [0, 20.5]],
    ['waits until it is worth a request', [[0, 51]], [], undefined],
    ['is due when it is', [[0, 50]], [], [50, 60]],
    ['is none when all is read', [[0, 60]], [], undefined],
  ] as const)('%s', (_, spans, claimed, expected) => expect(next(read(...spans), claimed)).toEqual(expected));

  it('after the other covers everything once, and never what is not due', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(600), fc.nat(60)), { maxLength: 8 }), fc.integer({ min: 1, max: 90 }), (spans, length) => {
        const coverage = read(...spans.map(([from, more]) => [from, from + more] as const));
        const limit = at(600) + 123;
        let milliseconds = coverage.left(at(600));
        for (let slice = nextSlice(coverage, [], limit, length * MINUTE, 0); slice; ) {
          expect(slice.until).toBeLessThanOrEqual(limit);
          expect([slice.from % SECOND, slice.until % SECOND]).toEqual([0, 0]);
          milliseconds -= slice.until - slice.from;
          coverage.add(slice.from, slice.until);
          slice = nextSlice(coverage, [], limit, length * MINUTE, 0);
        }
        expect(milliseconds).toBe(0);
        expect(coverage.end).toBeGreaterThanOrEqual(at(600));
      }),
    ); // prettier-ignore
  });

  it.each([
    ['twice as long after an empty one', 10, 1, 20],
    ['an hour at most', 50, 1, 60],
    ['shorter when there was much', 60, 240, 5],
    ['a minute at least', 2, 400, 1],
    ['the same when it was right', 10, 20, 10],
  ])('is %s', (_, minutes, requests, expected) =>
    expect(nextLength(minutes * MINUTE, requests)).toBe(expected * MINUTE),
  );

  it('is never longer than an hour, whatever came before', () => expect(nextLength(HOUR, 0)).toBe(HOUR));
});
