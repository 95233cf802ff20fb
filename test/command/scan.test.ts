/** `trailwarden scan` as a user meets it: what it prints, what it tells on stderr, and what it exits with. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../fixtures';
import { folder, scanned } from './io';

const FOLDER = folder();
const STOP = record({ eventID: 'stop' });
const ROOT = record({ eventID: 'root', userIdentity: { type: 'Root', accountId: '111122223333' } });
const DENIED = record({
  eventID: 'denied',
  eventName: 'ListUsers',
  eventSource: 'iam.amazonaws.com',
  errorCode: 'AccessDenied',
});
const QUIET = record({ eventID: 'quiet', eventName: 'ListUsers', eventSource: 'iam.amazonaws.com' });

function file(name: string, content: string): string {
  writeFileSync(join(FOLDER, name), content);
  return join(FOLDER, name);
}

const lines = (...records: unknown[]): string => records.map((one) => `${JSON.stringify(one)}\n`).join('');
const ALL = file('all.ndjson', lines(STOP, ROOT, DENIED, QUIET));
const CALM = file('calm.ndjson', lines(QUIET));
const CUT = file('cut.json', JSON.stringify({ Records: [STOP] }).slice(0, -9));

describe('ndjson', () => {
  test('has one line a match, with the fields of the contract', async () => {
    const { out, code, err } = await scanned({ files: [ALL], format: 'ndjson' });
    const printed = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(printed).toHaveLength(3);
    expect(printed[1]).toEqual({
      event: {
        id: 'root',
        time: '2026-11-20T12:00:00Z',
        source: 'cloudtrail.amazonaws.com',
        name: 'StopLogging',
        account: '111122223333',
        region: 'eu-central-1',
      },
      principal: 'root:111122223333:root',
      rule: { id: '00000000-0000-4000-8000-00000000aaaa', title: 'Trail stopped', author: 'Tester', level: 'high' },
      level: 'critical',
      title: 'Trail stopped',
      what: 'root stopped logging on trail main',
      why: 'Without the trail there is no record of what happens next.',
      next_steps: [
        'Ask the person in userIdentity whether it was them.',
        'Switch it on again: aws cloudtrail start-logging --name TRAIL.',
      ],
      reasons: ['raised from high to critical because root did it'],
    });
    expect(Object.keys(printed[0] ?? {})).toEqual([
      'event',
      'principal',
      'rule',
      'level',
      'title',
      'what',
      'why',
      'next_steps',
      'reasons',
    ]);
    expect(printed[2]).toMatchObject({ level: 'low', why: 'Detects a denied call', next_steps: [] });
  });

  test('has every match of an event, and each event once', async () => {
    const both = record({ eventID: 'both', errorCode: 'AccessDenied' });
    const { out } = await scanned({ files: ['-'], format: 'ndjson' }, { stdin: lines(both, both) });
    expect(out.match(/"id":"both"/g)).toHaveLength(2);
  });

  test('holds no character that a terminal obeys', async () => {
    const evil = record({ requestParameters: { name: '\u001b[2J\u009b31m\u202e\u2066x' } });
    const { out } = await scanned({ files: ['-'], format: 'ndjson' }, { stdin: lines(evil) });
    expect(out).not.toMatch(/[^\n\x20-\x7e]/);
  });
});

describe('levels', () => {
  test.each([
    ['informational', 3],
    ['HIGH', 2],
    ['critical', 1],
  ])('--min-level %s prints %d of three', async (minLevel, count) => {
    const { out, code } = await scanned({ files: [ALL], format: 'ndjson', minLevel });
    expect({ code, count: out.split('\n').length - 1 }).toEqual({ code: 0, count });
  });

  test('--min-level says how much it hides', async () => {
    const { out } = await scanned({ files: [ALL], format: 'summary', minLevel: 'critical' });
    expect(out).toContain('1 alert: 1 critical');
    expect(out).toContain('2 alerts below --min-level not shown');
  });

  test.each([
    ['critical', ALL, 1],
    ['low', ALL, 1],
    ['informational', CALM, 0],
  ])('--fail-on %s', async (failOn, path, expected) => {
    expect((await scanned({ files: [path], failOn })).code).toBe(expected);
  });

  test('--fail-on looks at what --min-level hides, too', async () => {
    expect((await scanned({ files: [ALL], failOn: 'low', minLevel: 'critical' })).code).toBe(1);
  });
});

describe('exits with 2', () => {
  test.each([
    [
      'an unknown level',
      { files: [ALL], minLevel: 'hgih' },
      /--min-level: expected informational, .* found "hgih" \(did you mean high\?\)/,
    ],
    ['an unknown format', { files: [ALL], format: 'xml' }, /--format: expected text, ndjson, summary, found "xml"/],
    ['a missing rules folder', { files: [ALL], rules: ['/nowhere'] }, /the rules in \/nowhere cannot be read/],
    ['--rules-only without rules', { files: [ALL], rules: [] }, /--rules-only needs the rules to run/],
    ['a missing configuration', { files: [ALL], config: '/nowhere.yml' }, /nowhere\.yml: cannot be read/],
    ['a missing file', { files: [join(FOLDER, 'none.json')] }, /unreadable: .*none\.json: there is no such file/],
  ])('and words for %s', async (_name, options, message) => {
    const { code, err } = await scanned(options);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('when one of several files is broken, after doing the others', async () => {
    const { code, out, err } = await scanned({ files: [CUT, ALL], format: 'ndjson', failOn: 'low' });
    expect(code).toBe(2);
    expect(out.trimEnd().split('\n')).toHaveLength(3);
    expect(err).toMatch(/^unreadable: .*cut\.json: line 1: the file ends in the middle of a record: it was cut off\n$/);
  });

  test('when no file is named and there is nothing to pipe', async () => {
    const { code, err } = await scanned({ files: [] }, { stdinIsTTY: true });
    expect(code).toBe(2);
    expect(err).toContain('aws cloudtrail lookup-events --output json | trailwarden scan');
  });
});

describe('exits with 0', () => {
  test('for bad records, which are counted and told', async () => {
    const bad = Array.from({ length: 12 }, () => 'null').join('\n');
    const { code, out, err } = await scanned({ files: ['-'], format: 'summary' }, { stdin: `${lines(STOP)}${bad}\n` });
    expect(code).toBe(0);
    expect(err).toContain('bad record: standard input:2: expected a CloudTrail record (an object), found null\n');
    expect(err).toContain('bad record: standard input: and 7 more, 12 in all\n');
    expect(out).toContain('12 bad records: see above');
  });

  test('for a broken rule of the operator, which is set aside while the others run', async () => {
    const rules = folder();
    writeFileSync(
      join(rules, 'broken.yml'),
      'title: Broken\nlogsource: { product: aws, service: cloudtrail }\ndetection: { condition: nothing }\n',
    );
    writeFileSync(
      join(rules, 'list.yml'),
      'title: Listed\nlogsource: { product: aws, service: cloudtrail }\ndetection: { s: { eventName: ListUsers }, condition: s }\n',
    );
    const { code, out, err } = await scanned({ files: [CALM], rules: [rules], format: 'ndjson' });
    expect(code).toBe(0);
    expect(err).toMatch(/rule set aside: .*broken\.yml: .*nothing/);
    expect(out).toContain('"title":"Listed"');
  });

  test('reading standard input when no file is named', async () => {
    const { out, code } = await scanned({ files: [], format: 'ndjson' }, { stdin: lines(STOP) });
    expect(code).toBe(0);
    expect(out).toContain('"id":"stop"');
  });
});

describe('the rules', () => {
  test('that ship run beside those named, unless only those are asked for', async () => {
    const made = record({
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      requestParameters: { userName: 'eve' },
      errorCode: 'AccessDenied',
    });
    const together = await scanned({ files: ['-'], rulesOnly: false, format: 'ndjson' }, { stdin: lines(made) });
    expect(together.out).toContain('"author":"Trailwarden"');
    expect(together.out).toContain('"author":"Somebody else"');
    const alone = await scanned({ files: ['-'], format: 'ndjson' }, { stdin: lines(made) });
    expect(alone.out).not.toContain('"author":"Trailwarden"');
  });

  test('follow the configuration', async () => {
    const config = file('trailwarden.yml', 'rules: { levels: { 00000000-0000-4000-8000-00000000bbbb: medium } }\n');
    const { out } = await scanned({ files: [ALL], config, minLevel: 'medium', format: 'ndjson' });
    expect(out).toContain('"title":"Call denied"');
  });
});
