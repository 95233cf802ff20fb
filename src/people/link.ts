/**
 * An explicit link from a principal to the Slack people behind it, from the configuration's `people` or `/trail link`: what
 * may be written as its principal, and whom it then means. Names are unique within an account, so paths and the suffix that
 * Identity Center rotates are of no importance.
 */
import { compilePattern, hasWildcard, parsePattern } from '../detect/pattern';
import { withoutRotatingSuffix } from '../source/principal';

export interface Link {
  /** An ARN, `root`, a key such as `user:123456789012:alice`, or an e-mail address; `*` stands for any text in each. */
  readonly principal: string;
  /** Ids of the principals' accounts it is for; all when empty. */
  readonly accounts: readonly string[];
  /** Slack user ids. Several own a shared identity together. */
  readonly slack: readonly string[];
  readonly source: 'config' | 'command';
  /** Who made it (Slack user id) and when (milliseconds), for one made by command. */
  readonly by: string | undefined;
  readonly at: number | undefined;
}

/** What a link's text means: a principal's key, perhaps of one session only, or an address. Texts with `*` are patterns. */
export type LinkTarget =
  | { readonly kind: 'principal'; readonly key: string; readonly session: string | undefined }
  | { readonly kind: 'address'; readonly address: string };

const ADDRESS = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/;
const KEY = /^((?:root|user|role|federated):[\d*]{1,12}:)(\S+)$/;
const ARN = /^arn:[\w*-]+:(?:iam|sts)::([\d*]{1,12}):(root|user|role|assumed-role)(?:\/(\S+))?$/;

/** A text that is not understood gives the words to say so. */
export function parseLinkPrincipal(text: string): LinkTarget | { readonly problem: string } {
  if (text === 'root') return { kind: 'principal', key: 'root:*:root', session: undefined };
  const [, begin, name = ''] = KEY.exec(text) ?? [];
  if (begin !== undefined) return { kind: 'principal', key: begin + withoutRotatingSuffix(name), session: undefined };
  if (ADDRESS.test(text)) return { kind: 'address', address: text.toLowerCase() };
  const [, account = '', type = '', rest = ''] = ARN.exec(text) ?? [];
  if (type === 'root' && rest === '') return { kind: 'principal', key: `root:${account}:root`, session: undefined };
  if (rest === '' || type === '' || type === 'root') return { problem: `${text} is no principal: ${EXPECTED}` };
  return type === 'assumed-role' ? sessionOf(account, rest) : namedBy(text, account, type, rest);
}

const EXPECTED =
  'expected the ARN of an IAM user, role or root, the word root, a key such as user:123456789012:alice, or an e-mail address';

/** `*` as the whole session is every session, which is the role itself. */
function sessionOf(account: string, rest: string): LinkTarget {
  const [role = '', session] = rest.split('/');
  const key = `role:${account}:${withoutRotatingSuffix(role)}`;
  return { kind: 'principal', key, session: session === '*' ? undefined : session };
}

function namedBy(text: string, account: string, type: string, rest: string): LinkTarget | { readonly problem: string } {
  const path = rest.split('/');
  const name = path.pop() ?? '';
  if (path.length > 0 && rest.includes('*')) {
    return { problem: `${text}: leave the path out, as names are unique within an account` };
  }
  return { kind: 'principal', key: `${type}:${account}:${withoutRotatingSuffix(name)}`, session: undefined };
}

export function linkProblem(text: string): string | undefined {
  const target = parseLinkPrincipal(text);
  return 'problem' in target ? target.problem : undefined;
}

/** Whether a text, in which `*` may stand for any text, means this one. */
export function means(pattern: string, text: string): boolean {
  const parsed = parsePattern(pattern);
  return hasWildcard(parsed) ? compilePattern(parsed, (part) => part)(text) : pattern === text;
}

export function isFor(link: Link, account: string): boolean {
  return link.accounts.length === 0 || link.accounts.includes(account);
}

/** For a sentence: where the link was made. */
export function linkedHow({ source }: Link): string {
  return source === 'config' ? 'linked in the configuration' : 'linked with the command';
}
