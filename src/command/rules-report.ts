/** What `rules lint` and `rules test` say: a line for each problem or failure, and whether all is well. */
import type { RuleSet } from '../detect/load-rules';
import type { RuleProblem } from '../detect/problems';
import type { Rule } from '../detect/rule';
import { type RuleTestResult, runRuleTests } from '../detect/rule-tests';
import { counted } from './alert-facts';
import { type Span, type Terminal, clean, painted, span, wrap } from './terminal';

export interface Verdict {
  readonly lines: readonly string[];
  readonly ok: boolean;
}

/** Problems by file; errors make it fail, warnings do not. */
export function lintReport({ rules, disabled, problems }: RuleSet, terminal: Terminal): Verdict {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const byFile = groupedBy(problems, ({ file }) => file);
  const lines = [...byFile].flatMap(([file, found]) => [
    painted(terminal, [span(clean(file), 'bold')]),
    ...found.flatMap((problem) => problemLines(problem, terminal)),
    '',
  ]);
  const count: Span =
    errors.length > 0
      ? span(`${counted(errors.length, 'error')}, ${counted(problems.length - errors.length, 'warning')}`, 'red')
      : span(problems.length > 0 ? `no errors, ${counted(problems.length, 'warning')}` : 'no problems', 'green');
  lines.push(painted(terminal, [span(`${counted(rules.length + disabled.length, 'rule')} read: `), count]));
  return { lines, ok: errors.length === 0 };
}

function problemLines({ path, problem, severity }: RuleProblem, terminal: Terminal): string[] {
  const word = severity.padEnd(9);
  const first = painted(terminal, [span(`  ${word}`, severity === 'error' ? 'red' : 'yellow')]);
  return wrap(terminal, [span(clean(path === '' ? problem : `${path}: ${problem}`))], 2 + word.length, first);
}

/** A line for each rule, and under it its failing tests. */
export function testReport(set: RuleSet, terminal: Terminal): Verdict {
  const results = runRuleTests(set);
  const byRule = groupedBy(results, ({ rule }) => rule);
  // What a correlation counts is tested by the correlation.
  const untested = set.rules.filter(({ id, tests }) => tests.length === 0 && !set.correlations.quiet.has(id));
  const failed = results.filter(({ passed }) => !passed).length;
  const lines = [...byRule].flatMap(([rule, tests]) => ruleLines(rule, tests, terminal));
  const verdict = failed > 0 ? span(`${counted(failed, 'test')} failed`, 'bold', 'red') : span('all passed', 'green');
  return {
    lines: [
      ...lines,
      ...(lines.length > 0 ? [''] : []),
      painted(terminal, [span(`${counted(results.length, 'test')} of ${counted(byRule.size, 'rule')}: `), verdict]),
      ...(untested.length > 0 ? [`${counted(untested.length, 'rule')} without tests of their own`] : []),
    ],
    ok: failed === 0,
  };
}

function ruleLines(rule: Rule, tests: readonly RuleTestResult[], terminal: Terminal): string[] {
  const failed = tests.filter(({ passed }) => !passed);
  const mark = failed.length > 0 ? span('✗ ', 'red') : span('✓ ', 'green');
  const head = [span(clean(rule.title)), span(`  ${counted(tests.length, 'test')}`, 'dim')];
  return [
    ...wrap(terminal, head, 2, painted(terminal, [mark])),
    ...failed.flatMap(({ test, problem }) => [
      ...wrap(
        terminal,
        [span(clean(test.name), 'bold'), span(`: ${clean(problem)}`)],
        4,
        painted(terminal, [span('  ✗ ', 'red')]),
      ),
    ]),
    ...(failed.length > 0 ? wrap(terminal, [span(clean(rule.file), 'dim')], 4) : []),
  ];
}

function groupedBy<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
