/** The command line in a process of its own: what it loads, how soon it is done, and how it takes a reader that leaves. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../fixtures';
import { cli, piped } from './cli';
import { RULES, folder } from './io';

const STOP = JSON.stringify(record());

test('a scan loads neither Slack nor AWS nor the database', () => {
  const loaded = join(folder(), 'loaded');
  const { status, stderr, stdout } = cli(['scan', '--format', 'ndjson'], STOP, { LOADED: loaded });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('"StopLogging"');
  const packages = readFileSync(loaded, 'utf8').split('\n');
  expect(packages).toContain('zod');
  expect(packages.filter((name) => /slack|aws|smithy|sqlite|kysely|pino/.test(name))).toEqual([]);
});

test('folders of rules may be named before the files and more than once', () => {
  const file = join(folder(), 'one.json');
  writeFileSync(file, STOP);
  const { status, stdout } = cli([
    'scan',
    '--rules-only',
    '--format',
    'ndjson',
    '--rules',
    RULES,
    '--rules',
    RULES,
    file,
  ]);
  expect(status).toBe(0);
  expect(stdout.split('\n')).toHaveLength(2);
});

test.each(['text', 'ndjson', 'summary'])('%s to a reader that leaves early ends quietly', (format) => {
  const file = join(folder(), 'many.ndjson');
  const many = Array.from({ length: 20_000 }, (_, at) =>
    JSON.stringify(record({ requestParameters: { name: `t${at}` } })),
  );
  writeFileSync(file, many.join('\n'));
  const { stdout, stderr } = piped(['scan', '--rules', RULES, '--rules-only', '--format', format, file], '| head -n 1');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^.+\ncodes 0 0\n$/);
});

test('usage errors exit with 2', () => {
  const { status, stderr } = cli(['scan', '--format', 'xml'], STOP);
  expect(status).toBe(2);
  expect(stderr).toBe('trailwarden: --format: expected text, ndjson, summary, found "xml"\n');
});
