/**
 * What a value found in a file holds: a record as it is, an EventBridge envelope with the record in `detail`, an entry of
 * `aws cloudtrail lookup-events` with the record as text, or lists of these. Records themselves are judged by `event.ts`.
 */
import { isTooDeep } from './depth';
import { type Json, type JsonObject, isObject, textAt } from './event';

/** A record, or what is wrong where one should be. */
export type Candidate = { readonly value: unknown } | { readonly problem: string };

/** Lists in lists end here. */
const MOST_WRAPPINGS = 4;

export function recordsIn(value: unknown, wrapped = 0): readonly Candidate[] {
  if (typeof value === 'string') return fromText(value, wrapped);
  if (Array.isArray(value) && wrapped > 0 && wrapped < MOST_WRAPPINGS) {
    return value.flatMap((one: unknown) => recordsIn(one, wrapped + 1));
  }
  if (!isObject(value) || value.eventSource !== undefined) return [{ value }];
  const { detail, CloudTrailEvent, Records, Events } = value;
  if (isObject(detail)) return [{ value: fromEnvelope(detail, value) }];
  if (CloudTrailEvent !== undefined) return fromEntry(CloudTrailEvent, wrapped);
  for (const list of [Records, Events]) if (Array.isArray(list)) return recordsIn(list, wrapped + 1);
  return [{ value }];
}

/** CloudTrail's digest of a log file, which looks like its neighbours but is a signature. */
export function isDigest(value: unknown): boolean {
  return isObject(value) && value.digestS3Object !== undefined && Array.isArray(value.logFiles);
}

/** `--query 'Events[].CloudTrailEvent'` leaves records as text, quoted. */
function fromText(text: string, wrapped: number): readonly Candidate[] {
  if (!text.trimStart().startsWith('{')) return [{ value: text }];
  return wrapped < MOST_WRAPPINGS ? parsed(text, wrapped) : [{ problem: 'records as text inside records as text' }];
}

function fromEntry(entry: Json, wrapped: number): readonly Candidate[] {
  if (typeof entry !== 'string') return [{ value: entry }];
  return parsed(entry, wrapped);
}

function parsed(text: string, wrapped: number): readonly Candidate[] {
  if (isTooDeep(text)) return [{ problem: 'CloudTrailEvent is nested too deeply' }];
  try {
    return recordsIn(JSON.parse(text), wrapped + 1);
  } catch {
    return [{ problem: 'CloudTrailEvent is not JSON' }];
  }
}

/** The envelope knows what older records leave out. */
function fromEnvelope(detail: JsonObject, envelope: JsonObject): JsonObject {
  const recipientAccountId = textAt(detail, 'recipientAccountId') ?? textAt(envelope, 'account');
  const awsRegion = textAt(detail, 'awsRegion') ?? textAt(envelope, 'region');
  const eventTime = textAt(detail, 'eventTime') ?? textAt(envelope, 'time');
  const known = Object.entries({ recipientAccountId, awsRegion, eventTime }).filter(
    ([key, text]) => text !== detail[key],
  );
  return known.length === 0 ? detail : { ...detail, ...(Object.fromEntries(known) as JsonObject) };
}
