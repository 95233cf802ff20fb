/**
 * From a principal to the people in Slack to ask, with how sure that is and why: the strongest claim decides, and whatever
 * speaks against asking its person is named, so that the channel can be told instead. Escape `because`, it quotes CloudTrail.
 */
import { AppError } from '../error';
import { type Confidence, compareConfidence } from './confidence';
import type { Directory } from './directory';
import type { Identity } from './identity';
import type { Link } from './link';
import { type Claim, claimsOf } from './person';
import { type AccountChange, type SlackPerson, type Unusable, unusable } from './slack-person';

/** Why nobody can be asked directly. */
export type ResolutionProblem = 'no claim' | 'not in Slack' | 'changed lately' | 'look-up refused' | Unusable;

export interface Resolution {
  /** Who it is: one person, or the owners of a shared identity. Where there is a problem they are for naming, not for asking. */
  readonly people: readonly SlackPerson[];
  /** undefined when nothing says who it is. */
  readonly confidence: Confidence | undefined;
  /** Words for people, without a full stop. */
  readonly because: string;
  readonly problem: ResolutionProblem | undefined;
  /** Root, or linked to several people: say who else used the address lately. */
  readonly shared: boolean;
  /** The link that says so; for one made by command, name who made it. */
  readonly link: Link | undefined;
}

export interface ResolveOptions {
  readonly links: readonly Link[];
  /** Such as `{user}@example.com`. */
  readonly emailPattern: string | undefined;
  readonly directory: Directory;
  /** Milliseconds. */
  readonly now: number;
}

/** An account that appeared or changed within this time (milliseconds) is not trusted with the question. */
export const LATELY = 24 * 3_600_000;

/** Throws a SlackSilent when Slack cannot be asked now; everything else is an answer. */
export async function resolve(identity: Identity, options: ResolveOptions): Promise<Resolution> {
  const [claim] = claimsOf(identity, options.links, options.emailPattern);
  const root = identity.principal.kind === 'root';
  if (!claim) {
    const because = root ? 'no owners of root are configured (people: in trailwarden.yml)' : 'nothing says who it is';
    return { people: [], confidence: undefined, because, problem: 'no claim', shared: root, link: undefined };
  }
  const { confidence, because } = claim;
  const link = claim.kind === 'slack' ? claim.link : undefined;
  const shared = root || (link !== undefined && link.slack.length > 1);
  const found = await candidates(claim, options.directory);
  if (found instanceof AppError) {
    const refused = `${because}; ${found.message}`;
    return { people: [], confidence, because: refused, problem: 'look-up refused', shared, link };
  }
  return { ...judged(claim, found, options.now), shared, link };
}

/** Whether the person may be asked directly, given the configured `minimum_confidence`; else the channel is. */
export function canBeAsked(resolution: Resolution, minimum: Confidence): boolean {
  const { people, confidence, problem } = resolution;
  if (problem !== undefined || confidence === undefined || people.length === 0) return false;
  return compareConfidence(confidence, minimum) >= 0;
}

async function candidates(claim: Claim, directory: Directory): Promise<readonly SlackPerson[] | AppError> {
  try {
    const look =
      claim.kind === 'email' ? [directory.byEmail(claim.email)] : claim.users.map((id) => directory.byId(id));
    return (await Promise.all(look)).filter((person) => person !== undefined);
  } catch (error) {
    if (error instanceof AppError && error.permanent) return error;
    throw error;
  }
}

/** Of several owners, those who can be asked are; one of them being away keeps no other from answering. */
function judged(claim: Claim, found: readonly SlackPerson[], now: number): Omit<Resolution, 'shared' | 'link'> {
  const { confidence, because } = claim;
  const linked = claim.kind === 'slack';
  const active = found.filter((person) => unusable(person, linked) === undefined);
  const doubts = active.map((person) => doubtOf(person, claim, now));
  const settled = active.filter((_, index) => doubts[index] === undefined);
  if (settled.length > 0) return { people: settled, confidence, because, problem: undefined };
  const [doubt] = doubts;
  if (doubt !== undefined) {
    const doubted = `${because}, but ${doubt} within the last day`;
    return { people: active, confidence: 'low', because: doubted, problem: 'changed lately' };
  }
  const [person] = found;
  const problem = person && unusable(person, linked);
  if (person && problem !== undefined) {
    return { people: found, confidence, because: `${because}, but ${UNUSABLE[problem]}`, problem };
  }
  const missing =
    claim.kind === 'email' ? `nobody in Slack has the address ${claim.email}` : 'Slack knows nobody by that id';
  return { people: [], confidence, because: `${because}, but ${missing}`, problem: 'not in Slack' };
}

/**
 * What happened within the last day that keeps somebody from being trusted with the question. Whoever is linked by id was
 * known to the one who made the link, however new the account is to the bot; unless that was the very same person, or the first that
 * Slack told of the account is that it changed.
 */
function doubtOf(person: SlackPerson, claim: Claim, now: number): string | undefined {
  const { change, changedAt, id } = person;
  const link = claim.kind === 'slack' ? claim.link : undefined;
  if (link?.by === id && link.at !== undefined && now - link.at < LATELY) return 'they made that link themselves';
  if (now - changedAt >= LATELY || (link !== undefined && change === 'first sight')) return undefined;
  return CHANGED[change];
}

const CHANGED: Readonly<Record<AccountChange, string>> = {
  'first sight': 'the bot did not know that Slack account yet, and something of it changed',
  'first told': 'something of that Slack account changed before the bot knew it',
  joined: 'that Slack account was made',
  address: 'the e-mail address of that Slack account changed',
  reactivated: 'that Slack account was made active again',
};

const UNUSABLE: Readonly<Record<Unusable, string>> = {
  deactivated: 'that Slack account is deactivated',
  'a bot': 'that Slack account is a bot',
  'a stranger': 'that Slack account belongs to another organisation',
  'a guest': 'that Slack account is a guest, who is asked only when linked explicitly',
};
