/**
 * Slides a window of event time over the entries of one group and says where the condition holds. A window ends at an
 * entry and reaches back one timespan, both ends included; entries of the same instant are always in it together.
 */
import type { Entry } from './correlation';
import type { TiedCorrelation } from './correlation-set';

/** A window whose condition holds: entries `from` to `to` (indexes, both included), and what was measured in it. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly measure: number;
}

/** What a window holds at a time; entries come in and go out in the order of time. */
interface Gauge {
  add(entry: Entry): void;
  drop(entry: Entry): void;
  measure(): number;
}

/** `entries` in the order of time. The windows that hold, in the order of their ends. */
export function windowsOf(correlation: TiedCorrelation, entries: readonly Entry[]): Window[] {
  if (correlation.type === 'temporal_ordered') return orderedWindows(correlation, entries);
  const gauge = gaugeFor(correlation);
  const windows: Window[] = [];
  let from = 0;
  for (const [to, entry] of entries.entries()) {
    gauge.add(entry);
    if (entries[to + 1]?.time === entry.time) continue;
    for (let first = entries[from]; first && first.time < entry.time - correlation.timespan; first = entries[from]) {
      gauge.drop(first);
      from += 1;
    }
    const measure = gauge.measure();
    if (correlation.holds(measure)) windows.push({ from, to, measure });
  }
  return windows;
}

/** The window with most in it, and of several the latest. */
export function fullest(windows: readonly Window[]): Window | undefined {
  return windows.reduce<Window | undefined>(
    (best, one) => (best && best.measure > one.measure ? best : one),
    undefined,
  );
}

/**
 * All rules in the order given, the first at most a timespan before the last. For each rule the latest start of a chain
 * that has come so far is kept; what happened in the same second (CloudTrail's finest) counts as in order.
 */
function orderedWindows({ counted, timespan }: TiedCorrelation, entries: readonly Entry[]): Window[] {
  const windows: Window[] = [];
  const starts: (number | undefined)[] = counted.map(() => undefined);
  let instant = new Set<string>();
  for (const [to, { time, rule }] of entries.entries()) {
    instant.add(rule);
    if (entries[to + 1]?.time === time) continue;
    for (const [step, { rule: wanted }] of counted.entries()) {
      if (instant.has(wanted)) starts[step] = step === 0 ? time : starts[step - 1];
    }
    const begun = starts.at(-1);
    const ended = instant.has(counted.at(-1)?.rule ?? '');
    instant = new Set();
    if (!ended || begun === undefined || time - begun > timespan) continue;
    const from = entries.findIndex((entry) => entry.time >= begun);
    windows.push({ from, to, measure: counted.length });
  }
  return windows;
}

function gaugeFor({ type, percentile }: TiedCorrelation): Gauge {
  switch (type) {
    case 'event_count':
      return distinct(({ eventId }) => eventId);
    case 'value_count':
      return distinct(({ value }) => value.toLowerCase());
    case 'temporal':
    case 'temporal_ordered':
      return distinct(({ rule }) => rule);
    case 'value_sum':
      return numeric(sum);
    case 'value_avg':
      return numeric((numbers) => sum(numbers) / numbers.length);
    case 'value_median':
    case 'value_percentile':
      return numeric((numbers) => percentileOf(numbers, percentile));
  }
}

function distinct(keyOf: (entry: Entry) => string): Gauge {
  const counts = new Map<string, number>();
  return {
    add: (entry) => void counts.set(keyOf(entry), (counts.get(keyOf(entry)) ?? 0) + 1),
    drop(entry) {
      const left = (counts.get(keyOf(entry)) ?? 0) - 1;
      if (left > 0) counts.set(keyOf(entry), left);
      else counts.delete(keyOf(entry));
    },
    measure: () => counts.size,
  };
}

function numeric(measure: (numbers: readonly number[]) => number): Gauge {
  const numbers: number[] = [];
  return {
    add: ({ value }) => void numbers.push(Number(value)),
    // What goes out first came in first.
    drop: () => void numbers.shift(),
    measure: () => measure(numbers),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Between two values it is interpolated, as most tools do; Sigma leaves it open. */
function percentileOf(numbers: readonly number[], percentile: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const place = ((sorted.length - 1) * percentile) / 100;
  const below = sorted[Math.floor(place)] ?? 0;
  return below + ((sorted[Math.ceil(place)] ?? below) - below) * (place - Math.floor(place));
}
