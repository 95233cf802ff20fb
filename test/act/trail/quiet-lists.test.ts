/** `snoozes` and `expected`, with what is done in them: the list is shown anew, below what came of it, where it was clicked. */
import type { Expectation } from '../../../src/alert/expectation';
import { expectationById, writeExpectation } from '../../../src/store/expectations';
import { HOUR, MINUTE, NOON, alert, expectation } from '../../fixtures';
import { ALICE, BOB, type World, world } from '../../harness';
import { trail } from './asking';
import { clickAnswer, expectFits, hold, many, said, written } from './hands';

let here: World;
afterEach(() => here.close());

const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';
const DAY = 24 * HOUR;
const snoozed = (n: number, by = ALICE) =>
  ({ snooze: { until: NOON + HOUR + n * MINUTE, by, at: NOON, counted: n, over: false } }) as never;

async function expecting(...all: readonly Partial<Expectation>[]): Promise<void> {
  await written(here, async (trx) => {
    for (const [n, one] of all.entries()) await writeExpectation(trx, expectation({ id: `e${n}`, ...one }));
  });
}
describe('snoozes', () => {
  test('says what is quiet until when and by whom; a wake takes its row away', async () => {
    here = await world({ start: true });
    expect(said(await trail(here, ALICE, 'snoozes'))).toMatch(/Nothing is snoozed\*: every alert calls/);
    await hold(here, many(2, snoozed));
    const before = await trail(here, ALICE, 'snoozes');
    expect(said(before)).toMatch(/Snoozed until <!date.*by <@U0ALICE>.*Wake now.*1 more meanwhile.*Wake now/);
    const first = said(await clickAnswer(here, ALICE, 'trail.wake'));
    expect(first).toMatch(/⏰ Woken: `alice` stopped logging/);
    expect(first.match(/Wake now/g)).toHaveLength(1);
    expect(said(await clickAnswer(here, ALICE, 'trail.wake'))).toMatch(/Woken.*Nothing is snoozed/);
  });

  test('in pages, each once; a page that was emptied becomes the first', async () => {
    here = await world({ start: true });
    await hold(here, many(9, snoozed));
    const first = await trail(here, ALICE, 'snoozes');
    expectFits(first);
    expect(said(first).match(/Wake now/g)).toHaveLength(8);
    const second = said(await clickAnswer(here, ALICE, 'trail.older'));
    expect(second.match(/Wake now/g)).toHaveLength(1);
    expect(said(await clickAnswer(here, ALICE, 'trail.wake')).match(/Wake now/g)).toHaveLength(8);
  });

  test('to wake what somebody else snoozed takes the right to; the refusal stands in the answer', async () => {
    here = await world({ start: true, yaml: `${ACCOUNTS}\npermissions: { override: [${BOB}] }` });
    await hold(here, [alert(snoozed(0, BOB))]);
    await trail(here, ALICE, 'snoozes');
    const shown = said(await clickAnswer(here, ALICE, 'trail.wake'));
    expect(shown).toMatch(/not allowed to undo what somebody else decided.*Wake now/);
  });
});

describe('expected', () => {
  test('says whom, what, until when, why, and what was kept quiet', async () => {
    here = await world({ start: true });
    expect(said(await trail(here, ALICE, 'expected'))).toMatch(/Nothing is marked as expected/);
    await expecting({ matched: 7, lastMatchedAt: NOON - HOUR, reason: 'nightly *job* <!here>' }, { until: NOON + DAY });
    const shown = await trail(here, ALICE, 'expected');
    expect(said(shown)).toMatch(
      /Until <!date.*role `deploy` · CloudTrail logging stopped · account `111122223333`.*kept 7 matches quiet/,
    );
    expect(said(shown)).not.toContain('<!here>');
    expectFits(shown);
  });

  test('is extended once and removed, by whoever may, with the outcome above the list', async () => {
    here = await world({ start: true });
    await expecting({ until: NOON + 5 * DAY });
    await trail(here, ALICE, 'expected');
    const { ts } = here.slack.ephemerals(ALICE).at(-1) ?? { ts: '' };
    const extended = said(await clickAnswer(here, ALICE, 'trail.extend'));
    expect(extended).toMatch(/^\[\{[^[]*Expected until <!date[^"]*: role `deploy`/);
    const until = async () => {
      let found: Expectation | undefined;
      await written(here, async (trx) => (found = await expectationById(trx, 'e0')));
      return found;
    };
    expect((await until())?.until).toBe(NOON + 35 * DAY);
    expect(said(await clickAnswer(here, ALICE, 'trail.remove'))).toMatch(
      /Removed by <@U0ALICE>.*so it alerts again.*Nothing is marked/,
    );
    expect((await until())?.endedBy).toBe(ALICE);
    expect(here.slack.ephemerals(ALICE).map((one) => one.ts)).toEqual([ts]);
  });

  test('of somebody else takes the right to override', async () => {
    here = await world({ start: true, yaml: `${ACCOUNTS}\npermissions: { override: [${BOB}] }` });
    await expecting({ by: BOB });
    await trail(here, ALICE, 'expected');
    expect(said(await clickAnswer(here, ALICE, 'trail.remove'))).toMatch(/not allowed.*U0BOB.*Extend 30 days/);
  });

  test('in pages, with the longest texts there are', async () => {
    here = await world({ start: true });
    const long = 'ü&<*`>'.repeat(300);
    await expecting(
      ...Array.from({ length: 17 }, (_, n) => ({
        until: NOON + (n + 1) * DAY,
        reason: long,
        title: long,
        covered: { kind: 'session' as const, principal: `role:1:${long}`, session: long },
      })),
    );
    expectFits(await trail(here, ALICE, 'expected'));
    const second = await clickAnswer(here, ALICE, 'trail.older');
    expectFits(second);
    const third = await clickAnswer(here, ALICE, 'trail.older');
    expect(said(third).match(/Extend 30 days/g)).toHaveLength(1);
    expect(said(await clickAnswer(here, ALICE, 'trail.remove'))).toMatch(/Removed by.*Next/);
  });
});
