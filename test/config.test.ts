import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Config, type Environment, loadConfig } from '../src/config';
import { DEFAULTS, fileSchema } from '../src/config-schema';
import { AppError } from '../src/error';
import { routeFor } from '../src/notify/route';
import { SCOPES } from '../src/notify/scopes';
import { alert } from './fixtures';
import { ROOT } from './harness';

const TOKENS = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_CHANNEL: 'C0SECURITY' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(yaml: string | undefined, environment: Environment = TOKENS): Config {
  if (yaml !== undefined) writeFileSync(join(folder, 'trailwarden.yml'), yaml);
  return loadConfig({ file: undefined, folder, environment, slack: true });
}

function problems(yaml: string | undefined, environment: Environment = TOKENS): string {
  try {
    load(yaml, environment);
  } catch (error) {
    if (error instanceof AppError) return error.message;
  }
  throw new Error('the configuration was taken');
}

describe('a configuration', () => {
  test('needs no file: tokens and a channel are enough', () => {
    expect(load(undefined)).toMatchObject({ schedule: DEFAULTS.schedule, firstRead: 86_400_000, merge: 86_400_000 });
    expect(load(undefined).accounts).toMatchObject([{ id: undefined, regions: 'all' }]);
  });

  test('may be the whole of what DESIGN knows', () => {
    const whole = `
accounts:
  - { id: "123456789012", name: prod, environment: production, regions: all, role_arn: "arn:aws:iam::123456789012:role/Trailwarden", external_id: secret }
schedule: "* * * * *"
first_read: 24h
routes:
  - { levels: [critical, high], accounts: [prod], tags: [], channel: C0SECURITY, mention: "@here", escalate: [{ after: 10m, mention: S0GROUP }, { after: 30m, channel: C0ONCALL }] }
channel: C0SECURITY
business_hours: { time_zone: Europe/Berlin, days: [mon, tue, wed, thu, fri], from: "09:00", to: "18:00", holidays: ["2026-12-25"] }
countries: [DE, FR]
people: [{ principal: "arn:aws:iam::123456789012:user/alice", slack: U0ALICE }, { principal: "root", accounts: [prod], slack: [U0BOB] }]
confirm: { ask: true, minimum_confidence: medium, deadline: 2h, email_pattern: "{user}@example.com" }
snooze: { maximum: { critical: 4h, high: 1d, default: 14d } }
merge: 24h
permissions: { acknowledge: everyone, snooze: everyone, expect: [S0SECURITY], override: [S0SECURITY], raw_events: everyone }
digest: { daily: "0 9 * * 1-5", weekly: "0 9 * * 1", channel: C0SECURITY }
rules: { folders: [./my-rules], disable: [], levels: { "a rule": low }, staging: [] }
placeholders: { own_accounts: ["123456789012"], log_buckets: [], egress_cidrs: [], admin_groups: ["*admin*"] }
retention: { events: 90d, alerts: 400d, audit: 400d }
heartbeat: https://example.com/ping
command: /trail`;
    const config = load(whole);
    expect(config.accounts[0]).toMatchObject({ id: '123456789012', externalId: 'secret' });
    expect(config.rules.folders).toEqual([join(folder, 'my-rules')]);
    expect(config.businessHours).toMatchObject({ from: 540, to: 1080, days: new Set([1, 2, 3, 4, 5]) });
    expect(config.routes[0]?.mention).toBe('@here');
  });

  test('keeps events for 90 days, alerts and the audit log for 400, where it says nothing else', () => {
    const days = 86_400_000;
    expect(load(undefined).retention).toEqual({ events: 90 * days, alerts: 400 * days, audit: 400 * days });
    expect(load('retention: { events: 30d }').retention).toMatchObject({ events: 30 * days, alerts: 400 * days });
  });

  test('has a weekly digest and no daily one, in the default channel, unless it says otherwise', () => {
    const { daily, weekly, channel } = load(undefined).digest;
    expect([daily, weekly?.hours, weekly?.weekdays, channel]).toEqual([undefined, [9], new Set([1]), 'C0SECURITY']);
    const other = load('digest: { daily: "30 8 * * 1-5", weekly: off, channel: C0OTHER }').digest;
    expect(other).toMatchObject({ daily: { hours: [8], minutes: [30] }, weekly: undefined, channel: 'C0OTHER' });
  });

  test.each([
    ['a mistyped key', 'chanel: C1', /chanel: unknown key \(did you mean channel\?\)/],
    [
      'a mistyped key inside',
      'channel: C1\nbusiness_hours: { timezone: UTC }',
      /business_hours\.timezone: unknown key \(did you mean time_zone\?\)/,
    ],
    ['a duration without a unit', 'merge: "24"', /merge: expected a duration such as/],
    ['a duration that is a number', 'merge: 24', /merge:/],
    [
      'a retention that would delete what is still read',
      'retention: { events: 12h }',
      /retention\.events: expected at least 1d/,
    ],
    [
      'one that would delete what people still act on',
      'retention: { alerts: 2d, audit: 1d }',
      /alerts: expected at least 7d\n.*audit/,
    ],
    ['one shorter than what is read first', 'first_read: 7d\nretention: { events: 2d }', /shorter than first_read/],
    ['one shorter than an alert takes repeats', 'merge: 9d\nretention: { alerts: 8d }', /shorter than merge/],
    ['an account id that is not twelve digits', 'accounts: [{ id: "123" }]', /accounts\.0\.id: expected an account id/],
    [
      'an unknown level',
      'routes: [{ levels: [severe], channel: C1 }]',
      /routes\.0\.levels\.0: expected one of informational/,
    ],
    ['a channel by its bare name', 'channel: security', /channel: expected a Slack channel id/],
    ['a time zone that is none', 'business_hours: { time_zone: Berlin }', /time_zone: expected an IANA time zone/],
    [
      'hours that end before they begin',
      'business_hours: { time_zone: UTC, from: "18:00", to: "09:00" }',
      /from must be before to/,
    ],
    ['a schedule that is no cron expression', 'schedule: every minute', /schedule: not a cron expression/],
    [
      'a digest at no time',
      'digest: { daily: mornings }',
      /digest\.daily: expected off, or a schedule: not a cron expr/,
    ],
    ['a digest in no channel', 'digest: { channel: security }', /digest\.channel: expected a Slack channel id/],
    ['a country by its name', 'countries: [Germany]', /countries\.0: expected a country code/],
    ['no YAML', 'a: [', /is not YAML/],
    ['a list', '- a', /the file/],
  ])('%s is refused, with where and what to do', (_name, yaml, words) => {
    expect(problems(yaml)).toMatch(words);
  });

  test('takes a variable that is set to nothing as not set', () => {
    const http = { ...TOKENS, SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 'secret', PORT: '', DATABASE_URL: '' };
    expect(load(undefined, http)).toMatchObject({ slack: { connection: { mode: 'http', port: 3000 } } });
    expect(load(undefined, http).database).toBe(DEFAULTS.database);
    expect(problems(undefined, { ...http, SLACK_SIGNING_SECRET: '' })).toMatch(/SLACK_SIGNING_SECRET.*must be set/);
    expect(problems(undefined, { ...TOKENS, SLACK_CHANNEL: '' })).toMatch(/set channel \(or SLACK_CHANNEL\)/);
  });

  test('refuses an account that is listed twice', () => {
    const account = '{ id: "111122223333" }';
    expect(problems(`accounts: [${account}, ${account}]`)).toMatch(/accounts: 111122223333 is listed twice/);
  });

  test('refuses regions that no account has together', () => {
    expect(problems('accounts: [{ id: "111122223333", regions: [us-east-1, cn-north-1] }]')).toMatch(
      /accounts\.0\.regions: no account has both us-east-1 and cn-north-1/,
    );
  });

  test('refuses a SLACK_CHANNEL that is none', () => {
    expect(problems(undefined, { ...TOKENS, SLACK_CHANNEL: 'security' })).toMatch(/SLACK_CHANNEL: expected a Slack/);
  });

  test('tells every problem at once, of the file and of the environment', () => {
    const told = problems('merge: soon\ncolour: red\nschedule: "0"', { SLACK_BOT_TOKEN: 'xoxp-1' });
    for (const words of [
      /merge:/,
      /colour: unknown key/,
      /SLACK_BOT_TOKEN: expected/,
      /SLACK_APP_TOKEN .* one of them/,
    ]) {
      expect(told).toMatch(words);
    }
  });

  test.each([
    ['with no channel at all', '{}', true],
    [
      'with a route for one account only',
      'routes: [{ levels: [critical, high], accounts: [prod], channel: C1 }]',
      true,
    ],
    ['with a route for critical alone', 'routes: [{ levels: [critical], channel: C1 }]', true],
    ['with a route for both', 'routes: [{ levels: [critical, high], channel: C1 }]', false],
    ['with a default channel', 'channel: C1', false],
  ])('%s is refused: %s', (_name, yaml, refused) => {
    const environment = { ...TOKENS, SLACK_CHANNEL: undefined };
    if (refused)
      expect(problems(yaml, environment)).toMatch(/critical alert may have no channel|high alert may have no channel/);
    else expect(load(yaml, environment).routes.length).toBeGreaterThan(0);
  });

  test('has an implicit last route to the default channel', () => {
    const { routes } = load('routes: [{ levels: [critical], channel: C9 }]');
    expect(routeFor(alert({}, { level: 'medium' }), routes)?.channel).toBe('C0SECURITY');
    expect(routeFor(alert({}, { level: 'low' }), routes)).toBeUndefined();
  });

  test('that is named but missing is refused', () => {
    const ask = () => loadConfig({ file: 'elsewhere.yml', folder, environment: TOKENS, slack: true });
    expect(ask).toThrow(/elsewhere\.yml cannot be read|elsewhere\.yml: cannot be read/);
  });
});

describe('the second path', () => {
  test('waits ten minutes unless it is said otherwise', () => {
    expect(load('channel: C1\nfallback: { url: "https://events.example.com/hook" }').fallback).toEqual({
      url: 'https://events.example.com/hook',
      after: 10 * 60_000,
    });
  });

  test.each(['http://events.example.com', 'ftp://events.example.com', 'events.example.com'])(
    'goes over no open line: %s is refused',
    (url) => {
      expect(() => load(`channel: C1\nfallback: { url: "${url}" }`)).toThrow(/fallback\.url: .*https:\/\//);
    },
  );
});

describe('the documents and the program agree', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

  test('every setting of the file stands in the README, and nothing else', () => {
    const rows = [...readme.matchAll(/^\| `([a-z_.]+)` +\|/gm)].map(([, key]) => key?.split('.')[0]);
    expect([...new Set(rows)].sort()).toEqual(Object.keys(fileSchema.shape).sort());
  });

  test('the defaults in the README are the program’s', () => {
    for (const key of ['schedule', 'first_read', 'merge', 'command'] as const) {
      expect(readme).toMatch(new RegExp(`^\\| \`${key}\` +\\| \`${DEFAULTS[key].replace(/[*/]/g, '\\$&')}\``, 'm'));
    }
  });

  test.each(['manifest.yml', 'manifest.http.yml'])('%s asks for the scopes the bot uses, and no others', (file) => {
    const manifest = parse(readFileSync(join(ROOT, file), 'utf8')) as {
      oauth_config: { scopes: { bot: string[] } };
      settings: { socket_mode_enabled: boolean };
    };
    expect(manifest.oauth_config.scopes.bot.sort()).toEqual(Object.keys(SCOPES).sort());
    expect(manifest.settings.socket_mode_enabled).toBe(file === 'manifest.yml');
  });
});
