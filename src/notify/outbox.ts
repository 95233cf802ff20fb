/**
 * Delivers what the store says is owed to Slack: worst first, paced, each thing once. The intent to post is recorded before
 * Slack is asked and the answer after, so a message caught in between is looked for before it is posted again.
 */
import type { LongestSnooze } from '../alert/snooze';
import { reasonOf } from '../error';
import { UNREACHABLE } from '../people/directory';
import { type Scope, backOff, onlyLooked, pauseAfter, scopeOf } from './failures';
import { type DeliveryWatch, type OutboxStore, type OwedRow, type RenderedRow, type Sent, isReady } from './outbox-row';
import { Pace } from './pace';
import { isMoot, lineOfSent, renderRaise, renderRow } from './rendering';
import { type Messenger, type Posted, RateLimited, Refused, SLACK_TIMEOUT, type Thread, Uncertain } from './slack';

export interface OutboxSettings {
  /** What the snooze menu may offer. */
  readonly longest?: LongestSnooze | undefined;
  /** Where goes what another channel refuses for long. */
  readonly defaultChannel?: string | undefined;
}

type Result = 'sent' | 'not sent' | 'no answer';

/** A message in doubt is looked for from so long (milliseconds) before it was begun: our clock may be ahead of Slack's. */
const LOOK_BACK = 3_600_000;
/** A round longer than this (milliseconds) is left, and the next begins with what is most urgent then. */
const ROUND = 2_000;

export class Outbox {
  private readonly pace = new Pace();

  /** Keys of what is posted although nobody could look whether it stands there. */
  private readonly unseen = new Set<string>();

  constructor(
    private readonly store: OutboxStore,
    private readonly slack: Messenger,
    private readonly watch: DeliveryWatch,
    private readonly clock: { now(): number },
    private readonly settings: OutboxSettings = {},
  ) {}

  /**
   * Sends what may be sent now and returns how many were; what the pace holds back is left for the next call. Where Slack
   * does not answer, or only slowly, so is all the rest: what is worse by then goes first.
   */
  async deliver(): Promise<number> {
    let sent = 0;
    await this.tidy();
    const begun = this.clock.now();
    for (const row of await this.store.due(begun)) {
      if (this.clock.now() - begun > ROUND) break;
      if (!this.pace.take(row, this.clock.now())) continue;
      const result = await this.send(row);
      if (result === 'sent') sent += 1;
      if (result === 'no answer') break;
    }
    return sent;
  }

  private async tidy(): Promise<void> {
    const now = this.clock.now();
    const { defaultChannel } = this.settings;
    if (defaultChannel !== undefined) {
      const left = await this.store.reroute(defaultChannel, now);
      for (const trouble of left) this.watch.rerouted(trouble, defaultChannel);
    }
    const gathered = await this.store.collapse(now);
    if (gathered > 0) this.watch.collapsed(gathered);
  }

  private async send(row: OwedRow): Promise<Result> {
    try {
      const sent = await this.ask(row);
      if (sent === 'later') return 'not sent';
      if (sent === 'moot') {
        await this.store.drop(row, 'somebody acted meanwhile', this.clock.now());
        return 'not sent';
      }
      const now = this.clock.now();
      await this.store.done(row, { ...sent, line: lineOfSent(row, now) }, now);
      this.watch.delivered(row);
      return 'sent';
    } catch (error) {
      await this.failed(row, error);
      return error instanceof Uncertain ? 'no answer' : 'not sent';
    } finally {
      this.unseen.delete(row.key);
    }
  }

  private async ask(row: OwedRow): Promise<Sent | 'later' | 'moot'> {
    if (!isReady(row) && row.kind === 'edit') {
      const { channel, ts = '', mayBeDuplicate } = row;
      await this.slack.edit({ channel, ts }, renderRow({ ...row, mention: undefined }, mayBeDuplicate, this.settings));
      return { channel, ts, found: false, mayBeDuplicate, anew: false, thread: row.thread };
    }
    const inDoubt = row.startedAt === undefined ? undefined : await this.find(row, row.startedAt);
    if (inDoubt === 'later') return inDoubt;
    if (typeof inDoubt === 'object') {
      const thread = row.kind === 'post' ? row.thread : undefined;
      return { ...inDoubt, found: true, mayBeDuplicate: false, anew: false, thread };
    }
    if (isMoot(row)) return 'moot';
    // What cannot be looked for stays in doubt since it was begun first.
    if (inDoubt === 'cannot look') this.unseen.add(row.key);
    else await this.store.begin(row, this.clock.now());
    return this.post(row, inDoubt === 'cannot look');
  }

  private async post(row: OwedRow, mayBeDuplicate: boolean): Promise<Sent> {
    const { channel, ts = '', key } = row;
    const stands = { channel, ts, found: false, mayBeDuplicate, anew: false, thread: undefined };
    if (isReady(row)) {
      const thread = row.kind === 'line' ? { ts, broadcast: false } : undefined;
      return { ...stands, ...(await this.slack.post(channel, row.message, key, thread)) };
    }
    const whole = renderRow(row, mayBeDuplicate, this.settings);
    if (row.kind === 'raise') {
      const said = await this.inThread(row, renderRaise(row), { ts, broadcast: true });
      return said ? stands : { ...stands, ...(await this.slack.post(channel, whole, key)), anew: true };
    }
    const { thread } = row;
    const reply = thread === undefined ? undefined : await this.inThread(row, whole, { ts: thread, broadcast: false });
    return reply ? { ...stands, ...reply, thread } : { ...stands, ...(await this.slack.post(channel, whole, key)) };
  }

  /** Undefined when there is no message any more to say it in the thread of. */
  private async inThread(
    { channel, key }: RenderedRow,
    message: Parameters<Messenger['post']>[1],
    thread: Thread,
  ): Promise<Posted | undefined> {
    try {
      return await this.slack.post(channel, message, key, thread);
    } catch (error) {
      if (error instanceof Refused && scopeOf(error.code) === 'gone') return undefined;
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
    const inThread = row.kind === 'raise' || row.kind === 'line' ? row.ts : undefined;
    const thread = row.kind === 'post' ? row.thread : inThread;
    try {
      return await this.slack.find(row.channel, row.key, startedAt - LOOK_BACK, thread);
    } catch (error) {
      // Without a token nothing can be posted either: it stays in doubt until there is one.
      const unable =
        error instanceof Refused && (error.code === 'missing_scope' || scopeOf(error.code) !== 'workspace');
      if (unable) return 'cannot look';
      throw error;
    }
  }

  private async failed(row: OwedRow, error: unknown): Promise<void> {
    const now = this.clock.now();
    if (error instanceof RateLimited) {
      this.pace.rateLimited(row, now + error.retryAfter);
      return this.delay(row, error, now + error.retryAfter, row.startedAt !== undefined);
    }
    if (error instanceof Uncertain) return this.delay(row, error, now + backOff(row.attempts), true);
    this.watch.refused(row, error as Error);
    // A fault of ours with one message must not hold up the others; what was begun may have been done.
    if (!(error instanceof Refused)) {
      const at = now + pauseAfter('message', row.attempts);
      return this.store.retry(row, { reason: reasonOf(error), at, uncertain: true });
    }
    return this.refused(row, error, now);
  }

  private async refused(row: OwedRow, { code, method }: Refused, now: number): Promise<void> {
    const scope = scopeOf(code, method);
    if (isToPerson(row) && (scope === 'person' || UNREACHABLE.has(code) || isQuestion(row, scope))) {
      return this.store.drop(row, code, now);
    }
    if (scope === 'gone' && (row.kind === 'line' || row.kind === 'edit')) return this.store.drop(row, code, now);
    const at = now + pauseAfter(scope, row.attempts);
    if (scope === 'workspace') this.pace.closeAll(at);
    if (scope === 'channel' || scope === 'person') this.pace.close(row.route, at);
    const place = scope === 'workspace' ? '*' : row.route;
    if (scope !== 'message' && scope !== 'gone') await this.store.trouble({ channel: place, code }, now);
    const isInDoubt = row.startedAt !== undefined && (onlyLooked(method) || this.unseen.has(row.key));
    return this.store.retry(row, { reason: code, at, uncertain: isInDoubt });
  }

  private async delay(row: OwedRow, error: Error, at: number, uncertain: boolean): Promise<void> {
    await this.store.retry(row, { reason: error.message, at, uncertain });
    this.watch.delayed(row, error, at);
  }
}

/** A question does not wait for somebody to mend what keeps it from arriving: the channel is asked instead. */
function isQuestion(row: OwedRow, scope: Scope): boolean {
  return row.kind === 'post' && row.subject.kind === 'confirmation' && scope !== 'workspace';
}

/** A direct message that Slack will never deliver is no use tomorrow either. An alert's own steps stay owed. */
function isToPerson(row: OwedRow): boolean {
  if (row.kind === 'notice') return /^[UWD]/.test(row.route);
  return row.kind === 'post' && row.subject.kind === 'confirmation';
}
