/** What the pipeline tells while it runs, as log lines: a constant sentence with keys and values. */
import { reasonOf } from './error';
import type { Log } from './log';
import type { Watch } from './pipeline';

export function watchOf(log: Log): Watch {
  const tell = laneTeller(log);
  return {
    problem: ({ place, problem }) => log.warn({ place, problem }, 'record skipped'),
    page: () => undefined,
    fault: (error, event, rule) =>
      log.error({ error: reasonOf(error), event: event.id, rule }, 'rule failed on an event'),
    laneFailed: tell.failed,
    laneDone: tell.done,
  };
}

/** A region that fails is told when it begins to, when its reason changes, and when it is well again; not every minute, nor for each lane. */
function laneTeller(log: Log): { failed: Watch['laneFailed']; done: NonNullable<Watch['laneDone']> } {
  const failing = new Map<string, string>();
  return {
    failed(error, { account, region }) {
      const lane = `${account} ${region}`;
      const reason = reasonOf(error);
      const level = failing.get(lane) === reason ? 'debug' : 'warn';
      failing.set(lane, reason);
      log[level]({ account, region, error: reason }, 'lane failed');
    },
    done({ account, region, kind }) {
      // The lane `since` asks nobody.
      if (kind !== 'since' && failing.delete(`${account} ${region}`))
        log.info({ account, region }, 'lane is well again');
    },
  };
}
