/** One account of `health`: its regions, the troubled ones first and each in a line, those that are well and quiet in one. */
import { lasting, some } from '../../notify/digest-words';
import { among } from '../../notify/expected';
import { Mrkdwn, bounded, code, cut, joined, moment, mrkdwn } from '../../notify/text';
import { type Health, LIMITS } from '../../operate/health';
import { byRegion, changesOf, lateness } from '../../operate/regions';
import type { LaneState } from '../../source/lane-book';
import type { RegionEvents } from '../../store/region-events';
import type { Desk } from '../desk';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** As many regions have a line of their own. */
const MOST_LINES = 5;
/** Characters of an account: five of them, and what is wrong, are a message. */
const MOST = 850;
const SHORT = '{date_short_pretty} at {time}';

interface Region {
  readonly name: string;
  readonly changes: LaneState | undefined;
  /** Milliseconds: the largest of its lanes. */
  readonly backlog: number;
  readonly throttled: number;
  readonly requests: number;
  readonly reads: LaneState | undefined;
  readonly isTroubled: boolean;
}

export interface AccountHealth {
  readonly id: string;
  /** Troubled ones first. */
  readonly regions: readonly Region[];
}

/** Those with trouble first, then by id. */
export function accountsOf(health: Health): readonly AccountHealth[] {
  const accounts = [...byRegion(health.lanes)].map(([id, regions]) => ({
    id,
    regions: [...regions]
      .map(([name, its]) => regionOf(name, its, health))
      .sort((a, b) => Number(b.isTroubled) - Number(a.isTroubled) || (a.name < b.name ? -1 : 1)),
  }));
  return accounts.sort((a, b) => trouble(b) - trouble(a) || (a.id < b.id ? -1 : 1));
}

function trouble({ regions }: AccountHealth): number {
  return regions.filter(({ isTroubled }) => isTroubled).length;
}

function regionOf(name: string, lanes: readonly LaneState[], health: Health): Region {
  const changes = changesOf(lanes);
  const backlog = Math.max(0, ...lanes.map((lane) => lane.backlog));
  const late = lateness(changes, health) > LIMITS.behind;
  const unread = changes !== undefined && changes.watermark === undefined && changes.pace !== 'not enabled';
  return {
    name,
    changes,
    backlog,
    throttled: sum(lanes.map(({ throttled }) => throttled)),
    requests: sum(lanes.map(({ requests }) => requests)),
    reads: lanes.find(({ kind }) => kind === 'reads'),
    isTroubled: changes?.error !== undefined || backlog >= HOUR || late || unread,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function accountLines({ id, regions }: AccountHealth, events: RegionEvents, { context }: Desk): Mrkdwn {
  const name = context.accounts.get(id)?.name;
  const title = name === undefined ? mrkdwn`*${id}*` : mrkdwn`*${cut(name, 60)}* ${code(id)}`;
  const troubled = regions.filter(({ isTroubled }) => isTroubled);
  const busy = regions.filter((one) => !one.isTroubled && events.last.has(one.name));
  const own = [...troubled, ...busy].slice(0, MOST_LINES);
  const rest = regions.filter((one) => !own.includes(one));
  const mark = troubled.length === 0 ? '🟢' : '🔴';
  const lines = [
    mrkdwn`${mark} ${title} · ${lastSeen(events)}`,
    ...own.map((one) => regionLine(one, events)),
    ...restLines(rest, events),
    ...throttles(regions),
  ];
  return new Mrkdwn(bounded(joined(lines, '\n'), MOST));
}

function lastSeen({ last }: RegionEvents): Mrkdwn {
  return last.size === 0 ? mrkdwn`no event yet` : mrkdwn`last event ${moment(Math.max(...last.values()), SHORT)}`;
}

function regionLine({ name, changes, reads, backlog }: Region, { last }: RegionEvents): Mrkdwn {
  const at = last.get(name);
  const parts = [
    code(name),
    ...(at === undefined ? [] : [mrkdwn`last event ${moment(at, '{time}')}`]),
    ...(changes?.watermark === undefined
      ? [mrkdwn`*not read yet*`]
      : [mrkdwn`changes up to ${moment(changes.watermark, '{time}')}`]),
    ...(reads?.watermark === undefined ? [] : [mrkdwn`reads up to ${moment(reads.watermark, '{time}')}`]),
    ...(backlog >= HOUR ? [mrkdwn`*${lasting(backlog)} to catch up with*`] : []),
    ...(changes?.error === undefined ? [] : [mrkdwn`*cannot be read*: ${cut(changes.error.message, 220)}`]),
  ];
  return joined(parts, ' · ');
}

/** Regions without trouble, summed up. */
function restLines(regions: readonly Region[], { last, since }: RegionEvents): readonly Mrkdwn[] {
  const off = regions.filter(({ changes }) => changes?.pace === 'not enabled');
  const troubled = regions.filter(({ isTroubled }) => isTroubled);
  const well = regions.filter((one) => !off.includes(one) && !one.isTroubled);
  const marks = well.flatMap(({ changes }) => changes?.watermark ?? []);
  const isQuiet = well.every(({ name }) => !last.has(name));
  // Where an account is busy only its newest events were looked at: what came before says nothing.
  const until = isQuiet && since !== undefined ? mrkdwn` without an event since ${moment(since, '{time}')}` : mrkdwn``;
  const quiet = !isQuiet ? 'more ' : since === undefined ? 'quiet ' : '';
  const upTo = marks.length === 0 ? mrkdwn`` : mrkdwn`, read up to ${moment(Math.min(...marks), '{time}')} or later`;
  return [
    ...(troubled.length === 0
      ? []
      : [
          mrkdwn`🔴 and ${some(troubled.length, 'region')} with trouble: ${among(
            troubled.slice(0, 3).map(({ name }) => code(name)),
            troubled.length,
          )}`,
        ]),
    ...(well.length === 0
      ? []
      : [mrkdwn`${well.length} ${quiet}${well.length === 1 ? 'region' : 'regions'}${until}${upTo}`]),
    ...(off.length === 0 ? [] : [mrkdwn`${some(off.length, 'region')} not enabled`]),
  ];
}

function throttles(regions: readonly Region[]): readonly Mrkdwn[] {
  const throttled = sum(regions.map((one) => one.throttled));
  if (throttled === 0) return [];
  const requests = sum(regions.map((one) => one.requests));
  return [mrkdwn`AWS asked to slow down ${some(throttled, 'time')} in ${some(requests, 'request')} since the start`];
}
