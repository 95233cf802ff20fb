/**
 * The digest: what mattered in a period, what is left to do, and all that was kept quiet. Pure: facts become what people are shown,
 * as data with a bounded size; `notify/digest.ts` gives it words.
 */
import { LEVELS, type Level, compareLevels } from '../detect/level';
import type { Alert } from './alert';
import { DEFAULT_HOURS, dayOf } from './business-time';
import type { BotFacts, DigestKind, Few, LevelCount, Period, StagedRule, StoredFacts } from './digest-facts';
import type { BusyPrincipal, DayCount, NoisyRule, OpenAlert, Question, Quiet, SnoozedAlert } from './digest-parts';
import type { Expectation } from './expectation';
import type { Posture } from './posture';
import { type Proposal, proposalsOf } from './proposal';
import { titleOf } from './report';

export interface Digest extends Period {
  /** Kind and when it was due. */
  readonly id: string;
  readonly kind: DigestKind;
  readonly events: number;
  readonly accounts: number;
  /** Alerts opened, of levels that some route takes, worst first; and how many there were in the same length of time before. */
  readonly opened: readonly LevelCount[];
  readonly openedBefore: number | undefined;
  /** The days of the period (`yyyy-MM-dd`), those without alerts among them, with what was opened. */
  readonly days: readonly DayCount[];
  readonly open: {
    readonly counts: readonly LevelCount[];
    readonly acknowledged: number;
    readonly overDay: number;
    readonly overWeek: number;
    readonly alerts: readonly OpenAlert[];
  };
  readonly rules: Few<NoisyRule>;
  readonly principals: Few<BusyPrincipal>;
  readonly quiet: Quiet;
  readonly ending: Few<Expectation>;
  readonly stale: Few<Expectation>;
  readonly snoozed: Few<SnoozedAlert>;
  readonly questions: {
    readonly open: Few<Question>;
    readonly answered: number;
    readonly unanswered: number;
    readonly medianAnswer: number | undefined;
  };
  readonly staged: readonly StagedRule[];
  readonly proposals: readonly Proposal[];
  readonly watch: {
    readonly since: number | undefined;
    readonly pauses: Few<Period>;
    readonly problems: BotFacts['problems'];
  };
  readonly posture: Posture | undefined;
  /** Nobody has anything to do or to read. */
  readonly calm: boolean;
}

/** As many of each are kept; a message shows the first of them, its thread the others. */
const MOST = 25;
/** Days of the chart; Slack's has room for twenty. */
const MOST_DAYS = 14;
const DAY = 86_400_000;

export function digestOf(kind: DigestKind, { from, until }: Period, stored: StoredFacts, bot: BotFacts): Digest {
  const { open, ...questions } = stored.questions;
  const told = stored.opened.filter(({ level }) => bot.posted.has(level));
  const digest = {
    ...{ id: digestId(kind, until), kind, from, until },
    ...{ events: stored.events, accounts: stored.accounts, opened: byLevel(told) },
    openedBefore: stored.openedBefore && sum(stored.openedBefore.filter(({ level }) => bot.posted.has(level))),
    days: daysOf(told, { from, until }, bot.timeZone),
    open: {
      counts: byLevel(stored.standing.filter(({ state }) => state === 'open')),
      acknowledged: sum(stored.standing.filter(({ state }) => state === 'acknowledged')),
      overDay: stored.overDay,
      overWeek: stored.overWeek,
      alerts: stored.oldest.slice(0, MOST).map(openAlert),
    },
    rules: few(
      stored.rules.map(({ ruleId, matches }) => {
        const alerts = stored.groups.filter((group) => group.ruleId === ruleId);
        const title = titleOf(ruleId, bot.rule(ruleId));
        return { ruleId, title, matches, alerts: alerts.reduce((all, group) => all + group.alerts, 0) };
      }),
    ),
    principals: few(busiest(stored)),
    quiet: quietOf(stored, bot),
    ...{ ending: fewOf(stored.ending), stale: fewOf(stored.stale) },
    snoozed: { total: stored.snoozed.total, rows: stored.snoozed.rows.slice(0, MOST).flatMap(snoozedAlert) },
    questions: {
      ...questions,
      open: {
        total: open.total,
        rows: open.rows.slice(0, MOST).map(({ principal, people, askedAt, deadline }) => {
          return { principal: principal.key, people, askedAt, deadline };
        }),
      },
    },
    staged: bot.staged.slice(0, MOST),
    proposals: kind === 'weekly' ? proposalsOf(stored, bot.rule) : [],
    watch: { since: stored.watchedSince, pauses: few(stored.pauses), problems: bot.problems.slice(0, MOST) },
    posture: kind === 'weekly' ? bot.posture : undefined,
  };
  return { ...digest, calm: isCalm(digest, bot.posted) };
}

export function digestId(kind: DigestKind, until: number): string {
  return `digest-${kind}-${new Date(until).toISOString()}`;
}

/** Nothing was told that somebody should know of, and nothing is left to decide. */
function isCalm(digest: Omit<Digest, 'calm'>, posted: ReadonlySet<Level>): boolean {
  const { opened, open, ending, stale, snoozed, questions, staged, proposals, watch, posture } = digest;
  const told = opened.length > 0 || open.counts.some(({ level }) => posted.has(level));
  const left = ending.total + stale.total + snoozed.total + questions.open.total + staged.length + proposals.length;
  // Nearly every account has something that could be better; it is listed all the same.
  const findings = posture?.findings.filter(({ level }) => compareLevels(level, 'high') >= 0).length ?? 0;
  return !told && digest.events > 0 && left + watch.pauses.total + watch.problems.length + findings === 0;
}

/** Worst first; levels without any are left out. */
function byLevel(counts: readonly LevelCount[]): readonly LevelCount[] {
  return LEVELS.toReversed().flatMap((level) => {
    const count = sum(counts.filter((one) => one.level === level));
    return count === 0 ? [] : [{ level, count }];
  });
}

function sum(counts: readonly LevelCount[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}

const QUARTER = 15 * 60_000;

function daysOf(opened: StoredFacts['opened'], { from, until }: Period, timeZone: string): readonly DayCount[] {
  const dayAt = (time: number): string => dayOf({ ...DEFAULT_HOURS, timeZone }, time);
  const days = new Map<string, LevelCount[]>();
  // Half a day at a time meets every date, however long its day is.
  for (let time = Math.max(from, until - MOST_DAYS * DAY); time < until; time += DAY / 2) days.set(dayAt(time), []);
  days.set(dayAt(until - 1), []);
  for (const { quarter, level, count } of opened) days.get(dayAt(quarter * QUARTER))?.push({ level, count });
  return [...days].slice(-MOST_DAYS).map(([day, counts]) => ({ day, counts: byLevel(counts) }));
}

function busiest({ groups }: StoredFacts): readonly BusyPrincipal[] {
  const found = new Map<string, BusyPrincipal>();
  for (const { principal, alerts, matches } of groups) {
    const before = found.get(principal) ?? { principal, alerts: 0, matches: 0 };
    found.set(principal, { principal, alerts: before.alerts + alerts, matches: before.matches + matches });
  }
  return [...found.values()].sort((a, b) => b.matches - a.matches || b.alerts - a.alerts);
}

function quietOf(stored: StoredFacts, { posted, filters, parts }: BotFacts): Quiet {
  const byExpectation = stored.quiet.filter(({ by }) => by !== 'staging');
  const known = new Map(stored.expectations.map((one) => [one.id, one]));
  return {
    expectations: few(byExpectation.map(({ by, matches }) => ({ matches, expectation: known.get(by) }))),
    expected: byExpectation.reduce((total, { matches }) => total + matches, 0),
    staged: stored.quiet.find(({ by }) => by === 'staging')?.matches ?? 0,
    snoozed: stored.snoozed.rows.reduce((total, { snooze }) => total + (snooze?.counted ?? 0), 0),
    filters: few(filters),
    parts,
    below: byLevel(stored.opened.filter(({ level }) => !posted.has(level))),
  };
}

function openAlert({ id, level, content, count, account, openedAt }: Alert): OpenAlert {
  return { id, level, what: content.what, count, account: content.accountName ?? account, openedAt };
}

function snoozedAlert(alert: Alert): readonly SnoozedAlert[] {
  const { snooze } = alert;
  if (!snooze) return [];
  return [{ ...openAlert(alert), until: snooze.until, by: snooze.by, counted: snooze.counted }];
}

function few<T>(rows: readonly T[]): Few<T> {
  return { rows: rows.slice(0, MOST), total: rows.length };
}

function fewOf<T>({ rows, total }: Few<T>): Few<T> {
  return { rows: rows.slice(0, MOST), total };
}
