/**
 * `trailwarden replay`: what other rules would have told of the events the store has. The bot's own pipeline runs over them, the
 * oldest first, with a ledger in memory for each set of rules; the store is only read, also while the bot works with it.
 */
import { type Config, loadConfig } from '../config';
import { type Level, compareLevels } from '../detect/level';
import type { RuleSet } from '../detect/rule-set';
import { contextFrom, rulesFrom } from '../engine';
import { AppError } from '../error';
import { tick } from '../pipeline';
import { type Reader, openToRead } from '../store/database';
import { expectationsSince } from '../store/expectations';
import { type Past, historyOf, historySource, onlyAccount, toldAlerts } from '../store/history';
import { pastMarks } from '../store/marks';
import { liveRules } from '../store/staging';
import { counted } from './alert-facts';
import { EXIT, type Io } from './io';
import { Outlet } from './outlet';
import { type Difference, differenceOf } from './replay-difference';
import { type ReplayAlert, inShort, replayLedger } from './replay-ledger';
import { type Replayed, replayJson, replayLines } from './replay-text';
import { changedRules } from './rule-set';
import { ScanNotes } from './scan-notes';
import { levelOf, wordOf } from './scan-options';
import { momentOf } from './since';
import { terminalOf } from './terminal';
import { orTrouble } from './trouble';

/** As typed. */
export interface ReplayOptions {
  /** `30d`, `12h`, or a date; 30 days when it is not given. */
  readonly since: string | undefined;
  /** Folders of rules to add; one with the id of a rule that runs takes its place. */
  readonly rules: readonly string[];
  /** A changed configuration, whose rules are compared with those of `config`. */
  readonly newConfig: string | undefined;
  readonly format: string | undefined;
  /** Exit with 1 when an alert that is new, or rated higher, is at least this bad. */
  readonly failOn: string | undefined;
  readonly config: string | undefined;
  /** The package's folder. */
  readonly root: string;
}

const FORMATS = ['text', 'json'] as const;

/** Resolves to the exit code: 1 when `--fail-on` was reached, 2 when something could not be read or done, else 0. */
export function replay(options: ReplayOptions, io: Io): Promise<number> {
  return orTrouble(io, async () => {
    const format = wordOf('--format', options.format, FORMATS) ?? 'text';
    const failOn = levelOf('--fail-on', options.failOn);
    const since = momentOf(options.since ?? '30d', io.now());
    const load = (file: string | undefined): Config =>
      loadConfig({ file, folder: io.folder, environment: io.env, slack: false });
    const config = load(options.config);
    const changed = options.newConfig === undefined ? undefined : load(options.newConfig);
    const store = openToRead(config.database, config.folder, `${options.root}/migrations`);
    const out = new Outlet(io.stdout);
    try {
      // What the bot writes or purges meanwhile is not seen: both runs are of the same events.
      store.connection.exec('BEGIN');
      const notes = new ScanNotes(io, true);
      const replayed = await compare({ options, io, store, config, changed, since, notes });
      notes.clear();
      for (const line of format === 'json'
        ? replayJson(replayed)
        : replayLines(replayed, terminalOf(io.stdout, io.env))) {
        await out.ready();
        if (out.closed) break;
        out.write(line);
      }
      await out.end();
      if (out.failure) notes.failure(out.failure);
      if (notes.trouble) return EXIT.trouble;
      return failOn !== undefined && reaches(replayed.difference, failOn) ? EXIT.found : EXIT.done;
    } finally {
      await store.close();
    }
  });
}

interface Wanted {
  readonly options: ReplayOptions;
  readonly io: Io;
  readonly store: Reader;
  readonly config: Config;
  readonly changed: Config | undefined;
  readonly since: number;
  readonly notes: ScanNotes;
}

async function compare(wanted: Wanted): Promise<Replayed> {
  const { options, io, store, config, changed, since, notes } = wanted;
  const past = historyOf(store.connection, { since, until: io.now() });
  if (!past) throw new AppError('no_events', `the store has no events since ${new Date(since).toISOString()}`);
  const account = await onlyAccount(store);
  const current = rulesFrom(config, options.root, account);
  const given = changed ?? config;
  const trying = changed !== undefined || options.rules.length > 0;
  const next = trying ? changedRules(given, options.rules, options.root, account) : current;
  notes.rules(next);
  const runs = trying ? 2 : 1;
  let done = 0;
  const run = async (of: Config, rules: RuleSet): Promise<readonly ReplayAlert[]> => {
    const alerts = await runOver(of, rules, past, wanted, account, (read, found) => {
      notes.progress(done + read, past.events * runs, counted(found, 'alert'));
    });
    done += past.events;
    return alerts;
  };
  const { merge } = config;
  if (trying) {
    const before = await run(config, current);
    const after = await run(given, next);
    const difference = differenceOf({ before, after, merge });
    return { past, since, difference, totals: [before.length, after.length], told: undefined, rules: next };
  }
  const real = Array.from(toldAlerts(store.connection, past.since), inShort);
  const began = real.filter(({ firstAt }) => firstAt < past.since);
  const ended = new Map(began.map(({ fingerprint, lastAt }) => [fingerprint, lastAt]));
  const before = real.filter(({ firstAt, lastAt }) => firstAt >= past.since && lastAt <= past.until);
  const after = (await run(config, current)).filter(
    ({ fingerprint, firstAt }) => firstAt > (ended.get(fingerprint) ?? -Infinity) + merge,
  );
  const difference = differenceOf({ before, after, merge, parts: true });
  return { past, since, difference, totals: [before.length, after.length], told: began.length, rules: next };
}

async function runOver(
  config: Config,
  rules: RuleSet,
  past: Past,
  { store, since, notes }: Wanted,
  account: string | undefined,
  progress: (read: number, found: number) => void,
): Promise<readonly ReplayAlert[]> {
  const { merge, businessHours } = config;
  const ledger = replayLedger({
    expectations: await expectationsSince(store.reader, since),
    live: await liveRules(store.reader),
    marks: pastMarks(store.connection),
    merge,
  });
  await tick(
    {
      source: historySource(store.connection, past, (read) => progress(read, ledger.alerts.size)),
      ledger,
      rules,
      context: contextFrom(config, account),
      routes: [],
      merge,
      ask: false,
      businessHours,
      watch: {
        page: () => undefined,
        problem: (problem) => notes.problem(problem),
        fault: (error, _event, rule) => notes.fault(error, rule),
        laneFailed: (error) => notes.failure(error),
      },
    },
    past.until,
  );
  return [...ledger.alerts.values()];
}

function reaches({ added, levels, rules }: Difference, failOn: Level): boolean {
  const worse = [...levels, ...rules].filter(({ before, after }) => compareLevels(after.level, before.level) > 0);
  return [...added, ...worse.map(({ after }) => after)].some(({ level }) => compareLevels(level, failOn) >= 0);
}
