/** What the pipeline reads and writes, in SQLite: seen events, progress, marks, correlation entries, alerts, matches and owed messages in one transaction a page. */
import type { Decision, Known } from '../alert/decide';
import type { Expectation, LiveRules } from '../alert/expectation';
import type { Marks } from '../detect/context';
import type { CorrelationChanges, CorrelationsKnown, GroupSpan } from '../detect/correlation';
import type { Owed } from '../notify/owed';
import type { CloudTrailEvent } from '../source/event';
import type { LaneId, Progress } from '../source/source';
import { openAlerts, writeAlert, writeMatches } from './alerts';
import { loadCorrelations, writeCorrelations } from './correlations';
import type { Connection, Database, Trx } from './database';
import { eventsById, insertEvents, unseenEvents } from './events';
import { wantAsks } from './confirmations';
import { activeExpectations, countExpected } from './expectations';
import { loadMarks, recordMarks } from './marks';
import { owe } from './owe';
import { liveRules } from './staging';

/** What survives between pages. The bot's is SQLite, below; a scan's lives as long as the scan. */
export interface Ledger {
  progress(lane: LaneId): Promise<Progress>;
  transaction<T>(work: (page: LedgerPage) => Promise<T>): Promise<T>;
}

export interface LedgerPage {
  /** Those of the events that were never seen before, each once. */
  unseen(events: readonly CloudTrailEvent[]): Promise<readonly CloudTrailEvent[]>;
  marks(events: readonly CloudTrailEvent[], now: number): Promise<Marks>;
  /** What of the past the correlations of these groups need. */
  correlations(spans: readonly GroupSpan[]): Promise<CorrelationsKnown>;
  /** Earlier events that a correlation is about; those that are no longer kept are left out. */
  events(ids: readonly string[]): Promise<readonly CloudTrailEvent[]>;
  /** What people expect at `now` (milliseconds). */
  expectations(now: number): Promise<readonly Expectation[]>;
  /** Rules of staging that people made live. */
  liveRules(): Promise<LiveRules>;
  known(fingerprints: readonly string[]): Promise<Known>;
  write(written: Written): Promise<void>;
}

/** All that one transaction leaves behind. */
export interface Written {
  readonly lane: LaneId;
  readonly progress: Progress | undefined;
  readonly events: readonly CloudTrailEvent[];
  readonly correlations: CorrelationChanges;
  readonly decision: Decision;
  readonly owed: readonly Owed[];
  readonly now: number;
}

export function sqliteLedger(database: Database): Ledger {
  return {
    async progress({ account, region, kind }): Promise<Progress> {
      const row = await database.reader
        .selectFrom('progress')
        .select('complete_until')
        .where('account', '=', account)
        .where('region', '=', region)
        .where('kind', '=', kind)
        .executeTakeFirst();
      return { completeUntil: row?.complete_until };
    },
    transaction: (work) => database.transaction((trx) => work(ledgerPage(trx, database.connection))),
  };
}

function ledgerPage(trx: Trx, connection: Connection): LedgerPage {
  return {
    unseen: (events) => Promise.resolve(unseenEvents(connection, events)),
    marks: (events, now) => Promise.resolve(loadMarks(connection, events, now)),
    correlations: (spans) => Promise.resolve(loadCorrelations(connection, spans)),
    events: (ids) => Promise.resolve(eventsById(connection, ids)),
    expectations: (now) => activeExpectations(trx, now),
    liveRules: () => liveRules(trx),
    async known(fingerprints) {
      const alerts = await openAlerts(trx, fingerprints);
      return { alert: (fingerprint) => alerts.get(fingerprint) };
    },
    async write({ lane, progress, events, correlations, decision, owed, now }: Written) {
      insertEvents(connection, events);
      recordMarks(connection, events, now);
      writeCorrelations(connection, correlations, now);
      for (const { alert } of decision.changes) await writeAlert(trx, alert);
      await writeMatches(trx, decision.matches);
      await countExpected(trx, decision.matches);
      await wantAsks(trx, decision.asks, now);
      for (const message of owed) await owe(trx, message);
      if (progress?.completeUntil !== undefined) await recordProgress(trx, lane, progress.completeUntil, now);
    },
  };
}

/** Progress never goes back, whatever a lane says. */
async function recordProgress(trx: Trx, { account, region, kind }: LaneId, until: number, now: number): Promise<void> {
  await trx
    .insertInto('progress')
    .values({ account, region, kind, complete_until: until, recorded_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['account', 'region', 'kind'])
        .doUpdateSet({ complete_until: until, recorded_at: now })
        .where('progress.complete_until', '<=', until),
    )
    .execute();
}
