/** The wire: AWS JSON 1.1 for CloudTrail, a form for STS (whose answers are in sts.ts). */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type JsonObject, isObject } from '../../src/source/event';
import { Fault } from './fault';

/** `CloudTrail_20131101.LookupEvents` (the JavaScript SDK), or with a Java package before it (botocore). */
export function actionOf(request: { readonly headers: IncomingHttpHeaders }): string {
  const target = request.headers['x-amz-target'];
  const json = request.headers['content-type'] === 'application/x-amz-json-1.1';
  const [, action] =
    /^(?:com\.amazonaws\.cloudtrail\.v20131101\.)?CloudTrail_20131101\.(\w+)$/.exec(String(target)) ?? [];
  if (!json || action === undefined) throw new Fault(400, 'UnknownOperationException', '');
  return action;
}

export function isForm(request: { readonly headers: IncomingHttpHeaders }): boolean {
  return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

export function jsonOf(body: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    if (isObject(value)) return value;
  } catch {
    // Answered below, as any other body that is not an object.
  }
  throw new Fault(400, 'SerializationException', 'The request body is not a JSON object.');
}

export async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** An error in AWS JSON 1.1, whose name is in `__type`. */
export function jsonError({ code, message }: Fault): string {
  return JSON.stringify({ __type: code, message });
}
