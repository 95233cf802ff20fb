/**
 * trailwarden.yml and the environment become one frozen Config, or one error that lists every problem. Nothing else reads
 * settings; what a stage needs of them is handed to it in its own shape.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { YAMLParseError, parse } from 'yaml';
import type { z } from 'zod';
import type { Permissions } from './act/authorize';
import type { LongestSnooze } from './alert/snooze';
import {
  accountProblems,
  channelProblems,
  retentionProblems,
  routeAccountProblems,
  routeProblems,
  scheduleProblems,
} from './config-checks';
import { digestOf, digestProblems } from './config-digest';
import { type ConfirmSettings, confirmOf, linksOf, peopleProblems } from './config-people';
import { DEFAULTS, type Environment, type FileSettings, defaultDuration, fileSchema } from './config-schema';
import type { Step } from './alert/escalation';
import type { DigestSettings } from './digesting';
import type { BusinessHours } from './detect/context';
import { LEVELS, type Level, compareLevels } from './detect/level';
import { AppError, reasonOf } from './error';
import { type Routes, defaultRoute } from './notify/route';
import type { SecondPathSettings } from './notify/second-path';
import type { Link } from './people/link';
import type { AccountSettings } from './source/accounts';
import { closest } from './spelling';
import type { Retention } from './store/purge';

export type { Environment } from './config-schema';

export interface Config {
  /** The file read, undefined when there is none. */
  readonly file: string | undefined;
  /** Relative paths in the file are relative to this folder. */
  readonly folder: string;
  readonly accounts: readonly AccountSettings[];
  readonly schedule: string;
  /** Milliseconds. */
  readonly firstRead: number;
  readonly merge: number;
  readonly routes: Routes;
  /** Where goes what another channel refuses for long. */
  readonly defaultChannel: string | undefined;
  /** Where critical alerts go that Slack does not take in time. */
  readonly fallback: SecondPathSettings | undefined;
  readonly businessHours: BusinessHours | undefined;
  readonly countries: readonly string[];
  readonly countriesDatabase: string | undefined;
  /** Links of the file; those made by command are in the store. */
  readonly people: readonly Link[];
  readonly confirm: ConfirmSettings;
  readonly digest: DigestSettings;
  readonly permissions: Permissions;
  readonly longestSnooze: LongestSnooze;
  readonly rules: FileSettings['rules'];
  readonly placeholders: Readonly<Record<string, readonly string[]>>;
  /** The slash command; must equal the manifest's. */
  readonly command: string;
  readonly database: string;
  /** How long what is kept, in milliseconds. */
  readonly retention: Retention;
  /** Fetched after each healthy tick. */
  readonly heartbeat: string | undefined;
  readonly slack: SlackSettings | undefined;
}

export interface SlackSettings {
  readonly botToken: string;
  readonly apiUrl: string | undefined;
  readonly connection:
    | {
        readonly mode: 'socket';
        readonly appToken: string;
        /** Where /healthz, /readyz and /metrics are served; undefined for nowhere. */
        readonly pages: { readonly port: number; readonly host: string } | undefined;
      }
    /** `host` undefined for all interfaces. */
    | {
        readonly mode: 'http';
        readonly signingSecret: string;
        readonly port: number;
        readonly host: string | undefined;
      };
}

export interface ConfigRequest {
  /** `--config`; else TRAILWARDEN_CONFIG, else trailwarden.yml in `folder` if there is one. */
  readonly file: string | undefined;
  /** The working directory. */
  readonly folder: string;
  readonly environment: Environment;
  /** Whether Slack and a channel are needed, as for `start`; a scan needs neither. */
  readonly slack: boolean;
}

/** Throws one AppError `config` with a line for every problem. */
export function loadConfig(request: ConfigRequest): Config {
  const environment = withoutEmpty(request.environment);
  const file = configFile({ ...request, environment });
  const problems: string[] = [];
  const settings = readSettings(file, problems);
  const slack = request.slack ? slackSettings(environment, problems) : undefined;
  const channel = settings?.channel ?? environment.SLACK_CHANNEL;
  const routes = settings ? routesOf(settings, channel) : [];
  if (settings) {
    problems.push(...scheduleProblems(settings), ...accountProblems(settings), ...routeAccountProblems(settings));
    problems.push(...peopleProblems(settings), ...digestProblems(settings), ...retentionProblems(settings));
    if (request.slack) problems.push(...channelProblems(environment), ...routeProblems(routes));
  }
  if (!settings || problems.length > 0) {
    throw new AppError('config', ['the configuration has problems:', ...problems].join('\n  '));
  }
  const folder = file === undefined ? request.folder : dirname(resolve(request.folder, file));
  const within = (path: string): string => (isAbsolute(path) ? path : resolve(folder, path));
  const { countries_database: countriesDatabase } = settings;
  return Object.freeze({
    file,
    folder,
    accounts: accountsOf(settings),
    schedule: settings.schedule,
    firstRead: settings.first_read,
    merge: settings.merge,
    routes,
    defaultChannel: channel,
    fallback: settings.fallback,
    businessHours: settings.business_hours,
    countries: settings.countries,
    countriesDatabase: countriesDatabase === undefined ? undefined : within(countriesDatabase),
    people: linksOf(settings),
    confirm: confirmOf(settings),
    digest: digestOf(settings, channel, routes),
    permissions: permissionsOf(settings),
    longestSnooze: longestSnoozeOf(settings),
    rules: { ...settings.rules, folders: settings.rules.folders.map(within) },
    placeholders: settings.placeholders,
    command: settings.command,
    database: environment.DATABASE_URL ?? DEFAULTS.database,
    retention: settings.retention,
    heartbeat: settings.heartbeat,
    slack,
  });
}

/** A variable that is set to nothing, as `NAME=` in an env file, is not set. */
function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

function configFile({ file, folder, environment }: ConfigRequest): string | undefined {
  const named = file ?? environment.TRAILWARDEN_CONFIG;
  if (named !== undefined) return resolve(folder, named);
  const usual = resolve(folder, 'trailwarden.yml');
  return existsSync(usual) ? usual : undefined;
}

function readSettings(file: string | undefined, problems: string[]): FileSettings | undefined {
  let raw: unknown = {};
  try {
    if (file !== undefined) raw = parse(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    const where = error instanceof YAMLParseError ? 'is not YAML' : 'cannot be read';
    problems.push(`${file}: ${where}: ${reasonOf(error).split('\n')[0]}`);
    return undefined;
  }
  const parsed = fileSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) problems.push(...issueLines(file ?? 'configuration', issue));
  return undefined;
}

function issueLines(file: string, issue: z.core.$ZodIssue): readonly string[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return [`${file}: ${path.join('.') || 'the file'}: ${issue.message}`];
  return issue.keys.map((key) => {
    const meant = closest(key, KNOWN_KEYS);
    return `${file}: ${[...path, key].join('.')}: unknown key${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
  });
}

const KNOWN_KEYS = [
  ...Object.keys(fileSchema.shape),
  ...['id', 'name', 'environment', 'regions', 'role_arn', 'external_id', 'levels', 'tags', 'mention', 'escalate'],
  ...['time_zone', 'days', 'from', 'to', 'holidays', 'acknowledge', 'expect', 'override', 'raw_events'],
  ...[
    'principal',
    'slack',
    'ask',
    'minimum_confidence',
    'deadline',
    'email_pattern',
    'folders',
    'disable',
    'staging',
    'maximum',
    'events',
    'alerts',
    'audit',
    'after',
    'url',
    'clock',
  ],
];

function slackSettings(environment: Environment, problems: string[]): SlackSettings | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = environment;
  const before = problems.length;
  if (!botToken?.startsWith('xoxb-')) problems.push('SLACK_BOT_TOKEN: expected the bot token of the app (xoxb-…)');
  if (appToken !== undefined && !appToken.startsWith('xapp-')) {
    problems.push('SLACK_APP_TOKEN: expected an app-level token (xapp-…) with connections:write');
  }
  if (appToken === undefined && signingSecret === undefined) {
    problems.push('SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP): one of them must be set');
  }
  const port = Number(environment.PORT ?? DEFAULTS.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) problems.push('PORT: expected a port number');
  if (problems.length > before || botToken === undefined) return undefined;
  const { HOST: host } = environment;
  const pages = environment.PORT === undefined ? undefined : { port, host: host ?? DEFAULTS.host };
  const connection =
    appToken !== undefined
      ? ({ mode: 'socket', appToken, pages } as const)
      : ({ mode: 'http', signingSecret: signingSecret ?? '', port, host } as const);
  return { botToken, apiUrl: environment.SLACK_API_URL, connection };
}

function permissionsOf({ permissions: { raw_events: rawEvents, ...others } }: FileSettings): Permissions {
  return { ...others, rawEvents };
}

function longestSnoozeOf({ snooze: { maximum } }: FileSettings): LongestSnooze {
  const otherwise = maximum.default ?? defaultDuration('snooze_default');
  const usual: Partial<Record<Level, number>> = {
    critical: Math.min(otherwise, defaultDuration('snooze_critical')),
    high: Math.min(otherwise, defaultDuration('snooze_high')),
  };
  const of = (level: Level): number => maximum[level] ?? usual[level] ?? otherwise;
  return {
    informational: of('informational'),
    low: of('low'),
    medium: of('medium'),
    high: of('high'),
    critical: of('critical'),
  };
}

/** Soonest first, whatever the order in the file. */
function ladder(steps: FileSettings['routes'][number]['escalate']): readonly Step[] {
  return [...steps]
    .sort((a, b) => a.after - b.after)
    .map(({ after, clock, mention, channel }) => ({ after, clock, mention, channel }));
}

/** With no account configured there is one, the credentials' own. */
function accountsOf(settings: FileSettings): readonly AccountSettings[] {
  const listed = settings.accounts ?? [{ id: undefined, regions: DEFAULTS.regions } as const];
  return listed.map((account) => ({
    id: account.id,
    name: 'name' in account ? account.name : undefined,
    environment: 'environment' in account ? account.environment : undefined,
    regions: account.regions,
    roleArn: 'role_arn' in account ? account.role_arn : undefined,
    externalId: 'external_id' in account ? account.external_id : undefined,
  }));
}

/** What a route takes that names no levels: what is worth a message. */
const POSTED = LEVELS.filter((level) => compareLevels(level, 'medium') >= 0);

function routesOf(settings: FileSettings, channel: string | undefined): Routes {
  const listed = settings.routes.map((route) => ({
    levels: new Set<Level>(route.levels ?? POSTED),
    accounts: new Set(route.accounts),
    tags: route.tags,
    channel: route.channel,
    mention: route.mention,
    escalate: ladder(route.escalate),
  }));
  return channel === undefined ? listed : [...listed, defaultRoute(channel, POSTED)];
}
