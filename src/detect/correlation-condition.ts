/**
 * The two small languages of a correlation document: how long a timespan is, and when a measure (a count, a sum, …) meets
 * the condition (Sigma v2.1.0, "Time Selection" and "Condition").
 */
import type { CorrelationType } from './correlation';
import { type Findings, isMap, join, nameOf } from './problems';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** Sigma's s, m, h, d; weeks, months and years as pySigma takes them. */
const UNITS: Readonly<Record<string, number>> = {
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: DAY,
  w: 7 * DAY,
  M: 30 * DAY,
  y: 365 * DAY,
};

/** Milliseconds; undefined when a problem was found. */
export function readTimespan(value: unknown, path: string, findings: Findings): number | undefined {
  if (value === undefined) return findings.error(path, 'missing; a timespan such as 10m');
  const [, digits = '', letter = ''] = typeof value === 'string' ? (/^(\d{1,9})([smhdwMy])$/.exec(value) ?? []) : [];
  const time = Number(digits) * (UNITS[letter] ?? 0);
  if (time > 0) return time;
  return findings.error(path, `expected a timespan such as 90s, 10m, 2h or 1d, found ${nameOf(value)}`);
}

/** `10 minutes`, in the largest unit that divides it. */
export function timespanWords(timespan: number): string {
  const units = [
    ['day', DAY],
    ['hour', 3600 * SECOND],
    ['minute', 60 * SECOND],
  ] as const;
  const [unit, length] = units.find(([, size]) => timespan % size === 0) ?? (['second', SECOND] as const);
  const count = timespan / length;
  return count === 1 ? `${unit === 'hour' ? 'an' : 'a'} ${unit}` : `${count} ${unit}s`;
}

const TESTS: Readonly<Record<string, (measure: number, limit: number) => boolean>> = {
  gt: (measure, limit) => measure > limit,
  gte: (measure, limit) => measure >= limit,
  lt: (measure, limit) => measure < limit,
  lte: (measure, limit) => measure <= limit,
  eq: (measure, limit) => measure === limit,
  neq: (measure, limit) => measure !== limit,
};

export interface MeasureCondition {
  readonly holds: (measure: number) => boolean;
  readonly fields: readonly string[];
  readonly percentile: number;
}

const COUNTS: readonly CorrelationType[] = ['event_count', 'value_count', 'temporal', 'temporal_ordered'];
const MEDIAN = 50;

/** `rules` is how many rules the correlation names: what a temporal one asks for unless it says otherwise. */
export function readCondition(
  value: unknown,
  type: CorrelationType,
  rules: number,
  path: string,
  findings: Findings,
): MeasureCondition | undefined {
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  if (value === undefined && temporal) return { holds: (measure) => measure >= rules, fields: [], percentile: MEDIAN };
  if (!isMap(value)) {
    const found = value === undefined ? 'missing' : `expected a map, found ${nameOf(value)}`;
    return findings.error(path, `${found}; a condition such as { gte: 5 }`);
  }
  const before = findings.problems.length;
  findings.unknownKeys(path, value, [...Object.keys(TESTS), 'field', 'percentile']);
  const given = Object.entries(value).filter(([key]) => Object.hasOwn(TESTS, key));
  const limits = given.flatMap(([key, limit]): [string, number][] => {
    const number = typeof limit === 'string' && limit.trim() !== '' ? Number(limit) : limit;
    if (typeof number === 'number' && Number.isFinite(number)) return [[key, number]];
    return findings.error(join(path, key), `expected a number, found ${nameOf(limit)}`) ?? [];
  });
  if (given.length === 0) findings.error(path, `expected one of ${Object.keys(TESTS).join(', ')}`);
  if (limits.length > 0 && limits.length === given.length && COUNTS.includes(type))
    checkCount(limits, type, rules, path, findings);
  const fields = readFields(value.field, type, join(path, 'field'), findings);
  const percentile = readPercentile(value.percentile, type, join(path, 'percentile'), findings);
  if (findings.problems.length > before) return undefined;
  const holds = (measure: number): boolean => limits.every(([key, limit]) => TESTS[key]?.(measure, limit) ?? false);
  return { holds, fields, percentile };
}

/**
 * Counts are taken when an event arrives, so at least one is there. "Fewer than five" alone would hold at the first event
 * and "none at all" never: the absence of events is nobody's arrival.
 */
function checkCount(
  limits: readonly (readonly [string, number])[],
  type: CorrelationType,
  rules: number,
  path: string,
  findings: Findings,
): void {
  const isLower = ([key, limit]: readonly [string, number]): boolean =>
    (key === 'gt' && limit >= 0) || (key === 'gte' && limit > 0) || (key === 'eq' && limit > 0) || key === 'neq';
  if (!limits.some(isLower)) {
    const words = limits.map(([key, limit]) => `${key}: ${limit}`).join(', ');
    findings.error(
      path,
      `{ ${words} } asks for events that do not come, and only events that come are counted; add a lower bound such as gte: 1`,
    );
    return;
  }
  // Whatever counts meet the condition, one of them stands beside a limit.
  const nearby = limits.flatMap(([, limit]) => [Math.floor(limit), Math.floor(limit) + 1, Math.ceil(limit) - 1, 1]);
  if (!nearby.some((n) => n >= 1 && limits.every(([key, limit]) => TESTS[key]?.(n, limit)))) {
    findings.error(path, 'can never hold: no count meets it');
  }
  if (type === 'temporal_ordered' && !limits.every(([key, limit]) => /^(?:gte|eq)$/.test(key) && limit === rules)) {
    findings.error(
      path,
      `temporal_ordered asks for all its rules in their order; leave the condition out or say gte: ${rules}`,
    );
  }
}

/** Where values are measured the field must be named; where events are counted it must not. */
function readFields(value: unknown, type: CorrelationType, path: string, findings: Findings): string[] {
  const fields = findings.texts(path, value);
  const measures = type.startsWith('value_');
  if (measures && value === undefined) findings.error(path, `missing; ${type} needs the field whose values it takes`);
  if (!measures && value !== undefined) findings.error(path, `${type} takes no field; did you mean value_count?`);
  if (fields.length > 1 && measures && type !== 'value_count') findings.error(path, `${type} takes one field`);
  return fields;
}

function readPercentile(value: unknown, type: CorrelationType, path: string, findings: Findings): number {
  if (value === undefined) {
    if (type === 'value_percentile') findings.error(path, 'missing; a percentile such as 95');
    return MEDIAN;
  }
  if (type !== 'value_percentile') findings.error(path, `${type} takes no percentile`);
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  findings.error(path, `expected a number from 0 to 100, found ${nameOf(value)}`);
  return MEDIAN;
}
