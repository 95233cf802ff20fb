/** Which kills a run is made of, at named points or at random, and several runs at once. */
import { POINTS, anySpot } from './kill-points';
import { type Kill, LONG_AWAY, type Run, runKilled } from './kill-run';
import { dice } from './records';

export interface Plan {
  /** A point's name, or `RANDOM`. */
  readonly point: string;
  /** What gives the same kills again. */
  readonly seed: number | undefined;
  readonly kills: readonly Kill[];
}

export const RANDOM = 'at random';

/** Milliseconds at most, of those that are begun again at once. */
const SHORT_AWAY = 3_000;

/** One process is killed at each. Throws for a point that does not exist. */
export function planOf(...points: readonly string[]): Plan {
  const kills = points.map((point): Kill => {
    const spot = POINTS[point];
    if (spot === undefined) throw new Error(`no point of that name: ${point}`);
    return { spot, away: LONG_AWAY };
  });
  return { point: [...new Set(points)].join(', '), seed: undefined, kills };
}

/** The bot waits more than it works, so a machine of two cores takes some at once. */
const AT_ONCE = 4;

/** Plays plans, each taken when there is time for it. `failed` is of a run that came to no end. */
export async function playAll(
  program: string,
  plans: Iterable<Plan>,
  played: (plan: Plan, run: Run) => void,
  failed: (plan: Plan, error: unknown) => void,
): Promise<void> {
  const next = plans[Symbol.iterator]();
  const play = async (): Promise<void> => {
    for (let taken = next.next(); taken.done !== true; taken = next.next()) {
      const plan = taken.value;
      await runKilled(program, plan.kills).then(
        (run) => played(plan, run),
        (error: unknown) => failed(plan, error),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, play));
}

/** Two of five are begun again so soon that what is in doubt must wait; not the last, so that nobody waits for long. */
export function randomPlan(seed: number, times: number, reach = 1): Plan {
  const roll = dice(seed);
  const kills = Array.from({ length: times }, (_, index): Kill => {
    const spot = anySpot(roll, reach);
    const [isShort, share] = [roll() < 0.4, roll()];
    return { spot, away: isShort && index < times - 1 ? Math.round(share * SHORT_AWAY) : LONG_AWAY };
  });
  return { point: RANDOM, seed, kills };
}
