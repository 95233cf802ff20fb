/** What of a message that somebody wrote can be looked up. */
import fc from 'fast-check';
import { findingsIn } from '../../../src/act/shortcuts/findings';

const commands = (text: string): readonly string[] => findingsIn(text).map(({ command }) => command);

test.each<[string, readonly string[]]>([
  ['seen 203.0.113.7, twice (203.0.113.7).', ['who 203.0.113.7']],
  ['from 203.0.113.7:443 and [2001:DB8::7]', ['who 203.0.113.7', 'who 2001:db8::7']],
  ['{"sourceIPAddress":"198.51.100.9","userName":"x"}', ['who 198.51.100.9']],
  ['<mailto:alice@example.com|alice@example.com> was it', ['who alice@example.com']],
  ['Ask Alice.Meyer+aws@Sub.Example.com.', ['who alice.meyer+aws@sub.example.com']],
  ['key AKIAIOSFODNN7EXAMPLE!', ['who key:AKIAIOSFODNN7EXAMPLE']],
  ['event `7F1B2C3D-0000-4000-8000-1a2b3c4d5e6f`', ['event 7f1b2c3d-0000-4000-8000-1a2b3c4d5e6f']],
  ['arn:aws:iam::111122223333:role/deploy.', ['who arn:aws:iam::111122223333:role/deploy']],
  [
    'arn:aws:sts::111122223333:assumed-role/Admin/bob@example.com did it',
    ['who arn:aws:sts::111122223333:assumed-role/Admin/bob@example.com'],
  ],
  ['arn:aws:s3:::audit-logs/2026 was deleted', ['recent resource:arn:aws:s3:::audit-logs/2026']],
  ['<https://x.example.com/?ip=1|see 192.0.2.4> <@U0ALICE> <#C0SECURITY|security> <!here>', ['who 192.0.2.4']],
  [
    'bob@example.com 10.0.0.1 AKIAIOSFODNN7EXAMPLE',
    ['who bob@example.com', 'who 10.0.0.1', 'who key:AKIAIOSFODNN7EXAMPLE'],
  ],
])('in %j', (text, expected) => {
  expect(commands(text)).toEqual(expected);
});

test.each([
  '',
  'nothing to see at 12:30:45 on 2026-11-20',
  'version 1.2.3.4.5, 999.1.1.1, v10.0.0.1-rc1',
  'alice@example, @alice, a@b@c.com',
  'AKIAIOSFODNN7EXAMPLES and xAKIAIOSFODNN7EXAMPLE and akiaiosfodnn7example',
  'aaaaaaaa-0000-4000-8000-1a2b3c4d5e6f-1 7f1b2c3d-0000-4000-8000',
  '::, ::::, 00:00:00, dead:beef',
  'arn:aws:iam and arn:gcp:iam::1:x',
])('nothing in %j', (text) => {
  expect(commands(text)).toEqual([]);
});

test('five at most, in the order of the text', () => {
  const all = Array.from({ length: 9 }, (_, n) => `192.0.2.${n}`);
  expect(commands(all.join(' '))).toEqual(all.slice(0, 5).map((one) => `who ${one}`));
});

test('whatever is written is read quickly and safely', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: fc.constantFrom(...'a1.:@-/<>|&') })),
      (text) => {
        for (const { command } of findingsIn(text)) expect(command).toMatch(/^(?:who|event|recent) \S+$/);
      },
    ),
  );
  for (const part of ['1.', 'a:', 'a@', 'a.a@a.', '<mailto:', 'arn:aws:', 'a-', '<', '&lt;']) {
    const began = performance.now();
    findingsIn(part.repeat(20_000));
    expect(performance.now() - began).toBeLessThan(500);
  }
});
