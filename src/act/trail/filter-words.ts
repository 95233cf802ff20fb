/**
 * What a look-up asks for, said back in words: `Changes by alice@example.com in prod, last 2 hours`. Whoever mistyped sees it here.
 */
import { contains, parseAddress } from '../../detect/address';
import { type Mrkdwn, code, cut, joined, moment, mrkdwn, span } from '../../notify/text';
import type { Condition, EventFilters, Term } from '../../store/conditions';
import { SECONDS, type Surroundings, accountWords, serviceName } from './event-words';

export interface Told extends Surroundings {
  /** When it was asked, milliseconds. */
  readonly now: number;
}

/** `by` stands for conditions that are not in the filters, such as who was mentioned. */
export function filterWords({ all, since, until }: EventFilters, told: Told, by?: Mrkdwn): Mrkdwn {
  const readOnly = all.flatMap(({ any }) => any.flatMap((term) => (term.of === 'readOnly' ? [term.is] : [])));
  const noun = readOnly[0] === undefined ? mrkdwn`*Events*` : readOnly[0] ? mrkdwn`*Reads*` : mrkdwn`*Changes*`;
  const conditions = all.filter(({ any }) => any.some(({ of }) => of !== 'readOnly'));
  const parts = conditions.map((one) => ({ order: orderOf(one), words: conditionWords(one, told) }));
  const sorted = parts.sort((a, b) => a.order - b.order).map(({ words }) => words);
  const time = timeWords(since, until, told.now);
  const words = joined([noun, ...(by === undefined ? [] : [by]), ...sorted], ' ');
  return time.text === '' ? words : mrkdwn`${words}, ${time}`;
}

/** As people say it: what, by whom, about what, from where, in which account. */
const ORDER = ['name', 'source', 'principal', 'person', 'accessKey', 'resource', 'address', 'account', 'region'];

function orderOf({ any }: Condition): number {
  const places = any.map(({ of }) => ORDER.indexOf(of)).map((at) => (at < 0 ? ORDER.length : at));
  return Math.min(...places);
}

const SAID: Readonly<Record<Exclude<Term['of'], 'level' | 'readOnly'>, string>> = {
  name: 'named',
  source: 'of',
  principal: 'by',
  person: 'by',
  accessKey: 'with the key',
  resource: 'about',
  address: 'from',
  account: 'in',
  region: 'in',
  error: 'that failed with',
};

/** What a term that may mean several things is: the kinds it has, and the words for them all. */
const MIXED: readonly (readonly [kinds: string, said: string])[] = [
  ['name person principal', 'named or by'],
  ['person principal', 'by'],
  ['principal resource', 'by or about'],
  ['address principal', 'by'],
];

function conditionWords({ any }: Condition, told: Told): Mrkdwn {
  const kinds = [...new Set(any.map(({ of }) => of))];
  const level = any.find((term) => term.of === 'level');
  if (level && kinds.length === 1) return mrkdwn`rated ${levelsOf(any)} or worse`;
  const errors = any.flatMap((term) => (term.of === 'error' ? [term.like] : []));
  if (errors.length === any.length && errors[0] === '*') return mrkdwn`that failed`;
  if (errors.includes('AccessDenied*') && errors.includes('*.UnauthorizedOperation')) return mrkdwn`that were denied`;
  const part = partOf(any);
  if (part !== undefined) return mrkdwn`with ${code(cut(part, 80))} in the name of the event or of who did it`;
  const words = new Map(any.map((term) => [termWords(term, told).text, termWords(term, told)]));
  const mixed = MIXED.find(([of]) => of === [...kinds].sort().join(' '))?.[1];
  const [only] = kinds;
  const single = kinds.length === 1 && only !== undefined && only !== 'level' && only !== 'readOnly';
  const said = single ? SAID[only] : (mixed ?? 'where one holds:');
  return mrkdwn`${said} ${either([...words.values()])}`;
}

function levelsOf(any: readonly Term[]): string {
  return any.flatMap((term) => (term.of === 'level' ? [term.atLeast] : [])).join(' or ');
}

/** As many values are said. */
const MOST = 4;

export function either(words: readonly Mrkdwn[]): Mrkdwn {
  const more = words.length - MOST;
  if (more > 1) return mrkdwn`${joined(words.slice(0, MOST), ', ')} or ${more} more`;
  const [last = mrkdwn`nothing`, ...others] = [...words].reverse();
  return others.length === 0 ? last : mrkdwn`${joined(others.reverse(), ', ')} or ${last}`;
}

function termWords(term: Term, told: Told): Mrkdwn {
  switch (term.of) {
    case 'level':
      return mrkdwn`rated ${term.atLeast} or worse`;
    case 'readOnly':
      return mrkdwn`${term.is ? 'reads' : 'changes'}`;
    case 'address':
      return code(networkText(term.from, term.to));
    case 'account':
      return /^\d{12}$/.test(term.like) ? accountWords(term.like, told) : code(cut(term.like, 60));
    case 'source':
      return code(cut(serviceName(term.like), 60));
    case 'principal':
      return code(cut(principalText(term.like), 80));
    default:
      return code(cut(term.like, 80));
  }
}

/** A word without a key is looked for by stars around it, which nobody typed. */
function partOf(any: readonly Term[]): string | undefined {
  const [name, principal, person] = any.map((term) => ('like' in term ? `${term.of} ${term.like}` : ''));
  const part = /^name \*([^*?]+)\*$/.exec(name ?? '')?.[1];
  if (part === undefined || any.length !== 3) return undefined;
  return principal === `principal *:*:*${part}*` && person === `person ${part}*` ? part : undefined;
}

function principalText(like: string): string {
  if (like === 'root:*:root') return 'root';
  return like.startsWith('*:*:') ? like.slice(4) : like;
}

/** Address keys as what somebody would type: one address, a network, or the first and the last. */
export function networkText(from: string, to: string): string {
  const [first, last] = [addressOf(from), addressOf(to)];
  if (first === undefined || last === undefined || from === to) return first ?? from;
  const base = parseAddress(first);
  const end = parseAddress(last);
  if (!base || !end) return `${first} to ${last}`;
  const bits = base.length * 8;
  for (let length = bits; length >= 0; length -= 1) {
    if (contains({ base, bits: length }, end)) return `${first}/${length}`;
  }
  return `${first} to ${last}`;
}

/** undefined for what is no address, such as the name of a service. */
function addressOf(key: string): string | undefined {
  const bytes = key.match(/^(?:4[0-9a-f]{8}|6[0-9a-f]{32})$/) ? key.slice(1).match(/../g) : null;
  if (!bytes) return undefined;
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = bytes.join('').match(/.{4}/g)?.join(':') ?? '';
  // A URL writes an address in the shortest way.
  return new URL(`http://[${groups}]/`).hostname.slice(1, -1);
}

const MINUTE = 60_000;

function timeWords(since: number | undefined, until: number | undefined, now: number): Mrkdwn {
  const ended = until !== undefined && until < now ? until : undefined;
  if (since === undefined) return ended === undefined ? mrkdwn`` : mrkdwn`until ${moment(ended, SECONDS)}`;
  if (ended !== undefined) return mrkdwn`from ${moment(since, SECONDS)} to ${moment(ended, SECONDS)}`;
  const ago = now - since;
  return ago > 0 && ago % MINUTE === 0 ? mrkdwn`last ${span(ago)}` : mrkdwn`since ${moment(since, SECONDS)}`;
}
