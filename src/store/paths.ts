/**
 * The way to the events a look-up asks for. A path is a few stretches of an index, each in the order of time and id; conditions it
 * does not answer are tested on the rows it passes. Patterns become paths by going through an index's distinct values, which is
 * quick where there are few; where there are too many, the way leads through all events of the time.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import {
  COLUMN,
  type Condition,
  type Term,
  type TextOf,
  hasWildcard,
  isAskable,
  levelsFrom,
  likeOf,
  prefixOf,
} from './conditions';
import type { Schema } from './schema';

/** Event time in milliseconds, and the id that orders events of one time. */
export interface Key {
  readonly time: number;
  readonly id: string;
}

/** A stretch of an index: rows in which a column has one value; all events where there is none. */
export interface Stretch {
  /** `events e`, or another table `k` joined to it. */
  readonly from: RawBuilder<unknown>;
  readonly where: RawBuilder<unknown>;
  readonly time: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  /** The table alone, for walking the index without looking up events. */
  readonly keys: RawBuilder<unknown>;
  /** It may hold an event several times. */
  readonly repeats: boolean;
}

export interface Path {
  readonly stretches: readonly Stretch[];
  /** What is left to be tested. */
  readonly rest: readonly Condition[];
  /** As many rows are passed for one page. */
  readonly budget: number;
}

/** How many rows one page may pass, and how many in its first step, as most pages are full soon. */
export interface Pace {
  /** Of the wide index, which are passed quickly. */
  readonly time: number;
  /** Of others, which are looked up in a table one by one. */
  readonly index: number;
  readonly step: number;
}

export const PACE: Pace = { time: 20_000, index: 3_000, step: 250 };

/** As many distinct values are gone through for a pattern, and as many may fit. */
const MOST_VALUES = 4_000;
const MOST_STRETCHES = 48;

/** All events in the order of time. */
const EVERYTHING: Stretch = ofEvents(sql`1 = 1`);

/** The cheapest path for conditions that must all hold, for events between the keys. */
export async function pathFor(
  reader: Kysely<Schema>,
  all: readonly Condition[],
  span: Span,
  pace: Pace,
): Promise<Path> {
  let best: { readonly count: number; readonly path: Path } | undefined;
  for (const condition of all) {
    const stretches = await stretchesOf(reader, condition);
    if (!stretches) continue;
    const rest = all.filter((one) => one !== condition);
    const path = { stretches, rest, budget: pace.index };
    if (rest.length === 0) return path;
    const count = await countOf(reader, stretches, span, best?.count ?? pace.index);
    if (!best || count < best.count) best = { count, path };
    if (count === 0) return path;
  }
  const budget = all.some(({ any }) => any.some(isElsewhere)) ? pace.index : pace.time;
  const everything = { stretches: [EVERYTHING], rest: all, budget };
  if (!best) return everything;
  if (best.count < pace.index) return best.path;
  // Both have more rows than one page may pass: whichever gets further back for its money.
  const [near, far] = [await reach(reader, best.path, span), await reach(reader, everything, span)];
  return near !== undefined && far !== undefined && near > far ? everything : best.path;
}

/** What is tested in another table. */
function isElsewhere({ of }: Term): boolean {
  return of === 'resource' || of === 'level';
}

export interface Span {
  readonly since: number;
  readonly until: number;
}

/** The time that a path gets to with a tenth of its budget, from the end of the span backwards; undefined when it gets through. */
async function reach(reader: Kysely<Schema>, { stretches, budget }: Path, span: Span): Promise<number | undefined> {
  let latest: number | undefined;
  for (const { keys, where, time, id } of stretches) {
    const steps = Math.max(1, Math.floor(budget / 10 / stretches.length));
    const { rows } = await sql<{ time: number }>`
      select ${time} as time from ${keys} where ${where} and ${during(time, span)}
      order by ${time} desc, ${id} desc limit 1 offset ${steps}`.execute(reader);
    latest = Math.max(latest ?? 0, rows[0]?.time ?? 0);
  }
  return latest === 0 ? undefined : latest;
}

/** How many rows there are on a path, counted up to `most`. */
async function countOf(
  reader: Kysely<Schema>,
  stretches: readonly Stretch[],
  span: Span,
  most: number,
): Promise<number> {
  let count = 0;
  for (const { keys, where, time } of stretches) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from (
      select 1 from ${keys} where ${where} and ${during(time, span)} limit ${most - count})`.execute(reader);
    count += rows[0]?.count ?? 0;
    if (count >= most) break;
  }
  return count;
}

function during(time: RawBuilder<unknown>, { since, until }: Span): RawBuilder<unknown> {
  return sql`${time} >= ${since} and ${time} <= ${until}`;
}

/** undefined when no index leads to all the rows of a condition, or too many stretches of one would. */
async function stretchesOf(reader: Kysely<Schema>, { any }: Condition): Promise<readonly Stretch[] | undefined> {
  const stretches: Stretch[] = [];
  for (const term of any) {
    const found = await stretchesOfTerm(reader, term);
    if (!found || stretches.length + found.length > MOST_STRETCHES) return undefined;
    stretches.push(...found);
  }
  return stretches;
}

async function stretchesOfTerm(reader: Kysely<Schema>, term: Term): Promise<readonly Stretch[] | undefined> {
  switch (term.of) {
    case 'readOnly':
      return undefined;
    case 'level':
      return levelsFrom(term.atLeast).map(ofLevel);
    case 'address': {
      const { from, to } = term;
      const values = from === to ? [from] : await distinct(reader, ADDRESS, from, to, sql`1 = 1`);
      return values?.map((value) => ofEvents(sql`e.address_key = ${value}`));
    }
    default: {
      const values = await valuesOf(reader, term.of, term.like);
      return values?.map((value) => stretchOf(term.of, value));
    }
  }
}

function stretchOf(of: TextOf, value: string): Stretch {
  return of === 'resource' ? ofResource(value) : ofEvents(sql`e.${sql.ref(COLUMN[of])} = ${value}`);
}

/** Columns that are stored in lower case, so that a text is found where it stands; access keys are upper case always. */
const FOLDED: ReadonlySet<TextOf> = new Set(['person', 'resource', 'account', 'region', 'source']);

/** The stored values that a text means; undefined when there may be more than are looked for. */
async function valuesOf(reader: Kysely<Schema>, of: TextOf, text: string): Promise<readonly string[] | undefined> {
  if (!isAskable(text)) return [];
  const stored = of === 'accessKey' ? text.toUpperCase() : FOLDED.has(of) ? text.toLowerCase() : undefined;
  if (stored !== undefined && !hasWildcard(text)) return [stored];
  const place = of === 'resource' ? RESOURCE : { table: sql`events`, column: sql.ref(COLUMN[of]) };
  const prefix = stored === undefined ? '' : prefixOf(stored);
  // There are far too many of these to go through them all.
  if (prefix === '' && (of === 'resource' || of === 'accessKey')) return undefined;
  const fits = sql`lower(value) like ${likeOf(text)} escape '\\'`;
  return distinct(reader, place, prefix, `${prefix}\u{10ffff}`, fits);
}

interface Place {
  readonly table: RawBuilder<unknown>;
  readonly column: RawBuilder<unknown>;
}

const ADDRESS: Place = { table: sql`events`, column: sql`address_key` };
const RESOURCE: Place = { table: sql`event_resources`, column: sql`resource` };

/** Hops from one distinct value of an indexed column to the next, a seek each. The last hop, which finds nothing, says that all were seen. */
async function distinct(
  reader: Kysely<Schema>,
  { table, column }: Place,
  from: string,
  to: string,
  fits: RawBuilder<unknown>,
): Promise<readonly string[] | undefined> {
  const { rows } = await sql<{ value: string | null }>`
    with recursive seen (value) as (
      select min(${column}) from ${table} where ${column} >= ${from} and ${column} <= ${to}
      union all
      select (select min(${column}) from ${table} where ${column} > seen.value and ${column} <= ${to})
      from seen where seen.value is not null limit ${MOST_VALUES + 1}
    )
    select value from seen where value is null or ${fits} limit ${MOST_STRETCHES + 2}`.execute(reader);
  const values = rows.flatMap(({ value }) => value ?? []);
  return rows.length > values.length ? values : undefined;
}

function ofEvents(where: RawBuilder<unknown>): Stretch {
  const events = sql`events e`;
  return { from: events, keys: events, where, time: sql`e.time`, id: sql`e.id`, repeats: false };
}

function ofResource(resource: string): Stretch {
  return joined(sql`event_resources k`, sql`k.resource = ${resource}`, false);
}

function ofLevel(level: string): Stretch {
  return joined(sql`matches k`, sql`k.level = ${level}`, true);
}

function joined(keys: RawBuilder<unknown>, where: RawBuilder<unknown>, repeats: boolean): Stretch {
  const from = sql`${keys} cross join events e on e.id = k.event_id`;
  return { from, keys, where, time: sql`k.time`, id: sql`k.event_id`, repeats };
}
