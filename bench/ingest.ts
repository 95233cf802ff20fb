/** What reading costs, all of it: parsing, fifty or all rules, correlations and one transaction a page into a store on disk. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_SETTINGS } from '../src/detect/context';
import { loadRules } from '../src/detect/load-rules';
import { packageRoot } from '../src/package-root';
import { tick } from '../src/pipeline';
import { fileSource } from '../src/source/file';
import { openDatabase } from '../src/store/database';
import { sqliteLedger } from '../src/store/ledger';
import { writeRecords } from './records';
import { printTable, timeOf } from './timing';

const NOW = Date.UTC(2026, 0, 6);
const EVENTS = 60_000;

/** `npm run bench -- ingest [EVENTS]` */
export async function benchIngest([wanted]: readonly string[]): Promise<void> {
  const count = Number(wanted ?? EVENTS);
  const root = packageRoot(__dirname);
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  try {
    const file = join(folder, 'records.json');
    writeRecords(file, count);
    const database = openDatabase('sqlite:store.sqlite', folder, join(root, 'migrations'));
    const shipped = { path: join(root, 'rules'), shipped: true };
    const rules = loadRules({ folders: [shipped], disable: [], levels: {}, placeholders: {}, staging: [] });
    const before = process.cpuUsage();
    const time = await timeOf(() =>
      tick(
        {
          source: fileSource([file], { readAt: NOW, stdin: process.stdin }),
          ledger: sqliteLedger(database),
          rules,
          context: NO_SETTINGS,
          routes: [],
          businessHours: undefined,
          ask: false,
          merge: 86_400_000,
          watch: {
            problem: (problem) => console.error(problem),
            page: () => undefined,
            fault: (error) => console.error(error),
            laneFailed: (error) => console.error(error),
          },
        },
        NOW,
      ),
    );
    const { user, system } = process.cpuUsage(before);
    const cpu = (user + system) / 1000;
    await database.close();
    const bytes = statSync(join(folder, 'store.sqlite')).size;
    printTable([
      ['', 'events', 'seconds', 'events a second', 'a second of CPU', 'bytes an event'],
      [
        `whole pipeline, ${rules.rules.length} rules`,
        count.toLocaleString('en-US'),
        (time / 1000).toFixed(1),
        Math.round((count / time) * 1000).toLocaleString('en-US'),
        Math.round((count / cpu) * 1000).toLocaleString('en-US'),
        Math.round(bytes / count).toLocaleString('en-US'),
      ],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
