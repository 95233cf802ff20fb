/**
 * Runs the tests that stand beside correlations: their records go through the very rules they count, and through every
 * correlation between, with nothing known of the past.
 */
import { reasonOf } from '../error';
import { type CloudTrailEvent, isProblem, parseEvent } from '../source/event';
import { type Context, NO_MARKS, NO_SETTINGS, createContext } from './context';
import { type CorrelationTest, NO_CORRELATIONS_KNOWN } from './correlation';
import { matchFiring } from './correlation-match';
import { correlate, entriesOf } from './correlation-run';
import type { CorrelationSet, TiedCorrelation } from './correlation-set';
import { matchRule } from './detect';
import type { Match, Rule } from './rule';
import { plainText } from './sentence';
import { withFields } from './with-fields';

export interface CorrelationTestResult {
  readonly rule: Rule;
  readonly test: CorrelationTest;
  readonly passed: boolean;
  /** What came out instead, '' when it passed. */
  readonly problem: string;
}

/** A time for the first record; tests do not depend on the clock. */
const WHEN = Date.UTC(2026, 0, 7, 12);

export function runCorrelationTests(set: CorrelationSet): CorrelationTestResult[] {
  return set.correlations.flatMap((correlation) =>
    correlation.tests.map((test) => {
      const problem = problemOf(correlation, test, set);
      return { rule: correlation.rule, test, passed: problem === '', problem };
    }),
  );
}

function problemOf(correlation: TiedCorrelation, test: CorrelationTest, set: CorrelationSet): string {
  try {
    // The rules by themselves: whatever filters an operator adds, our tests say the same.
    const counted = set.parts.map((rule) => ({ ...rule, filters: [] }));
    const events = test.events.map(({ at, fields }, n) => eventOf(fields, at, `${test.name} ${n + 1}`));
    const contextOf = (event: CloudTrailEvent): Context =>
      withFields(createContext(event, NO_SETTINGS, NO_MARKS), test.context);
    const matches = events.flatMap((event) =>
      counted.flatMap((rule) => matchRule(rule, event, contextOf(event)) ?? []),
    );
    const [firing, another] = correlate(entriesOf(matches, set), set, NO_CORRELATIONS_KNOWN).firings.filter(
      (one) => one.correlation.rule.id === correlation.rule.id,
    );
    if (!firing) return test.match ? `the correlation did not match (${matched(matches, events)})` : '';
    if (!test.match) return `the correlation matched, with a count of ${firing.count}`;
    if (another) return 'the correlation matched more than once';
    const latest = events.find(({ id }) => id === firing.eventIds.at(-1));
    return latest
      ? differenceOf(test, matchFiring(firing, latest, contextOf(latest), []))
      : 'the latest event is missing';
  } catch (error) {
    return `the correlation failed: ${reasonOf(error)}`;
  }
}

function differenceOf(test: CorrelationTest, match: Match | undefined): string {
  if (!match) return 'a filter let it go';
  const { level, reasons } = match.rating;
  if (test.level !== undefined && level !== test.level) {
    return `the level is ${level}, not ${test.level}${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`;
  }
  const count = match.correlation?.count;
  if (test.count !== undefined && count !== test.count) return `the count is ${count}, not ${test.count}`;
  const what = plainText(match.what);
  return test.what === undefined || what.includes(test.what) ? '' : `the sentence is "${what}"`;
}

function matched(matches: readonly Match[], events: readonly CloudTrailEvent[]): string {
  const met = new Set(matches.map(({ event }) => event.id)).size;
  return `${met} of ${events.length} records met a rule that is counted`;
}

function eventOf(fields: Readonly<Record<string, unknown>>, at: number, id: string): CloudTrailEvent {
  const eventTime = new Date(WHEN + at).toISOString();
  const event = parseEvent({ eventID: id, eventTime, ...fields }, id, WHEN + at);
  if (isProblem(event)) throw new Error(event.problem);
  return event;
}
