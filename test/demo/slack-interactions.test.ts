// What people do, as the app is told of it and as it stays: choices in messages, inputs of a modal through updates and pushes, and
// what nobody may do in the place of others.
import { alert, expectation, startAlertApp, type AlertApp } from './alert-app';
import { call, modal } from './slack-calls';

let here: AlertApp;
let now = Date.UTC(2026, 10, 21, 12);
beforeEach(async () => {
  here = await startAlertApp({ clock: { now: () => now } });
});
afterEach(() => here.stop());

const alice = { user: 'U0ALICE', channel: 'C0SECURITY' };
const last = (): Record<string, unknown> => here.told.at(-1) ?? {};
const top = (): { id: string; hash: string; blocks: unknown[] } => {
  const view = here.slack.openViews('U0ALICE').at(-1);
  if (!view) throw new Error('no modal is open');
  return view;
};
const openModal = async (): Promise<void> => {
  await here.slack.click({ ...alice, ts: await here.post(), actionId: 'expect' });
  await here.slack.until(() => here.slack.openViews('U0ALICE')[0]?.blocks.length === expectation().blocks.length);
};

describe('a choice in a message', () => {
  const chosen = (value: string): object => ({ text: { type: 'plain_text', text: value, emoji: true }, value });
  const rows: [string, object, object, object][] = [
    [
      'of a select is the action and the state',
      { actionId: 'snooze', value: '1 hour' },
      {
        type: 'static_select',
        block_id: 'acts',
        selected_option: chosen('1 hour'),
        placeholder: { type: 'plain_text', text: 'Snooze', emoji: true },
      },
      { type: 'static_select', selected_option: chosen('1 hour') },
    ],
    [
      'that is taken back is null',
      { actionId: 'snooze', value: '' },
      { type: 'static_select', selected_option: null },
      { type: 'static_select', selected_option: null },
    ],
    [
      'of an overflow menu is the action, and no state',
      { actionId: 'more', value: 'Assign' },
      { type: 'overflow', block_id: 'acts', selected_option: chosen('Assign') },
      { type: 'static_select', selected_option: null },
    ],
    [
      'is told with a button pressed later',
      { actionId: 'acknowledge', values: { snooze: '4 hours' } },
      { type: 'button', block_id: 'acts' },
      { type: 'static_select', selected_option: chosen('4 hours') },
    ],
  ];
  test.each(rows)('%s', async (_name, what, action, snooze) => {
    const ts = await here.post();
    await expect(here.slack.click({ ...alice, ts, ...what } as never)).resolves.toMatchObject({ ok: true });
    expect(last()).toMatchObject({
      type: 'block_actions',
      trigger_id: expect.stringMatching(/^\d+\.\d+\.\w+$/) as string,
      response_url: expect.stringContaining(`${here.slack.url}/actions/`) as string,
      container: { type: 'message', message_ts: ts, channel_id: 'C0SECURITY', is_ephemeral: false },
      message: { ts, bot_id: 'B0TRAILWARDEN' },
      actions: [action],
    });
    expect(last()['state']).toEqual({ values: { acts: { snooze } } });
  });

  it('is one person’s own, and is forgotten with its block', async () => {
    const ts = await here.post();
    await here.slack.click({ ...alice, ts, actionId: 'snooze', value: '1 hour' });
    await here.slack.click({ ...alice, user: 'U0BOB', ts, actionId: 'more', value: 'Assign' });
    expect(last()['state']).toMatchObject({ values: { acts: { snooze: { selected_option: null } } } });
    await call(here.slack, 'chat.update', { channel: 'C0SECURITY', ts, text: 'x', blocks: alert('open', 'new') });
    await here.slack.click({ ...alice, ts, actionId: 'more', value: 'Assign' });
    expect(last()['state']).toMatchObject({ values: { new: { snooze: { selected_option: null } } } });
  });

  it('is answered in the channel, also where the message has a thread', async () => {
    const ts = await here.post();
    await here.reply(ts, 'Opened');
    await here.slack.click({ ...alice, ts, actionId: 'more', value: 'Show event' });
    const whisper = await here.slack.until(() => here.slack.ephemerals('U0ALICE')[0]);
    expect([whisper.text, whisper.thread_ts]).toEqual(['The whole event', undefined]);
  });
});

describe('a modal', () => {
  it('tells what is entered with each dispatched choice, and keeps it through an update', async () => {
    await openModal();
    const { id, hash } = top();
    await here.slack.click({
      user: 'U0ALICE',
      viewId: id,
      actionId: 'scope',
      value: 'pattern',
      values: { why: 'short', until: '2026-12-24', also: ['resolve'], who: 'U0BOB' },
    });
    expect(last()).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: id },
      actions: [{ type: 'radio_buttons', selected_option: { value: 'pattern' }, initial_option: { value: 'trail' } }],
      view: {
        hash,
        private_metadata: 'alert 42',
        state: {
          values: {
            scope: { scope: { type: 'radio_buttons', selected_option: { value: 'pattern' } } },
            until: { until: { type: 'datepicker', selected_date: '2026-12-24' } },
            at: { at: { type: 'timepicker', selected_time: '09:00' } },
            who: { who: { type: 'users_select', selected_user: 'U0BOB' } },
            also: { also: { type: 'checkboxes', selected_options: [{ value: 'resolve' }] } },
            why: { why: { type: 'plain_text_input', value: 'short' } },
          },
        },
      },
    });
    expect(last()['state'] ?? last()['message'] ?? last()['response_url']).toBeUndefined();
    await here.slack.until(() => top().blocks.length === expectation(true).blocks.length);
    expect(top().hash).not.toBe(hash);
    await expect(here.slack.submitView({ user: 'U0ALICE', values: { pattern: 'a*' } })).resolves.toMatchObject({
      errors: { why: 'At least ten characters.' },
    });
    await here.slack.submitView({ user: 'U0ALICE', values: { why: 'long enough by now' } });
    expect(last()).toMatchObject({
      type: 'view_submission',
      view: {
        state: { values: { pattern: { pattern: { value: 'a*' } }, also: { also: { selected_options: [{}] } } } },
      },
    });
    expect(here.slack.openViews('U0ALICE')).toMatchObject([{ id, blocks: [{ text: { text: 'Saved' } }] }]);
  });

  it('forgets what an update takes away', async () => {
    await openModal();
    const update = async (pattern: boolean): Promise<void> => {
      const { id, hash } = top();
      const { body } = await call(here.slack, 'views.update', { view_id: id, hash, view: expectation(pattern) });
      expect(body).toMatchObject({ ok: true, view: { title: { emoji: true }, submit: { emoji: true } } });
    };
    await update(true);
    await here.slack.click({ user: 'U0ALICE', viewId: top().id, actionId: 'pattern', value: 'a*' });
    await update(false);
    await update(true);
    await here.slack.click({ user: 'U0ALICE', viewId: top().id, actionId: 'pattern', values: { why: 'kept' } });
    expect(last()).toMatchObject({
      actions: [{ value: null }],
      view: { state: { values: { pattern: { pattern: { value: null } }, why: { why: { value: 'kept' } } } } },
    });
  });

  it('below a pushed one keeps what was entered; the cross closes both and says so', async () => {
    await openModal();
    const { id } = top();
    await here.slack.click({ user: 'U0ALICE', viewId: id, actionId: 'preview', values: { why: 'typed before' } });
    await here.slack.until(() => here.slack.openViews('U0ALICE').length === 2);
    expect(top()).toMatchObject({ previous_view_id: id, root_view_id: id });
    await here.slack.closeView({ user: 'U0ALICE' });
    await here.slack.click({ user: 'U0ALICE', viewId: id, actionId: 'preview' });
    expect(last()).toMatchObject({ view: { state: { values: { why: { why: { value: 'typed before' } } } } } });
    await here.slack.until(() => here.slack.openViews('U0ALICE').length === 2);
    await here.slack.closeView({ user: 'U0ALICE', viewId: id, all: true });
    expect(last()).toMatchObject({ type: 'view_closed', is_cleared: true, view: { callback_id: 'expected' } });
    expect(here.slack.openViews('U0ALICE')).toEqual([]);
  });

  it('that is submitted with a clear takes the whole stack with it', async () => {
    await openModal();
    const { id } = top();
    await here.slack.click({ user: 'U0ALICE', viewId: id, actionId: 'preview' });
    await here.slack.until(() => here.slack.openViews('U0ALICE').length === 2);
    await here.slack.submitView({ user: 'U0ALICE', viewId: id, values: { why: 'away with it all' } });
    expect(here.slack.openViews('U0ALICE')).toEqual([]);
  });

  const refusals: [string, string, () => Promise<Record<string, unknown>>, string][] = [
    [
      'an update with an old hash',
      'views.update',
      async () => ({ view_id: top().id, hash: '1.old', view: modal() }),
      'hash_conflict',
    ],
    [
      'a trigger older than three seconds',
      'views.open',
      async () => {
        const { trigger_id } = last();
        now += 3001;
        return { trigger_id, view: modal() };
      },
      'expired_trigger_id',
    ],
    [
      'a trigger that was used',
      'views.open',
      async () => ({ trigger_id: here.told[0]?.['trigger_id'], view: modal() }),
      'exchanged_trigger_id',
    ],
    [
      'a push by what was done in a message',
      'views.push',
      async () => {
        await here.slack.click({ ...alice, ts: await here.post(), actionId: 'more', value: 'Assign' });
        return { trigger_id: last()['trigger_id'], view: modal() };
      },
      'not_found',
    ],
  ];
  test.each(refusals)('refuses %s', async (_name, method, args, error) => {
    await openModal();
    if (error === 'expired_trigger_id')
      await here.slack.click({ ...alice, ts: await here.post(), actionId: 'more', value: 'Assign' });
    expect((await call(here.slack, method, await args())).body).toMatchObject({ ok: false, error });
  });
});

describe('nobody acts', () => {
  it('in somebody else’s modal, direct message or private channel', async () => {
    await openModal();
    const bob = { user: 'U0BOB', actionId: 'preview' };
    await expect(here.slack.click({ ...bob, viewId: top().id })).rejects.toThrow('U0BOB has no view');
    const ts = await here.post('U0ALICE');
    await expect(here.slack.click({ ...bob, channel: 'U0ALICE', ts })).rejects.toThrow('U0BOB is not in D0ALICE');
    await expect(here.slack.say({ user: 'U0BOB', channel: 'D0ALICE', text: 'x' })).rejects.toThrow('private');
  });
});
