/** Messages over Socket Mode that are not Slack's: left out and told, and clicks are heard as before, on the same connection. */
import { MINUTE, NOON, record } from '../fixtures';
import { ALICE, type World, eventually, world } from '../harness';
import { acting } from '../pipeline/acting';

let here: World;
afterEach(() => here.close());
const { acknowledge, happens, words } = acting(() => here);

const BODY = { envelope_id: 'e', payload: { type: 'block_actions' } };

const MESSAGES: readonly (string | Buffer)[] = [
  ...['', 'null', '7', '[]', '"text"', '{', '{}', '[{"type":"hello"}]', '['.repeat(100_000), '\ud800'],
  Buffer.from([0xff, 0xfe, 0x00]),
  ...[
    { type: null },
    { type: ['hello'] },
    { type: 'events_api' },
    { type: 'events_api', envelope_id: 'e', payload: null },
    { type: 'events_api', envelope_id: 'e', payload: { event: null } },
    { type: 'events_api', envelope_id: 'e', payload: { event: { type: 7 } } },
    { type: 'events_api', payload: { event: { type: 'user_change' } } },
    { type: 'interactive', envelope_id: 'e' },
    { type: 'interactive', envelope_id: 7, payload: {} },
    // Names of events of the client's own, which would have it reconnect or stop.
    ...['error', 'close', 'disconnected', 'reconnecting', 'ws_message', 'slack_event', '__proto__'].map((type) => {
      return { ...BODY, type };
    }),
  ].map((message) => JSON.stringify(message)),
];

/** Envelopes in form, whose payloads are not. */
const PAYLOADS: readonly unknown[] = [
  {},
  { type: 'block_actions' },
  { type: 'block_actions', user: null, actions: [] },
  { type: 'block_actions', actions: [{ action_id: 'alert.acknowledge', value: {} }], user: { id: [] } },
  { type: 'view_submission', view: null, user: { id: ALICE } },
  { type: 'view_submission', view: { callback_id: 'snooze', state: 7 }, user: { id: ALICE } },
  { type: 'unheard_of', user: { id: ALICE } },
  { event: { type: 'user_change', user: null }, team_id: 'T1' },
];

test('nothing that comes over the socket ends the process or the connection', async () => {
  const loose: unknown[] = [];
  const onLoose = (reason: unknown) => void loose.push(reason);
  process.on('unhandledRejection', onLoose);
  here = await world({ start: true });
  await happens(record({ eventTime: new Date(NOON - MINUTE).toISOString() }));
  const opened = () => here.slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
  const before = opened();
  for (const message of MESSAGES) here.slack.sendRaw(message);
  for (const payload of PAYLOADS)
    for (const type of ['interactive', 'slash_commands', 'events_api'])
      here.slack.sendRaw(JSON.stringify({ type, envelope_id: `e-${type}`, payload }));
  expect((await acknowledge(ALICE)).ok).toBe(true);
  await eventually(() => expect(words()).toMatch(/Acknowledged/));
  process.off('unhandledRejection', onLoose);
  expect(loose).toEqual([]);
  expect(opened()).toBe(before);
  expect(here.slack.socketConnections).toBe(1);
  const told = here.log.filter((line) => line.includes('is not one that Slack sends'));
  expect(told.length).toBeGreaterThanOrEqual(MESSAGES.length);
});
