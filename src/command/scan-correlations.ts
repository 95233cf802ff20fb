/** What correlations remember while a scan lasts. Of events only the newest of each group that has not fired is held. */
import type { Burst, CorrelationChanges, CorrelationsKnown, Entry, GroupSpan } from '../detect/correlation';
import type { CloudTrailEvent } from '../source/event';

interface Group {
  /** In the order of time. */
  entries: Entry[];
  bursts: readonly Burst[];
  newest: CloudTrailEvent | undefined;
}

export class ScanCorrelations {
  private readonly groups = new Map<string, Group>();

  known(spans: readonly GroupSpan[]): CorrelationsKnown {
    const near = new Map(spans.map((span) => [keyOf(span), span]));
    const groupOf = (correlation: string, group: string): [Group | undefined, GroupSpan | undefined] => {
      const key = keyOf({ correlation, group });
      return [this.groups.get(key), near.get(key)];
    };
    return {
      entries: (correlation, key) => {
        const [group, span] = groupOf(correlation, key);
        if (!span || !group) return [];
        return group.entries.slice(countUpTo(group.entries, span.from - 1), countUpTo(group.entries, span.until));
      },
      bursts: (correlation, key) => {
        const [group, span] = groupOf(correlation, key);
        return span && group ? group.bursts.filter(({ from, until }) => until >= span.from && from <= span.until) : [];
      },
    };
  }

  events(ids: readonly string[]): readonly CloudTrailEvent[] {
    if (ids.length === 0) return [];
    const held = new Map([...this.groups.values()].flatMap(({ newest }) => (newest ? [[newest.id, newest]] : [])));
    return ids.flatMap((id) => held.get(id) ?? []);
  }

  write({ removed, added, merged, bursts }: CorrelationChanges, events: readonly CloudTrailEvent[]): void {
    if (added.length + bursts.length + removed.length === 0) return;
    const byId = new Map(events.map((event) => [event.id, event]));
    for (const [group, gone] of byGroup(removed, (one) => this.groupOf(one))) {
      // What is removed was read here, so it is the very same.
      const these = new Set(gone);
      group.entries = group.entries.filter((entry) => !these.has(entry));
    }
    for (const [group, come] of byGroup(added, (one) => this.groupOf(one))) {
      const last = group.entries.at(-1)?.time ?? -Infinity;
      group.entries.push(...come);
      if (come.some(({ time }) => time < last) || come.length > 1) group.entries.sort((a, b) => a.time - b.time);
      for (const { eventId, time } of come) {
        if (!group.newest || group.newest.time <= time) group.newest = byId.get(eventId) ?? group.newest;
      }
    }
    for (const burst of [...merged, ...bursts]) {
      const group = this.groupOf(burst);
      group.bursts = group.bursts.filter(({ from }) => from !== burst.from);
    }
    for (const burst of bursts) {
      const group = this.groupOf(burst);
      group.bursts = [...group.bursts, burst];
      if (group.entries.length === 0) group.newest = undefined;
    }
  }

  /** Lets go of what is too old at `now` (milliseconds) for any event still to come. */
  forget(now: number): void {
    for (const [key, group] of this.groups) {
      group.entries = group.entries.filter(({ time, keep }) => time + keep >= now);
      group.bursts = group.bursts.filter(({ until, keep }) => until + keep >= now);
      if (group.entries.length === 0) group.newest = undefined;
      if (group.entries.length + group.bursts.length === 0) this.groups.delete(key);
    }
  }

  private groupOf(one: { readonly correlation: string; readonly group: string }): Group {
    const key = keyOf(one);
    const group = this.groups.get(key) ?? { entries: [], bursts: [], newest: undefined };
    this.groups.set(key, group);
    return group;
  }
}

/** How many of the entries, which are in the order of time, are no later than `time`. */
function countUpTo(entries: readonly Entry[], time: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.time ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byGroup(entries: readonly Entry[], groupOf: (entry: Entry) => Group): Map<Group, Entry[]> {
  const groups = new Map<Group, Entry[]>();
  for (const entry of entries) {
    const list = groups.get(groupOf(entry));
    if (list) list.push(entry);
    else groups.set(groupOf(entry), [entry]);
  }
  return groups;
}

function keyOf({ correlation, group }: { readonly correlation: string; readonly group: string }): string {
  return `${correlation} ${group}`;
}
