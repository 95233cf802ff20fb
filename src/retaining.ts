/** Retention on a schedule: a part of the composition root. It makes way for everything else, and stops when it is told to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock';
import type { Config } from './config';
import type { RuleSet } from './detect/rule-set';
import { stagedBy } from './engine';
import { reasonOf } from './error';
import type { Log } from './log';
import type { Database } from './store/database';
import { purge } from './store/purge';
import { forgetLive } from './store/staging';

/** Once an hour, at a minute that few other things choose. */
export const RETENTION_SCHEDULE = '23 * * * *';

/** Between two slices (milliseconds, real ones), about as long as a slice takes: so it never has more than half of the time. */
const PAUSE = 10;

export interface Retaining {
  /** Deletes what is older than it is to be kept. Never throws: what fails is told, and tried again an hour later. */
  run(): Promise<void>;
  /** What is under way ends with the slice it is at. */
  close(): void;
}

export function retaining({ retention }: Config, database: Database, log: Log, clock: Clock): Retaining {
  let closed = false;
  const between = async (): Promise<boolean> => {
    await sleep(PAUSE);
    return !closed;
  };
  return {
    async run() {
      try {
        const purged = await purge(database, retention, clock.now(), between);
        if (Object.keys(purged).length > 0) log.info(purged, 'deleted what is older than it is to be kept');
      } catch (error) {
        log.error({ error: reasonOf(error) }, 'deleting what is old failed');
      }
    },
    close: () => void (closed = true),
  };
}

/** At a start: rules that went live and that the configuration names for staging no longer are forgotten. */
export async function settleStaging(
  config: Config,
  rules: RuleSet,
  database: Database,
  log: Log,
  now: number,
): Promise<void> {
  for (const rule of await forgetLive(database, stagedBy(config, rules), now))
    log.info({ rule }, 'rule left staging for good');
}
