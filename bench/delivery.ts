/**
 * From the moment CloudTrail shows an event to the moment its message stands in Slack: the real program, ticking every second,
 * against the local CloudTrail and Slack with their quotas. Real CloudTrail adds its own delay before, of which a bot has no part.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../src/source/event';
import { CHANNEL, startBot } from './bot';
import { ACCOUNT, dice } from './records';
import { printTable, quantile } from './timing';

const EVENTS = 40;
const SECOND = 1000;
const REGION = 'us-east-1';
/** Milliseconds a message may take before it counts as lost. */
const PATIENCE = 60_000;

interface Delivered {
  /** Milliseconds from visible to posted, and the part that was spent waiting for the schedule. */
  readonly whole: number;
  readonly waited: number;
}

/** `npm run bench -- delivery [EVENTS]` */
export async function benchDelivery([wanted]: readonly string[]): Promise<void> {
  const bot = await startBot({ regions: [REGION], schedule: '* * * * * *' });
  const roll = dice(9);
  const delivered: Delivered[] = [];
  try {
    // The first tick reads what was before; what is measured are those after it.
    await sleep(5 * SECOND);
    for (let index = 0; index < Number(wanted ?? EVENTS); index += 1) {
      await sleep((2 + roll()) * SECOND);
      const trail = `trail-${index}`;
      const visibleAt = Date.now();
      bot.aws.put(stopped(trail, visibleAt - 120 * SECOND, index));
      await bot.slack.until(
        () => bot.slack.messages(CHANNEL).some((one) => JSON.stringify(one).includes(trail)),
        PATIENCE,
      );
      const whole = Date.now() - visibleAt;
      delivered.push({ whole, waited: Math.ceil(visibleAt / SECOND) * SECOND - visibleAt });
    }
  } finally {
    await bot.close();
  }
  const row = (label: string, of: (one: Delivered) => number): readonly string[] => [
    label,
    ...[0.5, 0.95, 1].map((share) => seconds(quantile(delivered.map(of), share))),
  ];
  printTable([
    ['seconds', 'p50', 'p95', 'longest'],
    row('visible → posted', ({ whole }) => whole),
    row('tick → posted', ({ whole, waited }) => whole - waited),
  ]);
  console.log(
    `\n${delivered.length} alerts, two to three seconds apart, at random moments. The schedule is \`* * * * * *\`: half a second of the ` +
      'first row is the wait for the next tick, which is taken off in the second. On the default schedule of a minute that wait is 30 seconds in the middle.',
  );
}

function stopped(trail: string, time: number, index: number): JsonObject {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDABENCH',
      arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
      accountId: ACCOUNT,
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      userName: 'alice',
    },
    eventTime: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: REGION,
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.15.0',
    requestParameters: { name: trail },
    eventID: `bench000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    eventType: 'AwsApiCall',
    readOnly: false,
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  };
}

function seconds(milliseconds: number): string {
  return (milliseconds / SECOND).toFixed(2);
}
