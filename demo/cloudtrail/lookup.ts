/**
 * LookupEvents with AWS's rules: bounds inclusive on both sides, newest first, at most fifty a page, one attribute, ninety
 * days, and a NextToken that is good only for the very same parameters and not for ever.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
import { randomUUID } from 'node:crypto';
import { type Json, type JsonObject, isObject } from '../../src/source/event';
import { Fault } from './fault';
import type { Envelope, Kept, Records } from './records';

export interface LookupAnswer {
  readonly Events: readonly Envelope[];
  readonly NextToken?: string;
}

/** Where a listing stopped; only events older than this (or of the same second but earlier arrived) follow. */
interface Cursor {
  readonly parameters: string;
  readonly time: number;
  readonly order: number;
  readonly expires: number;
}

const PAGE = 50;
const HISTORY = 90 * 86_400_000;
const ATTRIBUTES: Readonly<Record<string, (event: Envelope) => readonly (string | undefined)[]>> = {
  EventId: (event) => [event.EventId],
  EventName: (event) => [event.EventName],
  ReadOnly: (event) => [event.ReadOnly],
  Username: (event) => [event.Username],
  ResourceType: (event) => event.Resources.map((resource) => resource.ResourceType),
  ResourceName: (event) => event.Resources.map((resource) => resource.ResourceName),
  EventSource: (event) => [event.EventSource],
  AccessKeyId: (event) => [event.AccessKeyId],
};

export class Lookup {
  private readonly cursors = new Map<string, Cursor>();

  /** `tokenLifetime` in milliseconds: how long a NextToken is good. */
  constructor(
    private readonly records: Records,
    private readonly tokenLifetime: number,
  ) {}

  answer(account: string, region: string, request: JsonObject, now: number): LookupAnswer {
    const { NextToken: token, ...rest } = request;
    const start = secondsAt(rest, 'StartTime') ?? 0;
    const end = secondsAt(rest, 'EndTime') ?? now;
    if (start > end) throw fault('InvalidTimeRangeException', 'The start time must be before the end time.');
    const size = pageSizeOf(rest);
    const wanted = filterOf(rest);
    const category = categoryOf(rest);
    const parameters = JSON.stringify([account, region, sorted(rest)]);
    const cursor = this.cursorOf(token, parameters, now);
    const page: Kept[] = [];
    let isMore = false;
    // A cursor's own second is looked at again: of that second, what arrived earlier follows.
    const until = Math.min(end, cursor?.time ?? end);
    for (const kept of this.records.seenAt(account, region, now, Math.max(start, now - HISTORY), until)) {
      if (kept.category !== category || !wanted(kept.envelope)) continue;
      if (cursor !== undefined && !isAfter(kept, cursor)) continue;
      isMore = page.length === size;
      if (isMore) break;
      page.push(kept);
    }
    const last = page.at(-1);
    const Events = page.map(({ envelope }) => envelope);
    if (last === undefined || !isMore) return { Events };
    const NextToken = randomUUID();
    this.cursors.set(NextToken, { parameters, time: last.time, order: last.order, expires: now + this.tokenLifetime });
    return { Events, NextToken };
  }

  private cursorOf(token: Json | undefined, parameters: string, now: number): Cursor | undefined {
    if (token === undefined || token === null) return undefined;
    const cursor = typeof token === 'string' ? this.cursors.get(token) : undefined;
    if (cursor === undefined || cursor.parameters !== parameters || cursor.expires < now) {
      throw fault(
        'InvalidNextTokenException',
        'The specified next token is not valid, has expired or was used with other parameters.',
      );
    }
    return cursor;
  }
}

function isAfter(kept: Kept, cursor: Cursor): boolean {
  return kept.time < cursor.time || (kept.time === cursor.time && kept.order < cursor.order);
}

/** Times travel as epoch seconds; a text, as some clients send by mistake, is refused. */
function secondsAt(request: JsonObject, name: string): number | undefined {
  const value = request[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw fault('SerializationException', `${name} must be a number of epoch seconds.`);
  return Math.round(value * 1000);
}

function pageSizeOf({ MaxResults: size }: JsonObject): number {
  if (size === undefined || size === null) return PAGE;
  if (typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= PAGE) return size;
  throw fault('InvalidMaxResultsException', `Max results must be between 1 and ${PAGE}.`);
}

function categoryOf({ EventCategory: category }: JsonObject): Kept['category'] {
  if (category === undefined || category === null) return 'management';
  if (category === 'insight') return 'insight';
  throw fault('InvalidEventCategoryException', 'The event category must be insight.');
}

function filterOf({ LookupAttributes: attributes }: JsonObject): (event: Envelope) => boolean {
  if (attributes === undefined || attributes === null) return () => true;
  if (!Array.isArray(attributes)) throw fault('SerializationException', 'LookupAttributes must be a list.');
  const list: readonly Json[] = attributes;
  if (list.length === 0) return () => true;
  const [attribute] = list;
  const { AttributeKey: key, AttributeValue: value } = isObject(attribute) ? attribute : {};
  const valuesOf = typeof key === 'string' ? ATTRIBUTES[key] : undefined;
  if (list.length > 1 || valuesOf === undefined || typeof value !== 'string') {
    throw fault('InvalidLookupAttributesException', 'One lookup attribute with a known key and a value can be given.');
  }
  return (event) => valuesOf(event).includes(value);
}

/** The order in which members were sent makes no difference. */
function sorted(request: JsonObject): readonly [string, Json][] {
  return Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1));
}

function fault(code: string, message: string): Fault {
  return new Fault(400, code, message);
}
