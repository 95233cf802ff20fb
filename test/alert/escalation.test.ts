/** Ladders: who is called when, what ends them, and that no step is taken twice. */
import fc from 'fast-check';
import type { Alert } from '../../src/alert/alert';
import { type Step, climb, ladderOf, nextStepAt, restarted } from '../../src/alert/escalation';
import { act, snooze, wake } from '../../src/alert/lifecycle';
import { shownAwake } from '../../src/alert/snooze';
import { HOUR, MINUTE, NOON, alert, decided, event, match } from '../fixtures';

const step = (minutes: number, fields: Partial<Step> = {}): Step => ({
  ...{ after: minutes * MINUTE, clock: 'wall', mention: 'S0ONCALL', channel: undefined },
  ...fields,
});
const STEPS = [step(10), step(30, { channel: 'C0ONCALL' }), step(60, { channel: 'U0BOB', mention: undefined })];
const climbing = (fields: Partial<Alert> = {}): Alert => alert({ ladder: ladderOf(STEPS, NOON), ...fields });

/** Every step taken when the clock looks at these moments, as `minutes: whom`. */
function taken(from: Alert, moments: readonly number[]): string[] {
  let known = from;
  const calls: string[] = [];
  for (const minutes of moments) {
    const call = climb(known, NOON + minutes * MINUTE);
    if (!call) continue;
    known = call.alert;
    calls.push(`${minutes}: ${call.step.channel ?? call.step.mention ?? ''}`);
  }
  return calls;
}

describe('a ladder', () => {
  test.each<[string, readonly number[], readonly string[]]>([
    ['calls nobody before its time', [0, 5, 9], []],
    ['takes each step at its time', [9, 10, 11, 30, 60, 61], ['10: S0ONCALL', '30: C0ONCALL', '60: U0BOB']],
    ['takes overdue steps in turn, after an outage', [90, 90, 90, 90], ['90: S0ONCALL', '90: C0ONCALL', '90: U0BOB']],
  ])('%s', (_name, moments, expected) => {
    expect(taken(climbing(), moments)).toEqual(expected);
  });

  test.each<[string, Partial<Alert>]>([
    ['acknowledged', { state: 'acknowledged' }],
    ['resolved', { state: 'resolved' }],
    ['snoozed', { snooze: { until: NOON + HOUR, at: NOON, by: 'U1', counted: 0, over: false } }],
    ['folded', { folded: true }],
    ['without a ladder', { ladder: undefined }],
  ])('calls nobody for what is %s', (_name, fields) => {
    expect(nextStepAt(climbing(fields))).toBeUndefined();
    expect(climb(climbing(fields), NOON + 9 * HOUR)).toBeUndefined();
  });

  const at = NOON + 20 * MINUTE;
  const half = climb(climbing(), at)?.alert ?? climbing();
  const asleep = snooze(half, at + HOUR, { by: 'U1', at }).alert;
  const acknowledged = act(half, 'acknowledge', { by: 'U1', at }).alert;

  test.each<[string, Alert]>([
    ['reopened', act(acknowledged, 'reopen', { by: 'U2', at }).alert],
    ['woken', wake(asleep, { by: 'U2', at }).alert],
  ])('begins anew for what is %s', (_name, back) => {
    expect(back.ladder).toEqual(ladderOf(STEPS, at));
    expect(nextStepAt(back)).toBe(at + 10 * MINUTE);
  });

  test.each([
    ['at once', 0],
    ['by a bot that was down until then', 9 * HOUR],
  ])('begins anew at the end of a snooze that is noticed %s', (_name, late) => {
    const back = shownAwake(asleep, at + HOUR + late);
    expect(back?.ladder).toEqual(ladderOf(STEPS, at + HOUR));
    expect(back && nextStepAt(back)).toBe(at + HOUR + 10 * MINUTE);
    expect(back && nextStepAt(act(back, 'acknowledge', { by: 'U1', at }).alert)).toBeUndefined();
  });

  test('begins anew when what was snoozed until it was over, then acknowledged, is reopened', () => {
    const later = at + 3 * HOUR;
    const back = act(shownAwake(asleep, later) ?? asleep, 'acknowledge', { by: 'U1', at: later }).alert;
    expect(nextStepAt(act(back, 'reopen', { by: 'U2', at: later }).alert)).toBe(later + 10 * MINUTE);
  });

  test('begins anew with the match that comes after a snooze', () => {
    const now = at + 2 * HOUR;
    const late = match({ event: { ...event(), time: now } });
    const [change] = decided([late], { known: { alert: () => asleep }, now }).changes;
    expect(change?.alert.ladder).toEqual(ladderOf(STEPS, now));
  });

  test('goes on where it was for a repeat', () => {
    const [change] = decided([match()], { known: { alert: () => half }, now: at }).changes;
    expect(change?.alert.ladder).toEqual(half.ladder);
  });

  test('runs in business hours where a step says so: Friday noon and ten working hours is Monday', () => {
    const slow = ladderOf([step(600, { clock: 'business' })], NOON);
    expect(slow.due).toEqual([Date.UTC(2026, 10, 23, 13)]);
    expect(restarted(slow, NOON + 9 * HOUR)?.due).toEqual([Date.UTC(2026, 10, 24, 10)]);
  });

  test('whenever the clock looks, takes each step once, in order, and none before its time', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 40 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(looks, (moments) => {
        const calls = taken(climbing(), moments);
        const whom = calls.map((call) => call.split(' ')[1]);
        expect(whom).toEqual(['S0ONCALL', 'C0ONCALL', 'U0BOB'].slice(0, whom.length));
        calls.forEach((call, n) => expect(parseInt(call, 10)).toBeGreaterThanOrEqual([10, 30, 60][n] ?? 0));
      }),
    );
  });
});
