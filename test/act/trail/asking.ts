/** Somebody types the slash command; what they see of the answer. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownBlock } from '@slack/web-api';
import { CHANNEL, type World } from '../../harness';

/** The blocks of the answer, which the person alone sees. */
export async function trail(here: World, user: string, text: string): Promise<KnownBlock[]> {
  const before = here.slack.ephemerals(user).length;
  const outcome = await here.slack.command({ user, channel: CHANNEL, text });
  if (!outcome.ok) throw new Error(`not acknowledged: ${JSON.stringify(outcome)}`);
  for (let turns = 0; turns < 500; turns++) {
    const answer = here.slack.ephemerals(user)[before];
    if (answer) return (answer.blocks ?? []) as KnownBlock[];
    await sleep(10);
  }
  throw new Error(`no answer to ${text}`);
}
