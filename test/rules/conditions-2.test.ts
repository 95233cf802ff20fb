/** What the seeds ask for beyond an event's name, C10 to C20: for each condition the case and its near miss. */
import { compareLevels } from '../../src/detect/level';
import { ACCOUNT, type Fields, PRODUCTION, ec2, higher, iam, level, trail } from './conditions';
import { contentOf, leading } from './shipped';

test.each(['DisableKey', 'ScheduleKeyDeletion'])('C10: %s is at least medium', (eventName) => {
  const found = level({ eventSource: 'kms.amazonaws.com', eventName, requestParameters: { keyId: 'k' } });
  expect(compareLevels(found ?? 'low', 'medium')).toBeGreaterThanOrEqual(0);
});

test.each([
  'StopConfigurationRecorder',
  'DeleteConfigurationRecorder',
  'DeleteDeliveryChannel',
  'PutConfigurationRecorder',
  'PutDeliveryChannel',
])('C11: %s is at least medium', (eventName) => {
  const found = level({ eventSource: 'config.amazonaws.com', eventName });
  expect(compareLevels(found ?? 'low', 'medium')).toBeGreaterThanOrEqual(0);
});

describe('C12: trails', () => {
  test.each(['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'])('%s is matched', (name) => {
    expect(leading(trail(name))).toBeDefined();
  });

  test.each([
    ['log-file validation', { name: 'main', enableLogFileValidation: false }],
    ['all regions', { name: 'main', isMultiRegionTrail: false }],
    ['KMS', { name: 'main', kmsKeyId: '' }],
    ['CloudWatch delivery', { name: 'main', cloudWatchLogsLogGroupArn: '' }],
  ])('an update that drops %s is rated higher than another', (_name, parameters) => {
    higher(trail('UpdateTrail', parameters), trail('UpdateTrail', { name: 'main', s3KeyPrefix: 'x' }));
  });
});

test.each([
  'CreatePolicy',
  'CreatePolicyVersion',
  'SetDefaultPolicyVersion',
  'DeletePolicy',
  'DeletePolicyVersion',
  'AttachUserPolicy',
  'DetachUserPolicy',
  'AttachRolePolicy',
  'DetachRolePolicy',
  'AttachGroupPolicy',
  'DetachGroupPolicy',
  'PutUserPolicy',
  'DeleteUserPolicy',
  'PutGroupPolicy',
  'DeleteGroupPolicy',
  'PutRolePolicy',
  'DeleteRolePolicy',
])('C13: %s is matched', (name) => {
  expect(leading(iam(name, {}))).toBeDefined();
});

describe('C14: the network', () => {
  const flat = (cidrIp: string) => ({
    groupId: 'sg-1',
    cidrIp,
    fromPort: 22,
    toPort: 22,
    ipProtocol: 'tcp',
    ipPermissions: {},
  });
  const nested = (range: unknown) => ({
    groupId: 'sg-1',
    ipPermissions: { items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ...(range as object) }] },
  });

  test.each([
    ['flat', flat('0.0.0.0/0'), flat('10.0.0.0/8')],
    [
      'nested',
      nested({ ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }),
      nested({ ipRanges: { items: [{ cidrIp: '203.0.113.7/32' }] } }),
    ],
    [
      'by IPv6',
      nested({ ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } }),
      nested({ ipv6Ranges: { items: [{ cidrIpv6: '2001:db8::/32' }] } }),
    ],
  ])('a security group opened to the world, %s, is rated higher', (_name, open, near) => {
    higher(ec2('AuthorizeSecurityGroupIngress', open), ec2('AuthorizeSecurityGroupIngress', near));
  });

  test('the world on one port and a private network on another is not the private port opened', () => {
    const items = [
      { ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
      { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } },
    ];
    expect(
      compareLevels(
        level(ec2('AuthorizeSecurityGroupIngress', { groupId: 'sg-1', ipPermissions: { items } })) ?? 'high',
        'high',
      ),
    ).toBeLessThan(0);
  });
});

describe('C18: console sign-ins', () => {
  const signIn = (more: Fields) => ({
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    responseElements: { ConsoleLogin: 'Success' },
    ...more,
  });

  test('with MFA is medium, without it higher, and the person is to be asked', () => {
    expect(level(signIn({ additionalEventData: { MFAUsed: 'Yes' } }))).toBe('medium');
    higher(signIn({ additionalEventData: { MFAUsed: 'No' } }), signIn({ additionalEventData: { MFAUsed: 'Yes' } }));
    expect(leading(signIn({}))?.rule.confirm).toBe('ask');
  });

  test('of a federated person is never rated for MFA', () => {
    const userIdentity = {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/a@example.com`,
      accountId: ACCOUNT,
    };
    expect(level(signIn({ userIdentity, additionalEventData: { MFAUsed: 'No' } }))).toBe('medium');
  });
});

test('C19: StopLogging is high, critical in production, and says how to switch it on again', () => {
  expect(level(trail('StopLogging'))).toBe('high');
  expect(level(trail('StopLogging'), PRODUCTION)).toBe('critical');
  const match = leading(trail('StopLogging'));
  expect(match && contentOf(match).nextSteps.join(' ')).toMatch(/start-logging/);
});

test.each([
  ['ec2.amazonaws.com', 'CreateRoute'],
  ['ec2.amazonaws.com', 'CreateNetworkAclEntry'],
  ['ec2.amazonaws.com', 'CreateSecurityGroup'],
  ['rds.amazonaws.com', 'CreateDBSecurityGroup'],
  ['rds.amazonaws.com', 'AuthorizeDBSecurityGroupIngress'],
])('C20: %s %s is high', (eventSource, eventName) => {
  expect(level({ eventSource, eventName })).toBe('high');
});
