/** How far an answer from the store can be trusted to be whole: since when events are kept, and what is not read, or not yet. */
import { type Mrkdwn, code, cut, joined, moment, mrkdwn, span } from '../../notify/text';
import type { LaneState } from '../../source/lane-book';
import type { EventFilters, TextOf } from '../../store/conditions';
import { hasWildcard } from '../../store/conditions';
import { oldestEvent, oldestEventOf } from '../../store/reach';
import type { Desk } from '../desk';
import { SECONDS, accountWords } from './event-words';

/** So late (milliseconds) is worth saying. */
const LATE = 15 * 60_000;

export interface StoreReach {
  /** What the store has not, each a sentence without its full stop. */
  readonly gaps: readonly Mrkdwn[];
  /** Since when it has anything. */
  readonly since: Mrkdwn;
  /** It does not reach back to the time that was asked for. */
  readonly isShort: boolean;
  /** CloudTrail may know more: something is read there. */
  readonly canAsk: boolean;
}

export async function storeReach(desk: Desk, { all, since }: EventFilters, now: number): Promise<StoreReach> {
  const lanes = await lanesOf(desk);
  const filters = { all, since, until: undefined };
  const oldest = await oldestOf(desk, namedOnly(filters, 'account'));
  const gaps = [...unread(desk, lanes, filters), ...late(desk, lanes, filters, now)];
  const kept = mrkdwn`events are kept for ${span(desk.eventsKept)}`;
  return {
    gaps: gaps.slice(0, 3),
    since:
      oldest === undefined
        ? mrkdwn`The store holds no events yet`
        : mrkdwn`The store reaches back to ${moment(oldest, SECONDS)}; ${kept}`,
    isShort: oldest === undefined || since === undefined || since < oldest,
    canAsk: lanes.some(({ account }) => isNamed(namedOnly(filters, 'account'), account)),
  };
}

/** Of accounts that are named the one that reaches back least, as one may have been added lately; undefined where one has nothing. */
async function oldestOf({ database: { reader } }: Desk, accounts: readonly string[]): Promise<number | undefined> {
  if (accounts.length === 0) return oldestEvent(reader);
  const found = await Promise.all(accounts.slice(0, MOST_ACCOUNTS).map((account) => oldestEventOf(reader, account)));
  return found.reduce((least, one) => (least === undefined || one === undefined ? undefined : Math.max(least, one)));
}

const MOST_ACCOUNTS = 20;

/** None while the bot cannot say. */
export async function lanesOf(desk: Desk): Promise<readonly LaneState[]> {
  const health = await desk.health().catch(() => undefined);
  return health?.lanes ?? [];
}

/** The accounts, or regions, that a look-up is narrowed to by name; none where it is not. */
export function namedOnly({ all }: EventFilters, of: TextOf): readonly string[] {
  return all.flatMap(({ any }) => {
    const values = any.flatMap((term) => (term.of === of && !hasWildcard(term.like) ? [term.like.toLowerCase()] : []));
    return values.length === any.length ? values : [];
  });
}

/** What was asked for by name and is none of what the bot reads. */
function unread(desk: Desk, lanes: readonly LaneState[], filters: EventFilters): readonly Mrkdwn[] {
  if (lanes.length === 0) return [mrkdwn`The bot has not begun to read yet`];
  const accounts = new Set(lanes.map(({ account }) => account));
  const strange = namedOnly(filters, 'account').filter((id) => !accounts.has(id));
  if (strange.length > 0) return [notRead(desk, strange, [...accounts])];
  const asked = lanes.filter(({ account }) => isNamed(namedOnly(filters, 'account'), account));
  const regions = new Set(asked.map(({ region }) => region));
  const unknown = namedOnly(filters, 'region').filter((region) => !regions.has(region));
  if (unknown.length === 0) return [];
  return [
    mrkdwn`The bot does not read ${joined(
      unknown.slice(0, 3).map((one) => code(cut(one, 30))),
      ', ',
    )}`,
  ];
}

export function notRead(desk: Desk, strange: readonly string[], read: readonly string[]): Mrkdwn {
  const known = read.slice(0, 6).map((id) => mrkdwn`${accountWords(id, desk)} (${id})`);
  const more = read.length > known.length ? mrkdwn` and ${read.length - known.length} more` : mrkdwn``;
  const which = joined(
    strange.slice(0, 3).map((id) => code(id)),
    ', ',
  );
  return mrkdwn`${which} is not among the accounts the bot reads: ${joined(known, ', ')}${more}`;
}

export function isNamed(names: readonly string[], one: string): boolean {
  return names.length === 0 || names.includes(one.toLowerCase());
}

/** Changes are read first: where they are late everything is, and reads may be late alone. */
function late(desk: Desk, lanes: readonly LaneState[], filters: EventFilters, now: number): readonly Mrkdwn[] {
  const changes = behind(desk, lanes, 'changes', filters, now);
  const isOfChanges = filters.all.some(({ any }) => any.some((term) => term.of === 'readOnly' && !term.is));
  if (changes.length > 0 || isOfChanges) return changes.map((words) => mrkdwn`${words}, so something may be missing`);
  return behind(desk, lanes, 'reads', filters, now).map((words) => mrkdwn`Reads of ${words}, so some may be missing`);
}

function behind(
  desk: Desk,
  lanes: readonly LaneState[],
  kind: 'changes' | 'reads',
  filters: EventFilters,
  now: number,
): readonly Mrkdwn[] {
  const asked = lanes.filter(
    ({ kind: its, account, region, pace }) =>
      its === kind &&
      pace !== 'not enabled' &&
      isNamed(namedOnly(filters, 'account'), account) &&
      isNamed(namedOnly(filters, 'region'), region),
  );
  const those = asked.filter(({ lag, backlog }) => lag === undefined || Math.max(lag, backlog) > LATE);
  const [worst] = [...those].sort((a, b) => (a.watermark ?? 0) - (b.watermark ?? 0));
  if (!worst) return [];
  const others = those.length > 1 ? mrkdwn` and ${those.length - 1} more` : mrkdwn``;
  const where = mrkdwn`${accountWords(worst.account, desk)} ${worst.region}${others}`;
  const upTo =
    worst.watermark === undefined || worst.watermark > now
      ? mrkdwn`not read yet`
      : mrkdwn`read up to ${moment(worst.watermark, SECONDS)}`;
  return [mrkdwn`${where}: ${upTo}`];
}
