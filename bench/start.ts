/** How long the real process takes until it has started, with nothing in its store and with a million events. */
import { startBot } from './bot';
import { sizeOf, withStore } from './million';
import { median, printTable } from './timing';

const STARTS = 5;

/** `npm run bench -- start [EVENTS|STORE]` */
export function benchStart([wanted]: readonly string[]): Promise<void> {
  return withStore(wanted, async (store) => {
    const empty: number[] = [];
    const full: number[] = [];
    // The first start reads everything from the disk, which is not what is measured.
    for (let turn = 0; turn <= STARTS; turn += 1) {
      const times = [await startedIn(undefined), await startedIn(store)];
      if (turn > 0) [empty, full].forEach((list, n) => list.push(times[n] ?? 0));
    }
    const row = (label: string, times: readonly number[]): readonly string[] => [
      label,
      ...[median(times), Math.max(...times)].map((time) => (time / 1000).toFixed(2)),
    ];
    printTable([
      ['seconds to `started`', 'median', 'longest'],
      row('empty store', empty),
      row('a million events', full),
    ]);
    console.log(`\n${STARTS} starts each, in turns; ${sizeOf(store)}.`);
  });
}

async function startedIn(store: string | undefined): Promise<number> {
  const bot = await startBot({ regions: ['us-east-1'], ...(store === undefined ? {} : { store }) });
  await bot.close();
  return bot.startedIn;
}
