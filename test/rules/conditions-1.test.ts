/** What the seeds ask for beyond an event's name, C1 to C9: for each condition the case and its near miss. */
import type { ContextSettings } from '../../src/detect/context';
import { openCountries } from '../../src/detect/country';
import { compareLevels } from '../../src/detect/level';
import { plainText } from '../../src/detect/sentence';
import { ACCOUNT, AT_NIGHT, type Fields, PRODUCTION, ROOT, ec2, higher, iam, level, rds, s3 } from './conditions';
import { leading } from './shipped';

describe('C1: root', () => {
  test.each([
    ['a change', { userIdentity: ROOT, ...iam('CreateUser', { userName: 'x' }) }],
    ['a read', { userIdentity: ROOT, eventSource: 's3.amazonaws.com', eventName: 'ListBuckets', readOnly: true }],
    [
      'a sign-in',
      {
        userIdentity: ROOT,
        eventSource: 'signin.amazonaws.com',
        eventName: 'ConsoleLogin',
        responseElements: { ConsoleLogin: 'Success' },
      },
    ],
  ])('%s by root is matched', (_name, fields) => {
    expect(leading(fields)).toBeDefined();
  });

  test.each([
    ['a service that acts for root', { userIdentity: { ...ROOT, invokedBy: 'autoscaling.amazonaws.com' } }],
    ['an event of AWS itself', { userIdentity: ROOT, eventType: 'AwsServiceEvent' }],
    ['somebody else', { userIdentity: { type: 'IAMUser', userName: 'root', accountId: ACCOUNT } }],
  ])('%s is not root', (_name, fields) => {
    const title =
      leading({ eventSource: 'tagging.amazonaws.com', eventName: 'TagResources', ...fields })?.rule.title ?? '';
    expect(title).not.toMatch(/root/i);
  });
});

describe('C2: buckets', () => {
  test.each([
    'PutBucketPolicy',
    'PutBucketAcl',
    'PutBucketCors',
    'PutBucketLifecycle',
    'PutBucketReplication',
    'DeleteBucketPolicy',
    'DeleteBucketCors',
    'DeleteBucketLifecycle',
    'DeleteBucketReplication',
  ])('%s is matched', (name) => {
    expect(leading(s3(name))).toBeDefined();
  });

  const statement = (more: Fields) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', ...more }],
  });
  const policy = (more: Fields) => s3('PutBucketPolicy', { bucketName: 'b', bucketPolicy: statement(more) });
  const ours = policy({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/x` } });

  test.each([
    ['a star', policy({ Principal: '*' })],
    ['a star for AWS', policy({ Principal: { AWS: '*' } })],
    ['a star in a list', policy({ Principal: { AWS: ['*'] } })],
    [
      'a policy that is text',
      s3('PutBucketPolicy', { bucketName: 'b', bucketPolicy: JSON.stringify(statement({ Principal: '*' })) }),
    ],
  ])('a policy open to the world by %s is rated higher than one for a role of ours', (_name, open) => {
    higher(open, ours, PRODUCTION);
  });

  test.each([
    ['denies', policy({ Principal: '*', Effect: 'Deny' })],
    [
      'is narrowed by a condition',
      policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
    ],
  ])('a policy with a star that %s is not open', (_name, near) => {
    expect(level(near, PRODUCTION)).toBe(level(ours, PRODUCTION));
  });

  test.each([
    ['a canned public-read', { bucketName: 'b', 'x-amz-acl': ['public-read'] }],
    ['a canned public-read-write as text', { bucketName: 'b', 'x-amz-acl': 'public-read-write' }],
    [
      'a grant to all users',
      {
        bucketName: 'b',
        AccessControlPolicy: {
          AccessControlList: {
            Grant: { Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' },
          },
        },
      },
    ],
    [
      'a grant among several to authenticated users',
      {
        bucketName: 'b',
        AccessControlPolicy: {
          AccessControlList: {
            Grant: [
              { Grantee: { ID: 'x' }, Permission: 'FULL_CONTROL' },
              { Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers' }, Permission: 'READ' },
            ],
          },
        },
      },
    ],
  ])('an ACL with %s is rated higher than a private one', (_name, open) => {
    higher(s3('PutBucketAcl', open), s3('PutBucketAcl', { bucketName: 'b', 'x-amz-acl': ['private'] }));
  });

  test('removing the public access block is rated high', () => {
    expect(level(s3('DeleteBucketPublicAccessBlock'))).toBe('high');
  });
});

describe('C3: denied calls', () => {
  const denied = (errorCode: string) => ({ ...ec2('DescribeInstances', {}), readOnly: true, errorCode });

  test.each(['AccessDenied', 'AccessDeniedException', 'Client.UnauthorizedOperation', 'UnauthorizedOperation'])(
    '%s alone is no message',
    (code) => {
      expect(compareLevels(level(denied(code), AT_NIGHT) ?? 'informational', 'medium')).toBeLessThan(0);
    },
  );
});

describe('C4: countries', () => {
  const settings: ContextSettings = { ...PRODUCTION, countries: new Set(['DE']), countryOf: openCountries() };
  const from = (sourceIPAddress: string, more: Fields = {}) =>
    leading({ ...iam('CreateUser', { userName: 'x' }), sourceIPAddress, ...more }, settings);

  test('an address abroad raises, and says the country', () => {
    const match = from('146.70.116.130');
    expect(match?.rating.reasons.join()).toMatch(/countr/);
    expect(match?.context.country).toBe('RO');
  });

  test.each(['ec2.amazonaws.com', 'AWS Internal', '10.0.0.1', '192.168.1.1', 'fd00::1', '127.0.0.1'])(
    '%s is not foreign',
    (address) => {
      expect(from(address)?.context.foreign).toBe(false);
      expect(from(address)?.rating.reasons.join() ?? '').not.toMatch(/countr/);
    },
  );
});

test.each(['ExportCertificate', 'DeleteCertificate', 'UpdateCertificateOptions'])(
  'C5: %s is matched, and a failed one says so',
  (eventName) => {
    const call = {
      eventSource: 'acm.amazonaws.com',
      eventName,
      requestParameters: { certificateArn: 'arn:aws:acm:eu-central-1:1:certificate/abc' },
    };
    expect(plainText(leading(call)?.what ?? [])).toContain('abc');
    expect(plainText(leading({ ...call, errorCode: 'AccessDenied' })?.what ?? [])).toMatch(/denied/);
  },
);

describe('C6: public databases', () => {
  test.each([
    'CreateDBInstance',
    'ModifyDBInstance',
    'RestoreDBInstanceFromDBSnapshot',
    'RestoreDBInstanceToPointInTime',
  ])('%s', (name) => {
    higher(
      rds(name, { dBInstanceIdentifier: 'x', publiclyAccessible: true }),
      rds(name, { dBInstanceIdentifier: 'x', publiclyAccessible: false }),
    );
  });
});

test.each(['CreateDistribution', 'UpdateDistribution', 'DeleteDistribution', 'CreateDistribution2020_05_31'])(
  'C7: %s is matched',
  (eventName) => {
    expect(leading({ eventSource: 'cloudfront.amazonaws.com', eventName })).toBeDefined();
  },
);

test('C8: a group whose name says admin is rated higher', () => {
  higher(
    iam('AddUserToGroup', { userName: 'x', groupName: 'Cloud-Admins' }),
    iam('AddUserToGroup', { userName: 'x', groupName: 'readers' }),
  );
});

describe('C9: administrator rights', () => {
  const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
  const READ = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const all = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
  const few = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };

  test.each([
    ['AttachUserPolicy', { userName: 'x', policyArn: ADMIN }, { userName: 'x', policyArn: READ }],
    ['AttachRolePolicy', { roleName: 'x', policyArn: ADMIN }, { roleName: 'x', policyArn: READ }],
    ['AttachGroupPolicy', { groupName: 'x', policyArn: ADMIN }, { groupName: 'x', policyArn: READ }],
    [
      'PutUserPolicy',
      { userName: 'x', policyDocument: JSON.stringify(all) },
      { userName: 'x', policyDocument: JSON.stringify(few) },
    ],
    [
      'PutRolePolicy',
      { roleName: 'x', policyDocument: encodeURIComponent(JSON.stringify(all)) },
      { roleName: 'x', policyDocument: JSON.stringify(few) },
    ],
    [
      'CreatePolicyVersion',
      { policyArn: 'a', policyDocument: JSON.stringify(all, null, 2) },
      { policyArn: 'a', policyDocument: JSON.stringify(few) },
    ],
  ])('%s', (name, admin, other) => {
    higher(iam(name, admin), iam(name, other));
  });
});
