/** The two STS actions a reader of CloudTrail needs, in the query protocol: form parameters in, XML out. */
import { Fault } from './fault';
import type { Caller, Identities } from './identities';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Answers with XML. Throws AccessDenied, ValidationError or InvalidAction. */
export function answerSts(
  parameters: URLSearchParams,
  caller: Caller,
  identities: Identities,
  wallTime: number,
): string {
  const action = parameters.get('Action') ?? '';
  if (action === 'GetCallerIdentity') {
    return response(
      action,
      element('Arn', caller.arn) + element('UserId', caller.userId) + element('Account', caller.account),
    );
  }
  if (action !== 'AssumeRole')
    throw new Fault(400, 'InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
  const arn = parameters.get('RoleArn') ?? '';
  const name = parameters.get('RoleSessionName') ?? '';
  const seconds = Number(parameters.get('DurationSeconds') ?? '3600');
  if (arn.length < 20) throw invalid('roleArn', 'Member must have length greater than or equal to 20');
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) throw invalid('roleSessionName', 'Member must satisfy pattern [\\w+=,.@-]*');
  if (!(seconds >= 900 && seconds <= 43_200)) throw invalid('durationSeconds', 'Member must be between 900 and 43200');
  const session = identities.assume(caller, arn, name, parameters.get('ExternalId') ?? undefined, seconds, wallTime);
  const credentials =
    element('AccessKeyId', session.accessKeyId) +
    element('SecretAccessKey', session.secretAccessKey) +
    element('SessionToken', session.sessionToken) +
    element('Expiration', new Date(session.expires).toISOString());
  const user = element('AssumedRoleId', session.userId) + element('Arn', session.arn);
  return response(action, `<AssumedRoleUser>${user}</AssumedRoleUser><Credentials>${credentials}</Credentials>`);
}

/** An error as STS words it. CloudTrail's names for a bad key, token or signature differ from STS's. */
export function stsError({ code, message }: Fault, requestId: string): string {
  const names: Readonly<Record<string, string>> = {
    UnrecognizedClientException: 'InvalidClientTokenId',
    ExpiredTokenException: 'ExpiredToken',
    InvalidSignatureException: 'SignatureDoesNotMatch',
    MissingAuthenticationTokenException: 'MissingAuthenticationToken',
    IncompleteSignatureException: 'IncompleteSignature',
  };
  const error = element('Type', 'Sender') + element('Code', names[code] ?? code) + element('Message', message);
  return `<ErrorResponse xmlns="${NAMESPACE}"><Error>${error}</Error>${element('RequestId', requestId)}</ErrorResponse>`;
}

function response(action: string, result: string): string {
  return `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result></${action}Response>`;
}

function element(name: string, text: string): string {
  return `<${name}>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</${name}>`;
}

function invalid(member: string, rule: string): Fault {
  return new Fault(
    400,
    'ValidationError',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${rule}`,
  );
}
