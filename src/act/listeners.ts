/**
 * The bot's ears: one Bolt app, by Socket Mode or HTTP, that hands clicks to the pure-minded functions beside it. Every
 * listener acknowledges to Slack first, and tells the person when something went wrong on our side.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { App, type RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { mrkdwn } from '../notify/text';
import type { Desk, Told } from './desk';
import { SHORTCUTS, clickOf, SUBMISSIONS } from './handlers';
import { HOME } from './home/actions';
import type { Homes } from './home/homes';
import { answeredWith, calledOf, clickedOf, commandedOf, isAtHome, submittedOf } from './payloads';
import { type ReceiverOptions, listenOptions, receiverFor } from './receivers';
import { IN_TIME } from './requests';
import { type Answered, type Clicked, loadingView, noticeView } from './screen';
import { screenOf } from './slack-screen';
import { command } from './trail/clicks';

export interface Ears {
  start(): Promise<void>;
  /** Hears no more, and resolves when what was heard is done: Slack was told that we have it. */
  stop(): Promise<void>;
}

export interface ListenersOptions extends ReceiverOptions {
  /** For answers to people; apart from the outbox's, so that a flood of alerts never delays a click. */
  readonly client: WebClient;
  readonly botToken: string;
  readonly apiUrl: string | undefined;
  readonly desk: Desk;
  readonly homes: Homes;
  /** Called after an action changed something: edits are owed. */
  readonly acted: () => void;
  readonly failed: (error: unknown, where: string) => void;
}

/** A submitted modal is answered within three seconds; when ours takes longer than this (milliseconds), it is told to wait. */
const PATIENCE = 2_000;

export function listeners(options: ListenersOptions): Ears {
  const { connection, client, apiUrl, failed } = options;
  const clientOptions = { retryConfig: { retries: 2 }, ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }) };
  const { logger, connected, homes } = options;
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
  app.action(/./, async ({ ack, body, action, respond }) => {
    await ack();
    const clicked = clickedOf(body, action);
    const onClick = clickOf(clicked.actionId);
    const within = screenOf(client, respond);
    if (onClick) await track(answer(clicked, options, respond, () => onClick(options.desk, clicked, within)));
    const { user, actionId } = clicked;
    if (isAtHome(body)) await (actionId === HOME.refresh ? homes.opened(user) : homes.clicked(user));
  });
  // Whatever the manifest calls the command: there is one.
  app.command(/./, async ({ ack, body, respond }) => {
    await ack();
    const commanded = commandedOf(body);
    const asked = { ...commanded, channel: body.channel_id, view: undefined };
    const work = () => command(options.desk, commanded, screenOf(client, respond)).then(() => undefined);
    await track(answer(asked, options, respond, work));
  });
  for (const [callbackId, onCalled] of Object.entries(SHORTCUTS)) {
    app.shortcut(callbackId, async ({ ack, body }) => {
      await ack();
      const called = calledOf(body);
      await track(onCalled(options.desk, called, screen).catch((error: unknown) => failed(error, 'shortcut')));
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
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await homes.opened(event.user);
  });
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

/** Does what was asked for and tells the person privately what came of it, when the message itself does not show it. */
async function answer(
  { user, channel, view, trigger }: Pick<Clicked, 'user' | 'channel' | 'view' | 'trigger'>,
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
  if (told === undefined) return;
  if (channel === undefined) {
    // In a modal and in App Home there is no private message; three seconds later there is no other way either.
    const notice = noticeView('Trailwarden', told);
    const screen = screenOf(client);
    await (view ? screen.push(trigger, notice) : screen.open(trigger, notice)).catch((error: unknown) =>
      failed(error, 'notice'),
    );
    return;
  }
  const { text } = told;
  // The click's own address is not counted: in a burst the hundred private messages a minute are soon used up.
  const privately = async () => respond({ text, response_type: 'ephemeral', replace_original: false });
  await privately().catch(() => client.chat.postEphemeral({ channel, user, text }));
}

const FAILED = mrkdwn`That did not work: the bot could not save or find it. Nothing was changed; please try again, and tell whoever runs the bot.`;

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
