/** A store that cannot be written while the bot runs: people are told that nothing was saved, ticks fail aloud and go on, and nothing is lost. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { MINUTE, NOON, record } from '../fixtures';
import { ALICE, CHANNEL, ROOT, type World, eventually, world } from '../harness';

jest.setTimeout(90_000);

let here: World;
let bot: ChildProcess | undefined;
afterEach(async () => {
  bot?.kill('SIGKILL');
  bot = undefined;
  await here.close();
});

const message = () => here.slack.messages(CHANNEL)[0];
const shown = () => JSON.stringify(message()?.blocks);
const acknowledge = () =>
  here.slack.click({ user: ALICE, channel: CHANNEL, ts: message()?.ts ?? '', actionId: 'alert.acknowledge' });
const stopLogging = (at = NOON - MINUTE) => here.aws.put(record({ eventTime: new Date(at).toISOString() }));

test('while another program has the store locked, a click is answered "not saved", and a tick fails and is made good', async () => {
  here = await world({ start: true });
  stopLogging();
  await here.app.tick();
  const other = new BetterSqlite(join(here.folder, 'trailwarden.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  await acknowledge();
  await eventually(() => expect(here.slack.ephemerals(ALICE)[0]?.text).toMatch(/Nothing was changed/));
  expect(shown()).not.toContain('Acknowledged');
  stopLogging(NOON);
  here.clock.advance(MINUTE);
  await here.app.tick().catch(() => undefined);
  expect(here.log.join('')).toMatch(/another program holds a lock on the store: .*close it/);
  expect((await here.app.health()).problems.map(({ kind }) => kind)).toContain('store');
  other.exec('ROLLBACK');
  other.close();
  await acknowledge();
  await eventually(() => expect(shown()).toContain('Acknowledged'));
  here.clock.advance(10 * MINUTE);
  await here.app.tick();
  expect(shown()).toContain('×2');
  expect((await here.app.health()).problems.map(({ kind }) => kind)).not.toContain('store');
});

/** A disk of its own, as small as that, needs a mount; where users may not mount even for themselves it is left out, visibly. */
const mayMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
(mayMount ? test : test.skip)(
  'on a disk that is full it says so and goes on by itself when there is room',
  async () => {
    here = await world({ realTime: true, yaml: YAML });
    const disk = join(here.folder, 'disk');
    mkdirSync(disk);
    const aws = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('AWS_')));
    const env = { PATH: process.env.PATH, ...aws, ...here.environment, DATABASE_URL: `sqlite:${disk}/small.sqlite` };
    const start = `mount -t tmpfs -o size=4m tmpfs ${disk} && exec ${process.execPath} ${join(ROOT, 'dist/main.js')} start`;
    const process_ = spawn('unshare', ['-rm', 'sh', '-c', start], { cwd: here.folder, env });
    bot = process_;
    let output = '';
    for (const stream of [process_.stdout, process_.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const said = (words: RegExp) =>
      waitFor(
        () => words.test(output),
        () => output,
      );
    await said(/"msg":"tick"/);
    // The disk is seen from outside through the process that mounted it.
    const inside = `/proc/${process_.pid}/root${disk}`;
    const filler = openSync(join(inside, 'filler'), 'w');
    fill(filler, inside);
    // Larger than what SQLite may have allocated already.
    const big = { name: 'main', padding: 'x'.repeat(90_000) };
    here.aws.put(
      Array.from({ length: 5 }, () => record({ eventTime: new Date().toISOString(), requestParameters: big })),
    );
    await said(/the disk is full: .*make room/);
    expect(here.slack.messages(CHANNEL)).toEqual([]);
    ftruncateSync(filler, 0);
    closeSync(filler);
    rmSync(join(inside, 'filler'));
    await waitFor(
      () => here.slack.messages(CHANNEL).length > 0,
      () => output,
    );
    bot.kill('SIGTERM');
    await waitFor(
      () => process_.exitCode === 0,
      () => output,
    );
  },
);

const YAML = `first_read: 10m
schedule: "*/2 * * * * *"
accounts: [{ id: "111122223333", name: prod, regions: [eu-central-1] }]`;

/** Until nothing more fits. */
function fill(handle: number, folder: string): void {
  try {
    for (;;) writeSync(handle, Buffer.alloc(4096, 1));
  } catch {
    expect(statfsSync(folder).bavail).toBe(0);
  }
}

async function waitFor(check: () => boolean, context: () => string): Promise<void> {
  const until = performance.now() + 60_000;
  while (!check()) {
    if (performance.now() > until) throw new Error(`not in time\n${context()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
