/** A ledger that lives as long as a scan: which events were seen, which alerts are open, what correlations count. */
import type { Alert } from '../alert/alert';
import { NO_MARKS } from '../detect/context';
import type { CloudTrailEvent } from '../source/event';
import type { Ledger, LedgerPage, Written } from '../store/ledger';
import { ScanCorrelations } from './scan-correlations';

export interface ScanLedger extends Ledger {
  /** All alerts, in the order they opened, as they stand now. */
  readonly alerts: ReadonlyMap<string, Alert>;
  /** Event times (milliseconds) of the first and the last event, undefined when there was none. */
  span(): readonly [number, number] | undefined;
}

/** V8 holds at most 2^24 members in one Set. */
const SET_LIMIT = 16_000_000;

export function scanLedger(): ScanLedger {
  const seen = [new Set<string>()];
  const alerts = new Map<string, Alert>();
  const newest = new Map<string, Alert>();
  const correlations = new ScanCorrelations();
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  const isFresh = ({ id }: CloudTrailEvent): boolean => {
    if (seen.some((ids) => ids.has(id))) return false;
    const ids = seen.at(-1);
    if (ids && ids.size < SET_LIMIT) ids.add(id);
    else seen.push(new Set([id]));
    return true;
  };
  const page: LedgerPage = {
    unseen: (events) => Promise.resolve(events.filter(isFresh)),
    // "For the first time" needs a past, which a file does not have.
    marks: () => Promise.resolve(NO_MARKS),
    correlations: (spans) => Promise.resolve(correlations.known(spans)),
    events: (ids) => Promise.resolve(correlations.events(ids)),
    // What people expect is the bot's to know.
    expectations: () => Promise.resolve([]),
    liveRules: () => Promise.resolve(new Set()),
    known: () => Promise.resolve({ alert: (fingerprint) => newest.get(fingerprint) }),
    write: ({ events, correlations: changes, decision }: Written) => {
      correlations.write(changes, events);
      for (const { time } of events) {
        first = Math.min(first, time);
        last = Math.max(last, time);
      }
      for (const { alert } of decision.changes) {
        alerts.set(alert.id, alert);
        newest.set(alert.fingerprint, alert);
      }
      return Promise.resolve();
    },
  };
  return {
    alerts,
    span: () => (first <= last ? [first, last] : undefined),
    progress: () => Promise.resolve({ completeUntil: undefined }),
    transaction: (work) => work(page),
  };
}
