/** Who may click, and whose requests are heard: everything that cannot be shown to be allowed is refused, and says so. */
import { createHmac } from 'node:crypto';
import { MINUTE, NOON, record } from '../fixtures';
import { ALICE, BOB, CHANNEL, type World, eventually, world } from '../harness';

let here: World;
afterEach(() => here.close());

const ACCOUNTS = 'accounts: [{ id: "111122223333", regions: [eu-central-1] }]';
const permit = (who: string) => `${ACCOUNTS}\npermissions: { acknowledge: ${who} }`;

async function alerted(yaml: string, mode: 'socket' | 'http' = 'socket'): Promise<void> {
  here = await world({ yaml, mode, start: true });
  here.aws.put(record({ eventTime: new Date(NOON - MINUTE).toISOString() }));
  await here.app.tick();
}

const message = () => here.slack.messages(CHANNEL)[0];
const shown = () => JSON.stringify(message()?.blocks);
const click = (user: string) =>
  here.slack.click({ user, channel: CHANNEL, ts: message()?.ts ?? '', actionId: 'alert.acknowledge' });

describe('the permission to acknowledge', () => {
  test.each([
    ['everyone', 'everyone'],
    ['the person by id', `[${BOB}]`],
    ['a user group of the person', '[S0SECURITY]'],
  ])('given to %s lets the person act', async (_name, who) => {
    await alerted(permit(who));
    await click(BOB);
    await eventually(() => expect(shown()).toContain('Acknowledged'));
  });

  test('given to somebody else refuses privately, and says who can', async () => {
    await alerted(permit(`[${BOB}]`));
    await click(ALICE);
    await eventually(() => expect(here.slack.ephemerals(ALICE)).toHaveLength(1));
    expect(here.slack.ephemerals(ALICE)[0]?.text).toMatch(/not allowed.*U0BOB/);
    expect(shown()).not.toContain('Acknowledged');
  });

  test('is refused when Slack cannot say who is in the group', async () => {
    await alerted(permit('[S0SECURITY]'));
    here.slack.failNext('usergroups.users.list', 'internal_error');
    await click(ALICE);
    await eventually(() => expect(here.slack.ephemerals(ALICE)).toHaveLength(1));
    expect(shown()).not.toContain('Acknowledged');
  });
});

describe('a request to the HTTP endpoint', () => {
  const payload = () => ({
    type: 'block_actions',
    user: { id: ALICE },
    channel: { id: CHANNEL },
    actions: [{ type: 'button', action_id: 'alert.acknowledge', value: /"value":"([0-9a-f]+)"/.exec(shown())?.[1] }],
  });

  async function send(secret: string, at: number): Promise<number> {
    const body = `payload=${encodeURIComponent(JSON.stringify(payload()))}`;
    const time = String(Math.floor(at / 1000));
    const signature = createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': time,
      'x-slack-signature': `v0=${signature}`,
    };
    return (await fetch(here.requestUrl, { method: 'POST', body, headers })).status;
  }

  beforeEach(() => alerted(ACCOUNTS, 'http'));

  test('that Slack signed is heard', async () => {
    expect(await send(here.slack.signingSecret, Date.now())).toBe(200);
    await eventually(() => expect(shown()).toContain('Acknowledged'));
  });

  test.each([
    ['that is signed with another secret', () => send('forged', Date.now())],
    ['that is an hour old', () => send(here.slack.signingSecret, Date.now() - 3_600_000)],
    ['that is not signed', async () => (await fetch(here.requestUrl, { method: 'POST', body: 'payload={}' })).status],
  ])('%s is refused, and changes nothing', async (_name, ask) => {
    expect(await ask()).toBeGreaterThanOrEqual(400);
    expect(shown()).not.toContain('Acknowledged');
  });
});
