/** Jobs on a cron schedule. A job never overlaps itself, and stopping waits for the run that is under way. */
import cron from 'node-cron';
import { AppError } from './error';

export interface Job {
  /** Runs the job now, or joins the run under way. */
  run(): Promise<void>;
  stop(): Promise<void>;
  /** Milliseconds; undefined when it will not run again. */
  nextRun(): number | undefined;
}

/** Throws an AppError for a schedule that is not a cron expression of five or six fields. */
export function checkSchedule(schedule: string): void {
  if (!cron.validate(schedule)) {
    throw new AppError('schedule', `not a cron expression of five or six fields: ${JSON.stringify(schedule)}`);
  }
}

/** `work` must not throw; what goes wrong in a run is its own to tell. */
export function job(schedule: string, work: () => Promise<void>): Job {
  const run = singleFlight(work);
  const task = cron.schedule(schedule, () => void run());
  return {
    run,
    nextRun: () => task.getNextRun()?.getTime(),
    async stop() {
      await task.stop();
      await task.destroy();
      await run.idle();
    },
  };
}

/** Runs one at a time; whoever asks while one is under way gets that one. `idle` resolves when none is. */
export function singleFlight(work: () => Promise<void>): (() => Promise<void>) & { idle(): Promise<void> } {
  let current: Promise<void> | undefined;
  const run = (): Promise<void> => {
    current ??= work().finally(() => {
      current = undefined;
    });
    return current;
  };
  return Object.assign(run, { idle: async () => void (await current) });
}
