/** A temporary folder of rule files for one test file, and the loader pointed at it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { stringify } from 'yaml';
import { NO_MARKS, NO_SETTINGS } from '../../src/detect/context';
import { detectOne } from '../../src/detect/detect';
import { type LoadOptions, type RuleSet, loadRules } from '../../src/detect/load-rules';
import { wordsOf } from '../../src/detect/problems';
import { eventOf } from './given';

export const ID = '00000000-0000-4000-8000-00000000000';

/** Each test has its own; removed after it. */
export const folder = { path: '' };
beforeEach(() => (folder.path = mkdtempSync(join(tmpdir(), 'rules-'))));
afterEach(() => rmSync(folder.path, { recursive: true }));

/** Writes files under the folder; what is not text is written as YAML. */
export function write(files: Record<string, unknown>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : stringify(content));
  }
}

export function load(options: Partial<LoadOptions> = {}): RuleSet {
  const folders = [{ path: folder.path, shipped: false }];
  return loadRules({ folders, disable: [], levels: {}, placeholders: {}, staging: [], ...options });
}

/** The same files as if they were ours. */
export function loadShipped(): RuleSet {
  return load({ folders: [{ path: folder.path, shipped: true }] });
}

/** Problems in words, without the folder's name. */
export function told(set: RuleSet): string[] {
  return set.problems.map((one) => `${one.severity} ${wordsOf({ ...one, file: relative(folder.path, one.file) })}`);
}

export const rule = (number: number, fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  title: `Rule ${number}`,
  id: `${ID}${number}`,
  logsource: { product: 'aws', service: 'cloudtrail' },
  detection: {
    selection: { eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' },
    condition: 'selection',
  },
  ...fields,
});

/** With `rule`, all that a shipped rule must bring. */
export const SOUND = {
  status: 'stable',
  description: 'Detects a thing',
  author: 'Trailwarden',
  date: '2026-11-20',
  level: 'high',
  falsepositives: ['Never'],
  trailwarden: {
    what: '{actor} stopped logging',
    why: 'It matters.',
    next_steps: ['Look at userIdentity.arn.', 'Ask them.'],
    tests: [
      { name: 'a hit', match: true, event: {} },
      { name: 'a miss', match: false, event: { eventName: 'StopLoggingOrElse' } },
    ],
  },
};

/** Documents as one file. */
export const several = (...documents: unknown[]): string => documents.map((one) => stringify(one)).join('---\n');

export const STOP = { eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' };

/** Titles and levels of what matches a record. */
export function met(fields: Record<string, unknown>, options: Partial<LoadOptions> = {}): string[] {
  const matches = detectOne(eventOf({ ...STOP, ...fields }), load(options), NO_SETTINGS, NO_MARKS);
  return matches.map((match) => `${match.rule.title}: ${match.rating.level}`);
}
