/**
 * The language of `/trail`: a command's text becomes a query, or says what was understood of it, what was not, and what to type
 * instead. Pure, and never throws, whatever is typed. Texts in the result are the person's own: escape them.
 */
import { closest } from '../spelling';
import { ALERT_LISTS, type AlertList } from '../store/alert-lists';
import type { EventFilters } from '../store/conditions';
import { type Filters, type Reading, filtersOf } from './query-filters';
import { address, bare, principal } from './query-terms';
import { type Word, wordsOf } from './query-words';

export type { Reading } from './query-filters';

export interface Misunderstood {
  readonly kind: 'misunderstood';
  /** The part that made sense, such as `recent`; '' for none. */
  readonly understood: string;
  /** Words that finish a sentence, without a full stop. */
  readonly problem: string;
  /** A whole command, without the `/trail`. */
  readonly example: string;
}

export type Query =
  | ({ readonly kind: 'recent' } & Filters)
  /** `whom` is what was typed; the filters say it already, but for mentions. */
  | ({ readonly kind: 'who'; readonly whom: string } & Filters)
  | { readonly kind: 'event' | 'why'; readonly eventId: string }
  | { readonly kind: 'alerts'; readonly which: AlertList }
  /** An alert's id, or how it begins, in lower case. */
  | { readonly kind: 'alert'; readonly alertId: string }
  | { readonly kind: 'rules'; readonly search: string }
  | { readonly kind: 'link'; readonly words: readonly string[]; readonly mentions: readonly string[] }
  | { readonly kind: 'snoozes' | 'expected' | 'confirmations' | 'health' | 'posture' }
  | { readonly kind: 'help'; readonly about: string }
  | Misunderstood;

type Command = (words: readonly Word[], reading: Reading) => Query;

const plain =
  (kind: 'snoozes' | 'expected' | 'confirmations' | 'health' | 'posture'): Command =>
  (words) =>
    words[0] ? refused(kind, `${kind} takes nothing more, but there is ${shown(words[0].text)}`, kind) : { kind };

const COMMANDS: Readonly<Record<string, Command>> = {
  recent,
  who,
  event: (words) => eventQuery('event', words),
  why: (words) => eventQuery('why', words),
  alerts,
  alert,
  snoozes: plain('snoozes'),
  expected: plain('expected'),
  confirmations: plain('confirmations'),
  health: plain('health'),
  posture: plain('posture'),
  rules: (words) => ({ kind: 'rules', search: words.map(({ text }) => text).join(' ') }),
  link: (words) => ({
    kind: 'link',
    words: words.filter(({ mention }) => mention === undefined).map(({ text }) => text),
    mentions: words.flatMap(({ mention }) => mention ?? []),
  }),
  help: (words) => ({ kind: 'help', about: words[0]?.text.toLowerCase() ?? '' }),
};

export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

export function parseQuery(text: string, reading: Reading): Query {
  const [first, ...rest] = wordsOf(text);
  if (!first) return { kind: 'help', about: '' };
  const name = first.text.toLowerCase().replace(/^\/+/, '');
  const command = Object.hasOwn(COMMANDS, name) && !first.quoted ? COMMANDS[name] : undefined;
  if (command) return command(rest, reading);
  const near = closest(name, COMMAND_NAMES);
  if (near !== undefined) return refused('', `there is no command ${shown(name)}; did you mean ${near}?`, near);
  // Filters alone can only mean one thing.
  const filtered = filtersOf([first, ...rest], reading);
  if (!('problem' in filtered) && isFilter(first)) return { kind: 'recent', ...filtered };
  return refused('', `there is no command ${shown(name)}`, `recent ${/^[\w.@-]{1,60}$/.test(name) ? name : 'alice'}`);
}

function isFilter({ text, mention }: Word): boolean {
  return mention !== undefined || /[:@/*]|^\d+\.|^A[SK]IA|^\d{12}$/.test(text);
}

function recent(words: readonly Word[], reading: Reading): Query {
  const filtered = filtersOf(words, reading);
  if ('problem' in filtered) return refused('recent', filtered.problem, `recent ${filtered.example}`);
  return { kind: 'recent', ...filtered };
}

const WHO = 'who alice@example.com since:1d';

/** One principal, person or address; what follows narrows it. */
function who([first, ...rest]: readonly Word[], reading: Reading): Query {
  if (!first) return refused('who', 'it needs a principal, a person or an address', WHO);
  const filtered = filtersOf(rest, reading);
  if ('problem' in filtered) return refused('who', filtered.problem, `${WHO.split(' since')[0]} ${filtered.example}`);
  if (first.mention !== undefined) {
    return { kind: 'who', whom: first.text, ...filtered, mentions: [first.mention, ...filtered.mentions] };
  }
  const keyed = /^(?:principal|person|ip|address|key):/i.test(first.text);
  const whom = keyed ? filtersOf([first], reading) : { filters: whose(first.text, reading), mentions: [] };
  if ('problem' in whom || whom.filters === undefined) {
    const problem = 'problem' in whom ? whom.problem : `${shown(first.text)} is no principal, person or address`;
    return refused('who', problem, WHO);
  }
  const all = [...whom.filters.all, ...filtered.filters.all];
  return { kind: 'who', whom: first.text, filters: { ...filtered.filters, all }, mentions: filtered.mentions };
}

/** A whole name here, as a timeline of several people is nobody's. */
function whose(text: string, reading: Reading): EventFilters | undefined {
  const only = filtersOf([{ text, quoted: true, mention: undefined }], reading);
  if ('problem' in only) return undefined;
  const meaning = /^[\d.:a-f]+(?:\/\d+)?$/i.test(text) && /[.:]/.test(text) ? address(text) : bare(text, reading);
  if ('problem' in meaning) return undefined;
  const [condition] = meaning;
  const isName = condition?.any.some(({ of }) => of === 'name') === true && meaning.length === 1;
  if (!isName) return text.toLowerCase().endsWith('.amazonaws.com') ? service(text) : { ...only.filters, all: meaning };
  const named = principal(text);
  if ('problem' in named) return undefined;
  return { ...only.filters, all: [{ any: [...named.flatMap(({ any }) => any), { of: 'person', like: text }] }] };
}

/** As a caller, not as what was called. */
function service(name: string): EventFilters {
  const called = address(name);
  const any = 'problem' in called ? [] : called.flatMap((one) => one.any);
  return {
    all: [{ any: [{ of: 'principal', like: `service::${name}` }, ...any] }],
    since: undefined,
    until: undefined,
  };
}

const EVENT_ID = '7f1b2c3d-0000-4000-8000-1a2b3c4d5e6f';

function eventQuery(kind: 'event' | 'why', [first, second]: readonly Word[]): Query {
  if (!first) return refused(kind, 'it needs the id of an event', `${kind} ${EVENT_ID}`);
  if (second)
    return refused(kind, `it takes one id, but there is ${shown(second.text)} as well`, `${kind} ${EVENT_ID}`);
  if (first.text.length > 200) return refused(kind, 'that is too long for the id of an event', `${kind} ${EVENT_ID}`);
  return { kind, eventId: first.text };
}

const LIST_WORDS: Readonly<Record<string, AlertList>> = {
  ...(Object.fromEntries(ALERT_LISTS.map((list) => [list, list])) as Record<AlertList, AlertList>),
  ack: 'acknowledged',
  closed: 'resolved',
  me: 'mine',
  my: 'mine',
};

function alerts([first, second]: readonly Word[]): Query {
  if (!first) return { kind: 'alerts', which: 'open' };
  const word = first.text.toLowerCase();
  const which = Object.hasOwn(LIST_WORDS, word) ? LIST_WORDS[word] : undefined;
  if (which && !second) return { kind: 'alerts', which };
  if (which) return refused(`alerts ${which}`, `there is ${shown(second?.text ?? '')} too much`, `alerts ${which}`);
  const near = closest(word, ALERT_LISTS);
  const problem = `${shown(first.text)} is no list of alerts; there are ${ALERT_LISTS.join(', ')}`;
  return refused('alerts', problem, `alerts ${near ?? 'open'}`);
}

function alert([first, second]: readonly Word[]): Query {
  const id = first?.text.toLowerCase().replace(/\.+$/, '') ?? '';
  if (!second && /^[a-z0-9-]{4,64}$/.test(id)) return { kind: 'alert', alertId: id };
  const problem = first ? 'an alert’s id is one word of letters and digits, at least four of them' : 'it needs an id';
  return refused('alert', problem, 'alert 3f9a1c');
}

function refused(understood: string, problem: string, example: string): Misunderstood {
  return { kind: 'misunderstood', understood, problem: short(problem), example: short(example) };
}

/** What somebody typed, as it can stand in a sentence. */
function shown(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

function short(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`;
}
