/**
 * Runs correlations over the matches of a page. Pure, and the same whatever the order in which events arrive, however they
 * fall into pages, however often they come, and wherever the bot restarts in between: a group fires once a burst.
 */
import type { CorrelationChanges, CorrelationsKnown, GroupSpan, Numbers } from './correlation';
import { type Fired, settle } from './correlation-bursts';
import { type Located, keyOf, locate, locatePicked, pickedGroup } from './correlation-entries';
import type { CorrelationSet, Counter, TiedCorrelation } from './correlation-set';
import type { Match } from './rule';

/**
 * How much longer than its timespan (milliseconds) an entry is kept, from the time it was read: an event may first be read
 * three hours late, in a slice of up to one hour, and after an outage the head is read first and the backlog up to two
 * hours later.
 */
export const READING_HORIZON = 6 * 3_600_000;

/** A group met its condition for the first time since it was quiet. */
export interface Firing extends Numbers {
  readonly correlation: TiedCorrelation;
  /** In lower case, in the order of `groupBy`. */
  readonly groupValues: readonly string[];
  /** The events of the window, the latest last. */
  readonly eventIds: readonly string[];
  /** Event time of the first. */
  readonly firstAt: number;
  /** The latest event of this page that took part, for when the latest of all is not to be had. */
  readonly freshId: string;
}

export interface Correlated {
  readonly firings: readonly Firing[];
  readonly changes: CorrelationChanges;
}

const NONE: readonly Counter[] = [];

/** The entries that matches make; most make none. */
export function entriesOf(matches: readonly Match[], { counters, byId }: CorrelationSet): Located[] {
  if (counters.size === 0) return [];
  const located: Located[] = [];
  for (const match of matches) {
    for (const counter of counters.get(match.rule.id) ?? NONE) {
      const correlation = byId.get(counter.by);
      if (correlation) locate(match, counter, correlation, keepFor(correlation), located);
    }
  }
  return located;
}

/** The groups whose past must be known to `correlate` these entries, those of correlations of correlations included. */
export function spansOf(located: readonly Located[], { byId }: CorrelationSet): GroupSpan[] {
  const spans = new Map<string, GroupSpan>();
  const reach = (id: string, values: readonly string[], from: number, until: number): void => {
    const correlation = byId.get(id);
    if (!correlation) return;
    const group = keyOf(values);
    const { from: begun = from, until: ended = until } = spans.get(`${id} ${group}`) ?? {};
    const far = keepFor(correlation);
    const span = { correlation: id, group, from: Math.min(begun, from - far), until: Math.max(ended, until + far) };
    spans.set(`${id} ${group}`, span);
    const { timespan, countedBy } = correlation;
    for (const counter of countedBy) reach(counter.by, pickedGroup(values, counter), from - timespan, until + timespan);
  };
  for (const { entry, groupValues } of located) reach(entry.correlation, groupValues, entry.time, entry.time);
  return [...spans.values()];
}

export function correlate(located: readonly Located[], set: CorrelationSet, known: CorrelationsKnown): Correlated {
  const inbox = new Inbox(located);
  const firings: Firing[] = [];
  const all: CorrelationChanges[] = [];
  // Those that are counted come first; their windows are entries of those that count them.
  for (const correlation of set.correlations) {
    for (const group of inbox.groups(correlation.rule.id)) {
      const values = group[0]?.groupValues ?? [];
      const { fired, changes, ends } = settle(correlation, group, known);
      all.push(changes);
      firings.push(...fired.map((one) => firingOf(correlation, values, one)));
      for (const counter of correlation.countedBy) {
        const by = set.byId.get(counter.by);
        if (by) inbox.put(ends.map((end) => locatePicked(values, end, counter, keepFor(by))));
      }
    }
  }
  return {
    firings,
    changes: {
      removed: all.flatMap(({ removed }) => removed),
      added: all.flatMap(({ added }) => added),
      merged: all.flatMap(({ merged }) => merged),
      bursts: all.flatMap(({ bursts }) => bursts),
    },
  };
}

/** Fresh entries by correlation and group. */
class Inbox {
  private readonly all = new Map<string, Map<string, Located[]>>();

  constructor(located: readonly Located[]) {
    this.put(located);
  }

  groups(correlation: string): Iterable<readonly Located[]> {
    return this.all.get(correlation)?.values() ?? [];
  }

  put(located: readonly Located[]): void {
    for (const one of located) {
      const { correlation, group } = one.entry;
      const groups = this.all.get(correlation) ?? new Map<string, Located[]>();
      this.all.set(correlation, groups);
      const list = groups.get(group);
      if (list) list.push(one);
      else groups.set(group, [one]);
    }
  }
}

function firingOf(
  correlation: TiedCorrelation,
  groupValues: readonly string[],
  { window, entries, fresh }: Fired,
): Firing {
  const counted = entries.slice(window.from, window.to + 1);
  const eventIds = [...new Set(counted.map(({ eventId }) => eventId))];
  const measures = correlation.type.startsWith('value_') || correlation.type === 'event_count';
  const values = new Map(counted.filter(({ value }) => value !== '').map(({ value }) => [value.toLowerCase(), value]));
  return {
    correlation,
    groupValues,
    eventIds,
    count: measures ? Math.round(window.measure * 100) / 100 : eventIds.length,
    values: [...values.values()],
    firstAt: counted[0]?.time ?? fresh.time,
    freshId: fresh.eventId,
  };
}

function keepFor({ timespan }: TiedCorrelation): number {
  return timespan + READING_HORIZON;
}
