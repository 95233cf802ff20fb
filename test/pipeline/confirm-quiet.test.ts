/** What is not asked, or not again: an ordinary day, what is expected, history, failures; and asking by hand. */
import { openDatabase } from '../../src/store/database';
import { listConfirmations } from '../../src/store/confirmations';
import { writeExpectation } from '../../src/store/expectations';
import { HOUR, MINUTE, NOON, expectation } from '../fixtures';
import { ALICE, BOB, ROOT, eventually } from '../harness';
import { assumed, centerRole } from '../people/identities';
import { LINKED, Office, type SignIn } from './confirming';

let office: Office;
afterEach(() => office.world.close());

const CAROL = 'U0CAROL';
const FAILED = { fields: { responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed authentication' } };

describe('fifty sign-ins in a day', () => {
  test('are one direct message and one alert, which one yes settles', async () => {
    office = await Office.open();
    for (let n = 0; n < 10; n += 1) {
      const five = Array.from({ length: 5 }, (_, k): SignIn => ({ at: n * 5 * MINUTE + k * 1000 - MINUTE }));
      await office.reads(...five);
      office.world.clock.advance(5 * MINUTE);
    }
    await office.waits(0);
    expect(office.told()).toHaveLength(1);
    await office.shows(
      () => office.question(),
      /were these 50 sign-ins to AWS you.*The same way also at.*and 40 earlier/,
    );
    expect(office.alerts()).toHaveLength(1);
    await office.says('yes');
    await office.shows(() => office.alert(), /×50.*it was me/);
    expect((await office.rows('alerts')).map(({ state }) => state)).toEqual(['resolved']);
  });

  test('after a yes are not asked about, and no message in the channel either', async () => {
    office = await Office.after({});
    await office.says('yes');
    await office.shows(() => office.alert(), /resolved/);
    for (let n = 1; n <= 5; n += 1) {
      office.world.clock.advance(10 * MINUTE);
      await office.reads({ at: n * 10 * MINUTE - 1000 });
    }
    expect(office.told()).toHaveLength(1);
    expect(office.question()).toMatch(/this was you.*The same way also at/);
    expect(office.alerts()).toHaveLength(1);
    const alerts = await office.rows('alerts');
    expect(alerts).toHaveLength(6);
    expect(alerts.every(({ state }) => state === 'resolved')).toBe(true);
  });

  test('after a no are critical, each of them', async () => {
    office = await Office.after({});
    await office.says('no');
    await office.shows(() => office.called(), /It was not them/);
    office.world.clock.advance(25 * HOUR - 12 * HOUR);
    await office.reads({ at: 13 * HOUR - MINUTE });
    expect(office.told().length).toBeLessThanOrEqual(2);
    expect(office.alert()).toMatch(/Critical, denied/);
  });
});

test('what is expected is not asked about', async () => {
  office = await Office.open();
  const { config, folder } = office.world;
  const database = openDatabase(config.database, folder, `${ROOT}/migrations`);
  const covered = { kind: 'principal', principal: 'user:111122223333:alice', session: undefined } as const;
  const rules = { kind: 'rule', value: '9ba6432c-1d57-499f-b98e-cc666331428f' } as const;
  await database.transaction((trx) => writeExpectation(trx, expectation({ covered, rules })));
  await database.close();
  await office.reads({});
  expect(office.told()).toEqual([]);
  expect(office.alerts()).toEqual([]);
});

describe('history', () => {
  test.each([
    ['a first read of a day asks nobody about what is older than an hour', '', -3 * HOUR, 0],
    ['and asks about the last minutes', '', -10 * MINUTE, 1],
  ])('%s', async (_, yaml, at, count) => {
    office = await Office.after({ at }, `${LINKED}\n${yaml}`);
    expect(office.told()).toHaveLength(count);
  });

  test('a sign-in that is read more than a day late is nobody’s to remember', async () => {
    office = await Office.open();
    await office.world.app.tick();
    office.world.clock.advance(50 * HOUR);
    await office.reads({ at: 10 * HOUR }, { at: 49 * HOUR, who: centerRole('bob@example.com') });
    expect(office.told()).toEqual([]);
    expect(office.told(BOB)).toHaveLength(1);
    expect(await office.rows('asks')).toEqual([]);
  });
});

test('somebody whose name was tried five times is told once that day, kindly, and not asked', async () => {
  office = await Office.open();
  for (let n = 0; n < 12; n += 1) {
    await office.reads({ ...FAILED, at: n * MINUTE - MINUTE });
    office.world.clock.advance(MINUTE);
  }
  expect(office.told()).toHaveLength(1);
  expect(office.told()[0]).toMatch(
    /Hi Alice, just so you know: .*failed to sign in to the console 5 times.*I will not write again about this today/,
  );
  expect(office.question()).not.toContain('confirm.');
});

describe('asking by hand', () => {
  test('puts the question to whom a colleague names, and their yes settles what nobody could be asked about', async () => {
    office = await Office.after({ who: assumed('deploy', 'carol@example.com') });
    await office.asks(CAROL, BOB);
    await eventually(() => expect(office.told(CAROL)).toHaveLength(1));
    expect(office.question(CAROL)).toMatch(/<@U0BOB> would like to know.*a colleague thinks/);
    await office.shows(() => office.alert(), /<@U0CAROL> was asked by <@U0BOB>/);
    await office.says('yes', CAROL);
    await office.shows(() => office.alert(), /resolved.*<@U0CAROL> says: \*it was me\*/);
  });

  test('by a modal that is sent twice asks once', async () => {
    office = await Office.after({ who: assumed('deploy', 'carol@example.com') });
    await office.chooses('ask', BOB);
    const { slack } = office.world;
    await slack.until(() => slack.openViews(BOB).at(-1)?.callback_id === 'ask');
    const sent = { user: BOB, values: { 'ask.person': CAROL } };
    await Promise.all([slack.submitView(sent), slack.submitView(sent)]);
    await eventually(() => expect(office.told(CAROL)).toHaveLength(1));
    expect((await office.deeds()).filter((deed) => deed.startsWith(BOB)).sort()).toEqual([
      'U0BOB ask alert',
      'U0BOB ask confirmation',
    ]);
  });

  test('is offered again after “wrong person”, and refuses oneself and whoever was asked already', async () => {
    office = await Office.after({});
    expect(office.alert()).not.toContain('"ask ');
    await office.says('wrong-person');
    await office.shows(() => office.alert(), /"ask /);
    for (const [person, words] of [
      [BOB, 'somebody else has to ask you'],
      [ALICE, 'They were asked about this already'],
    ] as const) {
      expect(JSON.stringify(await office.asks(person, BOB))).toContain(words);
      await office.world.slack.closeView({ user: BOB, all: true });
    }
    expect(office.told(BOB)).toEqual([]);
  });
});

test('questions are listed with the median time to an answer', async () => {
  office = await Office.after([
    {},
    { at: -2 * MINUTE, who: centerRole('bob@example.com') },
    { at: -3 * MINUTE, who: centerRole('carol@example.com') },
  ]);
  office.world.clock.advance(10 * MINUTE);
  await office.says('yes');
  await office.shows(() => office.question(), /Thank you/);
  office.world.clock.advance(20 * MINUTE);
  await office.says('not-sure', BOB);
  await office.shows(() => office.question(BOB), /good answer/);
  const { config, folder } = office.world;
  const database = openDatabase(config.database, folder, `${ROOT}/migrations`);
  const list = await listConfirmations(database.reader, NOON - HOUR, 10);
  expect(list.open.map(({ people }) => people)).toEqual([[CAROL]]);
  expect(list.recent.map(({ answer }) => answer).sort()).toEqual(['not-sure', 'yes']);
  expect(Math.round((list.medianAnswer ?? 0) / MINUTE)).toBe(20);
  expect(await listConfirmations(database.reader, NOON + 5 * HOUR, 10)).toMatchObject({
    recent: [],
    medianAnswer: undefined,
  });
  await database.close();
});
