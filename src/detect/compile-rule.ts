/**
 * Makes a rule of one parsed document: Sigma's fields, the compiled condition and our guidance, or the list of everything
 * that is wrong with it. Loading files is `load-rules.ts`; conventions that break nothing are `lint.ts`.
 */
import { type Condition, compileCondition, namesIn, parseCondition } from './condition';
import { type Guidance, readGuidance } from './guidance';
import { LEVELS, type Level, isLevel } from './level';
import { lintRule } from './lint';
import { type Node, or } from './node';
import { readTests } from './own-tests';
import { Findings, type RuleProblem, didYouMean, isMap, join, nameOf } from './problems';
import type { Rule } from './rule';
import { type Workshop, compileSelection } from './selection';

export interface CompileOptions {
  readonly shipped?: boolean;
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
  const done = (rule?: Rule, reason?: string): Compiled => ({
    rule,
    id,
    title,
    aside: reason,
    problems: findings.problems,
  });
  for (const kind of ['correlation', 'filter'] as const) {
    if (kind in document) {
      findings.error(kind, `${kind} documents are not supported yet`);
      return done();
    }
  }
  if (document.title === undefined) findings.error('title', 'missing');
  const foreign = foreignSource(document.logsource, findings);
  if (foreign !== undefined) return done(undefined, foreign);

  const shop: Workshop = { findings, placeholders: options.placeholders ?? {}, undefinedPlaceholders: new Set() };
  const { selections, conditions, node } = readDetection(document.detection, shop);
  const guidance = readGuidance(document.trailwarden, selections, shop);
  const tests = readTests(isMap(document.trailwarden) ? document.trailwarden.tests : undefined, node, findings);
  const level = readLevel(document.level, findings);
  const used = [...conditions.flatMap(namesIn), ...guidance.used];
  lintRule(
    { document, guidance, tests, node, unused: [...selections.keys()].filter((name) => !used.includes(name)) },
    findings,
  );
  if (findings.broken || !node) return done();
  if (shop.undefinedPlaceholders.size > 0) {
    const names = [...shop.undefinedPlaceholders].map((name) => `%${name}%`).join(', ');
    return done(undefined, `the placeholder ${names} is not defined; set it under "placeholders" in the configuration`);
  }
  const staged = (options.staging ?? []).some((one) => one === id || one === title);
  return done({
    ...guided(guidance),
    id,
    title,
    description: textIn(document.description),
    author: textIn(document.author),
    level: levelFor(id, title, options.levels) ?? level,
    status: textIn(document.status),
    tags: textsIn(document.tags),
    references: textsIn(document.references),
    falsePositives: textsIn(document.falsepositives),
    file,
    shipped: options.shipped ?? false,
    sources: node.sources && [...node.sources.keys()],
    names: node.names && [...node.names.keys()],
    matches: node.test,
    evidence: (event, context) => {
      const found: { field: string; value: string }[] = [];
      node.explain(event, context, found);
      return found;
    },
    staged,
    tests,
  });
}

interface Detection {
  readonly selections: ReadonlyMap<string, Node | undefined>;
  readonly conditions: readonly Condition[];
  readonly node: Node | undefined;
}

function readDetection(value: unknown, shop: Workshop): Detection {
  const { findings } = shop;
  const nothing: Detection = { selections: new Map(), conditions: [], node: undefined };
  if (!isMap(value))
    return (
      findings.error('detection', value === undefined ? 'missing' : `expected a map, found ${nameOf(value)}`) ?? nothing
    );
  const selections = new Map<string, Node | undefined>();
  for (const [name, selection] of Object.entries(value)) {
    if (name === 'condition') continue;
    if (name === 'timeframe')
      findings.error(
        'detection.timeframe',
        'belongs to the removed "| count()" form; write a correlation rule instead',
      );
    else selections.set(name, compileSelection(selection, join('detection', name), shop));
  }
  const conditions: Condition[] = [];
  const given: unknown[] = Array.isArray(value.condition) ? value.condition : [value.condition];
  for (const [at, one] of given.entries()) {
    const path = Array.isArray(value.condition) ? `detection.condition.${at}` : 'detection.condition';
    if (typeof one !== 'string') {
      findings.error(path, one === undefined ? 'missing' : `expected text, found ${nameOf(one)}`);
      continue;
    }
    const condition = parseCondition(one, [...selections.keys()]);
    if (typeof condition === 'string') findings.error(path, condition);
    else conditions.push(condition);
  }
  if (given.length === 0) findings.error('detection.condition', 'an empty list of conditions never matches');
  const sound = new Map([...selections].flatMap(([name, node]) => (node ? [[name, node] as const] : [])));
  const complete = conditions.length === given.length && conditions.flatMap(namesIn).every((name) => sound.has(name));
  const node = complete && given.length > 0 ? or(conditions.map((one) => compileCondition(one, sound))) : undefined;
  return { selections, conditions, node };
}

/** A reason when the rule is about something else than CloudTrail, so that a whole Sigma folder can be named. */
function foreignSource(value: unknown, findings: Findings): string | undefined {
  if (!isMap(value))
    return findings.error('logsource', value === undefined ? 'missing' : `expected a map, found ${nameOf(value)}`);
  const { product, service, category } = value;
  const ours =
    (product === undefined || product === 'aws') &&
    (service === 'cloudtrail' || (service === undefined && category === undefined && product === 'aws'));
  if (ours) return undefined;
  const named = [product, category, service].filter((part) => typeof part === 'string').join('/');
  return `its logsource is ${named || 'empty'}, not aws/cloudtrail`;
}

/** Rules without a level are medium, as Sigma's tools assume. */
function readLevel(value: unknown, findings: Findings): Level {
  if (value === undefined) return 'medium';
  if (isLevel(value)) return value;
  const guess = typeof value === 'string' ? didYouMean(value, LEVELS) : '';
  findings.error('level', `expected one of ${LEVELS.join(', ')}, found ${nameOf(value)}${guess}`);
  return 'medium';
}

function levelFor(id: string, title: string, levels: CompileOptions['levels'] = {}): Level | undefined {
  return Object.hasOwn(levels, id) ? levels[id] : Object.hasOwn(levels, title) ? levels[title] : undefined;
}

/** Sigma's id is optional; the title then stands for it, so that grouping and overrides have something to hold on to. */
function idFrom(title: string): string {
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
