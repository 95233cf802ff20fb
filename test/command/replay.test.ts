/** Replay: what a changed rule set would have told of the past, from a store that the bot has filled and still holds. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReplayOptions, replay } from '../../src/command/replay';
import { type Config, loadConfig } from '../../src/config';
import { type RuleSet, loadRules } from '../../src/detect/load-rules';
import { contextFrom } from '../../src/engine';
import { type Pipeline, tick } from '../../src/pipeline';
import type { CloudTrailEvent } from '../../src/source/event';
import { PAGE_EVENTS } from '../../src/source/source';
import { type Database, openDatabase } from '../../src/store/database';
import { writeExpectation } from '../../src/store/expectations';
import { sqliteLedger } from '../../src/store/ledger';
import { LEARNING } from '../../src/store/marks';
import { purge } from '../../src/store/purge';
import { goLive } from '../../src/store/staging';
import { HOUR, NOON, event, expectation } from '../fixtures';
import { ROOT } from '../harness';
import { cli } from './cli';
import { folder, testIo } from './io';

const DAY = 24 * HOUR;

let place: string;
let bot: Database;
beforeEach(() => {
  place = folder();
  bot = openDatabase('sqlite:trailwarden.sqlite', place, join(ROOT, 'migrations'));
  for (const name of ['rules', 'changed']) mkdirSync(join(place, name));
  configured();
  ruleIn('rules', 'Painted', { name: 'Paint' });
});
afterEach(() => bot.close());

function configured(rules = '{ folders: [./rules] }', file = 'trailwarden.yml', rest = ''): void {
  writeFileSync(join(place, file), `accounts: [{ id: "111122223333", name: prod }]\nrules: ${rules}\n${rest}`);
}

/** A rule about one call of a service that no rule of ours knows. */
function ruleIn(
  where: 'rules' | 'changed',
  title: string,
  { name, level = 'high', id = title.toLowerCase(), more = '', own = '' }: Record<string, string>,
): void {
  writeFileSync(
    join(place, where, `${id}.yml`),
    `title: ${title}
id: ${id}
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventSource: paint.amazonaws.com, eventName: ${name} ${more} }
  condition: selection
level: ${level}
trailwarden: { what: '{actor} painted' ${own} }
`,
  );
}

const painted = (hoursAgo: number, fields: Record<string, unknown> = {}): CloudTrailEvent =>
  event({
    eventTime: new Date(NOON - hoursAgo * HOUR).toISOString(),
    ...{ eventSource: 'paint.amazonaws.com', eventName: 'Paint', ...fields },
  });

const by = (userName: string) => ({ userIdentity: { type: 'IAMUser', userName, accountId: '111122223333' } });

/** The bot reads them, page by page. */
async function lived(...events: readonly CloudTrailEvent[]): Promise<void> {
  const config = loadConfig({ file: undefined, folder: place, environment: {}, slack: false });
  const id = { account: '111122223333', region: 'eu-central-1', kind: 'changes' };
  const pages = Array.from({ length: Math.ceil(events.length / PAGE_EVENTS) }, (_, n) => ({
    ...{
      events: events.slice(n * PAGE_EVENTS, (n + 1) * PAGE_EVENTS),
      problems: [],
      progress: { completeUntil: NOON },
    },
  }));
  const lane = {
    id,
    async *pages() {
      yield* pages;
    },
  };
  const silent = { problem: fail, fault: fail, laneFailed: fail, page: () => undefined };
  const pipeline: Pipeline = {
    source: { lanes: () => Promise.resolve([lane]) },
    ledger: sqliteLedger(bot),
    // Those that ship match none of it.
    rules: ownRules(config),
    context: contextFrom(config),
    ...{ routes: [], merge: config.merge, ask: false, businessHours: undefined, watch: silent },
  };
  await tick(pipeline, NOON);
}

function ownRules({ rules: { folders, ...choices } }: Config): RuleSet {
  return loadRules({ folders: folders.map((path) => ({ path, shipped: false })), ...choices, placeholders: {} });
}

function fail(problem: unknown): never {
  throw new Error(JSON.stringify(problem));
}

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function replayed(options: Partial<ReplayOptions> = {}): Promise<Told> {
  const io = { ...testIo(), folder: place, now: () => NOON + HOUR };
  const none = { since: undefined, newConfig: undefined, format: undefined, failOn: undefined, config: undefined };
  const code = await replay({ ...none, rules: [], root: ROOT, ...options }, io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

interface Found {
  readonly alerts: object;
  readonly [kind: string]: unknown;
}

/** As JSON: the totals, and of each kind the titles and levels. */
async function difference(options: Partial<ReplayOptions> = {}): Promise<Record<string, unknown>> {
  const { out, err } = await replayed({ format: 'json', ...options });
  expect(err).toBe('');
  const found = JSON.parse(out) as Found;
  type One = { level: string; count: number; rule: { title: string } };
  const short = ({ level, count, rule }: One): string => `${level} ${rule.title} ×${count}`;
  const pair = ({ before, after }: { before: One; after: One }): string => `${short(before)} → ${short(after)}`;
  return {
    alerts: found.alerts,
    new: (found.new as One[]).map(short),
    gone: (found.gone as One[]).map(short),
    levels: (found.levels as { before: One; after: One }[]).map(pair),
    rules: (found.rules as { before: One; after: One }[]).map(pair),
  };
}

const NOTHING = { new: [], gone: [], levels: [], rules: [] };
const changed = (): Partial<ReplayOptions> => ({ rules: [join(place, 'changed')] });

describe('with changed rules', () => {
  test('a rule that is new tells what it would have told, grouped as the bot does', async () => {
    ruleIn('changed', 'Erased', { name: 'Erase' });
    await lived(painted(50), painted(49, { eventName: 'Erase' }), painted(48, { eventName: 'Erase' }), painted(1));
    expect(await difference(changed())).toEqual({
      ...NOTHING,
      alerts: { before: 2, after: 3, same: 2 },
      new: ['high Erased ×2'],
    });
  });

  test('a rule with the id of one that runs takes its place', async () => {
    ruleIn('changed', 'Painted', { name: 'Paint', level: 'critical', more: ', userIdentity.userName: alice' });
    await lived(painted(3), painted(2, by('bob')));
    expect(await difference(changed())).toEqual({
      ...NOTHING,
      alerts: { before: 2, after: 1, same: 0 },
      gone: ['high Painted ×1'],
      levels: ['high Painted ×1 → critical Painted ×1'],
    });
  });

  test('an event that another rule tells of now is neither new nor gone', async () => {
    ruleIn('changed', 'Worse', { name: 'Paint', level: 'critical' });
    await lived(painted(3));
    expect(await difference(changed())).toEqual({
      ...NOTHING,
      alerts: { before: 1, after: 1, same: 0 },
      rules: ['high Painted ×1 → critical Worse ×1'],
    });
  });

  test('a changed configuration is compared with the one of now', async () => {
    configured('{ folders: [./rules], levels: { painted: low } }', 'new.yml');
    await lived(painted(3));
    expect(await difference({ newConfig: 'new.yml' })).toMatchObject({ levels: ['high Painted ×1 → low Painted ×1'] });
  });

  test('what a rule in staging would have told is shown by a configuration that does not stage it', async () => {
    configured('{ folders: [./rules], staging: [painted] }');
    configured(undefined, 'live.yml');
    await lived(painted(3));
    expect(await difference({ newConfig: 'live.yml' })).toMatchObject({ new: ['high Painted ×1'] });
    await goLive(bot, { ruleId: 'painted', by: 'U1', at: NOON });
    expect(await difference({ newConfig: 'live.yml' })).toMatchObject({ ...NOTHING, alerts: { same: 1 } });
  });

  test('what was expected at the time is expected in both', async () => {
    ruleIn('changed', 'Erased', { name: 'Erase' });
    const covered = { kind: 'pattern', principal: 'alice', session: undefined } as const;
    const past = { at: NOON - 10 * DAY, until: NOON + DAY, endedAt: NOON - DAY, endedBy: 'U1' };
    await bot.transaction((trx) =>
      writeExpectation(trx, expectation({ covered, rules: { kind: 'all', value: '' }, ...past })),
    );
    await lived(...[300, 200, 60, 25, 2].map((hours) => painted(hours, { eventName: 'Erase' })));
    expect(await difference(changed())).toMatchObject({ new: ['high Erased ×1', 'high Erased ×1'] });
  });
});

describe('without any', () => {
  test('what was told is what the same rules tell again, however often somebody resolved it', async () => {
    await lived(painted(50), painted(49), painted(5), painted(2, by('bob')));
    await bot.transaction((trx) =>
      trx
        .updateTable('alerts')
        .set({ state: 'resolved' })
        .execute()
        .then(() => undefined),
    );
    await lived(painted(1), painted(0.5, by('bob')));
    expect(await difference()).toEqual({ ...NOTHING, alerts: { before: 5, after: 3, same: 3 } });
  });

  test('what rules of now rate otherwise, or have never told, is shown', async () => {
    await lived(painted(50), painted(3, { eventName: 'Erase' }));
    ruleIn('rules', 'Painted', { name: 'Paint', level: 'low' });
    ruleIn('rules', 'Erased', { name: 'Erase' });
    expect(await difference()).toMatchObject({
      new: ['high Erased ×1'],
      levels: ['high Painted ×1 → low Painted ×1'],
    });
  });

  test('an alert that had begun before is left out on both sides', async () => {
    await lived(painted(30), painted(20));
    const { out } = await replayed({ since: '1d' });
    expect(out).toMatch(/1 alert had begun before, and are left out/);
    expect(out).toMatch(/No difference/);
  });

  test('what was new to the bot then is new in the replay, once', async () => {
    ruleIn('rules', 'New', { name: 'Erase', more: ', ctx.first_seen.event: true' });
    bot.connection
      .prepare("INSERT INTO first_seen VALUES ('account', '', '111122223333', ?)")
      .run(NOON - LEARNING - 9 * DAY);
    await lived(
      painted(9, { eventName: 'Erase' }),
      painted(9, { eventName: 'Erase' }),
      painted(8, { eventName: 'Erase' }),
    );
    expect(await difference()).toEqual({ ...NOTHING, alerts: { before: 1, after: 1, same: 1 } });
  });
});

test('text tells each alert, the counts by rule and what cannot be replayed', async () => {
  ruleIn('changed', 'Erased', { name: 'Erase' });
  await lived(painted(50), painted(49, { eventName: 'Erase' }));
  const { code, out } = await replayed(changed());
  expect(code).toBe(0);
  expect(out).toMatch(/^2 events, 2026-11-18 10:00:00 to 11:00:00 UTC/);
  expect(out).toMatch(/The store goes back no further than 2026-11-18 10:00:00 UTC/);
  expect(out).toMatch(/The rules as they are: 1 alert; the changed rules: 2 alerts, 1 the same\./);
  expect(out).toMatch(/New: 1\n {2}HIGH +2026-11-18 11:00 {2}alice painted\n +prod · Erased\n/);
  expect(out).toMatch(/By rule: 1\n {2}0 → 1 +Erased/);
  expect(out).toMatch(/Snoozes, acknowledgements and answers change nothing here/);
});

test.each([
  ['a new alert as bad as that', 'high', 1],
  ['none as bad as that', 'critical', 0],
])('--fail-on with %s', async (_name, failOn, code) => {
  ruleIn('changed', 'Erased', { name: 'Erase' });
  await lived(painted(49, { eventName: 'Erase' }));
  expect(await replayed({ ...changed(), failOn })).toMatchObject({ code });
});

test.each<[string, Partial<ReplayOptions>, RegExp]>([
  ['a since that is none', { since: 'yesterday' }, /--since: expected 30d/],
  ['a time without events', { since: '10m' }, /the store has no events since/],
  ['a folder that is not there', { rules: ['nowhere'] }, /the rules in nowhere cannot be read/],
  ['another format', { format: 'xml' }, /--format: expected text, json/],
  ['another level', { failOn: 'severe' }, /--fail-on: expected informational/],
])('%s is refused in words', async (_name, options, words) => {
  await lived(painted(50));
  expect(await replayed(options)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(words) as string });
});

test('a purge that runs meanwhile changes nothing: both runs are of the same events', async () => {
  ruleIn('changed', 'Erased', { name: 'Erase' });
  await lived(...Array.from({ length: 1200 }, (_, n) => painted(700 - n / 2, by(`u${n % 7}`))));
  const going = difference(changed());
  await purge(bot, { events: 0, alerts: 0, audit: 0 }, NOON + DAY, () => Promise.resolve(true));
  const { alerts } = await going;
  const { before, after, same } = alerts as { before: number; after: number; same: number };
  expect(before).toBeGreaterThan(6);
  expect([after, same]).toEqual([before, before]);
});

test('the command is there, and reads beside a bot that has the store', async () => {
  await lived(painted(50));
  const { status, stdout } = cli(['replay', '--since', '2026-11-01', '--config', join(place, 'trailwarden.yml')], '');
  expect(stdout).toMatch(/What was told: 1 alert; the rules as they are now: 1 alert, 1 the same/);
  expect(status).toBe(0);
});
