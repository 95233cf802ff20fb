/**
 * Decides for one group: fresh entries join what is known, runs of entries without a gap longer than the timespan are
 * looked at, and a run that meets the condition for the first time fires. Of a run that has fired only its span is kept.
 */
import type { Burst, CorrelationChanges, CorrelationsKnown, Entry } from './correlation';
import { type Located, byTime, entryKey } from './correlation-entries';
import type { TiedCorrelation } from './correlation-set';
import { type Window, fullest, windowsOf } from './correlation-windows';

/** Entries and bursts so close that they belong together. */
interface Run {
  readonly entries: Entry[];
  readonly bursts: Burst[];
  readonly from: number;
  until: number;
}

/** A run that fires, with the window to tell about. */
export interface Fired {
  readonly window: Window;
  readonly entries: readonly Entry[];
  /** The latest fresh entry of the run. */
  readonly fresh: Entry;
}

export interface Settled {
  readonly fired: readonly Fired[];
  readonly changes: CorrelationChanges;
  /** The last entries of all windows that hold: what a correlation of correlations counts. */
  readonly ends: readonly Entry[];
}

export function settle(correlation: TiedCorrelation, located: readonly Located[], known: CorrelationsKnown): Settled {
  return quietly(correlation, located, known) ?? settleAll(correlation, located, known);
}

/**
 * The usual case, told from the neighbourhood alone: no burst is near and no window that holds a fresh entry meets the
 * condition, so the entries are only kept. Whatever is further away cannot change that: every window of a fresh entry lies
 * within a timespan of it. undefined where the whole past of the group has to be looked at.
 */
function quietly(
  correlation: TiedCorrelation,
  located: readonly Located[],
  known: CorrelationsKnown,
): Settled | undefined {
  const { timespan, countedBy } = correlation;
  const id = correlation.rule.id;
  const group = located[0]?.entry.group ?? '';
  if (countedBy.length > 0) return undefined;
  let from = Infinity;
  let until = -Infinity;
  for (const { entry } of located) {
    from = Math.min(from, entry.time - timespan);
    until = Math.max(until, entry.time + timespan);
  }
  if (known.bursts(id, group).some((burst) => burst.until >= from && burst.from <= until)) return undefined;
  const near = known.entries(id, group, from, until).filter(({ time }) => time >= from && time <= until);
  const keys = new Set(near.map(entryKey));
  const fresh = new Set<Entry>();
  for (const { entry } of located) {
    const key = entryKey(entry);
    if (!keys.has(key)) fresh.add(entry);
    keys.add(key);
  }
  const entries = [...near, ...fresh].sort(byTime);
  if (fullest(windowsOf(correlation, entries))) return undefined;
  const spare = redundant(correlation, entries);
  const added = [...fresh].filter((entry) => !spare.has(entry));
  const removed = near.filter((entry) => spare.has(entry));
  return { fired: [], changes: { removed, added, merged: [], bursts: [] }, ends: [] };
}

function settleAll(correlation: TiedCorrelation, located: readonly Located[], known: CorrelationsKnown): Settled {
  const id = correlation.rule.id;
  const group = located[0]?.entry.group ?? '';
  const stored = new Map(known.entries(id, group).map((entry) => [entryKey(entry), entry]));
  const fresh = new Map(located.map(({ entry }) => [entryKey(entry), entry]));
  for (const key of stored.keys()) fresh.delete(key);
  const freshOnes = new Set(fresh.values());
  const isFresh = (entry: Entry): boolean => freshOnes.has(entry);
  // What another correlation counts is kept whole, so that a late event finds every window it is part of.
  const whole = correlation.countedBy.length > 0;

  const fired: Fired[] = [];
  const ends: Entry[] = [];
  const removed: Entry[] = [];
  const added: Entry[] = [];
  const merged: Burst[] = [];
  const bursts: Burst[] = [];
  for (const run of runsOf([...stored.values(), ...fresh.values()], known.bursts(id, group), correlation.timespan)) {
    const news = run.entries.filter(isFresh);
    const latest = news.at(-1);
    if (!latest) continue;
    const hasFired = run.bursts.length > 0;
    const windows = hasFired && !whole ? [] : windowsOf(correlation, run.entries);
    const best = hasFired ? undefined : fullest(windows);
    if (best) fired.push({ window: best, entries: run.entries, fresh: latest });
    if (hasFired || best) {
      merged.push(...run.bursts);
      bursts.push({ correlation: id, group, from: run.from, until: run.until, keep: latest.keep });
    }
    if (whole) {
      added.push(...news);
      ends.push(...windows.flatMap(({ to }) => run.entries[to] ?? []));
    } else if (hasFired || best) {
      removed.push(...run.entries.filter((entry) => !isFresh(entry)));
    } else {
      const spare = redundant(correlation, run.entries);
      added.push(...news.filter((entry) => !spare.has(entry)));
      removed.push(...run.entries.filter((entry) => spare.has(entry) && !isFresh(entry)));
    }
  }
  return { fired, changes: { removed, added, merged, bursts }, ends };
}

function runsOf(entries: readonly Entry[], bursts: readonly Burst[], timespan: number): Run[] {
  const parts: Run[] = [
    ...[...entries]
      .sort(byTime)
      .map((entry) => ({ entries: [entry], bursts: [], from: entry.time, until: entry.time })),
    ...bursts.map((burst) => ({ entries: [], bursts: [burst], from: burst.from, until: burst.until })),
  ].sort((a, b) => a.from - b.from);
  const runs: Run[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last && part.from - last.until <= timespan) {
      last.entries.push(...part.entries);
      last.bursts.push(...part.bursts);
      last.until = Math.max(last.until, part.until);
    } else runs.push(part);
  }
  return runs;
}

/**
 * Entries without which every window measures the same: where only distinct values (or rules) count, what stands between
 * two equal ones that are at most a timespan apart. An application that reads one secret all day thus keeps two entries.
 */
function redundant({ type, timespan, counted }: TiedCorrelation, entries: readonly Entry[]): Set<Entry> {
  const spare = new Set<Entry>();
  if (type !== 'value_count' && type !== 'temporal' && !(type === 'temporal_ordered' && counted.length <= 2))
    return spare;
  const last = new Map<string, readonly [before: Entry | undefined, here: Entry]>();
  for (const entry of entries) {
    const key = type === 'value_count' ? entry.value.toLowerCase() : entry.rule;
    const [before, here] = last.get(key) ?? [];
    if (before && here && entry.time - before.time <= timespan) {
      spare.add(here);
      last.set(key, [before, entry]);
    } else last.set(key, [here, entry]);
  }
  return spare;
}
