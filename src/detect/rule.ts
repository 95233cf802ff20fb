/**
 * A rule, loaded and compiled: Sigma's fields with Sigma's meaning, our guidance beside them. `load-rules.ts` makes rules,
 * `detect.ts` runs them; everything after sees them only through a match.
 */
import type { CloudTrailEvent } from '../source/event';
import type { Principal } from '../source/principal';
import type { Context } from './context';
import type { Level, Rating } from './level';

/** A sentence with its untrusted values kept apart, so that each reader escapes them its own way. */
export type Sentence = readonly (string | { readonly value: string })[];

/** A compiled test of one event: matchers and conditions are all of this shape. */
export type Predicate = (event: CloudTrailEvent, context: Context) => boolean;

/** One leaf of a selection that held: the field as the rule names it and the value it met, cut to 200 characters. */
export interface Evidence {
  readonly field: string;
  readonly value: string;
}

/** Whether the person behind it is asked if it was them (`confirm: true`), or only told of it once (`confirm: tell`). */
export type Confirm = false | 'ask' | 'tell';

/** `raise` or `lower` entry, compiled. */
export interface CompiledAdjustment {
  readonly when: Predicate;
  readonly to: Level;
  readonly because: string;
}

export interface Rule {
  readonly id: string;
  /** Sigma's `name`, by which correlations and filters may refer to it. */
  readonly name: string | undefined;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  /** Base level, the operator's override applied. Rules without a level are medium, as Sigma's tools assume. */
  readonly level: Level;
  /** The base level as written in the file. */
  readonly writtenLevel: Level;
  readonly status: string;
  readonly tags: readonly string[];
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  /** The file it came from, as the operator would name it. */
  readonly file: string;
  /** Which of the folders that were named it was found in. */
  readonly folder: string;
  /** True for rules that ship with Trailwarden. */
  readonly shipped: boolean;
  /** Event sources and names the rule can only match, for the index; undefined when it cannot be told. Lower case. */
  readonly sources: readonly string[] | undefined;
  readonly names: readonly string[] | undefined;
  /** Those names as the rule writes them, for people; empty when they cannot be told. */
  readonly eventNames: readonly string[];
  readonly matches: Predicate;
  /** What held, for a match already known to hold. */
  readonly evidence: (event: CloudTrailEvent, context: Context) => readonly Evidence[];
  readonly what: (event: CloudTrailEvent, context: Context) => Sentence;
  /** Why it matters, in words for people; harmless names from the record are put in. */
  readonly why: (event: CloudTrailEvent, context: Context) => string | undefined;
  readonly nextSteps: (event: CloudTrailEvent, context: Context) => readonly string[];
  /** It says by itself why it matters; otherwise its description stands in. */
  readonly guided: boolean;
  readonly raise: readonly CompiledAdjustment[];
  readonly lower: readonly CompiledAdjustment[];
  readonly expectable: boolean;
  readonly group: string | undefined;
  readonly seeds: readonly string[];
  /** The values of `group_by`, in its order; a missing one is ''. */
  readonly groupValues: (event: CloudTrailEvent, context: Context) => readonly string[];
  readonly confirm: Confirm;
  /** Named by the operator to run silently: counted, not posted. */
  readonly staged: boolean;
  readonly tests: readonly RuleTest[];
  /** Sigma filter documents that narrow it: where one holds, the rule does not match. */
  readonly filters: readonly RuleFilter[];
}

/** A Sigma filter document: the rules it names do not match where it holds. */
export interface RuleFilter {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly shipped: boolean;
  /** References as written; empty for every rule. */
  readonly rules: readonly string[];
  readonly holds: Predicate;
}

/** A test that stands beside its rule. */
export interface RuleTest {
  readonly name: string;
  readonly match: boolean;
  readonly level: Level | undefined;
  /** Text that must stand in the sentence. */
  readonly what: string | undefined;
  /** Only the fields that matter; `eventSource` and `eventName` are filled in from the rule when there is only one. */
  readonly event: Readonly<Record<string, unknown>>;
  /** `ctx.` fields to set as given, such as `account.environment: production`. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** A rule met an event. */
export interface Match {
  readonly rule: Rule;
  readonly event: CloudTrailEvent;
  readonly principal: Principal;
  readonly context: Context;
  readonly rating: Rating;
  readonly what: Sentence;
  readonly groupValues: readonly string[];
  /** What a correlation counted, of which `event` is the latest; undefined where one event speaks for itself. */
  readonly correlation?:
    { readonly count: number; readonly eventIds: readonly string[]; readonly firstAt: number } | undefined;
}
