/** App Home: what it shows of an empty store, of a usual morning and of the worst one, and what can be done in it. */
import type { Alert } from '../../../src/alert/alert';
import { LEVELS } from '../../../src/detect/level';
import { writeAlert } from '../../../src/store/alerts';
import { writeExpectation } from '../../../src/store/expectations';
import { HOUR, MINUTE, NOON, alert, expectation } from '../../fixtures';
import { ALICE, BOB, type World, eventually, world } from '../../harness';
import { PROD, acting, denied, stopped } from '../../pipeline/acting';
import { Office } from '../../pipeline/confirming';
import { filled } from '../modals';
import { clickAtHome, home, openHome, stored, textOf } from './at-home';

const DAY = 24 * HOUR;

let here: World;
afterEach(() => here.close());
const hand = acting(() => here);

const snoozed = (fields: Partial<Alert>, until: number, by = BOB): Alert => ({
  ...alert(fields),
  snooze: { until, at: NOON, by, counted: 3, over: false },
});

/** Waits until their home says this, or does not any more. */
const shows = (user: string, pattern: RegExp) => eventually(() => expect(home(here, user)).toMatch(pattern));
const lacks = (user: string, pattern: RegExp) => eventually(() => expect(home(here, user)).not.toMatch(pattern));

describe('what it shows', () => {
  test.each(['socket', 'http'] as const)('of a store in which nothing is, by %s', async (mode) => {
    here = await world({ mode, start: true });
    await here.app.tick();
    const words = textOf(await openHome(here, ALICE));
    expect(words).toMatch(/🟢 \*I am watching\.\* Not one event was read so far/);
    expect(words).toMatch(/\*Open alerts\* — none/);
    expect(words).toMatch(/🟢 \*prod\* — \d+ regions? read within 5 minutes/);
    expect(words).not.toMatch(/acknowledged|Snoozed|Expected|Was this you|digest|staging/);
    for (const label of ['Open alerts', 'Last hour', 'Who did…?', 'Posture', 'Health', 'Help', 'Refresh']) {
      expect(words.split('\n')).toContain(label);
    }
  });

  test('of a usual morning, to each person their own', async () => {
    here = await world({ start: true, yaml: `${PROD}\ndigest: { daily: "0 13 * * *", weekly: off }` });
    await hand.happens(stopped(-MINUTE), denied(-MINUTE));
    await stored(here, async (trx) => {
      await writeAlert(trx, alert({ id: 'old', fingerprint: 'old', level: 'critical', openedAt: NOON - 9 * DAY }));
      await writeAlert(trx, {
        ...alert({ id: 'mine', fingerprint: 'm' }),
        state: 'acknowledged',
        stateBy: ALICE,
        stateAt: NOON,
      });
      await writeAlert(trx, snoozed({ id: 'late', fingerprint: 'late', level: 'low' }, NOON + 5 * HOUR));
      await writeAlert(trx, snoozed({ id: 'soon', fingerprint: 'soon', level: 'low' }, NOON + 2 * HOUR));
      await writeExpectation(trx, expectation({ by: BOB, until: NOON + 2 * DAY }));
      await writeExpectation(trx, expectation({ id: 'far', until: NOON + 40 * DAY }));
    });
    here.clock.advance(HOUR);
    await here.app.tick();
    const blocks = await openHome(here, ALICE);
    const words = textOf(blocks);
    expect(words).toMatch(/\*I am watching\*, without a gap since <!date/);
    expect(words).toMatch(/\*Open alerts\* — 🔴 2 critical\n1 for over a day, 1 of them for over a week/);
    const rows = blocks.filter(({ block_id: id = '' }) => /^open\.\d/.test(id));
    expect(JSON.stringify(rows[0])).toContain('"value":"alert old"');
    expect(words).toMatch(/\*You acknowledged 1 alert\*/);
    expect(words).toMatch(/\*Snoozed\* — 2, the soonest end first/);
    const asleep = blocks.filter(({ block_id: id = '' }) => /^snoozed\.\d/.test(id));
    expect(asleep.map((block) => /"value":"(\w+)"/.exec(JSON.stringify(block))?.[1])).toEqual(['soon', 'late']);
    expect(words).toMatch(/\*Expected\* — 2/);
    expect(words.match(/Extend 30 days/g)).toHaveLength(1);
    expect(words).toMatch(/\*The last daily digest\*, .* — 1 critical, 1 high alerts · 2 left open/);
    expect(words).not.toMatch(/staging/);
    expect(textOf(await openHome(here, BOB))).not.toMatch(/You acknowledged/);
  });

  test('of thousands of each, within what Slack takes and without a live mention', async () => {
    here = await world({ start: true });
    await here.app.tick();
    const what = [
      { value: `<!channel> & <@U0BOB> *b* \`x\` ${'é<'.repeat(4000)}` },
      ' did ',
      { value: '​@here https://evil.example' },
    ];
    const content = { ...alert().content, what, accountName: `<!here>${'n'.repeat(500)}` };
    await stored(here, async (trx) => {
      for (let n = 0; n < 3000; n++) {
        const one = alert({
          id: `a${n}`,
          fingerprint: `f${n}`,
          level: LEVELS[n % 5] ?? 'low',
          content,
          openedAt: NOON - n,
        });
        const state = n % 3 === 0 ? ({ state: 'acknowledged', stateBy: ALICE, stateAt: NOON } as const) : {};
        await writeAlert(trx, n % 3 === 1 ? snoozed(one, NOON + HOUR + n) : { ...one, ...state });
        const title = `<!channel> ${'t'.repeat(900)}`;
        await writeExpectation(
          trx,
          expectation({ id: `e${n}`, title, until: NOON + HOUR + n, reason: 'r'.repeat(3000) }),
        );
      }
    });
    const blocks = await openHome(here, ALICE);
    const words = textOf(blocks);
    expect(words).toMatch(/🔴 200 critical · 🟠 200 high · 🟡 200 medium/);
    expect(words).toMatch(/and 994 more open/);
    expect(words).toMatch(/You acknowledged 1,000 alerts/);
    expect(words).toMatch(/and 997 more snoozed/);
    expect(words).toMatch(/and 2,997 more expected/);
    expect(blocks.length).toBeLessThanOrEqual(60);
    expect(JSON.stringify(blocks).length).toBeLessThan(30_000);
    expect(words).not.toMatch(/<!channel>|<!here>|<@U0BOB> \*b|https:\/\/evil/);
  });

  test('what is wrong and what to do, and that it is over', async () => {
    const role = 'arn:aws:iam::444455556666:role/Trailwarden';
    here = await world({
      start: true,
      yaml: `${PROD.slice(0, -1)}, { id: "444455556666", name: gone, role_arn: "${role}" }]`,
    });
    await here.app.tick();
    here.clock.advance(20 * MINUTE);
    await here.app.tick();
    const words = textOf(await openHome(here, ALICE));
    expect(words).toMatch(/🔴 \*Something is wrong with the bot\*/);
    expect(words).toMatch(/⚠️ \*Account gone \(444455556666\) cannot be read .*\*, since/);
    expect(words).toMatch(/\*What to do:\* .*role/);
    expect(words).toMatch(/🔴 \*gone\* — cannot be read in/);
    expect(words.indexOf('*gone* —')).toBeLessThan(words.indexOf('*prod* —'));
  });

  test('rules in staging, until somebody makes them live', async () => {
    here = await world({ start: true, yaml: `${PROD}\nrules: { staging: [d624a60e-0138-4f1d-b0e1-345788fcb362] }` });
    await hand.happens(stopped(-MINUTE));
    expect(textOf(await openHome(here, ALICE))).toMatch(/🧪 \*1 rule in staging\*, silent: .*\(1 match in a week\)/);
  });
});

describe('what is asked there', () => {
  test('was this you: answered in place, by whoever was asked', async () => {
    const office = await Office.after({});
    here = office.world;
    const blocks = await openHome(here, ALICE);
    expect(textOf(blocks)).toMatch(/❓ \*Was this you\?\* 1 question for you/);
    expect(textOf(blocks)).toMatch(
      /signed in to the AWS console · as user `alice` · in \*prod\* · .*from `198.51.100.7`.*\nPlease answer by <!date/,
    );
    expect(textOf(await openHome(here, BOB))).not.toMatch(/Was this you/);
    await clickAtHome(here, ALICE, 'confirm.no');
    await lacks(ALICE, /Was this you/);
    await office.shows(() => office.question(), /thank you for your answer/);
    await office.shows(() => office.alert(), /it was not me/);
    expect(here.slack.openViews(ALICE)).toEqual([]);
  });

  test('several at once stand there to be answered when all of them can be seen', async () => {
    const office = await Office.after([{ at: -2 * MINUTE }, { at: -MINUTE }]);
    here = office.world;
    const words = textOf(await openHome(here, ALICE));
    expect(words.match(/from `198.51.100.7`/g)).toHaveLength(2);
    expect(words).toContain('Yes, it was me');
    await office.reads(...[3, 4, 5].map((minutes) => ({ at: -minutes * MINUTE })));
    const more = textOf(await openHome(here, ALICE));
    expect(more).toMatch(/5 times as user `alice`: please look at all of them in Messages/);
    expect(more).not.toContain('Yes, it was me');
  });

  test('past its deadline it may still be answered', async () => {
    const office = await Office.after({});
    here = office.world;
    await office.waits(3 * HOUR);
    expect(textOf(await openHome(here, ALICE))).toMatch(/nobody confirmed it; your answer still corrects that/);
    await clickAtHome(here, ALICE, 'confirm.yes');
    await lacks(ALICE, /Was this you/);
    expect((await office.questions())[0]).toMatchObject({ answer: 'yes', answeredBy: ALICE });
  });
});

describe('what can be clicked', () => {
  test('opens answers in modals', async () => {
    here = await world({ start: true });
    await openHome(here, ALICE);
    await clickAtHome(here, ALICE, 'trail.open/2', 'more');
    expect(textOf((await filled(here, ALICE)).blocks)).toMatch(/What \/trail answers/);
  });

  test('asks who did something', async () => {
    here = await world({ start: true });
    await openHome(here, ALICE);
    await clickAtHome(here, ALICE, 'home.who');
    const { id } = await here.slack.until(() => here.slack.openViews(ALICE).at(-1));
    await here.slack.submitView({ user: ALICE, viewId: id, values: { who: { who: 'since:<!channel>' } } });
    const words = await here.slack.until(() => {
      const shown = textOf(here.slack.openViews(ALICE).at(-1)?.blocks ?? []);
      return shown.includes('since') && shown;
    });
    expect(words).toMatch(/time|since/);
    expect(words).not.toContain('<!channel>');
  });

  test('wakes and extends, which shows at once', async () => {
    here = await world({ start: true });
    await stored(here, async (trx) => {
      await writeAlert(trx, snoozed({ id: 'asleep' }, NOON + HOUR, ALICE));
      await writeExpectation(trx, expectation({ until: NOON + DAY }));
    });
    await openHome(here, ALICE);
    const words = home(here, ALICE);
    expect(words).toMatch(/Snoozed[\s\S]*Wake now[\s\S]*Extend 30 days/);
    await clickAtHome(here, ALICE, 'home.wake');
    await lacks(ALICE, /Snoozed/);
    await shows(ALICE, /1 high/);
    await clickAtHome(here, ALICE, 'expectation.extend');
    await lacks(ALICE, /Extend 30 days/);
    expect(await hand.audit()).toEqual(expect.arrayContaining([`${ALICE} wake`, `${ALICE} extend`]));
    expect(here.slack.openViews(ALICE)).toEqual([]);
  });

  test('refuses whoever may not, in words', async () => {
    here = await world({ start: true, yaml: `${PROD}\npermissions: { snooze: [${BOB}] }` });
    await stored(here, (trx) => writeAlert(trx, snoozed({ id: 'asleep' }, NOON + HOUR)));
    await openHome(here, ALICE);
    await clickAtHome(here, ALICE, 'home.wake');
    const notice = await here.slack.until(() => here.slack.openViews(ALICE).at(-1));
    expect(textOf(notice.blocks)).toMatch(/You are not allowed to snooze alerts here/);
    expect(textOf(await openHome(here, BOB))).toMatch(/Snoozed\* — 1/);
    expect(await hand.audit()).not.toContain(`${ALICE} wake`);
  });
});
