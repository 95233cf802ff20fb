/**
 * AWS Signature Version 4 as the receiver sees it: the signature is computed again from the request and the caller's
 * secret, so a wrong secret or a changed byte is refused here as it is there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Fault } from './fault';

/** What was signed; `url` is the path with its query string. */
export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The credential scope, from which a request's region is read, and the signature. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
}

const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** Headers a signature must cover; AWS refuses one that leaves out the host or any x-amz header it uses. */
const ALWAYS_SIGNED = ['host', 'x-amz-date'];

/** AWS accepts a clock that is up to fifteen minutes off. */
const SKEW = 15 * 60_000;

/** Throws MissingAuthenticationToken or IncompleteSignature where the header is missing or malformed. */
export function readAuthorization(headers: IncomingHttpHeaders): Authorization {
  const text = headers.authorization;
  if (text === undefined) throw new Fault(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
  const [, accessKeyId, date, region, service, signed, signature] = FORM.exec(text) ?? [];
  if (!accessKeyId || !date || !region || !service || !signed || !signature) {
    throw new Fault(
      403,
      'IncompleteSignatureException',
      'Authorization header is not a complete AWS4-HMAC-SHA256 one.',
    );
  }
  const signedHeaders = signed.split(';');
  const unsigned = ALWAYS_SIGNED.find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined) {
    throw new Fault(
      403,
      'IncompleteSignatureException',
      `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`,
    );
  }
  const sessionToken = single(headers['x-amz-security-token']);
  return { accessKeyId, date, region, service, signedHeaders, signature, sessionToken };
}

/** Throws InvalidSignature when the request was not signed with `secret`, or its date is off by more than the skew allowed. */
export function checkSignature(
  request: SignedRequest,
  authorization: Authorization,
  secret: string,
  wallTime: number,
): void {
  const stamp = single(request.headers['x-amz-date']) ?? '';
  const signedAt = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(wallTime - signedAt) <= SKEW)) {
    throw new Fault(403, 'InvalidSignatureException', `Signature expired: ${stamp} is too far from the server's time.`);
  }
  const { date, region, service } = authorization;
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonicalRequest(request, authorization))].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secret}`);
  const expected = hmac(key, text);
  if (!timingSafeEqual(expected, Buffer.from(authorization.signature, 'hex'))) {
    throw new Fault(
      403,
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
}

function canonicalRequest(request: SignedRequest, { signedHeaders }: Authorization): string {
  const [path = '/', query = ''] = request.url.split('?');
  const headers = signedHeaders.map((name) => `${name}:${valueOf(request.headers[name])}\n`).join('');
  // Every service but S3 signs the path with each segment encoded once more.
  const uri = path.split('/').map(encodeURIComponent).join('/');
  const pairs = query === '' ? [] : query.split('&').sort();
  return [request.method, uri, pairs.join('&'), headers, signedHeaders.join(';'), sha256(request.body)].join('\n');
}

function valueOf(header: string | readonly string[] | undefined): string {
  return (typeof header === 'string' ? header : (header?.join(',') ?? '')).trim().replace(/ +/g, ' ');
}

function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
