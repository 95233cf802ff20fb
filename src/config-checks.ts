/** What the shape of trailwarden.yml cannot say: problems between its parts, each as a line that says where and what to do. */
import { type Environment, type FileSettings, channel as channelSchema } from './config-schema';
import { LEVELS, compareLevels } from './detect/level';
import { reasonOf } from './error';
import type { Route } from './notify/route';
import { checkSchedule } from './schedule';
import { partitionOf } from './source/regions';
import { closest } from './spelling';

/** An account that is read twice would spend its quota twice. */
export function accountProblems({ accounts = [] }: FileSettings): readonly string[] {
  const ids = accounts.map(({ id }) => id);
  const twice = new Set(ids.filter((id, index) => ids.indexOf(id) < index));
  return [
    ...[...twice].map((id) => `accounts: ${id} is listed twice`),
    ...accounts.flatMap(({ regions }, index) => {
      const [first, ...others] = regions === 'all' ? [] : regions;
      const stranger = others.find((region) => partitionOf(region) !== partitionOf(first ?? region));
      return stranger === undefined
        ? []
        : [`accounts.${index}.regions: no account has both ${first} and ${stranger}: list regions of one partition`];
    }),
  ];
}

export function channelProblems({ SLACK_CHANNEL: channel }: Environment): readonly string[] {
  const parsed = channelSchema.optional().safeParse(channel);
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => `SLACK_CHANNEL: ${message}`);
}

/** Every high and critical alert must have somewhere to go, whatever its account and tags. */
export function routeProblems(routes: readonly Route[]): readonly string[] {
  return LEVELS.filter((level) => compareLevels(level, 'high') >= 0)
    .filter((level) => !routes.some((to) => to.levels.has(level) && to.accounts.size === 0 && to.tags.length === 0))
    .map(
      (level) =>
        `channel: a ${level} alert may have no channel: set channel (or SLACK_CHANNEL), or a route without accounts and tags`,
    );
}

export function scheduleProblems(settings: FileSettings): readonly string[] {
  try {
    checkSchedule(settings.schedule);
    return [];
  } catch (error) {
    return [`schedule: ${reasonOf(error)}`];
  }
}

const DAY = 86_400_000;

/** The shortest retention of each: what is younger may still be read again, joined, escalated or asked about. */
const SHORTEST = { events: 1, alerts: 7, audit: 7 } as const;

/** What is deleted too early would be read again and told again, or be gone before anybody could act. */
export function retentionProblems({ retention, first_read: firstRead, merge }: FileSettings): readonly string[] {
  const short = (['events', 'alerts', 'audit'] as const)
    .filter((key) => retention[key] < SHORTEST[key] * DAY)
    .map((key) => `retention.${key}: expected at least ${SHORTEST[key]}d`);
  return [
    ...short,
    ...(retention.events < firstRead
      ? ['retention.events: shorter than first_read, so what is read first would be deleted at once']
      : []),
    ...(retention.alerts < merge
      ? ['retention.alerts: shorter than merge, so an alert would be deleted while it takes repeats']
      : []),
  ];
}

/** A route for an account that is not read would never match. Nothing can be said where accounts are not listed. */
export function routeAccountProblems({ accounts, routes }: FileSettings): readonly string[] {
  if (!accounts) return [];
  const known = accounts.flatMap(({ id, name }) => (name === undefined ? [id] : [id, name]));
  return routes.flatMap((route, index) =>
    route.accounts
      .filter((account) => !known.includes(account))
      .map((account) => {
        const meant = closest(account, known);
        const guess = meant === undefined ? '' : ` (did you mean ${meant}?)`;
        return `routes.${index}.accounts: ${account} is no account of this configuration${guess}`;
      }),
  );
}
