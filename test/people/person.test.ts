import fc from 'fast-check';
import type { Identity } from '../../src/people/identity';
import { type Link, linkProblem } from '../../src/people/link';
import { type Claim, claimsOf } from '../../src/people/person';
import { ACCOUNT, ROOT_USER, assumed, centerRole, signIn, user } from './identities';

const PATTERN = '{user}@example.com';

function link(principal: string, slack: readonly string[], more: Partial<Link> = {}): Link {
  return { principal, accounts: [], slack, source: 'config', by: undefined, at: undefined, ...more };
}

/** Such as `high U0ALICE` and `low alice@example.com`, strongest first. */
const told = (claims: readonly Claim[]) =>
  claims.map((claim) => `${claim.confidence} ${claim.kind === 'email' ? claim.email : claim.users.join('+')}`);

const claims = (identity: Identity, links: readonly Link[] = [], pattern?: string) =>
  told(claimsOf(identity, links, pattern));

/** The same in an account of which nothing is known, signing in to one of ours. */
const abroad = (who: object): object => JSON.parse(JSON.stringify(who).replaceAll(ACCOUNT, '999999999999')) as object;

describe('without links', () => {
  const alice = 'alice@example.com';
  const center = { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: 'u-1' } };
  const typedName = { additionalEventData: { UserName: alice } };

  test.each<[string, Identity, string[]]>([
    ['an Identity Center session named by an address is sure', signIn(centerRole(alice)), [`high ${alice}`]],
    ['an address is told in lower case', signIn(centerRole('Alice@Example.com')), [`high ${alice}`]],
    [
      'an Identity Center session whose record leaves the role’s path out is likely',
      signIn(assumed('AWSReservedSSO_Admin_0123456789abcdef', alice, '')),
      [`medium ${alice}`],
    ],
    [
      'a role that borrows Identity Center’s name is a claim',
      signIn(assumed('AWSReservedSSO_Admin_0123456789abcdef', alice)),
      [`low ${alice}`],
    ],
    ['a person of Identity Center is sure', signIn(center, typedName), [`high ${alice}`]],
    ['a person of Identity Center without a name is nobody', signIn(center), []],
    [
      'a name typed at Identity Center that it does not know is a claim',
      signIn({ type: 'IdentityCenterUser', accountId: ACCOUNT }, typedName),
      [`low ${alice}`],
    ],
    ['an IAM user named by an address is likely', signIn(user(alice)), [`medium ${alice}`]],
    ['a name with a letter that looks like another is nobody', signIn(user('\u212Aate@example.com')), []],
    ['a user of an account that is not ours is a claim', signIn(abroad(user(alice))), [`low ${alice}`]],
    ['a permission set of an account that is not ours is a claim', signIn(abroad(centerRole(alice))), [`low ${alice}`]],
    ['an IAM user with any other name is nobody', signIn(user('alice')), []],
    ['a SAML user is likely', signIn({ type: 'SAMLUser', accountId: ACCOUNT, userName: alice }), [`medium ${alice}`]],
    [
      'a web-identity user is likely',
      signIn({ type: 'WebIdentityUser', accountId: ACCOUNT, userName: alice }),
      [`medium ${alice}`],
    ],
    [
      'a role session that a SAML provider named is likely',
      signIn(assumed('Dev', alice), { additionalEventData: { SamlProviderArn: 'arn:aws:iam::1:saml-provider/Okta' } }),
      [`medium ${alice}`],
    ],
    [
      'a role session with a web identity is named by its caller: a claim',
      signIn({
        ...assumed('ci', alice),
        sessionContext: { webIdFederationData: { federatedProvider: 'accounts.google.com' } },
      }),
      [`low ${alice}`],
    ],
    ['a role session that impersonates a colleague is a claim', signIn(assumed('Dev', alice)), [`low ${alice}`]],
    ['a role session with any other name is nobody', signIn(assumed('Dev', 'ci-42')), []],
    ['root is nobody', signIn(ROOT_USER), []],
    ['a service is nobody', signIn({ type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }), []],
    ['another account is nobody', signIn({ type: 'AWSAccount', accountId: '999988887777' }), []],
    ['a name that no IAM user has is nobody', signIn(user('HIDDEN_DUE_TO_SECURITY_REASONS')), []],
  ])('%s', (_name, identity, expected) => {
    expect(claims(identity)).toEqual(expected);
  });

  test.each<[string, Identity, string[]]>([
    ['an IAM user is likely', signIn(user('alice')), [`medium ${alice}`]],
    ['a user name of Identity Center is likely, no more', signIn(centerRole('alice')), [`medium ${alice}`]],
    ['a role session is a claim', signIn(assumed('Dev', 'alice')), [`low ${alice}`]],
    ['a name that is an address is taken as it is', signIn(user('al@corp.example')), ['medium al@corp.example']],
    ['a name that could not be an address’s is nobody', signIn(user('al ice')), []],
    ['a name with a dollar sign is nobody', signIn(user('$&')), []],
    ['a hidden name is nobody', signIn(user('HIDDEN_DUE_TO_SECURITY_REASONS')), []],
    ['root is nobody', signIn(ROOT_USER), []],
  ])('by an e-mail pattern %s', (_name, identity, expected) => {
    expect(claims(identity, [], PATTERN)).toEqual(expected);
  });
});

describe('a link', () => {
  const alice = signIn(user('alice'));
  const role = signIn(assumed('Deploy', 'alice'));
  const center = signIn(centerRole('alice@example.com'));

  test.each<[string, string, Identity]>([
    ['the ARN of a user, whatever its path', `arn:aws:iam::${ACCOUNT}:user/alice`, alice],
    ['the ARN of a user with a path', `arn:aws:iam::${ACCOUNT}:user/team/alice`, alice],
    ['the key of a user', `user:${ACCOUNT}:alice`, alice],
    ['a pattern for users of every account', 'arn:aws:iam::*:user/al*', alice],
    ['a pattern of keys', 'user:*:alice', alice],
    ['the ARN of a role, whatever the session', `arn:aws:iam::${ACCOUNT}:role/Deploy`, role],
    ['the ARN of an assumed role', `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy`, role],
    ['the ARN of an assumed role in any session', `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/*`, role],
    [
      'a role of Identity Center, whatever its suffix',
      `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_fedcba9876543210`,
      center,
    ],
    ['a role of Identity Center without its suffix', `role:${ACCOUNT}:AWSReservedSSO_Admin`, center],
    ['an Identity Center session', `arn:aws:sts::*:assumed-role/AWSReservedSSO_Admin/alice@*`, center],
    ['an address of Identity Center', 'Alice@example.com', center],
    ['root in one word', 'root', signIn(ROOT_USER)],
    ['root by its ARN', `arn:aws:iam::${ACCOUNT}:root`, signIn(ROOT_USER)],
  ])('may name %s, and is sure', (_name, principal, identity) => {
    expect(claims(identity, [link(principal, ['U1', 'U2'])])[0]).toBe('high U1+U2');
  });

  test.each<[string, string, Identity]>([
    ['another user', `arn:aws:iam::${ACCOUNT}:user/alicia`, alice],
    ['a user of another account', 'arn:aws:iam::999988887777:user/alice', alice],
    ['a role of the user’s name', `role:${ACCOUNT}:alice`, alice],
    ['another role', `arn:aws:iam::${ACCOUNT}:role/Deploy2`, role],
    ['root', 'root', alice],
    ['what is no principal', 'alice', alice],
  ])('to %s is nothing to this one', (_name, principal, identity) => {
    expect(claims(identity, [link(principal, ['U1'])])).toEqual([]);
  });

  test('is only for the accounts it lists', () => {
    const elsewhere = link('root', ['U1'], { accounts: ['999988887777'] });
    expect(claims(signIn(ROOT_USER), [elsewhere, link('root', ['U2'], { accounts: [ACCOUNT] })])).toEqual(['high U2']);
  });

  test('to an address or a session of an ordinary role is only a claim', () => {
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/alice`;
    expect(claims(role, [link(session, ['U1'])])).toEqual(['low U1']);
    expect(claims(role, [link('alice@example.com', ['U1'])], PATTERN)).toEqual(['low U1']);
  });

  test('of the configuration counts before one by command, the first before the next, and an address last', () => {
    const links = [
      link('user:*:alice', ['U3'], { source: 'command', by: 'U9' }),
      link('user:*:alice', ['U1']),
      link('user:*:*', ['U2']),
    ];
    expect(claims(alice, links, PATTERN)).toEqual(['high U1', 'medium alice@example.com']);
  });

  test('says where it was made', () => {
    const made = link('user:*:alice', ['U3'], { source: 'command', by: 'U9' });
    expect(claimsOf(alice, [made], undefined)[0]?.because).toBe('linked with the command');
  });

  test.each([
    ['a bare name', 'alice'],
    ['everybody', '*'],
    ['a bucket', 'arn:aws:s3:::bucket'],
    ['a group', `arn:aws:iam::${ACCOUNT}:group/admins`],
    ['a pattern below a path', `arn:aws:iam::${ACCOUNT}:user/team/*`],
    ['an ARN of nobody', `arn:aws:iam::${ACCOUNT}:user`],
  ])('cannot name %s', (_name, principal) => {
    expect(linkProblem(principal)).toMatch(/expected the ARN of|leave the path out/);
  });
});

test('every claim says why, and a claim anyone could make says so', () => {
  const [sure] = claimsOf(signIn(centerRole('alice@example.com')), [], PATTERN);
  const [claimed] = claimsOf(signIn(assumed('Dev', 'alice')), [], PATTERN);
  expect(sure?.because).toBe('the Identity Center session is named alice@example.com');
  expect(claimed?.because).toMatch(
    /the role session is named alice, which .* maps to .*: anyone who may assume the role/,
  );
});

describe('a session name that its caller chose', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.emailAddress(),
    fc.constantFrom(
      'alice@example.com',
      'root',
      `user:${ACCOUNT}:alice`,
      `arn:aws:iam::${ACCOUNT}:user/alice`,
      'x/:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com',
      `x:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef`,
      'HIDDEN_DUE_TO_SECURITY_REASONS',
      '{user}',
      '*',
    ),
  );
  const links = [
    link(`user:${ACCOUNT}:alice`, ['U1']),
    link('root', ['U2']),
    link('*@example.com', ['U3']),
    link('role:*:AWSReservedSSO_*', ['U4']),
    link(`arn:aws:sts::${ACCOUNT}:assumed-role/Dev/a*`, ['U5']),
  ];

  test.each([
    ['on a role whose record names the role', undefined],
    ['on a role whose record does not', ''],
  ])('%s never makes more than a weak claim, whatever it is', (_name, issuer) => {
    fc.assert(
      fc.property(hostile, (session) => {
        const identity = signIn(issuer === undefined ? assumed('Dev', session) : assumed('Dev', session, issuer));
        for (const claim of claimsOf(identity, links, PATTERN)) expect(claim.confidence).toBe('low');
      }),
      { numRuns: 500 },
    );
  });

  test('adds nothing to what a link to the role itself says, and takes nothing away', () => {
    fc.assert(
      fc.property(hostile, (session) => {
        const sure = claims(signIn(assumed('Dev', session)), [...links, link('role:*:Dev', ['U6'])], PATTERN);
        expect(sure.filter((claim) => !claim.startsWith('low'))).toEqual(['high U6']);
      }),
    );
  });
});
