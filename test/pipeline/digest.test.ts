/** Digests as timelines through the wire: told once whatever happens to the bot, and what is clicked in them. */
import { openDatabase } from '../../src/store/database';
import { latestDigest } from '../../src/store/digests';
import { writeExpectation } from '../../src/store/expectations';
import { HOUR, MINUTE, NOON, expectation } from '../fixtures';
import { ALICE, BOB, CHANNEL, ROOT, type World, eventually, world } from '../harness';
import { acting, denied, PROD, stopped } from './acting';

const DAY = 24 * HOUR;
const LOGGING_STOPPED = 'd624a60e-0138-4f1d-b0e1-345788fcb362';
const DAILY = `${PROD}\ndigest: { daily: "0 13 * * *", weekly: off }`;

let here: World;
afterEach(() => here.close());

const { click, ...hand } = (() => {
  const made = acting(() => here);
  return { ...made, click: made.clicked };
})();

/** Every digest told so far, oldest first. */
const digests = (kind = 'Daily', channel = CHANNEL) =>
  here.slack.messages(channel).filter(({ text }) => text.startsWith(`${kind} digest`));

async function begin(yaml = DAILY): Promise<void> {
  here = await world({ start: true, yaml });
  await hand.happens(denied(-MINUTE));
}

/** Until so many milliseconds after noon. */
async function until(offset: number): Promise<void> {
  here.clock.advance(NOON + offset - here.clock.now());
  await here.app.passTime();
  await here.app.deliver();
}

async function inStore<T>(work: (database: ReturnType<typeof openDatabase>) => Promise<T>): Promise<T> {
  const database = openDatabase(here.config.database, here.config.folder, `${ROOT}/migrations`);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const wordsOf = (n = 0): string => JSON.stringify(digests()[n]?.blocks ?? '');

describe('a digest', () => {
  test('is told when it is due, once, and again the next day', async () => {
    await begin();
    await until(HOUR - 1);
    expect(digests()).toHaveLength(0);
    await until(HOUR);
    await until(HOUR + 1000);
    expect(digests()).toHaveLength(1);
    expect(digests()[0]?.text).toMatch(/^Daily digest: 1 high alert; 1 is still open\.$/);
    expect(wordsOf()).toMatch(/tried to stop logging/);
    await here.restart();
    await here.app.listen();
    await hand.happens(denied(90 * MINUTE));
    await until(2 * HOUR);
    expect(digests()).toHaveLength(1);
    await until(HOUR + DAY);
    expect(digests()).toHaveLength(2);
    expect(digests()[1]?.text).toMatch(/No new alerts; 1 is still open\.$/);
    expect(await inStore(({ reader }) => latestDigest(reader, 'daily'))).toMatchObject({
      from: NOON + HOUR,
      until: NOON + HOUR + DAY,
    });
  });

  test('that fell due while the bot was down is told late, after it has read, and says where the gap was', async () => {
    await begin();
    await here.app.attend();
    await here.app.stop();
    here.clock.advance(3 * HOUR);
    await here.restart();
    await here.app.listen();
    await here.app.attend();
    await here.app.passTime();
    expect(digests()).toHaveLength(0);
    await hand.happens(stopped(2 * HOUR));
    expect(digests()).toHaveLength(1);
    expect(wordsOf()).toMatch(/I was not watching from .* 3 hours; what happened then was read afterwards/);
  });

  test('that is late by more than a day is left to the next, which covers its time', async () => {
    await begin(`${PROD}\ndigest: { daily: "0 13 * * 5,2", weekly: off }`);
    await until(HOUR);
    expect(digests()).toHaveLength(1);
    // Tuesday passes without the bot; it is back on Thursday.
    await here.app.stop();
    here.clock.advance(6 * DAY);
    await here.restart();
    await here.app.tick();
    expect(digests()).toHaveLength(1);
    await until(HOUR + 7 * DAY);
    expect(digests()).toHaveLength(2);
    expect(await inStore(({ reader }) => latestDigest(reader, 'daily'))).toMatchObject({
      from: NOON + HOUR,
      until: NOON + HOUR + 7 * DAY,
    });
  });

  test('is not told of a time before there was anything to watch', async () => {
    here = await world({ start: true, yaml: `${PROD}\ndigest: { daily: "0 9 * * *" }` });
    await hand.happens(denied(-MINUTE));
    await until(HOUR);
    expect(digests()).toHaveLength(0);
  });

  test('is made by the clocks of the business hours, and goes where it is to go', async () => {
    const hours = 'business_hours: { time_zone: Asia/Kolkata }';
    await begin(
      `${PROD}\n${hours}\nchannel: C0SECURITY\ndigest: { daily: "0 18 * * *", weekly: off, channel: C0SECURITY }`,
    );
    await until(30 * MINUTE - 1000);
    expect(digests()).toHaveLength(0);
    await until(30 * MINUTE);
    expect(digests()).toHaveLength(1);
  });

  test('keeps its words where Slack refuses the chart, and where it refuses all form', async () => {
    await begin(`${PROD}\ndigest: { weekly: "0 13 * * 5" }`);
    here.slack.failNext('chat.postMessage', 'invalid_blocks');
    await until(HOUR);
    const [first] = digests('Weekly');
    expect(first?.blocks?.map(({ type }) => type)).not.toContain('data_visualization');
    expect(JSON.stringify(first?.blocks)).toMatch(/Alerts by day.*▰/);
    here.slack.failNext('chat.postMessage', { error: 'invalid_blocks', times: 2 });
    await until(HOUR + 7 * DAY);
    expect(digests('Weekly')[1]?.blocks ?? []).toEqual([]);
    expect(digests('Weekly')[1]?.text).toMatch(/still open/);
  });

  test('has its whole lists in its thread', async () => {
    await begin();
    await inStore((database) =>
      database.transaction(async (trx) => {
        for (let n = 0; n < 9; n += 1) {
          const one = { id: `e${n}`, title: `Rule ${n}`, until: NOON + DAY + n, remindedAt: NOON };
          await writeExpectation(trx, expectation(one));
        }
      }),
    );
    await until(HOUR);
    await until(HOUR + 10_000);
    const thread = here.slack.thread(CHANNEL, digests()[0]?.ts ?? '').slice(1);
    expect(thread.map(({ text }) => text)).toEqual(['The whole list: expectations about to end']);
    expect(JSON.stringify(thread[0]?.blocks).match(/Rule \d/g)).toHaveLength(9);
    await click(ALICE, 'digest.extend', undefined, here.slack.messages(CHANNEL).length - 1);
    await eventually(() => expect(wordsOf()).toMatch(/Expected until/));
  });
});

describe('in a digest', () => {
  const at = () => here.slack.messages(CHANNEL).findIndex(({ text }) => text.startsWith('Daily digest'));

  async function withExpectation(yaml = DAILY): Promise<void> {
    await begin(yaml);
    await inStore((database) =>
      database.transaction((trx) => writeExpectation(trx, expectation({ until: NOON + DAY }))),
    );
    await until(HOUR);
  }

  test('an expectation is extended once, and its row shows it in the place of the button', async () => {
    await withExpectation();
    await click(ALICE, 'digest.extend', undefined, at());
    await eventually(() => expect(wordsOf()).toMatch(/Expected until/));
    expect(wordsOf()).not.toMatch(/digest\.extend/);
    // The rest of it stays.
    expect(wordsOf()).toMatch(/tried to stop logging/);
    expect(await hand.audit()).toContain('U0ALICE extend');
  });

  test('what somebody else expects needs more, and a refusal changes nothing', async () => {
    await withExpectation(`${DAILY}\npermissions: { override: [${ALICE}] }`);
    await click(BOB, 'digest.extend', undefined, at());
    await eventually(() => expect(hand.whispers(BOB).join()).toMatch(/not allowed to undo what somebody else decided/));
    expect(wordsOf()).toMatch(/digest\.extend/);
  });

  test('what matched nothing is removed', async () => {
    await begin();
    const long = { at: NOON - 40 * DAY, until: NOON + 40 * DAY };
    await inStore((database) => database.transaction((trx) => writeExpectation(trx, expectation(long))));
    await until(HOUR);
    await click(ALICE, 'digest.remove', undefined, at());
    await eventually(() => expect(wordsOf()).toMatch(/Removed by <@U0ALICE>.*so it alerts again/));
  });

  test('a snoozed alert is woken', async () => {
    await begin();
    await hand.snooze(ALICE, '4h');
    await eventually(async () => expect(await hand.audit()).toContain('U0ALICE snooze'));
    await until(HOUR);
    await click(ALICE, 'digest.wake', undefined, at());
    await eventually(() => expect(wordsOf()).toMatch(/Woken by <@U0ALICE>/));
    expect(await hand.audit()).toContain('U0ALICE wake');
  });

  test('a rule in staging goes live, once, by somebody who may', async () => {
    const staging = `rules: { staging: ["${LOGGING_STOPPED}"] }`;
    here = await world({ start: true, yaml: `${DAILY}\n${staging}\npermissions: { override: [${ALICE}] }` });
    await hand.happens(denied(-MINUTE));
    expect(here.slack.messages(CHANNEL)).toHaveLength(0);
    await until(HOUR);
    expect(wordsOf()).toMatch(/1 match by 1 principal; would have posted 1 high/);
    await click(BOB, 'digest.go-live', undefined, at());
    await eventually(() => expect(hand.whispers(BOB).join()).toMatch(/not allowed/));
    await click(ALICE, 'digest.go-live', undefined, at());
    await eventually(() => expect(wordsOf()).toMatch(/Live since .* by <@U0ALICE>/));
    expect(await hand.audit()).toContain('U0ALICE go-live');
    await hand.happens(denied(HOUR - MINUTE));
    expect(hand.told().filter((text) => /tried to stop logging/.test(text))).toHaveLength(1);
  });
});
