/** Ladders at the wire: who is called, where and when; what stops them; restarts, a Slack that is down, and nobody called twice. */
import { HOUR, MINUTE } from '../fixtures';
import { ALICE, BOB, CHANNEL, type World, eventually, world } from '../harness';
import { PROD, acting, denied, stopped } from './acting';

let here: World;
afterEach(() => here.close());

const { told, words, thread, calls, acknowledge, snooze, more, pass, happens, ts } = acting(() => here);

const ONCALL = 'C0ONCALL';
const CHANNELS = [
  { id: CHANNEL, name: 'security', members: [ALICE, BOB] },
  { id: ONCALL, name: 'on-call' },
];
/** After ten minutes the thread, after thirty another channel, after an hour a person. */
const LADDER = `
  - { after: 1h, channel: ${BOB} }
  - { after: 10m, mention: S0SECURITY }
  - { after: 30m, channel: ${ONCALL}, mention: "@here" }`;
const routed = (ladder: string, more = '') =>
  `${PROD}\n${more}\nroutes:\n- channel: ${CHANNEL}\n  levels: [critical, high]\n  escalate:${ladder}\n`;

async function alerted(yaml = routed(LADDER), mode: 'socket' | 'http' = 'socket'): Promise<void> {
  here = await world({ yaml, mode, start: true, slack: { channels: CHANNELS } });
  await happens(denied(-MINUTE));
}

const oncall = () => told(ONCALL);
const direct = () => here.slack.directMessages(BOB).map(({ text }) => text);
const called = () => [told().length - 1, oncall().length, direct().length];

describe.each(['socket', 'http'] as const)('a ladder, by %s', (mode) => {
  test('mentions in the thread and channel, then posts elsewhere, then writes to a person, each once', async () => {
    await alerted(routed(LADDER), mode);
    await pass(9 * MINUTE);
    expect(called()).toEqual([0, 0, 0]);
    await pass(2 * MINUTE);
    expect(told()[1]).toMatch(/^Nobody has acknowledged this for 10 minutes: .*<!subteam\^S0SECURITY>/);
    expect(called()).toEqual([1, 0, 0]);
    await pass(20 * MINUTE);
    expect(oncall()).toEqual([expect.stringMatching(/High: alice tried to stop logging.* <!here>/)]);
    expect(words(0, ONCALL)).toMatch(/Sent here because nobody had acknowledged it for 30 minutes/);
    expect(thread(0, ONCALL)).toEqual([]);
    expect(thread().at(-1)).toMatch(/📣 Nobody acknowledged this for 30 minutes: sent to <#C0ONCALL>/);
    await pass(30 * MINUTE);
    expect(direct()).toEqual([expect.stringMatching(/alice tried to stop logging/)]);
    expect(calls('conversations.open').map(({ args }) => args.users)).toEqual([BOB]);
    await pass(5 * HOUR, HOUR);
    expect(called()).toEqual([1, 1, 1]);
  });

  test('is stopped by an acknowledgement, also one from the other channel, and every message shows it', async () => {
    await alerted(routed(LADDER), mode);
    await pass(31 * MINUTE);
    const there = here.slack.messages(ONCALL)[0]?.ts ?? '';
    await here.slack.click({ user: ALICE, channel: ONCALL, ts: there, actionId: 'alert.acknowledge' });
    await eventually(() => expect(words()).toContain('*Acknowledged* by <@U0ALICE>'));
    await eventually(() => expect(words(0, ONCALL)).toContain('*Acknowledged* by <@U0ALICE>'));
    await pass(2 * HOUR, 10 * MINUTE);
    expect(called()).toEqual([1, 1, 0]);
  });
});

describe('a ladder', () => {
  test.each([
    ['a snooze', () => snooze(ALICE, '4h'), 'Snoozed'],
    ['resolving', () => more(ALICE, 'resolve'), 'Resolved'],
  ])('is stopped by %s', async (_name, act, shown) => {
    await alerted();
    await act();
    await eventually(() => expect(words()).toContain(shown));
    await pass(3 * HOUR, 10 * MINUTE);
    expect(called()).toEqual([0, 0, 0]);
  });

  test('begins anew at the end of a snooze, also one that a bot slept through', async () => {
    await alerted();
    await snooze(ALICE, '15m');
    await eventually(() => expect(words()).toContain('Snoozed'));
    await pass(16 * MINUTE);
    expect(words()).toContain('Was snoozed');
    expect(called()).toEqual([0, 0, 0]);
    await pass(9 * MINUTE);
    expect(called()).toEqual([1, 0, 0]);
    await snooze(ALICE, '15m');
    await eventually(() => expect(words()).toMatch(/\*Snoozed\*/));
    await here.app.stop();
    here.clock.advance(50 * MINUTE);
    await here.restart();
    await pass(MINUTE, 1000);
    expect(called()).toEqual([2, 1, 0]);
    await pass(2 * HOUR, 10 * MINUTE);
    expect(called()).toEqual([2, 1, 1]);
  });

  test('begins anew when somebody reopens an alert whose snooze was over', async () => {
    await alerted();
    await snooze(ALICE, '15m');
    await eventually(() => expect(words()).toContain('Snoozed'));
    await pass(16 * MINUTE);
    await acknowledge(ALICE);
    await eventually(() => expect(words()).toContain('Acknowledged'));
    await pass(2 * HOUR, 10 * MINUTE);
    expect(called()).toEqual([0, 0, 0]);
    await more(ALICE, 'reopen');
    await eventually(() => expect(words()).toContain('Reopened'));
    await pass(11 * MINUTE);
    expect(called()).toEqual([1, 0, 0]);
  });

  test('begins anew when somebody reopens the alert', async () => {
    await alerted();
    await pass(8 * MINUTE);
    await acknowledge(ALICE);
    await eventually(() => expect(words()).toContain('Acknowledged'));
    await more(ALICE, 'reopen');
    await eventually(() => expect(words()).toContain('Reopened'));
    await pass(9 * MINUTE);
    expect(called()).toEqual([0, 0, 0]);
    await pass(2 * MINUTE);
    expect(called()).toEqual([1, 0, 0]);
  });

  test('survives a restart: what fell due while the bot was down is done in turn, and nothing twice', async () => {
    await alerted();
    await pass(11 * MINUTE);
    await here.app.stop();
    here.clock.advance(2 * HOUR);
    await here.restart();
    await pass(5000, 1000);
    await here.restart();
    await pass(2 * HOUR, 10 * MINUTE);
    expect(called()).toEqual([1, 1, 1]);
  });

  test('does not call into a thread that Slack does not have yet: the call waits for the message', async () => {
    here = await world({ yaml: routed(LADDER), slack: { channels: CHANNELS } });
    for (let n = 0; n < 9; n += 1) here.slack.failNext('chat.postMessage', { drop: 'before' });
    await happens(denied(-MINUTE));
    await pass(12 * MINUTE);
    expect(told()).toEqual([]);
    here.slack.clearFaults();
    await pass(10 * MINUTE);
    expect(told()).toEqual([expect.stringMatching(/^🟠 High/), expect.stringMatching(/^Nobody has acknowledged/)]);
    expect(thread()).toHaveLength(1);
  });

  test('takes its other steps when the channel of the alert cannot be posted to', async () => {
    here = await world({ yaml: routed(LADDER), slack: { channels: CHANNELS } });
    here.slack.setChannel(CHANNEL, { archived: true });
    await happens(denied(-MINUTE));
    await pass(31 * MINUTE);
    expect(oncall()).toHaveLength(1);
    here.slack.setChannel(CHANNEL, { archived: false });
    await pass(3 * MINUTE);
    expect(told()).toEqual([expect.stringMatching(/^🟠 High/), expect.stringMatching(/S0SECURITY/)]);
  });

  test('says in the thread that it was sent elsewhere only once it was, and not what somebody forestalled', async () => {
    const elsewhere = `\n  - { after: 10m, channel: ${ONCALL} }`;
    await alerted(routed(elsewhere));
    here.slack.setChannel(ONCALL, { archived: true });
    await pass(12 * MINUTE);
    expect(thread()).toEqual([]);
    await acknowledge(ALICE);
    await eventually(() => expect(words()).toContain('Acknowledged'));
    here.slack.setChannel(ONCALL, { archived: false });
    await pass(20 * MINUTE);
    expect([thread(), oncall()]).toEqual([[], []]);
    await more(ALICE, 'reopen');
    await eventually(() => expect(words()).toContain('Reopened'));
    await pass(12 * MINUTE);
    expect(oncall()).toHaveLength(1);
    expect(thread().filter((line) => line.startsWith('📣'))).toEqual([expect.stringMatching(/sent to <#C0ONCALL>/)]);
    await acknowledge(BOB);
    await pass(5 * MINUTE);
    expect(thread().filter((line) => line.startsWith('📣'))).toHaveLength(1);
  });

  test('leaves unsaid what is still owed when somebody acknowledges', async () => {
    await alerted();
    here.slack.failNext('chat.postMessage', { error: 'ratelimited', retryAfter: 300 });
    await pass(11 * MINUTE);
    await acknowledge(ALICE);
    await eventually(() => expect(words()).toContain('Acknowledged'));
    await pass(10 * MINUTE);
    expect(called()).toEqual([0, 0, 0]);
  });

  test('with a direct message that got no answer does not write twice', async () => {
    await alerted(routed(`\n  - { after: 5m, channel: ${BOB} }`));
    here.slack.failNext('chat.postMessage', { drop: 'after' });
    await pass(10 * MINUTE);
    expect(direct()).toHaveLength(1);
    expect(calls('conversations.history').map(({ args }) => args.channel)).toEqual(['D0BOB']);
    await acknowledge(ALICE);
    await eventually(() => expect(JSON.stringify(here.slack.directMessages(BOB))).toContain('Acknowledged'));
  });

  test('with steps into a channel where the alert stands already calls there, and posts no second copy', async () => {
    const twice = `\n  - { after: 5m, channel: ${CHANNEL}, mention: "@here" }\n  - { after: 6m, channel: ${ONCALL} }\n  - { after: 6m, channel: ${ONCALL}, mention: ${BOB} }`;
    await alerted(routed(twice));
    await pass(20 * MINUTE);
    expect(told()[1]).toMatch(/^Nobody has acknowledged this for 5 minutes: .*<!here>/);
    expect(oncall()).toEqual([
      expect.stringMatching(/^🟠 High/),
      expect.stringMatching(/^Nobody .* 6 minutes: .*<@U0BOB>/),
    ]);
    expect(told()).toHaveLength(2);
  });

  test('runs in business hours where a step says so', async () => {
    const hours = 'business_hours: { time_zone: UTC, from: "09:00", to: "12:30" }';
    await alerted(routed(`\n  - { after: 1h, clock: business, mention: "@here" }`, hours));
    await pass(69 * HOUR + 20 * MINUTE, 10 * MINUTE);
    expect(called()).toEqual([0, 0, 0]);
    await pass(20 * MINUTE);
    expect(told()[1]).toMatch(/^Nobody has acknowledged this for 1 hour: /);
  });

  test('of a higher level takes the place of the first one’s', async () => {
    const routes = `routes:
- { levels: [critical], channel: ${CHANNEL}, mention: "@here", escalate: [{ after: 5m, channel: ${BOB} }] }
- { levels: [high], channel: ${CHANNEL}, escalate: [{ after: 20m, channel: ${ONCALL} }] }`;
    await alerted(`${PROD}\n${routes}`);
    await pass(15 * MINUTE);
    await happens(stopped(14 * MINUTE));
    expect(told()[1]).toMatch(/^Raised from high to critical: .*<!here>/);
    await pass(HOUR);
    expect(called()).toEqual([1, 0, 1]);
  });

  test('calls about an alert whose message somebody deleted by posting it anew', async () => {
    await alerted(routed(`\n  - { after: 10m, mention: ${BOB} }`));
    here.slack.deleteMessage({ channel: CHANNEL, ts: ts() });
    await pass(11 * MINUTE);
    expect(told()).toEqual([expect.stringMatching(/^🟠 High: /)]);
    expect(calls('chat.postMessage').at(-1)?.args.text).toMatch(/^🟠 High: .*<@U0BOB>/);
    expect(words()).toContain('Acknowledge');
  });
});
