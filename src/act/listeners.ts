/**
 * The bot's ears: one Bolt app, by Socket Mode or HTTP, that hands clicks to the pure-minded functions beside it. Every
 * listener acknowledges to Slack first, and tells the person when something went wrong on our side.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { App, HTTPReceiver, type Logger, type Receiver, type RespondFn, SocketModeReceiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { mrkdwn } from '../notify/text';
import type { Desk, Told } from './desk';
import { CLICKS, SUBMISSIONS } from './handlers';
import { answeredWith, clickedOf, submittedOf } from './payloads';
import { type Answered, type Clicked, type Screen, loadingView, noticeView } from './screen';

export type Connection =
  | { readonly mode: 'socket'; readonly appToken: string }
  | { readonly mode: 'http'; readonly signingSecret: string; readonly port: number };

export interface Ears {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ListenersOptions {
  readonly connection: Connection;
  /** For answers to people; apart from the outbox's, so that a flood of alerts never delays a click. */
  readonly client: WebClient;
  readonly botToken: string;
  readonly apiUrl: string | undefined;
  readonly desk: Desk;
  readonly logger: Logger;
  /** Called after an action changed something: edits are owed. */
  readonly acted: () => void;
  readonly failed: (error: unknown, where: string) => void;
}

/** A submitted modal is answered within three seconds; when ours takes longer than this (milliseconds), it is told to wait. */
const PATIENCE = 2_000;

/** Slack drops a quiet socket without a word; a ping that stays unanswered for so long (milliseconds) means reconnect. */
const PING_TIMEOUT = 15_000;

export function listeners(options: ListenersOptions): Ears {
  const { connection, client, apiUrl, failed } = options;
  const clientOptions = { retryConfig: { retries: 2 }, ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }) };
  const { logger } = options;
  const app = new App({
    token: options.botToken,
    receiver: receiverFor(connection, clientOptions, logger),
    clientOptions,
    logger,
    ignoreSelf: true,
    tokenVerificationEnabled: false,
  });
  app.error(async (error) => failed(error, 'listener'));
  const screen = screenOf(client);
  for (const [actionId, onClick] of Object.entries(CLICKS)) {
    app.action(actionId, async ({ ack, body, action, respond }) => {
      await ack();
      const clicked = clickedOf(body, action);
      await answer(clicked, options, respond, () => onClick(options.desk, clicked, screen));
    });
  }
  for (const [callbackId, onSubmit] of Object.entries(SUBMISSIONS)) {
    app.view({ type: 'view_submission', callback_id: callbackId }, async ({ ack, body }) => {
      const submitted = submittedOf(body);
      const work = guarded(options, () => onSubmit(options.desk, submitted, screen));
      const inTime = await Promise.race([work, sleep(PATIENCE, 'later' as const, { ref: false })]);
      if (inTime !== 'later') return ack(answeredWith(inTime));
      const { id } = submitted.form;
      await ack({ response_action: 'update', view: loadingView('One moment', mrkdwn`Slack is slow today…`) });
      const late = await work;
      if (late && 'view' in late) await screen.update(id, late.view);
      else
        await screen.update(
          id,
          noticeView('Done', late ? mrkdwn`That was not saved: please open it again.` : mrkdwn`Saved.`),
        );
    });
  }
  const heardOf = (event: { readonly type: string; readonly user: unknown }): Promise<void> =>
    options.desk.directory.changed(event).catch((error: unknown) => failed(error, 'directory'));
  app.event('user_change', ({ event }) => heardOf(event));
  app.event('team_join', ({ event }) => heardOf(event));
  let listening = false;
  return {
    async start() {
      await (connection.mode === 'http' ? app.start(connection.port) : app.start());
      listening = true;
    },
    async stop() {
      if (listening) await app.stop();
      listening = false;
    },
  };
}

/** Does what was clicked and tells the person privately what came of it, when the message itself does not show it. */
async function answer(
  { user, channel }: Clicked,
  { client, acted, failed }: ListenersOptions,
  respond: RespondFn,
  work: () => Promise<Told>,
): Promise<void> {
  let told: Told;
  try {
    told = await work();
    acted();
  } catch (error) {
    failed(error, 'action');
    told = FAILED;
  }
  if (told === undefined || channel === undefined) return;
  const { text } = told;
  // The click's own address is not counted: in a burst the hundred private messages a minute are soon used up.
  await respond({ text, response_type: 'ephemeral', replace_original: false }).catch(() =>
    client.chat.postEphemeral({ channel, user, text }),
  );
}

const FAILED = mrkdwn`That did not work: the bot could not save it. Nothing was changed; please try again, and tell whoever runs the bot.`;

/** What fails on our side is told in the modal itself. */
async function guarded({ acted, failed }: ListenersOptions, work: () => Promise<Answered>): Promise<Answered> {
  try {
    const answered = await work();
    acted();
    return answered;
  } catch (error) {
    failed(error, 'submission');
    return { view: noticeView('That did not work', FAILED) };
  }
}

function screenOf(client: WebClient): Screen {
  return {
    open: async (trigger, view) => (await client.views.open({ trigger_id: trigger, view })).view?.id ?? '',
    push: async (trigger, view) => (await client.views.push({ trigger_id: trigger, view })).view?.id ?? '',
    update: async (id, view) => void (await client.views.update({ view_id: id, view })),
    edit: async (channel, ts, { text, blocks }) => void (await client.chat.update({ channel, ts, text, blocks })),
  };
}

type ClientOptions = NonNullable<
  NonNullable<ConstructorParameters<typeof SocketModeReceiver>[0]['installerOptions']>['clientOptions']
>;

function receiverFor(connection: Connection, clientOptions: ClientOptions, logger: Logger): Receiver {
  if (connection.mode === 'http') {
    const { signingSecret, port } = connection;
    return new HTTPReceiver({ signingSecret, port, endpoints: '/slack/events', logger });
  }
  const { appToken } = connection;
  return new SocketModeReceiver({
    appToken,
    logger,
    clientPingTimeout: PING_TIMEOUT,
    installerOptions: { clientOptions },
  });
}
