/** The rows of a digest, as nouns: what is kept of an alert, a rule, a principal or a question to tell of it. */
import type { Level } from '../detect/level';
import type { Sentence } from '../detect/rule';
import type { Few, LevelCount } from './digest-facts';
import type { Expectation } from './expectation';

export interface DayCount {
  readonly day: string;
  readonly counts: readonly LevelCount[];
}

export interface OpenAlert {
  readonly id: string;
  readonly level: Level;
  readonly what: Sentence;
  readonly count: number;
  /** The account's name, else its id. */
  readonly account: string;
  readonly openedAt: number;
}

export interface SnoozedAlert extends OpenAlert {
  readonly until: number;
  readonly by: string;
  /** Matches that came meanwhile. */
  readonly counted: number;
}

export interface NoisyRule {
  readonly ruleId: string;
  readonly title: string;
  readonly matches: number;
  readonly alerts: number;
}

export interface BusyPrincipal {
  readonly principal: string;
  readonly alerts: number;
  readonly matches: number;
}

/** What nobody heard of, and by what. */
export interface Quiet {
  /** The most matches first; the expectation is undefined where it is no longer kept. */
  readonly expectations: Few<{ readonly matches: number; readonly expectation: Expectation | undefined }>;
  readonly expected: number;
  readonly staged: number;
  /** Matches that came while their alert was snoozed, of the snoozes that are on. */
  readonly snoozed: number;
  readonly filters: Few<string>;
  readonly parts: number;
  /** Alerts of levels that no route takes. */
  readonly below: readonly LevelCount[];
}

export interface Question {
  readonly principal: string;
  /** Slack users. */
  readonly people: readonly string[];
  readonly askedAt: number;
  readonly deadline: number;
}
