// The stand-in Slack against the real Bolt App over Socket Mode: what a person does must reach the app as Slack would send it, and
// what the app answers must be shown.
import {
  App,
  LogLevel,
  SocketModeReceiver,
  type BlockAction,
  type ButtonAction,
  type OverflowAction,
} from '@slack/bolt';
import type { View } from '@slack/web-api';
import { startSlack, type Slack, type SlackOptions } from '../../demo/slack/server';
import { button, call, modal, mrkdwn, plain } from './slack-calls';

const options = ['1h', '4h'].map((value) => ({ text: plain(value), value }));
const snooze = modal({
  callback_id: 'snooze',
  submit: plain('Snooze'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'for',
      label: plain('For how long?'),
      element: { type: 'static_select', action_id: 'hours', options },
    },
  ],
}) as View;

let slack: Slack;
let app: App;
let stop: () => Promise<void> = async () => undefined;

async function start(listen: (app: App) => void, given: SlackOptions = {}): Promise<void> {
  slack = await startSlack(given);
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 2000,
    installerOptions: { clientOptions },
  });
  app = new App({ token: slack.botToken, receiver, logLevel: LogLevel.ERROR, clientOptions });
  listen(app);
  stop = async () => {
    stop = async () => undefined;
    await app.stop();
    await slack.close();
  };
  await app.start();
}

afterEach(async () => {
  await stop();
});

async function post(elements: object[] = [button('Acknowledge', 'acknowledge', { value: '42' })]): Promise<string> {
  const blocks = [
    { type: 'section', text: mrkdwn('A login') },
    { type: 'actions', block_id: 'acts', elements },
  ];
  const posted = await app.client.apiCall('chat.postMessage', { channel: 'C0SECURITY', text: 'A login', blocks });
  return (posted as { ts?: string }).ts ?? '';
}

describe('a click', () => {
  it('is delivered with the message and a trigger, and the edit made after it is shown', async () => {
    let body: BlockAction<ButtonAction> | undefined;
    await start((app) => {
      app.action<BlockAction<ButtonAction>>('acknowledge', async ({ ack, body: given, action, client }) => {
        await ack();
        body = given;
        await client.chat.update({
          channel: 'C0SECURITY',
          ts: given.message?.ts ?? '',
          text: `${given.user.id} took ${action.value}`,
          blocks: [],
        });
      });
    });
    const ts = await post();
    await expect(
      slack.click({ user: 'U0ALICE', channel: 'C0SECURITY', ts, actionId: 'acknowledge' }),
    ).resolves.toMatchObject({ ok: true });
    const message = await slack.until(() => slack.messages('C0SECURITY').find((m) => m.edited));
    expect(message).toMatchObject({ ts, text: 'U0ALICE took 42' });
    expect(body).toMatchObject({
      user: { id: 'U0ALICE', name: 'alice' },
      channel: { id: 'C0SECURITY', name: 'security-alerts' },
      container: { type: 'message', message_ts: ts, is_ephemeral: false },
      actions: [{ type: 'button', block_id: 'acts', value: '42' }],
    });
  });

  it('in an overflow menu carries the option, and one that does not exist is the test’s mistake', async () => {
    const chosen: string[] = [];
    await start((app) => {
      app.action<BlockAction<OverflowAction>>('more', async ({ ack, action }) => {
        await ack();
        chosen.push(action.selected_option.value);
      });
    });
    const ts = await post([{ type: 'overflow', action_id: 'more', options }]);
    await slack.click({ user: 'U0BOB', channel: 'C0SECURITY', ts, actionId: 'more', value: '4h' });
    expect(chosen).toEqual(['4h']);
    await expect(
      slack.click({ user: 'U0BOB', channel: 'C0SECURITY', ts, actionId: 'more', value: '9h' }),
    ).rejects.toThrow('"more" has no option "9h"; it has: 1h, 4h');
    await expect(slack.click({ user: 'U0BOB', channel: 'C0SECURITY', ts, actionId: 'less' })).rejects.toThrow(
      'there is: more',
    );
  });

  it('nobody acknowledges is counted, and the person is told', async () => {
    await start((app) => app.action('acknowledge', async () => undefined), { ackTimeout: 30 });
    const ts = await post();
    await expect(slack.click({ user: 'U0ALICE', channel: 'C0SECURITY', ts, actionId: 'acknowledge' })).resolves.toEqual(
      { ok: false, error: 'operation_timeout' },
    );
    expect(slack.unacknowledged).toHaveLength(1);
  });

  it('may be answered to its response_url: only for the person, or in place of the message', async () => {
    await start((app) => {
      app.action('acknowledge', async ({ ack, respond }) => {
        await ack();
        await respond({ response_type: 'ephemeral', replace_original: false, text: 'Bob was faster' });
        await respond({ replace_original: true, text: 'Done' });
      });
    });
    const ts = await post();
    await slack.click({ user: 'U0ALICE', channel: 'C0SECURITY', ts, actionId: 'acknowledge' });
    await slack.until(() => slack.messages('C0SECURITY')[0]?.text === 'Done');
    expect(slack.ephemerals('U0ALICE')).toMatchObject([{ text: 'Bob was faster' }]);
    expect(slack.messages('C0SECURITY')[0]?.blocks).toBeUndefined();
  });
});

describe('a modal', () => {
  const submitted: unknown[] = [];
  const listen = (app: App): void => {
    submitted.length = 0;
    app.action<BlockAction>('acknowledge', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: snooze });
    });
    app.view('snooze', async ({ ack, view }) => {
      const hours = view.state.values['for']?.['hours']?.selected_option?.value;
      if (hours === '4h') return ack({ response_action: 'errors', errors: { for: 'One hour at most' } });
      submitted.push(view.state.values);
      return ack();
    });
    app.view({ callback_id: 'snooze', type: 'view_closed' }, async ({ ack }) => {
      await ack();
      submitted.push('closed');
    });
  };
  const open = async (): Promise<void> => {
    await start(listen);
    await slack.click({ user: 'U0ALICE', channel: 'C0SECURITY', ts: await post(), actionId: 'acknowledge' });
    await slack.until(() => slack.openViews('U0ALICE').length === 1);
  };

  it('is opened by the trigger of a click and closes when it was submitted', async () => {
    await open();
    await expect(slack.submitView({ user: 'U0ALICE', values: { hours: '1h' } })).resolves.toMatchObject({ ok: true });
    expect(submitted).toMatchObject([{ for: { hours: { type: 'static_select', selected_option: { value: '1h' } } } }]);
    expect(slack.openViews('U0ALICE')).toEqual([]);
  });

  it('stays open with the app’s errors', async () => {
    await open();
    await expect(slack.submitView({ user: 'U0ALICE', values: { for: { hours: '4h' } } })).resolves.toMatchObject({
      errors: { for: 'One hour at most' },
    });
    expect(slack.openViews('U0ALICE')).toHaveLength(1);
  });

  it('is not sent while a required input is empty', async () => {
    await open();
    await expect(slack.submitView({ user: 'U0ALICE' })).resolves.toEqual({
      ok: false,
      errors: { for: 'Please complete this required field.' },
    });
    expect(submitted).toEqual([]);
  });

  it('tells the app when it is closed, if it asked for that', async () => {
    await open();
    await slack.closeView({ user: 'U0ALICE' });
    expect([slack.openViews('U0ALICE'), submitted]).toEqual([[], ['closed']]);
  });
});

describe('a slash command', () => {
  it('carries its text, and the acknowledgement is shown to the person alone', async () => {
    await start((app) => app.command('/trail', async ({ ack, command }) => ack(`You asked for ${command.text}`)));
    await slack.command({ user: 'U0ALICE', channel: 'C0SECURITY', text: '/trail health now' });
    await slack.command({ user: 'U0ALICE', channel: 'C0SECURITY', text: 'help' });
    expect(slack.ephemerals('U0ALICE').map((e) => e.text)).toEqual(['You asked for health now', 'You asked for help']);
    expect(slack.messages('C0SECURITY')).toEqual([]);
  });

  it('nobody answers is complained of by Slackbot, as is one that does not exist', async () => {
    await start((app) => app.command('/trail', async () => undefined), { ackTimeout: 30 });
    await slack.command({ user: 'U0ALICE', channel: 'C0SECURITY', text: 'health' });
    await slack.command({ user: 'U0ALICE', channel: 'C0SECURITY', text: '/trial health' });
    expect(slack.ephemerals('U0ALICE')).toMatchObject([
      { from: 'USLACKBOT', text: '/trail failed with the error "operation_timeout"' },
      { from: 'USLACKBOT', text: expect.stringContaining('`/trial` is not a valid command') as string },
    ]);
  });
});

describe('the connection', () => {
  it('is opened anew when Slack asks for it', async () => {
    await start((app) => app.action('acknowledge', async ({ ack }) => ack()));
    const ts = await post();
    slack.disconnectSockets();
    await slack.until(() => slack.calls.filter((c) => c.method === 'apps.connections.open').length === 2);
    await slack.until(() => slack.socketConnections === 1);
    await expect(
      slack.click({ user: 'U0ALICE', channel: 'C0SECURITY', ts, actionId: 'acknowledge' }),
    ).resolves.toMatchObject({ ok: true });
  });
});

describe('App Home', () => {
  it('is published when a person opens it', async () => {
    await start((app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({
          user_id: event.user,
          view: { type: 'home', blocks: [{ type: 'header', text: plain('Hello') }] },
        });
      });
    });
    await slack.openHome({ user: 'U0ALICE' });
    await slack.until(() => slack.home('U0ALICE'));
    expect(slack.home('U0ALICE')).toMatchObject({ type: 'home', blocks: [{ type: 'header' }] });
    expect(slack.home('U0BOB')).toBeUndefined();
  });
});

describe('a shortcut', () => {
  it('reaches the app with or without a message', async () => {
    const seen: string[] = [];
    await start((app) => {
      app.shortcut('explain', async ({ ack, shortcut }) => {
        await ack();
        seen.push(shortcut.type);
      });
    });
    await slack.shortcut({ user: 'U0ALICE', callbackId: 'explain' });
    await slack.shortcut({ user: 'U0ALICE', callbackId: 'explain', channel: 'C0SECURITY', ts: await post() });
    expect(seen).toEqual(['shortcut', 'message_action']);
  });
});

describe('without Socket Mode', () => {
  it('a click reaches nobody', async () => {
    const alone = await startSlack({ manifest: { socketMode: false } });
    const blocks = [{ type: 'actions', elements: [button('Go', 'go')] }];
    const { ts } = (await call(alone, 'chat.postMessage', { channel: 'C0SECURITY', text: 'x', blocks })).body;
    const click = alone.click({ user: 'U0ALICE', channel: 'C0SECURITY', ts: ts ?? '', actionId: 'go' });
    await expect(click).resolves.toEqual({ ok: false, error: 'dispatch_failed' });
    await alone.close();
  });
});
