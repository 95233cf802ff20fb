/**
 * Reads the tests that stand beside a correlation: records in time, written short. `{ at: 3m, repeat: 5, every: 10s, … }`
 * is five records, and `{n}` in a text is the number of each.
 */
import type { CorrelationTest } from './correlation';
import { readTimespan } from './correlation-condition';
import { CONTEXT_FIELDS } from './fields';
import { LEVELS, isLevel } from './level';
import { type Findings, didYouMean, isMap, join, nameOf } from './problems';

const PATH = 'trailwarden.tests';
const SETTABLE = Object.keys(CONTEXT_FIELDS).map((name) => name.replace(/^ctx\./, ''));
const MOST_REPEATS = 1000;

export function readCorrelationTests(value: unknown, findings: Findings): CorrelationTest[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return findings.error(PATH, `expected a list of tests, found ${nameOf(value)}`) ?? [];
  return value.flatMap((one: unknown, index) => readTest(one, join(PATH, index), findings) ?? []);
}

function readTest(value: unknown, path: string, findings: Findings): CorrelationTest | undefined {
  if (!isMap(value)) return findings.error(path, `expected { name, match, events }, found ${nameOf(value)}`);
  findings.unknownKeys(path, value, ['name', 'match', 'level', 'what', 'count', 'context', 'events']);
  const { match, level, count, events } = value;
  const name = findings.text(join(path, 'name'), value.name);
  if (name === undefined) findings.error(join(path, 'name'), 'every test needs a name');
  if (typeof match !== 'boolean') findings.error(join(path, 'match'), `expected true or false, found ${nameOf(match)}`);
  if (level !== undefined && !isLevel(level)) {
    const guess = typeof level === 'string' ? didYouMean(level, LEVELS) : '';
    findings.error(join(path, 'level'), `expected a level (${LEVELS.join(', ')}), found ${nameOf(level)}${guess}`);
  }
  if (count !== undefined && typeof count !== 'number') {
    findings.error(join(path, 'count'), `expected a number, found ${nameOf(count)}`);
  }
  if (!Array.isArray(events) || events.length === 0) {
    return findings.error(
      join(path, 'events'),
      `expected a list of records, each with its time as at: 3m, found ${nameOf(events)}`,
    );
  }
  return {
    name: name ?? '',
    match: match === true,
    level: isLevel(level) ? level : undefined,
    what: findings.text(join(path, 'what'), value.what),
    count: typeof count === 'number' ? count : undefined,
    event: {},
    context: readContext(value.context, join(path, 'context'), findings),
    events: events.flatMap((one: unknown, at) => readEvents(one, join(path, `events.${at}`), findings)),
  };
}

function readEvents(value: unknown, path: string, findings: Findings): CorrelationTest['events'] {
  if (!isMap(value)) return findings.error(path, `expected the fields of a record, found ${nameOf(value)}`) ?? [];
  const { at = '0s', repeat = 1, every = '1s', ...fields } = value;
  const begin = at === '0s' || at === 0 ? 0 : readTimespan(at, join(path, 'at'), findings);
  const step = every === '0s' || every === 0 ? 0 : readTimespan(every, join(path, 'every'), findings);
  if (typeof repeat !== 'number' || !(repeat >= 1 && repeat <= MOST_REPEATS)) {
    return (
      findings.error(join(path, 'repeat'), `expected a number from 1 to ${MOST_REPEATS}, found ${nameOf(repeat)}`) ?? []
    );
  }
  if (begin === undefined || step === undefined) return [];
  return Array.from({ length: repeat }, (_, n) => ({
    at: begin + n * step,
    fields: numbered(fields, String(n + 1)) as Record<string, unknown>,
  }));
}

function numbered(value: unknown, n: string): unknown {
  if (typeof value === 'string') return value.replaceAll('{n}', n);
  if (Array.isArray(value)) return value.map((one) => numbered(one, n));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, numbered(one, n)]));
}

/** `ctx.` fields by their dotted names, with or without `ctx.`; they hold for every event of the test. */
function readContext(value: unknown, path: string, findings: Findings): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (!isMap(value)) return findings.error(path, `expected a map of ctx fields, found ${nameOf(value)}`) ?? {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const name = key.replace(/^ctx\./, '');
      if (SETTABLE.includes(name)) return [[name, one ?? undefined]];
      return findings.error(join(path, key), `unknown field "ctx.${name}"${didYouMean(name, SETTABLE)}`) ?? [];
    }),
  );
}
