/**
 * Whether the Condition of a statement restricts who may use it. AWS's own meaning of "public" is the measure
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html), read for all services.
 */
import { type Json, type JsonObject, isObject } from '../source/event';
import { parseNetwork } from './address';
import { listed } from './policy-documents';
import { textOf } from './values';

/** Keys that restrict when, how or what, and leave open who. Every other key is taken to restrict who. */
const NOT_WHO: readonly { readonly keys: RegExp; readonly why: string }[] = [
  { keys: /^aws:(?:securetransport|useragent|referer)$/, why: 'the caller chooses it' },
  { keys: /^sts:(?:rolesessionname|sourceidentity|transitivetagkeys)$/, why: 'the caller chooses it' },
  { keys: /^sts:externalid$/, why: 'a word that may be known; it does not say who knows it' },
  { keys: /^aws:(?:currenttime|epochtime|tokenissuetime)$/, why: 'a time' },
  { keys: /^aws:multifactorauth(?:present|age)$/, why: 'anyone can have MFA in an account of their own' },
  { keys: /^aws:(?:requestedregion|viaawsservice|calledvia.*|principaltype)$/, why: 'open to every account' },
  { keys: /^aws:(?:resource.*|requesttag\/.*|tagkeys)$/, why: 'about what is called, not who calls' },
  { keys: /^s3:(?!dataaccesspoint)/, why: 'about the object or the request; access points of an account apart' },
  { keys: /^kms:(?!calleraccount$)/, why: 'about the request; kms:ViaService is open to every account' },
  { keys: /^(?:sns|sqs|secretsmanager|ecr|es|ec2:(?!sourceinstancearn)|glue|logs|events):/, why: 'about the request' },
  { keys: /^lambda:functionurlauthtype$/, why: 'NONE is open to all, AWS_IAM to every account' },
];

/** Operators by which a key must have one of the values. `…IfExists`, `Null`, `ForAllValues` and `…Not…` leave a way round. */
const POSITIVE =
  /^(?:foranyvalue:)?(?:string(?:equals|equalsignorecase|like)|arn(?:equals|like)|ipaddress|bool|numericequals)$/;

export function narrowsWho(condition: JsonObject): boolean {
  return Object.keys(condition).some((operator) => {
    const keys = condition[operator];
    if (!POSITIVE.test(operator.toLowerCase()) || !isObject(keys)) return false;
    return Object.keys(keys).some((key) => narrows(operator.toLowerCase(), key.toLowerCase(), listed(keys[key])));
  });
}

/** Values of one key are alternatives, so all must be narrow. */
function narrows(operator: string, key: string, values: readonly Json[]): boolean {
  if (NOT_WHO.some(({ keys }) => keys.test(key)) || values.length === 0) return false;
  const isNarrow: (text: string) => boolean =
    operator === 'bool'
      ? (text) => key === 'aws:principalisawsservice' && text === 'true'
      : key.endsWith('sourceip')
        ? isNarrowRange
        : isFixed;
  return values.every((value) => isNarrow(textOf(value) ?? ''));
}

/** AWS calls ranges wider than /8 (IPv6: /32) public. */
function isNarrowRange(text: string): boolean {
  const network = parseNetwork(text);
  return network !== undefined && network.bits >= (network.base.length === 4 ? 8 : 32);
}

/**
 * Whether a value leaves somebody out: an account in an ARN, a bucket's name (unique in the world), or the beginning of an
 * organisation's path. Policy variables are the caller's own, so they count as wildcards.
 */
function isFixed(value: string): boolean {
  const text = value.replace(/\$\{(?!\*\}|\?\}|\$\})[^}]{0,100}\}/g, '*');
  const [arn, , service = '', , account = '', ...resource] = text.split(':');
  if (arn === 'arn' && resource.length > 0) {
    if (account !== '' && !/[*?]/.test(account)) return true;
    return (account === '' || service === 's3') && isFixedStart(resource.join(':'), 1);
  }
  return isFixedStart(text, 4);
}

function isFixedStart(text: string, letters: number): boolean {
  const start = text.search(/[*?]/);
  return start === -1 ? text !== '' : start >= letters;
}

/** Accounts that a Condition names as the ones let in. */
export function accountsInCondition(condition: JsonObject): readonly string[] {
  return Object.keys(condition).flatMap((operator) => {
    const keys = condition[operator];
    if (!POSITIVE.test(operator.toLowerCase()) || !isObject(keys)) return [];
    return Object.keys(keys)
      .filter((key) => /^(?:aws:principal(?:account|arn)|kms:calleraccount)$/i.test(key))
      .flatMap((key) => listed(keys[key]).flatMap((one) => accountIn(one) ?? []));
  });
}

/** `123456789012`, or the account of an ARN. */
export function accountIn(value: Json): string | undefined {
  if (typeof value !== 'string') return undefined;
  return /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/.exec(value)?.[1];
}
