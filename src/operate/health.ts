/**
 * Is the bot well? Pure: what was observed becomes green or red, with every problem in words, since when and what to do. Read by
 * /readyz, the metrics, doctor, the notices to people, and whoever else shows health. All thresholds stand here.
 */
import type { LaneState } from '../source/lane-book';
import { forMinutes, namesOf } from './words';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long something may be so before health is red; milliseconds. */
export const LIMITS = {
  /** Retries pause for five minutes at most, so a failure that outlives two of them does not pass by itself. */
  unreadable: 10 * MINUTE,
  /** Changes are read at every tick; beyond this, a burst that the quota stretches over some ticks is no explanation. */
  behind: 15 * MINUTE,
  /** What piled up before the start is read oldest first within the quota; a day of a busy account takes hours, not half a day. */
  catchingUp: 6 * HOUR,
  /** Posts leave within seconds, in a burst within minutes; Slack's own outages are shorter as a rule. */
  owed: 10 * MINUTE,
  /** A tick begins within a second of its time. */
  tick: 5 * MINUTE,
  /** Slack renews its sockets now and then, which takes seconds. */
  slack: MINUTE,
} as const;

export type ProblemKind = 'unreadable' | 'behind' | 'silent' | 'undelivered' | 'ticks' | 'slack' | 'store';

export interface Problem {
  readonly kind: ProblemKind;
  /** Stays the same while the problem is the same one. */
  readonly key: string;
  /** A sentence without its full stop. */
  readonly what: string;
  /** Milliseconds. */
  readonly since: number;
  readonly doNext: string;
}

export interface Health {
  readonly state: 'green' | 'red';
  readonly at: number;
  readonly problems: readonly Problem[];
  /** What is worth knowing and not wrong, such as a backlog that is being read. */
  readonly notes: readonly string[];
  readonly lanes: readonly LaneState[];
  readonly owed: Owing;
  readonly tick: Ticks;
}

/** Messages that Slack has not taken; edits and lines of history are counted, but nobody waits for those. */
export interface Owing {
  readonly messages: number;
  readonly edits: number;
  readonly oldest: { readonly at: number; readonly channel: string; readonly reason: string | undefined } | undefined;
}

export interface Ticks {
  /** When the last one began to read, and when one last was done; undefined before the first. */
  readonly begunAt: number | undefined;
  readonly doneAt: number | undefined;
  /** When the next one should begin; undefined where nothing is scheduled. */
  readonly dueAt: number | undefined;
}

/** An account that always has events at this time of day, and has none. */
export interface Silence {
  readonly account: string;
  readonly since: number;
  /** The fewest events it had at this time on any of the days before. */
  readonly usual: number;
}

/** All that health is judged by. Times in milliseconds. */
export interface Observed {
  readonly startedAt: number;
  readonly lanes: readonly LaneState[];
  /** Names of accounts as people know them; by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly owed: Owing;
  readonly tick: Ticks;
  /** `since` when it became so; `ever` is false before the first connection. */
  readonly slack: { readonly connected: boolean; readonly since: number; readonly ever: boolean };
  /** Why the last write failed; undefined when it did not. */
  readonly store: { readonly what: string; readonly since: number; readonly doNext: string } | undefined;
  readonly silent: readonly Silence[];
}

export function healthOf(observed: Observed, now: number): Health {
  const { lanes, owed, tick } = observed;
  const problems = CHECKS.flatMap((check) => check(observed, now));
  const state = problems.length === 0 ? 'green' : 'red';
  return { state, at: now, problems, notes: notesOf(observed, now), lanes, owed, tick };
}

/** Told to the operator in one line. */
export function spokenProblem({ what, since, doNext }: Problem, now: number): string {
  return `${what}, ${forMinutes(now - since)}: ${doNext}`;
}

type Check = (observed: Observed, now: number) => readonly Problem[];

const store: Check = ({ store: trouble }) =>
  trouble === undefined ? [] : [{ kind: 'store', key: 'store', ...trouble }];

const ticks: Check = ({ tick: { begunAt, dueAt }, startedAt }, now) => {
  const doNext = 'look for errors in the log, and restart the bot';
  if (begunAt === undefined) {
    return [{ kind: 'ticks', key: 'ticks', what: 'Nothing was read since the start', since: startedAt, doNext }];
  }
  if (dueAt === undefined || now - dueAt <= LIMITS.tick) return [];
  return [{ kind: 'ticks', key: 'ticks', what: 'Ticks have stopped', since: dueAt, doNext }];
};

const slack: Check = ({ slack: { connected, since, ever } }, now) => {
  if (connected || (ever && now - since <= LIMITS.slack)) return [];
  const doNext = 'clicks do not arrive: check the network, status.slack.com, and the app token with doctor';
  return [{ kind: 'slack', key: 'slack', what: 'There is no connection to Slack', since, doNext }];
};

const undelivered: Check = ({ owed: { oldest, messages } }, now) => {
  if (oldest === undefined || now - oldest.at <= LIMITS.owed) return [];
  const { at: since, channel, reason = 'no reason is known yet' } = oldest;
  const what = `Slack has not taken ${messages === 1 ? 'a message' : `${messages} messages`}, the oldest for ${channel}`;
  const doNext = `nothing is lost; see to the last answer (${reason}), doctor helps`;
  return [{ kind: 'undelivered', key: 'undelivered', what, since, doNext }];
};

/** One problem an account and reason, however many regions it is in: a role that is gone is not thirty problems. */
const unreadable: Check = ({ lanes, names, startedAt }, now) => {
  const failing = lanes.filter(({ kind, error }) => kind === 'changes' && error !== undefined);
  return [...groupsOf(failing, ({ account, error }) => `unreadable/${account}/${error?.code ?? ''}`)].flatMap(
    ([key, group]) => {
      const since = Math.min(...group.map(({ watermark }) => watermark ?? startedAt));
      const [first] = group;
      if (first === undefined || now - since <= LIMITS.unreadable) return [];
      const what = `${nameOf(first.account, names)} cannot be read in ${namesOf(group.map(({ region }) => region))}`;
      return [{ kind: 'unreadable', key, what, since, doNext: first.error?.message ?? '' }] as const;
    },
  );
};

const behind: Check = ({ lanes, names, startedAt, tick }, now) => {
  const late = lanes.filter((lane) => lane.kind === 'changes' && lane.error === undefined && isBehind(lane));
  return [...groupsOf(late, ({ account }) => `behind/${account}`)].map(([key, group]) => {
    const since = Math.min(...group.map(({ watermark = startedAt }) => watermark));
    const what = `${nameOf(group[0]?.account ?? '', names)} is read late in ${namesOf(group.map(({ region }) => region))}`;
    const doNext =
      'more happens there than AWS lets us read: see backlog and throttled in the metrics, and whether something else looks up events there';
    return { kind: 'behind', key, what, since, doNext };
  });

  /** Between two ticks of a slow schedule a watermark may be old. What piled up before the start is being caught up with. */
  function isBehind({ lag, watermark, backlog }: LaneState): boolean {
    if (lag === undefined) return false;
    const sinceTick = now - (tick.begunAt ?? now);
    if (lag - sinceTick <= LIMITS.behind) return false;
    const isCatchingUp = backlog > 0 && (watermark ?? 0) < startedAt;
    return !isCatchingUp || now - startedAt > LIMITS.catchingUp;
  }
};

const silent: Check = ({ silent: accounts, names }) =>
  accounts.map(({ account, since, usual }) => ({
    kind: 'silent',
    key: `silent/${account}`,
    what: `${nameOf(account, names)} has gone silent: no event at all, where there were ${usual} or more at this time on each of the last days`,
    since,
    doNext:
      'ask whether the account was closed or emptied; if not, compare with the event history in its CloudTrail console',
  }));

const CHECKS: readonly Check[] = [store, ticks, slack, undelivered, unreadable, behind, silent];

function notesOf({ lanes, names }: Observed, now: number): readonly string[] {
  const backlogs = lanes.filter(({ backlog, error }) => backlog >= HOUR && error === undefined);
  return [...groupsOf(backlogs, ({ account }) => account)].map(([account, group]) => {
    const hours = Math.round(Math.max(...group.map(({ backlog }) => backlog)) / HOUR);
    const from = Math.min(...group.map(({ watermark = now }) => watermark));
    const regions = namesOf([...new Set(group.map(({ region }) => region))]);
    const until = from < now ? `, read up to ${new Date(from).toISOString().slice(0, 16)} UTC` : '';
    return `${nameOf(account, names)}: catching up with ${hours} hours of events in ${regions}${until}`;
  });
}

function nameOf(account: string, names: ReadonlyMap<string, string>): string {
  const name = names.get(account);
  return name === undefined ? `Account ${account}` : `Account ${name} (${account})`;
}

function groupsOf<T>(list: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
