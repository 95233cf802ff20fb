/**
 * What each refusal of Slack means for what is owed, decided in one table. Codes and their meaning:
 * https://docs.slack.dev/reference/methods/chat.postMessage#errors and https://docs.slack.dev/reference/methods/chat.update#errors
 *
 * Not here, as they are no refusals: a rate limit (waited out as long as `Retry-After` says), and no answer or `internal_error`
 * and the like (tried again with back-off, and looked for first).
 */

/**
 * - `workspace`: no call will succeed until somebody sets the app right. Everything stays owed, one attempt a minute, health is
 *   red, critical alerts take the second path.
 * - `channel`: nothing can be posted there. It stays owed, one attempt a minute and channel; after a while it goes to the
 *   default channel with a note. Other channels are not held up.
 * - `person`: a direct message that will never arrive. A question or a note to them is given up, and the channel is told.
 * - `gone`: somebody deleted the message. Its edit or line is given up; a later raise is posted whole.
 * - `form`: Slack does not take the blocks. The same words are sent as plain text.
 * - `message`: this one message is refused. It stays owed with growing pauses and holds up nothing.
 */
export type Scope = 'workspace' | 'channel' | 'person' | 'gone' | 'form' | 'message';

const CODES: Readonly<Record<Exclude<Scope, 'message'>, readonly string[]>> = {
  workspace: [
    ...['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive', 'missing_scope'],
    ...['no_permission', 'not_allowed_token_type', 'access_denied', 'ekm_access_denied', 'team_access_not_granted'],
    ...['org_login_required', 'two_factor_setup_required', 'team_added_to_org', 'enterprise_is_restricted'],
  ],
  channel: [
    ...['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action', 'posting_to_channel_denied'],
    ...['restricted_action_read_only_channel', 'restricted_action_thread_only_channel', 'channel_type_not_supported'],
    ...['restricted_action_non_threadable_channel', 'messages_tab_disabled', 'team_not_found', 'is_inactive'],
  ],
  person: [
    ...['user_not_found', 'user_disabled', 'cannot_dm_bot', 'user_not_visible', 'not_enough_users', 'cant_dm_user'],
    ...['users_not_found', 'user_is_restricted', 'user_is_bot'],
  ],
  gone: ['message_not_found', 'thread_not_found', 'cannot_reply_to_message', 'cant_update_message'],
  form: ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long', 'block_mismatch'],
};

const SCOPES: ReadonlyMap<string, Scope> = new Map(
  Object.entries(CODES).flatMap(([scope, codes]) => codes.map((code): [string, Scope] => [code, scope as Scope])),
);

/** `method` is what refused: a scope that is missing for opening direct messages says nothing of channels. */
export function scopeOf(code: string, method = ''): Scope {
  if (code === 'missing_scope' && method === 'conversations.open') return 'channel';
  return SCOPES.get(code) ?? 'message';
}

/** Only a look at what stands there was refused. */
export function onlyLooked(method: string): boolean {
  return /^conversations\.(history|replies)$/.test(method);
}

/** Slack's codes for a channel that refuses, in words that follow "could not be posted there:". */
export function inWords(code: string): string {
  const words: Readonly<Record<string, string>> = {
    is_archived: 'the channel is archived',
    not_in_channel: 'the bot is not in the channel',
    channel_not_found: 'the channel does not exist, or is private and the bot is not in it',
  };
  if (code.startsWith('restricted_action')) return 'posting there is restricted';
  return words[code] ?? code.replaceAll('_', ' ');
}

/** A refused channel, or workspace, is tried again this often (milliseconds): somebody may have invited the bot meanwhile. */
export const REFUSED_PAUSE = 60_000;
const LONGEST_REFUSED_PAUSE = 30 * 60_000;

/** How long what was refused waits. What many share waits a minute; one message that displeases waits longer each time. */
export function pauseAfter(scope: Scope, attempts: number): number {
  if (scope !== 'message') return REFUSED_PAUSE;
  return Math.min(REFUSED_PAUSE * 2 ** attempts, LONGEST_REFUSED_PAUSE);
}

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 5 * 60_000;

/** How long to wait after no answer. */
export function backOff(attempts: number): number {
  return Math.min(FIRST_PAUSE * 2 ** attempts, LONGEST_PAUSE);
}
