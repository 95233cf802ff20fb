/** What is done to an alert from within its answer, as a private message and as a modal: the answer then shows how the alert stands. */
import { MINUTE, NOON, record } from '../../fixtures';
import { ALICE, BOB, CHANNEL, type World, eventually, world } from '../../harness';
import { trail } from './asking';
import { clickAnswer, clickModal, openFromAnswer, said } from './hands';

let here: World;
afterEach(() => here.close());

const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';
let id: string;

async function alerted(options: Parameters<typeof world>[0] = {}): Promise<void> {
  here = await world({ start: true, ...options });
  here.aws.put([record({ eventTime: new Date(NOON - MINUTE).toISOString() })] as never);
  await here.app.tick();
  id = /"why ([0-9a-f]+)"/.exec(said(here.slack.messages(CHANNEL)[0]?.blocks ?? []))?.[1] ?? '';
}
const message = () => said(here.slack.messages(CHANNEL)[0]?.blocks ?? []);
const opened = async () => {
  await trail(here, ALICE, 'alerts');
  return openFromAnswer(here, ALICE, 'trail.open/0');
};

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('acknowledge, snooze, wake and resolve in a private message', async () => {
    await alerted({ mode });
    await trail(here, ALICE, `alert ${id}`);
    const acknowledged = said(await clickAnswer(here, ALICE, 'trail.alert.acknowledge'));
    expect(acknowledged).toMatch(/Critical, acknowledged.*Acknowledged\* by <@U0ALICE>/);
    expect(acknowledged).not.toContain('trail.alert.acknowledge');
    expect(said(await clickAnswer(here, ALICE, 'trail.alert.snooze', `1h ${id}`))).toMatch(/Snoozed\* by <@U0ALICE>/);
    expect(said(await clickAnswer(here, ALICE, 'trail.alert.more', `wake ${id}`))).toMatch(/ALICE> woke it/);
    expect(said(await clickAnswer(here, ALICE, 'trail.alert.more', `resolve ${id}`))).toMatch(/Critical, resolved/);
    await eventually(() => expect(message()).toContain('Critical, resolved'));
    expect(here.slack.ephemerals(ALICE)).toHaveLength(1);
    expect(here.slack.unacknowledged).toEqual([]);
  });

  test('the same in a modal, which shows it', async () => {
    await alerted({ mode });
    expect(said((await opened()).blocks)).toContain('trail.alert.acknowledge');
    const view = await clickModal(here, ALICE, 'trail.alert.acknowledge');
    expect(said(view.blocks)).toMatch(/Critical, acknowledged.*What was done.*<@U0ALICE> acknowledged it/);
    await eventually(() => expect(message()).toContain('Critical, acknowledged'));
    expect(here.slack.openViews(ALICE)).toHaveLength(1);
  });
});

test('who comes second is told who was first, above the alert as it stands', async () => {
  await alerted();
  await trail(here, ALICE, `alert ${id}`);
  const { ts } = here.slack.messages(CHANNEL)[0] ?? { ts: '' };
  await here.slack.click({ user: BOB, channel: CHANNEL, ts, actionId: 'alert.acknowledge' });
  await eventually(() => expect(message()).toContain('acknowledged'));
  const shown = said(await clickAnswer(here, ALICE, 'trail.alert.acknowledge'));
  expect(shown).toMatch(/Nothing to do: this alert was already acknowledged by <@U0BOB>.*Critical, acknowledged/);
});

test('who may not is refused within the answer, and nothing changes', async () => {
  await alerted({ yaml: `${ACCOUNTS}\npermissions: { acknowledge: [${BOB}], snooze: [${BOB}], expect: [${BOB}] }` });
  await trail(here, ALICE, `alert ${id}`);
  const refused = said(await clickAnswer(here, ALICE, 'trail.alert.acknowledge'));
  expect(refused).toMatch(/not allowed to acknowledge.*U0BOB.*trail.alert.acknowledge/);
  expect(said((await opened()).blocks)).not.toContain('acknowledged');
  expect(said((await clickModal(here, ALICE, 'trail.alert.snooze', `4h ${id}`)).blocks)).toMatch(
    /not allowed to snooze/,
  );
  expect(message()).not.toMatch(/acknowledged|snoozed/i);
});

test('Mark expected is filled in over the answer, which shows the outcome when it is saved', async () => {
  await alerted();
  await opened();
  const form = await clickModal(here, ALICE, 'trail.alert.expect');
  expect(form.callback_id).toBe('expect');
  expect(here.slack.openViews(ALICE)).toHaveLength(2);
  await here.slack.submitView({ user: ALICE, values: { 'expect.reason': 'a drill' } });
  await here.slack.until(() => {
    const views = here.slack.openViews(ALICE);
    return views.length === 1 && /Critical, resolved.*expected: a drill/.test(said(views[0]?.blocks ?? []));
  });
});

test('a custom snooze too, and “Why this alert” opens over it', async () => {
  await alerted();
  await opened();
  expect((await clickModal(here, ALICE, 'trail.alert.snooze', `custom ${id}`)).callback_id).toBe('snooze');
  await here.slack.submitView({ user: ALICE, values: { 'snooze.until': String((NOON + 30 * MINUTE) / 1000) } });
  await here.slack.until(() => {
    const views = here.slack.openViews(ALICE);
    return views.length === 1 && said(views[0]?.blocks ?? []).includes('Critical, snoozed');
  });
  expect(said((await clickModal(here, ALICE, 'trail.alert.more', `why ${id}`)).blocks)).toContain(
    'What joins this alert',
  );
  expect(here.slack.openViews(ALICE)).toHaveLength(2);
});

test('an alert that is gone, and values of nobody’s, do no harm', async () => {
  await alerted();
  await trail(here, ALICE, `alert ${id}`);
  await here.slack.click({
    user: BOB,
    channel: CHANNEL,
    ts: here.slack.messages(CHANNEL)[0]?.ts ?? '',
    actionId: 'alert.more',
    value: `resolve ${id}`,
  });
  await here.app.deliver();
  here.clock.advance(500 * 24 * 3_600_000);
  await here.app.retain();
  const shown = said(await clickAnswer(here, ALICE, 'trail.alert.acknowledge'));
  expect(shown).toMatch(/no longer in the store.*There is no alert whose id begins with/);
});
