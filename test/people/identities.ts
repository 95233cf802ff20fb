/** Console sign-ins by everyone there is, as CloudTrail records them. */
import { type Identity, identityOf } from '../../src/people/identity';
import { event } from '../fixtures';

export const ACCOUNT = '111122223333';

export function signIn(userIdentity: object, more: object = {}): Identity {
  return identityOf(
    event({ eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin', userIdentity, ...more }),
    new Set(),
  );
}

/** `issuer` is the role's own ARN; '' for a record that leaves it out. */
export function assumed(role: string, session: string, issuer = `arn:aws:iam::${ACCOUNT}:role/${role}`): object {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${session}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
    accountId: ACCOUNT,
    ...(issuer === '' ? {} : { sessionContext: { sessionIssuer: { type: 'Role', arn: issuer, userName: role } } }),
  };
}

const CENTER = 'AWSReservedSSO_Admin_0123456789abcdef';

export const centerRole = (session: string): object =>
  assumed(CENTER, session, `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-central-1/${CENTER}`);

export const user = (userName: string): object => ({
  type: 'IAMUser',
  arn: `arn:aws:iam::${ACCOUNT}:user/team/${userName}`,
  accountId: ACCOUNT,
  userName,
});

export const ROOT_USER = { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT };
