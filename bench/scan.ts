/**
 * How long a scan takes against `JSON.parse` of the same bytes, how soon it starts, and how much memory it needs. The two
 * are timed in turns in one process, so that both meet the same machine; memory and start-up are measured in fresh processes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Io } from '../src/command/io';
import { scan } from '../src/command/scan';
import { writeRecords } from './records';
import { median, printTable, recordsOf, textOf, timeOf } from './timing';

const EVENTS = 100_000;
const TURNS = 5;
const STARTS = 7;
const MAIN = join(__dirname, '../src/main.js');

/** Measures the files named, or a made-up one that is removed again. */
export async function benchScan(files: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  try {
    const made = join(folder, 'records.json');
    if (files.length === 0) writeRecords(made, EVENTS);
    for (const file of files.length === 0 ? [made] : files) await measure(file, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(file: string, folder: string): Promise<void> {
  const text = textOf(file);
  const parse: number[] = [];
  const whole: number[] = [];
  let records = 0;
  let events = 0;
  await timeOf(async () => scanned(file, folder));
  for (let turn = 0; turn < TURNS; turn += 1) {
    parse.push(await timeOf(async () => (records = recordsOf(text).length)));
    whole.push(await timeOf(async () => (events = await scanned(file, folder))));
  }
  const [parseTime, scanTime] = [median(parse), median(whole)];
  const tiny = join(folder, 'tiny.ndjson');
  writeFileSync(tiny, '{"eventSource":"iam.amazonaws.com","eventName":"CreateUser"}\n');
  const starts = Array.from({ length: STARTS }, () => fresh(tiny, folder));
  printTable([
    ['', basename(file)],
    ['size', `${megabytes(statSync(file).size)}, ${megabytes(Buffer.byteLength(text))} of JSON`],
    ['JSON.parse', `${parseTime.toFixed(0)} ms (${records.toLocaleString('en-US')} values at the top or in Records)`],
    ['scan', `${scanTime.toFixed(0)} ms (median of ${TURNS}, in turns with JSON.parse)`],
    ['ratio', `${(scanTime / parseTime).toFixed(2)} (target: at most 4)`],
    [
      'events a second',
      `${Math.round(events / (scanTime / 1000)).toLocaleString('en-US')} (${events.toLocaleString('en-US')} events)`,
    ],
    [
      'start to end, tiny file',
      `${median(starts.map(({ time }) => time)).toFixed(0)} ms (median of ${STARTS}; target: below 1000)`,
    ],
    ['peak memory', `${megabytes(fresh(resolve(file), folder).memory)} (a fresh process, whole file)`],
  ]);
}

/** Runs the command as main.ts does and returns the number of events it tells. */
async function scanned(file: string, folder: string): Promise<number> {
  let output = '';
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk.toString();
      done();
    },
  });
  const io: Io = {
    stdin: Readable.from([]),
    stdout,
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    env: {},
    folder,
    now: () => Date.now(),
  };
  const request = {
    files: [file],
    rules: [],
    rulesOnly: false,
    config: undefined,
    minLevel: undefined,
    failOn: undefined,
  };
  await scan({ ...request, format: 'summary' }, io);
  return Number((/([\d,]+) events? /.exec(output.split('\n').at(-2) ?? '')?.[1] ?? '0').replaceAll(',', ''));
}

/** A scan in a process of its own: milliseconds from start to end, and the most memory it held in bytes. */
function fresh(file: string, folder: string): { readonly time: number; readonly memory: number } {
  const preload = join(folder, 'peak.cjs');
  writeFileSync(preload, "process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS));");
  const begun = performance.now();
  const words = ['--require', preload, MAIN, 'scan', file, '--format', 'summary'];
  const { stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 30, cwd: folder });
  const time = performance.now() - begun;
  if (status !== 0) throw new Error(`a scan of ${file} ended with ${status}: ${stderr}`);
  return { time, memory: Number(/peak (\d+)/.exec(stderr)?.[1] ?? 0) * 1024 };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
