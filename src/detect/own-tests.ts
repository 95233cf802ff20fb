/** Reads the tests that stand beside a rule, and fills in what the rule itself says about every event it can match. */
import { INSIGHT } from '../source/event';
import { CONTEXT_FIELDS } from './fields';
import { LEVELS, isLevel } from './level';
import type { Node } from './node';
import { type Findings, didYouMean, isMap, join, nameOf } from './problems';
import type { RuleTest } from './rule';

const PATH = 'trailwarden.tests';
const SETTABLE = Object.keys(CONTEXT_FIELDS).map((name) => name.replace(/^ctx\./, ''));

export function readTests(value: unknown, node: Node | undefined, findings: Findings): RuleTest[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return findings.error(PATH, `expected a list of tests, found ${nameOf(value)}`) ?? [];
  return value.flatMap((one: unknown, index) => readTest(one, join(PATH, index), node, findings) ?? []);
}

function readTest(value: unknown, path: string, node: Node | undefined, findings: Findings): RuleTest | undefined {
  if (!isMap(value)) return findings.error(path, `expected { name, match, event }, found ${nameOf(value)}`);
  findings.unknownKeys(path, value, ['name', 'match', 'level', 'what', 'context', 'event']);
  const { match, level, event } = value;
  const name =
    findings.text(join(path, 'name'), value.name) ?? findings.error(join(path, 'name'), 'every test needs a name');
  if (typeof match !== 'boolean') findings.error(join(path, 'match'), `expected true or false, found ${nameOf(match)}`);
  if (level !== undefined && !isLevel(level)) {
    const guess = typeof level === 'string' ? didYouMean(level, LEVELS) : '';
    findings.error(join(path, 'level'), `expected a level (${LEVELS.join(', ')}), found ${nameOf(level)}${guess}`);
  }
  if (!isMap(event))
    return findings.error(join(path, 'event'), `expected the fields of a CloudTrail record, found ${nameOf(event)}`);
  const filled = { ...only(node?.sources, 'eventSource'), ...only(node?.names, 'eventName'), ...event };
  for (const key of ['eventSource', 'eventName']) {
    // An Insights event has neither.
    if (node && !(key in filled) && event.eventType !== INSIGHT.eventName)
      findings.error(join(path, 'event'), `${key} is missing, and the rule does not name exactly one`);
  }
  return {
    name: name ?? '',
    match: match === true,
    level: isLevel(level) ? level : undefined,
    what: findings.text(join(path, 'what'), value.what),
    event: filled,
    context: readContext(value.context, join(path, 'context'), findings),
  };
}

/** Keys with or without `ctx.`; maps may be nested (`account: { environment: production }`). */
function readContext(value: unknown, path: string, findings: Findings): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (!isMap(value)) return findings.error(path, `expected a map of ctx fields, found ${nameOf(value)}`) ?? {};
  const flat: Record<string, unknown> = {};
  const walk = (map: Record<string, unknown>, prefix: string): void => {
    for (const [key, one] of Object.entries(map)) {
      const name = join(prefix, key).replace(/^ctx\./, '');
      if (isMap(one)) walk(one, name);
      else if (SETTABLE.includes(name)) flat[name] = one ?? undefined;
      else findings.error(join(path, name), `unknown field "ctx.${name}"${didYouMean(name, SETTABLE)}`);
    }
  };
  walk(value, '');
  return flat;
}

function only(bound: Node['sources'], key: string): Record<string, unknown> {
  const [written, ...others] = bound?.values() ?? [];
  return written !== undefined && others.length === 0 ? { [key]: written } : {};
}
