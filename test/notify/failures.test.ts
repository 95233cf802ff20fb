/** Each of Slack's words for no, and whom it concerns. */
import { type Scope, backOff, inWords, onlyLooked, pauseAfter, scopeOf } from '../../src/notify/failures';

test.each<[string, Scope]>([
  ['not_in_channel', 'channel'],
  ['channel_not_found', 'channel'],
  ['is_archived', 'channel'],
  ['restricted_action', 'channel'],
  ['restricted_action_read_only_channel', 'channel'],
  ['invalid_auth', 'workspace'],
  ['token_revoked', 'workspace'],
  ['account_inactive', 'workspace'],
  ['missing_scope', 'workspace'],
  ['message_not_found', 'gone'],
  ['thread_not_found', 'gone'],
  ['user_disabled', 'person'],
  ['invalid_blocks', 'form'],
  ['msg_too_long', 'form'],
  ['a_word_slack_makes_up_tomorrow', 'message'],
])('%s concerns the %s', (code, scope) => {
  expect(scopeOf(code)).toBe(scope);
});

test('a scope that is missing to open direct messages concerns those alone', () => {
  expect(scopeOf('missing_scope', 'conversations.open')).toBe('channel');
  expect(scopeOf('missing_scope', 'chat.postMessage')).toBe('workspace');
});

test('a look that was refused says nothing of what was posted before', () => {
  expect(onlyLooked('conversations.history')).toBe(true);
  expect(onlyLooked('chat.postMessage')).toBe(false);
});

test.each([
  ['a channel', 'channel', [60, 60, 60, 60]],
  ['the app', 'workspace', [60, 60, 60, 60]],
  ['one message', 'message', [60, 120, 240, 480]],
] as const)('what refuses %s is asked again after so many seconds', (_name, scope, seconds) => {
  expect(seconds.map((_, attempts) => pauseAfter(scope, attempts) / 1000)).toEqual(seconds);
  expect(pauseAfter(scope, 50)).toBeLessThanOrEqual(30 * 60_000);
});

test('no answer is tried again soon at first, and never less often than every five minutes', () => {
  expect([0, 1, 2, 3, 20].map((attempts) => backOff(attempts) / 1000)).toEqual([2, 4, 8, 16, 300]);
});

test.each([
  ['is_archived', 'the channel is archived'],
  ['restricted_action_read_only_channel', 'posting there is restricted'],
  ['some_new_word', 'some new word'],
])('%s in words', (code, words) => {
  expect(inWords(code)).toBe(words);
});
