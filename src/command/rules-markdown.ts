/** The catalogue as a page: `docs/rules.md` is this command's output, and a test holds it to that. */
import { LEVELS, compareLevels } from '../detect/level';
import type { RuleSet } from '../detect/load-rules';
import type { Rule } from '../detect/rule';
import { servicesOf } from './rules-list';

const HEAD = `# The rules

Made by \`trailwarden rules list --format markdown > docs/rules.md\`: change the rules, not this page. How a rule is written and tuned
stands in [writing-rules.md](writing-rules.md).

The level is the rule's base level; context raises or lowers it, and the alert says why. A rule that *folds* cannot be silenced by
marking a principal as expected. A rule that *asks* puts "was this you?" to the person behind it, one that *tells* lets them know, as
[sign-ins.md](sign-ins.md) explains. Data events (reading S3 objects, invoking functions and the like) are not among what LookupEvents
returns: rules on them match only in scans of a trail's own files.`;

/** Rules by group, the worst first; what is only counted by a correlation is left out. */
export function markdownLines(rules: readonly Rule[], { correlations, adjustments }: RuleSet): readonly string[] {
  const audible = rules.filter((rule) => !correlations.quiet.has(rule.id));
  const groups = [...new Set(audible.map(groupOf))].sort();
  const counts = [...LEVELS]
    .reverse()
    .map((level) => `${audible.filter((rule) => rule.level === level).length} ${level}`);
  return [
    HEAD,
    '',
    `${audible.length} rules: ${counts.join(', ')}.`,
    ...groups.flatMap((group) => ['', `## ${group}`, '', ...table(audible.filter((rule) => groupOf(rule) === group))]),
    '',
    '## Context for all rules',
    '',
    ...adjustments.map(({ name, because, raise }) => `- **${cell(name)}**: ${steps(raise)}, because ${cell(because)}`),
  ];
}

function table(rules: readonly Rule[]): readonly string[] {
  const sorted = [...rules].sort((a, b) => compareLevels(b.level, a.level) || (a.title < b.title ? -1 : 1));
  return ['| rule | level | service | events |', '| --- | --- | --- | --- |', ...sorted.map(row)];
}

function row(rule: Rule): string {
  const marks = [...(rule.expectable ? [] : ['folds']), ...(rule.confirm === false ? [] : [`${rule.confirm}s`])];
  const events = rule.names === undefined ? 'any' : rule.eventNames.map((name) => `\`${name}\``).join(' ');
  return `| ${cell(rule.title)} | ${[rule.level, ...marks].join(', ')} | ${servicesOf(rule).join(', ')} | ${events} |`;
}

function groupOf(rule: Rule): string {
  return rule.group ?? 'other';
}

function steps(raise: ReadonlyMap<string, string>): string {
  return [...raise].map(([from, to]) => `${from} to ${to}`).join(', ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
