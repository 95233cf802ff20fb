/** What the outbox takes from the store and gives back to it, as nouns: rows that are owed, and where they stand once sent. */
import type { Call, Line, Message, Subject } from './owed';
import type { Posted } from './slack';

interface Row {
  readonly key: string;
  /** As Slack named it in an answer, else as its route names it. */
  readonly channel: string;
  /** The channel as its route names it, or a person's id. */
  readonly route: string;
  readonly mention: string | undefined;
  readonly call: Call | undefined;
  readonly attempts: number;
  /** When Slack was asked to post it and no answer was recorded (milliseconds). */
  readonly startedAt: number | undefined;
  /** For an edit: the message it edits was posted without being able to look for an earlier one. */
  readonly mayBeDuplicate: boolean;
}

/**
 * Rendered from its subject when it is sent. `ts` is what an edit changes, or in whose thread a raise is said; undefined for a
 * post.
 */
export interface RenderedRow extends Row {
  readonly kind: 'post' | 'edit' | 'raise';
  readonly subject: Subject;
  readonly ts: string | undefined;
  /** For a post that is to stand in a thread. */
  readonly thread: string | undefined;
}

/** Ready made. A line goes into the thread of `ts`. */
export interface ReadyRow extends Row {
  readonly kind: 'line' | 'notice';
  readonly message: Message;
  readonly ts: string | undefined;
}

export type OwedRow = RenderedRow | ReadyRow;

export function isReady(row: OwedRow): row is ReadyRow {
  return row.kind === 'line' || row.kind === 'notice';
}

/** Where a message stands now, and whether it was found there, posted by an attempt that got no answer. */
export interface Sent extends Posted {
  readonly found: boolean;
  readonly mayBeDuplicate: boolean;
  /** For a raise: somebody deleted the alert's message, and this is the whole alert in its place. */
  readonly anew: boolean;
  /** In whose thread a post stands. */
  readonly thread: string | undefined;
  /** What the subject's other threads are told of it. */
  readonly line?: Line | undefined;
}

/** A channel that refuses, or the workspace (`*`), with Slack's word for why. */
export interface Trouble {
  readonly channel: string;
  readonly code: string;
}

/** The outbox's own view of the store; each call is its own transaction. */
export interface OutboxStore {
  /** What may be sent at `now`: worst level first, posts before edits, oldest first. */
  due(now: number): Promise<readonly OwedRow[]>;
  /** Gathers what floods a channel into few messages; returns how many alerts it gathered. */
  collapse(now: number): Promise<number>;
  /** Sends what a channel has refused for long to another one, with a note; returns the channels it left. */
  reroute(to: string, now: number): Promise<readonly Trouble[]>;
  begin(row: OwedRow, now: number): Promise<void>;
  /** Records where it stands; an edit that was owed to what was rendered is done with it, a newer one stays owed. */
  done(row: OwedRow, sent: Sent, now: number): Promise<void>;
  /** Keeps it owed. `uncertain` keeps the recorded intent, otherwise it is cleared. */
  retry(row: OwedRow, failure: { reason: string; at: number; uncertain: boolean }): Promise<void>;
  /** Remembers that a channel refuses, for health and for `reroute`, until something is delivered there. */
  trouble(trouble: Trouble, now: number): Promise<void>;
  /** Gives up an edit or a line whose message is gone, or a direct message that will never arrive. */
  drop(row: OwedRow, reason: string, now: number): Promise<void>;
}

export interface DeliveryWatch {
  delivered(row: OwedRow): void;
  delayed(row: OwedRow, error: Error, nextAt: number): void;
  /** Only a person can help: the row stays owed and this is said again with every attempt. */
  refused(row: OwedRow, error: Error): void;
  collapsed(alerts: number): void;
  rerouted(trouble: Trouble, to: string): void;
}
