/** The shape of trailwarden.yml, every key optional and every unknown key refused. All defaults stand here, once. */
import { z } from 'zod';
import { LEVELS } from './detect/level';
import { CONFIDENCES } from './people/confidence';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Defaults as they would be written in the file; the README's table is tested against them. */
export const DEFAULTS = {
  schedule: '* * * * *',
  first_read: '24h',
  merge: '24h',
  regions: 'all',
  command: '/trail',
  permission: 'everyone',
  snooze_critical: '4h',
  snooze_high: '1d',
  snooze_default: '14d',
  escalate_clock: 'wall',
  confirm_ask: true,
  confirm_minimum_confidence: 'medium',
  confirm_deadline: '2h',
  fallback_after: '10m',
  digest_daily: 'off',
  digest_weekly: '0 9 * * 1',
  retention_events: '90d',
  retention_alerts: '400d',
  retention_audit: '400d',
  database: 'sqlite:trailwarden.sqlite',
  port: '3000',
  /** Of the pages in Socket Mode; in HTTP mode, where Slack must get in, all interfaces. */
  host: '127.0.0.1',
} as const;

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `10m`, `24h`, `14d` as milliseconds. */
const duration = z
  .string()
  .regex(/^\d+[smhd]$/, 'expected a duration such as 90s, 10m, 24h or 14d')
  .transform((text) => Number(text.slice(0, -1)) * UNITS[text.at(-1) as keyof typeof UNITS]);

const level = z.enum(LEVELS, `expected one of ${LEVELS.join(', ')}`);
const accountId = z.coerce.string().regex(/^\d{12}$/, 'expected an account id: 12 digits, in quotes');
/** As routes and SLACK_CHANNEL name it. */
export const channel = z
  .string()
  .regex(/^[CGDU][A-Z0-9]+$/, 'expected a Slack channel id such as C0SECURITY (channel menu › View details)');
const slackId = z.string().regex(/^[UWS][A-Z0-9]+$/, 'expected the id of a Slack user (U…) or user group (S…)');
const userIds = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((ids) => [ids].flat())
  .refine(
    (ids) => ids.every((id) => /^[UW][A-Z0-9]+$/.test(id)),
    'expected ids of Slack users (U…): a group cannot be asked, so list its people',
  );
/** `{user}` stands once for the name, and what is around it must make an address. */
const emailPattern = z
  .string()
  .regex(/^[^\s@{}]*\{user\}[^\s@{}]*@[^\s@{}]+\.[^\s@{}]+$/, 'expected a pattern such as "{user}@example.com"');
const mention = z
  .string()
  .transform((text) => text.replace(/^<(?:@|!subteam\^)([A-Z0-9]+)(?:\|.*)?>$/, '$1'))
  .refine(
    (text) => /^(@here|@channel|[UWS][A-Z0-9]+)$/.test(text),
    'expected @here, @channel, or the id of a user (U…) or user group (S…)',
  );
const permission = z
  .union(
    [z.enum(['everyone', 'members']), z.array(slackId).min(1)],
    "expected everyone, members (of the alert's channel), or a list of ids",
  )
  .default(DEFAULTS.permission);
const clockTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time such as "09:00"');
const date = z.iso.date('expected a date such as "2026-12-25"');
const cron = z.string().min(1);
const regions = z.union(
  [
    z.literal('all'),
    z.array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region such as eu-west-1')).min(1),
  ],
  'expected all, or a list of regions',
);

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const account = z.strictObject({
  id: accountId,
  name: z.string().min(1).optional(),
  environment: z.string().min(1).optional(),
  regions: regions.default(DEFAULTS.regions),
  role_arn: z
    .string()
    .regex(
      /^arn:[\w-]+:iam::\d{12}:role\/\S+$/,
      'expected a role ARN such as arn:aws:iam::123456789012:role/Trailwarden',
    )
    .optional(),
  external_id: z.string().min(2).optional(),
});

const step = z
  .strictObject({
    after: duration,
    clock: z.enum(['wall', 'business']).default(DEFAULTS.escalate_clock),
    mention: mention.optional(),
    channel: channel.optional(),
  })
  .refine((one) => one.mention !== undefined || one.channel !== undefined, 'expected a mention, a channel, or both');

const route = z.strictObject({
  levels: z.array(level).min(1).optional(),
  accounts: z.array(z.coerce.string()).default([]),
  tags: z.array(z.string()).default([]),
  channel,
  mention: mention.optional(),
  escalate: z.array(step).default([]),
});

const timeZone = z.string().refine((name) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}, 'expected an IANA time zone such as Europe/Berlin');

const businessHours = z
  .strictObject({
    time_zone: timeZone,
    days: z.array(z.enum(DAYS)).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']),
    from: clockTime.default('09:00'),
    to: clockTime.default('18:00'),
    holidays: z.array(date).default([]),
  })
  .refine(({ from, to }) => from < to, 'from must be before to')
  .transform(({ time_zone, days, from, to, holidays }) => ({
    timeZone: time_zone,
    days: new Set(days.map((day) => DAYS.indexOf(day))),
    from: minutesOf(from),
    to: minutesOf(to),
    holidays: new Set(holidays),
  }));

export const fileSchema = z.strictObject({
  accounts: z.array(account).min(1).optional(),
  schedule: cron.default(DEFAULTS.schedule),
  first_read: duration.prefault(DEFAULTS.first_read),
  routes: z.array(route).default([]),
  channel: channel.optional(),
  business_hours: businessHours.optional(),
  countries: z.array(z.string().regex(/^[A-Z]{2}$/, 'expected a country code such as DE')).default([]),
  countries_database: z.string().min(1).optional(),
  people: z
    .array(
      z.strictObject({
        principal: z.string().min(1),
        accounts: z.array(z.coerce.string()).default([]),
        slack: userIds,
      }),
    )
    .default([]),
  confirm: z
    .strictObject({
      ask: z.boolean().default(DEFAULTS.confirm_ask),
      minimum_confidence: z
        .enum(CONFIDENCES, `expected one of ${CONFIDENCES.join(', ')}`)
        .default(DEFAULTS.confirm_minimum_confidence),
      deadline: duration.optional(),
      email_pattern: emailPattern.optional(),
    })
    .prefault({}),
  snooze: z
    .strictObject({ maximum: z.partialRecord(z.enum([...LEVELS, 'default']), duration).prefault({}) })
    .prefault({}),
  merge: duration.prefault(DEFAULTS.merge),
  permissions: z
    .strictObject({
      acknowledge: permission,
      snooze: permission,
      expect: permission,
      override: permission,
      raw_events: permission,
    })
    .prefault({}),
  digest: z
    .strictObject({
      daily: cron.default(DEFAULTS.digest_daily),
      weekly: cron.default(DEFAULTS.digest_weekly),
      channel: channel.optional(),
    })
    .prefault({}),
  rules: z
    .strictObject({
      folders: z.array(z.string().min(1)).default([]),
      disable: z.array(z.string()).default([]),
      levels: z.record(z.string(), level).default({}),
      staging: z.array(z.string()).default([]),
    })
    .prefault({}),
  placeholders: z.record(z.string(), z.array(z.coerce.string())).default({}),
  retention: z
    .strictObject({
      events: duration.prefault(DEFAULTS.retention_events),
      alerts: duration.prefault(DEFAULTS.retention_alerts),
      audit: duration.prefault(DEFAULTS.retention_audit),
    })
    .prefault({}),
  heartbeat: z.url({ protocol: /^https?$/, error: 'expected a URL such as https://hc-ping.com/…' }).optional(),
  fallback: z
    .strictObject({
      url: z
        .string()
        .refine(isPrivate, 'expected an address that begins with https:// (http:// for this machine only)'),
      after: duration.prefault(DEFAULTS.fallback_after),
    })
    .optional(),
  command: z
    .string()
    .regex(/^\/[a-z0-9_-]+$/, 'expected a slash command such as /trail')
    .default(DEFAULTS.command),
});

/** A duration of `DEFAULTS` in milliseconds. */
export function defaultDuration(name: keyof typeof DEFAULTS): number {
  return duration.parse(DEFAULTS[name]);
}

export type FileSettings = z.infer<typeof fileSchema>;

/** What is sent there names accounts and people. */
function isPrivate(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
