/** `trailwarden rules list | lint | test` over the shipped rules and over an operator's. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RulesAction, type RulesOptions, rulesCommand } from '../../src/command/rules';
import { widthOf } from '../../src/command/terminal';
import { RULES, type Scanned, type Surroundings, folder, testIo } from './io';

const NONE: RulesOptions = {
  rules: [],
  rulesOnly: false,
  config: undefined,
  service: undefined,
  level: undefined,
  tag: undefined,
  group: undefined,
  seed: undefined,
  format: undefined,
};

async function run(
  action: RulesAction,
  options: Partial<RulesOptions>,
  surroundings: Surroundings = {},
): Promise<Scanned> {
  const io = testIo(surroundings);
  const code = await rulesCommand(action, { ...NONE, ...options }, io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

function rulesWith(name: string, text: string): string {
  const place = folder();
  writeFileSync(join(place, name), text);
  return place;
}

describe('list', () => {
  test('shows level, title and service of each rule in columns', async () => {
    const { code, out } = await run('list', { rules: [RULES], rulesOnly: true });
    expect(code).toBe(0);
    expect(out).toBe('any         LOW       Call denied\ncloudtrail  HIGH      Trail stopped\n\n2 rules\n');
  });

  test.each([
    ['service', { service: 'iam' }],
    ['a full event source', { service: 'IAM.amazonaws.com' }],
    ['level', { level: 'high' }],
    ['tag, or its beginning', { tag: 'attack.t1562' }],
    ['group', { group: 'logging' }],
    ['seed', { seed: '001' }],
  ])('filters by %s', async (_name, filter) => {
    const count = async (options: Partial<RulesOptions>): Promise<number> => {
      const { out } = await run('list', { ...options, format: 'ndjson' });
      return out.split('\n').length - 1;
    };
    const [some, all] = [await count(filter), await count({})];
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(all);
  });

  test('prints JSON for programs', async () => {
    const { out } = await run('list', { rules: [RULES], rulesOnly: true, format: 'json' });
    expect(JSON.parse(out)).toMatchObject([
      { title: 'Call denied', level: 'low', services: ['any'], group: null },
      { title: 'Trail stopped', level: 'high', services: ['cloudtrail'], events: ['StopLogging'], shipped: false },
    ]);
  });

  test.each([48, 60, 100])('fits %d columns', async (columns) => {
    const { out } = await run('list', {}, { columns });
    expect(Math.max(...out.split('\n').map(widthOf))).toBeLessThanOrEqual(columns);
  });

  test('refuses an unknown level', async () => {
    const { code, err } = await run('list', { level: 'hihg' });
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('did you mean high?') as string });
  });
});

describe('lint', () => {
  test('finds nothing wrong with the shipped rules', async () => {
    const { code, out } = await run('lint', {});
    expect(out).toMatch(/rules read: (no problems|no errors, \d+ warnings?)\n$/);
    expect(code).toBe(0);
  });

  test('shows every problem of every file and exits with 1', async () => {
    const logsource = 'logsource: { product: aws, service: cloudtrail }';
    const rules = rulesWith(
      'a.yml',
      `title: A\n${logsource}\ndetection: { s: { eventName|contain: x }, condition: s }\n`,
    );
    writeFileSync(join(rules, 'b.yml'), `title: B\n${logsource}\ndetection: { s: { eventName: x }, condition: t }\n`);
    const { code, out } = await run('lint', { rules: [rules], rulesOnly: true });
    expect(code).toBe(1);
    expect(out).toMatch(
      /a\.yml\n {2}error +detection\.s\.eventName\|contain: unknown modifier "contain" \(did you\s+mean contains\?\)/,
    );
    expect(out).toMatch(/b\.yml\n {2}error +detection\.condition/);
    expect(out).toMatch(/2 rules read: 2 errors/);
  });
});

describe('test', () => {
  test('runs the tests beside the shipped rules', async () => {
    const { code, out } = await run('test', {});
    expect(out).toMatch(/\d+ tests of \d+ rules: all passed\n$/);
    expect(code).toBe(0);
  });

  test('shows what came out instead, and exits with 1', async () => {
    const rules = rulesWith(
      'a.yml',
      `title: A
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventSource: iam.amazonaws.com, eventName: CreateUser }, condition: s }
level: low
trailwarden:
  tests:
    - { name: a user, match: true, level: high, event: {} }
    - { name: a failure, match: false, event: { errorCode: AccessDenied } }
    - { name: another call, match: false, event: { eventName: ListUsers } }
`,
    );
    const { code, out } = await run('test', { rules: [rules], rulesOnly: true });
    expect(code).toBe(1);
    expect(out).toContain('✗ A 3 tests\n  ✗ a user: the level is low, not high\n  ✗ a failure: the rule matched on');
    expect(out).toContain('3 tests of 1 rule: 2 tests failed\n');
  });
});
