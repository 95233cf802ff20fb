/**
 * Whom a principal may be, as claims with a confidence and a reason in words, strongest first. Pure: whether a claim's person
 * exists in Slack is asked by `resolve`. A claim is never surer than what it rests on; only a link that names the principal
 * itself is sure on its own.
 */
import { isMailAddress } from '../detect/actor';
import { type Confidence, compareConfidence } from './confidence';
import type { Identity, Name } from './identity';
import { type Link, isFor, linkedHow, means, parseLinkPrincipal } from './link';

interface Reasoned {
  readonly confidence: Confidence;
  /** Words for people, without a full stop; holds names from CloudTrail, so escape it. */
  readonly because: string;
}

export interface SlackClaim extends Reasoned {
  readonly kind: 'slack';
  /** Slack user ids. */
  readonly users: readonly string[];
  readonly link: Link;
}

export interface EmailClaim extends Reasoned {
  readonly kind: 'email';
  /** In lower case. */
  readonly email: string;
}

export type Claim = SlackClaim | EmailClaim;

/** `emailPattern` is such as `{user}@example.com`. Of several links that fit, the first counts, those of the configuration before others. */
export function claimsOf(
  identity: Identity,
  links: readonly Link[],
  emailPattern: string | undefined,
): readonly Claim[] {
  const ordered = [...links]
    .sort((a, b) => Number(a.source === 'command') - Number(b.source === 'command'))
    .filter((link) => isFor(link, identity.account));
  const linked = [linkOfPrincipal(identity, ordered), linkOfSession(identity, ordered)];
  const named = identity.names.map((name) => claimOfName(name, ordered, emailPattern));
  return [...linked, ...named]
    .filter((claim) => claim !== undefined)
    .sort((a, b) => compareConfidence(b.confidence, a.confidence));
}

/** A link that names the principal, whatever its session. */
function linkOfPrincipal({ principal, vouched }: Identity, links: readonly Link[]): Claim | undefined {
  const link = links.find(({ principal: text }) => {
    const target = parseLinkPrincipal(text);
    return 'key' in target && target.session === undefined && means(target.key, principal.key);
  });
  if (!link) return undefined;
  return { ...slackClaim(link), confidence: vouched ? 'high' : 'low', because: linkedHow(link) };
}

/** A link that names one session of a role is worth what the session's name is worth. */
function linkOfSession({ principal, sessionConfidence }: Identity, links: readonly Link[]): Claim | undefined {
  const { session, key } = principal;
  if (session === undefined || sessionConfidence === undefined) return undefined;
  const link = links.find(({ principal: text }) => {
    const target = parseLinkPrincipal(text);
    if (!('key' in target) || target.session === undefined) return false;
    return means(target.key, key) && means(target.session, session);
  });
  if (!link) return undefined;
  const caveat = sessionConfidence === 'low' ? ', but whoever assumes the role chooses the session’s name' : '';
  return { ...slackClaim(link), confidence: sessionConfidence, because: `${linkedHow(link)}${caveat}` };
}

/** What an IAM user name may consist of, so that it stands for the whole of `{user}`. */
const LOCAL_PART = /^[\w+=,.-]{1,64}$/;

/** Some letters look like others, and lower-case to them too (K, the Kelvin sign): whose address that would be is anybody's guess. */
const ASCII = /^[!-~]+$/;

function claimOfName(name: Name, links: readonly Link[], emailPattern: string | undefined): Claim | undefined {
  const { text, bearer, confidence: sure, caveat } = name;
  const own = isMailAddress(text) && ASCII.test(text);
  const mapped = !own && emailPattern !== undefined && LOCAL_PART.test(text);
  if (!own && !mapped) return undefined;
  const email = (own ? text : (emailPattern ?? '').replace('{user}', () => text)).toLowerCase();
  const confidence = mapped && sure === 'high' ? 'medium' : sure;
  const called = own
    ? `${bearer} is named ${text}`
    : `${bearer} is named ${text}, which confirm.email_pattern maps to ${email}`;
  const because = caveat === undefined ? called : `${called}: ${caveat}`;
  const link = links.find(({ principal }) => {
    const target = parseLinkPrincipal(principal);
    return 'address' in target && means(target.address, email);
  });
  if (!link) return { kind: 'email', email, confidence, because };
  return { ...slackClaim(link), confidence, because: `${because}; that address is ${linkedHow(link)}` };
}

function slackClaim(link: Link): Omit<SlackClaim, keyof Reasoned> {
  return { kind: 'slack', users: link.slack, link };
}
