/** Rules and events written as short as a test's sentence: a detection in YAML, a record with only what matters. */
import { parse } from 'yaml';
import { type Compiled, type CompileOptions, compileRule } from '../../src/detect/compile-rule';
import { type ContextSettings, NO_MARKS, NO_SETTINGS, createContext } from '../../src/detect/context';
import { NO_CORRELATIONS } from '../../src/detect/correlation-set';
import { matchRule } from '../../src/detect/detect';
import { wordsOf } from '../../src/detect/problems';
import type { Match, Rule } from '../../src/detect/rule';
import type { RuleSet } from '../../src/detect/rule-set';
import { withFields } from '../../src/detect/with-fields';
import { type CloudTrailEvent, isProblem, parseEvent } from '../../src/source/event';

export const NOON = Date.UTC(2026, 10, 20, 12);

export function eventOf(fields: Record<string, unknown> = {}): CloudTrailEvent {
  // Through JSON and back, as every record comes: no undefined, and __proto__ is a key like any other.
  const record: unknown = JSON.parse(
    JSON.stringify({ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', ...fields }),
  );
  const event = parseEvent(record, 'a test', NOON);
  if (isProblem(event)) throw new Error(event.problem);
  return event;
}

/** Compiles a rule whose `detection` is given as YAML, with other top-level keys if need be. */
export function compiled(
  detection: string,
  keys: Record<string, unknown> = {},
  options: CompileOptions = {},
): Compiled {
  const document = {
    title: 'A rule',
    logsource: { product: 'aws', service: 'cloudtrail' },
    detection: parse(detection) as unknown,
    ...keys,
  };
  return compileRule(document, 'rules/x.yml', options);
}

export function ruleOf(detection: string, keys: Record<string, unknown> = {}, options: CompileOptions = {}): Rule {
  const { rule, problems, aside } = compiled(detection, keys, options);
  if (!rule) throw new Error(aside ?? problems.map(wordsOf).join('\n'));
  return rule;
}

/** A set of rules and nothing else. */
export function setOf(...rules: readonly Rule[]): RuleSet {
  return { rules, correlations: NO_CORRELATIONS, filters: [], adjustments: [], disabled: [], problems: [] };
}

/** The problems of a detection in words, warnings left out. */
export function errorsOf(detection: string, keys: Record<string, unknown> = {}): string[] {
  return compiled(detection, keys)
    .problems.filter(({ severity }) => severity === 'error')
    .map(wordsOf);
}

/** Whether one selection, written as a YAML flow map or list, holds for a record. */
export function holds(selection: string, fields: Record<string, unknown>, options: CompileOptions = {}): boolean {
  return matchOf(ruleOf(`{ selection: ${selection}, condition: selection }`, {}, options), fields) !== undefined;
}

export function matchOf(
  rule: Rule,
  fields: Record<string, unknown> = {},
  context: Record<string, unknown> = {},
  settings: ContextSettings = NO_SETTINGS,
): Match | undefined {
  const event = eventOf(fields);
  return matchRule(rule, event, withFields(createContext(event, settings, NO_MARKS), context));
}
