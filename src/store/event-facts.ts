/**
 * What look-ups ask of an event beyond its columns, read from its record when it is stored: the error, the access key, whose
 * session it was, its address as a sortable text, and the resources it is about.
 */
import { parseAddress } from '../detect/address';
import { memo } from '../memo';
import { type CloudTrailEvent, type Json, isObject, textAt, valueAt } from '../source/event';
import type { Principal } from '../source/principal';

/** The error code; where a failed console login has none, the word of its response (`Failure`). */
export function errorOf({ record }: CloudTrailEvent): string | undefined {
  const code = textAt(record, 'errorCode');
  if (code !== undefined) return bounded(code);
  const signIn = textAt(record, 'responseElements', 'ConsoleLogin');
  return signIn === 'Failure' ? signIn : undefined;
}

export function accessKeyOf({ record }: CloudTrailEvent): string | undefined {
  const key = textAt(record, 'userIdentity', 'accessKeyId');
  return key && bounded(key);
}

/** The session, or the name of a user: what a person is known by, in lower case. A claim like any session. */
export function personKeyOf({ kind, name, session }: Principal): string | undefined {
  const called = session ?? (kind === 'user' || kind === 'federated' ? name : undefined);
  return called === undefined ? undefined : bounded(called.toLowerCase());
}

/**
 * Addresses of one network are one span of these texts: `4` and 8 hexadecimal digits, or `6` and 32. Anything else is itself in
 * lower case, and begins with neither (no service's name begins with a digit and 8 or more of hexadecimal).
 */
export const addressKeyOf = memo((address): string => {
  const bytes = parseAddress(address);
  return bytes ? keyOfBytes(bytes) : bounded(address.toLowerCase());
});

export function keyOfBytes(bytes: readonly number[]): string {
  return `${bytes.length === 4 ? 4 : 6}${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** As many resources of one event are kept. */
const MOST = 20;
/** A longer text names nothing that anybody types. */
const LONGEST = 300;

/** Request parameters that name what a call is about. Lists of them stand in AWS's own wrappings. */
const NAMING = [
  ...['bucketName', 'userName', 'roleName', 'groupName', 'groupId', 'policyArn', 'policyName', 'functionName', 'keyId'],
  ...['instanceId', 'roleArn', 'trailName', 'secretId', 'dBInstanceIdentifier', 'dBSnapshotIdentifier', 'tableName'],
  ...['clusterName', 'topicArn', 'queueUrl', 'stackName', 'repositoryName', 'logGroupName', 'snapshotId', 'volumeId'],
  ...['imageId', 'vpcId', 'subnetId', 'detectorId', 'instanceProfileName', 'accessKeyId', 'hostedZoneId', 'aliasName'],
];
/** `name` says something in these services only. */
const NAMED_BY_NAME = new Set(['cloudtrail.amazonaws.com', 'ssm.amazonaws.com', 'secretsmanager.amazonaws.com']);

/** ARNs and names, in lower case, each once; an ARN brings the name at its end along. */
export function resourcesOf({ record, source }: CloudTrailEvent): ReadonlySet<string> {
  const found = new Set<string>();
  const listed = record.resources;
  if (Array.isArray(listed)) for (const one of listed.slice(0, MOST) as Json[]) addResource(found, textAt(one, 'ARN'));
  const parameters = record.requestParameters;
  if (!isObject(parameters)) return found;
  for (const key of NAMING) if (key in parameters) addResource(found, textAt(parameters, key));
  if (NAMED_BY_NAME.has(source)) addResource(found, textAt(parameters, 'name'));
  const items = valueAt(parameters, 'instancesSet', 'items') ?? parameters.instanceIds;
  if (Array.isArray(items)) {
    for (const one of items.slice(0, MOST) as Json[]) {
      addResource(found, typeof one === 'string' ? one.toWellFormed() : textAt(one, 'instanceId'));
    }
  }
  return found;
}

function addResource(found: Set<string>, text: string | undefined): void {
  if (text === undefined || text.length > LONGEST) return;
  const resource = text.toLowerCase();
  if (found.size < MOST) found.add(resource);
  if (!resource.startsWith('arn:')) return;
  const name = nameInArn(resource);
  if (name !== '' && found.size < MOST) found.add(name);
}

/** A bucket is what stands before the first slash, anything else what stands after the last. */
export function nameInArn(arn: string): string {
  const rest = arn.split(':').slice(5).join(':');
  if (arn.split(':', 3)[2] === 's3') return rest.split('/', 1)[0] ?? '';
  return rest.split(/[/:]/).at(-1) ?? '';
}

function bounded(text: string): string {
  return text.length <= LONGEST ? text : text.slice(0, LONGEST);
}
