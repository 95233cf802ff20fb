/** A stream that may be slow, or gone: `scan | head` closes it early, and that is nobody's fault. */
import type { Output } from './io';

/** What ends the waiting for room: there is some, or there never will be. */
const ENDINGS = ['drain', 'error', 'close'] as const;

export class Outlet {
  /** Nobody reads any more. */
  closed = false;
  /** Why it closed, unless its reader simply left. */
  failure: Error | undefined;
  private drained: Promise<void> = Promise.resolve();
  private full = false;

  constructor(private readonly stream: Output) {
    stream.on('error', this.onError);
  }

  write(text: string): void {
    if (this.closed || this.stream.write(text) || this.full) return;
    this.full = true;
    this.drained = new Promise((resolve) => {
      const emptied = (): void => {
        for (const event of ENDINGS) this.stream.removeListener(event, emptied);
        this.full = false;
        resolve();
      };
      for (const event of ENDINGS) this.stream.on(event, emptied);
    });
  }

  /** Resolves when there is room for more. */
  ready(): Promise<void> {
    return this.drained;
  }

  /** Resolves when all is written. */
  async end(): Promise<void> {
    if (!this.closed) await new Promise<void>((resolve) => this.stream.write('', () => resolve()));
    // An error is told after the write that met it was called back.
    await new Promise((resolve) => setImmediate(resolve));
    this.stream.removeListener('error', this.onError);
  }

  private readonly onError = (error: Error & { code?: string }): void => {
    this.closed = true;
    if (error.code !== 'EPIPE') this.failure = error;
  };
}
