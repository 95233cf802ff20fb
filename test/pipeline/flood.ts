/** Many alerts for tests: records that open one each, and a clock that runs while the bot delivers. */
import type { JsonObject } from '../../src/source/event';
import { MINUTE, NOON, record } from '../fixtures';
import { CHANNEL, type World } from '../harness';

export const SECOND = 1000;

/** So many alerts, each of another user who stopped the trail; high in production when it was denied, else critical. */
export const attempts = (count: number, fields: Record<string, unknown> = {}, name = 'user'): JsonObject[] =>
  Array.from({ length: count }, (_, n) =>
    record({
      eventTime: new Date(NOON - MINUTE).toISOString(),
      errorCode: 'AccessDenied',
      userIdentity: { type: 'IAMUser', userName: `${name}-${n}`, accountId: '111122223333' },
      ...fields,
    }),
  );

export const successes = (count: number, name = 'intruder'): JsonObject[] =>
  attempts(count, { errorCode: undefined }, name);

/** Lets the clock run and delivers each second, as the bot's own job does. */
export async function run(here: World, seconds: number): Promise<void> {
  for (let n = 0; n < seconds; n += 1) {
    here.clock.advance(SECOND);
    await here.app.deliver();
  }
}

export const told = (here: World, channel = CHANNEL): string[] =>
  here.slack.messages(channel).map((message) => message.text);

export const blocksOf = (here: World, n: number, channel = CHANNEL): string =>
  JSON.stringify(here.slack.messages(channel)[n]?.blocks);

export const calls = (here: World, method: string) => here.slack.calls.filter((call) => call.method === method);
