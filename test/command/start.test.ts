/** The bot as a process: started as an operator starts it, stopped by a signal, and honest when it cannot start. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MINUTE, record } from '../fixtures';
import { CHANNEL, ROOT, type World, world } from '../harness';

const PROGRAM = join(ROOT, 'dist', 'main.js');

let here: World;
beforeAll(() => {
  if (!existsSync(PROGRAM)) throw new Error('the program is not built: npm run build');
});
afterEach(() => here.close());

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function start(
  environment: Record<string, string | undefined>,
  words: readonly string[] = [],
): { bot: ChildProcess; ended: Promise<Ended> } {
  const env = { PATH: process.env.PATH, HOME: here.folder, ...awsOf(process.env), ...environment };
  const bot = spawn(process.execPath, [PROGRAM, 'start', ...words], { cwd: here.folder, env });
  let output = '';
  for (const stream of [bot.stdout, bot.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { bot, ended: new Promise((resolve) => bot.once('close', (code) => resolve({ code, output }))) };
}

function awsOf(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('AWS_')));
}

test.each(['socket', 'http'] as const)('by %s it posts, and ends well when told to stop', async (mode) => {
  here = await world({ mode, realTime: true });
  here.aws.put(record({ eventTime: new Date(Date.now() - MINUTE).toISOString() }));
  const { bot, ended } = start({ ...here.environment, DATABASE_URL: 'sqlite:another.sqlite' });
  await here.slack.until(() => here.slack.messages(CHANNEL).length > 0, 15_000);
  bot.kill('SIGTERM');
  const { code, output } = await ended;
  expect(code).toBe(0);
  expect(output).toMatch(/"msg":"started"/);
  expect(output).toMatch(/"msg":"stopped"/);
  expect(output).not.toContain(here.slack.botToken);
  expect(output).not.toContain(process.env.AWS_SECRET_ACCESS_KEY);
});

test('with settings that are wrong it says all of them, without a stack trace', async () => {
  here = await world();
  const { code, output } = await start({ SLACK_BOT_TOKEN: 'nonsense' }).ended;
  expect(code).toBe(2);
  expect(output).toMatch(/SLACK_BOT_TOKEN: expected.*\n.*SLACK_APP_TOKEN/);
  expect(output).not.toMatch(/^\s+at /m);
});

test('when Slack refuses the token it says so, without a stack trace', async () => {
  here = await world();
  const { code, output } = await start({
    ...here.environment,
    SLACK_APP_TOKEN: 'xapp-wrong',
    DATABASE_URL: 'sqlite:b.sqlite',
  }).ended;
  expect(code).toBe(2);
  expect(output).toMatch(/cannot start: .*invalid_auth/);
  expect(output).not.toMatch(/^\s+at /m);
});
