/**
 * One run: the story is told over one store, the bot is killed at each of the given spots, a process a spot, and begun again;
 * the last one is left alone until nothing is owed. What Slack shows then is the picture of the run.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type JsonObject, textAt } from '../src/source/event';
import { type Shown, pictureOf } from './kill-picture';
import { type Spot, inWords } from './kill-points';
import { DEEDS, type Deed, MARKS, recordsOf } from './kill-story';
import { KillWorld } from './kill-world';

/** A spot, and how long (milliseconds) it takes until the next process begins. */
export interface Kill {
  readonly spot: Spot;
  readonly away: number;
}

export interface Run {
  readonly picture: readonly Shown[];
  /** In words, those that came to pass; the story may have ended before the others. */
  readonly kills: readonly string[];
}

/** Longer than Slack's client waits for an answer: what is in doubt is looked for at once. */
export const LONG_AWAY = 11_000;
/** Of real time, in the life of one process; a busy machine is slow. */
const PATIENCE = 120_000;
const LOOK = 50;
/** A person waits so long for a click to show before the next. */
const CLICK = 2_000;
/** What would be posted twice is posted at the next tick, which is a second away. */
const ONE_MORE_TICK = 1_300;

/** `program` is the compiled `main.js`. Fails when the bot ends by itself, or is not done in time. */
export async function runKilled(program: string, planned: readonly Kill[]): Promise<Run> {
  const world = await KillWorld.open(program);
  const kills: string[] = [];
  const over = new AbortController();
  try {
    const start = world.now();
    const lives = live(world, planned, kills, over.signal);
    const told = tell(world, recordsOf(start), over.signal).finally(() => {
      over.abort();
      world.kill();
    });
    await Promise.race([lives, told]);
    await told;
    await lives;
    return { picture: pictureOf(world.slack, MARKS, start), kills };
  } finally {
    over.abort();
    await world.close();
  }
}

async function live(world: KillWorld, planned: readonly Kill[], kills: string[], over: AbortSignal): Promise<void> {
  for (const kill of [...planned, undefined]) {
    const { signal, code, output } = await world.life(kill?.spot);
    if (over.aborted) return;
    if (signal !== 'SIGKILL' || kill === undefined) {
      throw new Error(`the bot ended by itself with ${signal ?? code} after ${kills.join(', ')}:\n${output}`);
    }
    kills.push(`${inWords(kill.spot)} (away ${kill.away} ms)`);
    world.pass(kill.away);
  }
}

async function tell(world: KillWorld, parts: readonly (readonly JsonObject[])[], over: AbortSignal): Promise<void> {
  const events: string[] = [];
  for (const records of parts) {
    world.aws.put(records);
    events.push(...records.map((record) => textAt(record, 'eventID') ?? ''));
    await until(world, () => world.unsettled(events), over);
  }
  for (const deed of DEEDS) await until(world, () => undone(world, deed), over);
  await sleep(ONE_MORE_TICK);
  await until(world, () => world.unsettled(events), over);
}

/** A person who sees no change clicks again. Undefined when it is done. */
async function undone({ slack }: KillWorld, deed: Deed): Promise<string | undefined> {
  const { user, channel, actionId, option, message, shows } = deed;
  const standing = slack.messages(channel).findLast((one) => message.test(JSON.stringify(one.blocks)));
  // What was lost, the comparison tells; of what was posted twice, the bot knows the later one.
  if (standing === undefined) return undefined;
  const words = `${actionId} of ${user} shows nothing`;
  const missing = (): string | undefined => {
    const now = slack.messages(channel).find(({ ts }) => ts === standing.ts);
    return shows.test(JSON.stringify(now?.blocks)) ? undefined : words;
  };
  if (missing() === undefined) return undefined;
  if (slack.socketConnections === 0) return words;
  const values = [...JSON.stringify(standing.blocks).matchAll(/"value":"([^"]*)"/g)].map(([, value = '']) => value);
  const value = option === undefined ? undefined : values.find((one) => one.startsWith(`${option} `));
  // The answer to a click may be lost with the process; whether it did anything is seen at the message.
  await slack.click({ user, channel, ts: standing.ts, actionId, ...(value && { value }) }).catch(() => undefined);
  for (let waited = 0; waited < CLICK && missing() !== undefined; waited += LOOK) await sleep(LOOK);
  return missing();
}

/** `look` says what is still missing. */
async function until(
  world: KillWorld,
  look: () => string | undefined | Promise<string | undefined>,
  over: AbortSignal,
): Promise<void> {
  for (let missing = await look(); missing !== undefined; missing = await look()) {
    if (over.aborted) throw new Error(`it ended too soon: ${missing}`);
    if (performance.now() - world.begunAt > PATIENCE) throw new Error(`not in time: ${missing}`);
    await sleep(LOOK);
  }
}
