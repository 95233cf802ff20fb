/**
 * What CloudTrail itself is asked so as to answer a look-up: in which regions of which accounts, and by which one attribute, as
 * LookupEvents takes no more; everything else is tested on what comes. Pure.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html
 */
import type { LaneState } from '../../source/lane-book';
import type { LookupAttribute } from '../../source/lookup';
import { type Condition, type EventFilters, type Term, hasWildcard } from '../../store/conditions';
import { isNamed, namedOnly } from './store-reach';

/** CloudTrail's event history. */
export const HISTORY = 90 * 86_400_000;

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Every account and region that is read and fits, and the regions that were named although they are not read. */
export function placesFor(filters: EventFilters, lanes: readonly LaneState[]): readonly Place[] {
  const accounts = namedOnly(filters, 'account');
  const regions = namedOnly(filters, 'region');
  const read = lanes.filter(
    ({ account, region, pace }) =>
      isNamed(accounts, account) && isNamed(regions, region) && (pace !== 'not enabled' || regions.length > 0),
  );
  const places = new Map<string, Place>();
  const add = (account: string, region: string): void => void places.set(`${account} ${region}`, { account, region });
  for (const { account, region } of read) add(account, region);
  for (const account of new Set(lanes.map((lane) => lane.account))) {
    if (isNamed(accounts, account)) for (const region of regions.filter(isRegion)) add(account, region);
  }
  return [...places.values()];
}

/** As AWS writes them: a name becomes part of an address that is asked. */
function isRegion(text: string): boolean {
  return /^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/.test(text);
}

/** As many listings may stand for one look-up, each by another value of one attribute. */
const MOST = 4;

/**
 * Of the conditions the one that leaves the least. Several attributes are alternatives: a listing for each. None where nothing that
 * was asked for is an attribute, and so everything is listed.
 */
export function attributesFor({ all }: EventFilters): readonly LookupAttribute[] {
  let best: readonly LookupAttribute[] = [];
  for (const condition of all) {
    const found = attributesOf(condition);
    if (found && (best[0] === undefined || rank(found) < rank(best))) best = found;
  }
  return best;
}

const NARROWEST: readonly LookupAttribute['key'][] = [
  ...(['EventId', 'AccessKeyId', 'ResourceName', 'Username', 'EventName', 'EventSource', 'ReadOnly'] as const),
];

function rank([first]: readonly LookupAttribute[]): number {
  return first ? NARROWEST.indexOf(first.key) : Infinity;
}

function attributesOf({ any }: Condition): readonly LookupAttribute[] | undefined {
  const person = any.flatMap((term) => (term.of === 'person' && !hasWildcard(term.like) ? [term.like] : []));
  const found = new Map<string, LookupAttribute>();
  for (const term of any) {
    const attribute = attributeOf(term, person);
    if (!attribute) return undefined;
    found.set(`${attribute.key} ${attribute.value}`, attribute);
  }
  return found.size === 0 || found.size > MOST ? undefined : [...found.values()];
}

function attributeOf(term: Term, people: readonly string[]): LookupAttribute | undefined {
  if (term.of === 'readOnly') return { key: 'ReadOnly', value: String(term.is) };
  if (!('like' in term) || (term.of !== 'principal' && hasWildcard(term.like))) return undefined;
  const value = term.like;
  switch (term.of) {
    case 'accessKey':
      return { key: 'AccessKeyId', value: value.toUpperCase() };
    case 'person':
      return { key: 'Username', value };
    case 'principal':
      return usernameOf(value, people);
    case 'resource':
      return { key: 'ResourceName', value };
    case 'source':
      return { key: 'EventSource', value: value.toLowerCase() };
    case 'name':
      // CloudTrail minds upper and lower case, which nobody types who types in lower case.
      return /^[A-Z]/.test(value) ? { key: 'EventName', value } : undefined;
    default:
      return undefined;
  }
}

/** Somebody is asked for by a name that may be a user's, a session's or a role's. */
export function hasBareName({ all }: EventFilters): boolean {
  return all.some(({ any }) => any.some((term) => term.of === 'principal' && /^\*:\*:[^*?]+$/.test(term.like)));
}

/**
 * CloudTrail knows users by their names, and what a role did by its session's. A name of either, beside the same name as a person's,
 * is asked for as a user's.
 */
function usernameOf(like: string, people: readonly string[]): LookupAttribute | undefined {
  if (like === 'root:*:root' || /^root:\d*:root$/.test(like)) return { key: 'Username', value: 'root' };
  const user = /^user:\d*:([^*?]+)$/.exec(like)?.[1];
  if (user !== undefined) return { key: 'Username', value: user };
  const name = /^\*:\*:([^*?]+)$/.exec(like)?.[1];
  return name !== undefined && people.includes(name) ? { key: 'Username', value: name } : undefined;
}
