/** Snoozes as people meet them: chosen, counted, cut, replaced, woken, ended while nobody looked, and broken through. */
import type { JsonObject } from '../../src/source/event';
import { HOUR, MINUTE, NOON } from '../fixtures';
import { ALICE, BOB, type World, eventually, world } from '../harness';
import { PROD, acting, denied, optionsOf, stopped } from './acting';

let here: World;
afterEach(() => here.close());

const { audit, shown, told, words, thread, whispers, calls, acknowledge, snooze, more, pass, happens } = acting(
  () => here,
);
/** The moment of a Slack date: reading takes its time, as the quota has it. */
const date = (after: number): string => `until <!date^${Math.floor((here.clock.now() + after) / 1000)}^`;
const asleep = () => eventually(() => expect(words()).toMatch(/Snoozed\* by <@U0/));

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  async function alerted(yaml = PROD, ...records: JsonObject[]): Promise<void> {
    here = await world({ mode, yaml, start: true });
    await happens(...(records.length === 0 ? [denied(-MINUTE)] : records));
  }

  test('a choice of the menu is shown on the message and in one line of the thread', async () => {
    await alerted();
    await snooze(ALICE, '1h');
    await asleep();
    expect(words()).toMatch(/💤 \*High, snoozed\*/);
    expect(words()).toContain(`Snoozed* by <@U0ALICE> ${date(HOUR)}`);
    await eventually(() => expect(thread()).toEqual([expect.stringMatching(/💤 <@U0ALICE> snoozed this until/)]));
    expect([shown().length, whispers(ALICE)]).toEqual([1, []]);
  });

  test('repeats are counted on the message, and nothing else is said', async () => {
    await alerted();
    await snooze(ALICE, '1h');
    await asleep();
    here.clock.advance(MINUTE);
    await happens(denied(0), denied(1000));
    expect(words()).toMatch(/×3.*2 matches were counted so far/s);
    expect([shown().length, thread().length]).toEqual([1, 1]);
  });

  test('what is worse breaks through, in the channel', async () => {
    await alerted();
    await snooze(ALICE, '4h');
    await asleep();
    await acknowledge(BOB);
    await happens(denied(0));
    await happens(stopped(1000));
    expect(told()[1]).toMatch(/^Raised from high to critical, through its snooze: .*stopped logging/);
    expect(words()).toMatch(/Critical\*.*but something worse came; 1 match was counted before.*\nAcknowledge\n/s);
  });

  test('its end while the bot is down is not a message; the next match tells of it in the channel', async () => {
    await alerted();
    await snooze(ALICE, '1h');
    await asleep();
    await happens(denied(0));
    await here.app.stop();
    here.clock.advance(3 * HOUR);
    await here.restart();
    await here.app.passTime();
    await here.app.deliver();
    expect(words()).toMatch(/Was snoozed by <@U0ALICE>.*: 1 match was counted meanwhile/);
    expect(words()).not.toMatch(/snoozed\*|Wake now/);
    expect(shown()).toHaveLength(1);
    await happens(denied(3 * HOUR - MINUTE));
    expect(told()[1]).toMatch(/^Back after a snooze: .*\(×3\)/);
    expect(words()).toMatch(/Was snoozed by <@U0ALICE>.*: 1 match was counted meanwhile/);
    await happens(denied(3 * HOUR - 1000));
    expect(shown()).toHaveLength(2);
  });

  test('an event of before the end, read after it, is counted all the same', async () => {
    await alerted();
    await snooze(ALICE, '15m');
    await asleep();
    await pass(20 * MINUTE);
    await happens(denied(14 * MINUTE));
    expect([shown().length, words()]).toEqual([1, expect.stringMatching(/×2.*1 match was counted meanwhile/s)]);
  });

  test('whoever snoozed wakes it, once, and the thread says what came meanwhile', async () => {
    await alerted();
    await snooze(ALICE, '1h');
    await asleep();
    await happens(denied(0));
    const wake = (user: string) => more(user, 'wake');
    await Promise.all([wake(ALICE), wake(BOB)]);
    await eventually(() => expect(words()).not.toContain('snoozed'));
    await eventually(() => expect(thread().at(-1)).toMatch(/⏰ <@U0\w+> woke this; counted meanwhile: 1/));
    const [first, second] = thread().at(-1)?.includes(ALICE) === true ? [ALICE, BOB] : [BOB, ALICE];
    await eventually(() => expect(whispers(second)).toEqual([`Nothing to do: <@${first}> woke it already.`]));
    expect([whispers(first), thread().length]).toEqual([[], 2]);
  });

  test('one in place of somebody else’s says so to who made it', async () => {
    await alerted();
    await snooze(ALICE, '4h');
    await asleep();
    await snooze(BOB, '15m');
    await eventually(() => expect(whispers(BOB)).toEqual([expect.stringMatching(/<@U0ALICE> had snoozed it until/)]));
    await eventually(() => expect(thread()).toHaveLength(2));
  });

  test('who may not override may make somebody else’s longer, not shorter', async () => {
    await alerted(`${PROD}\npermissions: { override: [${ALICE}] }`);
    await snooze(ALICE, '1h');
    await asleep();
    await snooze(BOB, '15m');
    await eventually(() => expect(whispers(BOB)).toEqual([expect.stringMatching(/not allowed to undo what somebody/)]));
    expect(words()).toContain(`Snoozed* by <@U0ALICE> ${date(HOUR)}`);
    await snooze(BOB, '4h');
    await eventually(() => expect(words()).toContain(`Snoozed* by <@U0BOB> ${date(4 * HOUR)}`));
    await snooze(ALICE, '15m');
    await eventually(() => expect(words()).toContain(`Snoozed* by <@U0ALICE> ${date(15 * MINUTE)}`));
  });

  test('a click that Slack sends again neither prolongs it nor says it twice', async () => {
    await alerted();
    await snooze(ALICE, '1h');
    await asleep();
    await pass(5 * MINUTE);
    const before = words();
    expect(await here.slack.sendAgain()).toMatchObject({ ok: true });
    await pass(MINUTE);
    expect([words(), thread().length, whispers(ALICE)]).toEqual([before, 1, []]);
  });

  test('only lengths that the level allows are offered; a longer morning is cut, and the person told', async () => {
    await alerted(PROD, stopped(-MINUTE));
    const offered = optionsOf(here, 'alert.snooze').map((value) => value.split(' ')[0]);
    expect(offered).toEqual(['15m', '1h', '4h', 'morning', 'custom']);
    await snooze(ALICE, 'morning');
    await asleep();
    expect(words()).toContain(date(4 * HOUR));
    await eventually(() =>
      expect(whispers(ALICE)).toEqual([expect.stringMatching(/until .*: that is the longest for/)]),
    );
  });

  test('of a resolved alert does nothing, and says who resolved it', async () => {
    await alerted();
    const option = optionsOf(here, 'alert.snooze').find((value) => value.startsWith('1h')) ?? '';
    const stale = structuredClone(shown()[0]?.blocks ?? []);
    await more(BOB, 'resolve');
    await eventually(() => expect(words()).toContain('Resolved'));
    const message = here.slack.workspace.messages.find('C0SECURITY', shown()[0]?.ts ?? '');
    if (message) message.blocks = stale;
    await acting(() => here).clicked(ALICE, 'alert.snooze', option);
    await eventually(() => expect(whispers(ALICE)).toEqual([expect.stringMatching(/already resolved by <@U0BOB>/)]));
  });

  describe('custom', () => {
    const until = (length: number) => ({ 'snooze.until': String((NOON + length) / 1000) });
    const open = async (): Promise<void> => {
      await snooze(ALICE, 'custom');
      await eventually(() => expect(JSON.stringify(here.slack.openViews(ALICE))).toContain('Quiet until'));
    };

    test('takes a moment of one’s own', async () => {
      await alerted();
      await open();
      await here.slack.submitView({ user: ALICE, values: until(2 * HOUR) });
      await asleep();
      expect(words()).toContain(`until <!date^${(NOON + 2 * HOUR) / 1000}^`);
      expect(here.slack.openViews(ALICE)).toEqual([]);
    });

    test('sent again by Slack after somebody woke the alert, leaves it awake', async () => {
      await alerted();
      await open();
      await here.slack.submitView({ user: ALICE, values: until(2 * HOUR) });
      await asleep();
      await more(BOB, 'wake');
      await eventually(() => expect(words()).not.toMatch(/snoozed\*/));
      await here.slack.sendAgain(1);
      // Whatever is done next is behind it in the store.
      await more(BOB, 'resolve');
      await eventually(() => expect(words()).toContain('Resolved'));
      expect(await audit()).toEqual(['U0ALICE snooze', 'U0BOB wake', 'U0BOB resolve']);
    });

    test('refuses one that has passed, in the modal', async () => {
      await alerted();
      await open();
      const { errors } = await here.slack.submitView({ user: ALICE, values: until(-HOUR) });
      expect(errors).toEqual({ 'snooze.until': 'Choose a time that is still to come.' });
    });

    test('cuts one to the longest of the level, and says so in the modal', async () => {
      await alerted(`${PROD}\nsnooze: { maximum: { high: 1h } }`);
      await open();
      expect(JSON.stringify(here.slack.openViews(ALICE))).toMatch(/At most 1 hour for this alert/);
      await here.slack.submitView({ user: ALICE, values: until(7 * HOUR) });
      await asleep();
      expect(words()).toContain(date(HOUR));
      expect(JSON.stringify(here.slack.openViews(ALICE))).toMatch(/that is the longest for/);
    });
  });
});

test('next working morning goes by the configured hours and holidays', async () => {
  const hours = 'business_hours: { time_zone: Europe/Berlin, from: "08:30", holidays: ["2026-11-23"] }';
  here = await world({ yaml: `${PROD}\n${hours}\nsnooze: { maximum: { high: 14d, critical: 14d } }`, start: true });
  await happens(denied(-MINUTE));
  await snooze(ALICE, 'morning');
  await asleep();
  expect(words()).toContain(`until <!date^${Date.UTC(2026, 10, 24, 7, 30) / 1000}^`);
});

test('the menu can be used again for the same length when a snooze is over', async () => {
  here = await world({ yaml: PROD, start: true });
  await happens(denied(-MINUTE));
  const block = () => shown()[0]?.blocks?.find(({ type }) => type === 'actions')?.block_id;
  const before = block();
  await snooze(ALICE, '15m');
  await asleep();
  await pass(16 * MINUTE);
  expect(block()).not.toBe(before);
  await snooze(ALICE, '15m');
  await asleep();
  expect(calls('chat.postMessage').filter(({ args }) => args.thread_ts !== undefined)).toHaveLength(2);
});
