/**
 * The local AWS without a network: a request as it stands on the wire goes in, the answer comes out. The server puts it on a
 * port; simulations that run faster than real time put it right behind the SDK.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../../src/source/event';
import { type Failure, Failures, Silence } from './failures';
import { Fault } from './fault';
import { type AccountSetup, Identities } from './identities';
import { Lookup } from './lookup';
import { Quota } from './quota';
import { type PutOptions, Records } from './records';
import { actionOf, isForm, jsonError, jsonOf } from './request';
import { checkSignature, readAuthorization } from './signature';
import { answerSts, stsError } from './sts';
import { TRAIL_OPERATIONS, Trails } from './trails';

export interface CloudTrailOptions {
  /** Event time, visibility, quota and tokens follow it; signatures and sessions follow the wall clock, as the SDK's do. */
  readonly clock?: { now(): number };
  readonly accounts: readonly AccountSetup[];
  /** LookupEvents a second for each account and region; 2 when left out, false for no limit. */
  readonly quota?: number | false;
  /** How long a NextToken is good, in milliseconds; an hour when left out. */
  readonly tokenLifetime?: number;
}

/** One request as it was answered. */
export interface Call {
  readonly action: string;
  /** Undefined until the caller is known. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly parameters: JsonObject;
  readonly status: number;
  /** The error's name, undefined on success. */
  readonly code: string | undefined;
  /** By the server's clock, milliseconds. */
  readonly time: number;
}

export interface WireRequest {
  readonly method: string;
  /** Path with its query string. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Set when there is to be no answer at all. */
  readonly silence: Silence | undefined;
}

/** What tests, benches and the demo play AWS with. */
export interface CloudTrailEndpoint {
  readonly calls: readonly Call[];
  put(records: JsonObject | string | readonly (JsonObject | string)[], options?: PutOptions): void;
  failNext(failure: Failure): void;
  answer(request: WireRequest): WireAnswer;
}

/** A second, for each operation that reads trails, account and region. https://docs.aws.amazon.com/general/latest/gr/ct.html */
const TRAIL_REQUESTS = 10;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function createEndpoint(options: CloudTrailOptions): CloudTrailEndpoint {
  const clock = options.clock ?? Date;
  const identities = new Identities(options.accounts);
  const records = new Records();
  const lookup = new Lookup(records, options.tokenLifetime ?? 3_600_000);
  const quota = new Quota(options.quota ?? 2);
  const trails = new Trails(options.accounts);
  const trailQuota = new Quota(options.quota === false ? false : TRAIL_REQUESTS);
  const calls: Call[] = [];
  const failures = new Failures();

  /** Answers with a body, or throws a Fault; fills in `call` as far as it got. */
  function bodyOf(request: WireRequest, call: Mutable<Call>): string {
    const { headers, body } = request;
    const isSts = isForm(request);
    call.parameters = isSts ? Object.fromEntries(new URLSearchParams(body)) : jsonOf(body);
    call.action = isSts ? (new URLSearchParams(body).get('Action') ?? '') : actionOf(request);
    const authorization = readAuthorization(headers);
    call.region = authorization.region;
    const caller = identities.callerOf(authorization, Date.now());
    call.account = caller.account;
    checkSignature(request, authorization, caller.secretAccessKey, Date.now());
    if (authorization.service !== (isSts ? 'sts' : 'cloudtrail')) {
      throw new Fault(403, 'InvalidSignatureException', 'Credential should be scoped to the correct service.');
    }
    failures.strike(call);
    if (isSts) return answerSts(new URLSearchParams(body), caller, identities, Date.now());
    const { action, parameters } = call;
    const { account } = caller;
    const { region } = authorization;
    const isAboutTrails = TRAIL_OPERATIONS.includes(action);
    if (action !== 'LookupEvents' && !isAboutTrails) throw new Fault(400, 'UnknownOperationException', '');
    const permission = `cloudtrail:${action}`;
    if (!caller.permissions.includes(permission)) {
      const why = `is not authorized to perform: ${permission} because no identity-based policy allows the ${permission} action`;
      throw new Fault(400, 'AccessDeniedException', `User: ${caller.arn} ${why}`);
    }
    if (isAboutTrails) {
      trailQuota.spend(account, `${region}/${action}`, clock.now());
      return JSON.stringify(trails.answer(action, account, region, parameters, clock.now()));
    }
    quota.spend(account, region, clock.now());
    return JSON.stringify(lookup.answer(account, region, parameters, clock.now()));
  }

  function answer(request: WireRequest): WireAnswer {
    const isSts = isForm(request);
    const requestId = randomUUID();
    const none = { action: '', account: undefined, region: undefined, parameters: {}, code: undefined };
    const call: Mutable<Call> = { ...none, status: 200, time: clock.now() };
    const headers = {
      'x-amzn-requestid': requestId,
      'content-type': isSts ? 'text/xml' : 'application/x-amz-json-1.1',
    };
    calls.push(call);
    try {
      return { status: 200, headers, body: bodyOf(request, call), silence: undefined };
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault(500, 'InternalFailure', String(error));
      call.code = fault.code;
      call.status = fault.status;
      const silence = fault instanceof Silence ? fault : undefined;
      return { status: fault.status, headers, body: isSts ? stsError(fault, requestId) : jsonError(fault), silence };
    }
  }

  return {
    calls,
    put: (put, where = {}) => [put].flat().forEach((record) => records.put(record, where, clock.now())),
    failNext: (failure) => failures.add(failure),
    answer,
  };
}
