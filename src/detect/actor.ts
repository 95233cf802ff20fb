/** Who acted, in words a sentence can start with. */
import { type JsonObject, textAt } from '../source/event';
import type { Principal } from '../source/principal';

/** What CloudTrail writes for a sign-in under a name that no user has: it may be a password typed in the wrong place. */
export const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

export function actorOf(principal: Principal, person: string | undefined): string {
  const { kind, name, session } = principal;
  if (name === HIDDEN) return 'an unknown user';
  if (person !== undefined) return kind === 'role' ? `${person} (role ${name})` : person;
  if (kind === 'root') return 'root';
  if (kind === 'role') return session === undefined ? `role ${name}` : `role ${name} (session ${session})`;
  if (kind === 'service') return `AWS service ${name}`;
  return kind === 'account' ? `account ${name}` : name;
}

/**
 * Any role's session can be called anything by whoever assumes it; Identity Center's and SAML's are set by the provider. `record`
 * may show that a role has only borrowed the name of Identity Center's.
 */
export function personOf({ kind, name, session }: Principal, record?: JsonObject): string | undefined {
  const center = kind === 'role' && centerRole(name, record) !== 'no';
  const claimed = kind === 'federated' ? name : center ? session : undefined;
  return claimed !== undefined && isMailAddress(claimed) ? claimed : undefined;
}

/** Only Identity Center may make roles under this path; a role outside it has borrowed the name. */
const CENTER_ROLE = /^arn:[\w-]+:iam::\d{12}:role\/aws-reserved\/sso\.amazonaws\.com\//;

/** Whether a role is one of Identity Center's: proven by its ARN, or by the name alone where the record leaves that out. */
export function centerRole(name: string, record: JsonObject | undefined): 'proven' | 'by name' | 'no' {
  if (!name.startsWith('AWSReservedSSO_')) return 'no';
  const issuer = record && textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn');
  if (issuer === undefined) return 'by name';
  return CENTER_ROLE.test(issuer) ? 'proven' : 'no';
}

/** Near enough to tell a person from a session's number; the length is RFC 5321's and keeps the expression cheap. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
