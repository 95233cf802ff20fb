/**
 * Delivers what the store says is owed to Slack: worst first, paced, each thing once. The intent to post is recorded before
 * Slack is asked and the answer after, so a message caught in between is looked for before it is posted again.
 */
import type { LongestSnooze } from '../alert/snooze';
import { reasonOf } from '../error';
import { TokenBucket } from '../token-bucket';
import { UNREACHABLE } from '../people/directory';
import { renderAlert, renderCall } from './message';
import type { Call, Message, Subject } from './owed';
import { renderQuestion } from './question';
import { type Messenger, type Posted, RateLimited, Refused, SLACK_TIMEOUT, Uncertain } from './slack';

interface Row {
  readonly key: string;
  readonly channel: string;
  readonly mention: string | undefined;
  readonly call: Call | undefined;
  readonly attempts: number;
  /** When Slack was asked to post it and no answer was recorded (milliseconds). */
  readonly startedAt: number | undefined;
  /** For an edit: the message it edits was posted without being able to look for an earlier one. */
  readonly mayBeDuplicate: boolean;
}

/** Rendered from its subject when it is sent. `ts` is the subject's message in the channel, undefined for a post. */
export interface RenderedRow extends Row {
  readonly kind: 'post' | 'edit' | 'raise';
  readonly subject: Subject;
  readonly ts: string | undefined;
}

/** Ready made. A line goes into the thread of `ts`. */
export interface ReadyRow extends Row {
  readonly kind: 'line' | 'notice';
  readonly message: Message;
  readonly ts: string | undefined;
}

export type OwedRow = RenderedRow | ReadyRow;

function isEdit(row: OwedRow): row is RenderedRow {
  return row.kind === 'edit';
}

/** A direct message that Slack will never deliver is no use tomorrow either. An alert's own steps stay owed. */
function isToPerson(row: OwedRow): boolean {
  return row.kind === 'notice' || (row.kind === 'post' && row.subject.kind === 'confirmation');
}

/** A call to whoever has not acknowledged, when somebody has by now. */
function isMoot(row: OwedRow): boolean {
  if (isReady(row) || row.call?.why !== 'unacknowledged' || row.subject.kind !== 'alert') return false;
  const { state, snooze } = row.subject.alert;
  return state !== 'open' || snooze !== undefined;
}

function isReady(row: OwedRow): row is ReadyRow {
  return row.kind === 'line' || row.kind === 'notice';
}

/** Where a message stands now, and whether it was found there, posted by an attempt that got no answer. */
export interface Sent extends Posted {
  readonly found: boolean;
  readonly mayBeDuplicate: boolean;
  /** For a raise: somebody deleted the alert's message, and this is the whole alert in its place. */
  readonly anew: boolean;
}

/** The outbox's own view of the store; each call is its own transaction. */
export interface OutboxStore {
  /** What may be sent at `now`: worst level first, posts before edits, oldest first. */
  due(now: number): Promise<readonly OwedRow[]>;
  begin(row: OwedRow, now: number): Promise<void>;
  /** Records where it stands; an edit that was owed to what was rendered is done with it, a newer one stays owed. */
  done(row: OwedRow, sent: Sent, now: number): Promise<void>;
  /** Keeps it owed. `uncertain` keeps the recorded intent, otherwise it is cleared. */
  retry(row: OwedRow, failure: { reason: string; at: number; uncertain: boolean }): Promise<void>;
  /** Gives up an edit or a line whose message is gone, or a direct message that will never arrive. */
  drop(row: OwedRow, reason: string, now: number): Promise<void>;
}

export interface DeliveryWatch {
  delivered(row: OwedRow): void;
  delayed(row: OwedRow, error: Error, nextAt: number): void;
  /** Only a person can help: the row stays owed and this is said again with every attempt. */
  refused(row: OwedRow, error: Error): void;
}

/** Slack: one message a second per channel, short bursts tolerated; chat.update is Tier 3, some 50 a minute per workspace. */
const POSTS = { burst: 3, perSecond: 1 };
const EDITS = { burst: 10, perSecond: 50 / 60 };

/** A refused message is tried again this often (milliseconds): somebody may have invited the bot meanwhile. */
const REFUSED_PAUSE = 60_000;
/** Slack's words for a thread whose message somebody deleted. */
const MESSAGE_GONE = new Set(['thread_not_found', 'message_not_found', 'cannot_reply_to_message']);

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 5 * 60_000;

export class Outbox {
  private readonly edits = new TokenBucket(EDITS.burst, EDITS.perSecond);
  private readonly posts = new Map<string, TokenBucket>();

  constructor(
    private readonly store: OutboxStore,
    private readonly slack: Messenger,
    private readonly watch: DeliveryWatch,
    private readonly clock: { now(): number },
    private readonly longest?: LongestSnooze,
  ) {}

  /**
   * Sends what may be sent now and returns how many were; what the pace holds back is left for the next call. Where Slack
   * does not answer, so is all the rest: each would wait for a timeout, and what is worse by then goes first.
   */
  async deliver(): Promise<number> {
    let sent = 0;
    for (const row of await this.store.due(this.clock.now())) {
      const bucket = this.bucketFor(row);
      if (!bucket.take(this.clock.now())) continue;
      const result = await this.send(row, bucket);
      if (result === 'sent') sent += 1;
      if (result === 'no answer') break;
    }
    return sent;
  }

  private bucketFor(row: OwedRow): TokenBucket {
    if (row.kind === 'edit') return this.edits;
    const known = this.posts.get(row.channel);
    if (known) return known;
    const bucket = new TokenBucket(POSTS.burst, POSTS.perSecond);
    this.posts.set(row.channel, bucket);
    return bucket;
  }

  private async send(row: OwedRow, bucket: TokenBucket): Promise<'sent' | 'not sent' | 'no answer'> {
    try {
      const sent = await this.ask(row);
      if (sent === 'later') return 'not sent';
      if (sent === 'moot') {
        await this.store.drop(row, 'somebody acted meanwhile', this.clock.now());
        return 'not sent';
      }
      await this.store.done(row, sent, this.clock.now());
      this.watch.delivered(row);
      return 'sent';
    } catch (error) {
      await this.failed(row, error, bucket);
      return error instanceof Uncertain ? 'no answer' : 'not sent';
    }
  }

  private async ask(row: OwedRow): Promise<Sent | 'later' | 'moot'> {
    if (isEdit(row)) {
      const { channel, ts = '', mayBeDuplicate } = row;
      await this.slack.edit({ channel, ts }, this.render({ ...row, mention: undefined }, mayBeDuplicate));
      return { channel, ts, found: false, mayBeDuplicate, anew: false };
    }
    const inDoubt = row.startedAt === undefined ? undefined : await this.find(row, row.startedAt);
    if (inDoubt === 'later') return inDoubt;
    if (typeof inDoubt === 'object') return { ...inDoubt, found: true, mayBeDuplicate: false, anew: false };
    if (isMoot(row)) return 'moot';
    await this.store.begin(row, this.clock.now());
    return this.post(row, inDoubt === 'cannot look');
  }

  private async post(row: OwedRow, mayBeDuplicate: boolean): Promise<Sent> {
    const { channel, ts = '', key } = row;
    const stands = { channel, ts, found: false, mayBeDuplicate, anew: false };
    if (isReady(row)) {
      const thread = row.kind === 'line' ? { ts, broadcast: false } : undefined;
      return { ...stands, ...(await this.slack.post(channel, row.message, key, thread)) };
    }
    const anew = row.kind === 'raise' && !(await this.raised(row));
    if (row.kind === 'raise' && !anew) return stands;
    const whole = this.render(row, mayBeDuplicate);
    return { ...stands, ...(await this.slack.post(channel, whole, key)), anew };
  }

  private render({ subject, call, mention }: RenderedRow, mayBeDuplicate: boolean): Message {
    if (subject.kind === 'confirmation') return renderQuestion(subject.confirmation);
    return renderAlert(subject.alert, { mention, mayBeDuplicate, call, longest: this.longest });
  }

  /** False when there is no message any more to raise the alert in the thread of. */
  private async raised({
    subject,
    channel,
    call = { why: 'returned' },
    mention,
    key,
    ts = '',
  }: RenderedRow): Promise<boolean> {
    if (subject.kind !== 'alert') return false;
    try {
      const line = renderCall(subject.alert, call, mention);
      await this.slack.post(channel, line, key, { ts, broadcast: true });
      return true;
    } catch (error) {
      if (error instanceof Refused && MESSAGE_GONE.has(error.code)) return false;
      throw error;
    }
  }

  /** Where did an interrupted post end? Slack may still be at work on it until our client's timeout has passed. */
  private async find(row: OwedRow, startedAt: number): Promise<Posted | 'later' | 'cannot look' | undefined> {
    const settled = startedAt + SLACK_TIMEOUT;
    if (this.clock.now() < settled) {
      await this.store.retry(row, { reason: 'waiting to look for it', at: settled, uncertain: true });
      return 'later';
    }
    try {
      return await this.slack.find(
        row.channel,
        row.key,
        startedAt - 60_000,
        row.kind === 'raise' || row.kind === 'line' ? row.ts : undefined,
      );
    } catch (error) {
      if (error instanceof Refused) return 'cannot look';
      throw error;
    }
  }

  private async failed(row: OwedRow, error: unknown, bucket: TokenBucket): Promise<void> {
    const now = this.clock.now();
    if (error instanceof RateLimited) {
      bucket.pause(now + error.retryAfter);
      const uncertain = row.startedAt !== undefined;
      return this.delay(row, error, now + error.retryAfter, uncertain);
    }
    if (error instanceof Uncertain) {
      return this.delay(row, error, now + Math.min(FIRST_PAUSE * 2 ** row.attempts, LONGEST_PAUSE), true);
    }
    this.watch.refused(row, error as Error);
    // A fault of ours with one message must not hold up the others; what was begun may have been done.
    if (!(error instanceof Refused)) {
      return this.store.retry(row, { reason: reasonOf(error), at: now + REFUSED_PAUSE, uncertain: true });
    }
    if (isToPerson(row) && UNREACHABLE.has(error.code)) return this.store.drop(row, error.code, now);
    if (row.kind === 'line' && MESSAGE_GONE.has(error.code)) return this.store.drop(row, error.code, now);
    if (row.kind === 'edit' && (error.code === 'message_not_found' || error.code === 'cant_update_message')) {
      return this.store.drop(row, error.code, now);
    }
    return this.store.retry(row, { reason: error.code, at: now + REFUSED_PAUSE, uncertain: false });
  }

  private async delay(row: OwedRow, error: Error, at: number, uncertain: boolean): Promise<void> {
    await this.store.retry(row, { reason: error.message, at, uncertain });
    this.watch.delayed(row, error, at);
  }
}
