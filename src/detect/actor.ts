/** Who acted, in words a sentence can start with. */
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

/** Any role's session can be called anything by whoever assumes it; Identity Center's and SAML's are set by the provider. */
export function personOf({ kind, name, session }: Principal): string | undefined {
  const claimed =
    kind === 'federated' ? name : kind === 'role' && name.startsWith('AWSReservedSSO_') ? session : undefined;
  return claimed !== undefined && isMailAddress(claimed) ? claimed : undefined;
}

/** Near enough to tell a person from a session's number; the length is RFC 5321's and keeps the expression cheap. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
