/** The real program as a process of its own, between the local Slack and CloudTrail, and how long it took to be there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CloudTrailServer, startCloudTrail } from '../demo/cloudtrail/server';
import { type Slack, startSlack } from '../demo/slack/server';
import { packageRoot } from '../src/package-root';
import { ACCOUNT } from './records';

const ROOT = packageRoot(__dirname);
const PROGRAM = join(__dirname, '../src/main.js');
const KEY = { accessKeyId: 'AKIABENCHBENCHBENCHB', secretAccessKey: 'no-secret-at-all-but-it-must-be-forty-ch' };
export const CHANNEL = 'C0SECURITY';

export interface BotOptions {
  /** The store's file; a new one when left out. */
  readonly store?: string;
  /** Socket Mode when left out. */
  readonly http?: boolean;
  readonly regions: readonly string[];
  /** Cron with seconds; every minute when left out. */
  readonly schedule?: string;
  /** Whoever answers LookupEvents; the local CloudTrail when left out. */
  readonly cloudTrail?: string;
}

export interface Bot {
  readonly slack: Slack;
  readonly aws: CloudTrailServer;
  /** Where Slack calls it in HTTP mode. */
  readonly requestUrl: string;
  /** Milliseconds from the start of the process to the log line `started`. */
  readonly startedIn: number;
  /** What it logged so far, as JSON lines. */
  readonly log: readonly string[];
  /** Lets it end by itself, and takes the rest away. */
  close(): Promise<void>;
}

export async function startBot(options: BotOptions): Promise<Bot> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  const port = await freePort();
  const requestUrl = `http://127.0.0.1:${port}/slack/events`;
  const slack = await startSlack({
    manifest: join(ROOT, options.http === true ? 'manifest.http.yml' : 'manifest.yml'),
    channels: [{ id: CHANNEL, name: 'security' }],
    ...(options.http === true ? { requestUrl } : {}),
  });
  const aws = await startCloudTrail({ accounts: [{ id: ACCOUNT, ...KEY, regions: options.regions }] });
  writeFileSync(join(folder, 'trailwarden.yml'), configOf(options));
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    DATABASE_URL: `sqlite:${options.store ?? 'trailwarden.sqlite'}`,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
    SLACK_CHANNEL: CHANNEL,
    ...(options.http === true
      ? { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(port), HOST: '127.0.0.1' }
      : { SLACK_APP_TOKEN: slack.appToken }),
    AWS_ACCESS_KEY_ID: KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
    AWS_REGION: options.regions[0],
    AWS_ENDPOINT_URL_CLOUDTRAIL: options.cloudTrail ?? aws.url,
    AWS_ENDPOINT_URL_STS: aws.url,
  };
  const log: string[] = [];
  const begun = performance.now();
  const child = spawn(process.execPath, [PROGRAM, 'start'], { cwd: folder, env });
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await Promise.all([slack.close(), aws.close()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await started(child, log);
  } catch (error) {
    await close();
    throw error;
  }
  return { slack, aws, requestUrl, startedIn: performance.now() - begun, log, close };
}

function configOf({ regions, schedule = '* * * * *' }: BotOptions): string {
  return `accounts: [{ id: "${ACCOUNT}", name: prod, environment: production, regions: [${regions.join(', ')}] }]
schedule: "${schedule}"
first_read: 1h
digest: { daily: "off", weekly: "off" }
confirm: { ask: false }
`;
}

/** Resolves when it says so; fails with its output when it ends before. */
function started(child: ChildProcess, log: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      log.push(...lines);
      if (lines.some((line) => line.includes('"msg":"started"'))) resolve();
    });
    child.stderr?.on('data', (chunk: Buffer) => void log.push(chunk.toString()));
    child.once('close', () => reject(new Error(`the bot ended: ${log.slice(-5).join('\n')}${rest}`)));
  });
}

/** A port nobody listens at just now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
