/** Processes as operators have them: two on one store, killed, stopped while Slack and AWS hang, backed up while they run. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { MINUTE, record } from '../fixtures';
import { CHANNEL, ROOT, type World, world } from '../harness';
import { type Bot, run } from './bot';

jest.setTimeout(120_000);

const STORE = 'running.sqlite';
const DATABASE = { DATABASE_URL: `sqlite:${STORE}` };

let here: World;
let bots: Bot[] = [];
afterEach(async () => {
  for (const { process } of bots) process.kill('SIGKILL');
  await Promise.all(bots.map(({ ended }) => ended));
  bots = [];
  await here.close();
});

function command(words: readonly string[], environment: Record<string, string | undefined> = {}): Bot {
  const bot = run(here, words, { ...DATABASE, ...environment });
  bots.push(bot);
  return bot;
}

/** A bot that reads. */
async function started(environment: Record<string, string | undefined> = {}): Promise<Bot> {
  const bot = command(['start'], environment);
  await bot.until(/"msg":"started"/);
  return bot;
}

/** A first read that is short, as nothing here is about it. */
const YAML = `first_read: 10m
schedule: "*/2 * * * * *"
accounts: [{ id: "111122223333", name: prod, regions: [eu-central-1] }]`;

const stopLogging = () => here.aws.put(record({ eventTime: new Date(Date.now() - MINUTE).toISOString() }));
test('a second process is refused by name; backup, doctor and audit are not; a kill frees the store', async () => {
  here = await world({ realTime: true, yaml: YAML });
  const first = await started();
  const second = await command(['start']).ended;
  expect(second.code).toBe(2);
  expect(second.output).toMatch(
    new RegExp(
      `^trailwarden: the store .*${STORE} is in use by process ${first.process.pid} on \\S+ since 20.*Z: `,
      'm',
    ),
  );
  expect(second.output).not.toMatch(/^\s+at /m);

  expect(await command(['backup', 'copy.sqlite']).ended).toMatchObject({ code: 0 });
  expect(await command(['audit', 'export']).ended).toMatchObject({ code: 0 });
  const doctor = await command(['doctor']).ended;
  expect(doctor.output).toMatch(new RegExp(`ok +bot: in use by process ${first.process.pid} `));
  expect(first.process.exitCode).toBe(null);

  first.process.kill('SIGKILL');
  await first.ended;
  expect(existsSync(join(here.folder, `${STORE}.holder`))).toBe(true);
  const third = await started();
  third.process.kill('SIGTERM');
  expect(await third.ended).toMatchObject({ code: 0 });
  expect(existsSync(join(here.folder, `${STORE}.holder`))).toBe(false);
  expect((await command(['doctor']).ended).output).toMatch(/ok +bot: no bot is running/);
});

test.each([
  ['Slack', () => here.slack.failNext('*', { delay: 20_000, times: 99 })],
  ['AWS', () => here.aws.failNext({ action: 'LookupEvents', silent: true, times: 99 })],
])('told to stop while %s hangs, it ends within ten seconds', async (_name, hang) => {
  here = await world({ realTime: true, yaml: YAML });
  const bot = await started();
  stopLogging();
  hang();
  // The next tick meets it.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const asked = performance.now();
  bot.process.kill('SIGTERM');
  const { code, output } = await bot.ended;
  expect(performance.now() - asked).toBeLessThan(10_000);
  expect(code).toBe(0);
  expect(output).toMatch(/"msg":"stopped"/);
  here.slack.clearFaults();
});

test('told to stop in the middle of a post, it finds the message at the next start and does not post it twice', async () => {
  here = await world({ realTime: true, yaml: YAML });
  stopLogging();
  here.slack.failNext('chat.postMessage', { delay: 12_000 });
  const bot = await started();
  await here.slack
    .until(() => here.slack.calls.some(({ method }) => method === 'chat.postMessage'), 20_000)
    .catch(() => undefined);
  const asked = performance.now();
  bot.process.kill('SIGTERM');
  expect(await bot.ended).toMatchObject({ code: 0 });
  expect(performance.now() - asked).toBeLessThan(10_000);
  await started();
  await here.slack.until(() => here.slack.messages(CHANNEL).length > 0, 30_000);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(here.slack.messages(CHANNEL)).toHaveLength(1);
});

test('a second signal ends it at once', async () => {
  here = await world({ realTime: true, yaml: YAML });
  const bot = await started();
  stopLogging();
  here.slack.failNext('*', { delay: 20_000, times: 99 });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  bot.process.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const asked = performance.now();
  bot.process.kill('SIGINT');
  await bot.ended;
  expect(performance.now() - asked).toBeLessThan(2000);
  here.slack.clearFaults();
});

test('a backup while the bot writes is whole, private, and not put over another file', async () => {
  here = await world({ realTime: true, yaml: YAML });
  await started();
  const writer = new BetterSqlite(join(here.folder, STORE), { timeout: 5000 });
  writer.exec('CREATE TABLE busy (x TEXT)');
  const insert = writer.prepare('INSERT INTO busy VALUES (?)');
  const copying = command(['backup', 'copy.sqlite']);
  let rows = 0;
  while (copying.process.exitCode === null) {
    for (let n = 0; n < 50; n += 1) insert.run(`${(rows += 1)} ${'x'.repeat(2000)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  writer.close();
  const { code, output } = await copying.ended;
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringMatching(/copy\.sqlite: .* MB, schema \d+, checked/) as string,
  });
  expect(rows).toBeGreaterThan(50);
  const file = join(here.folder, 'copy.sqlite');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const copy = new BetterSqlite(file, { readonly: true });
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
  const kept = copy.prepare('SELECT count(*) FROM busy').pluck().get() as number;
  expect(kept).toBeLessThanOrEqual(rows);
  copy.close();

  expect(await command(['backup', 'copy.sqlite']).ended).toMatchObject({
    code: 2,
    output: expect.stringMatching(/copy\.sqlite exists: .*--force/) as string,
  });
  expect(await command(['backup', '--force', 'copy.sqlite']).ended).toMatchObject({ code: 0 });
  expect((await command(['backup', '--force', STORE]).ended).output).toMatch(/is the store itself/);
  expect((await command(['backup', 'no/such/folder.sqlite']).ended).output).toMatch(
    /^trailwarden: the store cannot be opened: ENOENT/,
  );
});

test('a restored backup goes on where it was', async () => {
  here = await world({ realTime: true, yaml: YAML });
  stopLogging();
  const bot = await started();
  await here.slack.until(() => here.slack.messages(CHANNEL).length === 1, 30_000);
  expect(await command(['backup', 'copy.sqlite']).ended).toMatchObject({ code: 0 });
  bot.process.kill('SIGKILL');
  await bot.ended;
  const again = await started({ DATABASE_URL: 'sqlite:copy.sqlite' });
  await again.until(/"msg":"tick"/);
  expect(again.said()).not.toMatch(/"fresh":[1-9]/);
  expect(here.slack.messages(CHANNEL)).toHaveLength(1);
});

const mayMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
(mayMount ? test : test.skip)('on a disk that is read-only it does not start, and says what to do', async () => {
  here = await world({ realTime: true, yaml: YAML });
  const disk = join(here.folder, 'disk');
  mkdirSync(disk);
  const start = `mount -t tmpfs tmpfs ${disk} && mount -o remount,ro ${disk} && exec ${process.execPath} ${join(ROOT, 'dist/main.js')} start`;
  const env = { ...process.env, ...here.environment, DATABASE_URL: `sqlite:${disk}/x.sqlite` };
  const { status, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', start], {
    cwd: here.folder,
    env,
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^trailwarden: the store cannot be written: .*check owner and mode .*mounted read-only/m);
  expect(stderr).not.toMatch(/^\s+at /m);
});
