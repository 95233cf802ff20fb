/**
 * One tick on one screen: every lane is read page by page; a page is one transaction in which new events are detected,
 * correlated, decided and written; what is owed to Slack is sent afterwards. Fetching comes before a transaction, posting after it,
 * so a crash at any point loses nothing and repeats nothing.
 */
import type { BusinessHours } from './alert/business-time';
import { type AlertChange, decide, groupsOf } from './alert/decide';
import { sortOut } from './alert/expectation';
import type { ContextSettings } from './detect/context';
import { audible, latestIds, matchFirings } from './detect/correlation-match';
import { correlate, entriesOf, spansOf } from './detect/correlation-run';
import { type RuleSet, detect } from './detect/detect';
import type { Match } from './detect/rule';
import { type Routes, owedFor, withLadder } from './notify/route';
import type { CloudTrailEvent, RecordProblem } from './source/event';
import type { Lane, LaneId, Page, Source } from './source/source';
import type { Ledger } from './store/ledger';

export interface Pipeline {
  readonly source: Source;
  readonly ledger: Ledger;
  readonly rules: RuleSet;
  readonly context: ContextSettings;
  readonly routes: Routes;
  /** How long an alert may be quiet and still take a repeat, in milliseconds. */
  readonly merge: number;
  /** Whether people are asked about their sign-ins. */
  readonly ask: boolean;
  /** Names of principals, with `*`, that are administrators': asked about first. */
  readonly admins?: readonly string[];
  readonly businessHours: BusinessHours | undefined;
  readonly watch: Watch;
}

/** What a tick tells while it runs. */
export interface Watch {
  readonly problem: (problem: RecordProblem, lane: LaneId) => void;
  readonly page: (matches: readonly Match[], changes: readonly AlertChange[]) => void;
  readonly fault: (error: unknown, event: CloudTrailEvent, rule: string) => void;
  readonly laneFailed: (error: unknown, lane: LaneId) => void;
  readonly laneDone?: (lane: LaneId) => void;
}

export interface TickCounts {
  lanes: number;
  failed: number;
  events: number;
  fresh: number;
  matches: number;
  opened: number;
  problems: number;
}

export async function tick(pipeline: Pipeline, now: number): Promise<TickCounts> {
  const counts: TickCounts = { lanes: 0, failed: 0, events: 0, fresh: 0, matches: 0, opened: 0, problems: 0 };
  const lanes = await pipeline.source.lanes();
  await Promise.all(lanes.map((lane) => readLane(pipeline, lane, now, counts)));
  return counts;
}

/**
 * A lane that fails is told and left for a later tick; what it committed stands, and its progress with it. One that is slow is
 * not waited for by the next tick: the source hands out only those that are not being read.
 */
async function readLane(pipeline: Pipeline, lane: Lane, now: number, counts: TickCounts): Promise<void> {
  counts.lanes += 1;
  try {
    for await (const page of lane.pages(await pipeline.ledger.progress(lane.id), now)) {
      // A lane with a backlog is read for hours: what time it is, its page says.
      await commitWhatCan(pipeline, lane.id, page, page.readAt ?? now, counts);
    }
    pipeline.watch.laneDone?.(lane.id);
  } catch (error) {
    counts.failed += 1;
    pipeline.watch.laneFailed(error, lane.id);
  }
}

/**
 * A record that no code can take fails its page. Such a fault (not one of the store) is narrowed down by halves to the record
 * itself, which is told and left out; its neighbours and the progress of the page are kept.
 */
async function commitWhatCan(
  pipeline: Pipeline,
  lane: LaneId,
  page: Page,
  now: number,
  counts: TickCounts,
): Promise<void> {
  try {
    await commit(pipeline, lane, page, now, counts);
  } catch (error) {
    const { events, progress } = page;
    if (!(error instanceof RangeError || error instanceof TypeError) || events.length === 0) throw error;
    const [first] = events;
    const half = Math.ceil(events.length / 2);
    if (events.length === 1 && first) {
      const problem = { place: `${lane.account} ${lane.region} event ${first.id}`, problem: error.message };
      return commit(
        pipeline,
        lane,
        { ...page, events: [], problems: [...page.problems, problem], progress },
        now,
        counts,
      );
    }
    await commitWhatCan(
      pipeline,
      lane,
      { ...page, events: events.slice(0, half), problems: [], progress: undefined },
      now,
      counts,
    );
    await commitWhatCan(pipeline, lane, { ...page, events: events.slice(half) }, now, counts);
  }
}

async function commit(pipeline: Pipeline, lane: LaneId, page: Page, now: number, counts: TickCounts): Promise<void> {
  const { ledger, rules, context, routes, merge, businessHours: hours, watch } = pipeline;
  const done = await ledger.transaction(async (store) => {
    const events = await store.unseen(page.events);
    const marks = await store.marks(events, now);
    const found = detect(events, rules, context, marks, watch.fault);

    const entries = entriesOf(found, rules.correlations);
    const past = await store.correlations(spansOf(entries, rules.correlations));
    const { firings, changes: counted } = correlate(entries, rules.correlations, past);
    const latest = [...events, ...(await store.events(latestIds(firings, events)))];
    const correlated = matchFirings(firings, latest, rules, context, marks, watch.fault);
    const matches = audible([...found, ...correlated], rules);

    const sorted = sortOut(matches, await store.expectations(now), now, await store.liveRules());
    const groups = groupsOf(sorted, hours);
    const known = await store.known(groups.map(({ fingerprint }) => fingerprint));
    const decided = decide(
      groups,
      sorted,
      known,
      { merge, hours, admins: pipeline.admins, history: page.firstRead },
      now,
    );
    const changes = decided.changes.map((change) => withLadder(change, routes, now, hours));
    // What is history when the bot is installed is nobody's to remember.
    const asks = pipeline.ask && page.firstRead !== true ? decided.asks : [];
    const decision = { ...decided, changes, asks };
    const owed = changes.flatMap((change) => owedFor(change, routes, now));

    await store.write({ lane, progress: page.progress, events, correlations: counted, decision, owed, now });
    return { events, matches, decision };
  });
  for (const problem of page.problems) watch.problem(problem, lane);
  watch.page(done.matches, done.decision.changes);
  counts.problems += page.problems.length;
  counts.events += page.events.length;
  counts.fresh += done.events.length;
  counts.matches += done.matches.length;
  counts.opened += done.decision.changes.filter((change) => change.kind === 'opened').length;
}
