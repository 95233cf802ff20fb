/**
 * A whole world for a test: the local Slack and CloudTrail at the wire, a real SQLite file, and the bot between them with a
 * clock that stands still. Nothing of ours is mocked.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CloudTrailServer, startCloudTrail } from '../demo/cloudtrail/server';
import { type Slack, type SlackOptions, startSlack } from '../demo/slack/server';
import { type TrailwardenApp, createApp } from '../src/app';
import { type Config, type Environment, loadConfig } from '../src/config';
import { createLog } from '../src/log';
import { packageRoot } from '../src/package-root';
import { NOON } from './fixtures';
import { type TestClock, testClock } from './clock';

export const ROOT = packageRoot(__dirname);
export const CHANNEL = 'C0SECURITY';
export const ALICE = 'U0ALICE';
export const BOB = 'U0BOB';

const KEYS = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret-of-the-test-account-1111111111111' };

export interface World {
  readonly slack: Slack;
  readonly aws: CloudTrailServer;
  readonly clock: TestClock;
  readonly config: Config;
  /** As an operator would set it, for commands that read it themselves. */
  readonly environment: Environment;
  readonly folder: string;
  /** Where Slack calls the bot in HTTP mode. */
  readonly requestUrl: string;
  /** Every log line so far. */
  readonly log: string[];
  app: TrailwardenApp;
  /** Another process over the same store, as after a restart. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly mode?: 'socket' | 'http';
  readonly slack?: SlackOptions;
  readonly environment?: Environment;
  /** Text of trailwarden.yml. */
  readonly yaml?: string;
  readonly start?: boolean;
  /** For a bot in a process of its own: the stand-ins keep the real time too. */
  readonly realTime?: boolean;
}

export async function world(options: WorldOptions = {}): Promise<World> {
  const clock = testClock(NOON);
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
  const port = await freePort();
  const http = options.mode === 'http';
  const requestUrl = `http://127.0.0.1:${port}/slack/events`;
  const serverClock = options.realTime === true ? Date : clock;
  const slack = await startSlack({
    clock: serverClock,
    rateLimits: false,
    manifest: join(ROOT, http ? 'manifest.http.yml' : 'manifest.yml'),
    ...(http ? { requestUrl } : {}),
    channels: [{ id: CHANNEL, name: 'security', members: [ALICE, BOB] }],
    ...options.slack,
  });
  const aws = await startCloudTrail({
    clock: serverClock,
    quota: false,
    accounts: [{ id: '111122223333', ...KEYS, regions: ['us-east-1', 'eu-central-1'] }],
  });
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_CLOUDTRAIL: aws.url,
    AWS_ENDPOINT_URL_STS: aws.url,
  });
  const environment = environmentOf(slack, port, options);
  const file = join(folder, 'trailwarden.yml');
  writeFileSync(file, options.yaml ?? USUAL);
  const asked = loadConfig({ file, folder, environment, slack: true });
  // The weekly digest is on by default, and would stand between the messages of every test that takes longer than a weekend.
  const digest = options.yaml?.includes('digest') === true ? asked.digest : { ...asked.digest, weekly: undefined };
  // A day in twenty regions is a hundred requests at the first tick, which few tests are about.
  const firstRead = options.yaml?.includes('first_read') === true ? asked.firstRead : HOUR;
  const config = { ...asked, digest, firstRead };
  const log: string[] = [];
  const logger = createLog('debug', { write: (line) => void log.push(line) });
  const servers = () => Promise.all([slack.close(), aws.close()]);
  const create = () => createApp({ config, log: logger, root: ROOT, clock });
  const app = await create().catch(async (error: unknown) => {
    await servers();
    throw error;
  });
  const made: World = {
    slack,
    aws,
    clock,
    config,
    environment,
    folder,
    requestUrl,
    log,
    app,
    async restart() {
      await made.app.stop();
      made.app = await create();
    },
    async close() {
      await made.app.stop();
      await servers();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (options.start === true) await made.app.listen();
  return made;
}

const HOUR = 3_600_000;

const USUAL = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';

function environmentOf(slack: Slack, port: number, options: WorldOptions): Environment {
  const connection =
    options.mode === 'http'
      ? { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(port) }
      : { SLACK_APP_TOKEN: slack.appToken };
  return {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
    SLACK_CHANNEL: CHANNEL,
    ...connection,
    ...options.environment,
  };
}

/** A port nobody listens at just now: the bot must be told which before it starts. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits for what another process or a socket brings about; fails with the last reason after two seconds. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  const until = performance.now() + 8000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(10);
    }
  }
}
