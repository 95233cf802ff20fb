/**
 * What the rules cost: parsing plus detection against `JSON.parse` of the same bytes, with fifty rules and with all of them,
 * timed in turns in one process.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_MARKS, NO_SETTINGS } from '../src/detect/context';
import { detect } from '../src/detect/detect';
import { type RuleSet, loadRules } from '../src/detect/load-rules';
import { packageRoot } from '../src/package-root';
import { type CloudTrailEvent, isProblem, parseEvent } from '../src/source/event';
import { PAGE_EVENTS } from '../src/source/source';
import { writeRecords } from './records';
import { median, printTable, recordsOf, textOf, timeOf } from './timing';

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

async function measure(file: string, all: RuleSet): Promise<void> {
  const text = textOf(file);
  const few: RuleSet = { ...all, rules: all.rules.slice(0, FEW) };
  const sets = [few, all];
  const parse: number[] = [];
  const whole = sets.map((): number[] => []);
  let matches = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    parse.push(await timeOf(() => recordsOf(text)));
    for (const [n, rules] of sets.entries()) whole[n]?.push(await timeOf(() => (matches = run(text, rules))));
  }
  const count = recordsOf(text).length;
  const base = median(parse);
  console.log(
    `${file}: ${count.toLocaleString('en-US')} events, ${matches.toLocaleString('en-US')} matches with all rules`,
  );
  printTable([
    ['', 'ms', 'ratio to JSON.parse', 'events a second'],
    ['JSON.parse', base.toFixed(1), '1.00', perSecond(count, base)],
    ...sets.map(({ rules }, n) => {
      const time = median(whole[n] ?? []);
      return [`parse and ${rules.length} rules`, time.toFixed(1), (time / base).toFixed(2), perSecond(count, time)];
    }),
  ]);
}

function run(text: string, rules: RuleSet): number {
  const events = recordsOf(text)
    .map((record) => parseEvent(record, 'bench', Date.UTC(2026, 0, 6)))
    .filter((event): event is CloudTrailEvent => !isProblem(event));
  let matches = 0;
  for (let at = 0; at < events.length; at += PAGE_EVENTS) {
    matches += detect(events.slice(at, at + PAGE_EVENTS), rules, NO_SETTINGS, NO_MARKS).length;
  }
  return matches;
}

function perSecond(count: number, milliseconds: number): string {
  return Math.round(count / (milliseconds / 1000)).toLocaleString('en-US');
}
