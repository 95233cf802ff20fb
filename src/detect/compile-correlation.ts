/**
 * Makes a correlation of one parsed document (Sigma v2.1.0, "Correlation Rules"), or the list of everything that is wrong
 * with it. What it refers to may stand in other files, so references are followed later, in `correlation-set.ts`.
 */
import { type CompileOptions, idFrom, plateOf, readLevel } from './compile-rule';
import { type MeasureCondition, readCondition, readTimespan, timespanWords } from './correlation-condition';
import { CORRELATION_TYPES, type Correlation, type CorrelationType, type Counted } from './correlation';
import { readCorrelationTests } from './correlation-own-tests';
import { type CorrelationSentence, compileCorrelationSentence } from './correlation-sentence';
import { type Field, fieldOf } from './fields';
import { readGuidance } from './guidance';
import { lintRule } from './lint';
import { Findings, type RuleProblem, didYouMean, isMap, join, nameOf } from './problems';
import type { Rule } from './rule';
import { type Workshop, undefinedPlaceholders } from './selection';

export interface CompiledCorrelation {
  /** undefined when the document has an error. Its `rule` belongs among the active rules, where lists and alerts find it. */
  readonly correlation: Correlation | undefined;
  readonly id: string;
  readonly title: string;
  readonly name: string | undefined;
  /** What it counts, as written under `correlation.rules`. */
  readonly references: readonly string[];
  /** Why a sound document does not run: an undefined placeholder. */
  readonly aside: string | undefined;
  readonly problems: readonly RuleProblem[];
}

const PATH = 'correlation';
const KEYS = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate'];

export function compileCorrelation(
  document: Readonly<Record<string, unknown>>,
  file: string,
  options: CompileOptions = {},
): CompiledCorrelation {
  const findings = new Findings(file, options.shipped ?? false);
  const title = findings.text('title', document.title) ?? '';
  const id = findings.text('id', document.id) ?? idFrom(title);
  const named = { id, title, name: findings.text('name', document.name) };
  if (document.title === undefined) findings.error('title', 'missing');
  const shop: Workshop = { findings, placeholders: options.placeholders ?? {}, undefinedPlaceholders: new Set() };
  const read = readSection(document.correlation, findings);
  const own = isMap(document.trailwarden) ? document.trailwarden : {};
  // Its sentence starts with whoever or whatever was counted, and says by itself what failed.
  const guidance = readGuidance(
    isMap(document.trailwarden) ? { ...own, what: undefined } : document.trailwarden,
    new Map(),
    shop,
  );
  if (own.group_by !== undefined) {
    findings.error('trailwarden.group_by', 'alerts of a correlation are grouped by its group-by');
  }
  const sentence = readSentence(own.what, title, read?.timespan ?? 0, read?.condition.fields ?? [], findings);
  const tests = readCorrelationTests(own.tests, findings);
  const level = readLevel(document.level, findings);
  lintRule({ document, guidance, tests, node: undefined, unused: [] }, findings);
  const aside = undefinedPlaceholders(shop);
  const made = { ...named, references: read?.references ?? [], problems: findings.problems };
  if (findings.broken || !read || !sentence || aside !== undefined) return { ...made, correlation: undefined, aside };
  const { used: _used, described: _described, ...guided } = guidance;
  const rule: Rule = {
    ...guided,
    ...plateOf(document, named, level, file, options),
    // No event matches it by itself.
    sources: [],
    names: [],
    eventNames: [],
    matches: () => false,
    evidence: () => [],
    what: (event, context) => sentence({ count: 1, values: [] }, event, context),
    groupValues: () => [],
    tests,
  };
  const generate = findings.boolean('generate', document.generate, read.generate);
  const { references: _references, condition, ...section } = read;
  const correlation = {
    ...section,
    rule,
    generate,
    sentence,
    tests,
    holds: condition.holds,
    percentile: condition.percentile,
  };
  return { ...made, correlation: findings.broken ? undefined : correlation, aside: undefined };
}

interface Section {
  readonly type: CorrelationType;
  readonly references: readonly string[];
  readonly counts: readonly Counted[];
  readonly groupBy: readonly string[];
  readonly timespan: number;
  readonly condition: MeasureCondition;
  /** Some tools write it here. */
  readonly generate: boolean;
}

function readSection(value: unknown, findings: Findings): Section | undefined {
  if (!isMap(value)) return findings.error(PATH, `expected a map, found ${nameOf(value)}`);
  const before = findings.problems.length;
  findings.unknownKeys(PATH, value, KEYS);
  const type = readType(value.type, findings);
  const references = findings.texts(join(PATH, 'rules'), value.rules);
  if (references.length === 0) findings.error(join(PATH, 'rules'), 'missing; the rules to count, by id, name or title');
  const twice = references.find((one, at) => references.indexOf(one) !== at);
  if (twice !== undefined) findings.error(join(PATH, 'rules'), `"${twice}" is listed twice`);
  const groupBy = findings.texts(join(PATH, 'group-by'), value['group-by']);
  const timespan = readTimespan(value.timespan, join(PATH, 'timespan'), findings);
  const at = join(PATH, 'condition');
  const condition = type && readCondition(value.condition, type, references.length, at, findings);
  const aliases = readAliases(value.aliases, references, findings);
  const generate = findings.boolean(join(PATH, 'generate'), value.generate, false);
  const fieldsFor = (names: readonly string[], reference: string, path: string): Field[] =>
    names.flatMap((name) => fieldOf(aliases.get(name)?.get(reference) ?? name, join(PATH, path), findings) ?? []);
  const counts = references.map((reference) => ({
    reference,
    group: fieldsFor(groupBy, reference, 'group-by'),
    values: fieldsFor(condition?.fields ?? [], reference, 'condition.field'),
  }));
  for (const [alias, fields] of aliases) {
    const missing = references.filter((reference) => groupBy.includes(alias) && !fields.has(reference));
    if (missing.length > 0)
      findings.warning(
        join(join(PATH, 'aliases'), alias),
        `says nothing about ${missing.join(', ')}, whose field "${alias}" is taken`,
      );
  }
  if (findings.problems.slice(before).some(({ severity }) => severity === 'error')) return undefined;
  return type && timespan !== undefined && condition
    ? { type, references, counts, groupBy, timespan, condition, generate }
    : undefined;
}

function readType(value: unknown, findings: Findings): CorrelationType | undefined {
  const type = CORRELATION_TYPES.find((one) => one === value);
  if (type) return type;
  const guess = typeof value === 'string' ? didYouMean(value, CORRELATION_TYPES) : '';
  const found = value === undefined ? 'missing; ' : `found ${nameOf(value)}, `;
  return findings.error(join(PATH, 'type'), `${found}expected one of ${CORRELATION_TYPES.join(', ')}${guess}`);
}

/** Alias to rule (as `rules` names it) to field. */
function readAliases(
  value: unknown,
  references: readonly string[],
  findings: Findings,
): Map<string, Map<string, string>> {
  const path = join(PATH, 'aliases');
  const aliases = new Map<string, Map<string, string>>();
  if (value === undefined || value === null) return aliases;
  if (!isMap(value)) return findings.error(path, `expected a map, found ${nameOf(value)}`) ?? aliases;
  for (const [alias, given] of Object.entries(value)) {
    const at = join(path, alias);
    if (!isMap(given)) {
      findings.error(
        at,
        `expected the field of each rule, such as { failed_login: userIdentity.userName }, found ${nameOf(given)}`,
      );
      continue;
    }
    const fields = new Map<string, string>();
    for (const [reference, name] of Object.entries(given)) {
      const field = findings.text(join(at, reference), name);
      if (!references.includes(reference))
        findings.error(
          join(at, reference),
          `"${reference}" is not among correlation.rules${didYouMean(reference, references)}`,
        );
      else if (field !== undefined) fields.set(reference, field);
    }
    aliases.set(alias, fields);
  }
  return aliases;
}

/** Without a sentence of its own it is its title, counted. */
function readSentence(
  value: unknown,
  title: string,
  timespan: number,
  fields: readonly string[],
  findings: Findings,
): CorrelationSentence | undefined {
  const path = 'trailwarden.what';
  const text = findings.text(path, value);
  const words = timespan > 0 ? timespanWords(timespan) : '';
  if (text !== undefined) return compileCorrelationSentence(text, words, fields, path, findings);
  const counted = fields.length > 0 ? `different ${fields.join(', ')}` : 'events';
  return ({ count }, _, { actor }) => [
    { value: actor },
    ': ',
    { value: title },
    ', ',
    { value: String(count) },
    ` ${counted} within ${words}`,
  ];
}
