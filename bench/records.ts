/** A made-up account's CloudTrail, the same at every run: mostly reads and role sessions, some changes, a few things that rules match. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

type Fields = Record<string, unknown>;

export const ACCOUNT = '111122223333';
/** Event time of the first, milliseconds. */
export const START = Date.UTC(2026, 0, 5);

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Kind {
  /** How often, against the others. */
  readonly weight: number;
  readonly source: string;
  readonly name: string;
  readonly fields: (id: string, roll: () => number) => Fields;
}

const policy = (id: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: [`arn:aws:s3:::data-${id}/*`] },
    ],
  });

const KINDS: readonly Kind[] = [
  {
    weight: 30,
    source: 'ec2.amazonaws.com',
    name: 'DescribeInstances',
    fields: (id) => ({
      readOnly: true,
      requestParameters: { maxResults: 1000, instancesSet: { items: [{ instanceId: `i-${id}` }] }, filterSet: {} },
    }),
  },
  {
    weight: 25,
    source: 'sts.amazonaws.com',
    name: 'AssumeRole',
    fields: (id) => ({
      readOnly: true,
      requestParameters: {
        roleArn: `arn:aws:iam::${ACCOUNT}:role/deploy`,
        roleSessionName: `ci-${id}`,
        durationSeconds: 3600,
      },
      responseElements: {
        credentials: {
          accessKeyId: `ASIA${id.toUpperCase()}`,
          expiration: 'Jan 5, 2026, 1:00:00 PM',
          sessionToken: id.repeat(24),
        },
        assumedRoleUser: {
          assumedRoleId: `AROAEXAMPLE:ci-${id}`,
          arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ci-${id}`,
        },
      },
      resources: [{ accountId: ACCOUNT, type: 'AWS::IAM::Role', ARN: `arn:aws:iam::${ACCOUNT}:role/deploy` }],
    }),
  },
  {
    weight: 15,
    source: 'kms.amazonaws.com',
    name: 'Decrypt',
    fields: (id) => ({
      readOnly: true,
      requestParameters: {
        encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::data-${id}/object` },
        encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      },
      resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/${id}` }],
    }),
  },
  {
    weight: 12,
    source: 'logs.amazonaws.com',
    name: 'CreateLogStream',
    fields: (id) => ({
      readOnly: false,
      requestParameters: { logGroupName: `/aws/lambda/worker-${id}`, logStreamName: `2026/01/05/[$LATEST]${id}` },
    }),
  },
  {
    weight: 8,
    source: 'ec2.amazonaws.com',
    name: 'RunInstances',
    fields: (id, roll) => ({
      readOnly: false,
      requestParameters: {
        instancesSet: { items: [{ imageId: `ami-${id}`, minCount: 1, maxCount: 1 }] },
        instanceType: 't3.micro',
      },
      responseElements: {
        requestId: id,
        instancesSet: {
          items: Array.from({ length: 1 + Math.floor(roll() * 3) }, (_, at) => ({
            instanceId: `i-${id}${at}`,
            instanceState: { code: 0, name: 'pending' },
            privateDnsName: `ip-10-0-0-${at}.eu-central-1.compute.internal`,
            networkInterfaceSet: {
              items: [{ networkInterfaceId: `eni-${id}`, subnetId: `subnet-${id}`, status: 'in-use' }],
            },
            tagSet: { items: [{ key: 'aws:autoscaling:groupName', value: `workers-${id}` }] },
          })),
        },
      },
    }),
  },
  {
    weight: 4,
    source: 's3.amazonaws.com',
    name: 'GetBucketAcl',
    fields: (id) => ({
      readOnly: true,
      errorCode: 'AccessDenied',
      errorMessage: 'Access Denied',
      requestParameters: { bucketName: `data-${id}`, Host: `data-${id}.s3.amazonaws.com`, acl: '' },
    }),
  },
  {
    weight: 1,
    source: 'iam.amazonaws.com',
    name: 'PutRolePolicy',
    fields: (id) => ({
      readOnly: false,
      requestParameters: { roleName: 'deploy', policyName: `inline-${id}`, policyDocument: policy(id) },
    }),
  },
  {
    weight: 0.2,
    source: 'iam.amazonaws.com',
    name: 'CreateUser',
    fields: (id) => ({ readOnly: false, requestParameters: { userName: `user-${id}` } }),
  },
];

const TOTAL = KINDS.reduce((sum, { weight }) => sum + weight, 0);

const ROLES = 40;
/** On average, and few: public records of a busy account have some twenty events an access key. */
const EVENTS_OF_A_SESSION = 10;

/** Sixteen characters, the same for the same text; those of two texts that follow each other are far apart, as AWS's are. */
function scattered(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16).toUpperCase();
}

export function recordOf(index: number, roll: () => number): Fields {
  const id = Math.floor(roll() * 0xffffffff)
    .toString(16)
    .padStart(8, '0');
  let ticket = roll() * TOTAL;
  const kind = KINDS.find(({ weight }) => (ticket -= weight) < 0) ?? KINDS[0];
  const role = `role-${Math.floor(roll() * ROLES)}`;
  const session = `${role}-${Math.floor(index / (ROLES * EVENTS_OF_A_SESSION))}`;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE${role}:session-${session}`,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/session-${session}`,
      accountId: ACCOUNT,
      accessKeyId: `ASIA${scattered(session)}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: `AROAEXAMPLE${role}`,
          arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
          accountId: ACCOUNT,
          userName: role,
        },
        attributes: { creationDate: '2026-01-05T00:00:00Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: new Date(START + index * 700).toISOString().replace('.000Z', 'Z'),
    eventSource: kind?.source,
    eventName: kind?.name,
    awsRegion: 'eu-central-1',
    sourceIPAddress: `198.51.100.${parseInt(scattered(session).slice(0, 2), 16)}`,
    userAgent: 'aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.173.0',
    requestParameters: null,
    responseElements: null,
    ...kind?.fields(id, roll),
    requestID: `${id}-1111-4111-8111-${String(index).padStart(12, '0')}`,
    eventID: `${id}-0000-4000-8000-${String(index).padStart(12, '0')}`,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: 'ec2.eu-central-1.amazonaws.com',
    },
  };
}

/** Writes `{"Records":[…]}` with so many events to a file. */
export function writeRecords(path: string, count: number): void {
  const roll = dice(20_260_105);
  const file = openSync(path, 'w');
  try {
    for (let index = 0; index < count; index += 1000) {
      const size = Math.min(1000, count - index);
      const records = Array.from({ length: size }, (_, at) => JSON.stringify(recordOf(index + at, roll)));
      writeSync(file, `${index === 0 ? '{"Records":[' : ','}${records.join(',')}`);
    }
    writeSync(file, ']}');
  } finally {
    closeSync(file);
  }
}
