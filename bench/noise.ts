/**
 * How loud the rules are: messages per 1,000 events by level, before grouping (a message a match) and after it (a message an
 * alert). Without files it plays the demo's day of two accounts, an intrusion included.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { day } from '../demo/day';
import { scanLedger } from '../src/command/scan-ledger';
import { NO_SETTINGS } from '../src/detect/context';
import { LEVELS, type Level } from '../src/detect/level';
import { loadRules } from '../src/detect/load-rules';
import { packageRoot } from '../src/package-root';
import { tick } from '../src/pipeline';
import { fileSource } from '../src/source/file';
import { printTable } from './timing';

const START = Date.UTC(2026, 10, 20, 7);

export async function benchNoise(files: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  try {
    const played = join(folder, 'the demo’s day.json');
    const records = day(START, 'day').map(({ record }) => record);
    writeFileSync(played, JSON.stringify({ Records: records }));
    for (const file of files.length === 0 ? [played] : files) await measure(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(file: string): Promise<void> {
  const matches = new Map<Level, number>();
  const ledger = scanLedger();
  const { fresh } = await tick(
    {
      source: fileSource([file], { readAt: START, stdin: process.stdin }),
      ledger,
      rules: loadRules({
        folders: [{ path: join(packageRoot(__dirname), 'rules'), shipped: true }],
        disable: [],
        levels: {},
        placeholders: {},
        staging: [],
      }),
      context: NO_SETTINGS,
      routes: [],
      businessHours: undefined,
      ask: false,
      merge: 86_400_000,
      watch: {
        problem: () => undefined,
        page: (found) => {
          for (const { rating } of found) matches.set(rating.level, (matches.get(rating.level) ?? 0) + 1);
        },
        fault: (error) => console.error(error),
        laneFailed: (error) => console.error(error),
      },
    },
    START,
  );
  const alerts = new Map<Level, number>();
  for (const { level } of ledger.alerts.values()) alerts.set(level, (alerts.get(level) ?? 0) + 1);
  const rows = [...LEVELS].reverse().map((level) => row(level, matches.get(level) ?? 0, alerts.get(level) ?? 0, fresh));
  const posted = [...LEVELS].slice(LEVELS.indexOf('medium'));
  const sum = (counts: ReadonlyMap<Level, number>) =>
    posted.reduce((total, level) => total + (counts.get(level) ?? 0), 0);
  console.log(`${file.split('/').at(-1)}: ${fresh.toLocaleString('en-US')} events`);
  printTable([
    ['', 'matches', 'per 1,000', 'alerts', 'per 1,000'],
    ...rows,
    row('medium and above: messages', sum(matches), sum(alerts), fresh),
  ]);
}

function row(label: string, matches: number, alerts: number, events: number): readonly string[] {
  const share = (count: number): string => ((count / Math.max(1, events)) * 1000).toFixed(1);
  return [label, String(matches), share(matches), String(alerts), share(alerts)];
}
