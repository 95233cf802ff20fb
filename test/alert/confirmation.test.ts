/** The question "was this you?": its clock, and whose word counts; which sign-ins share one is in pattern.test.ts. */
import fc from 'fast-check';
import { answered, awaitsAnswer, mayStillSay } from '../../src/alert/answer';
import type { BusinessHours } from '../../src/alert/business-time';
import { ANSWERS, type Asking, type Confirmation } from '../../src/alert/confirmation';
import { ask, fold } from '../../src/alert/ask';
import { confirmedBy, lookedAt, nextLookAt, undeliverable } from '../../src/alert/confirmation';
import { HOUR, MINUTE, NOON } from '../fixtures';
import { DEADLINE, asking, question } from './asked';

const BERLIN: BusinessHours = {
  timeZone: 'Europe/Berlin',
  days: new Set([1, 2, 3, 4, 5]),
  from: 9 * 60,
  to: 18 * 60,
  holidays: new Set(['2026-12-25']),
};
const at = (text: string): number => Date.parse(text);
const TWO = ['U0ALICE', 'U0BOB'];

describe('the clock of a question', () => {
  test.each<[string, Partial<Asking>, BusinessHours | undefined, string, string, string]>([
    [
      'runs by the wall where no hours are configured',
      {},
      undefined,
      '2026-11-20T23:50Z',
      '2026-11-21T00:50Z',
      '2026-11-21T01:50Z',
    ],
    ['runs by working hours where they are', {}, BERLIN, '2026-11-20T16:30Z', '2026-11-23T08:30Z', '2026-11-23T09:30Z'],
    ['skips the holiday after 23:50', {}, BERLIN, '2026-12-24T22:50Z', '2026-12-28T09:00Z', '2026-12-28T10:00Z'],
    [
      'runs by the wall for what is urgent',
      { urgent: true },
      BERLIN,
      '2026-12-24T22:50Z',
      '2026-12-24T23:50Z',
      '2026-12-25T00:50Z',
    ],
    [
      'knows that a clock was changed at night',
      {},
      { ...BERLIN, days: new Set([0, 6]), from: 0, to: 1440 },
      '2026-10-25T00:30Z',
      '2026-10-25T01:30Z',
      '2026-10-25T02:30Z',
    ],
  ])('%s', (_, fields, hours, now, reminder, deadline) => {
    const asked = ask(asking(fields), { deadline: DEADLINE, hours }, at(now));
    expect([asked.remindAt, asked.deadline]).toEqual([at(reminder), at(deadline)]);
  });

  test('reminds once at half time, then ends at the deadline', () => {
    const asked = question();
    expect(lookedAt(asked, NOON + HOUR - 1)).toBeUndefined();
    const reminded = lookedAt(asked, NOON + HOUR);
    expect(reminded).toMatchObject({ kind: 'reminded', confirmation: { remindedAt: NOON + HOUR, state: 'asked' } });
    const after = reminded?.confirmation ?? asked;
    expect(lookedAt(after, NOON + 90 * MINUTE)).toBeUndefined();
    expect(lookedAt(after, NOON + 2 * HOUR)).toMatchObject({ kind: 'unanswered' });
  });

  test('leaves the reminder out when the bot was down until the deadline', () => {
    expect(lookedAt(question(), NOON + 3 * HOUR)).toMatchObject({ kind: 'unanswered' });
  });

  test('every question ends, its deadline never comes before half time, and nothing is done twice', () => {
    const hours = fc.record({
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 })).map((days) => new Set(days)),
      from: fc.integer({ min: 0, max: 1380 }),
      to: fc.integer({ min: 60, max: 1440 }),
      holidays: fc.constant(new Set(['2026-11-23'])),
    });
    fc.assert(
      fc.property(
        fc.option(hours, { nil: undefined }),
        fc.boolean(),
        fc.integer({ min: 2, max: 72 * 60 }),
        fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 20 }),
        (some, urgent, deadline, waits) => {
          let now = NOON;
          let standing: Confirmation = ask(asking({ urgent }), { deadline: deadline * MINUTE, hours: some }, now);
          expect(standing.deadline).toBeGreaterThanOrEqual(standing.remindAt);
          expect(standing.remindAt).toBeGreaterThan(now);
          const told: string[] = [];
          for (const wait of [...waits, Infinity]) {
            now = wait === Infinity ? standing.deadline : now + wait * MINUTE;
            const looked = lookedAt(standing, now);
            // The store looks when a question says so, and then there is something to do.
            expect(looked !== undefined).toBe((nextLookAt(standing) ?? Infinity) <= now);
            if (looked) told.push(looked.kind);
            standing = looked?.confirmation ?? standing;
          }
          expect(standing.state).toBe('unanswered');
          expect(nextLookAt(standing)).toBeUndefined();
          expect(['unanswered', 'reminded,unanswered']).toContain(told.join());
        },
      ),
    );
  });
});

describe('an answer', () => {
  const said = (answer: (typeof ANSWERS)[number]): Partial<Confirmation> => ({
    ...{ state: 'answered', answer, answeredBy: 'U0ALICE' },
    said: [{ by: 'U0ALICE', answer, at: NOON, of: 1 }],
  });
  const given = (answer: (typeof ANSWERS)[number], by = 'U0ALICE', more = {}) => ({
    ...{ answer, by, at: NOON + MINUTE, shown: 1, doubt: undefined, offer: false },
    ...more,
  });

  test.each(ANSWERS)('%s counts once', (answer) => {
    const first = answered(question(), given(answer));
    expect(first).toMatchObject({ changed: true, confirmation: { state: 'answered', answer, answeredBy: 'U0ALICE' } });
    expect(awaitsAnswer(first.confirmation)).toBe(false);
    for (const again of ANSWERS) {
      expect(answered(first.confirmation, given(again))).toMatchObject({ changed: false, because: 'answered' });
    }
  });

  test('of somebody who was not asked is not taken', () => {
    expect(answered(question(), given('yes', 'U0MALLORY'))).toMatchObject({ changed: false, because: 'not theirs' });
  });

  test('counts after the deadline too', () => {
    const late = answered(question({ state: 'unanswered' }), given('no'));
    expect(late).toMatchObject({ changed: true, confirmation: { answer: 'no' } });
  });

  test('that is yes is not sure while there is a doubt, and offers nothing', () => {
    const { confirmation } = answered(
      question(),
      given('yes', 'U0ALICE', { doubt: 'it is a new account', offer: true }),
    );
    expect(confirmation).toMatchObject({ answer: 'not-sure', doubt: 'it is a new account', offer: false });
    expect(confirmedBy(confirmation, NOON)).toMatchObject({ state: 'not-sure', because: 'it is a new account' });
  });

  test('that is no counts whatever the doubt', () => {
    const { confirmation } = answered(question(), given('no', 'U0ALICE', { doubt: 'it is a new account' }));
    expect(confirmation).toMatchObject({ answer: 'no', doubt: undefined });
  });

  test.each([
    ['no, then yes of the other', ['no', 'yes'], 'yes', 'U0BOB'],
    ['yes, then no of the other, who knows of the yes', ['yes', 'no'], 'no', 'U0BOB'],
    ['yes, then not sure of the other, which says little', ['yes', 'not-sure'], 'yes', 'U0ALICE'],
    ['yes, then yes of the other', ['yes', 'yes'], 'yes', 'U0ALICE'],
    ['not sure, then no', ['not-sure', 'no'], 'no', 'U0BOB'],
    ['no, then not sure', ['no', 'not-sure'], 'no', 'U0ALICE'],
    ['wrong person, then not sure', ['wrong-person', 'not-sure'], 'wrong-person', 'U0ALICE'],
  ] as const)('of two owners: %s', (_, [first, second], counts, by) => {
    const one = answered(question({ people: TWO }), given(first)).confirmation;
    expect(awaitsAnswer(one)).toBe(first !== 'yes');
    expect(awaitsAnswer(one, 'U0ALICE')).toBe(false);
    const both = answered(one, given(second, 'U0BOB')).confirmation;
    expect(both).toMatchObject({ answer: counts, answeredBy: by });
    expect(awaitsAnswer(both)).toBe(false);
  });

  test.each<[string, Partial<Confirmation>, string, readonly string[]]>([
    ['nobody has spoken: all', {}, 'U0ALICE', ANSWERS],
    ['the deadline has passed: all', { state: 'unanswered' }, 'U0ALICE', ANSWERS],
    ['it came after the deadline only: all', { state: 'undelivered' }, 'U0ALICE', ANSWERS],
    ['somebody was not asked: nothing', {}, 'U0MALLORY', []],
    ['they said no: nothing more', said('no'), 'U0ALICE', []],
    ['they said yes: nothing more', said('yes'), 'U0ALICE', []],
    [
      'they said yes, and more came since: that it was not them',
      { ...said('yes'), count: 2 },
      'U0ALICE',
      ['no', 'not-sure'],
    ],
    ['another owner said yes: all', said('yes'), 'U0BOB', ANSWERS],
    ['another owner said no: all', said('no'), 'U0BOB', ANSWERS],
  ])('may be given while %s', (_, life, by, expected) => {
    expect(mayStillSay(question({ people: TWO, ...life }), by)).toEqual(expected);
  });

  test('that is yes does not count for what was not shown yet; any other does', () => {
    const grown = fold(question(), asking());
    expect(answered(grown, given('yes'))).toMatchObject({ changed: false, because: 'more came' });
    expect(answered(grown, given('yes', 'U0ALICE', { shown: undefined }))).toMatchObject({ because: 'more came' });
    expect(answered(grown, given('yes', 'U0ALICE', { shown: 2 }))).toMatchObject({ changed: true });
    expect(answered(grown, given('no'))).toMatchObject({ changed: true });
  });

  test('no takes back a yes to which more came', () => {
    const yes = answered(question(), given('yes')).confirmation;
    const no = answered(fold(yes, asking()), given('no'));
    expect(no).toMatchObject({ changed: true, confirmation: { answer: 'no', said: [{ of: 1 }, { of: 2 }] } });
  });

  test('of several owners is told to the alert with every word and who was asked', () => {
    const one = answered(question({ people: TWO }), given('no')).confirmation;
    const both = answered(one, given('yes', 'U0BOB')).confirmation;
    expect(confirmedBy(both, NOON)).toMatchObject({
      ...{ state: 'yes', person: 'U0BOB', people: TWO },
      said: [
        { by: 'U0ALICE', answer: 'no' },
        { by: 'U0BOB', answer: 'yes' },
      ],
    });
  });

  test('is one of those asked, and at most one of each, in whatever order people click', () => {
    const click = fc.record({
      by: fc.constantFrom('U0ALICE', 'U0BOB', 'U0MALLORY'),
      answer: fc.constantFrom(...ANSWERS),
    });
    fc.assert(
      fc.property(fc.array(click), fc.subarray(TWO, { minLength: 1 }), fc.boolean(), (clicks, people, doubted) => {
        let standing = question({ people });
        for (const { by, answer } of clicks) {
          const doubt = doubted ? 'a new account' : undefined;
          const outcome = answered(standing, given(answer, by, { doubt }));
          const before = standing;
          standing = outcome.confirmation;
          if (!outcome.changed) expect(standing).toBe(before);
        }
        const who = standing.said.map(({ by }) => by);
        expect(new Set(who).size).toBe(who.length);
        expect(who.filter((by) => !people.includes(by))).toEqual([]);
        if (doubted) expect(standing.answer).not.toBe('yes');
        expect(standing.answer === undefined).toBe(who.length === 0);
      }),
    );
  });
});

describe('a question that Slack does not deliver', () => {
  test('ends at once when nobody got it', () => {
    const lost = undeliverable(question(), 'U0ALICE', 'cannot_dm_bot');
    expect(nextLookAt(lost)).toBe(0);
    const looked = lookedAt(lost, NOON);
    expect(looked).toMatchObject({ kind: 'undelivered', confirmation: { state: 'undelivered' } });
    expect(confirmedBy(looked?.confirmation ?? lost, NOON)).toMatchObject({
      state: 'not-asked',
      because: 'Slack did not deliver my question (cannot_dm_bot)',
    });
  });

  test('until its deadline was not left unanswered by anybody', () => {
    expect(lookedAt(question(), NOON + 2 * HOUR, false)).toMatchObject({
      kind: 'undelivered',
      confirmation: { state: 'undelivered', doubt: 'Slack did not take my question until its deadline' },
    });
  });

  test('goes on with the owner who got it', () => {
    const one = undeliverable(question({ people: TWO }), 'U0ALICE', 'user_disabled');
    expect(one).toMatchObject({ state: 'asked', people: ['U0BOB'] });
  });
});
