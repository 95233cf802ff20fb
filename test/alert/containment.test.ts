/** The steps after "that was not me": the ones for that kind of identity, with names that cannot do harm when pasted. */
import { containmentSteps } from '../../src/alert/containment';
import type { Content } from '../../src/alert/alert';
import { alert } from '../fixtures';

const steps = (principal: Partial<Content['principal']>, more: Partial<Content> = {}): string => {
  const { content } = alert();
  return containmentSteps(
    { ...content, ...more, principal: { ...content.principal, session: undefined, ...principal } },
    '111122223333',
  ).join('\n');
};

describe('containment', () => {
  test.each<[string, Parameters<typeof steps>[0], readonly RegExp[]]>([
    [
      'of an IAM user: password, keys, sessions, MFA',
      { kind: 'user', name: 'alice' },
      [
        /delete-login-profile --user-name alice/,
        /update-access-key --user-name alice --status Inactive/,
        /AWSDenyAll/,
        /list-mfa-devices --user-name alice/,
      ],
    ],
    [
      'of a role: sessions, the policy for it, who assumed it, the trust',
      { kind: 'role', name: 'deploy', session: 'ci-7' },
      [
        /Roles > deploy > Revoke sessions/,
        /AWSRevokeOlderSessions/,
        /aws:TokenIssueTime/,
        /session `ci-7`/,
        /get-role --role-name deploy/,
      ],
    ],
    [
      'of Identity Center: the person, their sessions, the open ones, password and MFA',
      { kind: 'role', name: 'AWSReservedSSO_Admin', session: 'bob@example.com' },
      [
        /Users > bob@example\.com > Disable user access/,
        /Active sessions/,
        /identitystore:UserId/,
        /MFA devices reset/,
      ],
    ],
    [
      'of root: password and e-mail, keys, contacts, a service control policy',
      { kind: 'root', name: 'root' },
      [/change the password/, /root access keys/, /AWS Support/, /service control policy/],
    ],
    [
      'of a federated person: at the identity provider',
      { kind: 'federated', name: 'bob' },
      [/identity provider/, /Revoke sessions/, /MFA devices reset/],
    ],
  ])('%s, and all say what to look at', (_, principal, expected) => {
    const shown = steps(principal);
    for (const one of expected) expect(shown).toMatch(one);
    expect(shown).toMatch(/Look at all it did since: Event history in account 111122223333.*from that address/);
  });

  test.each([
    ['alice; rm -rf /', 'USER_NAME'],
    ['alice$(id)', 'USER_NAME'],
    ['alice`id`', 'USER_NAME'],
    ['alice --force', 'USER_NAME'],
    ['--profile', 'USER_NAME'],
    ['alice\nBob', 'USER_NAME'],
    ['a'.repeat(129), 'USER_NAME'],
    ['first.last+x@example.com', 'first.last+x@example.com'],
  ])('a user named %j is called %s in commands', (name, called) => {
    expect(steps({ kind: 'user', name })).toContain(`delete-login-profile --user-name ${called}\``);
  });

  test('without an address says nothing of one', () => {
    expect(steps({ kind: 'user', name: 'alice' }, { address: undefined })).not.toContain('that address');
  });
});
