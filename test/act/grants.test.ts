/** Each permission given to everyone, members, people and groups: who may, who may not, and what the refused are told. */
import { act } from '../../src/alert/lifecycle';
import { changeAlert } from '../../src/store/acts';
import { openDatabase } from '../../src/store/database';
import { MINUTE } from '../fixtures';
import { ALICE, BOB, CHANNEL, ROOT, type World, eventually, world } from '../harness';
import { PROD, acting, denied, optionsOf } from '../pipeline/acting';

let here: World;
afterEach(() => here.close());

const CAROL = 'U0CAROL';
const { audit, clicked, happens, whispers, words, acknowledge, snooze, more } = acting(() => here);

const PERMISSIONS = ['acknowledge', 'snooze', 'expect', 'override', 'raw_events'] as const;
type Name = (typeof PERMISSIONS)[number];

async function alerted(permissions: Partial<Record<Name, string>>): Promise<void> {
  const given = Object.entries(permissions).map(([name, who]) => `${name}: ${who}`);
  here = await world({ yaml: `${PROD}\npermissions: { ${given.join(', ')} }`, start: true });
  await happens(denied(-MINUTE));
}

/** Somebody nobody asks about has resolved it, so that to reopen it is to override them. */
async function resolvedByAnother(): Promise<void> {
  const store = openDatabase(here.config.database, here.config.folder, `${ROOT}/migrations`);
  const alertId = optionsOf(here, 'alert.more')[0]?.split(' ')[1] ?? '';
  const at = here.clock.now();
  await changeAlert(store, { alertId, actor: 'U0DAVE', action: 'resolve', at }, (alert) =>
    act(alert, 'resolve', { by: 'U0DAVE', at }),
  );
  await store.close();
  // What was acknowledged just now may still be on its way.
  await eventually(async () => {
    await here.app.deliver();
    expect(words()).toMatch(/Resolved\* by/);
  });
}

/** The words of the modal that opened, as soon as it shows something. */
async function modal(user: string): Promise<string> {
  const shown = () => JSON.stringify(here.slack.openViews(user).at(-1)?.blocks ?? []);
  await eventually(() => expect(shown()).not.toMatch(/^\[\]$|One moment/));
  const text = shown();
  await here.slack.closeView({ user, all: true });
  return text;
}

/** Resolves with the refusal, or with undefined when the person may. */
async function answered(user: string, done: RegExp): Promise<string | undefined> {
  const before = whispers(user).length;
  await eventually(() => expect(done.test(words()) || whispers(user).length > before).toBe(true));
  return whispers(user)[before];
}

/** In the order in which they can be tried on one alert. */
const TRIES: Readonly<Record<Name, (user: string) => Promise<string | undefined>>> = {
  async expect(user) {
    await clicked(user, 'alert.expect');
    const text = await modal(user);
    return /not allowed|could not say/.test(text) ? text : undefined;
  },
  async raw_events(user) {
    await more(user, 'show');
    const text = await modal(user);
    return /not allowed|could not say/.test(text) ? text : undefined;
  },
  async snooze(user) {
    await snooze(user, '15m');
    return answered(user, /Snoozed\* by/);
  },
  async acknowledge(user) {
    await acknowledge(user);
    return answered(user, /Acknowledged\* by/);
  },
  async override(user) {
    await resolvedByAnother();
    await more(user, 'reopen');
    return answered(user, /Reopened\* by/);
  },
};

const DOING: Readonly<Record<Name, string>> = {
  acknowledge: 'acknowledge, resolve or reopen alerts',
  snooze: 'snooze alerts',
  expect: 'mark anything as expected',
  override: '(undo what somebody else decided|acknowledge, resolve or reopen alerts)',
  raw_events: 'see the records of events',
};

/** Where Slack cannot say who is who, the refusal says that, as it may be wrong. */
function refusalOf(name: Name, isSlackSilent: boolean): RegExp {
  return isSlackSilent
    ? new RegExp(`Slack could not say whether you are among those who may ${DOING[name]}: .*try again in a minute`)
    : new RegExp(`You are not allowed to ${DOING[name]} here\\. Those who are: `);
}

describe.each([
  ['everyone', 'everyone', CAROL],
  ['members, of whom one is', 'members', ALICE],
  ['people by id', `[${CAROL}, ${BOB}]`, BOB],
  ['a group, one of which', '[S0SECURITY]', BOB],
  ['a group and a person who is not in it', `[S0SECURITY, ${ALICE}]`, ALICE],
])('all permissions given to %s', (_name, who, user) => {
  test('allow everything', async () => {
    await alerted(Object.fromEntries(PERMISSIONS.map((name) => [name, who])));
    for (const [name, attempt] of Object.entries(TRIES)) expect([name, await attempt(user)]).toEqual([name, undefined]);
    expect((await audit()).filter((one) => one.startsWith(user))).toEqual(
      ['snooze', 'acknowledge', 'reopen'].map((action) => `${user} ${action}`),
    );
  });
});

describe.each([
  ['members, of whom one is not', 'members', CAROL, "members of the alert's channel", undefined],
  ['other people', `[${BOB}]`, ALICE, '<@U0BOB>', undefined],
  ['a group without the person', '[S0SECURITY]', ALICE, '<!subteam^S0SECURITY>', undefined],
  ['members, when Slack cannot name them', 'members', ALICE, "members of the alert's channel", 'conversations.members'],
  ['a group, when Slack cannot name its people', '[S0SECURITY]', BOB, '<!subteam^S0SECURITY>', 'usergroups.users.list'],
  ['a group that is none', '[S0NOBODY]', BOB, '<!subteam^S0NOBODY>', undefined],
])('all permissions given to %s', (_name, who, user, whoCan, fault) => {
  test('refuse everything privately, say who can, and change nothing', async () => {
    await alerted(Object.fromEntries(PERMISSIONS.map((name) => [name, who])));
    const shown = words();
    for (const [name, attempt] of Object.entries(TRIES) as [Name, (user: string) => Promise<string | undefined>][]) {
      if (fault !== undefined) for (let n = 0; n < 8; n += 1) here.slack.failNext(fault, 'internal_error');
      if (name === 'override') expect(words()).toBe(shown);
      const refused = await attempt(user);
      expect(refused).toMatch(refusalOf(name, fault !== undefined));
      expect(refused).toContain(whoCan);
    }
    expect(await audit()).toEqual(['U0DAVE resolve']);
    expect(here.slack.thread(CHANNEL, here.slack.messages(CHANNEL)[0]?.ts ?? '')).toHaveLength(1);
  });
});

describe('one permission', () => {
  test.each(PERMISSIONS)('%s, given to somebody, gives nothing else', async (one) => {
    const others = Object.fromEntries(PERMISSIONS.map((name) => [name, `[${CAROL}]`]));
    // To reopen what somebody else resolved takes both.
    await alerted({ ...others, ...(one === 'override' && { acknowledge: `[${BOB}]` }), [one]: `[${BOB}]` });
    for (const [name, attempt] of Object.entries(TRIES)) {
      const allowed = name === one || (one === 'override' && name === 'acknowledge');
      expect([name, (await attempt(BOB)) === undefined]).toEqual([name, allowed]);
    }
  });

  test('to override is needed to wake what somebody else snoozed, and not for one’s own', async () => {
    await alerted({ override: '[S0SECURITY]' });
    await snooze(ALICE, '15m');
    await eventually(() => expect(words()).toContain('Snoozed'));
    await more(CAROL, 'wake');
    await eventually(() => expect(whispers(CAROL)).toEqual([expect.stringMatching(/undo what somebody else decided/)]));
    await more(ALICE, 'wake');
    await eventually(() => expect(words()).not.toContain('Snoozed'));
    expect(await audit()).toEqual([`${ALICE} snooze`, `${ALICE} wake`]);
  });

  test('for members is given to whom the ladder wrote, though they are not in the channel', async () => {
    const route = `routes: [{ channel: ${CHANNEL}, escalate: [{ after: 1m, channel: ${CAROL} }] }]`;
    here = await world({ yaml: `${PROD}\npermissions: { acknowledge: members }\n${route}`, start: true });
    await happens(denied(-MINUTE));
    await acting(() => here).pass(3 * MINUTE);
    const [message] = here.slack.directMessages(CAROL);
    await here.slack.click({ user: CAROL, channel: CAROL, ts: message?.ts ?? '', actionId: 'alert.acknowledge' });
    await eventually(() => expect(words()).toContain('*Acknowledged* by <@U0CAROL>'));
  });
});
