/**
 * Conventions a rule may break and still work: in other people's rules they are told, in ours they are errors, because
 * every alert must say what happened, why it matters and what to do, and every rule must be tested beside itself.
 */
import type { Guidance } from './guidance';
import { lintFiller, lintSteps } from './lint-words';
import type { Node } from './node';
import { type Findings, didYouMean, isMap, join, nameOf } from './problems';
import type { RuleTest } from './rule';

export interface Linted {
  readonly document: Readonly<Record<string, unknown>>;
  readonly guidance: Guidance;
  readonly tests: readonly RuleTest[];
  readonly node: Node | undefined;
  /** Selections that neither the condition nor an adjustment uses. */
  readonly unused: readonly string[];
}

const KEYS = [
  ...[
    'title',
    'id',
    'name',
    'related',
    'taxonomy',
    'status',
    'description',
    'license',
    'references',
    'author',
    'date',
    'modified',
  ],
  ...['tags', 'scope', 'logsource', 'detection', 'fields', 'falsepositives', 'level', 'trailwarden'],
];
const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const TAG = /^[a-z0-9_-]+\.[a-z0-9._-]+$/;

export function lintRule(linted: Linted, findings: Findings): void {
  lintMetadata(linted.document, findings);
  for (const name of linted.unused) {
    findings.convention(join('detection', name), 'no condition uses this selection');
  }
  if (linted.node?.sources?.size === 0 || linted.node?.names?.size === 0) {
    findings.convention('detection', 'can never hold: it asks for two event sources or names at once');
  }
  lintSentences(linted, findings);
  if (findings.shipped) lintShipped(linted, findings);
}

function lintMetadata(document: Readonly<Record<string, unknown>>, findings: Findings): void {
  const { id, status, date, modified } = document;
  if (id !== undefined && !(typeof id === 'string' && UUID.test(id)))
    findings.convention('id', `expected a UUID, found ${nameOf(id)}`);
  if (status !== undefined && !(typeof status === 'string' && STATUSES.includes(status))) {
    findings.convention(
      'status',
      `expected one of ${STATUSES.join(', ')}, found ${nameOf(status)}${typeof status === 'string' ? didYouMean(status, STATUSES) : ''}`,
    );
  }
  for (const [key, value] of Object.entries({ date, modified })) {
    if (value !== undefined && !(typeof value === 'string' && DATE.test(value)))
      findings.convention(key, `expected a date such as 2026-11-20, found ${nameOf(value)}`);
  }
  for (const [at, tag] of findings.texts('tags', document.tags).entries()) {
    if (!TAG.test(tag)) findings.convention(`tags.${at}`, `"${tag}" is not a tag such as attack.t1562.008`);
  }
  for (const [at, reference] of findings.texts('references', document.references).entries()) {
    if (!/^https?:\/\/\S+$/.test(reference)) findings.convention(`references.${at}`, `"${reference}" is not a link`);
  }
  for (const key of Object.keys(document)) {
    // Custom keys are allowed, so only what looks like a slip is told; short words look like anything.
    const guess = KEYS.includes(key) || key.length < 5 ? '' : didYouMean(key, KEYS);
    if (guess !== '') findings.warning(key, `unknown key "${key}"${guess}`);
  }
}

function lintSentences({ guidance, node }: Linted, findings: Findings): void {
  for (const name of guidance.described) {
    if (node?.names && !node.names.has(name.toLowerCase())) {
      findings.convention(
        `trailwarden.what.${name}`,
        `the rule never matches ${name}${didYouMean(name, node.names.values())}`,
      );
    }
  }
}

/** What every rule that ships must bring. */
function lintShipped({ document, guidance, tests }: Linted, findings: Findings): void {
  // What is only counted by a correlation (it has a name to be counted by, and no guidance) never raises an alert.
  const isPart = document.name !== undefined && document.trailwarden === undefined;
  const needed = isPart
    ? ['id', 'description']
    : ['id', 'status', 'description', 'level', 'falsepositives', 'author', 'date'];
  for (const key of needed) {
    if (document[key] === undefined) findings.error(key, 'missing');
  }
  const { description } = document;
  if (typeof description === 'string' && !description.startsWith('Detects ')) {
    findings.error('description', 'should start with "Detects"');
  }
  if (isPart) return;
  const given = isMap(document.trailwarden) ? document.trailwarden : {};
  if (given.what === undefined) findings.error('trailwarden.what', 'missing');
  if (!guidance.guided) findings.error('trailwarden.why', 'missing');
  const steps = textsIn(given.next_steps);
  if (steps.length < 2 || steps.length > 5)
    findings.error('trailwarden.next_steps', `expected two to five steps, found ${steps.length}`);
  lintSteps(steps, 'trailwarden.next_steps', findings);
  for (const why of textsIn(given.why)) lintFiller(why, 'trailwarden.why', findings);
  if (!tests.some(({ match }) => match)) findings.error('trailwarden.tests', 'no test that matches');
  if (!tests.some(({ match }) => !match))
    findings.error('trailwarden.tests', 'no near miss (a test with match: false)');
}

/** What is no text is told where it is read. */
function textsIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one) => typeof one === 'string');
}
