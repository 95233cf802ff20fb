/**
 * What reading costs, all of it: parsing, all rules, correlations, decisions and one transaction a page into a store on disk,
 * against bare inserts of the very same rows, in turns in one process.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tick } from '../src/pipeline';
import { PAGE_EVENTS } from '../src/source/source';
import { type Connection, type Database, openDatabase } from '../src/store/database';
import { ROOT, READ_AT, configIn, learnedStore, pipelineOver } from './pipeline';
import { writeRecords } from './records';
import { median, number, printTable, timeOf } from './timing';

const EVENTS = 60_000;
const TURNS = 3;
const GOAL = 10_000;

interface Turn {
  /** Milliseconds, on the clock and of CPU. */
  readonly time: number;
  readonly cpu: number;
}

/** `npm run bench -- ingest [EVENTS]` */
export async function benchIngest([wanted]: readonly string[]): Promise<void> {
  const count = Number(wanted ?? EVENTS);
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  try {
    const file = join(folder, 'records.json');
    writeRecords(file, count);
    const config = configIn(folder);
    const whole: Turn[] = [];
    const bare: Turn[] = [];
    let left = { matches: 0, alerts: 0, owed: 0, bytes: 0 };
    for (let turn = 0; turn < TURNS; turn += 1) {
      const database = await learnedStore('whole.sqlite', folder);
      const pipeline = pipelineOver(database, config, [file]);
      whole.push(await measured(() => tick(pipeline, READ_AT)));
      bare.push(await bareTurn(database, folder));
      left = await leftIn(database, join(folder, 'whole.sqlite'));
      for (const name of ['whole', 'bare']) rmSync(join(folder, `${name}.sqlite`));
    }
    const rate = (turns: readonly Turn[], of: keyof Turn): number =>
      count / (median(turns.map((one) => one[of])) / 1000);
    const perThousand = (some: number): string => ((some / count) * 1000).toFixed(1);
    const row = (label: string, turns: readonly Turn[], ...more: readonly string[]): readonly string[] => [
      ...[label, number(rate(turns, 'time')), number(rate(turns, 'cpu'))],
      ...[(rate(bare, 'time') / rate(turns, 'time')).toFixed(2), ...more],
    ];
    printTable([
      ['', 'events a second', 'events a second of CPU', 'time, bare inserts = 1'],
      row('whole pipeline, file to commit', whole),
      row('bare inserts of the same events', bare),
    ]);
    console.log(
      `\n${number(count)} events, ${PAGE_EVENTS} a transaction, median of ${TURNS} turns; goal: ${number(GOAL)} a second. Of 1,000 events ` +
        `${perThousand(left.matches)} matches, ${perThousand(left.alerts)} alerts and ${perThousand(left.owed)} owed messages came; ` +
        `the file has ${number(left.bytes / count)} bytes an event.`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measured(work: () => Promise<unknown>): Promise<Turn> {
  const before = process.cpuUsage();
  const time = await timeOf(work);
  const { user, system } = process.cpuUsage(before);
  return { time, cpu: (user + system) / 1000 };
}

/** The events and their resources, as rows that are ready, into tables with the same indexes, a page in a transaction. */
async function bareTurn({ connection }: Database, folder: string): Promise<Turn> {
  const database = openDatabase('sqlite:bare.sqlite', folder, join(ROOT, 'migrations'));
  const events = rowsOf(connection, 'SELECT * FROM events ORDER BY rowid');
  const resources = new Map<unknown, unknown[][]>();
  for (const row of rowsOf(connection, 'SELECT * FROM event_resources')) {
    const of = resources.get(row[2]) ?? [];
    resources.set(row[2], of);
    of.push(row);
  }
  const insert = (table: string, row: readonly unknown[] = []) =>
    database.connection.prepare(`INSERT INTO ${table} VALUES (${row.map(() => '?').join(', ')})`);
  const event = insert('events', events[0]);
  const resource = insert('event_resources', [0, 1, 2]);
  const page = database.connection.transaction((rows: readonly unknown[][]) => {
    for (const row of rows) {
      event.run(row);
      for (const one of resources.get(row[0]) ?? []) resource.run(one);
    }
  });
  const turn = await measured(async () => {
    for (let at = 0; at < events.length; at += PAGE_EVENTS) page(events.slice(at, at + PAGE_EVENTS));
  });
  await database.close();
  return turn;
}

function rowsOf(connection: Connection, sql: string): unknown[][] {
  return connection.prepare(sql).raw().all() as unknown[][];
}

/** Closes it, so that the file is whole. */
async function leftIn(
  database: Database,
  file: string,
): Promise<Record<'matches' | 'alerts' | 'owed' | 'bytes', number>> {
  const [matches = 0, alerts = 0, owed = 0] = ['matches', 'alerts', 'outbox'].map((table) =>
    Number(rowsOf(database.connection, `SELECT count(*) FROM ${table}`)[0]?.[0]),
  );
  await database.close();
  return { matches, alerts, owed, bytes: statSync(file).size };
}
