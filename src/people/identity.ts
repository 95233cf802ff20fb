/**
 * What an event says about the human behind its principal: by which names, who gave each name, and so how far it can be
 * trusted. `person.ts` makes claims of it.
 *
 * Who gives a name decides: IAM, Identity Center and a SAML provider name their people; a role's session is named by whoever
 * assumes it, be it by AssumeRole or, with a web identity, by AssumeRoleWithWebIdentity. Sources: the CloudTrail user guide,
 * "CloudTrail userIdentity element", and the STS reference, RoleSessionName.
 */
import { HIDDEN, centerRole } from '../detect/actor';
import { type CloudTrailEvent, textAt } from '../source/event';
import { type Principal, principalOf } from '../source/principal';
import type { Confidence } from './confidence';

export interface Name {
  readonly text: string;
  /** How sure it is that an e-mail address given as this name is the person's. */
  readonly confidence: Confidence;
  /** What bears the name, to start a sentence with. */
  readonly bearer: string;
  /** What to say of the name beside whose it seems to be, such as that anyone could have chosen it. */
  readonly caveat: string | undefined;
}

export interface Identity {
  readonly principal: Principal;
  /** The principal's account, or where the record does not say the event's. */
  readonly account: string;
  /** False where even the principal is what somebody typed at a sign-in, and nobody vouched for it. */
  readonly vouched: boolean;
  /** How far the session's name can be trusted; undefined for a principal without a session. */
  readonly sessionConfidence: Confidence | undefined;
  readonly names: readonly Name[];
}

/** `own` are our accounts, besides the event's: in any other, whoever runs it gives people and sessions what names they like. */
export function identityOf(event: CloudTrailEvent, own: ReadonlySet<string>): Identity {
  const principal = principalOf(event);
  const vouched = principal.name !== HIDDEN && !isTyped(event, principal);
  const { account } = principal;
  const foreign = account !== '' && account !== event.account && !own.has(account);
  const given = vouched ? namesOf(event, principal) : [typed(principal)];
  const names = foreign ? given.map((name) => ({ ...name, ...foreignTo(account) })) : given;
  const sessionConfidence =
    principal.session === undefined ? undefined : principal.kind === 'role' ? (names[0]?.confidence ?? 'low') : 'low';
  const shown = names.filter((name) => name.text !== HIDDEN);
  return { principal, account: principal.account || event.account, vouched, sessionConfidence, names: shown };
}

function foreignTo(account: string): Pick<Name, 'confidence' | 'caveat'> {
  return { confidence: 'low', caveat: `it is of account ${account}, which is not one of ours` };
}

/** Identity Center gives the id of a user it found; without one the name is what stood in the form. */
function isTyped({ record }: CloudTrailEvent, { kind }: Principal): boolean {
  if (kind !== 'federated') return false;
  const type = textAt(record, 'userIdentity', 'type');
  const provided = type === 'SAMLUser' || type === 'WebIdentityUser' || type === 'Directory';
  return !provided && textAt(record, 'userIdentity', 'onBehalfOf', 'userId') === undefined;
}

function typed({ name: text }: Principal): Name {
  return { text, confidence: 'low', bearer: 'the name typed at the sign-in', caveat: 'anyone may type any name' };
}

function namesOf(event: CloudTrailEvent, principal: Principal): readonly Name[] {
  const named = (text: string, bearer: string, confidence: Confidence, caveat?: string): readonly Name[] => [
    { text, bearer, confidence, caveat },
  ];
  const { kind, name, session } = principal;
  if (kind === 'user') return named(name, 'the IAM user', 'medium');
  if (kind === 'federated') {
    const type = textAt(event.record, 'userIdentity', 'type');
    if (type === 'SAMLUser') return named(name, 'the SAML user', 'medium');
    if (type === 'WebIdentityUser') return named(name, 'the web-identity user', 'medium');
    return type === 'Directory'
      ? named(name, 'the directory user', 'medium')
      : named(name, 'the Identity Center user', 'high');
  }
  if (kind !== 'role' || session === undefined) return [];
  const center = centerRole(name, event.record);
  if (center !== 'no') return named(session, 'the Identity Center session', center === 'proven' ? 'high' : 'medium');
  if (textAt(event.record, 'additionalEventData', 'SamlProviderArn') !== undefined) {
    return named(session, 'the SAML session', 'medium');
  }
  return named(session, 'the role session', 'low', 'anyone who may assume the role can choose that name');
}
