/**
 * Whatever the order of arrival, the cut into pages, the repeats and the restarts, the bursts that fire are those that a
 * look at all events at once would find.
 */
import fc from 'fast-check';
import type { CorrelationType } from '../../src/detect/correlation';
import type { CloudTrailEvent } from '../../src/source/event';
import { Memory, SECOND, at, run, tied } from './correlation-given';

interface Given {
  readonly second: number;
  readonly rule: string;
  readonly user: string;
  readonly value: string;
}

const SPAN = 60;
const LIMIT = 3;

/** Times so that gaps below, at and above the timespan are all common. */
const given = fc.record<Given>({
  second: fc.oneof(
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: 0, max: 9 }).map((n) => n * 30),
    fc.integer({ min: 0, max: 3000 }),
  ),
  rule: fc.constantFrom('a', 'b', 'c'),
  user: fc.constantFrom('ann', 'bob'),
  value: fc.constantFrom('1', '2', '3', '4'),
});

const SECTIONS: Partial<Record<CorrelationType, string>> = {
  event_count: `{ type: event_count, rules: [a, b], group-by: [user], timespan: 1m, condition: { gte: ${LIMIT} } }`,
  value_count: `{ type: value_count, rules: [a, b], group-by: [user], timespan: 1m, condition: { field: v, gte: ${LIMIT} } }`,
  temporal: '{ type: temporal, rules: [a, b, c], group-by: [user], timespan: 1m }',
  temporal_ordered: '{ type: temporal_ordered, rules: [a, b, c], group-by: [user], timespan: 1m }',
};

/** By the book: does any subset of the events of one window do? No sliding, no state. */
const HOLDS: Partial<Record<CorrelationType, (window: readonly Given[]) => boolean>> = {
  event_count: (window) => window.filter(({ rule }) => rule !== 'c').length >= LIMIT,
  value_count: (window) => new Set(window.filter(({ rule }) => rule !== 'c').map(({ value }) => value)).size >= LIMIT,
  temporal: (window) => ['a', 'b', 'c'].every((rule) => window.some((one) => one.rule === rule)),
  temporal_ordered: (window) =>
    window.some((a) =>
      window.some((b) =>
        window.some(
          (c) => a.rule === 'a' && b.rule === 'b' && c.rule === 'c' && a.second <= b.second && b.second <= c.second,
        ),
      ),
    ),
};

interface Found {
  readonly user: string;
  readonly from: number;
  readonly until: number;
}

/** Bursts that must fire: runs without a gap longer than the timespan in which some window holds. */
function naive(type: CorrelationType, all: readonly Given[]): Found[] {
  const holds = HOLDS[type] ?? (() => false);
  const counted = all.filter(({ rule }) => rule !== 'c' || type.startsWith('temporal'));
  return ['ann', 'bob'].flatMap((user) => {
    const own = counted.filter((one) => one.user === user).sort((a, b) => a.second - b.second);
    const runs: Given[][] = [];
    for (const one of own) {
      const last = runs.at(-1);
      if (last && one.second - (last.at(-1)?.second ?? 0) <= SPAN) last.push(one);
      else runs.push([one]);
    }
    return runs
      .filter((burst) =>
        burst.some(({ second }) => holds(burst.filter((one) => one.second >= second && one.second <= second + SPAN))),
      )
      .map((burst) => ({ user, from: burst[0]?.second ?? 0, until: burst.at(-1)?.second ?? 0 }));
  });
}

const events = (all: readonly Given[]): CloudTrailEvent[] =>
  all.map(({ second, rule, user, value }, n) => ({ ...at(`${rule}@${second}`, { user, v: value }), id: `event-${n}` }));

/** A permutation with repeats, cut into pages. */
const arrivals = (all: readonly Given[]): fc.Arbitrary<CloudTrailEvent[][]> => {
  const whole = events(all);
  return fc
    .tuple(
      fc.shuffledSubarray([...whole, ...whole, ...whole], { minLength: whole.length * 3 }),
      fc.integer({ min: 1, max: 9 }),
    )
    .map(([order, size]) => {
      // All of them come at least once; a repeat is one the store has seen, or one that slips through.
      const pages: CloudTrailEvent[][] = [];
      for (let n = 0; n < order.length; n += size) pages.push(order.slice(n, n + size));
      return pages;
    });
};

const BEGIN = at('a@0').time;

describe.each(Object.entries(SECTIONS))('%s', (type, section) => {
  const set = tied({ C: section });
  test('fires the same bursts however its events arrive', () => {
    const cases = fc.array(given, { maxLength: 14 }).chain((all) => fc.tuple(fc.constant(all), arrivals(all)));
    fc.assert(
      fc.property(cases, ([all, pages]) => {
        const expected = naive(type as CorrelationType, all);
        // A restart between any two pages: all that is known is what was written.
        const memory = new Memory();
        const fired: Found[] = [];
        for (const page of pages) {
          for (const { groupValues, eventIds } of run(set, [page], memory).firings) {
            const latest = events(all).find(({ id }) => id === eventIds.at(-1));
            const second = ((latest?.time ?? 0) - BEGIN) / SECOND;
            fired.push({ user: groupValues[0] ?? '', from: second, until: second });
          }
        }
        const burstOf = (one: Found): Found | undefined =>
          expected.find(({ user, from, until }) => user === one.user && from <= one.from && one.from <= until);
        // Every firing lies in a burst that must fire, and every burst that must fire has one.
        expect(fired.map(burstOf)).not.toContain(undefined);
        expect(new Set(fired.map(burstOf))).toEqual(new Set(expected));
        // And what is remembered as fired are those bursts, whole.
        const spans = memory.bursts.map(({ from, until }) => [(from - BEGIN) / SECOND, (until - BEGIN) / SECOND]);
        expect(spans.sort()).toEqual(expected.map(({ from, until }) => [from, until]).sort());
      }),
      { numRuns: 400 },
    );
  });

  test('fires each burst once when events come in the order of time', () => {
    fc.assert(
      fc.property(fc.array(given, { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), (all, size) => {
        const ordered = events(all).sort((a, b) => a.time - b.time);
        const pages = Array.from({ length: Math.ceil(ordered.length / size) }, (_, n) =>
          ordered.slice(n * size, (n + 1) * size),
        );
        expect(run(set, pages).firings).toHaveLength(naive(type as CorrelationType, all).length);
      }),
      { numRuns: 200 },
    );
  });
});

test('a correlation of correlations fires the same bursts however its events arrive', () => {
  const set = tied({
    failures: '{ type: event_count, rules: [a], group-by: [user], timespan: 1m, condition: { gte: 3 } }',
    C: '{ type: temporal_ordered, rules: [failures, b], group-by: [user], timespan: 1m }',
  });
  const cases = fc.array(given, { maxLength: 14 }).chain((all) => fc.tuple(fc.constant(events(all)), arrivals(all)));
  fc.assert(
    fc.property(cases, ([all, pages]) => {
      const spans = (arrived: readonly (readonly CloudTrailEvent[])[]) => {
        const { memory, firings } = run(set, arrived);
        const own = memory.bursts.filter(({ correlation }) => correlation === 'id-C');
        return { spans: own.map(({ group, from, until }) => [group, from, until].join(' ')).sort(), firings };
      };
      const [once, shuffled] = [spans([all]), spans(pages)];
      expect(shuffled.spans).toEqual(once.spans);
      expect(shuffled.firings.length).toBeGreaterThanOrEqual(once.firings.length);
    }),
    { numRuns: 400 },
  );
});
