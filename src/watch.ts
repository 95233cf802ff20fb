/** What the pipeline tells while it runs, as numbers and as log lines: a constant sentence with keys and values. */
import { AppError, reasonOf } from './error';
import type { Log } from './log';
import type { Metrics } from './operate/metrics';
import type { Watch } from './pipeline';

export function watchOf(log: Log, metrics: Metrics): Watch {
  const tell = laneTeller(log);
  return {
    problem: ({ place, problem }) => log.warn({ place, problem }, 'record skipped'),
    page: (matches, changes) =>
      metrics.page({
        matches: matches.map(({ rating }) => rating.level),
        opened: changes.flatMap(({ kind, alert }) => (kind === 'opened' ? [alert.level] : [])),
      }),
    fault(error, event, rule) {
      metrics.ruleFailed();
      log.error({ error: reasonOf(error), event: event.id, rule }, 'rule failed on an event');
    },
    laneFailed(error, lane) {
      metrics.laneFailed(lane.account, lane.region, error instanceof AppError ? error.code : 'fault');
      tell.failed(error, lane);
    },
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
