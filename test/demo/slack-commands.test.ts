// What a slash command's text is when it arrives: with `should_escape` people, channels and groups by their ids, without it as typed.
import { escapeTyped } from '../../demo/slack/app/escape-typed';
import { startAlertApp } from './alert-app';

test.each([
  ['who @alice since:2h', 'who <@U0ALICE|alice> since:2h'],
  ['recent person:@bob', 'recent person:<@U0BOB|bob>'],
  ['@alice, @bob.', '<@U0ALICE|alice>, <@U0BOB|bob>.'],
  ['in #general', 'in <#C0GENERAL|general>'],
  ['for @security', 'for <!subteam^S0SECURITY|@security>'],
  ['alice@example.com and @nobody #nowhere', 'alice@example.com and @nobody #nowhere'],
  ['a & b < c', 'a &amp; b &lt; c'],
  ['picked <@U0BOB|bob> and <#C0GENERAL>', 'picked <@U0BOB|bob> and <#C0GENERAL>'],
  ['@alicette', '@alicette'],
])('%s arrives as %s', async (typed, arrives) => {
  const app = await startAlertApp({});
  try {
    expect(escapeTyped(typed, app.slack.workspace)).toBe(arrives);
  } finally {
    await app.stop();
  }
});
