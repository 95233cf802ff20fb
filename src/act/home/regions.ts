/**
 * In App Home: how far every account is read. The worst accounts are named with their regions, those that are well are summed up.
 * How late something is stands in steps, so that a home is not published anew for every second.
 */
import type { KnownBlock } from '@slack/web-api';
import { number } from '../../notify/charts';
import { lasting, some } from '../../notify/digest-words';
import { among } from '../../notify/expected';
import { type Mrkdwn, code, cut, joined, mrkdwn, prose } from '../../notify/text';
import { type Health, LIMITS } from '../../operate/health';
import { byRegion, changesOf, lateness } from '../../operate/regions';
import type { LaneState } from '../../source/lane-book';
import { further, row } from './actions';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Worst first. */
const STATES = ['failing', 'late', 'behind', 'unread', 'well', 'quiet', 'left'] as const;
type State = (typeof STATES)[number];

interface Region {
  readonly region: string;
  readonly state: State;
  /** Milliseconds: how late it is, or how much is left to catch up with. */
  readonly time: number;
  /** Why it fails; undefined also where that stands among the problems already. */
  readonly error: string | undefined;
}

const MARKS: Readonly<Record<State, string>> = {
  failing: '🔴',
  late: '🟠',
  behind: '⏳',
  unread: '⏳',
  well: '🟢',
  quiet: '🟢',
  left: '⚪',
};

/** As many accounts are named, and as many regions of each. */
const ACCOUNTS = 5;
const REGIONS = 3;

/** `nameOf` gives an account's name, else its id. */
export function regions(health: Health, nameOf: (account: string) => string): KnownBlock[] {
  const accounts = accountsOf(health).sort((a, b) => worst(a) - worst(b) || (nameOf(a.id) < nameOf(b.id) ? -1 : 1));
  if (accounts.length === 0) return [row('regions', mrkdwn`*Accounts and regions* — nothing was read yet`)];
  const shown = accounts.slice(0, ACCOUNTS);
  const lines = shown.map((one) => line(nameOf(one.id), one.regions, accounts.length > ACCOUNTS));
  const rest = accounts.slice(ACCOUNTS);
  const count = rest.flatMap((one) => one.regions).length;
  const well = rest.every((one) => worst(one) >= STATES.indexOf('well'));
  const words = `${rest.length === 1 ? 'account' : 'accounts'} with ${some(count, 'region')}, ${well ? 'all of them read in time' : 'see Health'}`;
  return [
    row('regions', joined([mrkdwn`*Accounts and regions*`, ...lines], '\n')),
    ...further(accounts.length, shown.length, mrkdwn`${words}`),
  ];
}

interface Account {
  readonly id: string;
  /** Worst first. */
  readonly regions: readonly Region[];
}

function worst({ regions: [first] }: Account): number {
  return first === undefined ? STATES.length : STATES.indexOf(first.state);
}

function accountsOf(health: Health): Account[] {
  return [...byRegion(health.lanes)].map(([id, its]) => ({
    id,
    regions: [...its]
      .map(([region, lanes]) => regionOf(region, lanes, health))
      .sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || b.time - a.time),
  }));
}

/** Judged by the lane of changes, as health is. */
function regionOf(region: string, lanes: readonly LaneState[], health: Health): Region {
  const changes = changesOf(lanes) ?? lanes[0];
  const backlog = Math.max(...lanes.map((lane) => lane.backlog));
  const lag = lateness(changes, health);
  const told = health.problems.some(({ key }) => key.startsWith(`unreadable/${changes?.account ?? ''}/`));
  const error = told ? undefined : changes?.error?.message;
  const of = (state: State, time = 0): Region => ({ region, state, time, error });
  if (changes?.pace === 'not enabled') return of('left');
  if (changes?.error !== undefined) return of('failing');
  if (backlog >= HOUR) return of('behind', backlog);
  if (changes?.lag === undefined) return of('unread');
  if (lag > LIMITS.behind) return of('late', lag);
  return of(changes.pace === 'quiet' ? 'quiet' : 'well', lag);
}

function line(name: string, its: readonly Region[], isShort: boolean): Mrkdwn {
  const parts = STATES.flatMap((state) => {
    const those = its.filter((one) => one.state === state);
    return those.length === 0 ? [] : [SAID[state](those, isShort)];
  });
  const mark = MARKS[its[0]?.state ?? 'unread'];
  return mrkdwn`${mark} *${prose(cut(name, 40))}* — ${joined(parts, ' · ')}`;
}

const SAID: Readonly<Record<State, (those: readonly Region[], isShort: boolean) => Mrkdwn>> = {
  failing: (those, isShort) => {
    const error = those.find((one) => one.error !== undefined)?.error;
    const why = error === undefined ? mrkdwn`` : mrkdwn`: ${prose(cut(error, isShort ? 90 : 240))}`;
    return mrkdwn`cannot be read in ${named(those)}${why}`;
  },
  late: (those) => mrkdwn`read up to ${lasting(step(those[0]?.time ?? 0))} late in ${named(those)}`,
  behind: (those) => mrkdwn`catching up with ${lasting(those[0]?.time ?? 0)} of events in ${named(those)}`,
  unread: (those) => mrkdwn`not read yet in ${named(those)}`,
  well: (those) => {
    const most = Math.max(...those.map(({ time }) => time));
    return mrkdwn`${some(those.length, 'region')} read within ${lasting(step(most + MINUTE))}`;
  },
  quiet: (those) => mrkdwn`${number(those.length)} quiet`,
  left: (those) => mrkdwn`${number(those.length)} not enabled`,
};

function named(those: readonly Region[]): Mrkdwn {
  const names = those.slice(0, REGIONS).map(({ region }) => code(region));
  return among(names, those.length);
}

/** Up to five minutes, then in steps of five, then whole hours. */
function step(length: number): number {
  const of = length >= HOUR ? HOUR : 5 * MINUTE;
  return Math.ceil(length / of) * of;
}
