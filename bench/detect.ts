/**
 * What the rules cost: parsing plus detection against `JSON.parse` of the same bytes, with fifty rules and with all of them
 * (correlations included), timed in turns in one process.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { NO_MARKS, NO_SETTINGS } from '../src/detect/context';
import { NO_CORRELATIONS_KNOWN } from '../src/detect/correlation';
import { correlate, entriesOf } from '../src/detect/correlation-run';
import { detect } from '../src/detect/detect';
import { type RuleSet, loadRules } from '../src/detect/load-rules';
import { packageRoot } from '../src/package-root';
import { type CloudTrailEvent, isProblem, parseEvent } from '../src/source/event';
import { PAGE_EVENTS } from '../src/source/source';
import { writeRecords } from './records';
import { median, number, printTable, recordsOf, textOf, timeOf } from './timing';

const EVENTS = 30_000;
const TURNS = 9;
const FEW = 50;

/** Measures the files named, or a made-up one. */
export async function benchDetect(files: readonly string[]): Promise<void> {
  const all = loadRules({
    folders: [{ path: join(packageRoot(__dirname), 'rules'), shipped: true }],
    disable: [],
    levels: {},
    placeholders: { own_accounts: ['111122223333'] },
    staging: [],
  });
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  try {
    const made = join(folder, 'records.json');
    if (files.length === 0) writeRecords(made, EVENTS);
    for (const file of files.length === 0 ? [made] : files) await measure(file, all);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Small files are read several times over, so that a turn is long enough to be timed. */
async function measure(file: string, all: RuleSet): Promise<void> {
  const text = textOf(file);
  const count = recordsOf(text).length;
  const times = Math.max(1, Math.ceil(EVENTS / count));
  const few: RuleSet = { ...all, rules: all.rules.slice(0, FEW) };
  const sets = [few, all];
  const parse: number[] = [];
  const whole = sets.map((): number[] => []);
  let matches = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    parse.push(await timeOf(() => repeat(times, () => recordsOf(text))));
    for (const [n, rules] of sets.entries()) {
      whole[n]?.push(await timeOf(() => repeat(times, () => (matches = run(recordsOf(text), rules)))));
    }
  }
  const base = median(parse);
  const read = count * times;
  printTable([
    ['', 'ms', 'ratio to JSON.parse', 'events a second'],
    ['JSON.parse', base.toFixed(1), '1.00', perSecond(read, base)],
    ...sets.map(({ rules }, n) => {
      const time = median(whole[n] ?? []);
      return [`parse and ${rules.length} rules`, time.toFixed(1), (time / base).toFixed(2), perSecond(read, time)];
    }),
  ]);
  const over = times > 1 ? `, ${times} times over` : '';
  console.log(
    `\n${basename(file)}: ${number(count)} events${over}, ${number(matches)} matches; goal: a ratio below 2.`,
  );
}

/** What is read is kept until the end of the turn, by either side, as a bot keeps a page until it is done with it. */
function repeat(times: number, work: () => unknown): readonly unknown[] {
  return Array.from({ length: times }, work);
}

function run(records: readonly unknown[], rules: RuleSet): number {
  const events = records
    .map((record) => parseEvent(record, 'bench', Date.UTC(2026, 0, 6)))
    .filter((event): event is CloudTrailEvent => !isProblem(event));
  let matches = 0;
  for (let at = 0; at < events.length; at += PAGE_EVENTS) {
    const found = detect(events.slice(at, at + PAGE_EVENTS), rules, NO_SETTINGS, NO_MARKS);
    const entries = entriesOf(found, rules.correlations);
    const { firings } = correlate(entries, rules.correlations, NO_CORRELATIONS_KNOWN);
    matches += found.length + firings.length;
  }
  return matches;
}

function perSecond(count: number, milliseconds: number): string {
  return number(Math.round(count / (milliseconds / 1000)));
}
