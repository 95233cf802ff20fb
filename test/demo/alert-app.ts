// A small app written by hand against the real Bolt, with what alerts use: a message with a button, a select and an overflow menu, a
// modal that loads, grows as it is filled in and complains, a question by direct message, and shortcuts.
import { App, LogLevel, type BlockAction, type ButtonAction, type StaticSelectAction } from '@slack/bolt';
import type { KnownBlock, View } from '@slack/web-api';
import { startSlack, type Slack, type SlackOptions } from '../../demo/slack/server';
import { actions, button, modal, mrkdwn, option, plain, rich, section } from './slack-calls';

export const alert = (state: string, id = 'acts'): KnownBlock[] =>
  [
    section(
      mrkdwn(
        `*Critical* — \`alice.meyer\` stopped logging on trail \`management-events-of-the-organization\` (${state})`,
      ),
    ),
    {
      ...actions(
        button('Acknowledge', 'acknowledge', { style: 'primary' }),
        {
          type: 'static_select',
          action_id: 'snooze',
          placeholder: plain('Snooze'),
          options: ['15 minutes', '1 hour', '4 hours', 'Until tomorrow', 'Until Monday', 'Custom'].map((t) =>
            option(t),
          ),
        },
        button('Mark as expected', 'expect'),
        { type: 'overflow', action_id: 'more', options: ['Show event', 'Assign'].map((t) => option(t)) },
      ),
      block_id: id,
    },
  ] as KnownBlock[];

const input = (block_id: string, label: string, element: object, more: object = {}): object => ({
  type: 'input',
  block_id,
  label: plain(label),
  element: { action_id: block_id, ...element },
  ...more,
});

/** `pattern` adds the field that only one of the choices needs. */
export const expectation = (pattern = false): View =>
  modal({
    callback_id: 'expected',
    title: plain('Mark as expected'),
    submit: plain('Save'),
    notify_on_close: true,
    private_metadata: 'alert 42',
    blocks: [
      { ...section(mrkdwn('Alerts like this one stay silent.')), accessory: button('Preview', 'preview') },
      input(
        'scope',
        'What is expected?',
        {
          type: 'radio_buttons',
          initial_option: option('trail', 'Only this'),
          options: [option('trail', 'Only this'), option('pattern', 'By a pattern')],
        },
        { dispatch_action: true },
      ),
      ...(pattern ? [input('pattern', 'Pattern', { type: 'plain_text_input' }, { dispatch_action: true })] : []),
      input('until', 'Until', { type: 'datepicker' }, { optional: true }),
      input('at', 'At', { type: 'timepicker', initial_time: '09:00' }, { optional: true }),
      input('who', 'Whom to tell', { type: 'users_select' }, { optional: true }),
      input('also', 'Also', { type: 'checkboxes', options: [option('resolve', 'Resolve it')] }, { optional: true }),
      input('why', 'Reason', { type: 'plain_text_input', multiline: true }),
      { type: 'context', elements: [mrkdwn('Matches *14 alerts*')] },
      rich({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: `{ "arn": "${'a'.repeat(120)}" }` }] }),
    ],
  }) as View;

const words = (title: string, text: string): View =>
  modal({ title: plain(title), blocks: [section(mrkdwn(text))] }) as View;

export interface AlertApp {
  slack: Slack;
  /** What the app was told, oldest first. */
  told: Record<string, unknown>[];
  post(channel?: string, text?: string): Promise<string>;
  /** The bot writes a line: into a thread, and with `broadcast` also into the channel. */
  reply(thread_ts: string, text: string, broadcast?: boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function startAlertApp(options: SlackOptions = {}): Promise<AlertApp> {
  const slack = await startSlack({ rateLimits: false, ...options });
  const app = new App({
    token: slack.botToken,
    appToken: slack.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  const told: AlertApp['told'] = [];
  app.use(async ({ body, next }) => {
    told.push(structuredClone(body) as unknown as Record<string, unknown>);
    await next();
  });
  listen(app);
  await app.start();
  return {
    slack,
    told,
    post: async (channel = 'C0SECURITY', text = 'Critical: alice stopped logging') =>
      (await app.client.chat.postMessage({ channel, text, blocks: alert('open') })).ts ?? '',
    reply: async (thread_ts, text, broadcast = false) => {
      const line = { channel: 'C0SECURITY', thread_ts, text };
      await app.client.chat.postMessage(broadcast ? { ...line, reply_broadcast: true } : line);
    },
    stop: async () => {
      await app.stop();
      await slack.close();
    },
  };
}

function listen(app: App): void {
  app.action<BlockAction<ButtonAction>>('acknowledge', async ({ ack, body, client }) => {
    await ack();
    const channel = body.channel?.id ?? '';
    const text = `acknowledged by ${body.user.id}`;
    await client.chat.update({ channel, ts: body.message?.ts ?? '', text, blocks: alert(text) });
  });
  app.action<BlockAction<StaticSelectAction>>('snooze', async ({ ack, action, respond }) => {
    await ack();
    await respond({
      response_type: 'ephemeral',
      replace_original: false,
      text: `Snoozed: ${action.selected_option?.value}`,
    });
  });
  app.action<BlockAction>('more', async ({ ack, respond }) => {
    await ack();
    await respond({ response_type: 'ephemeral', replace_original: false, text: 'The whole event' });
  });
  app.action<BlockAction>('expect', async ({ ack, body, client }) => {
    await ack();
    const { view } = await client.views.open({
      trigger_id: body.trigger_id,
      view: words('Mark as expected', 'Loading'),
    });
    await client.views.update({ view_id: view?.id ?? '', hash: view?.hash ?? '', view: expectation() });
  });
  app.action<BlockAction>('scope', async ({ ack, body, client }) => {
    await ack();
    const chosen = body.view?.state.values['scope']?.['scope']?.selected_option?.value;
    const { id = '', hash = '' } = body.view ?? {};
    await client.views.update({ view_id: id, hash, view: expectation(chosen === 'pattern') });
  });
  app.action('pattern', async ({ ack }) => ack());
  app.action<BlockAction>('preview', async ({ ack, body, client }) => {
    await ack();
    await client.views.push({ trigger_id: body.trigger_id, view: words('Preview', 'Fourteen would be silent') });
  });
  app.view('expected', async ({ ack, view }) => {
    if (view.state.values['why']?.['why']?.value === 'away with it all') return ack({ response_action: 'clear' });
    if ((view.state.values['why']?.['why']?.value ?? '').length < 10)
      return ack({ response_action: 'errors', errors: { why: 'At least ten characters.' } });
    return ack({ response_action: 'update', view: words('Mark as expected', 'Saved') });
  });
  app.view({ callback_id: 'expected', type: 'view_closed' }, async ({ ack }) => ack());
  for (const id of ['explain', 'who'])
    app.shortcut(id, async ({ ack, shortcut, client }) => {
      await ack();
      await client.views.open({
        trigger_id: shortcut.trigger_id,
        view: words('Shortcut', `Called as ${shortcut.type}`),
      });
    });
}
