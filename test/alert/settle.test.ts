/** What a question and its answer mean for the alert: the table by example, then every order of words on several questions. */
import fc from 'fast-check';
import type { Alert } from '../../src/alert/alert';
import type { Confirmed } from '../../src/alert/confirmation';
import { settle } from '../../src/alert/settle';
import { LEVELS, type Level, compareLevels } from '../../src/detect/level';
import { HOUR, MINUTE, NOON, alert } from '../fixtures';
import { word } from './asked';

const STATES = ['asked', 'yes', 'no', 'wrong-person', 'not-sure', 'unanswered', 'not-asked'] as const;
const apply = (before: Alert, ...words: readonly Confirmed[]): Alert =>
  words.reduce((known, one) => settle(known, one).alert, before);

describe('what came of a question', () => {
  test.each<[Confirmed['state'], Level, Alert['state'], Level, 'nobody' | 'channel' | 'raised']>([
    ['asked', 'medium', 'open', 'medium', 'nobody'],
    ['yes', 'low', 'resolved', 'low', 'nobody'],
    ['yes', 'medium', 'resolved', 'medium', 'nobody'],
    ['yes', 'high', 'open', 'high', 'nobody'],
    ['yes', 'critical', 'open', 'critical', 'nobody'],
    ['no', 'low', 'open', 'critical', 'raised'],
    ['no', 'critical', 'open', 'critical', 'raised'],
    ['wrong-person', 'low', 'open', 'medium', 'channel'],
    ['not-sure', 'medium', 'open', 'medium', 'channel'],
    ['unanswered', 'informational', 'open', 'medium', 'channel'],
    ['not-asked', 'high', 'open', 'high', 'channel'],
  ])('%s on a %s alert: %s, %s, told: %s', (state, level, expected, then, told) => {
    const settled = settle(alert({ level }), word(state));
    expect(settled).toMatchObject({ told, alert: { state: expected, level: then, confirmed: { state } } });
  });

  test('a no says how to contain it, and why it is critical, once', () => {
    const twice = apply(alert({ level: 'medium' }), word('no'), word('no', { confirmationId: 'question-2' }));
    expect(twice.content.nextSteps[0]).toContain('delete-login-profile --user-name alice');
    expect(twice.content.reasons).toEqual([
      'raised from medium to critical because the person says it was not them',
      'the person says it was not them',
    ]);
  });

  test('a no wakes, opens again and calls for what was snoozed, resolved or folded', () => {
    const snooze = { by: 'U1', at: NOON, until: NOON + HOUR, counted: 0, over: false };
    const quiet = alert({ state: 'resolved', stateBy: 'U1', snooze: snooze, folded: true });
    expect(settle(quiet, word('no'))).toMatchObject({
      told: 'raised',
      alert: { state: 'open', stateBy: undefined, snooze: undefined, folded: false },
    });
  });

  test.each([
    ['no answer', 'unanswered', 'resolved', 'nobody'],
    ['nobody to ask', 'not-asked', 'resolved', 'nobody'],
    ['a yes', 'yes', 'resolved', 'nobody'],
    ['not sure', 'not-sure', 'open', 'channel'],
    ['wrong person', 'wrong-person', 'open', 'channel'],
  ] as const)('on what somebody resolved meanwhile, %s: it is %s and then %s, told: %s', (_, state, then, told) => {
    const resolved = alert({ state: 'resolved', stateBy: 'U0BOB', stateReason: 'known work', level: 'medium' });
    const settled = settle(resolved, word(state));
    expect(settled).toMatchObject({ told, alert: { state: then, confirmed: { state } } });
    if (then === 'resolved') expect(settled.alert.stateBy).toBe('U0BOB');
  });

  test('a yes that was given before the alert is told as such', () => {
    const again = settle(alert({ level: 'medium', openedAt: NOON + HOUR }), word('yes', { at: NOON })).alert;
    expect(again).toMatchObject({
      stateAt: NOON + HOUR,
      stateReason: 'the person confirmed the same kind of sign-in that day',
    });
  });

  test.each(['yes', 'no', 'wrong-person', 'not-sure'] as const)('a late %s corrects what went unanswered', (state) => {
    const late = apply(alert({ level: 'low' }), word('asked'), word('unanswered'), word(state));
    expect(late.confirmed?.state).toBe(state);
    expect(late.state).toBe(state === 'yes' ? 'resolved' : 'open');
  });
});

describe('several questions about one alert', () => {
  const first = (state: Confirmed['state']) => word(state);
  const second = (state: Confirmed['state'], more = {}) =>
    word(state, { confirmationId: 'question-2', person: 'U0BOB', ...more });

  test('a yes to one does not settle what another still asks', () => {
    const waiting = apply(alert({ level: 'medium' }), first('asked'), second('asked'), first('yes'));
    expect(waiting).toMatchObject({ state: 'open', confirmed: { state: 'asked', person: 'U0BOB' } });
    expect(apply(waiting, second('yes'))).toMatchObject({ state: 'resolved', confirmed: { state: 'yes' } });
  });

  test('a yes to one never hides the no to another', () => {
    const denied = apply(alert({ level: 'medium' }), first('no'), second('asked'), second('yes'));
    expect(denied).toMatchObject({ state: 'open', level: 'critical', confirmed: { state: 'no' } });
  });

  test('another question opens what a yes had settled', () => {
    const settled = apply(alert({ level: 'medium' }), first('yes'));
    expect(apply(settled, second('asked'))).toMatchObject({ state: 'open', confirmed: { state: 'asked' } });
    expect(settle(settled, second('unanswered'))).toMatchObject({ told: 'channel', alert: { state: 'open' } });
  });

  test('the same word on the same question calls nobody twice', () => {
    for (const state of STATES) {
      expect(settle(apply(alert({ level: 'medium' }), word(state)), word(state)).told).toBe('nobody');
    }
  });

  test('a question that a colleague puts takes the place of one that was left to the channel, but not of a no', () => {
    const byHand = { askedBy: 'U0CAROL' };
    const found = apply(
      alert({ level: 'medium' }),
      first('wrong-person'),
      second('asked', byHand),
      second('yes', byHand),
    );
    expect(found).toMatchObject({ state: 'resolved', confirmed: { state: 'yes', person: 'U0BOB' } });
    const denied = apply(alert({ level: 'medium' }), first('no'), second('yes', byHand));
    expect(denied).toMatchObject({ state: 'open', confirmed: { state: 'no' } });
  });
});

test('in any order of words: no level is ever lowered, and what is rated high or was denied is never resolved by an answer', () => {
  const one = fc.record({
    state: fc.constantFrom(...STATES),
    confirmationId: fc.constantFrom('', 'question-1', 'question-2', 'question-3'),
    askedBy: fc.constantFrom(undefined, undefined, 'U0CAROL'),
    after: fc.integer({ min: 0, max: 600 }),
  });
  fc.assert(
    fc.property(fc.constantFrom(...LEVELS), fc.array(one, { maxLength: 12 }), (level, words) => {
      let known = alert({ level });
      const newest = new Map<string, Confirmed['state']>();
      for (const { after, ...rest } of words) {
        const before = known;
        const settled = settle(known, word(rest.state, { ...rest, at: NOON + after * MINUTE }));
        known = settled.alert;
        newest.set(rest.confirmationId, rest.state);
        expect(compareLevels(known.level, before.level)).toBeGreaterThanOrEqual(0);
        expect(known.version).toBe(before.version + 1);
        if (compareLevels(known.level, 'high') >= 0) expect(known.state).toBe('open');
        if ([...newest.values()].includes('no')) expect(known).toMatchObject({ state: 'open', level: 'critical' });
        if (known.state === 'resolved') expect([...newest.values()]).toContain('yes');
        if (settled.told === 'raised') expect(rest.state).toBe('no');
      }
    }),
  );
});
