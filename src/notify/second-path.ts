/**
 * The way past Slack: a critical alert that could not be delivered there for minutes, for whatever reason, is sent as JSON to an
 * address of the operator's, once, and still goes to Slack when that is back. Runs beside the outbox, so a Slack that hangs does
 * not hold it up.
 */
import type { Alert } from '../alert/alert';
import { redactText } from '../detect/secret-text';
import { reasonOf } from '../error';
import { spoken } from './text';

export interface SecondPathSettings {
  readonly url: string;
  /** How long (milliseconds) Slack may take. */
  readonly after: number;
}

/** A critical alert that is owed to Slack. */
export interface Undelivered {
  readonly alert: Alert;
  /** Since when it is owed, milliseconds. */
  readonly since: number;
  /** How often the second path was tried. */
  readonly attempts: number;
}

export interface SecondPathStore {
  /** Owed since before `before`, not sent yet and not waiting for a later attempt at `now`, the oldest first. */
  undelivered(before: number, now: number): Promise<readonly Undelivered[]>;
  sent(alertId: string, now: number): Promise<void>;
  failed(alertId: string, reason: string, nextAt: number): Promise<void>;
}

export interface SecondPathWatch {
  sent(alertId: string): void;
  failed(alertId: string, reason: string, nextAt: number): void;
}

/** An address that does not answer in this time (milliseconds) has not taken it. */
const TIMEOUT = 10_000;
const FIRST_PAUSE = 10_000;
const LONGEST_PAUSE = 10 * 60_000;

export class SecondPath {
  constructor(
    private readonly settings: SecondPathSettings,
    private readonly store: SecondPathStore,
    private readonly watch: SecondPathWatch,
    private readonly clock: { now(): number },
  ) {}

  /** Sends what is due; the first that fails ends the round, as the others would fail too. Returns how many were sent. */
  async deliver(): Promise<number> {
    const { url, after } = this.settings;
    let sent = 0;
    for (const { alert, since, attempts } of await this.store.undelivered(this.clock.now() - after, this.clock.now())) {
      const problem = await send(url, alert, since);
      if (problem !== undefined) {
        const nextAt = this.clock.now() + Math.min(FIRST_PAUSE * 2 ** attempts, LONGEST_PAUSE);
        await this.store.failed(alert.id, problem, nextAt);
        this.watch.failed(alert.id, problem, nextAt);
        break;
      }
      await this.store.sent(alert.id, this.clock.now());
      this.watch.sent(alert.id);
      sent += 1;
    }
    return sent;
  }
}

/** What went wrong, in words, or undefined. The address may hold a secret of its own: it is in no message. */
async function send(url: string, alert: Alert, since: number): Promise<string | undefined> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      // An answer may be lost after it was taken; by its key whoever takes it knows a repeat.
      headers: { 'content-type': 'application/json', 'idempotency-key': alert.id },
      body: JSON.stringify(bodyOf(alert, since)),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    await answer.body?.cancel();
    return answer.ok ? undefined : `HTTP status ${answer.status}`;
  } catch (error) {
    const { cause } = error as { cause?: { code?: unknown } };
    return typeof cause?.code === 'string' ? cause.code : reasonOf(error).replaceAll(url, 'the address');
  }
}

/** Words only, of which none may be a secret. `text` is what most webhooks show. */
export function bodyOf({ level, account, count, content }: Alert, since: number): Record<string, unknown> {
  const what = redactText(spoken(content.what));
  const times = count > 1 ? ` (×${count})` : '';
  const where = content.accountName === undefined ? account : `${content.accountName} (${account})`;
  return {
    text: `${level.toUpperCase()} in ${where}: ${what}${times}. Slack could not be reached.`,
    level,
    account,
    what,
    why: content.why === undefined ? null : redactText(content.why),
    next_steps: content.nextSteps.map(redactText),
    event_id: content.eventId,
    since: new Date(since).toISOString(),
  };
}
