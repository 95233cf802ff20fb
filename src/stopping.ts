/** Stopping in time: whatever hangs, the process ends soon enough that nobody has to kill it. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Docker and Kubernetes kill after 10 and 30 seconds; what is left after this (milliseconds) is done at the next start. */
export const STOP_WITHIN = 8_000;

/** Whether all of it ended in time; failures count as ended, and are told. The real time counts, whatever clock a test brings. */
export async function endedWithin(
  milliseconds: number,
  work: readonly Promise<unknown>[],
  failed: (error: unknown) => void,
): Promise<boolean> {
  const timer = new AbortController();
  const all = Promise.all(work.map((one) => one.catch(failed))).then(() => true);
  const late = sleep(milliseconds, false, { signal: timer.signal }).catch(() => false);
  const inTime = await Promise.race([all, late]);
  timer.abort();
  return inTime;
}
