/**
 * Slack's Web API as the outbox needs it: post, edit, and look for a message whose posting was interrupted. Every way of
 * failing is told apart here, as each wants another answer. The SDK neither retries nor pauses; pacing is the outbox's.
 */
import { ErrorCode, type WebAPICallError, WebClient, type WebClientOptions } from '@slack/web-api';
import { AppError, reasonOf } from '../error';
import { scopeOf } from './failures';
import type { Message } from './owed';

/** A request that got no answer in this time may or may not have been carried out. */
export const SLACK_TIMEOUT = 10_000;

const nothing = () => undefined;
const SILENT: NonNullable<WebClientOptions['logger']> = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing },
  getLevel: () => 'error' as never,
};

const METADATA_TYPE = 'trailwarden_notification';

/** Slack asked us to wait so many milliseconds. Nothing was done. */
export class RateLimited extends AppError {
  constructor(readonly retryAfter: number) {
    super('rate_limited', 'Slack asked to slow down', { permanent: false });
  }
}

/** No answer, or a broken one: what was asked may have been done. */
export class Uncertain extends AppError {
  constructor(cause: unknown) {
    super('uncertain', `no answer from Slack: ${reasonOf(cause)}`, { permanent: false, cause });
  }
}

/** Slack answered no; `code` is Slack's own. Nothing was done, and only a person can change the answer. */
export class Refused extends AppError {
  constructor(
    code: string,
    readonly method: string,
  ) {
    super(code, `Slack refused ${method}: ${code}${advice(code)}`);
  }
}

export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

export interface Thread {
  readonly ts: string;
  readonly broadcast: boolean;
}

export interface Messenger {
  /** Posts a message, or a reply in a thread (shown in the channel too when it is broadcast). `key` is found again by `find`. */
  post(channel: string, message: Message, key: string, thread?: Thread): Promise<Posted>;
  edit(posted: Posted, message: Message): Promise<void>;
  /** Looks for a message by its key among those since `since` (milliseconds). Throws Refused without the scope to look. */
  find(channel: string, key: string, since: number, threadTs?: string): Promise<Posted | undefined>;
}

/** The SDK logs nothing by itself: every failure is thrown, and told by whoever asked. */
export function slackClient(token: string, apiUrl: string | undefined): WebClient {
  return new WebClient(token, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
    timeout: SLACK_TIMEOUT,
  });
}

export function messenger(client: WebClient): Messenger {
  /** A person's id stands for the direct message with them, which Slack opens and names. */
  const direct = new Map<string, string>();
  async function named(channel: string): Promise<string> {
    const known = /^[UW]/.test(channel) ? direct.get(channel) : channel;
    if (known !== undefined) return known;
    const opened = await call('conversations.open', () => client.conversations.open({ users: channel }));
    const id = opened.channel?.id ?? channel;
    direct.set(channel, id);
    return id;
  }

  /** Where the parent was deleted, Slack posts a reply into the channel itself, and says so by leaving the thread out. */
  async function takeBack(channel: string, ts: string): Promise<never> {
    await client.chat.delete({ channel, ts }).catch(() => undefined);
    throw new Refused('thread_not_found', 'chat.postMessage');
  }

  return {
    async post(place, message, key, thread) {
      const channel = await named(place);
      const metadata = { event_type: METADATA_TYPE, event_payload: { key } };
      const answer = await orPlain(message, ({ text, blocks }) => {
        const common = { channel, text, blocks, metadata, unfurl_links: false, unfurl_media: false };
        return call('chat.postMessage', () =>
          client.chat.postMessage(
            thread === undefined ? common : { ...common, thread_ts: thread.ts, reply_broadcast: thread.broadcast },
          ),
        );
      });
      if (answer.ts === undefined) throw new Uncertain('chat.postMessage answered without a ts');
      const strayed = thread !== undefined && answer.message !== undefined && answer.message.thread_ts === undefined;
      if (strayed) await takeBack(answer.channel ?? channel, answer.ts);
      return { channel: answer.channel ?? channel, ts: answer.ts };
    },

    async edit({ channel, ts }, message) {
      await orPlain(message, ({ text, blocks }) =>
        call('chat.update', () => client.chat.update({ channel, ts, text, blocks })),
      );
    },

    async find(place, key, since, threadTs) {
      const channel = await named(place);
      let cursor: string | undefined;
      do {
        const page = { channel, oldest: (since / 1000).toFixed(6), limit: 200, include_all_metadata: true, cursor };
        const answer = await call('conversations.history', () =>
          threadTs === undefined
            ? client.conversations.history(page)
            : client.conversations.replies({ ...page, ts: threadTs }),
        );
        for (const { ts, metadata } of answer.messages ?? []) {
          const payload: Readonly<Record<string, unknown>> | undefined = metadata?.event_payload;
          if (ts !== undefined && payload?.key === key) return { channel, ts };
        }
        cursor = answer.response_metadata?.next_cursor || undefined;
      } while (cursor !== undefined);
      return undefined;
    },
  };
}

/** A form that does not please Slack costs the form only: the words still must get through. */
async function orPlain<T>(message: Message, send: (message: Message) => Promise<T>): Promise<T> {
  try {
    return await send(message);
  } catch (error) {
    if (!(error instanceof Refused) || scopeOf(error.code) !== 'form') throw error;
    const { simple, ...rest } = message;
    return simple ? orPlain({ ...rest, blocks: simple }, send) : send({ ...rest, text: rest.plain, blocks: [] });
  }
}

async function call<T>(method: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw worded(error, method);
  }
}

function worded(error: unknown, method: string): AppError {
  const failure = error as Partial<WebAPICallError> & { retryAfter?: number; data?: { error?: string } };
  switch (failure.code) {
    case ErrorCode.RateLimitedError:
      return new RateLimited((failure.retryAfter ?? 1) * 1000);
    case ErrorCode.PlatformError:
      return platformError(failure.data?.error ?? 'unknown_error', method);
    default:
      return new Uncertain(error);
  }
}

/** Whether Slack answered, and would answer the same again: no limit on the rate, no fault of its own, no silence. */
export function isRefusal(error: unknown): boolean {
  return worded(error, '') instanceof Refused;
}

/** Slack's own words for "our side failed": whether the call was carried out is not known. */
const SLACK_FAULTS = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

function platformError(code: string, method: string): AppError {
  if (code === 'ratelimited' || code === 'rate_limited') return new RateLimited(1000);
  return SLACK_FAULTS.has(code) ? new Uncertain(code) : new Refused(code, method);
}

const ADVICE: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the bot to the channel: /invite @Trailwarden',
  channel_not_found: 'check the channel id in the configuration, and invite the bot if the channel is private',
  is_archived: 'the channel is archived: unarchive it or route to another one',
  invalid_auth: 'SLACK_BOT_TOKEN is not valid: copy it again from the app page',
  not_authed: 'SLACK_BOT_TOKEN is missing',
  token_revoked: 'the token was revoked: reinstall the app and set SLACK_BOT_TOKEN',
  account_inactive: 'the app was removed from the workspace: install it again',
  missing_scope: 'a scope is missing: compare the app with manifest.yml and reinstall it',
  message_not_found: 'somebody deleted the message',
  thread_not_found: 'somebody deleted the message',
  user_not_found: 'check the id of the person in the configuration',
  user_disabled: 'the account of this person is deactivated: name somebody else in the configuration',
};

export function advice(code: string): string {
  const words = ADVICE[code];
  return words === undefined ? '' : ` (${words})`;
}
