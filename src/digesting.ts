/**
 * Makes a digest when it is due: its facts are gathered outside any transaction, it is written and owed in one, so that each is
 * told once. One that fell due while the bot was down is told when it is up again, within a day; after that the next one covers
 * its time too.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_HOURS, type BusinessHours } from './alert/business-time';
import { type Digest, digestOf } from './alert/digest';
import { type BotFacts, DIGEST_KINDS, type DigestKind, type Period, type StagedRule } from './alert/digest-facts';
import type { Posture } from './alert/posture';
import { type Cron, lastDue } from './cron';
import type { RuleSet } from './detect/rule-set';
import { digestLines } from './notify/digest';
import type { Routes } from './notify/route';
import type { Health } from './operate/health';
import type { Database } from './store/database';
import { firstWatched } from './store/digest-alerts';
import { storedFacts } from './store/digest-facts';
import { lastDigestAt, oweDigest, writeDigest } from './store/digests';
import { stagedReport } from './store/staged-report';
import { liveRules } from './store/staging';

/** A kind that is undefined is off. */
export type DigestSettings = Readonly<Record<DigestKind, Cron | undefined>> & {
  /** Where digests go. */
  readonly channel: string;
};

export interface Digesting {
  readonly database: Database;
  readonly rules: RuleSet;
  readonly routes: Routes;
  /** Milliseconds; see DESIGN's `merge`. */
  readonly merge: number;
  readonly businessHours: BusinessHours | undefined;
  readonly settings: DigestSettings;
  readonly health: () => Promise<Health>;
  /** How well the trails are set up; left out where nobody can say. */
  readonly posture?: (() => Promise<Posture>) | undefined;
  readonly failed: (error: unknown) => void;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Later than this it is no news. */
const LATE = DAY;
/** What the digests before missed is looked for so far back. */
const FARTHEST = 35 * DAY;
/** After a start, the first tick is waited for so long: what happened meanwhile belongs into it. */
const PATIENCE = 10 * 60_000;
const AFTER_FAULT = 60_000;

/** To be called every so often with the time (milliseconds); resolves to how many digests were made. */
export function digesting(given: Digesting, startedAt: number): (now: number) => Promise<number> {
  const settled = new Map<DigestKind, number>();
  let tryAt = 0;
  return async (now) => {
    let made = 0;
    if (now < tryAt) return made;
    // What fails is not tried again with every second that passes.
    tryAt = now + AFTER_FAULT;
    for (const kind of DIGEST_KINDS) {
      const cron = given.settings[kind];
      const due = cron && lastDue(cron, zoneOf(given), now);
      if (due === undefined || settled.get(kind) === due) continue;
      const period = await wanted(given, kind, due, now);
      if (period) {
        const health = await given.health();
        if (health.tick.doneAt === undefined && now - startedAt < PATIENCE) continue;
        made += Number(await make(given, kind, period, health, now));
      }
      settled.set(kind, due);
    }
    tryAt = 0;
    return made;
  };
}

function zoneOf({ businessHours = DEFAULT_HOURS }: Digesting): string {
  return businessHours.timeZone;
}

/** What the digest that was due then has to cover; undefined when it is told already, too late, or from before there was anything. */
async function wanted(given: Digesting, kind: DigestKind, due: number, now: number): Promise<Period | undefined> {
  const { database, settings } = given;
  const cron = settings[kind];
  const last = await lastDigestAt(database.reader, kind);
  if (!cron || now - due > LATE || (last !== undefined && last >= due)) return undefined;
  const since = await firstWatched(database.reader);
  if (since === undefined || since >= due) return undefined;
  const usual = Math.max(lastDue(cron, zoneOf(given), due - 1) ?? 0, due - FARTHEST);
  return { from: last === undefined ? usual : Math.max(Math.min(last, usual), due - FARTHEST), until: due };
}

async function make(given: Digesting, kind: DigestKind, period: Period, health: Health, now: number): Promise<boolean> {
  const { database, settings } = given;
  const stored = await storedFacts(database.reader, kind, period, now);
  const digest = digestOf(kind, period, stored, await botFacts(given, kind, period, health));
  return database.transaction(async (trx) => {
    if (!(await writeDigest(trx, digest, now))) return false;
    await oweDigest(trx, digest, digestLines(digest), settings.channel, now);
    return true;
  });
}

async function botFacts(given: Digesting, kind: DigestKind, period: Period, health: Health): Promise<BotFacts> {
  const { rules, routes } = given;
  const known = new Map(rules.rules.map((rule) => [rule.id, rule]));
  return {
    timeZone: zoneOf(given),
    rule: (id) => known.get(id),
    posted: new Set(routes.flatMap(({ levels }) => [...levels])),
    filters: rules.filters.filter(({ shipped }) => !shipped).map(({ title }) => title),
    parts: rules.correlations.quiet.size,
    staged: await stagedRules(given, period),
    problems: health.problems.map(({ what, since }) => ({ what, since })),
    posture: kind === 'weekly' ? await posture(given) : undefined,
  };
}

async function stagedRules({ database, rules, merge }: Digesting, { from }: Period): Promise<readonly StagedRule[]> {
  const live = await liveRules(database.reader);
  const staged = new Map(
    rules.rules.filter(({ id, staged: is }) => is && !live.has(id)).map((rule) => [rule.id, rule]),
  );
  const reports = await stagedReport(database.reader, { ruleIds: [...staged.keys()], since: from, merge });
  return reports
    .map(({ ruleId, matches, principals, alerts, expected }) => {
      return { ruleId, title: staged.get(ruleId)?.title ?? ruleId, matches, principals, alerts, expected };
    })
    .sort((a, b) => b.matches - a.matches);
}

/** Deadlines wait meanwhile: an AWS that does not answer must not hold them up for longer (milliseconds). */
const READING = 20_000;

/** A digest without it is better than none. */
async function posture({ posture: read, failed }: Digesting): Promise<Posture | undefined> {
  const found = read?.().catch((error: unknown) => {
    failed(error);
    return undefined;
  });
  return found && Promise.race([found, sleep(READING, undefined, { ref: false })]);
}

/** For App Home and `/trail`: what the digest would say of the last so many milliseconds, without telling or recording it. */
export async function digestNow(given: Digesting, kind: DigestKind, length: number, now: number): Promise<Digest> {
  const period = { from: now - length, until: now };
  const stored = await storedFacts(given.database.reader, kind, period, now);
  return digestOf(kind, period, stored, await botFacts(given, kind, period, await given.health()));
}
