/** The main job as a timeline, through the real clients, against the local CloudTrail and the local Slack. */
import type { JsonObject } from '../../src/source/event';
import { HOUR, MINUTE, NOON, record } from '../fixtures';
import { ALICE, BOB, CHANNEL, type World, eventually, world } from '../harness';

let here: World;
afterEach(() => here.close());

const at = (offset: number, fields: Record<string, unknown> = {}): JsonObject =>
  record({ eventTime: new Date(NOON + offset).toISOString(), ...fields });
const shown = (w: World) => w.slack.messages(CHANNEL);
const told = (w: World) => shown(w).map((message) => message.text);
const click = (w: World, user: string, n = 0) =>
  w.slack.click({ user, channel: CHANNEL, ts: shown(w)[n]?.ts ?? '', actionId: 'alert.acknowledge' });
const blocksOf = (w: World, n = 0): string => JSON.stringify(shown(w)[n]?.blocks);

describe('reading, rating and posting', () => {
  test('a stopped trail is one message that says who, what, why and what to do next', async () => {
    here = await world();
    here.aws.put(at(-MINUTE));
    await here.app.tick();
    expect(told(here)).toHaveLength(1);
    expect(told(here)[0]).toMatch(/alice stopped logging on the trail main/);
    expect(blocksOf(here)).toMatch(/Why it matters.*What to do next.*"ordered".*Acknowledge/);
    expect(blocksOf(here)).toContain('prod');
  });

  test('a repeat edits the message and never posts a twin', async () => {
    here = await world();
    here.aws.put(at(-2 * MINUTE));
    await here.app.tick();
    here.clock.advance(MINUTE);
    here.aws.put([at(0), at(30_000)]);
    await here.app.tick();
    expect(told(here)).toHaveLength(1);
    expect(blocksOf(here)).toContain('×3');
  });

  test('an event read twice is counted once', async () => {
    here = await world();
    here.aws.put(at(-2 * MINUTE));
    for (let n = 0; n < 3; n += 1) {
      await here.app.tick();
      here.clock.advance(MINUTE);
    }
    expect(blocksOf(here)).not.toContain('×');
  });

  test('an event that becomes visible late is found, in its place', async () => {
    here = await world();
    await here.app.tick();
    here.aws.put(at(-10 * MINUTE), { visibleAt: NOON + 3 * MINUTE });
    here.clock.advance(MINUTE);
    await here.app.tick();
    expect(told(here)).toEqual([]);
    here.clock.advance(3 * MINUTE);
    await here.app.tick();
    expect(told(here)).toHaveLength(1);
  });

  test('after the merge window a repeat opens a new alert', async () => {
    here = await world();
    here.aws.put(at(-MINUTE));
    await here.app.tick();
    here.clock.advance(26 * HOUR);
    here.aws.put(at(25.9 * HOUR));
    await here.app.tick();
    expect(told(here)).toHaveLength(2);
  });

  test('a worse repeat is told in the channel, also after somebody acknowledged the first', async () => {
    here = await world({ start: true });
    here.aws.put(at(-MINUTE, { errorCode: 'AccessDenied', requestParameters: null }));
    await here.app.tick();
    expect(told(here)[0]).toMatch(/tried to stop logging.*denied/);
    await click(here, ALICE);
    await eventually(() => expect(blocksOf(here)).toContain('Acknowledged'));
    here.clock.advance(MINUTE);
    here.aws.put(at(0, { requestParameters: null }));
    await here.app.tick();
    const thread = here.slack.thread(CHANNEL, shown(here)[0]?.ts ?? '');
    expect(thread.map((message) => message.text).join('\n')).toMatch(/Raised from high to critical/);
    expect(blocksOf(here)).toContain('"Acknowledge"');
  });

  test('one broken record stops nothing and is told with its place', async () => {
    here = await world();
    here.aws.put('{"eventVersion": broken', { account: '111122223333', region: 'eu-central-1' });
    here.aws.put(at(-MINUTE));
    await here.app.tick();
    expect(told(here)).toHaveLength(1);
    expect(here.log.join('')).toMatch(/record skipped/);
  });

  test('low and informational matches stay out of the channel', async () => {
    here = await world();
    here.aws.put(at(-MINUTE, { eventName: 'DescribeTrails', readOnly: true }));
    await here.app.tick();
    expect(told(here)).toEqual([]);
  });

  test('a restart posts nothing again and goes on editing the same message', async () => {
    here = await world();
    here.aws.put(at(-2 * MINUTE));
    await here.app.tick();
    await here.restart();
    here.clock.advance(MINUTE);
    here.aws.put(at(0));
    await here.app.tick();
    expect(told(here)).toHaveLength(1);
    expect(blocksOf(here)).toContain('×2');
  });
});

describe.each(['socket', 'http'] as const)('acknowledging by %s', (mode) => {
  beforeEach(async () => {
    here = await world({ mode, start: true });
    here.aws.put(at(-MINUTE));
    await here.app.tick();
  });

  test('changes the message in place, with who and when, and leaves an audit entry', async () => {
    expect(await click(here, ALICE)).toMatchObject({ ok: true });
    await eventually(() => expect(blocksOf(here)).toContain(`Acknowledged* by <@${ALICE}>`));
    expect(shown(here)).toHaveLength(1);
    expect(blocksOf(here)).not.toContain('"Acknowledge"');
    expect(here.slack.ephemerals(ALICE)).toEqual([]);
  });

  test('a double click does nothing twice', async () => {
    await Promise.all([click(here, ALICE), click(here, ALICE)]);
    await eventually(() => expect(blocksOf(here)).toContain('Acknowledged'));
    expect(here.slack.ephemerals(ALICE)).toEqual([]);
  });

  test('of two people the second is told privately who was first, and changes nothing', async () => {
    await Promise.all([click(here, ALICE), click(here, BOB)]);
    await eventually(() => expect(blocksOf(here)).toContain('Acknowledged'));
    const [first, second] = blocksOf(here).includes(`by <@${ALICE}>`) ? [ALICE, BOB] : [BOB, ALICE];
    await eventually(() => expect(here.slack.ephemerals(second)).toHaveLength(1));
    expect(here.slack.ephemerals(second)[0]?.text).toContain(`already acknowledged by <@${first}>`);
    expect(here.slack.ephemerals(first)).toEqual([]);
  });
});
