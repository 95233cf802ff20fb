/** What a digest is made of, as nouns: what the store counted of a time, and what the bot knows of its rules and of itself. */
import type { Level } from '../detect/level';
import type { Alert } from './alert';
import type { Confirmation } from './confirmation';
import type { Expectation } from './expectation';
import type { Posture } from './posture';

export const DIGEST_KINDS = ['daily', 'weekly'] as const;
export type DigestKind = (typeof DIGEST_KINDS)[number];

/** Milliseconds, `from` included, `until` not. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

export interface LevelCount {
  readonly level: Level;
  readonly count: number;
}

/** The first of a longer list, and how long it is. */
export interface Few<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

/** Alerts of one rule and principal that were opened in the period. */
export interface AlertGroup {
  readonly ruleId: string;
  /** The principal's key. */
  readonly principal: string;
  readonly alerts: number;
  readonly matches: number;
  /** Alerts that somebody acknowledged, resolved or reopened; those marked as expected are counted apart. */
  readonly acknowledged: number;
  readonly expected: number;
  readonly snoozed: number;
  /** The newest of them; undefined beyond the first groups. */
  readonly latest: { readonly id: string; readonly level: Level } | undefined;
}

/** What the store counted. */
export interface StoredFacts {
  readonly events: number;
  readonly accounts: number;
  /** Alerts opened, by quarter of an hour since the epoch and level. */
  readonly opened: readonly (LevelCount & { readonly quarter: number })[];
  /** Those opened in the same length of time before; undefined where that was not all watched. */
  readonly openedBefore: readonly LevelCount[] | undefined;
  /** Alerts that nobody resolved, snoozed ones left out. */
  readonly standing: readonly (LevelCount & { readonly state: 'open' | 'acknowledged' })[];
  /** Open for longer than a day, and than a week. */
  readonly overDay: number;
  readonly overWeek: number;
  /** Open ones, the worst first and of a level the oldest. */
  readonly oldest: readonly Alert[];
  /** Rules by their matches in the period, the most first. */
  readonly rules: readonly { readonly ruleId: string; readonly matches: number }[];
  /** The most matches first. */
  readonly groups: readonly AlertGroup[];
  /** Matches kept quiet, by the id of an expectation or `staging`, the most first. */
  readonly quiet: readonly { readonly by: string; readonly matches: number }[];
  /** Those named by `quiet`. */
  readonly expectations: readonly Expectation[];
  readonly activeExpectations: number;
  readonly ending: Few<Expectation>;
  readonly stale: Few<Expectation>;
  /** Alerts that are snoozed, the soonest end first. */
  readonly snoozed: Few<Alert>;
  readonly questions: {
    readonly open: Few<Confirmation>;
    /** Of those asked in the period. */
    readonly answered: number;
    readonly unanswered: number;
    /** Milliseconds. */
    readonly medianAnswer: number | undefined;
  };
  /** Since when events are read, and when nobody watched since. */
  readonly watchedSince: number | undefined;
  readonly pauses: readonly Period[];
}

/** A rule in staging, and what it would have posted. */
export interface StagedRule {
  readonly ruleId: string;
  readonly title: string;
  readonly matches: number;
  readonly principals: number;
  /** The alerts it would have opened, worst first. */
  readonly alerts: readonly LevelCount[];
  readonly expected: number;
}

/** What the bot knows without the store. */
export interface BotFacts {
  readonly timeZone: string;
  readonly rule: (id: string) => { readonly title: string; readonly expectable: boolean } | undefined;
  /** Levels that some route takes. */
  readonly posted: ReadonlySet<Level>;
  /** Titles of the operator's filters. */
  readonly filters: readonly string[];
  /** How many rules speak only through the correlations that count them. */
  readonly parts: number;
  readonly staged: readonly StagedRule[];
  /** What keeps the bot from watching or telling just now, as sentences without a full stop. */
  readonly problems: readonly { readonly what: string; readonly since: number }[];
  readonly posture: Posture | undefined;
}
