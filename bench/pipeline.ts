/**
 * The bot's own pipeline over CloudTrail files and a store on disk, joined as `app.ts` joins it: all rules, a configuration with
 * a route, business hours and countries, and an account that is no longer being learned, so that first-seen marks are asked for.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, loadConfig } from '../src/config';
import { contextFrom, rulesFrom } from '../src/engine';
import { packageRoot } from '../src/package-root';
import type { Pipeline } from '../src/pipeline';
import { parseEvent, isProblem } from '../src/source/event';
import { fileSource } from '../src/source/file';
import { type Database, openDatabase } from '../src/store/database';
import { sqliteLedger } from '../src/store/ledger';
import { recordMarks } from '../src/store/marks';
import { ACCOUNT, START } from './records';

export const ROOT = packageRoot(__dirname);
/** When the records of `records.ts` are read, milliseconds. */
export const READ_AT = START + 86_400_000;

const LEARNED = 8 * 86_400_000;
const YAML = `accounts: [{ id: "${ACCOUNT}", name: prod, environment: production, regions: [eu-central-1] }]
business_hours: { time_zone: Europe/Berlin, days: [mon, tue, wed, thu, fri], from: "09:00", to: "18:00" }
countries: [DE, FR]
`;

/** What counts as an alert's message goes to this channel; nothing is sent. */
const SLACK = { SLACK_BOT_TOKEN: 'xoxb-bench', SLACK_APP_TOKEN: 'xapp-bench', SLACK_CHANNEL: 'C0SECURITY' };

export function configIn(folder: string): Config {
  const file = join(folder, 'trailwarden.yml');
  writeFileSync(file, YAML);
  return loadConfig({ file, folder, environment: SLACK, slack: true });
}

/** An empty store whose account is known since eight days before the records are read. */
export async function learnedStore(name: string, folder: string): Promise<Database> {
  const database = openDatabase(`sqlite:${name}`, folder, join(ROOT, 'migrations'));
  const record = { eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity', recipientAccountId: ACCOUNT };
  const event = parseEvent(record, 'bench', READ_AT);
  if (isProblem(event)) throw new Error(event.problem);
  await database.transaction(async () => recordMarks(database.connection, [event], READ_AT - LEARNED));
  return database;
}

/** What a tick of it reads are the files, 500 events a page. */
export function pipelineOver(database: Database, config: Config, files: readonly string[]): Pipeline {
  const failed = (error: unknown): never => {
    throw error;
  };
  return {
    source: fileSource(files, { readAt: READ_AT, stdin: process.stdin }),
    ledger: sqliteLedger(database),
    rules: rulesFrom(config, ROOT),
    context: contextFrom(config),
    routes: config.routes,
    merge: config.merge,
    ask: config.confirm.ask,
    businessHours: config.businessHours,
    watch: {
      problem: ({ place, problem }) => failed(new Error(`${place}: ${problem}`)),
      page: () => undefined,
      fault: failed,
      laneFailed: failed,
    },
  };
}
