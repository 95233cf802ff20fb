/**
 * Makes a filter of one Sigma filter document: an operator's allow-list, by which the rules it names do not match.
 * Which rules those are is settled when all files are read (`rule-set.ts`).
 */
import type { CompileOptions } from './compile-rule';
import type { Condition } from './condition';
import { readDetection } from './detection';
import { foreignSource } from './logsource';
import { not } from './node';
import { Findings, type RuleProblem, isMap, nameOf } from './problems';
import type { Named } from './references';
import type { RuleFilter } from './rule';
import { type Workshop, undefinedPlaceholders } from './selection';

export interface CompiledFilter {
  /** undefined when the document has an error or is not for us. */
  readonly filter: RuleFilter | undefined;
  readonly aside: string | undefined;
  readonly problems: readonly RuleProblem[];
}

const PATH = 'filter';

export function compileFilter(
  document: Readonly<Record<string, unknown>>,
  named: Named,
  file: string,
  options: CompileOptions = {},
): CompiledFilter {
  const shipped = options.shipped ?? false;
  const findings = new Findings(file, shipped);
  const done = (filter?: RuleFilter, aside?: string): CompiledFilter => ({
    filter,
    aside,
    problems: findings.problems,
  });
  if (document.title === undefined) findings.error('title', 'missing');
  const foreign = foreignSource(document.logsource, findings);
  if (foreign !== undefined) return done(undefined, foreign);
  const given = document.filter;
  if (!isMap(given)) {
    findings.error(PATH, `expected { rules, selections, condition }, found ${nameOf(given)}`);
    return done();
  }
  const shop: Workshop = { findings, placeholders: options.placeholders ?? {}, undefinedPlaceholders: new Set() };
  const { node, conditions } = readDetection(given, PATH, shop, ['rules']);
  const rules = readRules(given.rules, findings);
  if (findings.broken || !node) return done();
  const aside = undefinedPlaceholders(shop);
  if (aside !== undefined) return done(undefined, aside);
  const holds = conditions.every(tellsWhatPasses) ? not(node).test : node.test;
  return done({ id: named.id, title: named.title, file, shipped, rules, holds });
}

/** A list, or one reference; nothing, an empty list, `any` and `all` stand for every rule. */
function readRules(value: unknown, findings: Findings): readonly string[] {
  if (typeof value === 'string' && /^(?:any|all)$/i.test(value)) return [];
  return findings.texts('filter.rules', value);
}

/**
 * Sigma's tools disagree: rsigma hides what the condition finds, pySigma keeps it, so that its filters all read
 * `condition: not selection`. Both hide the selection, and so do we: a condition that only negates tells what passes.
 */
function tellsWhatPasses(condition: Condition): boolean {
  if (condition.kind === 'not') return true;
  return condition.kind === 'and' && condition.of.every(tellsWhatPasses);
}
