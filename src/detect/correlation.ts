/**
 * The nouns of correlation: rules that count other rules' matches within a span of event time. `compile-correlation.ts`
 * makes them of documents, `correlation-set.ts` ties them to the rules they count, `correlation-run.ts` runs them.
 */
import type { CloudTrailEvent } from '../source/event';
import type { Context } from './context';
import type { Field } from './fields';
import type { Rule, RuleTest, Sentence } from './rule';

/** Sigma v2.1.0's types, and pySigma's `value_median`. */
export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

/** One document, compiled. What it counts is still named, not found. */
export interface Correlation {
  /** What alerts, printers and lists see. It matches no event by itself. */
  readonly rule: Rule;
  readonly type: CorrelationType;
  /** What it counts, in the order written: ids, names or titles of rules or correlations. */
  readonly counts: readonly Counted[];
  readonly groupBy: readonly string[];
  /** Milliseconds of event time. */
  readonly timespan: number;
  /** Whether the measure of a window (a count, a sum, …) meets the condition. */
  readonly holds: (measure: number) => boolean;
  /** For value_percentile, 0 to 100. */
  readonly percentile: number;
  /** The rules it counts go on alerting by themselves. */
  readonly generate: boolean;
  /** `what`, with the numbers of the window it is about. */
  readonly sentence: (numbers: Numbers, event: CloudTrailEvent, context: Context) => Sentence;
  readonly tests: readonly CorrelationTest[];
}

/** A rule that is counted, and under which names this one's events carry what is grouped and measured. */
export interface Counted {
  readonly reference: string;
  /** In the order of `groupBy`, aliases resolved. */
  readonly group: readonly Field[];
  /** The fields of `condition.field`; none where events are counted. */
  readonly values: readonly Field[];
}

/** What a sentence may say beyond the fields of the latest event. */
export interface Numbers {
  readonly count: number;
  /** Distinct values, in the order they came; none where events are counted. */
  readonly values: readonly string[];
}

/** A test that stands beside its correlation. `event` of RuleTest is not used. */
export interface CorrelationTest extends RuleTest {
  readonly count: number | undefined;
  /** The records, each at its offset (milliseconds) from the first. */
  readonly events: readonly { readonly at: number; readonly fields: Readonly<Record<string, unknown>> }[];
}

/** One event counted for one group. The store keeps it until the group fires or it is too old to matter. */
export interface Entry {
  readonly correlation: string;
  /** Digest of the group's values. */
  readonly group: string;
  /** Id of the rule that matched. */
  readonly rule: string;
  readonly eventId: string;
  /** Event time in milliseconds. */
  readonly time: number;
  /** What is measured; '' where events are counted. */
  readonly value: string;
  /** How long (milliseconds from now) it must be kept. */
  readonly keep: number;
}

/** A run of entries that has fired: what comes within a timespan of it belongs to it and does not fire again. */
export interface Burst {
  readonly correlation: string;
  readonly group: string;
  /** Event times (milliseconds) of its first and last entry. */
  readonly from: number;
  readonly until: number;
  readonly keep: number;
}

/** A group that fresh entries may touch, and the event times between which its past matters. */
export interface GroupSpan {
  readonly correlation: string;
  readonly group: string;
  readonly from: number;
  readonly until: number;
}

/** What the store knows of the past of some groups. */
export interface CorrelationsKnown {
  /** Of the span that was asked for. Where only what is between two event times (milliseconds) matters, the rest may be left out. */
  entries(correlation: string, group: string, from?: number, until?: number): readonly Entry[];
  bursts(correlation: string, group: string): readonly Burst[];
}

/** What is to be written, in this order: what goes, then what comes. */
export interface CorrelationChanges {
  readonly removed: readonly Entry[];
  readonly added: readonly Entry[];
  /** Bursts that a new one takes in. */
  readonly merged: readonly Burst[];
  readonly bursts: readonly Burst[];
}

export const NO_CORRELATION_CHANGES: CorrelationChanges = { removed: [], added: [], merged: [], bursts: [] };

export const NO_CORRELATIONS_KNOWN: CorrelationsKnown = { entries: () => [], bursts: () => [] };
