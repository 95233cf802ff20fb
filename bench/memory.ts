/** What the process holds while a million events go through the pipeline into a store on disk, in pages as LookupEvents gives them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tick } from '../src/pipeline';
import { type CloudTrailEvent, isProblem, parseEvent } from '../src/source/event';
import { LISTED } from '../src/source/listing';
import type { Page, Source } from '../src/source/source';
import { configIn, learnedStore, pipelineOver } from './pipeline';
import { dice, recordOf } from './records';
import { number, printTable } from './timing';

const EVENTS = 1_000_000;
const SAMPLES = 10;
const GOAL = 200;
const MIB = 2 ** 20;

/** `npm run bench -- memory [EVENTS]` */
export async function benchMemory([wanted]: readonly string[]): Promise<void> {
  const count = Number(wanted ?? EVENTS);
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  try {
    const database = await learnedStore('store.sqlite', folder);
    const pipeline = pipelineOver(database, configIn(folder), []);
    const rows: (readonly string[])[] = [['0', ...held(0), '']];
    let [most, mostOfAll, since, begun] = [0, 0, 0, performance.now()];
    const source = made(count, () => {
      const { rss } = process.memoryUsage();
      most = Math.max(most, rss);
      since += LISTED;
      if (since < count / SAMPLES) return;
      const rate = since / ((performance.now() - begun) / 1000);
      rows.push([number((rows.length * count) / SAMPLES), ...held(most), number(rate)]);
      mostOfAll = Math.max(mostOfAll, most);
      [most, since, begun] = [0, 0, performance.now()];
    });
    await tick({ ...pipeline, source }, 0);
    await database.close();
    printTable([['events', 'RSS (MiB)', 'most since (MiB)', 'heap used (MiB)', 'events a second'], ...rows]);
    console.log(
      `\nAt most ${number(mostOfAll / MIB)} MiB; goal: flat, and below ${GOAL} MiB. The records are made in the same process, which costs it ` +
        'time and memory of its own: for the speed of reading see above.',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function held(most: number): readonly string[] {
  const { rss, heapUsed } = process.memoryUsage();
  return [rss, Math.max(most, rss), heapUsed].map((bytes) => number(bytes / MIB));
}

/** Records as text, a page at a time, each read five minutes after its last event. `onPage` is called when a page was committed. */
function made(count: number, onPage: () => void): Source {
  const roll = dice(20_260_105);
  async function* pages(): AsyncGenerator<Page> {
    for (let at = 0; at < count; at += LISTED) {
      const events = Array.from({ length: LISTED }, (_, n) => eventOf(JSON.stringify(recordOf(at + n, roll))));
      yield { events, problems: [], progress: undefined, readAt: (events.at(-1)?.time ?? 0) + 300_000 };
      onPage();
      // A tick that reads from AWS waits between its pages too.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return { lanes: () => Promise.resolve([{ id: { account: '', region: '', kind: 'made' }, pages }]) };
}

function eventOf(text: string): CloudTrailEvent {
  const event = parseEvent(JSON.parse(text), 'bench', Infinity);
  if (isProblem(event)) throw new Error(event.problem);
  return event;
}
