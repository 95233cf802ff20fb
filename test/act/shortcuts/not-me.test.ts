/** "Report a login that was not me", from the form to the alert, through the local Slack. */
import { HOUR, MINUTE } from '../../fixtures';
import { ALICE, BOB, CHANNEL, eventually } from '../../harness';
import { ROOT_USER, assumed, centerRole, user } from '../../people/identities';
import { LINKED, Office } from '../../pipeline/confirming';
import { Desk } from './reporting';

let desk: Desk;
afterEach(() => desk.office.world.close());

const NEVER_ASKED = `${LINKED}\nconfirm: { ask: false }`;
/** No rule raises anything for a console sign-in. */
const NO_RULE = `${LINKED}\nrules: { disable: [9ba6432c-1d57-499f-b98e-cc666331428f] }`;
const DAY = 24 * HOUR;

const reports = async (): Promise<readonly string[]> =>
  (await desk.office.deeds()).filter((deed) => / report /.test(deed));

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('a question that waits is answered no: critical at once, with containment, and the person thanked', async () => {
    desk = await Desk.after({}, LINKED, { mode });
    expect(await desk.opens()).toMatch(/called \*at once\*/);
    await desk.reports(0, 'I was <!channel> on a *plane* & asleep');
    await desk.office.shows(
      () => desk.shows(),
      /Thank you, Alice.*called just now.*Change your password.*not by a link/,
    );
    expect(desk.shows()).not.toMatch(/https?:/);
    await desk.office.shows(
      () => desk.office.alert(),
      /Critical, denied by the person.*In their words.*on a .*plane.*&amp; asleep.*Lock the console.*says: \*it was not me\*/,
    );
    expect(desk.office.alert()).not.toContain('<!channel>');
    await desk.office.shows(() => desk.office.called(), /It was not them/);
    await desk.office.shows(() => desk.office.question(), /thank you for your answer.*security team has been called/);
    expect(await reports()).toEqual([`${ALICE} report alert`]);
    expect(await desk.office.deeds()).toContain(`${ALICE} answer confirmation`);
    expect(desk.office.alerts()).toHaveLength(1);
  });

  test('an alert nobody was asked about is denied by that person, and raised', async () => {
    desk = await Desk.after({}, NEVER_ASKED, { mode });
    await desk.opens();
    await desk.reports(0);
    await desk.office.shows(
      () => desk.office.alert(),
      /Critical, denied by the person.*raised from medium to critical.*<@U0ALICE> says: \*it was not me\*/,
    );
    await desk.office.shows(() => desk.office.called(), /It was not them/);
    expect(desk.office.alert()).not.toContain('In their words');
    expect(await desk.office.deeds()).toContain(`${ALICE} answer alert`);
  });

  test('a sign-in that raised nothing becomes an alert of its own', async () => {
    const routes = `channel: C0ALERTS\nroutes: [{ levels: [critical], channel: ${CHANNEL}, mention: "@here" }]`;
    const channels = [
      { id: CHANNEL, name: 'security' },
      { id: 'C0ALERTS', name: 'alerts' },
    ];
    desk = await Desk.after({}, `${NO_RULE}\n${routes}`, { mode, slack: { channels } });
    expect(desk.office.alerts()).toEqual([]);
    await desk.opens();
    await desk.reports(0, 'not me');
    await eventually(() => expect(desk.office.alerts()).toHaveLength(1));
    expect(desk.office.alerts()[0]?.text).toMatch(
      /Critical: alice signed in to the AWS console, and the person says.*<!here>/,
    );
    expect(desk.office.alert()).toMatch(
      /`alice` signed in to the AWS console.*\*prod\*.*198\.51\.100\.7.*Lock the console.*Rule: Reported by its person \(Trailwarden\)/,
    );
    expect(desk.office.alert()).toMatch(/Acknowledge.*Show event/);
    expect(desk.office.alert()).not.toContain('Mark expected');
  });

  test('one that the person does not see is told with their words, to everyone, and no event', async () => {
    desk = await Desk.after([], LINKED, { mode });
    await desk.opens();
    await desk.reports(undefined, 'A mail says that I signed in from Peru');
    await eventually(() => expect(desk.office.alerts()).toHaveLength(1));
    expect(desk.office.alert()).toMatch(
      /reports a sign-in to AWS that was not them.*alice@example\.com.*signed in from Peru.*Call the person now.*\/trail who alice@example\.com since:7d/,
    );
    expect(desk.office.alert()).not.toMatch(/not recorded|Show event|Mark expected|Ask the person|event —/);
  });
});

describe('the form', () => {
  test('lists the person’s own sign-ins, newest first, with when, where, as what and from where', async () => {
    const yaml = `${LINKED}\nconfirm: { email_pattern: "{user}@example.com" }`;
    desk = await Desk.after(
      [
        { at: -5 * MINUTE, who: user('bob') },
        { at: -4 * MINUTE, who: user('bob@example.com'), fields: { sourceIPAddress: '203.0.113.9' } },
        { at: -3 * MINUTE, who: centerRole('Bob@example.com') },
        { at: -2 * MINUTE, who: assumed('deploy', 'bob@example.com') },
        { at: -2 * MINUTE, who: user('alice') },
        { at: -MINUTE, who: user('bobby') },
        { at: -MINUTE, who: user('bob'), fields: { responseElements: { ConsoleLogin: 'Failure' } } },
        { at: -MINUTE, who: user('bob'), fields: { eventName: 'GetSigninToken' } },
      ],
      yaml,
    );
    await desk.opens(BOB);
    const told = desk.options(BOB).map(({ text, description }) => `${text.text} | ${description.text}`);
    expect(told).toEqual([
      expect.stringMatching(
        /^Fri 20 Nov, \d\d:58 · prod · deploy \| from 198\.51\.100\.7.* · (a browser|\w+)( on \w+)?$/,
      ),
      expect.stringMatching(/^Fri 20 Nov, \d\d:57 · prod · Admin \| /),
      expect.stringMatching(/^Fri 20 Nov, \d\d:56 · prod · bob@example\.com \| from 203\.0\.113\.9/),
      expect.stringMatching(/^Fri 20 Nov, \d\d:55 · prod · bob \| /),
      expect.stringMatching(/^Another one/),
    ]);
  });

  test('shows nine at most, and those of the last 7 days only', async () => {
    const many = Array.from({ length: 12 }, (_, at) => ({ at: -(at + 1) * MINUTE }));
    desk = await Desk.after(many);
    await desk.opens();
    expect(desk.options()).toHaveLength(10);
    expect(desk.options()[8]?.text.text).toContain('12:51');
    await desk.office.world.slack.closeView({ user: ALICE });
    desk.office.world.clock.advance(7 * DAY);
    expect(await desk.opens()).toContain('I know of no sign-in of yours');
    expect(desk.options()).toEqual([]);
  });

  test('says so where there is none, and root is its owners’', async () => {
    desk = await Desk.after(
      { who: ROOT_USER, fields: { awsRegion: 'us-east-1' } },
      `people: [{ principal: root, slack: [${ALICE}] }]`,
    );
    expect(await desk.opens(BOB)).toContain('I know of no sign-in of yours');
    await desk.opens(ALICE);
    expect(desk.options()[0]?.text.text).toMatch(/ · prod · root$/);
  });

  test('shows what a stranger wrote into a record as text, within Slack’s limits', async () => {
    const userAgent = `<!channel> :skull: \u202eevil ${'x'.repeat(900)}`;
    desk = await Desk.after({ who: assumed(`role-${'y'.repeat(120)}`, 'bob@example.com'), fields: { userAgent } });
    await desk.opens(BOB);
    const [first] = desk.options(BOB);
    expect(first?.text.text).toHaveLength(75);
    expect(first?.description.text.length).toBeLessThanOrEqual(75);
    expect(JSON.stringify(first)).not.toContain('\u202e');
    expect(first).toMatchObject({ text: { type: 'plain_text', emoji: false }, description: { type: 'plain_text' } });
  });

  test('is filled from links when Slack does not say who somebody is', async () => {
    desk = await Desk.after({}, NEVER_ASKED);
    desk.office.world.slack.failNext('users.info', 'internal_error');
    await desk.opens();
    expect(desk.options()).toHaveLength(2);
  });
});

describe('nothing is done twice', () => {
  test('when Slack sends a submission again', async () => {
    desk = await Desk.after([]);
    await desk.opens();
    await desk.reports(undefined, 'not me');
    await desk.office.world.slack.sendAgain();
    await eventually(() => expect(desk.office.alerts()).toHaveLength(1));
    await desk.office.world.app.deliver();
    expect(desk.office.alerts()).toHaveLength(1);
    expect(await reports()).toHaveLength(1);
  });

  test.each([
    ['a question', LINKED],
    ['an alert', NEVER_ASKED],
    ['neither', NO_RULE],
  ])('when the same sign-in is reported again, with %s', async (_, yaml) => {
    desk = await Desk.after({}, yaml);
    for (const words of ['first', 'second']) {
      await desk.opens();
      await desk.reports(0, words);
      await desk.office.shows(() => desk.shows(), /Thank you/);
    }
    expect(desk.shows()).toContain('You had reported this sign-in before');
    await desk.office.shows(() => desk.office.alert(), /Critical, denied.*In their words\*\\n“second”/);
    await desk.office.world.app.deliver();
    expect(desk.office.alerts()).toHaveLength(1);
    expect((desk.office.called().match(/It was not them/g) ?? []).length).toBe(yaml === NO_RULE ? 0 : 1);
    expect(await reports()).toHaveLength(2);
  });
});

describe('a report', () => {
  test('corrects a yes, whoever gave it', async () => {
    desk = await Desk.after({});
    await desk.office.says('yes');
    await desk.office.shows(() => desk.office.alert(), /resolved/);
    await desk.opens();
    await desk.reports(0, 'I was wrong');
    await desk.office.shows(() => desk.office.alert(), /Critical, denied by the person.*I was wrong/);
    await desk.office.shows(() => desk.office.called(), /It was not them/);
  });

  test('of one that was expected, or too low to be posted, is told all the same', async () => {
    const fields = { eventName: 'UserAuthentication', responseElements: null };
    const who = { type: 'IdentityCenterUser', accountId: '111122223333', onBehalfOf: { userId: 'u-1' } };
    desk = await Desk.after({ who, fields, data: { UserName: 'bob@example.com', CredentialType: 'EXTERNAL_IDP' } });
    expect(desk.office.alerts()).toEqual([]);
    await desk.opens(BOB);
    await desk.reports(0, '', BOB);
    await eventually(() => expect(desk.office.alerts()).toHaveLength(1));
    await desk.office.shows(() => desk.office.alert(), /Critical, denied by the person.*Identity Center/);
  });

  test('calls nobody later to ask about what was denied already', async () => {
    desk = new Desk(await Office.open());
    desk.office.world.slack.failNext('users.info', 'internal_error');
    await desk.office.reads({});
    expect(await desk.office.rows('asks')).toHaveLength(1);
    desk.office.world.clock.advance(MINUTE);
    await desk.opens();
    await desk.reports(0);
    await desk.office.shows(() => desk.office.alert(), /Critical, denied/);
    expect(await desk.office.rows('asks')).toEqual([]);
    await desk.office.waits(MINUTE);
    expect(desk.office.told()).toEqual([]);
  });

  test('can be told more of by others’ buttons: Why, Acknowledge', async () => {
    desk = await Desk.after({}, NO_RULE);
    await desk.opens();
    await desk.reports(0);
    await eventually(() => expect(desk.office.alerts()).toHaveLength(1));
    const { ts = '', blocks = [] } = desk.office.alerts()[0] ?? {};
    const click = { user: BOB, channel: CHANNEL, ts };
    const value = /why [0-9a-f]{20}/.exec(JSON.stringify(blocks))?.[0] ?? '';
    await desk.office.world.slack.click({ ...click, actionId: 'alert.more', value });
    await desk.office.shows(
      () => desk.shows(BOB),
      /A report, no rule.*<@U0ALICE> reported a sign-in for which no rule had raised one/,
    );
    await desk.office.world.slack.click({ ...click, actionId: 'alert.acknowledge' });
    await desk.office.shows(() => desk.office.alert(), /Acknowledged\* by <@U0BOB>/);
  });

  test('climbs the ladder of where critical alerts go', async () => {
    const ladder = `routes: [{ levels: [critical], channel: ${CHANNEL}, escalate: [{ after: 10m, mention: "@here" }] }]`;
    desk = await Desk.after([], `${LINKED}\n${ladder}`);
    await desk.opens();
    await desk.reports(undefined, 'not me');
    await eventually(() => expect(desk.office.alerts()).toHaveLength(1));
    // Its place must be known before anything can be said in its thread.
    await desk.office.world.app.deliver();
    await desk.office.waits(11 * MINUTE);
    await desk.office.shows(() => desk.office.called(), /Nobody has acknowledged this for 10 minutes.*<!here>/);
  });

  test('keeps no secret that somebody types', async () => {
    desk = await Desk.after([]);
    await desk.opens();
    await desk.reports(undefined, 'my key is wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY ok');
    await eventually(() => expect(desk.office.alerts()).toHaveLength(1));
    expect(desk.office.alert()).not.toContain('K7MDENG');
    expect(JSON.stringify(await desk.office.rows('audit'))).not.toContain('K7MDENG');
  });
});

describe('is refused', () => {
  test('of somebody else’s sign-in, by a forged submission', async () => {
    desk = await Desk.after([{}, { at: -2 * MINUTE, who: centerRole('bob@example.com') }], NEVER_ASKED, {
      mode: 'http',
    });
    await desk.opens(ALICE);
    const ref = desk.options(ALICE)[0]?.value ?? '';
    const before = await desk.office.rows('alerts');
    for (const which of [ref, '', '__proto__', 'x'.repeat(500), "' or 1=1 --"]) {
      expect(await desk.forges({ 'not-me.which': which, 'not-me.words': 'w' }, BOB)).toMatch(/not among yours/);
    }
    expect(await desk.office.rows('alerts')).toEqual(before);
    expect(await reports()).toEqual([]);
    expect(await desk.forges({ 'not-me.which': ref, 'not-me.words': 'w' }, ALICE)).toMatch(/Thank you/);
  });

  test('the sixth within an hour, kindly and keeping the form; not the first of the next', async () => {
    desk = await Desk.after([], LINKED, { mode: 'http' });
    const forge = (n: number) => desk.forges({ 'not-me.which': 'other', 'not-me.words': `n${n}` }, ALICE, `V${n}`);
    for (let n = 1; n <= 5; n++) expect(await forge(n)).toMatch(/Thank you/);
    expect(await forge(6)).toMatch(/"errors":.*reported 5 sign-ins within the last hour.*call them now/);
    expect(await forge(5)).toMatch(/Thank you/);
    desk.office.world.clock.advance(HOUR);
    expect(await forge(7)).toMatch(/Thank you/);
    expect(await reports()).toHaveLength(6);
    await eventually(() => expect(desk.office.alerts()).toHaveLength(6));
  });

  test('more words than the form takes are cut, and a form with none is a report too', async () => {
    desk = await Desk.after([], LINKED, { mode: 'http' });
    expect(await desk.forges({ 'not-me.words': `${'<&`*'.repeat(2000)}END` })).toMatch(/Thank you/);
    expect(await desk.forges({}, BOB, 'V0OTHER')).toMatch(/Thank you/);
    await eventually(() => expect(desk.office.alerts()).toHaveLength(2));
    expect(desk.office.alert()).not.toContain('END');
  });
});
