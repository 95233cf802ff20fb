/**
 * What to do when somebody says "that was not me": steps to lock out whoever it was, by the kind of identity they came with.
 * Commands carry the record's names where these are harmless, else a word in capitals holds their place.
 * Sources: IAM user guide, "Revoking IAM role temporary security credentials" and "Managing access keys"; Identity Center user guide,
 * "Revoke active IAM role sessions created by permission sets".
 */
import type { Content } from './alert';

/** A name that may stand in a command people paste. */
const HARMLESS = /^[\w+=,.@-]{1,128}$/;

export function containmentSteps({ principal, region, address }: Content, account: string): readonly string[] {
  const { kind, name, session } = principal;
  const called = (text: string | undefined, place: string): string =>
    text !== undefined && HARMLESS.test(text) && !text.startsWith('-') ? text : place;
  const after = `Look at all it did since: Event history in account ${called(account, 'ACCOUNT')}, all regions (it began in ${region})${address === undefined ? '' : ', and what else came from that address'}.`;
  if (kind === 'root') return [...ROOT, after];
  if (kind === 'user') return [...userSteps(called(name, 'USER_NAME')), after];
  if (kind === 'role' && name.startsWith('AWSReservedSSO_')) return [...centerSteps(called(session, 'USER')), after];
  if (kind === 'role') return [...roleSteps(called(name, 'ROLE_NAME'), called(session, 'SESSION')), after];
  return [...FEDERATED, after];
}

function userSteps(user: string): readonly string[] {
  return [
    `Lock the console: \`aws iam delete-login-profile --user-name ${user}\` (undo: \`create-login-profile\` with a new password).`,
    `Deactivate the keys: \`aws iam list-access-keys --user-name ${user}\`, then for each \`aws iam update-access-key --user-name ${user} --status Inactive --access-key-id KEY_ID\`.`,
    `End sessions under way: \`aws iam attach-user-policy --user-name ${user} --policy-arn arn:aws:iam::aws:policy/AWSDenyAll\` until it is cleared up.`,
    `Look at the MFA devices: \`aws iam list-mfa-devices --user-name ${user}\`; deactivate any the person does not know, and enroll theirs anew.`,
  ];
}

function roleSteps(role: string, session: string): readonly string[] {
  return [
    `End its sessions: IAM > Roles > ${role} > Revoke sessions > Revoke active sessions, which denies all that was issued before now (policy AWSRevokeOlderSessions, \`aws:TokenIssueTime\`).`,
    `Find who assumed it: the AssumeRole event with session \`${session}\`; lock that identity too, or it comes back.`,
    `Narrow the trust: \`aws iam get-role --role-name ${role}\`, and take out of the trust policy who must not assume it.`,
  ];
}

function centerSteps(user: string): readonly string[] {
  return [
    `Disable the person: IAM Identity Center > Users > ${user} > Disable user access, and at your identity provider if there is one.`,
    `End their sessions: IAM Identity Center > Users > ${user} > Active sessions > Delete; console sessions that are open go on for up to the permission set's session duration.`,
    'Cut off the open ones: attach a policy to the permission set that denies everything where `aws:TokenIssueTime` is before now and `identitystore:UserId` is theirs.',
    'Have the password and all MFA devices reset before access is given back.',
  ];
}

const ROOT: readonly string[] = [
  'Sign in as root from a clean computer, change the password and the e-mail account behind it: that ends the console sessions.',
  'Delete root access keys if there are any, and remove MFA devices you do not know (My Security Credentials).',
  'Check under Account that e-mail, phone and alternate contacts are still yours. If you cannot sign in, call AWS Support at once.',
  'In an organization: deny the account all actions by a service control policy until it is cleared up.',
];

const FEDERATED: readonly string[] = [
  'Disable the person at your identity provider and end their sessions there.',
  'Revoke the sessions of the roles they may use: IAM > Roles > ROLE > Revoke sessions.',
  'Have the password and all MFA devices reset before access is given back.',
];
