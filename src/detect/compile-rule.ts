/**
 * Makes a rule of one parsed document: Sigma's fields, the compiled condition and our guidance, or the list of everything
 * that is wrong with it. Loading files is `load-rules.ts`; conventions that break nothing are `lint.ts`.
 */
import { namesIn } from './condition';
import { readDetection } from './detection';
import { type Guidance, readGuidance } from './guidance';
import { LEVELS, type Level, isLevel } from './level';
import { lintRule } from './lint';
import { foreignSource } from './logsource';
import { readTests } from './own-tests';
import { Findings, type RuleProblem, didYouMean, isMap, nameOf } from './problems';
import { type Named, isNamed } from './references';
import type { Rule } from './rule';
import { type Workshop, undefinedPlaceholders } from './selection';

export interface CompileOptions {
  readonly shipped?: boolean;
  /** Which of the folders it was found in. */
  readonly folder?: string;
  readonly placeholders?: Readonly<Record<string, readonly string[]>>;
  /** The operator's overrides of base levels, by rule id. */
  readonly levels?: Readonly<Record<string, Level>>;
  /** Ids (or titles) of rules that run silently. */
  readonly staging?: readonly string[];
}

export interface Compiled {
  /** undefined when the document has an error or is not for us. */
  readonly rule: Rule | undefined;
  readonly id: string;
  readonly title: string;
  /** Why a sound document is no active rule: a foreign log source, an undefined placeholder. */
  readonly aside: string | undefined;
  readonly problems: readonly RuleProblem[];
}

export function compileRule(document: unknown, file: string, options: CompileOptions = {}): Compiled {
  const findings = new Findings(file, options.shipped ?? false);
  if (!isMap(document)) {
    findings.error('', `expected a Sigma rule (a map), found ${nameOf(document)}`);
    return { rule: undefined, id: '', title: '', aside: undefined, problems: findings.problems };
  }
  const title = findings.text('title', document.title) ?? '';
  const id = findings.text('id', document.id) ?? idFrom(title);
  const named: Named = { id, title, name: findings.text('name', document.name) };
  const done = (rule?: Rule, reason?: string): Compiled => ({
    rule,
    id,
    title,
    aside: reason,
    problems: findings.problems,
  });
  if (document.title === undefined) findings.error('title', 'missing');
  const foreign = foreignSource(document.logsource, findings);
  if (foreign !== undefined) return done(undefined, foreign);

  const shop: Workshop = { findings, placeholders: options.placeholders ?? {}, undefinedPlaceholders: new Set() };
  const { selections, conditions, node } = readDetection(document.detection, 'detection', shop);
  const guidance = readGuidance(document.trailwarden, selections, shop, textIn(document.description));
  const tests = readTests(isMap(document.trailwarden) ? document.trailwarden.tests : undefined, node, findings);
  const level = readLevel(document.level, findings);
  const used = [...conditions.flatMap(namesIn), ...guidance.used];
  lintRule(
    { document, guidance, tests, node, unused: [...selections.keys()].filter((name) => !used.includes(name)) },
    findings,
  );
  if (findings.broken || !node) return done();
  const undefinedOnes = undefinedPlaceholders(shop);
  if (undefinedOnes !== undefined) return done(undefined, undefinedOnes);
  return done({
    ...guided(guidance),
    ...plateOf(document, named, level, file, options),
    sources: node.sources && [...node.sources.keys()],
    names: node.names && [...node.names.keys()],
    eventNames: node.names ? [...node.names.values()] : [],
    matches: node.test,
    evidence: (event, context) => {
      const found: { field: string; value: string }[] = [];
      node.explain(event, context, found);
      return found;
    },
    tests,
  });
}

/** What Sigma says of any rule or correlation around its detection, the operator's choices applied. */
export function plateOf(
  document: Readonly<Record<string, unknown>>,
  named: Named,
  level: Level,
  file: string,
  options: CompileOptions,
) {
  return {
    ...named,
    description: textIn(document.description),
    author: textIn(document.author),
    level: levelFor(named, options.levels) ?? level,
    writtenLevel: level,
    status: textIn(document.status),
    tags: textsIn(document.tags),
    references: textsIn(document.references),
    falsePositives: textsIn(document.falsepositives),
    file,
    folder: options.folder ?? '',
    shipped: options.shipped ?? false,
    staged: isNamed(options.staging ?? [], named),
    filters: [],
  };
}

/** Rules without a level are medium, as Sigma's tools assume. */
export function readLevel(value: unknown, findings: Findings): Level {
  if (value === undefined) return 'medium';
  if (isLevel(value)) return value;
  const guess = typeof value === 'string' ? didYouMean(value, LEVELS) : '';
  findings.error('level', `expected one of ${LEVELS.join(', ')}, found ${nameOf(value)}${guess}`);
  return 'medium';
}

/** The operator's override of a base level, by any of the names of a rule. */
function levelFor({ id, name = id, title }: Named, levels: CompileOptions['levels'] = {}): Level | undefined {
  const key = [id, name, title].find((one) => Object.hasOwn(levels, one));
  return key === undefined ? undefined : levels[key];
}

/** Sigma's id is optional; the title then stands for it, so that grouping and overrides have something to hold on to. */
export function idFrom(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function guided({ used: _used, described: _described, ...guidance }: Guidance): Omit<Guidance, 'used' | 'described'> {
  return guidance;
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}

function textsIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map(textIn).filter((text) => text !== '');
}
