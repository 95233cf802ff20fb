/** A CloudTrail record of the current version, written out from the few things that differ between one call and the next. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../src/source/event';
import type { Actor } from './actors';

/** One call. What is left out is what CloudTrail writes when there is nothing to say. */
export interface Call {
  readonly by: Actor;
  /** `iam` stands for `iam.amazonaws.com`. */
  readonly service: string;
  readonly name: string;
  readonly region: string;
  readonly readOnly?: boolean;
  readonly request?: JsonObject;
  readonly response?: JsonObject;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Members that only some events have. */
  readonly more?: JsonObject;
}

/** A call at its second of the story. A call that names times is written when its time is known, in milliseconds. */
export interface Moment {
  readonly second: number;
  /** How many seconds the event comes late; CloudTrail takes minutes, the demo is kinder. */
  readonly late?: number;
  readonly call: Call | ((time: number) => Call);
}

/** Where global services record. */
export const GLOBAL = 'us-east-1';

/** `seed` names the call for ever: the same story from the same start has the same ids. */
export function recordOf(call: Call, time: number, start: number, seed: string): JsonObject {
  const {
    by,
    service,
    name,
    region,
    readOnly = false,
    request = null,
    response = null,
    errorCode,
    errorMessage,
    more,
  } = call;
  const serviceCall = by.address.endsWith('.amazonaws.com');
  return {
    eventVersion: '1.11',
    userIdentity: by.identity(start),
    eventTime: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: `${service}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: by.address,
    userAgent: by.agent,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(errorMessage === undefined ? {} : { errorMessage }),
    requestParameters: request,
    responseElements: response,
    requestID: uuid(`request ${seed}`),
    eventID: uuid(`event ${seed}`),
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: by.account,
    eventCategory: 'Management',
    ...(serviceCall ? {} : { tlsDetails: tlsOf(service, region) }),
    ...more,
  };
}

/** Times inside a record, as IAM and STS write them. */
export function wordedTime(time: number): string {
  const date = new Date(time);
  const month = date.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  const clock = date.toLocaleString('en-US', {
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZone: 'UTC',
  });
  return `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${clock.replace(/\u202f/g, ' ')}`;
}

function tlsOf(service: string, region: string): JsonObject {
  const hosts: Readonly<Record<string, string>> = {
    iam: 'iam.amazonaws.com',
    signin: `${region}.signin.aws.amazon.com`,
  };
  const host = hosts[service] ?? `${service}.${region}.amazonaws.com`;
  return { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: host };
}

function uuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
