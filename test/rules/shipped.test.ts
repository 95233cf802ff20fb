/** The rules that ship: sound, and true to the tests that stand beside them. */
import { runRuleTests } from '../../src/detect/rule-tests';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesCommand } from '../../src/command/rules';
import { testIo } from '../command/io';
import { ROOT } from '../harness';
import { SHIPPED } from './shipped';

test('the shipped rules have no problems', () => {
  expect(SHIPPED.problems).toEqual([]);
});

const results = runRuleTests(SHIPPED);
const files = [...new Set(results.map(({ rule }) => rule.file))].sort();

test.each(files)('%s does what its own tests say', (file) => {
  const failed = results.filter(({ rule, passed }) => rule.file === file && !passed);
  expect(failed.map(({ test: own, problem }) => `${own.name}: ${problem}`)).toEqual([]);
});

test('every shipped rule has tests of its own', () => {
  const tested = new Set(results.map(({ rule }) => rule.id));
  // What a correlation counts is tested by the correlation.
  const own = SHIPPED.rules.filter(({ id }) => !SHIPPED.correlations.quiet.has(id));
  expect(own.filter((rule) => !tested.has(rule.id)).map((rule) => rule.file)).toEqual([]);
});

test('every shipped rule says why it matters, unless a correlation that counts it keeps it silent', () => {
  const { quiet } = SHIPPED.correlations;
  expect(SHIPPED.rules.filter(({ id, guided }) => !guided && !quiet.has(id)).map(({ file }) => file)).toEqual([]);
});

test('every shipped correlation runs', () => {
  expect(SHIPPED.correlations.unable).toEqual([]);
  expect(SHIPPED.correlations.correlations.length).toBeGreaterThan(20);
});

test('the catalogue in docs/rules.md is current', async () => {
  const none = { service: undefined, level: undefined, tag: undefined, group: undefined, seed: undefined };
  const io = testIo();
  const choice = { rules: [], rulesOnly: false, config: undefined, format: 'markdown' };
  await rulesCommand('list', { ...none, ...choice }, io);
  const advice = 'renew it: node dist/main.js rules list --format markdown > docs/rules.md';
  expect(readFileSync(join(ROOT, 'docs/rules.md'), 'utf8') === io.stdout.text ? '' : advice).toBe('');
});
