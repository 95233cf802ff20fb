/**
 * Several streams as one, each asked for its next value only when its last one was taken, so that what a stream does after
 * a value happens after that value was dealt with.
 */

type Next<T> = Promise<{ readonly stream: AsyncGenerator<T, void>; readonly result: IteratorResult<T, void> }>;

/**
 * `open` gives the next stream, or undefined when there is none just now; it is asked again whenever a stream ends. At most
 * `width` are open. The first failure ends them all, as does a reader that stops.
 */
export async function* inParallel<T>(
  open: () => AsyncGenerator<T, void> | undefined,
  width: number,
): AsyncGenerator<T, void> {
  const running = new Map<AsyncGenerator<T, void>, Next<T>>();
  const ask = (stream: AsyncGenerator<T, void>): void => {
    running.set(
      stream,
      stream.next().then((result) => ({ stream, result })),
    );
  };
  try {
    for (;;) {
      while (running.size < width) {
        const stream = open();
        if (stream === undefined) break;
        ask(stream);
      }
      if (running.size === 0) return;
      const { stream, result } = await Promise.race(running.values());
      if (result.done === true) {
        running.delete(stream);
        continue;
      }
      yield result.value;
      ask(stream);
    }
  } finally {
    await Promise.allSettled([...running.keys()].map((stream) => stream.return()));
  }
}
