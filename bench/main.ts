/** `npm run bench [-- NAME [WORD…]]`: measurements that hold the design's promises to numbers; without a name, docs/performance.md. */
import { spawnSync } from 'node:child_process';
import { benchClick } from './click';
import { benchDelivery } from './delivery';
import { benchDetect } from './detect';
import { type Measurement, PROGRAM, printDocument } from './document';
import { benchIngest } from './ingest';
import { benchKill } from './kill';
import { benchLookup } from './lookup';
import { benchMemory } from './memory';
import { benchNoise } from './noise';
import { benchPurge } from './purge';
import { benchReader } from './reader';
import { benchScan } from './scan';
import { benchStart } from './start';

/** Those of the document, in its order; how long each takes, about. */
const DOCUMENT: Readonly<Record<string, Measurement>> = {
  // 20 seconds
  detect: {
    title: 'Detection',
    meaning: 'What parsing and all rules take, correlations included, against `JSON.parse` of the same bytes.',
    run: benchDetect,
  },
  // 40 seconds
  scan: {
    title: 'Scanning a file',
    meaning: 'The whole command `trailwarden scan` against `JSON.parse` of the same file.',
    run: benchScan,
  },
  // 60 seconds
  ingest: {
    title: 'Ingest',
    meaning:
      'Events from a file through the pipeline of the bot into a store on disk, every commit synced, against bare inserts of the same rows.',
    run: benchIngest,
  },
  // 3 minutes
  memory: {
    title: 'Memory',
    meaning:
      'What the process holds while a million events go through the pipeline, with `--max-old-space-size=512` as `npm start`, the container and the systemd unit set it.',
    flags: ['--max-old-space-size=512'],
    run: benchMemory,
  },
  // 2 minutes
  delivery: {
    title: 'From visible to posted',
    meaning:
      'From the moment CloudTrail shows an event to its message in Slack: the real program between a local CloudTrail and a local Slack, both with their quotas.',
    run: benchDelivery,
  },
  // 20 seconds
  purge: {
    title: 'Retention',
    meaning: 'A page of events or a click waits for one slice of a purge at most.',
    run: benchPurge,
  },
  // 2 minutes for the store of these three, then 90 seconds
  lookup: {
    title: 'Look-ups',
    meaning:
      'What the queries behind `/trail` take with a million events in the store; nothing else is done meanwhile.',
    inStore: true,
    run: benchLookup,
  },
  // 60 seconds
  start: {
    title: 'Start',
    meaning: 'From the start of the process to the log line `started`, the check of the store included.',
    inStore: true,
    run: benchStart,
  },
  // 60 seconds; last, as it writes to the store
  click: {
    title: 'Clicks',
    meaning: 'From the Acknowledge button, as a signed request, to the answer that Slack waits for.',
    inStore: true,
    run: benchClick,
  },
};

/** Those that have pages of their own. */
const OTHERS: Readonly<Record<string, Measurement['run']>> = {
  kill: benchKill,
  noise: benchNoise,
  reader: benchReader,
};

async function main([name = 'all', ...words]: readonly string[]): Promise<void> {
  if (name === 'all') return printDocument(DOCUMENT);
  const run = Object.hasOwn(DOCUMENT, name)
    ? DOCUMENT[name]?.run
    : Object.hasOwn(OTHERS, name)
      ? OTHERS[name]
      : undefined;
  if (!run) {
    const names = ['all', ...Object.keys(DOCUMENT), ...Object.keys(OTHERS)].join(' | ');
    console.error(`which measurement? npm run bench -- ${names} [WORD…]`);
    process.exitCode = 2;
    return;
  }
  const flags = DOCUMENT[name]?.flags?.filter((flag) => !process.execArgv.includes(flag)) ?? [];
  if (flags.length === 0) return run(words);
  const { status } = spawnSync(process.execPath, [...flags, PROGRAM, name, ...words], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

void main(process.argv.slice(2));
