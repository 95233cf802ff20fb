/**
 * The event history of the local CloudTrail: what was recorded, where it is served and from when it can be seen. Event
 * time and visibility are apart, as CloudTrail delivers minutes late and out of order.
 */
import { randomUUID } from 'node:crypto';
import { type Json, type JsonObject, isObject, textAt, valueAt } from '../../src/source/event';

export interface PutOptions {
  /** When LookupEvents begins to show it, milliseconds; at once when left out. */
  readonly visibleAt?: number;
  /** Where it is served, if not in the record's recipientAccountId and awsRegion. */
  readonly account?: string;
  readonly region?: string;
  /** For a text that nobody can read: what CloudTrail says of it; false when left out. */
  readonly readOnly?: boolean;
}

/** One event as kept: the envelope that LookupEvents answers with, and what decides when and where. */
export interface Kept {
  readonly account: string;
  readonly region: string;
  /** Event time in milliseconds. */
  readonly time: number;
  readonly visibleAt: number;
  /** Order of arrival, which decides between events of one second. */
  readonly order: number;
  readonly category: 'management' | 'insight';
  readonly envelope: Envelope;
}

/** An `Event` of LookupEvents. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html */
export interface Envelope {
  readonly EventId: string;
  readonly EventName?: string;
  readonly ReadOnly?: string;
  readonly AccessKeyId?: string;
  /** Epoch seconds. */
  readonly EventTime: number;
  readonly EventSource?: string;
  readonly Username?: string;
  readonly Resources: readonly { readonly ResourceType: string; readonly ResourceName: string }[];
  readonly CloudTrailEvent: string;
}

/** Request parameters that CloudTrail lists as resources, for the attributes ResourceType and ResourceName. */
const RESOURCES: Readonly<Record<string, string>> = {
  bucketName: 'AWS::S3::Bucket',
  userName: 'AWS::IAM::User',
  roleName: 'AWS::IAM::Role',
  policyArn: 'AWS::IAM::Policy',
  groupId: 'AWS::EC2::SecurityGroup',
  snapshotId: 'AWS::EC2::Snapshot',
};

export class Records {
  /** By account and region; oldest first, and within a second in the order of arrival. */
  private readonly kept = new Map<string, Kept[]>();
  private count = 0;

  /** A text instead of a record is served as it is: a CloudTrailEvent that nobody can read. `now` in milliseconds. */
  put(record: JsonObject | string, options: PutOptions, now: number): void {
    const value = typeof record === 'string' ? { readOnly: options.readOnly ?? false } : record;
    const text = typeof record === 'string' ? record : JSON.stringify(record);
    const said = Date.parse(textAt(value, 'eventTime') ?? '');
    const time = Number.isNaN(said) ? now : said;
    const account =
      options.account ?? textAt(value, 'recipientAccountId') ?? textAt(value, 'userIdentity', 'accountId') ?? '';
    const region = options.region ?? textAt(value, 'awsRegion') ?? 'us-east-1';
    const list = this.listOf(account, region);
    list.splice(firstAfter(list, time), 0, {
      account,
      region,
      time,
      visibleAt: options.visibleAt ?? now,
      order: this.count,
      category: textAt(value, 'eventCategory') === 'Insight' ? 'insight' : 'management',
      envelope: envelopeOf(value, text, time),
    });
    this.count += 1;
  }

  /** Newest first by event time, from `end` down to `start` (both included), as far as they can be seen at `now`. */
  *seenAt(account: string, region: string, now: number, start: number, end: number): Generator<Kept, void> {
    const list = this.listOf(account, region);
    for (let at = firstAfter(list, end) - 1; at >= 0; at -= 1) {
      const kept = list[at];
      if (kept === undefined || kept.time < start) return;
      if (kept.visibleAt <= now) yield kept;
    }
  }

  private listOf(account: string, region: string): Kept[] {
    const key = `${account}/${region}`;
    const list = this.kept.get(key) ?? [];
    this.kept.set(key, list);
    return list;
  }
}

/** Index of the first that is later than `time`, by halves. */
function firstAfter(list: readonly Kept[], time: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.time ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function envelopeOf(record: JsonObject, text: string, time: number): Envelope {
  const readOnly = valueAt(record, 'readOnly');
  // An Insights event is listed by the call it is about, which stands in its details alone.
  const of = valueAt(record, 'insightDetails') ?? record;
  return {
    EventId: textAt(record, 'eventID') ?? randomUUID(),
    ...member('EventName', textAt(of, 'eventName')),
    ...member('ReadOnly', typeof readOnly === 'boolean' ? String(readOnly) : undefined),
    ...member('AccessKeyId', textAt(record, 'userIdentity', 'accessKeyId')),
    EventTime: time / 1000,
    ...member('EventSource', textAt(of, 'eventSource')),
    ...member('Username', usernameOf(record)),
    Resources: resourcesOf(record),
    CloudTrailEvent: text,
  };
}

/** A member that is left out where there is nothing to say. */
function member<Name extends keyof Envelope>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}

/** The user's name, the role's session, `root`, or the service that called. */
function usernameOf(record: JsonObject): string | undefined {
  if (textAt(record, 'userIdentity', 'type') === 'Root') return 'root';
  const session = textAt(record, 'userIdentity', 'principalId')?.split(':')[1];
  return textAt(record, 'userIdentity', 'userName') ?? session ?? textAt(record, 'userIdentity', 'invokedBy');
}

function resourcesOf(record: JsonObject): Envelope['Resources'] {
  const listed = asList(record.resources).flatMap((resource) => {
    const type = textAt(resource, 'type');
    const name = textAt(resource, 'ARN');
    return type !== undefined && name !== undefined ? [{ ResourceType: type, ResourceName: name }] : [];
  });
  const asked = Object.entries(RESOURCES).flatMap(([parameter, ResourceType]) => {
    const ResourceName = textAt(record, 'requestParameters', parameter);
    return ResourceName === undefined ? [] : [{ ResourceType, ResourceName }];
  });
  return [...listed, ...asked];
}

function asList(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
