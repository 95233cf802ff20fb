/**
 * The other way round than `person.ts`: by which names AWS may know somebody, to find what may be theirs, and whether an event is.
 * Pure. The names find candidates only; what is theirs is decided by the same claims that decide whom a question is put to.
 */
import type { Identity } from './identity';
import { type Link, parseLinkPrincipal } from './link';
import { claimsOf } from './person';

/** Somebody in Slack. */
export interface SlackName {
  readonly id: string;
  /** In lower case; undefined when Slack does not show one. */
  readonly email: string | undefined;
}

/** Of each, `*` stands for any text. */
export interface Names {
  /** Keys of principals. */
  readonly principals: readonly string[];
  /** Names of users, of federated people and of sessions. */
  readonly names: readonly string[];
}

export function namesOf({ id, email }: SlackName, links: readonly Link[], emailPattern: string | undefined): Names {
  const principals = new Set<string>();
  const names = new Set<string>();
  const known = (address: string): void => {
    names.add(address);
    const user = userOf(address, emailPattern);
    if (user !== undefined) names.add(user);
  };
  if (email !== undefined) known(email);
  for (const { slack, principal } of links) {
    if (!slack.includes(id)) continue;
    const target = parseLinkPrincipal(principal);
    if ('problem' in target) continue;
    if (target.kind === 'address') known(target.address);
    else if (target.session === undefined) principals.add(target.key);
    else names.add(target.session);
  }
  return { principals: [...principals], names: [...names] };
}

/** The user whom the pattern (such as `{user}@example.com`) turns into the address. */
export function userOf(address: string, emailPattern: string | undefined): string | undefined {
  const [before = '', after] = (emailPattern ?? '').toLowerCase().split('{user}');
  if (after === undefined || !address.startsWith(before) || !address.endsWith(after)) return undefined;
  const user = address.slice(before.length, address.length - after.length);
  return user === '' ? undefined : user;
}

/** Whether the strongest claim about an event names this person, however sure it is. */
export function isTheirs(
  identity: Identity,
  { id, email }: SlackName,
  links: readonly Link[],
  emailPattern: string | undefined,
): boolean {
  const [claim] = claimsOf(identity, links, emailPattern);
  if (claim === undefined) return false;
  return claim.kind === 'slack' ? claim.users.includes(id) : claim.email === email;
}
