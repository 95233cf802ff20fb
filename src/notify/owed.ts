/**
 * What is owed to Slack, as nouns. A post and an edit are rendered from their subject at the moment of sending, so the newest
 * state always wins; lines and notices say what happened once and are ready made.
 */
import type { KnownBlock } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import type { Confirmation, Confirmed } from '../alert/confirmation';
import type { Level } from '../detect/level';

export interface Message {
  /** What phones and screen readers show: the sentence itself. */
  readonly text: string;
  readonly blocks: KnownBlock[];
  /** All the words without their form, for a Slack that refuses the form. */
  readonly plain: string;
}

/** What a message is about and is rendered from. */
export type Subject = AlertSubject | { readonly kind: 'confirmation'; readonly confirmation: Confirmation };

export interface AlertSubject {
  readonly kind: 'alert';
  readonly alert: Alert;
}

/** Why an alert calls for attention again, or somewhere else. */
export type Call =
  | { readonly why: 'raised'; readonly from: Level | undefined }
  | { readonly why: 'returned' }
  /** `after` in milliseconds. */
  | { readonly why: 'unacknowledged'; readonly after: number }
  /** The person behind it says it was not them. */
  | { readonly why: 'denied' }
  /** Nobody confirmed it: the channel has to find out. */
  | { readonly why: 'unconfirmed'; readonly state: Confirmed['state'] };

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
  /** All its messages, wherever they stand. */
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
  | ({ readonly kind: 'line'; readonly subject: Subject; readonly at: number } & Line)
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
  return subject.kind === 'alert' ? subject.alert.id : subject.confirmation.id;
}

export function versionOf(subject: Subject): number {
  return subject.kind === 'alert' ? subject.alert.version : subject.confirmation.version;
}

/** How urgent its messages are. */
export function levelOf(subject: Subject): Level {
  if (subject.kind === 'alert') return subject.alert.level;
  return subject.confirmation.urgent ? 'critical' : 'medium';
}
