/** Expectations as timelines through the wire: what they keep quiet, what still speaks, and what happens before they end. */
import type { JsonObject } from '../../src/source/event';
import { auditEntries } from '../../src/store/audit';
import { openDatabase } from '../../src/store/database';
import { activeExpectations } from '../../src/store/expectations';
import { HOUR, MINUTE, NOON } from '../fixtures';
import { ALICE, BOB, CHANNEL, ROOT, type World, eventually, world } from '../harness';
import { alerts, byRole, choose, modal, press, saidIn, save, textsOf, unprotected } from '../act/expecting';

const DAY = 24 * HOUR;
const ONE = 'deploy-20260102030405123400000001';
const TWO = 'deploy-20260203040506123400000002';

let here: World;
afterEach(() => here.close());

const passed = () => here.clock.now() - NOON;

/** A minute later something happened and was read. */
async function then(make: (offset: number) => JsonObject): Promise<void> {
  here.clock.advance(MINUTE);
  here.aws.put(make(passed() - 30_000));
  await here.app.tick();
}

async function begin(
  options: Parameters<typeof world>[0] = {},
  first = unprotected(ONE, 'run-1', -MINUTE),
): Promise<void> {
  here = await world({ start: true, ...options });
  here.aws.put(first);
  await here.app.tick();
  expect(alerts(here)).toHaveLength(1);
}

async function expected(values: Record<string, string> = {}, days = '30'): Promise<void> {
  await press(here);
  for (const [input, value] of Object.entries(values)) await choose(here, input, value);
  await save(here, { 'expect.days': days });
  await eventually(() => expect(saidIn(here)).toContain('expected: nightly deployment'));
}

async function store<T>(look: (database: ReturnType<typeof openDatabase>) => Promise<T>): Promise<T> {
  const database = openDatabase(here.config.database, here.config.folder, `${ROOT}/migrations`);
  try {
    return await look(database);
  } finally {
    await database.close();
  }
}

const active = () => store(({ reader }) => activeExpectations(reader, here.clock.now()));
const deeds = () =>
  store(async ({ reader }) => {
    const found: string[] = [];
    for await (const { actor, action, subjectKind } of auditEntries(reader, 0))
      found.push(`${actor} ${action} ${subjectKind}`);
    return found.sort();
  });

describe.each(['socket', 'http'] as const)('what was marked as expected by %s', (mode) => {
  test('resolves its alert, is kept quiet and counted; others and other rules still speak', async () => {
    await begin({ mode });
    await expected();
    const thread = here.slack.thread(CHANNEL, alerts(here)[0]?.ts ?? '').map(({ text }) => text);
    expect(saidIn(here)).toMatch(/Resolved\* by <@U0ALICE>/);
    expect(thread.at(-1)).toMatch(/<@U0ALICE> marked this as expected until .*: nightly deployment/);
    expect(await deeds()).toEqual(['U0ALICE expect expectation', 'U0ALICE resolve alert']);

    await then((at) => unprotected(TWO, 'run-2', at));
    await then((at) =>
      unprotected(TWO, 'run-3', at, { requestParameters: { tableName: 'b', deletionProtectionEnabled: false } }),
    );
    expect(alerts(here)).toHaveLength(1);
    expect(await active()).toMatchObject([{ matched: 2, covered: { principal: 'role:111122223333:deploy' } }]);

    await then((at) => byRole(TWO, 'run-3', at));
    expect(alerts(here)).toHaveLength(2);
    expect(saidIn(here, 1)).toMatch(/stopped logging/);
    await then((at) => unprotected('another', 'run-3', at));
    expect(alerts(here)).toHaveLength(3);
  });
});

describe('what may never be silent', () => {
  const route = '\nroutes: [{ levels: [critical, high], channel: C0SECURITY, mention: "@here" }]';
  const yaml = `accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]${route}\nmerge: 1h`;

  test('is one quiet message a day for a principal, edited in place, and calls nobody', async () => {
    await begin({ yaml }, byRole(ONE, 'run-1', -MINUTE));
    await expected();
    await then((at) => byRole(TWO, 'run-2', at));
    expect(alerts(here)).toHaveLength(2);
    expect(alerts(here)[1]?.text).not.toContain('<!here>');
    expect(saidIn(here, 1)).toMatch(/Critical, expected\*.*never silent/s);
    expect(saidIn(here, 1)).not.toContain('Mark expected');
    here.clock.advance(3 * HOUR);
    await then((at) => byRole(ONE, 'run-3', at));
    expect(alerts(here)).toHaveLength(2);
    expect(saidIn(here, 1)).toContain('×2');

    await then((at) => byRole('another', 'run-3', at));
    expect(alerts(here)).toHaveLength(3);
    expect(alerts(here)[2]?.text).toContain('<!here>');
    here.clock.advance(DAY);
    await then((at) => byRole(TWO, 'run-4', at));
    expect(alerts(here)).toHaveLength(4);
  });

  const start = (at: number) =>
    byRole('Deploy', 'run-2', at, { eventName: 'StartLogging', errorCode: 'TrailNotFoundException' });
  const stop = (at: number) => byRole('Deploy', 'run-3', at);
  const first = byRole('Deploy', 'run-1', -MINUTE);

  test.each<[string, readonly ((at: number) => JsonObject)[], readonly number[], boolean]>([
    ['what is low goes nowhere, until something critical joins it', [start, stop], [1, 2], false],
    ['the same when the bot is restarted between them', [start, stop], [1, 2], true],
    ['what is critical comes first, and takes what is low', [stop, start], [2, 2], false],
    ['however much comes, it is one message', [start, stop, start, stop], [1, 2, 2, 2], true],
  ])('%s', async (_name, calls, counts, restarts) => {
    await begin({ yaml }, first);
    await expected({ 'expect.rules': 'group' });
    for (const [n, call] of calls.entries()) {
      if (restarts) await here.restart();
      await then(call);
      expect(alerts(here)).toHaveLength(counts[n] ?? 0);
    }
    expect(alerts(here)[1]?.text).toMatch(/^🔴 Critical: (?!.*<!here>)/);
    await eventually(() => expect(saidIn(here, 1)).toMatch(`×${calls.length}`));
    expect(saidIn(here, 1)).toMatch(/Critical, expected\*.*stopped logging/);
  });

  test('is shown in the channel that what is worse goes to as well, and calls nobody there', async () => {
    const two = '{ levels: [critical], channel: C0SECURITY, mention: "@here" }, { levels: [high], channel: C0OTHER }';
    const channels = [CHANNEL, 'C0OTHER'].map((id) => ({ id, name: id.toLowerCase(), members: [ALICE, BOB] }));
    await begin({ yaml: yaml.replace(/routes: .*/, `routes: [${two}]`), slack: { channels } }, first);
    await expected();
    const there = () => here.slack.messages('C0OTHER');
    await then((at) => byRole('Deploy', 'run-2', at, { errorCode: 'AccessDenied' }));
    expect([alerts(here).length, there().length]).toEqual([1, 1]);
    await then(stop);
    await then(stop);
    expect([alerts(here).length, there().length]).toEqual([2, 1]);
    expect(alerts(here)[1]?.text).toMatch(/^🔴 Critical: (?!.*<!here>)/);
    await eventually(() => expect(textsOf(there()[0]?.blocks).join()).toMatch(/Critical, expected\*.*×3/s));
  });

  test('speaks aloud where it is worse than what was expected', async () => {
    await begin();
    await expected({ 'expect.rules': 'all' });
    await then((at) => byRole(TWO, 'run-2', at));
    expect(saidIn(here, 1)).toMatch(/Critical\* — /);
  });
});

test('from another network it still speaks, when only one was expected', async () => {
  await begin();
  await press(here);
  await choose(here, 'expect.network', ['only']);
  await save(here);
  await then((at) => unprotected(TWO, 'run-2', at, { sourceIPAddress: '198.51.100.99' }));
  expect(alerts(here)).toHaveLength(1);
  await then((at) => unprotected(TWO, 'run-3', at, { sourceIPAddress: '203.0.113.1' }));
  expect(alerts(here)).toHaveLength(2);
});

describe('saving', () => {
  test('the same at once is done once, and the second is told who was first', async () => {
    await begin();
    await Promise.all([press(here, ALICE), press(here, BOB)]);
    await Promise.all([save(here, {}, ALICE), save(here, {}, BOB)]);
    await eventually(() => expect(saidIn(here)).toContain('Resolved'));
    const [first, second] = saidIn(here).includes(`Resolved* by <@${ALICE}>`) ? [ALICE, BOB] : [BOB, ALICE];
    expect(modal(here, second)).toContain(`Nothing was saved: <@${first}> expects the very same`);
    expect(here.slack.openViews(first)).toEqual([]);
    expect(await active()).toHaveLength(1);
  });

  test('one modal twice is done once', async () => {
    await begin();
    await press(here);
    await Promise.all([save(here), save(here)]);
    await eventually(() => expect(saidIn(here)).toContain('Resolved'));
    expect(here.slack.openViews(ALICE)).toEqual([]);
    expect(await deeds()).toHaveLength(2);
  });

  test('the same again on another alert resolves that one, and says until when it is expected already', async () => {
    await begin();
    await then((at) =>
      unprotected(ONE, 'run-1', at, { requestParameters: { tableName: 'b', deletionProtectionEnabled: false } }),
    );
    await expected();
    await press(here, ALICE, 1);
    await save(here, { 'expect.days': '90' });
    await eventually(() => expect(saidIn(here, 1)).toContain('expected: nightly deployment'));
    expect(modal(here)).toMatch(/Nothing was saved: <@U0ALICE> expects the very same until .* The alert is resolved/);
    expect(await active()).toHaveLength(1);
  });

  test('on an alert that somebody resolved meanwhile still saves, and says so', async () => {
    await begin();
    await press(here);
    const ts = alerts(here)[0]?.ts ?? '';
    const { blocks = [] } = alerts(here)[0] ?? {};
    const value = /"(resolve [0-9a-f]+)"/.exec(JSON.stringify(blocks))?.[1] ?? '';
    await here.slack.click({ user: BOB, channel: CHANNEL, ts, actionId: 'alert.more', value });
    await eventually(() => expect(saidIn(here)).toContain('Resolved'));
    await save(here);
    expect(modal(here)).toMatch(/Saved\. .*already resolved by <@U0BOB>/);
    expect(await active()).toHaveLength(1);
  });

  test('is refused when the permission was taken meanwhile', async () => {
    const permit = 'permissions: { expect: [S0SECURITY] }';
    await begin({
      yaml: `accounts: [{ id: "111122223333", environment: production, regions: [eu-central-1] }]\n${permit}`,
    });
    await press(here, BOB);
    here.clock.advance(5 * MINUTE);
    here.slack.failNext('usergroups.users.list', 'internal_error');
    await save(here, {}, BOB);
    expect(modal(here, BOB)).toMatch(
      /Slack could not say whether you are among those who may mark anything as expected/,
    );
    expect(await active()).toEqual([]);
  });
});

describe('before it ends', () => {
  const last = () => alerts(here).at(-1);
  const said = () => textsOf(last()?.blocks).join('\n');
  const click = (user: string, actionId: string) =>
    here.slack.click({ user, channel: CHANNEL, ts: last()?.ts ?? '', actionId });

  async function remindedAt(days: number, of: string, options: Parameters<typeof world>[0] = {}): Promise<void> {
    await begin(options);
    await expected({}, of);
    await then((at) => unprotected(TWO, 'run-2', at));
    here.clock.advance(days * DAY - passed() - HOUR);
    await here.app.passTime();
    expect(alerts(here)).toHaveLength(1);
    here.clock.advance(2 * HOUR);
    await here.app.passTime();
    expect(alerts(here)).toHaveLength(2);
  }

  test('whoever made it is reminded once, with what it kept quiet, also across a restart', async () => {
    await remindedAt(6, '7');
    expect(said()).toMatch(/<@U0ALICE> expected it: nightly deployment\nIt has kept one match quiet/);
    await here.restart();
    await here.app.passTime();
    expect(alerts(here)).toHaveLength(2);
    here.clock.advance(DAY);
    await here.app.passTime();
    expect(alerts(here)).toHaveLength(2);
    await then((at) => unprotected(TWO, 'run-9', at));
    expect(alerts(here)).toHaveLength(3);
  });

  test('Extend keeps it for 30 days more, once, and the next end is spoken of again', async () => {
    await remindedAt(27, '30');
    await Promise.all([click(ALICE, 'expectation.extend'), click(ALICE, 'expectation.extend')]);
    await eventually(() => expect(said()).toMatch(/Extended by <@U0ALICE> until/));
    expect(await active()).toMatchObject([{ until: expect.any(Number) as number, remindedAt: undefined }]);
    expect((await active())[0]?.until).toBeLessThanOrEqual(NOON + 60 * DAY + HOUR);
    here.clock.advance(30 * DAY);
    await here.app.passTime();
    expect(alerts(here)).toHaveLength(3);
    expect(await deeds()).toContain('U0ALICE extend expectation');
  });

  test('Remove ends it at once; who comes second is told who was first', async () => {
    await remindedAt(6, '7');
    const { ts = '' } = last() ?? {};
    const value = (await active())[0]?.id ?? '';
    await Promise.all([click(ALICE, 'expectation.remove'), click(BOB, 'expectation.remove')]);
    await eventually(() => expect(said()).toMatch(/Removed by .*so it alerts again/));
    const second = said().includes(`by <@${ALICE}>`) ? BOB : ALICE;
    await eventually(() => expect(here.slack.ephemerals(second)[0]?.text).toMatch(/Nothing to do\. Removed by <@U0/));
    expect([ts, value, await active()]).toEqual([last()?.ts, expect.any(String), []]);
    await then((at) => unprotected(TWO, 'run-9', at));
    expect(alerts(here)).toHaveLength(3);
  });

  test('somebody else needs the permission to override', async () => {
    const yaml = `accounts: [{ id: "111122223333", environment: production, regions: [eu-central-1] }]\npermissions: { override: [${ALICE}] }`;
    await remindedAt(27, '30', { yaml });
    await click(BOB, 'expectation.remove');
    await eventually(() =>
      expect(here.slack.ephemerals(BOB)[0]?.text).toMatch(/not allowed to undo what somebody else/),
    );
    expect(await active()).toHaveLength(1);
    await click(ALICE, 'expectation.remove');
    await eventually(() => expect(said()).toMatch(/Removed by <@U0ALICE>/));
  });
});
