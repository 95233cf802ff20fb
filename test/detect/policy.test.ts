import { NO_MARKS, NO_SETTINGS, createContext } from '../../src/detect/context';
import { type PolicyFacts, policyFacts } from '../../src/detect/policy';
import { eventOf, holds, matchOf, ruleOf } from './given';

const OWN = '111122223333';
const FOREIGN = '999988887777';
const allow = (fields: Record<string, unknown>): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*', ...fields }],
});
const ADMIN = allow({ Action: '*', Resource: '*' });

/** What a policy under some key of requestParameters grants, in the words of its fields. */
function facts(requestParameters: unknown, own: readonly string[] = []): PolicyFacts | undefined {
  return policyFacts(eventOf({ recipientAccountId: OWN, requestParameters }), new Set(own));
}

function granted(policy: unknown, own: readonly string[] = []): string {
  const found = facts({ policy }, own);
  if (!found) return 'no policy';
  const words = [
    ...(found.admin ? ['admin'] : []),
    ...(found.public ? ['public'] : []),
    ...(found.crossAccount ? ['cross-account'] : []),
  ];
  return words.join(', ') || 'nothing of these';
}

describe('a policy is found', () => {
  const text = JSON.stringify(ADMIN);
  test.each<[sentence: string, requestParameters: unknown]>([
    ['as JSON text', { policyDocument: text }],
    ['pretty-printed', { policyDocument: `\n  ${JSON.stringify(ADMIN, undefined, 4)}` }],
    ['URL-encoded', { policyDocument: encodeURIComponent(text) }],
    [
      'URL-encoded with plus signs',
      { policyDocument: encodeURIComponent(JSON.stringify(ADMIN, undefined, 1)).replaceAll('%20', '+') },
    ],
    ['with escaped quotes, as API Gateway has it', { policy: text.replaceAll('"', '\\"') }],
    ['as text in a text', { policy: JSON.stringify(text) }],
    ['as an object', { bucketPolicy: ADMIN }],
    ['under attributes', { attributes: { Policy: text } }],
    ['as the value of an attribute', { attributeName: 'Policy', attributeValue: text }],
    ['inside an object inside an object', { policy: { policy: text } }],
    ['in a list', { patchOperations: [{ op: 'replace', value: text }] }],
    ['with one statement that is no list', { policy: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }],
    ['with small first letters', { policy: { statement: [{ effect: 'allow', action: ['*'], resource: ['*'] }] } }],
  ])('%s', (_, requestParameters) => {
    expect(facts(requestParameters)).toMatchObject({ admin: true, public: false, crossAccount: false });
  });

  test.each<[sentence: string, requestParameters: unknown]>([
    ['no parameters', null],
    ['no policy', { name: 'x', list: [1, 'y'] }],
    ['text that is no JSON', { policy: '{ "Statement": [' }],
    ['broken encoding', { policy: '%7B%22Statement%22%E0%A4%A' }],
    ['statements of something else', { rule: { Statement: { IPSetReferenceStatement: {} } } }],
    ['a text that only mentions one', { description: 'Statement of {work}' }],
  ])('not in %s', (_, requestParameters) => {
    expect(facts(requestParameters)).toBeUndefined();
  });
});

describe('a policy grants', () => {
  const trust = (Principal: unknown, Condition?: unknown): object =>
    allow({ Action: 'sts:AssumeRole', Resource: undefined, Principal, Condition });

  test.each<[sentence: string, policy: unknown, grants: string]>([
    ['everything on everything', ADMIN, 'admin'],
    ['everything, spelt out', allow({ Action: '*:*', Resource: ['*'] }), 'admin'],
    ['all of IAM', allow({ Action: ['s3:Get*', 'iam:*'], Resource: '*' }), 'admin'],
    ['all of IAM on all its ARNs', allow({ Action: 'iam:*', Resource: 'arn:aws:iam::111122223333:*' }), 'admin'],
    [
      'all but a few, as PowerUserAccess',
      allow({ Action: undefined, NotAction: ['iam:*', 'account:*'], Resource: '*' }),
      'admin',
    ],
    [
      'everything on all but a few',
      allow({ Action: '*', Resource: undefined, NotResource: 'arn:aws:s3:::x' }),
      'admin',
    ],
    ['nothing, as all but all', allow({ Action: undefined, NotAction: '*', Resource: '*' }), 'nothing of these'],
    ['one service', allow({ Action: 's3:*', Resource: '*' }), 'nothing of these'],
    ['a part of IAM', allow({ Action: 'iam:Get*', Resource: '*' }), 'nothing of these'],
    ['everything on one thing', allow({ Action: '*', Resource: 'arn:aws:s3:::data' }), 'nothing of these'],
    ['nothing, as a denial', allow({ Effect: 'Deny', Action: '*', Resource: '*', Principal: '*' }), 'nothing of these'],
    [
      'what the key’s own account may do',
      allow({ Action: 'kms:*', Resource: '*', Principal: { AWS: `arn:aws:iam::${OWN}:root` } }),
      'nothing of these',
    ],
    ['to anyone', allow({ Principal: '*' }), 'public'],
    ['to any AWS principal', allow({ Principal: { AWS: '*' } }), 'public'],
    ['to any among others', allow({ Principal: { AWS: [`arn:aws:iam::${OWN}:root`, '*'] } }), 'public'],
    ['to everyone but somebody', allow({ NotPrincipal: { AWS: `arn:aws:iam::${OWN}:root` } }), 'public'],
    ['one resource’s everything to anyone', allow({ Action: '*', Resource: '*', Principal: '*' }), 'public'],
    ['to a service', trust({ Service: 'ec2.amazonaws.com' }), 'nothing of these'],
    ['to its own account', trust({ AWS: OWN }), 'nothing of these'],
    ['to a user of its own account', trust({ AWS: `arn:aws:iam::${OWN}:user/alice` }), 'nothing of these'],
    ['to another account by its id', trust({ AWS: FOREIGN }), 'cross-account'],
    ['to another account by ARN', trust({ AWS: [`arn:aws:iam::${FOREIGN}:root`] }), 'cross-account'],
    [
      'to another account under a Condition',
      trust({ AWS: FOREIGN }, { StringEquals: { 'sts:ExternalId': 'x' } }),
      'cross-account',
    ],
    [
      'to another account that the Condition names',
      trust('*', { StringEquals: { 'aws:PrincipalAccount': FOREIGN } }),
      'cross-account',
    ],
    ['to a deleted principal', trust({ AWS: 'AROAEXAMPLEID' }), 'nothing of these'],
    [
      'to a company’s SAML provider',
      trust({ Federated: `arn:aws:iam::${OWN}:saml-provider/okta` }),
      'nothing of these',
    ],
    ['to anyone with a web identity', trust({ Federated: 'accounts.google.com' }), 'public'],
    [
      'to users of an app',
      trust({ Federated: 'accounts.google.com' }, { StringEquals: { 'accounts.google.com:aud': 'app-1' } }),
      'nothing of these',
    ],
    [
      'to any workflow on GitHub',
      trust(
        { Federated: `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com` },
        { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
      ),
      'public',
    ],
    [
      'to the workflows of a repository',
      trust(
        { Federated: `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com` },
        { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:us/app:*' } },
      ),
      'nothing of these',
    ],
  ])('%s', (_, policy, grants) => {
    expect(granted(policy)).toBe(grants);
  });

  test('nothing to accounts that are ours too, and names those that are not', () => {
    const policy = allow({ Principal: { AWS: [OWN, '444455556666', FOREIGN, `arn:aws:iam::${FOREIGN}:root`] } });
    expect(facts({ policy }, ['444455556666'])).toEqual({
      admin: false,
      public: false,
      crossAccount: true,
      accounts: [FOREIGN],
    });
    expect(granted(policy, ['444455556666', FOREIGN])).toBe('nothing of these');
  });
});

describe('a Condition on a statement for anyone', () => {
  test.each<[condition: Record<string, unknown>, grants: string]>([
    [{ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, 'nothing of these'],
    [{ StringEquals: { 'aws:SourceAccount': OWN } }, 'nothing of these'],
    [{ StringEquals: { 'aws:SourceAccount': 111122223333 } }, 'nothing of these'],
    [{ StringEquals: { 'AWS:SourceOwner': OWN } }, 'nothing of these'],
    [{ ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${OWN}:*` } }, 'nothing of these'],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::data' } }, 'nothing of these'],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:data' } }, 'nothing of these'],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } }, 'public'],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } }, 'public'],
    [{ StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } }, 'nothing of these'],
    [{ StringEquals: { 'aws:SourceVpce': ['vpce-1a2b3c4d', '*'] } }, 'public'],
    [{ IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32'] } }, 'nothing of these'],
    [{ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, 'public'],
    [{ IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }, 'public'],
    [{ NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, 'public'],
    [{ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }, 'public'],
    [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, 'public'],
    [{ StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } }, 'public'],
    [{ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-1/' } }, 'public'],
    [{ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }, 'nothing of these'],
    [{ StringEquals: { 'aws:SourceAccount': '${aws:PrincipalAccount}' } }, 'public'],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, 'public'],
    [
      { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:SourceVpc': 'vpc-1a2b3c4d' } },
      'nothing of these',
    ],
    [{ Bool: { 'aws:PrincipalIsAWSService': 'true' } }, 'nothing of these'],
    [{ Bool: { 'aws:MultiFactorAuthPresent': true } }, 'public'],
    [{ StringLike: { 'aws:Referer': 'https://example.com/*' } }, 'public'],
    [{ StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }, 'public'],
    [{ StringEquals: { 's3:DataAccessPointAccount': OWN } }, 'nothing of these'],
    [{ StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, 'public'],
    [{ StringEquals: { 'kms:CallerAccount': OWN } }, 'nothing of these'],
    [{ DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }, 'public'],
    [{ StringEquals: { 'sts:ExternalId': 'word' } }, 'public'],
    [{ StringEquals: { 'aws:PrincipalTag/team': 'data' } }, 'nothing of these'],
    [{ StringEquals: { 'some:NewKey': 'value' } }, 'nothing of these'],
    [{}, 'public'],
  ])('%j', (Condition, grants) => {
    expect(granted(allow({ Principal: '*', Condition }))).toBe(grants);
  });
});

describe('fields of policy', () => {
  const PUBLIC = {
    recipientAccountId: OWN,
    requestParameters: { policy: allow({ Principal: { AWS: ['*', FOREIGN] } }) },
  };

  test('are asked like any other', () => {
    expect(holds('{ ctx.policy.public: true, ctx.policy.admin: false, ctx.policy.cross_account: true }', PUBLIC)).toBe(
      true,
    );
    expect(holds(`{ ctx.policy.accounts: '${FOREIGN}' }`, PUBLIC)).toBe(true);
    expect(holds(`{ 'ctx.policy.accounts|startswith': '1' }`, PUBLIC)).toBe(false);
  });

  test('are missing where the call carries no policy', () => {
    for (const name of ['admin', 'public', 'cross_account', 'accounts']) {
      expect(holds(`{ ctx.policy.${name}|exists: true }`, { requestParameters: { name: 'x' } })).toBe(false);
    }
  });

  test('can be set by a rule’s test', () => {
    const rule = ruleOf('{ s: { ctx.policy.public: true }, condition: s }');
    expect(matchOf(rule, {}, { 'policy.public': true })).toBeDefined();
    expect(matchOf(rule, PUBLIC, { 'policy.public': false })).toBeUndefined();
  });

  test('are worked out once, and only when asked for', () => {
    const event = eventOf(PUBLIC);
    let reads = 0;
    const record = Object.defineProperty({ ...event.record }, 'requestParameters', {
      get: () => ((reads += 1), PUBLIC.requestParameters),
      enumerable: true,
    });
    const context = createContext({ ...event, record }, NO_SETTINGS, NO_MARKS);
    expect([context.outcome, reads]).toEqual(['success', 0]);
    expect([context.policy?.public, context.policy?.admin, reads]).toEqual([true, false, 1]);
  });
});

test.each([
  [
    'texts in texts',
    [...Array(50).keys()].reduce((text: string) => JSON.stringify({ Statement: text }).slice(0, 300_000), '{}'),
  ],
  ['a million statements', { Statement: Array(1_000_000).fill({ Effect: 'Allow', Action: '*', Resource: '*' }) }],
  [
    'open variables',
    { Statement: { Effect: 'Allow', Principal: '*', Condition: { StringLike: { a: '${'.repeat(100_000) } } } },
  ],
  ['half a policy', '{"Statement":'.repeat(15_000)],
])('a hostile policy of %s costs no more than reading it a few times', (_, policy) => {
  const event = { ...eventOf(), record: { requestParameters: { policy } } } as never;
  const started = performance.now();
  policyFacts(event, new Set());
  expect(performance.now() - started).toBeLessThan(1_500);
});
