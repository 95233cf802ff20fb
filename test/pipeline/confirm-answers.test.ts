/** Each answer to "was this you?", from those who were asked and from those who were not. */
import { HOUR, MINUTE } from '../fixtures';
import { ALICE, BOB, CHANNEL, eventually } from '../harness';
import { ROOT_USER, centerRole } from '../people/identities';
import { acting } from './acting';
import { LINKED, Office, type SignIn } from './confirming';

let office: Office;
afterEach(() => office.world.close());

const OWNERS = `people: [{ principal: root, slack: [${ALICE}, ${BOB}] }]`;
const root: SignIn = { who: ROOT_USER, fields: { awsRegion: 'us-east-1' } };

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('yes settles a routine alert, thanks, and takes the buttons away', async () => {
    office = await Office.after({}, LINKED, { mode });
    await office.says('yes');
    await office.shows(() => office.alert(), /Medium, resolved.*says: \*it was me\*.*confirmed by the person/);
    await office.shows(() => office.question(), /Thank you!.*The alert is settled/);
    await eventually(() => expect(office.question()).not.toContain('confirm.yes'));
    expect(office.called()).toBe('');
  });

  test('no is critical at once, in the security channel, with containment', async () => {
    const routes = `channel: C0ALERTS\nroutes: [{ levels: [critical, high], channel: ${CHANNEL}, mention: "@here" }]`;
    const channels = [
      { id: CHANNEL, name: 'security' },
      { id: 'C0ALERTS', name: 'alerts' },
    ];
    office = await Office.after({}, `${LINKED}\n${routes}`, { mode, slack: { channels } });
    expect(office.alerts()).toEqual([]);
    await office.says('no');
    await eventually(() => expect(office.alerts()).toHaveLength(1));
    expect(office.alerts()[0]?.text).toMatch(/Critical.*<!here>/);
    await office.shows(
      () => office.alert(),
      /denied by the person.*Lock the console.*Deactivate the keys.*says: \*it was not me\*/,
    );
    await office.shows(() => office.alert(0, 'C0ALERTS'), /denied by the person/);
    await office.shows(() => office.question(), /security team has been called.*delete nothing/);
  });

  test.each([
    [
      'wrong-person',
      /you asked the wrong person.*Does anyone here know/,
      /is not theirs to answer/,
      /Sorry to have bothered/,
    ],
    ['not-sure', /says: \*not sure\*.*look at it together/, /the person is not sure/, /That is a good answer/],
  ] as const)('%s goes to the channel with the facts', async (answer, alert, called, thanks) => {
    office = await Office.after({}, LINKED, { mode });
    await office.says(answer);
    await office.shows(() => office.called(), called);
    await office.shows(() => office.alert(), alert);
    expect(office.alert()).not.toContain('resolved');
    await office.shows(() => office.question(), thanks);
  });
});

describe('an answer', () => {
  test('of somebody else by a forged request is refused privately, changes nothing and is in the audit log', async () => {
    office = await Office.after({}, LINKED, { mode: 'http' });
    const [asked] = await office.questions();
    for (const answer of ['yes', 'no']) expect(await office.forges(BOB, answer, asked?.id ?? '')).toBe(200);
    await eventually(() => expect(office.world.slack.ephemerals(BOB)).toHaveLength(2));
    expect(office.world.slack.ephemerals(BOB)[0]?.text).toContain('put to somebody else');
    expect(await office.questions()).toEqual([asked]);
    expect(office.alert()).toContain('was asked whether this was them');
    expect((await office.deeds()).filter((deed) => deed === 'U0BOB answer-refused confirmation')).toHaveLength(2);
    await office.says('yes');
    await office.shows(() => office.alert(), /resolved/);
  });

  test('to a question that never was is told so', async () => {
    office = await Office.after({}, LINKED, { mode: 'http' });
    for (const id of ['', 'x', '__proto__']) await office.forges(BOB, 'yes', id);
    await eventually(() => expect(office.world.slack.ephemerals(BOB)).toHaveLength(3));
    expect(office.world.slack.ephemerals(BOB)[0]?.text).toContain('no longer in the store');
  });

  test('by a double click counts once', async () => {
    office = await Office.after({});
    await Promise.all([office.says('no'), office.says('no')]);
    await office.shows(() => office.called(), /It was not them/);
    await eventually(() => expect(office.world.slack.ephemerals(ALICE)[0]?.text).toContain('answered already'));
    expect((await office.deeds()).filter((deed) => deed === `${ALICE} answer confirmation`)).toHaveLength(1);
    expect(office.called().match(/It was not them/g)).toHaveLength(1);
  });

  test('yes of somebody whose account changed since is not taken at its word', async () => {
    office = await Office.after({ who: centerRole('bob@example.com') });
    await office.world.slack.changeUser(BOB, { email: 'robert@example.com' });
    await office.says('yes', BOB);
    await office.shows(() => office.called(), /cannot be taken at its word/);
    await office.shows(
      () => office.alert(),
      /says that it was them.*appeared or changed within the last day.*make sure some other way/,
    );
    expect(office.question(BOB)).toContain('makes sure some other way');
  });

  test('yes of somebody whose account changed before the bot knew it is not either, though they are linked', async () => {
    office = await Office.open();
    await office.world.slack.changeUser(ALICE, { email: 'mallory@evil.example' });
    await eventually(async () => expect(await office.rows('people')).toHaveLength(1));
    await office.reads({});
    expect(office.told()).toEqual([]);
    expect(office.alert()).toMatch(
      /something of that Slack account changed before the bot knew it within the last day/,
    );
  });

  test('yes while Slack does not say who answers is not taken, and can be given again', async () => {
    office = await Office.after({});
    office.world.clock.advance(15 * MINUTE);
    office.world.slack.failNext('users.info', { status: 500 });
    await office.says('yes');
    await eventually(() => expect(office.world.slack.ephemerals(ALICE)[0]?.text).toContain('try again in a minute'));
    expect(await office.questions()).toMatchObject([{ state: 'asked' }]);
    await office.says('yes');
    await office.shows(() => office.alert(), /resolved/);
  });

  test('yes keeps what was rated high in sight', async () => {
    office = await Office.after({ data: { MFAUsed: 'No' } });
    await office.says('yes');
    await office.shows(() => office.alert(), /it was me/);
    await office.shows(() => office.alert(), /\*High\* — .*alert\.acknowledge/);
    await office.shows(() => office.question(), /stands beside the alert/);
  });

  test('yes makes no expectation, and offers one only to those who may', async () => {
    office = await Office.after({}, `${LINKED}\npermissions: { expect: [${ALICE}] }`);
    await office.says('yes');
    await office.shows(() => office.question(), /alert\.expect/);
    expect(await office.deeds()).not.toContain(`${ALICE} expect expectation`);
    const ts = office.world.slack.directMessages(ALICE)[0]?.ts ?? '';
    await office.world.slack.click({ user: ALICE, channel: ALICE, ts, actionId: 'alert.expect' });
    await eventually(() => expect(office.world.slack.openViews(ALICE)).toHaveLength(1));
    await office.world.close();
    office = await Office.after({}, `${LINKED}\npermissions: { expect: [${BOB}] }`);
    await office.says('yes');
    await office.shows(() => office.question(), /Thank you/);
    expect(office.question()).not.toContain('alert.expect');
  });

  test('of one owner of root that it was not them calls the channel, and the other can still say that it was', async () => {
    office = await Office.after(root, OWNERS);
    await office.says('no', ALICE);
    await office.shows(() => office.called(), /It was not them/);
    await office.shows(() => office.question(BOB), /<@U0ALICE> said: it was not me.*If it was you/);
    await office.says('yes', BOB);
    await office.shows(() => office.alert(), /<@U0BOB> says: \*it was me\*/);
    await office.shows(() => office.alert(), /\*Critical\* — /);
    for (const owner of [ALICE, BOB])
      await eventually(() => expect(office.question(owner)).not.toContain('confirm.yes'));
    expect(office.alerts()).toHaveLength(1);
  });

  test('after somebody resolved the alert: a yes leaves it, a no opens it again', async () => {
    office = await Office.after({});
    const more = { user: BOB, channel: CHANNEL, ts: office.alerts()[0]?.ts ?? '', actionId: 'alert.more' };
    const { elements = [] } = (office.alerts()[0]?.blocks ?? []).find(({ type }) => type === 'actions') as {
      elements?: { action_id?: string; options?: { value: string }[] }[];
    };
    const resolve = elements.flatMap(({ options = [] }) => options).find(({ value }) => value.startsWith('resolve'));
    await office.world.slack.click({ ...more, value: resolve?.value ?? '' });
    await office.shows(() => office.alert(), /Resolved\* by <@U0BOB>/);
    await office.says('no');
    await office.shows(() => office.alert(), /Critical, denied by the person/);
    expect(office.called()).toContain('It was not them');
  });

  test('that is late opens what was resolved, with a ladder that begins then', async () => {
    const ONCALL = 'C0ONCALL';
    const channels = [CHANNEL, ONCALL].map((id) => ({ id, name: id.toLowerCase(), members: [ALICE, BOB] }));
    const steps = `[{ after: 10m, mention: S0SECURITY }, { after: 30m, channel: ${ONCALL} }]`;
    const yaml = `${LINKED}\nroutes: [{ channel: ${CHANNEL}, levels: [critical, high, medium], escalate: ${steps} }]`;
    office = await Office.after({}, yaml, { slack: { channels } });
    const { more, pass } = acting(() => office.world);
    await more(BOB, 'resolve');
    await office.shows(() => office.alert(), /Resolved\* by <@U0BOB>/);
    await pass(45 * MINUTE, 5 * MINUTE);
    await office.says('not-sure');
    await office.shows(() => office.called(), /person is not sure/);
    await pass(9 * MINUTE);
    expect([office.called().includes('Nobody'), office.alerts(ONCALL).length]).toEqual([false, 0]);
    await pass(2 * MINUTE);
    expect([office.called().includes('Nobody'), office.alerts(ONCALL).length]).toEqual([true, 0]);
    await pass(20 * MINUTE);
    expect(office.alerts(ONCALL)).toHaveLength(1);
  });

  test('on a sign-in from elsewhere does not settle the one before', async () => {
    office = await Office.after([{ at: -3 * MINUTE }, { at: -MINUTE, fields: { sourceIPAddress: '203.0.113.9' } }]);
    expect(office.told()).toHaveLength(2);
    await office.says('yes', ALICE, 0);
    await office.shows(() => office.question(), /Thank you/);
    await office.shows(() => office.alert(), /was asked whether this was them/);
    expect(office.alert()).not.toContain('resolved');
    await office.says('no', ALICE, 1);
    await office.shows(() => office.alert(), /denied by the person/);
    office.world.clock.advance(HOUR);
    expect(office.alerts()).toHaveLength(1);
  });
});
