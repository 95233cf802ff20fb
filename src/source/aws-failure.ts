/**
 * What can go wrong between us and AWS, named and worded for the person who has to act: what, where and what to do. The
 * SDK's errors are told apart by name and status, so this file needs none of its code.
 */
import { AppError, reasonOf } from '../error';

/** What went wrong, as `doctor` shows it. */
export interface Problem {
  /** Such as `aws-access-denied`; stays the same while the problem is the same. */
  readonly code: string;
  /** What and where, with AWS's own words. */
  readonly message: string;
  readonly advice: string;
}

/** A failure at AWS. Never permanent: a permission can be granted, a role repaired; the next tick tries again. */
export class AwsError extends AppError {
  constructor(
    readonly problem: Problem,
    cause?: unknown,
  ) {
    super(problem.code, `${problem.message}; ${problem.advice}`, { permanent: false, cause });
    this.name = 'AwsError';
  }
}

/** Wraps what getting credentials threw, so that STS's refusal is never taken for CloudTrail's. */
export class CredentialsFailure extends Error {
  constructor(cause: unknown) {
    super(reasonOf(cause), { cause });
    this.name = 'CredentialsFailure';
  }
}

/** Where a request went. `account` is its name and number as people know it. */
export interface Where {
  readonly account: string;
  readonly region: string;
  readonly roleArn: string | undefined;
}

/** What a reader does about a failure: ask again later, list anew from the first page, or give up until the next tick. */
export type Reaction = 'throttled' | 'retry' | 'restart' | 'give-up';

interface Words {
  readonly what: string;
  readonly advice: string;
}

/** Keyed by code. */
const WORDS = {
  'aws-access-denied': {
    what: 'LookupEvents was denied',
    advice: 'allow these credentials the action cloudtrail:LookupEvents on resource "*"',
  },
  'aws-denied-by-organization': {
    what: 'a service control policy denies LookupEvents',
    advice: 'exempt cloudtrail:LookupEvents in that policy, or list the allowed regions under accounts.regions',
  },
  'aws-role-denied': {
    what: 'the role could not be assumed',
    advice:
      "let the role's trust policy name this caller, let external_id equal its sts:ExternalId, and allow the caller sts:AssumeRole on it",
  },
  'aws-no-credentials': {
    what: 'no AWS credentials were found',
    advice: 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached',
  },
  'aws-credentials-expired': {
    what: 'the credentials have expired',
    advice: 'renew them (with Identity Center: aws sso login), or run with a role',
  },
  'aws-credentials-unknown': {
    what: 'the access key is not known',
    advice: 'check that the key exists and is active, and that a session token belongs to it',
  },
  'aws-signature': {
    what: 'the signature was refused',
    advice: 'check the secret access key and the clock of this machine',
  },
  'aws-throttled': {
    what: 'LookupEvents stayed throttled',
    advice:
      'see who else looks up events here: the quota of two requests a second is shared by the whole account and region',
  },
  'aws-no-such-host': {
    what: 'the endpoint has no address',
    advice: 'check the name servers, and that the region exists',
  },
  'aws-unreachable': {
    what: 'there was no answer',
    advice: 'check the network, proxies and VPC endpoints between here and AWS',
  },
  'aws-page-token': {
    what: 'the listing was refused half-way, time and again',
    advice: 'nothing; it is read from its start at the next tick',
  },
  'aws-refused': {
    what: 'the request was refused',
    advice: 'read what AWS says; if that does not help, open an issue with it',
  },
} satisfies Readonly<Record<string, Words>>;

/** The operation that the words are about unless another is named. */
const LOOKUP = 'LookupEvents';
const THROTTLED_ELSEWHERE: Words = { what: 'LookupEvents stayed throttled', advice: 'ask again in a minute' };

type Code = keyof typeof WORDS;

const CODES: Readonly<Record<string, Code>> = {
  AccessDeniedException: 'aws-access-denied',
  AccessDenied: 'aws-access-denied',
  CredentialsProviderError: 'aws-no-credentials',
  ExpiredTokenException: 'aws-credentials-expired',
  ExpiredToken: 'aws-credentials-expired',
  UnrecognizedClientException: 'aws-credentials-unknown',
  InvalidClientTokenId: 'aws-credentials-unknown',
  InvalidSignatureException: 'aws-signature',
  SignatureDoesNotMatch: 'aws-signature',
  ThrottlingException: 'aws-throttled',
  Throttling: 'aws-throttled',
  InvalidNextTokenException: 'aws-page-token',
};

/** Failures that new credentials may cure. */
export const ABOUT_CREDENTIALS: readonly string[] = [
  'aws-credentials-expired',
  'aws-credentials-unknown',
  'aws-signature',
  'aws-no-credentials',
  'aws-role-denied',
] satisfies readonly Code[];

/** How AWS answers for a region that the account has not enabled: as if it did not know the key, or not at all. */
export const MAYBE_NOT_ENABLED: readonly string[] = [
  'aws-credentials-unknown',
  'aws-no-such-host',
] satisfies readonly Code[];

export function reactionTo(error: unknown): Reaction {
  switch (codeOf(error)) {
    case 'aws-throttled':
      return 'throttled';
    case 'aws-page-token':
      return 'restart';
    case 'aws-unreachable':
    case 'aws-no-such-host':
      return 'retry';
    default:
      return 'give-up';
  }
}

/** `action` is the operation that was asked for. */
export function problemOf(error: unknown, where: Where, action = LOOKUP): Problem {
  const code = codeOf(error);
  const role = code === 'aws-role-denied' && where.roleArn !== undefined ? ` ${where.roleArn}` : '';
  const said = reasonOf(error).replace(/\s+/g, ' ').slice(0, 400);
  const { what, advice } = code === 'aws-throttled' && action !== LOOKUP ? THROTTLED_ELSEWHERE : WORDS[code];
  const message = `${where.account} ${where.region}: ${what.replace(LOOKUP, action)}${role} (${said})`;
  return { code, message, advice: advice.replaceAll(LOOKUP, action) };
}

/** A listing that broke off more often than it is begun anew. */
export function listingRefused(where: Where): AwsError {
  return new AwsError(
    problemOf(Object.assign(new Error('the next token is not valid'), { name: 'InvalidNextTokenException' }), where),
  );
}

function codeOf(error: unknown): Code {
  if (error instanceof CredentialsFailure) {
    const code = codeOf(error.cause);
    return code === 'aws-access-denied' ? 'aws-role-denied' : code;
  }
  const name = propertyOf(error, 'name');
  const known = typeof name === 'string' && Object.hasOwn(CODES, name) ? CODES[name] : undefined;
  if (known === 'aws-access-denied' && reasonOf(error).includes('service control policy'))
    return 'aws-denied-by-organization';
  if (known !== undefined) return known;
  if (propertyOf(error, 'code') === 'ENOTFOUND') return 'aws-no-such-host';
  return isPassing(error) ? 'aws-unreachable' : 'aws-refused';
}

/** AWS's own faults, and what got no answer at all (broken connections, timeouts): these pass by themselves. */
function isPassing(error: unknown): boolean {
  const status = propertyOf(propertyOf(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' ? status >= 500 || status === 429 : !(error instanceof TypeError);
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
