/** What a simulated account may live through, and what is measured of the reader while it does. */
import { Simulation, MINUTE } from './simulation';
import type { Played, Stretch } from './played-account';

export const HOUR = 60 * MINUTE;
const REGION = 'us-east-1';
const START = Date.UTC(2026, 10, 20);
/** What AWS allows, requests a second. */
const QUOTA = 2;

export interface Story {
  readonly name: string;
  readonly seed: number;
  /** Relative to the start of the bot, milliseconds. */
  readonly stretches: readonly Stretch[];
  /** How long the bot runs. */
  readonly runs: number;
  readonly firstRead?: number;
  /** The bot was stopped so long before the start, milliseconds: everything before that is read. */
  readonly stoppedFor?: number;
  /** From the start to this time there is more to read than the quota allows; it should be used then. */
  readonly busyUntil?: number;
  /** Milliseconds; one to three tenths of a second when left out. */
  readonly latency?: (region: string, roll: number) => number;
  /** A restart, a step of the clock: what happens at a time after the start. */
  readonly happens?: readonly (readonly [at: number, what: (simulation: Simulation) => void | Promise<void>])[];
}

export interface Outcome {
  readonly events: number;
  /** Visible within three hours of their event time and not found. */
  readonly missed: readonly Played[];
  /** Found, of those that became visible even later. */
  readonly beyond: string;
  /** Changes visible within twenty minutes and not found in the first tick after they became visible. */
  readonly late: readonly Played[];
  /** Seconds from that tick to the change being found: half of them, 99 of 100, the slowest. */
  readonly delays: readonly number[];
  /** Share of all changes visible within three hours that were found in their first tick. */
  readonly atOnce: number;
  /** Minutes from visible to found, half and 99 of 100, of what is no change. */
  readonly others: readonly number[];
  /** Requests as a share of the quota, over the whole run and while there was a backlog. */
  readonly share: number;
  readonly busyShare: number | undefined;
  readonly throttled: number;
  readonly failed: number;
  readonly given: number;
}

export async function tell(story: Story): Promise<Outcome> {
  const { seed, runs, stoppedFor, firstRead = HOUR, latency = (_, roll) => 100 + 200 * roll } = story;
  const simulation = new Simulation({ seed, start: START - MINUTE, regions: [REGION], latency, firstRead });
  simulation.play(
    REGION,
    story.stretches.map((one) => ({ ...one, from: START + one.from, until: START + one.until })),
  );
  await simulation.ready();
  await simulation.time.runUntil(START);
  if (stoppedFor !== undefined) stopped(simulation, START - stoppedFor);
  for (const [at, what] of story.happens ?? []) {
    await simulation.tickUntil(START + at);
    await what(simulation);
  }
  await simulation.tickUntil(START + runs);
  await simulation.stop();
  return outcomeOf(story, simulation);
}

/** A store as a bot leaves it that was stopped then. */
function stopped({ progress }: Simulation, at: number): void {
  const lag = { since: 30 * 24 * HOUR, changes: 0, reads: 0, 'later-60': HOUR, 'later-180': 3 * HOUR };
  for (const [kind, milliseconds] of Object.entries(lag)) progress.set(`${REGION} ${kind}`, at - milliseconds);
}

function outcomeOf(story: Story, { played, found, aws, faults, given, time }: Simulation): Outcome {
  const { firstRead = HOUR, stoppedFor, runs, busyUntil } = story;
  const end = START + runs;
  const begin = START - (stoppedFor ?? firstRead);
  // What came at the very end had no time to be found.
  const due = [...played.values()].filter(({ time: at }) => at >= begin && at < end - 3.5 * HOUR);
  const inTime = due.filter((one) => one.visibleAt - one.time <= 3 * HOUR);
  const tooLate = due.filter((one) => !inTime.includes(one));
  const live = [...played.values()].filter(({ visibleAt }) => visibleAt >= START && visibleAt < end - 2 * MINUTE);
  const changes = live.filter((one) => one.kind === 'change');
  const waits = changes.map((one) => (found.get(one.id)?.at ?? Infinity) - firstTick(one));
  const window = changes.filter((one) => one.visibleAt - one.time <= 20 * MINUTE);
  const within = changes.filter((one) => one.visibleAt - one.time <= 3 * HOUR);
  const isAtOnce = (one: Played): boolean => (found.get(one.id)?.at ?? Infinity) < firstTick(one) + MINUTE;
  const rest = live.filter((one) => one.kind !== 'change' && found.has(one.id));
  const requests = aws.calls.filter((call) => call.action === 'LookupEvents' && call.time >= START);
  const until = START + (busyUntil ?? 0);
  return {
    events: due.length,
    missed: inTime.filter(({ id }) => !found.has(id)),
    beyond: `${tooLate.filter(({ id }) => found.has(id)).length} of ${tooLate.length}`,
    late: window.filter((one) => !isAtOnce(one)),
    delays: quantiles(waits.filter((_, index) => changes[index] && window.includes(changes[index]))).map(
      (wait) => wait / 1000,
    ),
    atOnce: within.filter(isAtOnce).length / Math.max(1, within.length),
    others: quantiles(rest.map((one) => (found.get(one.id)?.at ?? 0) - one.visibleAt)).map((wait) => wait / MINUTE),
    share: requests.length / (((time.now() - START) / 1000) * QUOTA),
    busyShare:
      busyUntil === undefined
        ? undefined
        : requests.filter((call) => call.time < until).length / ((busyUntil / 1000) * QUOTA),
    throttled: requests.filter(({ code }) => code === 'ThrottlingException').length,
    failed: faults.length,
    given: given / Math.max(1, found.size),
  };
}

/** The first tick after an event became visible. */
function firstTick({ visibleAt }: Played): number {
  return Math.ceil(visibleAt / MINUTE) * MINUTE;
}

/** Half, 99 of 100, and the last. */
function quantiles(values: readonly number[]): readonly number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.5, 0.99, 1].map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}
