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
  if (format === 'ndjson') return rules.map((rule) => JSON.stringify(entryOf(rule, set)));
  if (format === 'json')
    return [
      JSON.stringify(
        rules.map((rule) => entryOf(rule, set)),
        undefined,
        2,
      ),
    ];
  const rows = [...rules]
    .sort((a, b) => compareTexts(serviceOf(a), serviceOf(b)) || compareLevels(b.level, a.level))
    .map((rule) => ({ rule, service: clean(serviceOf(rule)), details: detailsOf(rule, set) }));
  const service = Math.min(SERVICE, Math.max(0, ...rows.map((row) => widthOf(row.service))));
  const title = Math.max(0, ...rows.map(({ rule }) => widthOf(rule.title)));
  const columns = { service, title: Math.min(title, terminal.width - service - LEVEL - DETAILS) };
  return [
    ...rows.flatMap((row) => rowOf(row, columns, terminal)),
    ...(rows.length > 0 ? [''] : []),
    ...footLines(rules, set, terminal),
  ];
}

/** Columns at most for the service, for the level with its gaps, and for the details with theirs. */
const SERVICE = 24;
const LEVEL = 12;
const DETAILS = 30;

interface Columns {
  readonly service: number;
  readonly title: number;
}

interface Row {
  readonly rule: Rule;
  readonly service: string;
  /** What is unusual about it, its group, and its techniques. */
  readonly details: readonly string[];
}

function rowOf({ rule, service: name, details }: Row, { service, title }: Columns, terminal: Terminal): string[] {
  const mark = badge(rule.level);
  const short = widthOf(name) > service ? `${name.slice(0, service - 1)}…` : name;
  const head = [span(`${padded(short, service)}  `), mark, span(' '.repeat(LEVEL - 2 - mark.text.length))];
  const indent = service + LEVEL;
  const words = span(clean(rule.title));
  if (title < NARROW)
    return wrap(terminal, [words, span(` ${details.join(' ')}`, 'dim')], indent, painted(terminal, head));
  const [first = '', ...more] = wrap({ width: title, colour: false }, [words], 0);
  const row = [...head, span(padded(first, title)), span(`  ${fitting(details, DETAILS - 2)}`, 'dim')];
  return [painted(terminal, row).trimEnd(), ...more.map((line) => ' '.repeat(indent) + line)];
}

/** Below this many columns for titles the details follow them instead of standing in columns of their own. */
const NARROW = 24;

/** As many of the words, from the first, as go into `width`. */
function fitting(words: readonly string[], width: number): string {
  return words.reduce(
    (line, word) => (widthOf(line) + 1 + widthOf(word) > width ? line : `${line} ${word}`.trim()),
    '',
  );
}

function detailsOf(rule: Rule, set: RuleSet): string[] {
  const techniques = rule.tags.filter((tag) => /^attack\.t\d/.test(tag)).map((tag) => tag.slice(7).toUpperCase());
  return [stateOf(rule, set), clean(rule.group ?? ''), ...techniques].filter((word) => word !== '');
}

/** What an operator would want to be told: that it runs silently, at another level than written, or only to be counted. */
function stateOf(rule: Rule, { correlations }: RuleSet): string {
  if (rule.staged) return '(staged)';
  if (correlations.quiet.has(rule.id)) return '(counted only)';
  return rule.level === rule.writtenLevel ? '' : `(written as ${rule.writtenLevel})`;
}

function footLines(rules: readonly Rule[], { disabled, filters, adjustments }: RuleSet, terminal: Terminal): string[] {
  const also = [
    ...filters.map(({ title, file }) => `filter ${title} (${file})`),
    ...adjustments.map(({ name, file }) => `context for all rules: ${name} (${file})`),
  ].flatMap((line) => wrap(terminal, [span(clean(line), 'dim')], 4, '  - '));
  const off = disabled.flatMap(({ title, file, reason }) =>
    wrap(terminal, [span(clean(`${title || file}: ${reason}`), 'dim')], 4, '  - '),
  );
  return [
    painted(terminal, [span(counted(rules.length, 'rule'), 'bold')]),
    ...(off.length > 0 ? [`${counted(disabled.length, 'rule')} not running:`, ...off] : []),
    ...(also.length > 0 ? ['and beside the rules:', ...also] : []),
  ];
}

function entryOf(rule: Rule, { correlations }: RuleSet): object {
  const { id, title, level, status, author, tags, group, seeds, description, file, shipped } = rule;
  return {
    id,
    title,
    level,
    written_level: rule.writtenLevel,
    staged: rule.staged,
    counted_only: correlations.quiet.has(rule.id),
    status,
    author,
    services: servicesOf(rule),
    events: rule.eventNames,
    tags,
    group: group ?? null,
    seeds,
    description,
    file,
    shipped,
  };
}

/** Event sources without `.amazonaws.com`; `any` for a rule that looks at all of them, `several events` for a correlation. */
export function servicesOf({ sources }: Rule): readonly string[] {
  if (sources === undefined) return ['any'];
  return sources.length === 0 ? ['several events'] : sources.map((source) => source.replace(/\.amazonaws\.com$/, ''));
}

function serviceOf(rule: Rule): string {
  return servicesOf(rule).join(', ');
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
