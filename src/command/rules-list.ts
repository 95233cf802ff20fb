/** The catalogue of rules: which there are by filter, as a table for people or as JSON for programs. */
import { compareLevels } from '../detect/level';
import type { RuleSet } from '../detect/load-rules';
import type { Rule } from '../detect/rule';
import { badge, counted } from './alert-facts';
import { levelOf } from './scan-options';
import { type Terminal, clean, padded, painted, span, widthOf, wrap } from './terminal';

/** What is given must hold. */
export interface RuleFilters {
  /** An event source, with or without `.amazonaws.com`. */
  readonly service: string | undefined;
  readonly level: string | undefined;
  /** A whole tag, or its beginning up to a dot: `attack.t1562` finds `attack.t1562.008`. */
  readonly tag: string | undefined;
  readonly group: string | undefined;
  readonly seed: string | undefined;
}

/** Throws an AppError `usage` for a level that is none. */
export function filterOf(filters: RuleFilters): (rule: Rule) => boolean {
  const level = levelOf('--level', filters.level);
  const { service, tag, group, seed } = filters;
  return (rule) =>
    (level === undefined || rule.level === level) &&
    (service === undefined || servicesOf(rule).includes(service.toLowerCase().replace(/\.amazonaws\.com$/, ''))) &&
    (tag === undefined || rule.tags.some((one) => `${one}.`.startsWith(`${tag.toLowerCase()}.`))) &&
    (group === undefined || rule.group === group) &&
    (seed === undefined || rule.seeds.includes(seed));
}

export function listLines(
  rules: readonly Rule[],
  set: RuleSet,
  format: 'text' | 'ndjson' | 'json',
  terminal: Terminal,
): readonly string[] {
  if (format === 'ndjson') return rules.map((rule) => JSON.stringify(entryOf(rule)));
  if (format === 'json') return [JSON.stringify(rules.map(entryOf), undefined, 2)];
  const sorted = [...rules].sort(
    (a, b) =>
      (serviceOf(a) < serviceOf(b) ? -1 : serviceOf(a) > serviceOf(b) ? 1 : 0) || compareLevels(b.level, a.level),
  );
  const service = Math.min(24, Math.max(0, ...sorted.map((rule) => widthOf(serviceOf(rule)))));
  const title = Math.max(0, ...sorted.map((rule) => widthOf(rule.title)));
  const columns = { service, title: Math.min(title, terminal.width - service - LEVEL - DETAILS) };
  return [
    ...sorted.flatMap((rule) => rowOf(rule, columns, terminal)),
    ...(sorted.length > 0 ? [''] : []),
    ...footLines(sorted, set, terminal),
  ];
}

/** Columns for the level with its gaps, and for the group and the techniques. */
const LEVEL = 12;
const DETAILS = 30;

interface Columns {
  readonly service: number;
  readonly title: number;
}

function rowOf(rule: Rule, { service, title }: Columns, terminal: Terminal): string[] {
  const mark = badge(rule.level);
  const name = clean(serviceOf(rule));
  const short = widthOf(name) > service ? `${name.slice(0, service - 1)}…` : name;
  const head = [span(`${padded(short, service)}  `), mark, span(' '.repeat(LEVEL - 2 - mark.text.length))];
  const techniques = rule.tags.filter((tag) => /^attack\.t\d/.test(tag)).map((tag) => tag.slice(7).toUpperCase());
  const indent = service + LEVEL;
  const words = span(clean(rule.title));
  const details = [clean(rule.group ?? ''), ...techniques];
  if (title < NARROW)
    return wrap(terminal, [words, span(` ${details.join(' ')}`, 'dim')], indent, painted(terminal, head));
  const [first = '', ...more] = wrap({ width: title, colour: false }, [words], 0);
  const group = padded(details[0] ?? '', GROUP);
  const row = [...head, span(padded(first, title)), span(`  ${group} ${techniques.join(' ')}`.trimEnd(), 'dim')];
  return [painted(terminal, row), ...more.map((line) => ' '.repeat(indent) + line)];
}

/** Below this many columns for titles the details follow them instead of standing in columns of their own. */
const NARROW = 24;
const GROUP = 13;

function footLines(rules: readonly Rule[], { disabled }: RuleSet, terminal: Terminal): string[] {
  const off = disabled.flatMap(({ title, file, reason }) =>
    wrap(terminal, [span(clean(`${title || file}: ${reason}`), 'dim')], 4, '  - '),
  );
  return [
    painted(terminal, [span(counted(rules.length, 'rule'), 'bold')]),
    ...(off.length > 0 ? [`${counted(disabled.length, 'rule')} not running:`, ...off] : []),
  ];
}

function entryOf(rule: Rule): object {
  const { id, title, level, status, author, tags, group, seeds, description, file, shipped } = rule;
  return {
    id,
    title,
    level,
    status,
    author,
    services: servicesOf(rule),
    events: rule.names ?? [],
    tags,
    group: group ?? null,
    seeds,
    description,
    file,
    shipped,
  };
}

/** Event sources without `.amazonaws.com`; `any` for a rule that looks at all of them. */
function servicesOf(rule: Rule): readonly string[] {
  return rule.sources?.map((source) => source.replace(/\.amazonaws\.com$/, '')) ?? ['any'];
}

function serviceOf(rule: Rule): string {
  return servicesOf(rule).join(', ');
}
