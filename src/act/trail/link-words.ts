/** `link` as it is typed: a principal in the one form in which links are kept, or why it is none. */
import { type Link, linkProblem, parseLinkPrincipal } from '../../people/link';

/** What was typed after `link`. */
export interface Typed {
  readonly words: readonly string[];
  /** Slack user ids. */
  readonly mentions: readonly string[];
}

export interface Wrong {
  /** Words that finish a sentence, without a full stop. */
  readonly problem: string;
  /** What to type instead, where that can be told. */
  readonly example?: string;
}

/** What is meant: the list, one principal, or a change of its link. */
export type Meant =
  | { readonly kind: 'list' }
  | { readonly kind: 'show'; readonly principal: string }
  | { readonly kind: 'remove'; readonly principal: string }
  | { readonly kind: 'add'; readonly principal: string; readonly people: readonly string[] }
  | ({ readonly kind: 'wrong' } & Wrong);

/** More own no identity together. */
const MOST_PEOPLE = 10;
const LONGEST = 300;

/** `accounts` are the ids of those that are read. */
export function meantBy({ words, mentions }: Typed, accounts: readonly string[]): Meant {
  const [first, ...rest] = words;
  const people = [...new Set(mentions)];
  if (first === undefined) {
    return people.length === 0 ? { kind: 'list' } : { kind: 'wrong', problem: 'the principal is missing' };
  }
  const isRemoval = first.toLowerCase() === 'remove';
  if (isRemoval && people.length > 0) {
    return { kind: 'wrong', problem: 'a link is removed for all of its people; leave them out' };
  }
  const [text, extra] = isRemoval ? rest : words;
  if (text === undefined) return { kind: 'wrong', problem: 'the principal is missing' };
  if (extra !== undefined) return { kind: 'wrong', problem: wordsTooMany(extra) };
  const principal = principalOf(text, accounts);
  if (typeof principal !== 'string') return { kind: 'wrong', ...principal };
  if (isRemoval) return { kind: 'remove', principal };
  if (people.length === 0) return { kind: 'show', principal };
  if (people.length > MOST_PEOPLE)
    return { kind: 'wrong', problem: `at most ${MOST_PEOPLE} people can share a principal` };
  return { kind: 'add', principal, people };
}

function wordsTooMany(extra: string): string {
  const short = extra.length <= 60 ? extra : `${extra.slice(0, 59)}…`;
  return extra.startsWith('@')
    ? `${short} is no person of Slack: choose them from the list that Slack offers while you type`
    : `a principal is one word, and ${short} comes after it`;
}

/** `user/alice` is one of the only account there is; an ARN is kept as the key it stands for, as names are unique within an account. */
function principalOf(text: string, accounts: readonly string[]): string | Wrong {
  if (text.length > LONGEST) return { problem: 'that is too long for a principal' };
  const [, kind, name] = /^(user|role)\/([\w+=,.@-]+)$/.exec(text) ?? [];
  const [only, ...others] = accounts;
  if (kind !== undefined && name !== undefined) {
    if (only !== undefined && others.length === 0) return canonical(`${kind}:${only}:${name}`);
    const example = `link ${kind}:${only ?? '123456789012'}:${name} @alice`;
    return { problem: `${text} does not say of which account`, example };
  }
  const problem = linkProblem(text);
  return problem === undefined ? canonical(text) : { problem };
}

/** One text for whatever means the same. A session has no form but its ARN. */
export function canonical(text: string): string {
  const target = parseLinkPrincipal(text);
  if ('problem' in target) return text;
  if (target.kind === 'address') return target.address;
  if (target.session !== undefined) return text;
  return target.key === 'root:*:root' ? 'root' : target.key;
}

/** The links that stand for this principal, those of the configuration first, as they win. */
export function linksFor(principal: string, links: readonly Link[]): readonly Link[] {
  const own = links.filter((link) => canonical(link.principal) === principal);
  return own.sort((a, b) => Number(a.source === 'command') - Number(b.source === 'command'));
}
