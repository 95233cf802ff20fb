/** Runs the tests that stand beside the rules, for `trailwarden rules test` and for our own test run. */
import { reasonOf } from '../error';
import { isProblem, parseEvent } from '../source/event';
import { NO_MARKS, NO_SETTINGS, createContext } from './context';
import { runCorrelationTests } from './correlation-tests';
import { matchRule } from './detect';
import type { Rule, RuleTest } from './rule';
import type { RuleSet } from './rule-set';
import { plainText } from './sentence';
import { withFields } from './with-fields';

export interface RuleTestResult {
  readonly rule: Rule;
  readonly test: RuleTest;
  readonly passed: boolean;
  /** What came out instead, '' when it passed. */
  readonly problem: string;
}

/** A time for events that give none; tests do not depend on the clock. */
const WHEN = Date.UTC(2026, 0, 7, 12);

export function runRuleTests(ruleSet: RuleSet): RuleTestResult[] {
  const { rules, correlations } = ruleSet;
  const correlated = runCorrelationTests(correlations).filter(({ rule }) => rules.some(({ id }) => id === rule.id));
  const plain = rules
    .filter(({ id }) => !correlations.byId.has(id))
    .flatMap((rule) =>
      rule.tests.map((test) => {
        const problem = problemOf(rule, test);
        return { rule, test, passed: problem === '', problem };
      }),
    );
  return [...plain, ...correlated];
}

function problemOf(rule: Rule, test: RuleTest): string {
  const event = parseEvent(test.event, test.name, WHEN);
  if (isProblem(event)) return event.problem;
  try {
    const context = withFields(createContext(event, NO_SETTINGS, NO_MARKS), test.context);
    // The rule by itself: whatever filters and context an operator adds, our tests say the same.
    const match = matchRule({ ...rule, filters: [] }, event, context);
    if (!match) return test.match ? 'the rule did not match' : '';
    if (!test.match) {
      const met = rule.evidence(event, context).map(({ field, value }) => `${field}: ${value}`);
      return `the rule matched on ${met.join(', ')}`;
    }
    const { level, reasons } = match.rating;
    if (test.level !== undefined && level !== test.level) {
      return `the level is ${level}, not ${test.level}${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`;
    }
    const what = plainText(match.what);
    return test.what === undefined || what.includes(test.what) ? '' : `the sentence is "${what}"`;
  } catch (error) {
    return `the rule failed: ${reasonOf(error)}`;
  }
}
