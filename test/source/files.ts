/** Records by hand, files of them, and a reading of files that keeps all it yields. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudTrailEvent, RecordProblem } from '../../src/source/event';
import { type FileReport, fileSource } from '../../src/source/file';
import { NOON, record } from '../fixtures';

export const FOLDER = mkdtempSync(join(tmpdir(), 'trailwarden-files-'));
export const ONE = record({ eventID: 'one' });
export const TWO = record({ eventID: 'two', eventName: 'DeleteTrail' });
export const THREE = record({ eventID: 'three', requestParameters: { name: 'a "quoted" \\ [odd] {name}' } });
export const ALL = [ONE, TWO, THREE];
export const json = JSON.stringify;
export const lines = (...values: unknown[]): string => values.map((value) => `${json(value)}\n`).join('');
export const entry = (one: { eventID?: unknown }): object => ({
  EventId: one.eventID,
  ReadOnly: 'false',
  CloudTrailEvent: json(one),
});
export const envelope = (detail: object): object => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  account: '111122223333',
  region: 'eu-central-1',
  detail,
});
export const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
export const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

export interface Read {
  readonly ids: readonly string[];
  readonly events: readonly CloudTrailEvent[];
  readonly problems: readonly RecordProblem[];
  readonly reports: readonly FileReport[];
  readonly largestPage: number;
}

let serial = 0;

export function path(name: string): string {
  serial += 1;
  mkdirSync(join(FOLDER, String(serial)));
  return join(FOLDER, String(serial), name);
}

export function written(content: string | Buffer, name = 'file.json'): string {
  const file = path(name);
  writeFileSync(file, content);
  return file;
}

async function* input(content: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(content);
}

export async function read(paths: readonly string[], stdin: string | Buffer = ''): Promise<Read> {
  const reports: FileReport[] = [];
  const events: CloudTrailEvent[] = [];
  const problems: RecordProblem[] = [];
  let largestPage = 0;
  const source = fileSource(paths, { readAt: NOON, stdin: input(stdin), onFile: (report) => reports.push(report) });
  for (const lane of await source.lanes()) {
    for await (const page of lane.pages({ completeUntil: undefined }, NOON)) {
      events.push(...page.events);
      problems.push(...page.problems);
      largestPage = Math.max(largestPage, page.events.length);
    }
  }
  return { ids: events.map(({ id }) => id), events, problems, reports, largestPage };
}
