/**
 * A batch: many alerts told in few messages, because they came in a flood or are history from before a first start. Each page of
 * it is one message that lists its alerts; what is done to an alert shows in the list.
 */
import type { Alert } from '../alert/alert';
import type { Level } from '../detect/level';

/** As many alerts are listed in one message: Slack takes some 12,000 characters of blocks, and each has its line and its choice. */
export const PAGE_ALERTS = 35;

/** More messages owed to a channel than this, and what is not critical is told in a batch. */
export const FLOOD = 60;

export type BatchReason = 'flood' | 'first-read';

/** One page, which is one message. */
export interface Batch {
  readonly id: string;
  /** Shared by all the pages. */
  readonly series: string;
  readonly why: BatchReason;
  readonly page: number;
  readonly pages: number;
  readonly version: number;
  /** The worst on this page. */
  readonly level: Level;
  /** What this page lists, worst first. */
  readonly alerts: readonly Alert[];
  /** How many the whole batch holds of each level, worst first. */
  readonly totals: readonly { readonly level: Level; readonly count: number }[];
  /** What they are, worst first and most frequent first; on its first page only. */
  readonly overview: readonly Gathered[];
}

/** How often one thing was done by one actor, with the level it had when it was listed. */
export interface Gathered {
  readonly level: Level;
  readonly title: string;
  readonly actor: string;
  readonly count: number;
}

/** What nobody acted on yet. */
export function openIn({ alerts }: Batch): readonly Alert[] {
  return alerts.filter(isUntouched);
}

/** Open, and nobody wants quiet about it. */
export function isUntouched({ state, snooze }: Alert): boolean {
  return state === 'open' && (snooze === undefined || snooze.over);
}

export function countOf({ totals }: Batch): number {
  return totals.reduce((sum, { count }) => sum + count, 0);
}

/** The number of the alert at a place of a page, counted through all the pages. */
export function numberOf({ page }: Batch, at: number): number {
  return (page - 1) * PAGE_ALERTS + at + 1;
}
