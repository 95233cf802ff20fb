/**
 * The intrusion, ninety seconds of it: a forgotten user's password, a look around, administrator rights, a back door, then
 * blinding the guards, opening doors, taking data and spending money. Some of it fails or repeats, as it does.
 */
import { ALICE, BACKDOOR, FORGOTTEN, PROD, ROOT, IMPOSTOR } from './actors';
import { HOME, bucket, denied, iam, look, openPort, shareSnapshot, signIn } from './calls';
import { type Call, GLOBAL, type Moment, wordedTime } from './record';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const TRAIL = `arn:aws:cloudtrail:${HOME}:${PROD}:trail/organization-trail`;
const DATA = 'shop-customer-exports';
const GROUP = 'sg-0b7e1c55d2f4a9031';
/** An account that nobody here knows. */
const STRANGER = '999988887777';
const UNUSED_REGION = 'sa-east-1';

const INSTANCES = ['i-0a4d1f0e9c8b7a651', 'i-0b5e2a1f0d9c8b762', 'i-0c6f3b2a1e0d9c873', 'i-0d704c3b2f1e0d984'];

const RECONNAISSANCE: readonly (readonly [service: string, name: string, region: string])[] = [
  ['iam', 'ListUsers', GLOBAL],
  ['iam', 'ListRoles', GLOBAL],
  ['iam', 'GetAccountAuthorizationDetails', GLOBAL],
  ['iam', 'ListAccessKeys', GLOBAL],
  ['organizations', 'DescribeOrganization', GLOBAL],
  ['organizations', 'ListAccounts', GLOBAL],
  ['secretsmanager', 'ListSecrets', HOME],
  ['ec2', 'DescribeInstances', HOME],
  ['ec2', 'DescribeSnapshots', HOME],
  ['rds', 'DescribeDBInstances', HOME],
  ['lambda', 'ListFunctions20150331', HOME],
  ['dynamodb', 'ListTables', HOME],
  ['ssm', 'DescribeParameters', HOME],
  ['kms', 'ListKeys', HOME],
];

export const ATTACK: readonly Moment[] = [
  { second: 2, call: signIn(FORGOTTEN, HOME, 'Failure') },
  { second: 3, call: signIn(FORGOTTEN, HOME, 'Failure') },
  { second: 4, call: signIn(FORGOTTEN, HOME) },
  ...RECONNAISSANCE.map(([service, name, region], index) => {
    return { second: 8 + index * 0.7, call: denied(FORGOTTEN, service, name, region, '*') };
  }),
  { second: 19, call: denied(FORGOTTEN, 'cloudtrail', 'StopLogging', HOME, TRAIL, false) },
  // Nobody had noticed that this user may change its own policies.
  { second: 24, call: iam(FORGOTTEN, 'AttachUserPolicy', { userName: 'legacy-ops', policyArn: ADMINISTRATOR }) },
  { second: 28, call: createUser },
  { second: 30, call: createAccessKey },
  { second: 32, call: iam(FORGOTTEN, 'AttachUserPolicy', { userName: 'backup-svc', policyArn: ADMINISTRATOR }) },
  {
    second: 37,
    call: { by: BACKDOOR, service: 'cloudtrail', name: 'StopLogging', region: HOME, request: { name: TRAIL } },
  },
  { second: 41, call: deleteDetector() },
  { second: 45, call: openPort(BACKDOOR, GROUP, 22, '0.0.0.0/0') },
  { second: 47, call: openPort(BACKDOOR, GROUP, 22, '::/0') },
  { second: 50, call: openPort(BACKDOOR, GROUP, 3389, '0.0.0.0/0') },
  { second: 53, call: bucket(BACKDOOR, 'DeleteBucketPublicAccessBlock', DATA, { publicAccessBlock: '' }) },
  { second: 55, call: publicPolicy() },
  { second: 59, call: shareSnapshot(BACKDOOR, 'snap-0c9d4e7712ab35f60', STRANGER) },
  { second: 60, call: shareSnapshot(BACKDOOR, 'snap-05e8f1a2b3c4d5e6f', STRANGER) },
  { second: 61, call: assumeSupport() },
  { second: 62, call: signIn(IMPOSTOR, HOME) },
  ...['shop/payment-provider', 'shop/database', 'shop/session-signing', 'warehouse/api', 'mail/relay'].map(
    (name, index) => {
      const request = { secretId: `arn:aws:secretsmanager:${HOME}:${PROD}:secret:${name}-Xk3v9Q` };
      return { second: 64 + index, call: look(BACKDOOR, 'secretsmanager', 'GetSecretValue', HOME, request) };
    },
  ),
  { second: 71, call: scheduleKeyDeletion },
  { second: 75, call: runInstances('p5.48xlarge', 8, 'Client.VcpuLimitExceeded') },
  { second: 78, call: runInstances('p4d.24xlarge', 4) },
  { second: 84, call: signIn(ROOT, GLOBAL) },
  // Somebody saw the alerts.
  {
    second: 118,
    call: { by: ALICE, service: 'cloudtrail', name: 'StartLogging', region: HOME, request: { name: TRAIL } },
  },
  { second: 126, call: inactive() },
  { second: 133, call: iam(ALICE, 'DetachUserPolicy', { userName: 'legacy-ops', policyArn: ADMINISTRATOR }) },
  { second: 140, call: bucket(ALICE, 'DeleteBucketPolicy', DATA, { policy: '' }) },
  { second: 151, call: terminate() },
];

function assumeSupport(): Call {
  const roleArn = `arn:aws:iam::${PROD}:role/customer-support`;
  return look(BACKDOOR, 'sts', 'AssumeRole', HOME, { roleArn, roleSessionName: 'bob@example.com' });
}

function createUser(time: number): Call {
  const arn = `arn:aws:iam::${PROD}:user/backup-svc`;
  const user = { path: '/', userName: 'backup-svc', userId: 'AIDAXBACKUPSVC000001', arn, createDate: wordedTime(time) };
  return iam(FORGOTTEN, 'CreateUser', { userName: 'backup-svc' }, { user });
}

function createAccessKey(time: number): Call {
  const accessKeyId = 'AKIAXBACKUPSVCKEY001';
  const accessKey = { accessKeyId, status: 'Active', userName: 'backup-svc', createDate: wordedTime(time) };
  return iam(FORGOTTEN, 'CreateAccessKey', { userName: 'backup-svc' }, { accessKey });
}

function deleteDetector(): Call {
  const request = { detectorId: '12abc34d567e8fa901bc2d34e56789f0' };
  return { by: BACKDOOR, service: 'guardduty', name: 'DeleteDetector', region: HOME, request };
}

function publicPolicy(): Call {
  const statement = {
    Sid: 'PublicRead',
    Effect: 'Allow',
    Principal: '*',
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: [`arn:aws:s3:::${DATA}`, `arn:aws:s3:::${DATA}/*`],
  };
  return bucket(BACKDOOR, 'PutBucketPolicy', DATA, {
    bucketPolicy: { Version: '2012-10-17', Statement: [statement] },
    policy: '',
  });
}

function scheduleKeyDeletion(time: number): Call {
  const keyId = `arn:aws:kms:${HOME}:${PROD}:key/6f0b8d6e-1f7b-4a55-9f0c-2b1d2a3c4e5f`;
  const response = {
    keyId,
    keyState: 'PendingDeletion',
    deletionDate: wordedTime(time + 7 * 86_400_000),
    pendingWindowInDays: 7,
  };
  return {
    by: BACKDOOR,
    service: 'kms',
    name: 'ScheduleKeyDeletion',
    region: HOME,
    request: { keyId, pendingWindowInDays: 7 },
    response,
    more: { resources: [{ accountId: PROD, type: 'AWS::KMS::Key', ARN: keyId }] },
  };
}

function runInstances(instanceType: string, count: number, errorCode?: string): Call {
  const request = {
    instancesSet: { items: [{ imageId: 'ami-0f1e2d3c4b5a69788', minCount: count, maxCount: count }] },
    instanceType,
    monitoring: { enabled: false },
    disableApiTermination: false,
    tagSpecificationSet: { items: [{ resourceType: 'instance', tags: [{ key: 'Name', value: 'backup-worker' }] }] },
  };
  const call = { by: BACKDOOR, service: 'ec2', name: 'RunInstances', region: UNUSED_REGION, request };
  if (errorCode !== undefined) {
    const errorMessage = `You have requested more vCPU capacity than your current vCPU limit of 384 allows for the instance bucket that the specified instance type belongs to.`;
    return { ...call, errorCode, errorMessage };
  }
  const items = INSTANCES.slice(0, count).map((instanceId) => ({
    instanceId,
    instanceType,
    currentState: { code: 0, name: 'pending' },
  }));
  return { ...call, response: { ownerId: PROD, instancesSet: { items } } };
}

function inactive(): Call {
  return iam(ALICE, 'UpdateAccessKey', {
    userName: 'backup-svc',
    accessKeyId: 'AKIAXBACKUPSVCKEY001',
    status: 'Inactive',
  });
}

function terminate(): Call {
  const items = INSTANCES.map((instanceId) => ({ instanceId }));
  return {
    by: ALICE,
    service: 'ec2',
    name: 'TerminateInstances',
    region: UNUSED_REGION,
    request: { instancesSet: { items } },
  };
}
