/** How Slack reaches us: a socket we open, or an address it calls. What does not come from Slack is left out before Bolt reads it. */
import {
  HTTPModuleFunctions,
  HTTPReceiver,
  type Logger,
  type Receiver,
  SocketModeReceiver,
  isValidSlackRequest,
} from '@slack/bolt';
import { onlyEnvelopes } from './envelopes';
import { admitted } from './requests';

export type Connection =
  | { readonly mode: 'socket'; readonly appToken: string }
  /** `host` undefined for all interfaces. */
  | {
      readonly mode: 'http';
      readonly signingSecret: string;
      readonly port: number;
      readonly host?: string | undefined;
    };

export interface ReceiverOptions {
  readonly connection: Connection;
  /** Requests are signed by the time of day, which the desk's clock need not show. */
  readonly wallClock: { now(): number };
  readonly logger: Logger;
  /** Other addresses to answer on the port of HTTP mode. */
  readonly pages: readonly PageRoute[];
  /** Called when the connection by which clicks arrive comes and goes. */
  readonly connected: (isConnected: boolean) => void;
}

/** One address and what it answers, as Bolt takes it. */
type PageRoute = NonNullable<ConstructorParameters<typeof HTTPReceiver>[0]['customRoutes']>[number];

/** Slack drops a quiet socket without a word; a ping that stays unanswered for so long (milliseconds) means reconnect. */
const PING_TIMEOUT = 15_000;

export type ClientOptions = NonNullable<
  NonNullable<ConstructorParameters<typeof SocketModeReceiver>[0]['installerOptions']>['clientOptions']
>;

export function listenOptions({ port, host }: Extract<Connection, { mode: 'http' }>): { port: number; host?: string } {
  return host === undefined ? { port } : { port, host };
}

const EVENTS = '/slack/events';

export function receiverFor(options: ReceiverOptions, clientOptions: ClientOptions): Receiver {
  const { connection, logger, connected } = options;
  if (connection.mode === 'http') return httpReceiver(connection, options);
  const { appToken } = connection;
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    clientPingTimeout: PING_TIMEOUT,
    installerOptions: { clientOptions },
  });
  onlyEnvelopes(receiver.client, () => logger.warn('a message on the socket is not one that Slack sends'));
  receiver.client.on('connected', () => connected(true));
  for (const end of ['close', 'reconnecting', 'disconnected']) receiver.client.on(end, () => connected(false));
  return receiver;
}

function httpReceiver(
  { signingSecret, port }: Extract<Connection, { mode: 'http' }>,
  { logger, pages, wallClock }: ReceiverOptions,
): Receiver {
  const receiver = new HTTPReceiver({ signingSecret, port, endpoints: EVENTS, logger, customRoutes: [...pages] });
  receiver.requestListener = admitted(receiver.requestListener, {
    path: EVENTS,
    now: () => wallClock.now(),
    parse: (request) => HTTPModuleFunctions.parseHTTPRequestBody(request) as unknown,
    isSigned(body, signature, timestamp) {
      const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp };
      return isValidSlackRequest({ signingSecret, body, headers });
    },
    refused: (why) => logger.warn('a request is refused', why),
  });
  return receiver;
}
