/**
 * Time that passes as fast as work is done: it stands still while anything can go on, then jumps to the moment at which the
 * next sleeper wakes. Hours become seconds, and the same run has the same times.
 */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../src/clock';

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

export class SimulatedTime implements Clock {
  private sleepers: Sleeper[] = [];

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = { due: this.time + Math.max(0, milliseconds), wake: resolve };
      const at = this.sleepers.findIndex(({ due }) => due > sleeper.due);
      this.sleepers.splice(at === -1 ? this.sleepers.length : at, 0, sleeper);
      signal?.addEventListener('abort', () => {
        this.sleepers = this.sleepers.filter((one) => one !== sleeper);
        resolve();
      });
    });
  }

  /** Lets time pass until then. */
  async runUntil(until: number): Promise<void> {
    for (;;) {
      await settled();
      const [next] = this.sleepers;
      if (next === undefined || next.due > until) break;
      this.sleepers.shift();
      this.time = Math.max(this.time, next.due);
      next.wake();
    }
    this.time = Math.max(this.time, until);
  }
}

/** Everything that can go on without time has gone on; the SDK reads its files when it is first used. */
async function settled(): Promise<void> {
  do {
    await setImmediate();
    await setImmediate();
  } while (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq')));
}
