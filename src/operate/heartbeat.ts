/**
 * The outgoing heartbeat: an address that is fetched after each healthy tick, so that a service outside notices when the bot
 * is no longer well, whatever the reason. It never holds anything up, and its address, which is a secret, is never told.
 */
import { reasonOf } from '../error';

const TIMEOUT = 10_000;

export interface HeartbeatWatch {
  failed(host: string, reason: string): void;
  well(host: string): void;
}

export interface Heartbeat {
  /** Resolves when it was answered or not; never rejects, and is not sent twice at once. */
  beat(): Promise<void>;
  /** Ends one that is under way. */
  close(): void;
}

/** Told when it begins to fail, or fails for another reason, and when it is well again; not every minute. */
export function heartbeat(address: string, watch: HeartbeatWatch, timeout = TIMEOUT): Heartbeat {
  const { host } = new URL(address);
  const stop = new AbortController();
  let failing: string | undefined;
  let current: Promise<void> | undefined;

  async function send(): Promise<void> {
    const reason = await problemOf();
    if (stop.signal.aborted || reason === failing) return;
    failing = reason;
    if (reason === undefined) watch.well(host);
    else watch.failed(host, reason);
  }

  async function problemOf(): Promise<string | undefined> {
    try {
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(timeout)]);
      const answer = await fetch(address, { signal });
      await answer.body?.cancel();
      return answer.ok ? undefined : `it answered ${answer.status}`;
    } catch (error) {
      const { cause } = error as { cause?: unknown };
      return cause === undefined ? reasonOf(error) : ((cause as { code?: string }).code ?? reasonOf(cause));
    }
  }

  return {
    beat() {
      current ??= send().finally(() => (current = undefined));
      return current;
    },
    close: () => stop.abort(),
  };
}
