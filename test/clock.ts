/** A clock for tests: time stands still until somebody sleeps or advances it, so nothing waits and nothing is flaky. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../src/clock';

export interface TestClock extends Clock {
  /** Moves time on by so many milliseconds. */
  advance(milliseconds: number): void;
}

/** Sleepers of one moment wake at their own times, each having moved time on at least that far. */
export function testClock(start: number = Date.UTC(2026, 10, 20, 12)): TestClock {
  let time = start;
  return {
    now: () => time,
    advance: (milliseconds) => void (time += milliseconds),
    sleep: async (milliseconds, signal) => {
      if (signal?.aborted === true) return;
      const due = time + milliseconds;
      await setImmediate();
      time = Math.max(time, due);
    },
  };
}
