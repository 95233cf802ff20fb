/**
 * The bot's ears: one Bolt app, by Socket Mode or HTTP, that hands clicks to the pure-minded functions beside it. Every
 * listener acknowledges to Slack first, and tells the person when something went wrong on our side.
 */
import { App, HTTPReceiver, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { ACKNOWLEDGE } from '../notify/message';
import { type Mrkdwn, mrkdwn } from '../notify/text';
import { type Click, type Desk, acknowledge } from './buttons';

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
  app.action(ACKNOWLEDGE, async ({ ack, body, action }) => {
    await ack();
    const alertId = action.type === 'button' ? (action.value ?? '') : '';
    const click: Click = { user: body.user.id, alertId };
    const channel = body.channel?.id;
    await answer(client, click.user, channel, options, () => acknowledge(options.desk, click));
  });
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
  client: WebClient,
  user: string,
  channel: string | undefined,
  { acted, failed }: ListenersOptions,
  work: () => Promise<Mrkdwn | undefined>,
): Promise<void> {
  let told: Mrkdwn | undefined;
  try {
    told = await work();
    acted();
  } catch (error) {
    failed(error, 'action');
    told = mrkdwn`That did not work: the bot could not save it. Nothing was changed; please try again, and tell whoever runs the bot.`;
  }
  if (told === undefined || channel === undefined) return;
  await client.chat.postEphemeral({ channel, user, text: told.text });
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
