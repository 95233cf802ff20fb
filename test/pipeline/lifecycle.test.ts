/** What people do to alerts, at the wire: who was first, clicks that come twice or late, messages that are gone, and a burst. */
import type { JsonObject } from '../../src/source/event';
import { openDatabase } from '../../src/store/database';
import { activeExpectations } from '../../src/store/expectations';
import { endExpectation } from '../../src/store/expecting';
import { press, save, unprotected } from '../act/expecting';
import { HOUR, MINUTE, NOON, record } from '../fixtures';
import { ALICE, BOB, CHANNEL, ROOT, type World, eventually, world } from '../harness';
import { PROD, acting, denied, stopped } from './acting';

let here: World;
afterEach(() => here.close());

const { audit, shown, told, words, thread, whispers, calls, acknowledge, more, snooze, clicked, pass, happens, ts } =
  acting(() => here);
const shows = (text: string | RegExp, n = 0) => eventually(() => expect(words(n)).toMatch(text));

/** The message as somebody still sees it whose client was not told of the edits since. */
function stale(): () => void {
  const blocks = structuredClone(shown()[0]?.blocks ?? []);
  return () => {
    const message = here.slack.workspace.messages.find(CHANNEL, ts());
    if (message) message.blocks = structuredClone(blocks);
  };
}

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  beforeEach(async () => {
    here = await world({ mode, yaml: PROD, start: true });
    await happens(denied(-MINUTE));
  });

  test('resolving is shown with who and when, told once in the thread, and a later match opens a new alert', async () => {
    await more(ALICE, 'resolve');
    await shows(/✅ \*High, resolved\*/);
    await eventually(() => expect(thread()).toEqual(['✅ <@U0ALICE> resolved this']));
    await happens(denied(0));
    expect(told()).toHaveLength(2);
    expect(words()).toMatch(/resolved/);
  });

  test('two who resolve at once: the second is told privately who was first', async () => {
    await Promise.all([more(ALICE, 'resolve'), more(BOB, 'resolve')]);
    await shows('Resolved');
    const [first, second] = words().includes(`Resolved* by <@${ALICE}>`) ? [ALICE, BOB] : [BOB, ALICE];
    await eventually(() =>
      expect(whispers(second)).toEqual([expect.stringMatching(`already resolved by <@${first}>`)]),
    );
    expect([whispers(first), thread().length]).toEqual([[], 1]);
  });

  test.each([
    ['somebody else', BOB],
    ['whoever resolved it', ALICE],
  ])('a click on Acknowledge by %s, after the alert was resolved, changes nothing and says so', async (_name, user) => {
    const show = stale();
    await more(ALICE, 'resolve');
    await shows('Resolved');
    show();
    await acknowledge(user);
    await eventually(() => expect(whispers(user)).toEqual([expect.stringMatching(/already resolved by <@U0ALICE>/)]));
    await pass(MINUTE);
    expect(calls('chat.update')).toHaveLength(1);
  });

  test('a click that Slack sends again is nothing new, also to a bot that was restarted', async () => {
    await acknowledge(ALICE);
    await shows('Acknowledged');
    await here.restart();
    await here.app.listen();
    // The connection that Slack's side kept open may end with the bot that was.
    await eventually(async () => expect(await here.slack.sendAgain()).toMatchObject({ ok: true }));
    await here.slack.sendAgain();
    await pass(MINUTE);
    expect([whispers(ALICE), calls('chat.update').length]).toEqual([[], 1]);
    expect(await audit()).toEqual(['U0ALICE acknowledge']);
  });

  test('a click that Slack sends again after somebody reopened the alert does not acknowledge it', async () => {
    await acknowledge(ALICE);
    await shows('Acknowledged');
    await more(BOB, 'reopen');
    await shows(/Reopened\* by <@U0BOB>/);
    expect(await here.slack.sendAgain(1)).toMatchObject({ ok: true });
    // Whatever is done next is behind it in the store.
    await more(BOB, 'resolve');
    await shows('Resolved');
    expect(await audit()).toEqual(['U0ALICE acknowledge', 'U0BOB reopen', 'U0BOB resolve']);
    expect(whispers(ALICE)).toEqual([]);
  });

  test('an alert that somebody else resolved can be reopened, and is told in the thread with whom', async () => {
    await more(ALICE, 'resolve');
    await shows('Resolved');
    await more(BOB, 'reopen');
    await shows(/Reopened\* by <@U0BOB>/);
    await eventually(() => expect(thread()[1]).toBe('↩️ <@U0BOB> reopened this; it was resolved by <@U0ALICE>'));
    await acknowledge(ALICE);
    await shows(/Acknowledged\* by <@U0ALICE>/);
  });

  test('a made-up alert, choice or action does nothing and breaks nothing', async () => {
    const message = here.slack.workspace.messages.find(CHANNEL, ts());
    const text = JSON.stringify(message?.blocks).replace(/("value":")(?:(\w+) )?[0-9a-f]{20}"/g, '$1$2 nonsense"');
    if (message) message.blocks = JSON.parse(text.replaceAll('": nonsense', '":"nonsense')) as typeof message.blocks;
    await acknowledge(ALICE);
    await clicked(ALICE, 'alert.more', 'resolve nonsense');
    await eventually(() => expect(whispers(ALICE)).toHaveLength(2));
    expect(whispers(ALICE)[1]).toBe('This alert is no longer in the store, so there is nothing to change.');
    expect(thread()).toEqual([]);
  });
});

describe('a message that somebody deleted', () => {
  const remove = (): void => here.slack.deleteMessage({ channel: CHANNEL, ts: ts() });

  beforeEach(async () => {
    here = await world({ yaml: PROD, start: true });
    await happens(denied(-MINUTE));
  });

  test.each([
    ['with nothing in its thread', () => Promise.resolve()],
    ['with a thread', () => here.slack.say({ user: BOB, channel: CHANNEL, text: 'hm', thread_ts: ts() })],
  ])('%s: the next match posts an open alert anew, once, and later ones edit it', async (_name, before) => {
    await before();
    remove();
    const gone = told().length;
    await happens(denied(0));
    await pass(MINUTE);
    expect(told().slice(gone)).toEqual([expect.stringMatching(/^🟠 High: .*\(×2\)/)]);
    await happens(denied(1000));
    await pass(MINUTE);
    expect(told().slice(gone)).toEqual([expect.stringMatching(/\(×3\)/)]);
  });

  test('stays away when the alert was acknowledged; what is worse is posted anew', async () => {
    await acknowledge(ALICE);
    await shows('Acknowledged');
    remove();
    await happens(denied(0));
    await pass(MINUTE);
    expect(told()).toEqual([]);
    await happens(stopped(1000));
    await pass(MINUTE);
    expect(told()).toEqual([expect.stringMatching(/^🔴 Critical/)]);
    expect(words()).toContain('Acknowledge');
  });

  test('leaves no line of its thread lying about in the channel', async () => {
    await snooze(ALICE, '1h');
    await pass(MINUTE);
    here.slack.deleteMessage({ channel: CHANNEL, ts: here.slack.thread(CHANNEL, ts())[1]?.ts ?? '' });
    const show = stale();
    show();
    await Promise.all([more(ALICE, 'wake').then(remove)]);
    await pass(MINUTE);
    expect(told().filter((text) => /woke|snoozed/.test(text))).toEqual([]);
  });

  test('comes back with the first match after its snooze', async () => {
    await snooze(ALICE, '1h');
    await shows('Snoozed');
    await pass(MINUTE);
    remove();
    await happens(denied(0));
    await pass(2 * HOUR);
    expect(told().filter((text) => /High/.test(text))).toEqual([]);
    await happens(denied(2 * HOUR));
    await pass(MINUTE);
    expect(told().at(-1)).toMatch(/High: .*\(×3\)/);
    expect(shown().at(-1)?.blocks).toBeDefined();
  });
});

describe('an alert that was marked as expected and is reopened', () => {
  const remove = async (): Promise<void> => {
    const database = openDatabase(here.config.database, here.folder, `${ROOT}/migrations`);
    const [one] = await activeExpectations(database.reader, here.clock.now());
    await endExpectation(database, { id: one?.id ?? '', by: ALICE, at: here.clock.now() });
    await database.close();
  };
  const expected = async (n = 0): Promise<void> => {
    await press(here, ALICE, n);
    await save(here);
    await shows('expected: nightly deployment', n);
  };
  const reopened = async (n = 0): Promise<string | undefined> => {
    await more(BOB, 'reopen', n);
    await shows(/Reopened\* by <@U0BOB>/, n);
    await pass(MINUTE);
    return thread(n).find((line) => line.startsWith('↩️'));
  };

  beforeEach(async () => {
    here = await world({ yaml: PROD, start: true });
    await happens(unprotected('deploy', 'run-1', -MINUTE));
  });

  test('stays expected: the thread says so, and the person is told where to remove it', async () => {
    await expected();
    expect(await reopened()).toMatch(/resolved by <@U0ALICE>\. It is still expected until <!date/);
    expect(whispers(BOB)).toEqual([
      expect.stringMatching(/<@U0ALICE> still expects this until .* counted and not posted.*`\/trail expected`/),
    ]);
    await happens(unprotected('deploy', 'run-2', MINUTE));
    expect(shown()).toHaveLength(1);
  });

  test('stays so too where the expectation was made on another alert', async () => {
    const requestParameters = { tableName: 'b', deletionProtectionEnabled: false };
    await happens(unprotected('deploy', 'run-1', -1000, { requestParameters }));
    await expected();
    await expected(1);
    await reopened(1);
    expect(whispers(BOB)).toEqual([expect.stringMatching(/still expects this/)]);
  });

  test('after the expectation was removed says nothing of it', async () => {
    await expected();
    await remove();
    expect([await reopened(), whispers(BOB)]).toEqual([expect.stringMatching(/resolved by <@U0ALICE>$/), []]);
  });

  test('is not resolved by a submission that Slack sends again', async () => {
    await expected();
    await reopened();
    expect(await here.slack.sendAgain(1)).toMatchObject({ ok: true });
    // Whatever is done next is behind it in the store.
    await more(BOB, 'resolve');
    await shows(/Resolved\* by <@U0BOB>/);
    const deeds = (await audit()).filter((deed) => deed !== 'U0ALICE expect');
    expect(deeds).toEqual(['U0ALICE resolve', 'U0BOB reopen', 'U0BOB resolve']);
  });
});

test('five hundred alerts acknowledged in a burst: every click is answered, every message shows it in the end', async () => {
  const MANY = 500;
  here = await world({ yaml: PROD, start: true, slack: { rateLimits: true, ackTimeout: 30_000 } });
  const flood = Array.from({ length: MANY }, (_, n): JsonObject => {
    const userIdentity = { type: 'IAMUser', userName: `user-${n}`, accountId: '111122223333' };
    return record({ eventTime: new Date(NOON - MINUTE).toISOString(), userIdentity });
  });
  await happens(...flood);
  for (let n = 0; n < MANY && shown().length < MANY; n += 1) {
    here.clock.advance(3000);
    await here.app.deliver();
  }
  expect(shown()).toHaveLength(MANY);

  // How soon is measured by `npm run bench -- click`; here one process is Slack, the bot and five hundred people.
  const outcomes = await Promise.all(shown().map(({ ts: at }) => clickOn(at)));
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  expect(here.slack.unacknowledged).toEqual([]);
  await eventually(() => expect(whispers(ALICE).length).toBeGreaterThan(MANY - 30));
  expect(whispers(ALICE).at(-1)).toMatch(
    /^Done\. \d+ changes of messages are waiting for Slack, .* within \d+ minutes\.$/,
  );

  const done = () => shown().filter(({ blocks }) => JSON.stringify(blocks).includes('*Acknowledged* by')).length;
  for (let n = 0; n < 100 && done() < MANY; n += 1) {
    here.clock.advance(12_000);
    await here.app.deliver();
  }
  expect(done()).toBe(MANY);
  expect(calls('chat.update').filter(({ status }) => status === 429)).toEqual([]);
  expect(calls('chat.update').length).toBeLessThan(MANY + 20);
  expect(shown()).toHaveLength(MANY);
}, 60_000);

const clickOn = (at: string) =>
  here.slack.click({ user: ALICE, channel: CHANNEL, ts: at, actionId: 'alert.acknowledge' });
