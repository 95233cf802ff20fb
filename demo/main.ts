/**
 * `npm run demo`: a local CloudTrail that plays a day, a local Slack with a page to look at, and between them the real bot,
 * as a process of its own, started just as an operator would. Nothing leaves this machine; the store is thrown away.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/package-root';
import { startCloudTrail } from './cloudtrail/server';
import type { TrailSetup } from './cloudtrail/trails';
import { day } from './day';
import { PROD, STAGING } from './day/actors';
import { type SlackOptions, startSlack } from './slack/server';

const ROOT = packageRoot(__dirname);
const KEY = { accessKeyId: 'AKIADEMODEMODEMODEMO', secretAccessKey: 'no-secret-at-all-but-it-must-be-forty-ch' };
const ROLE = { arn: `arn:aws:iam::${STAGING}:role/Trailwarden`, externalId: 'demo' };
const CHANNELS = { security: 'C0SECURITY', alerts: 'C0ALERTS' };

/** Look every two seconds, so that the story flows; everything else is as it would be in earnest. */
const CONFIG = `
accounts:
  - { id: "${PROD}", name: prod, environment: production, regions: [eu-central-1, sa-east-1] }
  - { id: "${STAGING}", name: staging, regions: [eu-central-1], role_arn: "${ROLE.arn}", external_id: ${ROLE.externalId} }
schedule: "*/2 * * * * *"
first_read: 1h
channel: ${CHANNELS.alerts}
routes:
  - { levels: [critical, high], channel: ${CHANNELS.security}, mention: "@here" }
countries: [DE]
people:
  - { principal: root, accounts: [prod], slack: [U0ALICE, U0BOB] }
`;

const SLACK: SlackOptions = {
  manifest: join(ROOT, 'manifest.yml'),
  channels: [
    { id: CHANNELS.security, name: 'security', topic: 'Critical and high alerts. Acknowledge what you take.' },
    { id: CHANNELS.alerts, name: 'aws-alerts', topic: 'Medium alerts' },
    { id: 'C0GENERAL', name: 'general', topic: 'Everything else', bot: false },
  ],
};

/** As good as many a trail, and so with something to find for `/trail posture`: staging has none of its own. */
const TRAIL: TrailSetup = {
  name: 'organization-trail',
  homeRegion: 'eu-central-1',
  multiRegion: true,
  organization: true,
  kmsKeyArn: `arn:aws:kms:eu-central-1:${PROD}:key/6f0c3f0e-0000-4000-8000-000000000001`,
  eventSelectors: [{ ReadWriteType: 'All', ExcludeManagementEventSources: ['kms.amazonaws.com'] }],
  insights: ['ApiCallRateInsight'],
};

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-demo-'));
  const aws = await startCloudTrail({
    accounts: [
      { id: PROD, ...KEY, trails: [TRAIL] },
      { id: STAGING, accessKeyId: 'AKIADEMOSTAGINGDEMO1', secretAccessKey: KEY.secretAccessKey, roles: [ROLE] },
    ],
  });
  const slack = await startAtUsualPort();
  console.log(`\n  Open ${slack.url}\n`);
  console.log('  A local Slack workspace. In a few seconds alerts arrive in #security: read one, click Acknowledge.');
  console.log('  A direct message asks you whether a sign-in was yours: say no and look at #security.');
  console.log('  You are Alice: “You are” at the top left makes you somebody else, with their own direct messages.');
  console.log(`  The bot's log is ${join(folder, 'bot.log')}. Stop with Ctrl-C.\n`);

  writeFileSync(join(folder, 'trailwarden.yml'), CONFIG);
  const start = Date.now() + 2_000;
  for (const { at, record } of day(start)) aws.put(record, { visibleAt: start + at });
  const bot = startBot(folder, {
    url: aws.url,
    apiUrl: slack.apiUrl,
    botToken: slack.botToken,
    appToken: slack.appToken,
  });

  const stop = async (code: number): Promise<void> => {
    bot.kill('SIGTERM');
    await Promise.all([slack.close(), aws.close()]);
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0));
  bot.once('exit', (code) => {
    console.error(`  The bot ended with code ${code}. Its last words are in its log.`);
    process.exitCode = 1;
  });
}

interface Ends {
  readonly url: string;
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
}

function startBot(folder: string, { url, apiUrl, botToken, appToken }: Ends): ChildProcess {
  const log = openSync(join(folder, 'bot.log'), 'a');
  return spawn(process.execPath, [join(ROOT, 'build', 'src', 'main.js'), 'start'], {
    cwd: folder,
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      SLACK_API_URL: apiUrl,
      AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_CLOUDTRAIL: url,
      AWS_ENDPOINT_URL_STS: url,
    },
  });
}

/** The page has the same address each time, unless something else is there. `PORT` names another. */
async function startAtUsualPort(): ReturnType<typeof startSlack> {
  const port = Number(process.env.PORT ?? 4747);
  try {
    return await startSlack({ ...SLACK, port });
  } catch {
    return startSlack({ ...SLACK, port: 0 });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
