/**
 * Reads what stands under a rule's `trailwarden:` key: the sentence, why it matters, what to do next, and how context
 * moves the level. Everything there is ours, so everything unknown there is an error.
 */
import type { Json } from '../source/event';
import { compileAdvice } from './advice';
import { type Condition, compileCondition, namesIn, parseCondition } from './condition';
import { type Field, fieldOf } from './fields';
import { LEVELS, isLevel } from './level';
import type { Node } from './node';
import { didYouMean, isMap, join, nameOf } from './problems';
import type { CompiledAdjustment, Rule } from './rule';
import { type Workshop, compileSelection } from './selection';
import { type Render, callSentence, compileSentence, sentenceByName } from './sentence';
import { shortArn, shown } from './shown';

export type Guidance = Pick<
  Rule,
  | 'what'
  | 'why'
  | 'nextSteps'
  | 'guided'
  | 'raise'
  | 'lower'
  | 'expectable'
  | 'group'
  | 'seeds'
  | 'groupValues'
  | 'confirm'
> & {
  /** Selections that adjustments use. */
  readonly used: readonly string[];
  /** Event names that `what` gives a sentence of their own. */
  readonly described: readonly string[];
};

/** What may stand under `trailwarden`. */
export const GUIDANCE_KEYS = [
  'seeds',
  'group',
  'what',
  'why',
  'next_steps',
  'raise',
  'lower',
  'expectable',
  'group_by',
  'confirm',
  'tests',
];
const PATH = 'trailwarden';

/** `description` stands in for `why` where a rule brings no guidance, as public Sigma rules do not. */
export function readGuidance(
  value: unknown,
  selections: ReadonlyMap<string, Node | undefined>,
  shop: Workshop,
  description = '',
): Guidance {
  const { findings } = shop;
  const given = isMap(value) ? value : {};
  if (value !== undefined && !isMap(value)) findings.error(PATH, `expected a map, found ${nameOf(value)}`);
  findings.unknownKeys(PATH, given, GUIDANCE_KEYS);
  const used = new Set<string>();
  const described = isMap(given.what) ? Object.keys(given.what).filter((name) => name !== 'default') : [];
  return {
    what: readWhat(given.what, shop) ?? callSentence,
    why: readWhy(given.why, description, shop),
    nextSteps: readSteps(given.next_steps, shop),
    guided: given.why !== undefined,
    raise: readAdjustments('raise', given.raise, selections, used, shop),
    lower: readAdjustments('lower', given.lower, selections, used, shop),
    expectable: findings.boolean(join(PATH, 'expectable'), given.expectable, true),
    group: findings.text(join(PATH, 'group'), given.group),
    seeds: findings.texts(join(PATH, 'seeds'), given.seeds),
    groupValues: readGroupBy(given.group_by, shop),
    confirm: readConfirm(given.confirm, shop),
    used: [...used],
    described,
  };
}

function readWhat(value: unknown, { findings }: Workshop): Render | undefined {
  const path = join(PATH, 'what');
  if (!isMap(value)) {
    const text = findings.text(path, value);
    return text === undefined ? undefined : compileSentence(text, path, findings);
  }
  const sentences = new Map<string, Render>();
  for (const [name, sentence] of Object.entries(value)) {
    const text = findings.text(join(path, name), sentence);
    const render = text === undefined ? undefined : compileSentence(text, join(path, name), findings);
    if (render) sentences.set(name, render);
    else if (text === undefined && sentence === null) findings.error(join(path, name), 'expected text, found nothing');
  }
  return sentenceByName(sentences);
}

function readWhy(value: unknown, description: string, { findings }: Workshop): Rule['why'] {
  const path = join(PATH, 'why');
  const text = findings.text(path, value);
  if (text === undefined) return () => description || undefined;
  return compileAdvice(text, path, findings) ?? (() => undefined);
}

function readSteps(value: unknown, { findings }: Workshop): Rule['nextSteps'] {
  const path = join(PATH, 'next_steps');
  const steps = findings.texts(path, value).flatMap((text, at) => compileAdvice(text, join(path, at), findings) ?? []);
  return (event, context) => steps.map((step) => step(event, context));
}

function readConfirm(value: unknown, { findings }: Workshop): Rule['confirm'] {
  if (value === undefined || value === false) return false;
  if (value === true) return 'ask';
  if (value === 'tell') return 'tell';
  findings.error(join(PATH, 'confirm'), `expected true, false or tell, found ${nameOf(value)}`);
  return false;
}

function readAdjustments(
  kind: 'raise' | 'lower',
  value: unknown,
  selections: ReadonlyMap<string, Node | undefined>,
  used: Set<string>,
  shop: Workshop,
): CompiledAdjustment[] {
  const { findings } = shop;
  const path = join(PATH, kind);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    findings.error(path, `expected a list of { when, to, because }, found ${nameOf(value)}`);
    return [];
  }
  return value.flatMap((one: unknown, index) => {
    const at = join(path, index);
    if (!isMap(one)) return findings.error(at, `expected { when, to, because }, found ${nameOf(one)}`) ?? [];
    findings.unknownKeys(at, one, ['when', 'to', 'because']);
    const because = findings.text(join(at, 'because'), one.because);
    if (one.because === undefined)
      findings.error(
        join(at, 'because'),
        `missing; it completes "${kind === 'raise' ? 'raised' : 'lowered'} to … because …"`,
      );
    const to = one.to;
    if (!isLevel(to))
      findings.error(
        join(at, 'to'),
        `expected a level (${LEVELS.join(', ')}), found ${nameOf(to)}${typeof to === 'string' ? didYouMean(to, LEVELS) : ''}`,
      );
    const when = readWhen(one.when, join(at, 'when'), selections, used, shop);
    return when && isLevel(to) && because !== undefined ? [{ when: when.test, to, because }] : [];
  });
}

/** A condition over the rule's named selections, or a selection written in place. */
function readWhen(
  value: unknown,
  path: string,
  selections: ReadonlyMap<string, Node | undefined>,
  used: Set<string>,
  shop: Workshop,
): Node | undefined {
  if (typeof value !== 'string') return compileSelection(value, path, shop);
  const condition: Condition | string = parseCondition(value, [...selections.keys()]);
  if (typeof condition === 'string') return shop.findings.error(path, condition);
  const names = namesIn(condition);
  for (const name of names) used.add(name);
  const sound = new Map([...selections].flatMap(([name, node]) => (node ? [[name, node] as const] : [])));
  return names.every((name) => sound.has(name)) ? compileCondition(condition, sound) : undefined;
}

/** Longest value that takes part in grouping, in UTF-16 units. */
const LONGEST = 1000;

function readGroupBy(value: unknown, { findings }: Workshop): Rule['groupValues'] {
  const path = join(PATH, 'group_by');
  const fields = findings.texts(path, value).flatMap((name): Field[] => {
    const field = fieldOf(name, path, findings);
    return field ? [field] : [];
  });
  return (event, context) => fields.map((field) => groupText(field.get(event, context) ?? null, field.name));
}

/** A trail's name and its ARN are one trail, and AWS takes most names without case. */
function groupText(value: Json, name: string): string {
  if (value === null) return '';
  return (Array.isArray(value) ? (value as readonly Json[]).slice(0, 100) : [value])
    .map((member) => (typeof member === 'object' ? shown(member, name) : shortArn(String(member))))
    .join(',')
    .slice(0, LONGEST)
    .toLowerCase();
}
