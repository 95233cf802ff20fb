/** What time, restarts and a Slack that does not help do to a question: reminded, unconfirmed, asked of the channel; never twice. */
import { HOUR, MINUTE, NOON } from '../fixtures';
import { ALICE, BOB } from '../harness';
import { ROOT_USER, centerRole, user } from '../people/identities';
import { LINKED, Office } from './confirming';

let office: Office;
afterEach(() => office.world.close());

const HOURS = `business_hours: { time_zone: UTC, days: [mon, tue, wed, thu, fri], from: "09:00", to: "18:00", holidays: ["2026-11-23"] }`;
const BOBS = { who: centerRole('bob@example.com') };

describe('a question without an answer', () => {
  test('is reminded at half time, told as unconfirmed at the deadline, and nothing more', async () => {
    office = await Office.after({});
    await office.waits(HOUR);
    expect(office.told()).toHaveLength(2);
    expect(office.told()[1]).toMatch(
      /Hi Alice, a question above still waits for you: was that sign-in as alice in prod/,
    );
    await office.waits(HOUR);
    expect(office.alert()).toMatch(/\*Unconfirmed\*: <@U0ALICE> did not answer in time/);
    expect(office.called()).toMatch(/Unconfirmed: the person did not answer in time/);
    expect(office.question()).toMatch(/told the team that it is \*unconfirmed\*.*confirm\.yes/);
    for (let n = 0; n < 3; n += 1) await office.waits(HOUR);
    expect(office.told()).toHaveLength(2);
    expect(office.called().match(/Unconfirmed/g)).toHaveLength(1);
  });

  test.each([
    ['yes', /resolved.*it was me/],
    ['no', /Critical, denied by the person.*Lock the console/],
    ['not-sure', /not sure/],
  ])('takes a late %s, which corrects the alert', async (answer, expected) => {
    office = await Office.after({});
    await office.waits(2 * HOUR);
    await office.says(answer);
    await office.shows(() => office.alert(), expected);
  });

  test('of low level is a message at the deadline, though it was none before', async () => {
    const low = 'rules: { levels: { "9ba6432c-1d57-499f-b98e-cc666331428f": low } }';
    office = await Office.after({}, `${LINKED}\n${low}`);
    expect(office.alerts()).toEqual([]);
    expect(office.told()).toHaveLength(1);
    await office.waits(2 * HOUR);
    expect(office.alerts()).toHaveLength(1);
    expect(office.alert()).toMatch(/Medium.*raised from low to medium because nobody confirmed it.*Unconfirmed/);
  });

  test('that was asked at 23:50 before a holiday waits for working hours, but root’s does not', async () => {
    office = await Office.open(
      `people: [{ principal: root, slack: ${BOB} }]\n${HOURS}\nconfirm: { email_pattern: "{user}@example.com" }`,
    );
    office.world.clock.advance(11 * HOUR + 50 * MINUTE);
    const at = 11 * HOUR + 49 * MINUTE;
    await office.reads({ at, who: user('alice') }, { at, who: ROOT_USER, fields: { awsRegion: 'us-east-1' } });
    await office.waits(2 * HOUR);
    expect(office.told(BOB).at(-1)).not.toMatch(/still waits/);
    expect(
      office
        .alerts()
        .map((_, n) => office.alert(n))
        .join('\n'),
    ).toMatch(/Unconfirmed\*: <@U0BOB>/);
    await office.waits(3 * 24 * HOUR);
    expect(office.told()).toHaveLength(1);
    const [question] = (await office.questions()).filter(({ people }) => people.includes(ALICE));
    expect(new Date(question?.deadline ?? 0).toISOString()).toBe('2026-11-24T11:00:00.000Z');
  });
});

describe('a restart', () => {
  test('between the sign-in and the question, and at every step after, asks and tells once', async () => {
    office = await Office.open();
    office.world.slack.failNext('users.info', { status: 500, times: 1 });
    await office.reads({});
    expect(office.told()).toEqual([]);
    await office.world.restart();
    await office.waits(11_000);
    expect(office.told()).toHaveLength(1);
    for (const wait of [HOUR, HOUR, HOUR]) {
      await office.world.restart();
      await office.waits(wait);
    }
    expect(office.told()).toHaveLength(2);
    expect(office.called().match(/Unconfirmed/g)).toHaveLength(1);
  });

  test('between the question and its answer changes nothing for the person', async () => {
    office = await Office.after({});
    await office.world.restart();
    await office.world.app.listen();
    await office.says('yes');
    await office.shows(() => office.alert(), /it was me/);
  });

  test('after the deadline tells at once, without a reminder', async () => {
    office = await Office.after({});
    office.world.clock.advance(26 * HOUR);
    await office.world.restart();
    await office.waits(0);
    expect(office.told()).toHaveLength(1);
    expect(office.called()).toMatch(/did not answer in time/);
  });
});

describe('a Slack that does not say who somebody is', () => {
  test.each([
    ['asks to slow down', { error: 'ratelimited', retryAfter: 30 }],
    ['fails', { status: 500 }],
  ])('and %s is asked again', async (_, fault) => {
    office = await Office.open();
    office.world.slack.failNext('users.lookupByEmail', fault);
    await office.reads(BOBS);
    expect(office.told(BOB)).toEqual([]);
    expect(office.alert()).not.toContain('asked');
    await office.waits(31_000);
    expect(office.told(BOB)).toHaveLength(1);
  });

  test('for a quarter of an hour: the channel is asked', async () => {
    office = await Office.open();
    office.world.slack.failNext('users.lookupByEmail', { status: 500, times: 1000 });
    await office.reads(BOBS);
    for (let n = 0; n < 14; n += 1) await office.waits(MINUTE);
    expect(office.called()).toBe('');
    await office.waits(2 * MINUTE);
    expect(office.called()).toMatch(/Unconfirmed: nobody could be asked/);
    expect(office.alert()).toMatch(/Nobody could be asked: Slack cannot be asked who somebody is/);
    expect(await office.rows('asks')).toEqual([]);
  });

  test('for lack of a scope: the channel is asked at once', async () => {
    office = await Office.open();
    office.world.slack.failNext('users.lookupByEmail', 'missing_scope');
    await office.reads(BOBS);
    expect(office.alert()).toMatch(/Nobody could be asked: .*missing/);
  });
});

describe('a direct message that Slack does not deliver', () => {
  test.each([
    ['conversations.open', 'cannot_dm_bot'],
    ['conversations.open', 'user_not_found'],
    ['conversations.open', 'user_disabled'],
    ['conversations.open', 'missing_scope'],
    ['conversations.open', 'messages_tab_disabled'],
  ])('by %s (%s): the channel is asked at once, and only once', async (method, code) => {
    office = await Office.open();
    // The alert itself is posted first.
    await office.reads({ at: -2 * MINUTE, who: user('nobody-known') });
    office.world.slack.failNext(method, code);
    await office.reads({});
    for (let n = 0; n < 3; n += 1) await office.waits(1000);
    expect(office.told()).toEqual([]);
    expect(office.alert(1)).toContain(`Slack did not deliver my question (${code})`.replaceAll('_', '\u200b_\u200b'));
    expect(office.called(1)).toMatch(/Unconfirmed: nobody could be asked/);
    await office.waits(3 * HOUR);
    expect(office.called(1).match(/Unconfirmed/g)).toHaveLength(1);
    expect(office.told()).toEqual([]);
  });

  test('by the time of its reminder: the channel is asked', async () => {
    office = await Office.after({});
    await office.waits(HOUR - MINUTE);
    office.world.slack.failNext('chat.postMessage', { error: 'user_disabled' });
    await office.waits(MINUTE);
    await office.waits(1000);
    expect(office.called()).toMatch(/Unconfirmed: nobody could be asked/);
    expect(await office.questions()).toMatchObject([{ state: 'undelivered' }]);
  });

  test('until the deadline was not left unanswered, and can still be answered when it comes', async () => {
    office = await Office.open();
    office.world.slack.failNext('conversations.open', { status: 500, times: 8 });
    await office.reads({});
    for (let n = 0; n < 9 && !office.alert().includes('could be asked'); n += 1) await office.waits(16 * MINUTE);
    expect(office.alert()).toMatch(/Nobody could be asked: Slack did not take my question until its deadline/);
    expect(office.alert()).not.toContain('did not answer in time');
    for (let n = 0; n < 4 && office.told().length === 0; n += 1) await office.waits(16 * MINUTE);
    expect(office.question()).toMatch(/I could not reach you in time/);
    await office.says('yes');
    await office.shows(() => office.alert(), /resolved.*it was me/);
  });

  test('to one owner leaves the question with the other', async () => {
    office = await Office.open(`people: [{ principal: root, slack: [${ALICE}, ${BOB}] }]`);
    office.world.slack.failNext('conversations.open', 'user_disabled');
    await office.reads({ who: ROOT_USER, fields: { awsRegion: 'us-east-1' } });
    await office.waits(1000);
    const [asked] = await office.questions();
    expect(asked).toMatchObject({ state: 'asked' });
    expect(asked?.people).toHaveLength(1);
    await office.says('yes', asked?.people[0]);
    await office.shows(() => office.alert(), /it was me/);
    expect(NOON).toBeLessThan(asked?.deadline ?? 0);
  });
});
