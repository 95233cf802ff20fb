/** The filters of `recent` and `who`: words into conditions, a span of time, and people who were mentioned. */
import { closest } from '../spelling';
import { type Condition, type EventFilters, type Term, isAskable } from '../store/conditions';
import { KEYS, type Known, type Refused, bare } from './query-terms';
import { type Zoned, agoOf, spanOf } from './query-time';
import type { Word } from './query-words';

export interface Filters {
  readonly filters: EventFilters;
  /** Slack users who were mentioned as the person: any of them. Who they are to AWS, their e-mail address and links say. */
  readonly mentions: readonly string[];
}

export interface Reading extends Zoned, Known {}

const TIME_KEYS = ['since', 'until'];
const FILTER_KEYS = [...Object.keys(KEYS), ...TIME_KEYS];

/** What narrows by whether something is changed. */
const READ_ONLY: Readonly<Record<string, boolean>> = {
  read: true,
  reads: true,
  write: false,
  writes: false,
  changes: false,
};

export function filtersOf(words: readonly Word[], reading: Reading): Filters | Refused {
  const draft: Draft = {
    keyed: new Map(),
    all: [],
    mentions: new Set(),
    readOnly: undefined,
    since: undefined,
    until: undefined,
  };
  for (const word of words) {
    const refused = take(word, draft, reading);
    if (refused) return refused;
  }
  const { since, until, readOnly } = draft;
  if (since !== undefined && until !== undefined && since > until) {
    return { problem: 'the time ends before it begins', example: 'since:2026-11-01 until:2026-11-03' };
  }
  const flag: readonly Condition[] = readOnly === undefined ? [] : [{ any: [{ of: 'readOnly', is: readOnly }] }];
  const keyed = [...draft.keyed.values()].map((any) => ({ any }));
  return { filters: { all: [...keyed, ...draft.all, ...flag], since, until }, mentions: [...draft.mentions] };
}

interface Draft {
  /** Terms by key: of a key that comes twice either value may fit. */
  readonly keyed: Map<string, Term[]>;
  readonly all: Condition[];
  readonly mentions: Set<string>;
  readOnly: boolean | undefined;
  since: number | undefined;
  until: number | undefined;
}

const KEYED = /^([a-z]+):(.*)$/is;

function take({ text, quoted, mention }: Word, draft: Draft, reading: Reading): Refused | undefined {
  const [, typed = '', value = ''] = KEYED.exec(text) ?? [];
  const key = typed.toLowerCase();
  if (mention !== undefined && (key === '' || key === 'person')) {
    draft.mentions.add(mention);
    return undefined;
  }
  if (!isAskable(text)) return { problem: `${text} is too long, or has too many stars`, example: 'event:Delete*' };
  if (FILTER_KEYS.includes(key)) return takeKeyed(key, value.trim(), draft, reading);
  const word = text.toLowerCase();
  if (!quoted && Object.hasOwn(READ_ONLY, word)) return takeReadOnly(READ_ONLY[word] === true, draft);
  const span = quoted ? undefined : spanOf(text, reading);
  if (span) return takeSpan(span.since, span.until, draft);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) || text.includes('..')) {
    return { problem: `${text} is not a date, nor from one date to another`, example: '2026-11-01..2026-11-03' };
  }
  const near = typed === '' || quoted || typed !== key ? undefined : closest(key, FILTER_KEYS);
  if (near !== undefined)
    return { problem: `there is no filter ${key}:; did you mean ${near}:?`, example: EXAMPLES[near] ?? `${near}:…` };
  const meaning = bare(text, reading);
  if ('problem' in meaning) return meaning;
  draft.all.push(...meaning);
  return undefined;
}

function takeKeyed(key: string, value: string, draft: Draft, reading: Reading): Refused | undefined {
  const example = EXAMPLES[key] ?? '';
  if (value === '') return { problem: `${key}: has no value`, example };
  if (TIME_KEYS.includes(key)) return takeTime(key as 'since' | 'until', value, draft, reading);
  const meaning = KEYS[key]?.(value, reading) ?? { problem: `there is no filter ${key}:`, example };
  if ('problem' in meaning) return meaning;
  const [condition, ...further] = meaning;
  const same = key === 'address' ? 'ip' : key;
  // What needs several conditions (a principal and its session) cannot be one of several values.
  if (condition && further.length === 0) draft.keyed.set(same, [...(draft.keyed.get(same) ?? []), ...condition.any]);
  else draft.all.push(...meaning);
  return undefined;
}

function takeReadOnly(readOnly: boolean, draft: Draft): Refused | undefined {
  if (draft.readOnly === !readOnly) {
    return { problem: 'nothing is read and write at once; leave both out for everything', example: 'write since:2h' };
  }
  draft.readOnly = readOnly;
  return undefined;
}

function takeTime(key: 'since' | 'until', value: string, draft: Draft, reading: Reading): Refused | undefined {
  const ago = agoOf(value);
  const span = ago === undefined ? spanOf(value, reading) : { since: reading.now - ago, until: reading.now - ago };
  if (!span || value.includes('..'))
    return { problem: `${value} is not a time such as 2h, 3d, yesterday or 2026-11-01`, example: `${key}:2h` };
  return key === 'since' ? takeSpan(span.since, undefined, draft) : takeSpan(undefined, span.until, draft);
}

/** Of several times the narrowest counts. */
function takeSpan(since: number | undefined, until: number | undefined, draft: Draft): undefined {
  if (since !== undefined) draft.since = Math.max(draft.since ?? since, since);
  if (until !== undefined) draft.until = Math.min(draft.until ?? until, until);
  return undefined;
}

/** For help, and for whoever got one wrong. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  principal: 'principal:deploy',
  person: 'person:alice@example.com',
  event: 'event:Delete*',
  service: 'service:iam',
  account: 'account:123456789012',
  region: 'region:us-east-1',
  ip: 'ip:203.0.113.0/24',
  address: 'address:203.0.113.7',
  resource: 'resource:my-bucket',
  key: 'key:AKIAIOSFODNN7EXAMPLE',
  error: 'error:any',
  level: 'level:high',
  since: 'since:2h',
  until: 'until:2026-11-01',
};
