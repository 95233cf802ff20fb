/**
 * Compiles the named selections of a rule: a map is AND, a list of maps is OR, texts are keywords sought in the whole
 * record, a list of values is OR unless `all` is given (Sigma v2.1.0, "Detection").
 */
import { elementIn } from './elements';
import { bindsElements, compileElements } from './element-selection';
import { type Field, fieldOf } from './fields';
import { compileDraft } from './matchers';
import { type Draft, MODIFIERS } from './modifiers';
import { type Node, and, or } from './node';
import { matchesAnything, parsePattern } from './pattern';
import { type Findings, didYouMean, isMap, join, nameOf } from './problems';
import type { Value } from './value';

export interface Workshop {
  readonly findings: Findings;
  readonly placeholders: Readonly<Record<string, readonly string[]>>;
  /** The list an element of which stands in the record's place; absent for the record itself. */
  readonly within?: string;
  /** Filled with the placeholders that are used and not defined. */
  readonly undefinedPlaceholders: Set<string>;
}

/** Why a sound document cannot run; undefined when every placeholder it uses is defined. */
export function undefinedPlaceholders(shop: Workshop): string | undefined {
  if (shop.undefinedPlaceholders.size === 0) return undefined;
  const names = [...shop.undefinedPlaceholders].map((name) => `%${name}%`).join(', ');
  return `the placeholder ${names} is not defined; set it under "placeholders" in the configuration`;
}

/** Keywords are sought in the compact text of the record and in every scalar of it. */
const WHOLE_RECORD: Field = {
  name: 'keywords',
  cost: 100,
  some: (event, _, test) => test(elementIn(event.record)),
  whole: (event, _, test) => test(elementIn(event.record)),
  get: (event) => elementIn(event.record),
};

/** undefined when a problem was found. */
export function compileSelection(value: unknown, path: string, shop: Workshop): Node | undefined {
  if (isMap(value)) return compileMap(value, path, shop);
  if (typeof value === 'string' || typeof value === 'number') return compileTest('', [value], path, shop);
  if (!Array.isArray(value))
    return shop.findings.error(path, `expected a map of fields or a list, found ${nameOf(value)}`);
  if (value.length === 0) return shop.findings.error(path, 'an empty list never matches');
  const keywords = value.filter((one) => !isMap(one)) as unknown[];
  const nodes = value.flatMap((one, at) => (isMap(one) ? [compileMap(one, join(path, at), shop)] : []));
  if (keywords.length > 0) nodes.push(compileTest('', keywords, path, shop));
  return joined(nodes, or);
}

function compileMap(map: Record<string, unknown>, path: string, shop: Workshop): Node | undefined {
  const entries = Object.entries(map);
  if (entries.length === 0) return shop.findings.error(path, 'an empty selection would match every event');
  return joined(
    entries.map(([key, value]) => compileTest(key, Array.isArray(value) ? value : [value], join(path, key), shop)),
    and,
  );
}

function joined(nodes: readonly (Node | undefined)[], join: (nodes: readonly Node[]) => Node): Node | undefined {
  const sound = nodes.filter((node) => node !== undefined);
  return sound.length === nodes.length ? join(sound) : undefined;
}

/** One line of a selection: `field|modifier|modifier: values`. Without a field the values are keywords. */
function compileTest(key: string, given: readonly unknown[], path: string, shop: Workshop): Node | undefined {
  const { findings } = shop;
  const [name = '', ...modifiers] = key.split('|');
  if (bindsElements(name, given)) return compileElements({ name, modifiers, given, path }, shop, compileSelection);
  const field = name === '' ? WHOLE_RECORD : fieldOf(name, path, findings, shop.within);
  const unknown = modifiers.filter((modifier) => !Object.hasOwn(MODIFIERS, modifier));
  for (const modifier of unknown) {
    findings.error(path, `unknown modifier "${modifier}"${didYouMean(modifier, Object.keys(MODIFIERS))}`);
  }
  if (given.length === 0) return findings.error(path, 'an empty list never matches');
  const values = given.map((one, at) =>
    valuesOf(one, given.length > 1 ? join(path, at) : path, modifiers.includes('expand'), shop),
  );
  if (!field || unknown.length > 0 || values.includes(undefined)) return undefined;
  lint(name, modifiers, given, path, findings);

  const draft: Draft = {
    values: values.flatMap((forms) => (forms ? [forms] : [])),
    all: false,
    neq: false,
    cased: false,
    deep: false,
    part: undefined,
  };
  const steps = name === '' && !modifiers.includes('re') ? [...modifiers, 'contains'] : modifiers;
  for (const step of steps) {
    const problem = MODIFIERS[step]?.(draft);
    if (problem !== undefined) return findings.error(path, problem);
  }
  const before = findings.problems.length;
  const node = compileDraft(field, draft, (other) => fieldOf(other, path, findings, shop.within));
  if (typeof node === 'string') return findings.error(path, node);
  return findings.problems.length > before ? undefined : node;
}

/** One value as written, or the forms its placeholders stand for; none when such a list is empty. */
function valuesOf(value: unknown, path: string, expand: boolean, shop: Workshop): Value[] | undefined {
  if (value === null) return [{ kind: 'null', written: 'null' }];
  if (typeof value === 'number' && Number.isFinite(value))
    return [{ kind: 'number', number: value, written: String(value) }];
  if (typeof value === 'boolean') return [{ kind: 'boolean', boolean: value, written: String(value) }];
  if (typeof value === 'string') {
    const texts = expand ? expandPlaceholders(value, shop) : [value];
    return texts.map((text) => ({ kind: 'text', pattern: parsePattern(text), written: text }));
  }
  return shop.findings.error(path, `expected text, a number, true, false or null, found ${nameOf(value)}`);
}

/** `%name%` becomes each value of the placeholder in turn; several in one text combine. */
function expandPlaceholders(text: string, shop: Workshop): string[] {
  const [, before = '', name = '', after = ''] = /^(.*?)%([\w.-]+)%(.*)$/s.exec(text) ?? [];
  if (name === '') return [text];
  const values = Object.hasOwn(shop.placeholders, name) ? shop.placeholders[name] : undefined;
  if (!values) shop.undefinedPlaceholders.add(name);
  const rests = expandPlaceholders(after, shop);
  return (values ?? []).flatMap((value) => rests.map((rest) => before + value + rest));
}

/** Faults that compile but mean something else than they seem to. */
function lint(
  name: string,
  modifiers: readonly string[],
  given: readonly unknown[],
  path: string,
  findings: Findings,
): void {
  if (modifiers.includes('all') && given.length === 1) findings.convention(path, 'all needs more than one value');
  if (given.length > 1 && given.includes(null))
    findings.warning(path, 'null does not belong in a list; write a selection of its own');
  const bare =
    modifiers.length === 0 && given.some((one) => typeof one === 'string' && matchesAnything(parsePattern(one)));
  if (!bare) return;
  const problem = `"*" holds for any value at all; a literal star is written '\\*'`;
  if (/principal$/i.test(name) || /principal\.\w+$/i.test(name)) findings.convention(path, problem);
  else findings.warning(path, `${problem}, any value at all ${name}|exists: true`);
}
