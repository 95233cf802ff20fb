/**
 * What a look-up may ask of events, as data: conditions that must all hold, each of terms of which one must. A term becomes SQL
 * that tests a row; `paths.ts` finds the index that leads there. Everything people typed goes in as a bound parameter.
 */
import { type RawBuilder, sql } from 'kysely';
import { LEVELS, type Level, compareLevels } from '../detect/level';

/** Each is compared without regard to case. */
export type TextOf =
  'principal' | 'person' | 'name' | 'source' | 'account' | 'region' | 'error' | 'accessKey' | 'resource';

export type Term =
  /** `*` stands for any text, `?` for one character. */
  | { readonly of: TextOf; readonly like: string }
  /** From one address key to another, both included. */
  | { readonly of: 'address'; readonly from: string; readonly to: string }
  /** A rule met it, and the match's level is at least this. */
  | { readonly of: 'level'; readonly atLeast: Level }
  | { readonly of: 'readOnly'; readonly is: boolean };

/** One of the terms must hold; none of no terms does. */
export interface Condition {
  readonly any: readonly Term[];
}

/** Milliseconds of event time, both included; every condition must hold. */
export interface EventFilters {
  readonly all: readonly Condition[];
  readonly since: number | undefined;
  readonly until: number | undefined;
}

/** Columns of `events` by the text they hold; resources have a table. */
export const COLUMN = {
  principal: 'principal',
  person: 'person',
  name: 'name',
  source: 'source',
  account: 'account',
  region: 'region',
  error: 'error',
  accessKey: 'access_key',
} as const satisfies Record<Exclude<TextOf, 'resource'>, string>;

/** Longer texts name nothing that is stored, and more stars make comparing slow. */
const LONGEST = 300;
const MOST_STARS = 6;

/** Whether so long a text with so many `*` may be asked for. */
export function isAskable(text: string): boolean {
  return text.length <= LONGEST && text.split('*').length <= MOST_STARS + 1;
}

/** A pattern of SQL's LIKE for one with `*` and `?`; what LIKE takes for wildcards itself is escaped. */
export function likeOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')
    .replace(/\*+/g, '%')
    .replace(/\?/g, '_');
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

/** What stands before the first wildcard. */
export function prefixOf(text: string): string {
  return text.split(/[*?]/, 1)[0] ?? '';
}

export function levelsFrom(least: Level): readonly Level[] {
  return LEVELS.filter((level) => compareLevels(level, least) >= 0);
}

/**
 * A test of the row `e` of events. Columns stand in a function on purpose: the way to a row is chosen by `paths.ts`, and no
 * index is to be used for what is merely tested.
 */
export function testOf({ any }: Condition): RawBuilder<unknown> {
  if (any.length === 0) return sql`1 = 0`;
  return sql`(${sql.join(any.map(termTest), sql` or `)})`;
}

function termTest(term: Term): RawBuilder<unknown> {
  switch (term.of) {
    case 'address':
      return sql`lower(e.address_key) between ${term.from} and ${term.to}`;
    case 'level':
      return sql`exists (select 1 from matches m where m.event_id = e.id and m.level in (${sql.join(levelsFrom(term.atLeast))}))`;
    case 'readOnly':
      return sql`e.read_only = ${Number(term.is)}`;
    case 'resource':
      return sql`exists (select 1 from event_resources r
        where r.time = e.time and r.event_id = e.id and ${textTest(sql`r.resource`, term.like)})`;
    default:
      return textTest(sql`e.${sql.ref(COLUMN[term.of])}`, term.like);
  }
}

export function textTest(column: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  if (!isAskable(text)) return sql`1 = 0`;
  if (!hasWildcard(text)) return sql`lower(${column}) = ${text.toLowerCase()}`;
  return sql`lower(${column}) like ${likeOf(text)} escape '\\'`;
}
