/**
 * The first noun of the flow: one CloudTrail record, checked and named. Only what every later stage needs is lifted out;
 * the record itself stays as it came. Nothing here trusts the record: any field may be missing or of the wrong type.
 */
import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export interface CloudTrailEvent {
  /** `eventID`, or a digest of the record where it has none. Two events with one id are one event. */
  readonly id: string;
  /** Event time in milliseconds since the epoch; the time of reading where the record has none that makes sense. */
  readonly time: number;
  /** Such as `iam.amazonaws.com`. */
  readonly source: string;
  readonly name: string;
  /** The account that received the call (12 digits), which in a cross-account call is not the caller's. '' when unknown. */
  readonly account: string;
  readonly region: string;
  /** undefined where the record does not say. */
  readonly readOnly: boolean | undefined;
  readonly record: JsonObject;
}

/** A record that could not be read as an event: where it stood and what is wrong with it. */
export interface RecordProblem {
  readonly place: string;
  readonly problem: string;
}

/** CloudTrail came up in 2013; anything before, or over a day ahead of us, is not a time but a fault. */
const EARLIEST = Date.UTC(2013, 0, 1);
const DAY = 86_400_000;

/**
 * An Insights event tells of a rate of calls and is no call itself: the source and name of the calls stand in its details
 * alone, so no rule about such a call takes it for one. Here it has CloudTrail's name, and that of its type.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
 */
export const INSIGHT = { eventSource: 'cloudtrail.amazonaws.com', eventName: 'AwsCloudTrailInsight' } as const;

/** Whether a record is an Insights event. */
export function isInsight(record: JsonObject): boolean {
  return record.eventType === INSIGHT.eventName && isObject(record.insightDetails);
}

/** Reads one record. `place` names where it came from (for the problem), `readAt` is the time of reading in milliseconds. */
export function parseEvent(value: unknown, place: string, readAt: number): CloudTrailEvent | RecordProblem {
  if (!isObject(value)) return { place, problem: `expected a CloudTrail record (an object), found ${kindOf(value)}` };
  const { eventSource: source, eventName: name } = isInsight(value) ? INSIGHT : value;
  if (typeof source !== 'string' || source === '') return { place, problem: 'the record has no eventSource' };
  if (typeof name !== 'string' || name === '') return { place, problem: 'the record has no eventName' };
  return {
    id: textAt(value, 'eventID') ?? textAt(value, 'eventId') ?? digestOf(value),
    time: timeOf(value.eventTime, readAt),
    source: source.toWellFormed(),
    name: name.toWellFormed(),
    account: textAt(value, 'recipientAccountId') ?? textAt(value, 'userIdentity', 'accountId') ?? '',
    region: textAt(value, 'awsRegion') ?? '',
    readOnly: booleanOf(value.readOnly),
    record: value,
  };
}

export function isProblem(result: CloudTrailEvent | RecordProblem): result is RecordProblem {
  return 'problem' in result;
}

/** A plain object of JSON, as opposed to null, an array or a scalar. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of own keys; a record's `__proto__` or `constructor` never reaches the prototype. */
export function valueAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let here = value;
  for (const key of path) {
    if (!isObject(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

/**
 * The non-empty text at a path, or undefined. Halves of surrogate pairs, which JSON may hold and no database, are replaced: what
 * is stored must be found again under the name it was given.
 */
export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found.toWellFormed() : undefined;
}

function timeOf(value: Json | undefined, readAt: number): number {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return time >= EARLIEST && time <= readAt + DAY ? time : readAt;
}

/** `readOnly` is a boolean in a trail's files and the text "true" or "false" in LookupEvents' own envelope. */
function booleanOf(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** Content decides identity where a record carries none, so that the same line read twice is one event. */
function digestOf(record: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 32);
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
