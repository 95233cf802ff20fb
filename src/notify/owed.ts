/**
 * What is owed to Slack, as nouns. A post and an edit are rendered from their subject at the moment of sending, so the newest
 * state always wins; lines and notices say what happened once and are ready made.
 */
import type { KnownBlock } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import type { Confirmation, Confirmed } from '../alert/confirmation';
import type { Digest } from '../alert/digest';
import type { Level } from '../detect/level';
import type { Batch } from './batch';

export interface Message {
  /** What phones and screen readers show: the sentence itself. */
  readonly text: string;
  readonly blocks: KnownBlock[];
  /** The same without newer kinds of blocks, for a Slack that refuses those. */
  readonly simple?: KnownBlock[];
  /** All the words without their form, for a Slack that refuses the form. */
  readonly plain: string;
}

/** What a message is about and is rendered from. */
export type Subject =
  | AlertSubject
  | { readonly kind: 'confirmation'; readonly confirmation: Confirmation }
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'digest'; readonly digest: Digest };

export interface AlertSubject {
  readonly kind: 'alert';
  readonly alert: Alert;
}

/** Why an alert calls for attention again, or somewhere else. */
export type Call =
  | { readonly why: 'raised'; readonly from: Level | undefined }
  | { readonly why: 'returned' }
  /** `after` in milliseconds; `elsewhere`: to where the step says, which the alert's other threads are told. */
  | { readonly why: 'unacknowledged'; readonly after: number; readonly elsewhere?: true }
  /** The person behind it says it was not them. */
  | { readonly why: 'denied' }
  /** Nobody confirmed it: the channel has to find out. */
  | { readonly why: 'unconfirmed'; readonly state: Confirmed['state'] }
  /** The channel it was meant for refuses messages; `code` is Slack's. */
  | { readonly why: 'rerouted'; readonly from: string; readonly code: string };

/** One line of history for a thread; `name` is unique within its subject. */
export interface Line {
  readonly name: string;
  readonly message: Message;
}

export type Owed =
  /** The subject's message in a channel (a person's id for a direct message). */
  | {
      readonly kind: 'post';
      readonly subject: Subject;
      readonly channel: string;
      readonly mention: string | undefined;
      readonly call?: Call | undefined;
      readonly at: number;
    }
  /** A place in the channel's list of what happened before the first start; calls nobody. */
  | { readonly kind: 'list'; readonly subject: AlertSubject; readonly channel: string; readonly at: number }
  /** Its message where the channel has none of it yet; calls nobody. */
  | { readonly kind: 'show'; readonly subject: AlertSubject; readonly channel: string; readonly at: number }
  /** All its messages, wherever they stand, and the lists it is in. */
  | { readonly kind: 'edit'; readonly subject: Subject; readonly at: number }
  /** A line in the thread that is shown in the channel too, or the whole message where the channel has not seen it yet. */
  | {
      readonly kind: 'raise';
      readonly subject: AlertSubject;
      readonly channel: string;
      readonly mention: string | undefined;
      readonly call: Call;
      readonly at: number;
    }
  /** In the thread of each of its messages, but for that in one channel. */
  | ({ readonly kind: 'line'; readonly subject: Subject; readonly except?: string; readonly at: number } & Line)
  /** A message of its own; `key` keeps it from being owed twice. */
  | {
      readonly kind: 'notice';
      readonly key: string;
      readonly channel: string;
      readonly level: Level;
      readonly message: Message;
      readonly at: number;
    };

/** The edit that any change of a subject owes. */
export function editOf(subject: Subject, at: number): Owed {
  return { kind: 'edit', subject, at };
}

export function idOf(subject: Subject): string {
  switch (subject.kind) {
    case 'alert':
      return subject.alert.id;
    case 'confirmation':
      return subject.confirmation.id;
    case 'batch':
      return subject.batch.id;
    case 'digest':
      return subject.digest.id;
  }
}

export function versionOf(subject: Subject): number {
  switch (subject.kind) {
    case 'alert':
      return subject.alert.version;
    case 'confirmation':
      return subject.confirmation.version;
    case 'batch':
      return subject.batch.version;
    case 'digest':
      return 1;
  }
}

/** How urgent its messages are. */
export function levelOf(subject: Subject): Level {
  switch (subject.kind) {
    case 'alert':
      return subject.alert.level;
    case 'confirmation':
      return subject.confirmation.urgent ? 'critical' : 'medium';
    case 'batch':
      return subject.batch.level;
    case 'digest':
      return 'low';
  }
}
