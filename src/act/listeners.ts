/**
 * The bot's ears: one Bolt app, by Socket Mode or HTTP, that hands clicks to the pure-minded functions beside it. Every
 * listener acknowledges to Slack first, and tells the person when something went wrong on our side.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  App,
  HTTPModuleFunctions,
  HTTPReceiver,
  type Logger,
  type Receiver,
  type RespondFn,
  SocketModeReceiver,
  isValidSlackRequest,
} from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { mrkdwn } from '../notify/text';
import type { Desk, Told } from './desk';
import { onlyEnvelopes } from './envelopes';
import { CLICKS, SUBMISSIONS } from './handlers';
import { answeredWith, clickedOf, submittedOf } from './payloads';
import { IN_TIME, admitted } from './requests';
import { type Answered, type Clicked, type Screen, loadingView, noticeView } from './screen';

export type Connection =
  | { readonly mode: 'socket'; readonly appToken: string }
  /** `host` undefined for all interfaces. */
  | {
      readonly mode: 'http';
      readonly signingSecret: string;
      readonly port: number;
      readonly host?: string | undefined;
    };

export interface Ears {
  start(): Promise<void>;
  /** Hears no more, and resolves when what was heard is done: Slack was told that we have it. */
  stop(): Promise<void>;
}

export interface ListenersOptions {
  readonly connection: Connection;
  /** For answers to people; apart from the outbox's, so that a flood of alerts never delays a click. */
  readonly client: WebClient;
  readonly botToken: string;
  readonly apiUrl: string | undefined;
  readonly desk: Desk;
  /** Requests are signed by the time of day, which the desk's clock need not show. */
  readonly wallClock: { now(): number };
  readonly logger: Logger;
  /** Called after an action changed something: edits are owed. */
  readonly acted: () => void;
  readonly failed: (error: unknown, where: string) => void;
  /** Other addresses to answer on the port of HTTP mode. */
  readonly pages: readonly PageRoute[];
  /** Called when the connection by which clicks arrive comes and goes. */
  readonly connected: (isConnected: boolean) => void;
}

/** One address and what it answers, as Bolt takes it. */
type PageRoute = NonNullable<ConstructorParameters<typeof HTTPReceiver>[0]['customRoutes']>[number];

/** A submitted modal is answered within three seconds; when ours takes longer than this (milliseconds), it is told to wait. */
const PATIENCE = 2_000;

/** Slack drops a quiet socket without a word; a ping that stays unanswered for so long (milliseconds) means reconnect. */
const PING_TIMEOUT = 15_000;

export function listeners(options: ListenersOptions): Ears {
  const { connection, client, apiUrl, failed } = options;
  const clientOptions = { retryConfig: { retries: 2 }, ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }) };
  const { logger, connected } = options;
  const underWay = new Set<Promise<unknown>>();
  const track = async <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };
  const app = new App({
    token: options.botToken,
    receiver: receiverFor(options, clientOptions),
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
      await track(answer(clicked, options, respond, () => onClick(options.desk, clicked, screen)));
    });
  }
  for (const [callbackId, onSubmit] of Object.entries(SUBMISSIONS)) {
    app.view({ type: 'view_submission', callback_id: callbackId }, async ({ ack, body }) => {
      const submitted = submittedOf(body);
      const work = track(guarded(options, () => onSubmit(options.desk, submitted, screen)));
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
      if (connection.mode === 'http') await app.start(listenOptions(connection), IN_TIME);
      else await app.start();
      listening = true;
      if (connection.mode === 'http') connected(true);
    },
    async stop() {
      if (listening) await app.stop().finally(() => Promise.allSettled(underWay));
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
  const privately = async () => respond({ text, response_type: 'ephemeral', replace_original: false });
  await privately().catch(() => client.chat.postEphemeral({ channel, user, text }));
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
    update: async (id, view) => void (await client.views.update({ view_id: id, view }).catch(closed)),
    edit: async (channel, ts, { text, blocks }) => void (await client.chat.update({ channel, ts, text, blocks })),
  };
}

/** Whoever closed the modal meanwhile does not want to see what it would have shown. */
function closed(error: unknown): void {
  if ((error as { data?: { error?: string } }).data?.error !== 'not_found') throw error;
}

type ClientOptions = NonNullable<
  NonNullable<ConstructorParameters<typeof SocketModeReceiver>[0]['installerOptions']>['clientOptions']
>;

function listenOptions({ port, host }: Extract<Connection, { mode: 'http' }>): { port: number; host?: string } {
  return host === undefined ? { port } : { port, host };
}

const EVENTS = '/slack/events';

function receiverFor(options: ListenersOptions, clientOptions: ClientOptions): Receiver {
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
  { logger, pages, wallClock }: ListenersOptions,
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
