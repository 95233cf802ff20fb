/**
 * A ledger for running rules over the past: what was expected and first then is the store's, the rest lives as long as the
 * replay. Alerts are kept in short, and forgotten as wholes once they take no more, so that a million events fit in memory.
 */
import type { Alert } from '../alert/alert';
import type { Expectation, LiveRules } from '../alert/expectation';
import type { Marks } from '../detect/context';
import type { Level } from '../detect/level';
import type { Ledger, LedgerPage, Written } from '../store/ledger';
import { ScanCorrelations } from './scan-correlations';

/** An alert, in short. */
export interface ReplayAlert {
  readonly id: string;
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly title: string;
  readonly level: Level;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly account: string;
  readonly principal: string;
  /** The event that leads it. */
  readonly eventId: string;
  readonly what: string;
}

export interface ReplayPast {
  readonly expectations: readonly Expectation[];
  readonly live: LiveRules;
  readonly marks: Marks;
  /** How long an alert may be quiet and still take a repeat (milliseconds). */
  readonly merge: number;
}

export interface ReplayLedger extends Ledger {
  /** As they stand now, by their id. */
  readonly alerts: ReadonlyMap<string, ReplayAlert>;
}

/** What is folded takes repeats for a day, whatever the merge time. */
const DAY = 86_400_000;
/** Pages between two clearings. */
const CLEARING = 50;
const LONGEST = 300;

export function replayLedger({ expectations, live, marks, merge }: ReplayPast): ReplayLedger {
  const alerts = new Map<string, ReplayAlert>();
  const taking = new Map<string, Alert>();
  const correlations = new ScanCorrelations();
  let pages = 0;
  const clear = (now: number): void => {
    for (const [fingerprint, { lastAt }] of taking) {
      if (lastAt < now - Math.max(merge, DAY)) taking.delete(fingerprint);
    }
    correlations.forget(now);
  };
  const page: LedgerPage = {
    // The store has each event once.
    unseen: (events) => Promise.resolve(events),
    marks: () => Promise.resolve(marks),
    correlations: (spans) => Promise.resolve(correlations.known(spans)),
    events: (ids) => Promise.resolve(correlations.events(ids)),
    expectations: (now) => Promise.resolve(expectations.flatMap((one) => asOf(one, now))),
    liveRules: () => Promise.resolve(live),
    known: () => Promise.resolve({ alert: (fingerprint) => taking.get(fingerprint) }),
    write({ events, correlations: changes, decision, now }: Written) {
      correlations.write(changes, events);
      for (const { alert } of decision.changes) {
        alerts.set(alert.id, inShort(alert));
        taking.set(alert.fingerprint, alert);
      }
      if ((pages += 1) % CLEARING === 0) clear(now);
      return Promise.resolve();
    },
  };
  return { alerts, progress: () => Promise.resolve({ completeUntil: undefined }), transaction: (work) => work(page) };
}

/** An expectation that ended since was on until then. */
function asOf(expectation: Expectation, now: number): readonly Expectation[] {
  const { at, endedAt } = expectation;
  if (at > now) return [];
  return [endedAt !== undefined && endedAt > now ? { ...expectation, endedAt: undefined } : expectation];
}

export function inShort(alert: Alert): ReplayAlert {
  const { content } = alert;
  const what = content.what.map((part) => (typeof part === 'string' ? part : part.value)).join('');
  return {
    id: alert.id,
    fingerprint: alert.fingerprint,
    ruleId: alert.ruleId,
    title: content.title,
    level: alert.level,
    count: alert.count,
    firstAt: alert.firstAt,
    lastAt: alert.lastAt,
    account: content.accountName ?? alert.account,
    principal: alert.principal,
    eventId: content.eventId,
    what: what.length > LONGEST ? `${what.slice(0, LONGEST - 1).toWellFormed()}…` : what,
  };
}
