/** Calls that more than one scene makes: signing in, looking around, sharing and opening things. */
import { type JsonObject, textAt } from '../../src/source/event';
import type { Actor } from './actors';
import { type Call, GLOBAL } from './record';

/** The region where the two accounts live. */
export const HOME = 'eu-central-1';

/**
 * A console sign-in. Identity Center's always say MFAUsed "No": the second factor was asked for elsewhere. A user or root
 * has no session yet when it is recorded.
 */
export function signIn(by: Actor, region: string, outcome: 'Success' | 'Failure' = 'Success'): Call {
  const failed = outcome === 'Failure' ? { errorMessage: 'Failed authentication' } : {};
  const additionalEventData = {
    LoginTo: `https://${region}.console.aws.amazon.com/console/home?region=${region}`,
    MobileVersion: 'No',
    MFAUsed: 'No',
  };
  const { sessionContext: _, accessKeyId: __, ...bare } = by.identity(0);
  const userIdentity: JsonObject = bare.type === 'AssumedRole' ? {} : { userIdentity: { ...bare, accessKeyId: '' } };
  const more: JsonObject = { ...userIdentity, eventType: 'AwsConsoleSignIn', additionalEventData };
  return { by, service: 'signin', name: 'ConsoleLogin', region, response: { ConsoleLogin: outcome }, ...failed, more };
}

export function look(by: Actor, service: string, name: string, region = HOME, request?: JsonObject): Call {
  return { by, service, name, region, readOnly: true, ...(request && { request }) };
}

/** A call that IAM denied, of which CloudTrail keeps no parameters. */
export function denied(
  by: Actor,
  service: string,
  name: string,
  region: string,
  resource: string,
  readOnly = true,
): Call {
  const arn = textAt(by.identity(0), 'arn') ?? '';
  const why = `because no identity-based policy allows the ${service}:${name} action`;
  const sentence = `User: ${arn} is not authorized to perform: ${service}:${name} on resource: ${resource} ${why}`;
  const ec2 = service === 'ec2';
  return {
    by,
    service,
    name,
    region,
    readOnly,
    errorCode: ec2 ? 'Client.UnauthorizedOperation' : 'AccessDenied',
    errorMessage: ec2 ? `You are not authorized to perform this operation. ${sentence}` : sentence,
  };
}

export function openPort(by: Actor, groupId: string, port: number, range: string, region = HOME): Call {
  const v6 = range.includes(':');
  const ipRanges: JsonObject = v6 ? {} : { items: [{ cidrIp: range }] };
  const ipv6Ranges: JsonObject = v6 ? { items: [{ cidrIpv6: range }] } : {};
  const permission = {
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    groups: {},
    ipRanges,
    ipv6Ranges,
    prefixListIds: {},
  };
  const rule = { groupOwnerId: by.account, groupId, isEgress: false, ipProtocol: 'tcp', fromPort: port, toPort: port };
  const request = { groupId, ipPermissions: { items: [permission] } };
  const response = {
    _return: true,
    securityGroupRuleSet: { items: [{ ...rule, ...(v6 ? { cidrIpv6: range } : { cidrIpv4: range }) }] },
  };
  return { by, service: 'ec2', name: 'AuthorizeSecurityGroupIngress', region, request, response };
}

export function shareSnapshot(by: Actor, snapshotId: string, userId: string, region = HOME): Call {
  const createVolumePermission = { add: { items: [{ userId }] } };
  const request = { snapshotId, createVolumePermission, attributeType: 'CREATE_VOLUME_PERMISSION' };
  return { by, service: 'ec2', name: 'ModifySnapshotAttribute', region, request, response: { _return: true } };
}

/** IAM records in us-east-1, wherever the caller is. */
export function iam(by: Actor, name: string, request: JsonObject, response?: JsonObject): Call {
  return { by, service: 'iam', name, region: GLOBAL, request, ...(response && { response }) };
}

/** An S3 bucket's setting; CloudTrail adds how the request was signed. */
export function bucket(by: Actor, name: string, bucketName: string, more: JsonObject = {}, region = HOME): Call {
  const request = { bucketName, Host: `${bucketName}.s3.${region}.amazonaws.com`, ...more };
  const additionalEventData = { SignatureVersion: 'SigV4', AuthenticationMethod: 'AuthHeader', bytesTransferredOut: 0 };
  const resources = [{ accountId: by.account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucketName}` }];
  return { by, service: 's3', name, region, request, more: { additionalEventData, resources } };
}
