/** A flood through the wire: what is told in one message, what stays by itself, and how people act on it. */
import { MINUTE, NOON } from '../fixtures';
import { ALICE, BOB, CHANNEL, type World, eventually, world } from '../harness';
import { attempts, blocksOf, calls, run, successes, told } from './flood';

let here: World;
afterEach(() => here.close());

const HIGH = `accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]
routes: [{ levels: [critical, high], channel: ${CHANNEL}, mention: "@here", escalate: [{ after: 10m, mention: S0ONCALL }] }]`;

const lists = () => here.slack.messages(CHANNEL).filter(({ text }) => /at once/.test(text));
const listed = () => JSON.stringify(lists().map(({ blocks }) => blocks));
const click = (user: string, actionId: string, value?: string, n = 0) =>
  here.slack.click({
    user,
    channel: CHANNEL,
    ts: lists()[n]?.ts ?? '',
    actionId,
    ...(value === undefined ? {} : { value }),
  });

async function flooded(count: number, start = false): Promise<void> {
  here = await world({ yaml: HIGH, slack: { rateLimits: true }, start });
  here.aws.put(attempts(count));
  await here.app.tick();
}

describe('what is told', () => {
  test('60 messages are posted one by one', async () => {
    await flooded(60);
    await run(here, 65);
    expect(told(here)).toHaveLength(60);
    expect(lists()).toEqual([]);
  });

  test('61 alerts are listed, each of them, and call once', async () => {
    await flooded(61);
    await run(here, 5);
    expect(told(here)).toEqual([
      expect.stringMatching(/^🌊 61 alerts at once: 61 high\. 🟠 .*tried to stop logging.*<!here>$/),
      expect.stringMatching(/^🌊 Alerts at once: 36 to 61 of 61/),
    ]);
    expect(told(here)[1]).not.toContain('here');
    for (let n = 0; n < 61; n += 1) expect(listed()).toContain(`\`user-${n}\` tried to stop logging`);
    expect(listed()).toMatch(/×61 by user-/);
  });

  test('critical alerts are posted by themselves, and first', async () => {
    await flooded(0);
    here.aws.put([...attempts(80), ...successes(3)]);
    await here.app.tick();
    await run(here, 8);
    expect(told(here).slice(0, 3)).toEqual(Array(3).fill(expect.stringMatching(/^🔴 Critical: intruder-/)));
    expect(lists()).toHaveLength(3);
    expect(listed()).not.toContain('intruder');
  });

  test('a flood of critical alerts is not listed at all', async () => {
    await flooded(0);
    here.aws.put(successes(62));
    await here.app.tick();
    await run(here, 62);
    expect(told(here)).toHaveLength(62);
    expect(lists()).toEqual([]);
  });

  test('six hundred are listed in messages of which Slack refuses none', async () => {
    await flooded(600);
    await run(here, 25);
    expect(lists()).toHaveLength(18);
    expect(calls(here, 'chat.postMessage').filter(({ error }) => error !== undefined)).toEqual([]);
    for (const n of [0, 299, 599]) expect(listed()).toContain(`\`user-${n}\``);
  });

  test('names made to be long and to break out fit, and stay what they are', async () => {
    await flooded(0);
    const name = `<!channel>&"\`*${'&"<'.repeat(300)}`;
    here.aws.put(attempts(70, {}, name));
    await here.app.tick();
    await run(here, 6);
    expect(lists()).toHaveLength(2);
    expect(calls(here, 'chat.postMessage').filter(({ error }) => error !== undefined)).toEqual([]);
    expect(listed().includes('<!channel>')).toBe(false);
  });
});

describe('each alert keeps its own life', () => {
  test('a repeat shows in the list and is not posted', async () => {
    await flooded(61);
    await run(here, 5);
    here.aws.put(attempts(61));
    await here.app.tick();
    await run(here, 5);
    expect(told(here)).toHaveLength(2);
    expect(listed()).toMatch(/user-0.*×2/);
    expect(calls(here, 'chat.update')).toHaveLength(2);
  });

  test('one that becomes worse is posted itself, and calls', async () => {
    await flooded(61);
    await run(here, 5);
    here.aws.put(successes(1, 'user'));
    await here.app.tick();
    await run(here, 5);
    expect(told(here)).toHaveLength(3);
    expect(told(here)[2]).toMatch(/^🔴 Critical: user-0 stopped logging/);
    expect(blocksOf(here, 2)).toMatch(/<!here>.*Raised from high to critical/);
    expect(listed()).toMatch(/🔴 (1|36)\. [^`]*`user-0`/);
  });

  test('nobody acknowledges: the ladder calls once for all of them', async () => {
    await flooded(61);
    await run(here, 5);
    here.clock.advance(11 * MINUTE);
    await here.app.passTime();
    await run(here, 5);
    const said = here.slack.thread(CHANNEL, lists()[0]?.ts ?? '').slice(1);
    expect(said.map(({ text }) => text)).toEqual([
      expect.stringMatching(/Nobody has acknowledged 35 of these alerts for 10 minutes.*<!subteam\^S0ONCALL>/),
    ]);
  });
});

test('a ladder that went on while nothing could be posted calls once for the list, and holds nothing up', async () => {
  here = await world({ yaml: HIGH, slack: { rateLimits: true } });
  here.aws.put(attempts(31));
  here.slack.failNext('chat.postMessage', { error: 'token_revoked', times: 200 });
  await here.app.tick();
  here.clock.advance(11 * MINUTE);
  await here.app.passTime();
  here.slack.clearFaults();
  here.clock.advance(10 * MINUTE);
  await run(here, 20);
  expect(lists()).toHaveLength(1);
  expect(listed()).toContain('`user-30`');
  const said = here.slack.thread(CHANNEL, lists()[0]?.ts ?? '').slice(1);
  expect(said.map(({ text }) => text)).toEqual([expect.stringMatching(/Nobody has acknowledged.*S0ONCALL/)]);
  // Nothing is left that waits for a message which never comes.
  here.aws.put(attempts(1, {}, 'later'));
  await here.app.tick();
  await run(here, 10);
  expect(told(here).at(-1)).toContain('later-0');
  expect((await here.app.health()).owed).toMatchObject({ messages: 0, edits: 0 });
});

describe('people act', () => {
  /** The first that is listed: the user's name and the alert's id. */
  const firstListed = (): readonly [name: string, id: string] => {
    const found = /"text":"1\. (user-\d+) [^}]*},"value":"([0-9a-f]{20})"/.exec(listed());
    return [found?.[1] ?? '', found?.[2] ?? ''];
  };

  test('Acknowledge all takes what the message lists, and says who', async () => {
    await flooded(61, true);
    await run(here, 5);
    await click(ALICE, 'batch.acknowledge');
    await eventually(async () => {
      await here.app.deliver();
      expect(JSON.stringify(lists()[0]?.blocks)).toContain(`<@${ALICE}>`);
    });
    const [first, second] = lists().map(({ blocks }) => JSON.stringify(blocks));
    expect(first?.match(/👀/g)).toHaveLength(35);
    expect(first).not.toContain('Acknowledge all');
    expect(second).toContain('Acknowledge all 26');
    expect(here.slack.ephemerals(ALICE)).toEqual([]);
  });

  test('of two people the second finds nothing left to acknowledge', async () => {
    await flooded(61, true);
    await run(here, 5);
    await Promise.all([click(ALICE, 'batch.acknowledge'), click(BOB, 'batch.acknowledge')]);
    await eventually(() => {
      const private_ = [...here.slack.ephemerals(ALICE), ...here.slack.ephemerals(BOB)];
      expect(private_.map(({ text }) => text)).toEqual([expect.stringMatching(/none of these is open any more/)]);
    });
  });

  test('Show posts one in the thread with its buttons, once; what is done there shows in the list', async () => {
    await flooded(61, true);
    await run(here, 5);
    const [name, id] = firstListed();
    await click(ALICE, 'batch.show', id);
    await eventually(() => expect(here.slack.ephemerals(ALICE)).toHaveLength(1));
    await run(here, 5);
    await click(BOB, 'batch.show', id);
    await eventually(() => expect(here.slack.ephemerals(BOB)[0]?.text).toMatch(/has a message of its own already/));
    const [, shown, ...others] = here.slack.thread(CHANNEL, lists()[0]?.ts ?? '');
    expect(others).toEqual([]);
    expect(shown?.text).toContain(name);
    await here.slack.click({ user: ALICE, channel: CHANNEL, ts: shown?.ts ?? '', actionId: 'alert.acknowledge' });
    await eventually(async () => {
      await here.app.deliver();
      expect(listed()).toMatch(new RegExp(`👀 1\\. [^\`]*\`${name}\`[^\\n]*<@${ALICE}>`));
    });
    expect(JSON.stringify(here.slack.thread(CHANNEL, lists()[0]?.ts ?? '')[1]?.blocks)).toContain('Acknowledged');
    const identity = { type: 'IAMUser', userName: name, accountId: '111122223333' };
    here.aws.put(attempts(1, { errorCode: undefined, userIdentity: identity }));
    await here.app.tick();
    await run(here, 3);
    const raised = here.slack.thread(CHANNEL, lists()[0]?.ts ?? '').at(-1);
    expect(raised?.text).toMatch(/^Raised from high to critical.*<!here>/);
    expect(raised?.subtype).toBe('thread_broadcast');
  });
});

describe('crashes and deletions', () => {
  test('a list that was posted but never answered is found again after a restart', async () => {
    await flooded(0);
    here.aws.put(attempts(61));
    here.slack.failNext('chat.postMessage', { drop: 'after' });
    await here.app.tick();
    await here.restart();
    await run(here, 40);
    expect(lists()).toHaveLength(2);
    expect(calls(here, 'conversations.history').length).toBeGreaterThan(0);
  });

  test('a restart in the middle lists nothing twice', async () => {
    await flooded(200);
    await here.restart();
    await run(here, 3);
    await here.restart();
    await run(here, 12);
    expect(lists()).toHaveLength(6);
    expect(listed().match(/\d+\. [^`]*`user-7`/g)).toHaveLength(1);
  });

  test('a list that somebody deleted while alerts are open is posted again', async () => {
    await flooded(61);
    await run(here, 5);
    here.slack.deleteMessage({ channel: CHANNEL, ts: lists()[0]?.ts ?? '' });
    here.aws.put(attempts(61));
    await here.app.tick();
    await run(here, 5);
    expect(lists()).toHaveLength(2);
    expect(listed()).toContain('`user-0`');
  });

  test('a later flood is a list of its own', async () => {
    await flooded(61);
    await run(here, 5);
    here.aws.put(attempts(61, { eventTime: new Date(NOON).toISOString() }, 'later'));
    await here.app.tick();
    await run(here, 5);
    expect(lists()).toHaveLength(4);
  });
});
