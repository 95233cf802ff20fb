import { principalOf } from '../../src/source/principal';
import { event } from '../fixtures';

const ACCOUNT = '111122223333';
const assumed = (role: string, session: string, more: object = {}) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
  accountId: ACCOUNT,
  ...more,
});
const issuer = (type: string, userName: string) => ({ sessionContext: { sessionIssuer: { type, userName } } });

test.each<[string, object, string, string?]>([
  ['root', { type: 'Root', accountId: ACCOUNT }, `root:${ACCOUNT}:root`],
  ['a user', { type: 'IAMUser', accountId: ACCOUNT, userName: 'alice' }, `user:${ACCOUNT}:alice`],
  [
    'a user without a name',
    { type: 'IAMUser', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/team/bob` },
    `user:${ACCOUNT}:bob`,
  ],
  ['a role', assumed('deploy', 'ci-1'), `role:${ACCOUNT}:deploy`, 'ci-1'],
  ['a role by its issuer', assumed('x', 'ci-1', issuer('Role', 'deploy')), `role:${ACCOUNT}:deploy`, 'ci-1'],
  [
    'a role of Identity Center, without its suffix',
    assumed('AWSReservedSSO_Admin_0123456789abcdef', 'a@example.com'),
    `role:${ACCOUNT}:AWSReservedSSO_Admin`,
    'a@example.com',
  ],
  [
    'a role of Terraform, without its suffix',
    assumed('app-20260102030405678900000001', 's'),
    `role:${ACCOUNT}:app`,
    's',
  ],
  [
    'a role whose name ends in no time that ever was',
    assumed('app-20269999999999999900000001', 's'),
    `role:${ACCOUNT}:app-20269999999999999900000001`,
    's',
  ],
  [
    'a token whose name somebody chose, like a role’s',
    { type: 'FederatedUser', accountId: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:federated-user/deploy` },
    `federated:${ACCOUNT}:deploy`,
    undefined,
  ],
  [
    'a role that only looks like one of Identity Center',
    assumed('Admin_0123456789abcdef', 's'),
    `role:${ACCOUNT}:Admin_0123456789abcdef`,
    's',
  ],
  [
    'a session that root began',
    { ...assumed('x', 'y'), type: 'FederatedUser', ...issuer('Root', 'x') },
    `root:${ACCOUNT}:root`,
    'y',
  ],
  [
    'a session that a user began',
    {
      type: 'FederatedUser',
      accountId: ACCOUNT,
      arn: `arn:aws:sts::${ACCOUNT}:federated-user/tmp`,
      ...issuer('IAMUser', 'alice'),
    },
    `user:${ACCOUNT}:alice`,
    'tmp',
  ],
  [
    'a person by SAML',
    { type: 'SAMLUser', accountId: ACCOUNT, userName: 'a@example.com' },
    `federated:${ACCOUNT}:a@example.com`,
  ],
  [
    'a person of Identity Center, by an id',
    { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: 'u-1' } },
    `federated:${ACCOUNT}:u-1`,
  ],
  [
    'a person of Identity Center as older records have it',
    {
      type: 'Unknown',
      principalId: ACCOUNT,
      arn: '',
      accountId: ACCOUNT,
      userName: 'alice',
      onBehalfOf: { userId: 'u-1' },
    },
    `federated:${ACCOUNT}:u-1`,
  ],
  [
    'nobody, where the account stands for the id',
    { type: 'Unknown', principalId: ACCOUNT, arn: '', accountId: ACCOUNT },
    `unknown:${ACCOUNT}:an unknown caller`,
  ],
  [
    'another account',
    { type: 'AWSAccount', accountId: '999988887777', principalId: 'X' },
    'account:999988887777:999988887777',
  ],
  ['a service', { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }, 'service::ec2.amazonaws.com'],
  ['nobody known', {}, 'unknown::an unknown caller'],
])('%s', (_name, userIdentity, key, ...session) => {
  expect(principalOf(event({ userIdentity }))).toMatchObject({ key, session: session[0] });
});

test('the name of a person of Identity Center, where a record has it, is shown and changes nothing else', () => {
  const userIdentity = { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: 'u-1' } };
  const named = principalOf(event({ userIdentity, additionalEventData: { UserName: 'alice@example.com' } }));
  expect(named).toMatchObject({ kind: 'federated', name: 'alice@example.com', key: `federated:${ACCOUNT}:u-1` });
  expect(principalOf(event({ userIdentity }))).toMatchObject({ name: 'u-1', key: named.key });
});

test.each([
  [
    'a service that is named by its address',
    { sourceIPAddress: 'autoscaling.amazonaws.com' },
    'service::autoscaling.amazonaws.com',
  ],
  [
    'a service event',
    { eventType: 'AwsServiceEvent', eventSource: 'kms.amazonaws.com', sourceIPAddress: undefined },
    'service::kms.amazonaws.com',
  ],
  ['nobody, where a record is merely short', {}, `unknown:${ACCOUNT}:an unknown caller`],
])('without an identity it is %s', (_name, fields, key) => {
  expect(principalOf(event({ userIdentity: undefined, ...fields })).key).toBe(key);
});

test.each([
  null,
  'x',
  [],
  7,
  { type: {} },
  { type: 'Root', accountId: 5 },
  { type: 'AssumedRole', sessionContext: 'x', arn: [] },
])('an identity of the wrong shape is still somebody: %j', (userIdentity) => {
  expect(principalOf(event({ userIdentity })).key).toMatch(/^\w+:.*:.+/);
});
