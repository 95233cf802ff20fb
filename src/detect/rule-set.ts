/**
 * The rules that run, those that do not, and why: the operator's choices applied to what was compiled, names kept unique,
 * filters handed to the rules they narrow, and our own rules held to being sound.
 */
import { AppError } from '../error';
import type { ContextAdjustment } from './adjustments';
import { type Choices, reasonAgainst, reasonAgainstEntry, unknownNames } from './choices';
import type { CompiledDocument } from './compile-document';
import { type CorrelationSet, tieCorrelations } from './correlation-set';
import { crossCheck } from './cross-check';
import { type RuleProblem, isError, wordsOf } from './problems';
import { isNamed } from './references';
import type { Rule, RuleFilter } from './rule';

export type { Choices } from './choices';

/** A rule that is not running, and why. */
export interface DisabledRule {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  /** One of ours. */
  readonly shipped: boolean;
  readonly reason: string;
}

export interface RuleSet {
  /** The active rules, in the order of their folders and files, each with the filters that narrow it; those of correlations too. */
  readonly rules: readonly Rule[];
  /** How the correlations among them hang together. */
  readonly correlations: CorrelationSet;
  /** The operator's allow-lists, for the catalogue and the digest. */
  readonly filters: readonly RuleFilter[];
  /** Context that raises every rule. */
  readonly adjustments: readonly ContextAdjustment[];
  readonly disabled: readonly DisabledRule[];
  /** Errors in the operator's rules, and all warnings. */
  readonly problems: readonly RuleProblem[];
}

/** A document, or a file that could not be read as any. */
export interface LoadedDocument extends CompiledDocument {
  /** Its errors are fatal. */
  readonly strict: boolean;
}

/** Throws an AppError (`rules`) that lists every error of the strict files. */
export function gatherRules(documents: readonly LoadedDocument[], choices: Choices): RuleSet {
  const checked = crossCheck(documents, choices);
  const active = checked.filter((document) => reasonAgainst(document, choices) === undefined);
  const filters = active.flatMap(({ filter }) => filter ?? []);
  // Correlations see the filters of the rules they count; only one that names a correlation is its own.
  const naming = filters.filter(({ rules }) => rules.length > 0);
  const found = active.map(({ rule, correlation }) => ({
    rule: rule && narrowed(rule, filters),
    correlation: correlation && { ...correlation, rule: narrowed(correlation.rule, naming) },
  }));
  const correlations = found.flatMap(({ correlation }) => correlation ?? []);
  const plain = found.flatMap(({ rule }) => rule ?? []);
  const every = checked.flatMap(({ correlation }) => correlation ?? []);
  const tied = tieCorrelations(correlations, plain, every);
  refuse(checked.flatMap(({ strict, problems }) => (strict ? problems.filter(isError) : [])));
  const unable = new Set(tied.unable.map(({ rule }) => rule));
  return {
    rules: found
      .flatMap(({ rule, correlation }) => rule ?? correlation?.rule ?? [])
      .filter((rule) => !unable.has(rule)),
    correlations: tied,
    filters,
    adjustments: active.flatMap(({ entries = [] }) =>
      entries.flatMap((one) => (reasonAgainstEntry(one, choices) === undefined ? (one.adjustment ?? []) : [])),
    ),
    disabled: [
      ...checked.flatMap((document) => disabledIn(document, choices)),
      ...tied.unable.map(({ rule: { id, title, file, shipped }, reason }) => ({ id, title, file, shipped, reason })),
    ],
    problems: [...checked.flatMap(({ problems }) => problems), ...unknownNames(choices, documents)],
  };
}

/** What of a document does not run: the whole of it, or single adjustments. */
function disabledIn(document: LoadedDocument, choices: Choices): DisabledRule[] {
  const { id, title, file, strict: shipped, entries = [] } = document;
  const reason = reasonAgainst(document, choices);
  if (reason !== undefined) return [{ id, title, file, shipped, reason }];
  return entries.flatMap((one) => {
    const against = reasonAgainstEntry(one, choices);
    return against === undefined ? [] : [{ id: one.name, title: one.name, file, shipped, reason: against }];
  });
}

function narrowed(rule: Rule, filters: readonly RuleFilter[]): Rule {
  const own = filters.filter(({ rules }) => rules.length === 0 || isNamed(rules, rule));
  return own.length === 0 ? rule : { ...rule, filters: own };
}

function refuse(fatal: readonly RuleProblem[]): void {
  if (fatal.length === 0) return;
  const count = fatal.length === 1 ? 'one problem' : `${fatal.length} problems`;
  throw new AppError('rules', [`the rules have ${count}:`, ...fatal.map((one) => `  ${wordsOf(one)}`)].join('\n'));
}
