/** What a snooze keeps quiet, what ends it, and how long it may be. */
import type { Alert } from '../../src/alert/alert';
import type { AlertChange } from '../../src/alert/decide';
import { snooze, wake } from '../../src/alert/lifecycle';
import { type Snooze, longestSnooze, shownAwake, snoozeEnd } from '../../src/alert/snooze';
import type { Level } from '../../src/detect/level';
import type { Match } from '../../src/detect/rule';
import { HOUR, MINUTE, NOON, alert, decided, event, match, rule } from '../fixtures';

const DAY = 24 * HOUR;
const nap = (fields: Partial<Snooze> = {}): Snooze => ({
  ...{ until: NOON + HOUR, at: NOON - HOUR, by: 'U1', counted: 0, over: false },
  ...fields,
});
/** An event that says it is of later than it was read is taken for one of then, so the time is set afterwards. */
const hit = (offset: number, level: Level = 'high'): Match =>
  match({ level, event: { ...event(), time: NOON + offset } });

function met(known: Alert, matches: readonly Match[], now = NOON): AlertChange {
  const [change, ...more] = decided(matches, { known: { alert: () => known }, now }).changes;
  if (!change || more.length > 0) throw new Error('expected one change');
  return change;
}

describe('a match on a snoozed alert', () => {
  test.each<[string, Partial<Snooze>, readonly Match[], number, string, number]>([
    ['is counted, and told nobody', {}, [hit(0)], NOON, 'repeated', 1],
    ['is counted on top of those before', { counted: 6 }, [hit(0), hit(1)], NOON, 'repeated', 8],
    ['is counted after the merge window too', { until: NOON + 9 * DAY }, [hit(3 * DAY)], NOON + 3 * DAY, 'repeated', 1],
    ['from before the end, read after it, is counted', { until: NOON }, [hit(-1)], NOON + HOUR, 'repeated', 1],
    ['is counted though it is less bad', {}, [hit(0, 'low')], NOON, 'repeated', 1],
  ])('%s', (_name, fields, matches, now, kind, counted) => {
    const change = met(alert({ snooze: nap(fields) }), matches, now);
    expect(change).toMatchObject({ kind, alert: { count: 1 + matches.length, snooze: { counted } } });
  });

  test.each<[string, Partial<Snooze>, Match, number]>([
    ['at the stroke of its end', { until: NOON }, hit(0), NOON],
    ['after its end', { until: NOON - MINUTE }, hit(0), NOON],
    ['after its end was shown', { until: NOON - MINUTE, over: true }, hit(0), NOON],
  ])('%s brings the alert back and says how many there were', (_name, fields, one, now) => {
    const change = met(alert({ snooze: nap({ counted: 6, ...fields }) }), [one], now);
    expect(change).toMatchObject({ kind: 'returned', alert: { snooze: undefined, awoke: { counted: 6, over: true } } });
  });

  test('that is worse breaks through, and opens the alert again', () => {
    const known = alert({ snooze: nap({ counted: 2 }), state: 'acknowledged', stateBy: 'U1' });
    expect(met(known, [hit(0, 'critical')])).toMatchObject({
      ...{ kind: 'raised', from: 'high' },
      alert: { state: 'open', stateBy: undefined, snooze: undefined, awoke: { counted: 2, over: false } },
    });
  });

  test('that is worse is told once, whatever comes with it in the page', () => {
    const known = alert({ snooze: nap() });
    const change = met(known, [hit(0), hit(1, 'critical'), hit(2), hit(3, 'low')]);
    expect(change).toMatchObject({ kind: 'raised', from: 'high', alert: { count: 5, level: 'critical' } });
  });

  test('after its end, then one more in the page, is told as one return', () => {
    const change = met(alert({ snooze: nap({ until: NOON - 1 }) }), [hit(0), hit(1)]);
    expect(change).toMatchObject({ kind: 'returned', alert: { count: 3 } });
  });

  test('long after its end opens a new alert, which tells of it', () => {
    const known = alert({ snooze: nap({ until: NOON + HOUR, counted: 4, over: true }) });
    const change = met(known, [hit(3 * DAY)], NOON + 3 * DAY);
    expect(change).toMatchObject({ kind: 'opened', alert: { snooze: undefined, awoke: { counted: 4 } } });
    expect(change.alert.id).not.toBe(known.id);
  });

  test('that is expected but never silent is counted, and calls nobody when the snooze is over', () => {
    const folded = alert({ folded: true, snooze: nap() });
    expect(folded.folded).toBe(true);
    const always = rule({ expectable: false });
    const quiet = { by: 'U1', at: NOON, until: NOON + DAY, remindedAt: undefined, endedAt: undefined };
    const expectation = {
      ...{ id: 'e', reason: 'x', endedBy: undefined, alertId: undefined, title: '', matched: 0, ...quiet },
      ...{ lastMatchedAt: undefined, level: 'high' as const, account: undefined, network: undefined },
      covered: { kind: 'pattern' as const, principal: '*', session: undefined },
      rules: { kind: 'all' as const, value: '' },
    };
    const repeat = (known: Alert) =>
      decided([match({ rule: always })], { known: { alert: () => known }, expectations: [expectation] }).changes[0];
    expect(repeat(folded)).toMatchObject({ kind: 'repeated', alert: { snooze: { counted: 1 } } });
    expect(repeat({ ...folded, snooze: nap({ until: NOON - 1 }) })?.kind).toBe('repeated');
  });
});

describe('a snooze', () => {
  test('in place of another that is on keeps its count', () => {
    const known = alert({ snooze: nap({ counted: 5 }) });
    expect(snooze(known, NOON + DAY, { by: 'U2', at: NOON }).alert.snooze).toEqual(
      nap({ until: NOON + DAY, at: NOON, by: 'U2', counted: 5 }),
    );
  });

  test('after one that is over counts from nothing, and is no longer told with it', () => {
    const known = alert({ snooze: nap({ until: NOON - 1, counted: 5, over: true }), awoke: nap() });
    expect(snooze(known, NOON + DAY, { by: 'U2', at: NOON }).alert).toMatchObject({
      ...{ snooze: { counted: 0, over: false }, awoke: undefined },
    });
  });

  test('that somebody ends says who it was, and is not ended twice', () => {
    const { alert: awake, changed } = wake(alert({ snooze: nap() }), { by: 'U2', at: NOON });
    expect(changed).toBe(true);
    expect(awake).toMatchObject({ snooze: undefined, awoke: { wokenBy: 'U2' } });
    expect(wake(awake, { by: 'U3', at: NOON }).changed).toBe(false);
  });

  test('shows its end once', () => {
    const known = alert({ snooze: nap({ until: NOON }) });
    expect(shownAwake(known, NOON - 1)).toBeUndefined();
    const shown = shownAwake(known, NOON);
    expect(shown).toMatchObject({ snooze: { over: true }, version: 2 });
    expect(shown && shownAwake(shown, NOON + 1)).toBeUndefined();
  });

  test.each([
    ['15m', 15 * MINUTE],
    ['1h', HOUR],
    ['4h', 4 * HOUR],
    ['1d', DAY],
  ] as const)('of %s lasts so long', (choice, length) => {
    expect(snoozeEnd(choice, NOON)).toBe(NOON + length);
  });

  test('until the next working morning goes by the configured hours, else by Monday to Friday at 09:00 UTC', () => {
    // 20 November 2026 is a Friday.
    expect(snoozeEnd('morning', NOON)).toBe(Date.UTC(2026, 10, 23, 9));
    const sunday = { timeZone: 'Asia/Kathmandu', days: new Set([0]), from: 600, to: 900, holidays: new Set<string>() };
    expect(snoozeEnd('morning', NOON, sunday)).toBe(Date.UTC(2026, 10, 22, 4, 15));
  });

  const LONGEST = { informational: 9 * DAY, low: 8 * DAY, medium: 7 * DAY, high: DAY, critical: 4 * HOUR };

  test.each<[Level, boolean, number]>([
    ['medium', true, 7 * DAY],
    ['high', true, DAY],
    ['critical', true, 4 * HOUR],
    ['medium', false, 4 * HOUR],
    ['critical', false, 4 * HOUR],
  ])('of what is %s (and may be expected: %s) has a longest', (level, expectable, longest) => {
    expect(longestSnooze(alert({}, { level, rule: rule({ expectable }) }), LONGEST)).toBe(longest);
  });
});
