/** What people may do to an alert: the table by example, then every order of actions, matches and time at once. */
import fc from 'fast-check';
import type { Alert, State } from '../../src/alert/alert';
import { type Action, NEXT, act, may, snooze, wake } from '../../src/alert/lifecycle';
import { isSnoozed, shownAwake } from '../../src/alert/snooze';
import { LEVELS, type Level, compareLevels } from '../../src/detect/level';
import { HOUR, MINUTE, NOON, NOTHING_KNOWN, alert, decided, event, match } from '../fixtures';

const STATES = ['open', 'acknowledged', 'resolved'] as const;
const ACTIONS = ['acknowledge', 'resolve', 'reopen'] as const;

describe('an action', () => {
  test.each<[Action, State, State | 'refused']>([
    ['acknowledge', 'open', 'acknowledged'],
    ['acknowledge', 'acknowledged', 'refused'],
    ['acknowledge', 'resolved', 'refused'],
    ['resolve', 'open', 'resolved'],
    ['resolve', 'acknowledged', 'resolved'],
    ['resolve', 'resolved', 'refused'],
    ['reopen', 'open', 'refused'],
    ['reopen', 'acknowledged', 'open'],
    ['reopen', 'resolved', 'open'],
  ])('%s on what is %s: %s', (action, state, expected) => {
    const known = alert({ state, stateBy: 'U1', stateAt: NOON });
    const outcome = act(known, action, { by: 'U2', at: NOON + 1, reason: 'because' });
    expect(may(known, action)).toBe(expected !== 'refused');
    if (expected === 'refused') expect(outcome).toEqual({ changed: false, alert: known });
    else {
      const life = { state: expected, stateBy: 'U2', stateAt: NOON + 1, stateReason: 'because', version: 2 };
      expect(outcome).toEqual({ changed: true, alert: { ...known, ...life } });
    }
  });

  test('resolve ends a snooze', () => {
    const asleep = snooze(alert(), NOON + HOUR, { by: 'U1', at: NOON }).alert;
    expect(act(asleep, 'resolve', { by: 'U2', at: NOON }).alert.snooze).toBeUndefined();
  });

  test('acknowledge leaves a snooze as it is', () => {
    const asleep = snooze(alert(), NOON + HOUR, { by: 'U1', at: NOON }).alert;
    expect(act(asleep, 'acknowledge', { by: 'U2', at: NOON }).alert.snooze).toEqual(asleep.snooze);
  });
});

type Step =
  | { readonly do: Action | 'snooze' | 'wake'; readonly by: string; readonly after: number; readonly length: number }
  | { readonly do: 'match'; readonly level: Level; readonly late: number; readonly after: number }
  | { readonly do: 'time'; readonly after: number };

const after = fc.constantFrom(0, 1, MINUTE, HOUR, 20 * HOUR, 40 * HOUR);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom(...ACTIONS, 'snooze' as const, 'wake' as const),
    by: fc.constantFrom('U1', 'U2', 'U3'),
    after,
    length: fc.constantFrom(-1, 0, MINUTE, 4 * HOUR),
  }),
  fc.record({
    do: fc.constant('match' as const),
    level: fc.constantFrom(...LEVELS),
    late: fc.constantFrom(0, MINUTE, 5 * HOUR),
    after,
  }),
  fc.record({ do: fc.constant('time' as const), after }),
);

/** As the store would: the newest alert of the fingerprint that is not resolved takes a match. */
function apply(alerts: readonly Alert[], one: Step, now: number): readonly Alert[] {
  const last = alerts.at(-1);
  const replaced = (next: Alert): readonly Alert[] => [...alerts.slice(0, -1), next];
  if (one.do === 'match') {
    const known = alerts.findLast(({ state }) => state !== 'resolved');
    const hit = match({ level: one.level, event: { ...event(), time: now - one.late } });
    const [change] = decided([hit], { known: known ? { alert: () => known } : NOTHING_KNOWN, now }).changes;
    if (!change) throw new Error('a match is never lost');
    return [...alerts.filter(({ id }) => id !== change.alert.id), change.alert];
  }
  if (!last) return alerts;
  if (one.do === 'time') return replaced(shownAwake(last, now) ?? last);
  const deed = { by: one.by, at: now };
  if (one.do === 'snooze') return replaced(snooze(last, now + one.length, deed).alert);
  return replaced(one.do === 'wake' ? wake(last, deed).alert : act(last, one.do, deed).alert);
}

function checkStep(before: Alert, now: Alert, one: Step): void {
  if (before === now) return;
  expect(now.version).toBe(before.version + 1);
  expect(now.count).toBe(before.count + (one.do === 'match' ? 1 : 0));
  expect(compareLevels(now.level, before.level)).toBeGreaterThanOrEqual(0);
  const raised = compareLevels(now.level, before.level) > 0;
  const allowed = (ACTIONS as readonly string[]).includes(one.do) ? NEXT[one.do as Action][before.state] : undefined;
  expect(now.state).toBe(raised ? 'open' : (allowed ?? before.state));
  expect(raised && one.do !== 'match').toBe(false);
}

test('whatever anyone does in whatever order: no state but by the table, no change without a version, nothing lost', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let now = NOON;
      let alerts: readonly Alert[] = [];
      let matches = 0;
      for (const one of steps) {
        now += one.after;
        const before = new Map(alerts.map((known) => [known.id, known]));
        alerts = apply(alerts, one, now);
        matches += one.do === 'match' ? 1 : 0;
        for (const known of alerts) {
          const earlier = before.get(known.id);
          if (earlier) checkStep(earlier, known, one);
          else expect(known).toMatchObject({ state: 'open', version: 1, count: 1, snooze: undefined });
          if (known.state === 'resolved') expect(known.snooze).toBeUndefined();
          expect(STATES).toContain(known.state);
        }
      }
      expect(alerts.reduce((sum, { count }) => sum + count, 0)).toBe(matches);
    }),
    { numRuns: 300 },
  );
});

test('what is refused changes nothing, and says so', () => {
  const someone = fc.record({
    state: fc.constantFrom(...STATES),
    action: fc.constantFrom(...ACTIONS, 'snooze' as const, 'wake' as const),
    asleep: fc.boolean(),
    length: fc.constantFrom(-HOUR, 0, HOUR),
  });
  fc.assert(
    fc.property(someone, ({ state, action, asleep, length }) => {
      const sleeping = asleep && state !== 'resolved';
      const nap = { until: NOON + 1, at: NOON - HOUR, by: 'U1', counted: 3, over: false };
      const known = alert({ state, snooze: sleeping ? nap : undefined });
      const deed = { by: 'U2', at: NOON };
      const does = { snooze: () => snooze(known, NOON + length, deed), wake: () => wake(known, deed) };
      const outcome = action === 'snooze' || action === 'wake' ? does[action]() : act(known, action, deed);
      const expected = {
        snooze: state !== 'resolved' && length > 0,
        wake: isSnoozed(known, NOON),
        ...{ acknowledge: may(known, 'acknowledge'), resolve: may(known, 'resolve'), reopen: may(known, 'reopen') },
      };
      expect(outcome.changed).toBe(expected[action]);
      if (!outcome.changed) expect(outcome.alert).toBe(known);
      else expect(outcome.alert.version).toBe(known.version + 1);
    }),
  );
});
