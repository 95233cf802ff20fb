/**
 * The people of the Slack workspace, looked up by address or id and kept for a short while. What is seen is remembered
 * (`record.ts`), so that a person also carries when the account appeared or changed.
 */
import { ErrorCode, type WebAPICallError, type WebClient } from '@slack/web-api';
import { AppError, reasonOf } from '../error';
import { type PeopleRecord, afterSeeing } from './record';
import { type SlackPerson, type SlackUser, slackUserOf } from './slack-person';

export interface Directory {
  /**
   * undefined when nobody active has the address. Throws a SlackSilent when Slack cannot be asked now, and a permanent
   * AppError when it refuses for good, as without a scope; neither is ever taken for a miss.
   */
  byEmail(email: string): Promise<SlackPerson | undefined>;
  /** Deactivated people are found too. Throws as `byEmail` does. */
  byId(id: string): Promise<SlackPerson | undefined>;
  /** `event` is the `user_change` or `team_join` event: its `user` is remembered, and looked up anew when next asked for. */
  changed(event: { readonly type: string; readonly user: unknown }): Promise<void>;
}

/** Slack gave no answer; asking again after so many milliseconds may help. Nothing is known either way. */
export class SlackSilent extends AppError {
  constructor(
    readonly retryAfter: number,
    reason: string,
    cause?: unknown,
  ) {
    super('slack_silent', `Slack cannot be asked who somebody is: ${reason}`, { permanent: false, cause });
  }
}

/** Milliseconds an answer is kept: a person, and nobody. Events end it earlier. */
const KEPT = 10 * 60_000;
const MISS_KEPT = 5 * 60_000;
/** Addresses come from session names, which a stranger may choose: the memory has an end. */
const MOST_KEPT = 1_000;
/** Milliseconds to wait after a silence for which Slack names no time. */
const PAUSE = 10_000;

const MISSES = new Set(['users_not_found', 'user_not_found', 'user_not_visible']);

/**
 * Why a direct message to a person will never arrive, in Slack's words for `chat.postMessage` and `conversations.open`: ask
 * the channel at once. For a user's id `channel_not_found` says that there is no such user, or no longer.
 */
export const UNREACHABLE: ReadonlySet<string> = new Set([
  ...MISSES,
  'cannot_dm_bot',
  'channel_not_found',
  'user_disabled',
  'messages_tab_disabled',
]);

interface Kept {
  readonly answer: Promise<SlackPerson | undefined>;
  /** Set once the answer has come: until when it is kept, and whose it is. */
  until: number;
  id: string | undefined;
}

export function slackDirectory(client: WebClient, record: PeopleRecord, clock: { now(): number }): Directory {
  const kept = new Map<string, Kept>();
  let silentUntil = 0;
  let remembering: Promise<unknown> = Promise.resolve();

  /** One after the other: a look-up must not write over what an event just told. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = remembering.then(work);
    remembering = done.catch(() => undefined);
    return done;
  }

  async function remembered(user: SlackUser, told?: 'joined' | 'changed'): Promise<SlackPerson> {
    const { id, email } = user;
    const before = await record.byId(id);
    const holder = email === undefined ? undefined : await record.holderOf(email);
    const account = afterSeeing({ user, before, holder, told, now: clock.now() });
    if (account !== before) await record.put(account);
    return { ...user, knownSince: account.firstSeenAt, changedAt: account.changedAt, change: account.change };
  }

  async function ask(look: () => Promise<{ readonly user?: unknown }>): Promise<SlackPerson | undefined> {
    const wait = silentUntil - clock.now();
    if (wait > 0) throw new SlackSilent(wait, 'it asked to slow down');
    const answer = await look().catch((error: unknown) => {
      const failure = told(error);
      if (failure instanceof SlackSilent && isRateLimit(error)) silentUntil = clock.now() + failure.retryAfter;
      if (failure) throw failure;
      return undefined;
    });
    const user = slackUserOf(answer?.user);
    return user && inTurn(() => remembered(user));
  }

  /** Two who ask at once share one answer; a failure is never kept. */
  function once(key: string, look: () => Promise<{ readonly user?: unknown }>): Promise<SlackPerson | undefined> {
    const known = kept.get(key);
    if (known && clock.now() < known.until) return known.answer;
    if (kept.size >= MOST_KEPT) kept.clear();
    const fresh: Kept = { answer: ask(look), until: Infinity, id: undefined };
    kept.set(key, fresh);
    fresh.answer.then(
      (person) => {
        fresh.until = clock.now() + (person ? KEPT : MISS_KEPT);
        fresh.id = person?.id;
      },
      () => kept.get(key) === fresh && kept.delete(key),
    );
    return fresh.answer;
  }

  return {
    async byEmail(given) {
      // Letters that only look like others are others, though some lower-case to the same.
      if (!/^[!-~]+$/.test(given)) return undefined;
      const email = given.toLowerCase();
      return once(email, () => client.users.lookupByEmail({ email }));
    },
    byId: (id) => once(id, () => client.users.info({ user: id })),
    async changed({ type, user: value }) {
      const user = slackUserOf(value);
      if (!user) return;
      // Misses and answers still under way may be from before the change.
      for (const [key, { id }] of kept) {
        if (id === undefined || id === user.id || key === user.email) kept.delete(key);
      }
      if (!user.bot) await inTurn(() => remembered(user, type === 'team_join' ? 'joined' : 'changed'));
    },
  };
}

function isRateLimit(error: unknown): boolean {
  const { code, data } = error as Partial<WebAPICallError> & { data?: { error?: string } };
  return code === ErrorCode.RateLimitedError || data?.error === 'ratelimited' || data?.error === 'rate_limited';
}

/** Slack's own words for "our side failed". */
const SLACK_FAULTS = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/** What a failed look-up means; undefined for a miss. */
function told(error: unknown): AppError | undefined {
  const failure = error as Partial<WebAPICallError> & {
    retryAfter?: number;
    data?: { error?: string; needed?: string };
  };
  if (isRateLimit(error)) return new SlackSilent((failure.retryAfter ?? 1) * 1000, 'it asked to slow down', error);
  if (failure.code !== ErrorCode.PlatformError) return new SlackSilent(PAUSE, reasonOf(error), error);
  const { error: code = 'unknown_error', needed } = failure.data ?? {};
  if (MISSES.has(code)) return undefined;
  if (SLACK_FAULTS.has(code)) return new SlackSilent(PAUSE, code, error);
  const advice =
    code === 'missing_scope' ? ` (${needed ?? ''}: compare the app with manifest.yml and reinstall it)` : '';
  return new AppError(code, `Slack refuses to say who somebody is: ${code}${advice}`, { cause: error });
}
