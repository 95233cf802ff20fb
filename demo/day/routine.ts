/**
 * What happens anyway: deployments, look-ups, encryption, scaling, people at work. Most of it is not worth a word; now and
 * then something is, and is harmless, which is what alerts are mostly like.
 */
import { type Actor, ALICE, BOB, CAROL, PROD, STAGING, pipeline, service, serviceLinked, workload } from './actors';
import { HOME, bucket, denied, iam, look, openPort, signIn } from './calls';
import type { Call, Moment } from './record';

/** Seconds before the start, so that there is a past to read, and after it, so that the demo does not fall silent. */
const BEFORE = 300;
const AFTER = 1800;

/** A round of noise takes this long. */
const ROUND = 60;

/** Now and then. All of it ends well: the people are known, and staging is staging. */
const OCCASIONAL: readonly Moment[] = [
  { second: -240, call: signIn(ALICE, HOME) },
  { second: 210, call: signIn(CAROL, HOME) },
  { second: 275, call: openPort(pipeline(STAGING), 'sg-0f5a4b3c2d1e09876', 443, '0.0.0.0/0') },
  { second: 340, call: signIn(BOB, HOME) },
  { second: 430, call: iam(BOB, 'CreateAccessKey', { userName: 'metrics-exporter' }) },
  ...[520, 523, 526].map((second) => ({ second, call: denied(CAROL, 'rds', 'DescribeDBSnapshots', HOME, '*') })),
  { second: 640, call: openPort(CAROL, 'sg-0a9b8c7d6e5f40312', 8080, '0.0.0.0/0') },
  { second: 800, call: stopInstance() },
  { second: 960, call: bucket(pipeline(PROD), 'PutBucketPolicy', 'shop-static-assets', onlyOurs()) },
  { second: 1140, call: signIn(ALICE, HOME) },
  { second: 1500, call: openPort(CAROL, 'sg-0a9b8c7d6e5f40312', 8081, '0.0.0.0/0') },
];

export const ROUTINE: readonly Moment[] = [...rounds(), ...OCCASIONAL];

function rounds(): readonly Moment[] {
  const starts = Array.from({ length: (BEFORE + AFTER) / ROUND }, (_, index) => index * ROUND - BEFORE);
  return starts.flatMap((start, index) => [...deployment(start, index % 5 === 0 ? PROD : STAGING), ...noise(start)]);
}

function noise(start: number): readonly Moment[] {
  const calls: readonly (readonly [number, Call])[] = [
    [1, decrypt(workload(PROD))],
    [7, look(serviceLinked(PROD), 'ec2', 'DescribeInstances')],
    [12, look(BOB, 'cloudwatch', 'DescribeAlarms')],
    [18, assumeRole(PROD)],
    [23, look(CAROL, 'logs', 'DescribeLogGroups')],
    [29, decrypt(workload(STAGING))],
    [34, look(serviceLinked(PROD), 'autoscaling', 'DescribeAutoScalingGroups')],
    [41, look(BOB, 'ec2', 'DescribeSecurityGroups')],
    [47, assumeRole(STAGING)],
    [52, look(ALICE, 'iam', 'ListRoles', 'us-east-1')],
  ];
  // One in ten comes late: the reader must find it all the same.
  return calls.map(([second, call], index) => ({ second: start + second, call, ...(index === 4 && { late: 25 }) }));
}

/** A deployment looks at what is there and changes a little. */
function deployment(start: number, account: string): readonly Moment[] {
  const by = pipeline(account);
  const name = account === PROD ? 'shop-static-assets' : 'shop-static-assets-staging';
  const tagging = {
    Tagging: { TagSet: { Tag: { Key: 'release', Value: `2026.${account === PROD ? 47 : 48}` } } },
    tagging: '',
  };
  const calls: readonly Call[] = [
    look(by, 'sts', 'GetCallerIdentity'),
    look(by, 'ec2', 'DescribeVpcs'),
    look(by, 'ecs', 'DescribeServices'),
    bucket(by, 'PutBucketTagging', name, tagging),
    {
      by,
      service: 'ecs',
      name: 'UpdateService',
      region: HOME,
      request: { cluster: 'shop', service: 'checkout', forceNewDeployment: true },
    },
  ];
  return calls.map((call, index) => ({ second: start + 3 + index * 2, call }));
}

function decrypt(by: Actor): Call {
  const ARN = `arn:aws:kms:${HOME}:${by.account}:key/0d6c2c5a-7b0e-4b5c-8f2d-9c4f1e2d3b4a`;
  const request = { encryptionAlgorithm: 'SYMMETRIC_DEFAULT', encryptionContext: { 'aws:ecs:task': 'checkout' } };
  return {
    ...look(by, 'kms', 'Decrypt', HOME, request),
    more: { resources: [{ accountId: by.account, type: 'AWS::KMS::Key', ARN }] },
  };
}

function assumeRole(account: string): Call {
  const by = service('ecs-tasks.amazonaws.com', account);
  const roleArn = `arn:aws:iam::${account}:role/checkout-task`;
  const request = { roleArn, roleSessionName: '9a1f6f0c2d3b4e58a7c1d0e9f8b7a655' };
  return {
    ...look(by, 'sts', 'AssumeRole', HOME, request),
    more: { resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: roleArn }] },
  };
}

function stopInstance(): Call {
  const request = { instancesSet: { items: [{ instanceId: 'i-07c1d2e3f4a5b6978' }] }, force: false };
  return { by: CAROL, service: 'ec2', name: 'StopInstances', region: HOME, request };
}

/** A policy that lets nobody in from outside. */
function onlyOurs(): {
  bucketPolicy: {
    Version: string;
    Statement: { Effect: string; Principal: { AWS: string }; Action: string; Resource: string }[];
  };
  policy: string;
} {
  const Principal = { AWS: `arn:aws:iam::${PROD}:role/checkout-task` };
  const statement = {
    Effect: 'Allow',
    Principal,
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::shop-static-assets/*',
  };
  return { bucketPolicy: { Version: '2012-10-17', Statement: [statement] }, policy: '' };
}
