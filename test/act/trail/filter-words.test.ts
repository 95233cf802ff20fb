/** What somebody typed, said back: whoever mistyped must see it there. */
import { parseQuery } from '../../../src/act/query';
import { filterWords, networkText } from '../../../src/act/trail/filter-words';
import { addressKeyOf } from '../../../src/store/event-facts';
import { HOUR, NOON, SETTINGS } from '../../fixtures';

function said(text: string, now = NOON): string {
  const reading = { now, timeZone: 'UTC', accounts: new Map([['prod', '111122223333']]) };
  const query = parseQuery(text, reading);
  if (query.kind !== 'recent' && query.kind !== 'who') throw new Error(`not understood: ${JSON.stringify(query)}`);
  return filterWords(query.filters, { context: SETTINGS, now }).text.replaceAll('\u200b', '');
}

test.each([
  ['recent', '*Events*'],
  ['recent write since:2h', '*Changes*, last 2 hours'],
  ['recent read since:90m', '*Reads*, last 90 minutes'],
  [
    'recent person:alice@example.com account:prod write since:2h',
    '*Changes* by `alice@example.com` in prod, last 2 hours',
  ],
  ['recent event:Delete* service:s3', '*Events* named `Delete*` of `s3`'],
  ['recent event:DeleteTrail event:StopLogging', '*Events* named `DeleteTrail` or `StopLogging`'],
  ['recent trail', '*Events* with `trail` in the name of the event or of who did it'],
  ['recent ip:203.0.113.0/24 error:denied', '*Events* from `203.0.113.0/24` that were denied'],
  ['recent error:any region:eu-*', '*Events* in `eu-*` that failed'],
  ['recent error:Throttling', '*Events* that failed with `Throttling`'],
  ['recent resource:audit-logs level:high', '*Events* about `audit-logs` rated high or worse'],
  ['recent key:AKIAIOSFODNN7EXAMPLE', '*Events* with the key `AKIAIOSFODNN7EXAMPLE`'],
  ['recent account:999999999999', '*Events* in account 999999999999'],
  ['recent principal:root', '*Events* by `root`'],
  ['who alice', '*Events* by `alice`'],
  ['who 2001:db8::7', '*Events* from `2001:db8::7`'],
  ['who role:111122223333:Deploy', '*Events* by `role:111122223333:Deploy`'],
  ['recent arn:aws:s3:::audit-logs', '*Events* about `arn:aws:s3:::audit-logs`'],
  ['recent event:A event:B event:C event:D event:E event:F', '*Events* named `A`, `B`, `C`, `D` or 2 more'],
])('%s: %s', (text, words) => {
  expect(said(text)).toBe(words);
});

test('times are each reader’s own, and what ends in the future has no end', () => {
  expect(said('recent until:1h')).toMatch(/^\*Events\*, until <!date\^1795172400\^/);
  expect(said('recent 2026-11-19')).toMatch(/from <!date\^1795046400\^[^>]*> to <!date\^1795132799\^/);
  expect(said('recent today', NOON + 1)).toMatch(/^\*Events\*, since <!date\^1795132800\^[^>]*>$/);
});

test('nothing that is typed becomes markup', () => {
  const words = said('recent event:<!channel>*`x`*_ principal:*<https://evil.example|x>');
  expect(words).not.toMatch(/<(?!!date)/);
  expect(words).toContain('&lt;!channel&gt;');
});

test.each([
  ['0.0.0.0', '255.255.255.255', '0.0.0.0/0'],
  ['10.1.2.3', '10.1.2.3', '10.1.2.3'],
  ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db8::/32'],
  ['ecs.amazonaws.com', 'ecs.amazonaws.com', 'ecs.amazonaws.com'],
])('from %s to %s is %s', (from, to, text) => {
  expect(networkText(addressKeyOf(from), addressKeyOf(to))).toBe(text);
});

test('a day is a day', () => expect(said('recent since:1d')).toBe(`*Events*, last ${(24 * HOUR) / 86_400_000} day`));
