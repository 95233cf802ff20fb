/**
 * An alert is what people see: it stands for all matches with the same fingerprint. The noun of the stage; `decide.ts` says
 * which matches open one, `lifecycle.ts` what people may do to it.
 */
import type { Level } from '../detect/level';
import type { Sentence } from '../detect/rule';
import type { PrincipalKind } from '../source/principal';
import type { Confirmed } from './confirmation';
import type { Ladder } from './escalation';
import type { Snooze } from './snooze';

export type State = 'open' | 'acknowledged' | 'resolved';

export interface Alert {
  readonly id: string;
  readonly fingerprint: string;
  readonly ruleId: string;
  /** The principal's key. */
  readonly principal: string;
  readonly account: string;
  readonly level: Level;
  readonly state: State;
  /** Slack user who moved it to its state, and when (milliseconds); undefined while untouched. */
  readonly stateBy: string | undefined;
  readonly stateAt: number | undefined;
  /** Why it is in its state, in somebody's words. */
  readonly stateReason: string | undefined;
  /** Matching events, and the event times (milliseconds) of the first and the last. */
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** When the bot opened it (milliseconds). */
  readonly openedAt: number;
  /** Grows by one with every change; an owed edit names the version it must show. */
  readonly version: number;
  /** The snooze that is on, or that ran out and was not told yet. */
  readonly snooze: Snooze | undefined;
  /** The snooze before: ended by somebody, by a match that came after it, or by one that was worse. Kept until the next. */
  readonly awoke: Snooze | undefined;
  /** Whom it calls while nobody has acknowledged it. */
  readonly ladder: Ladder | undefined;
  /** It folds what is expected but may never be silent: one quiet message per principal and day. */
  readonly folded: boolean;
  /** Only history has met it: it was over when the bot was installed, and called nobody. */
  readonly history: boolean;
  /** What the person behind it was asked and said; of several questions the one that worries most. */
  readonly confirmed: Confirmed | undefined;
  /** The newest word on each question about it, where there were several. */
  readonly questions?: readonly Confirmed[] | undefined;
  readonly content: Content;
}

/** What the message says: taken from the worst match, so that it can be rendered without the rule or the event. */
export interface Content {
  readonly title: string;
  readonly author: string;
  readonly tags: readonly string[];
  readonly what: Sentence;
  readonly why: string | undefined;
  readonly nextSteps: readonly string[];
  readonly reasons: readonly string[];
  /** Titles of the other rules that matched the same event, worst first. */
  readonly also: readonly string[];
  /** The rule's group, and whether an expectation silences it or folds it. */
  readonly group: string | undefined;
  readonly expectable: boolean;
  readonly principal: { readonly kind: PrincipalKind; readonly name: string; readonly session: string | undefined };
  readonly actor: string;
  readonly person: string | undefined;
  readonly arn: string | undefined;
  readonly accountName: string | undefined;
  readonly environment: string | undefined;
  readonly region: string;
  readonly address: string | undefined;
  readonly country: string | undefined;
  readonly agent: string | undefined;
  readonly firstTime: readonly ('event' | 'network')[];
  readonly eventId: string;
  readonly eventName: string;
  readonly eventSource: string;
  /** The events a correlation counted, the latest last, at most a hundred; undefined where one event speaks for itself. */
  readonly eventIds?: readonly string[];
}
