/**
 * A local AWS that is as strict as the real one, for the demo and the tests: LookupEvents and the two STS actions on one
 * port. Point AWS_ENDPOINT_URL_CLOUDTRAIL and AWS_ENDPOINT_URL_STS at its `url`; requests must be signed.
 */
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../src/source/event';
import { type Failure, Failures, Silence } from './failures';
import { Fault } from './fault';
import { type AccountSetup, Identities } from './identities';
import { Lookup } from './lookup';
import { Quota } from './quota';
import { type PutOptions, Records } from './records';
import { actionOf, isForm, jsonError, jsonOf, textOf } from './request';
import { checkSignature, readAuthorization } from './signature';
import { answerSts, stsError } from './sts';

export interface CloudTrailOptions {
  /** Any free one when left out. */
  readonly port?: number;
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

export interface CloudTrailServer {
  readonly url: string;
  readonly calls: readonly Call[];
  put(records: JsonObject | string | readonly (JsonObject | string)[], options?: PutOptions): void;
  failNext(failure: Failure): void;
  close(): Promise<void>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export async function startCloudTrail(options: CloudTrailOptions): Promise<CloudTrailServer> {
  const clock = options.clock ?? Date;
  const identities = new Identities(options.accounts);
  const records = new Records();
  const lookup = new Lookup(records, options.tokenLifetime ?? 3_600_000);
  const quota = new Quota(options.quota ?? 2);
  const calls: Call[] = [];
  const failures = new Failures();

  /** Answers with a body, or throws a Fault; fills in `call` as far as it got. */
  function answer(request: IncomingMessage, body: string, call: Mutable<Call>): string {
    const isSts = isForm(request);
    call.parameters = isSts ? Object.fromEntries(new URLSearchParams(body)) : jsonOf(body);
    call.action = isSts ? (new URLSearchParams(body).get('Action') ?? '') : actionOf(request);
    const authorization = readAuthorization(request.headers);
    call.region = authorization.region;
    const caller = identities.callerOf(authorization, Date.now());
    call.account = caller.account;
    const { method = '', url = '/', headers } = request;
    checkSignature({ method, url, headers, body }, authorization, caller.secretAccessKey, Date.now());
    if (authorization.service !== (isSts ? 'sts' : 'cloudtrail')) {
      throw new Fault(403, 'InvalidSignatureException', 'Credential should be scoped to the correct service.');
    }
    failures.strike(call);
    if (isSts) return answerSts(new URLSearchParams(body), caller, identities, Date.now());
    if (call.action !== 'LookupEvents') throw new Fault(400, 'UnknownOperationException', '');
    if (!caller.permissions.includes('cloudtrail:LookupEvents')) {
      const why =
        'is not authorized to perform: cloudtrail:LookupEvents because no identity-based policy allows the cloudtrail:LookupEvents action';
      throw new Fault(400, 'AccessDeniedException', `User: ${caller.arn} ${why}`);
    }
    quota.spend(caller.account, authorization.region, clock.now());
    return JSON.stringify(lookup.answer(caller.account, authorization.region, call.parameters, clock.now()));
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const requestId = randomUUID();
    const call: Mutable<Call> = {
      action: '',
      account: undefined,
      region: undefined,
      parameters: {},
      status: 200,
      code: undefined,
      time: clock.now(),
    };
    const isSts = isForm(request);
    response.setHeader('x-amzn-requestid', requestId);
    response.setHeader('content-type', isSts ? 'text/xml' : 'application/x-amz-json-1.1');
    try {
      const text = answer(request, body, call);
      response.end(text);
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault(500, 'InternalFailure', String(error));
      call.code = fault.code;
      call.status = response.statusCode = fault.status;
      if (fault instanceof Silence) fault.apply(request.socket);
      else response.end(isSts ? stsError(fault, requestId) : jsonError(fault));
    }
    calls.push(call);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    put: (put, where = {}) => [put].flat().forEach((record) => records.put(record, where, clock.now())),
    failNext: (failure) => failures.add(failure),
    close: () => closeServer(),
  };

  function closeServer(): Promise<void> {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  }
}
