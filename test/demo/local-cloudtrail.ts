/** A local CloudTrail with two accounts, and the real SDK's clients for it. */
import {
  CloudTrailClient,
  LookupEventsCommand,
  type LookupEventsCommandInput,
  type LookupEventsCommandOutput,
} from '@aws-sdk/client-cloudtrail';
import { STSClient } from '@aws-sdk/client-sts';
import { type CloudTrailServer, startCloudTrail } from '../../demo/cloudtrail/server';
import type { JsonObject } from '../../src/source/event';
import { type TestClock, testClock } from '../clock';

export const ROLE = 'arn:aws:iam::444455556666:role/reader';
export const KEY = { accessKeyId: 'AKIAONE', secretAccessKey: 'one/secret+key' };
export const OTHER = { accessKeyId: 'AKIATWO', secretAccessKey: 'two' };

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export class Local {
  private constructor(
    readonly clock: TestClock,
    readonly aws: CloudTrailServer,
  ) {}

  static async start(): Promise<Local> {
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    const clock = testClock();
    const roles = [
      { arn: ROLE, externalId: 'secret word' },
      { arn: `${ROLE}-own`, trustedAccounts: ['444455556666'] },
    ];
    const accounts = [
      { id: '111122223333', ...KEY },
      { id: '444455556666', ...OTHER, roles },
    ];
    return new Local(clock, await startCloudTrail({ clock, tokenLifetime: 60_000, accounts }));
  }

  cloudTrail(credentials: Credentials = KEY, region = 'us-east-1'): CloudTrailClient {
    return new CloudTrailClient({ endpoint: this.aws.url, region, maxAttempts: 1, credentials });
  }

  sts(credentials: Credentials = KEY): STSClient {
    return new STSClient({ endpoint: this.aws.url, region: 'eu-west-1', maxAttempts: 1, credentials });
  }

  lookup(
    input: LookupEventsCommandInput = {},
    credentials: Credentials = KEY,
    region = 'us-east-1',
  ): Promise<LookupEventsCommandOutput> {
    const client = this.cloudTrail(credentials, region);
    return client.send(new LookupEventsCommand(input)).finally(() => client.destroy());
  }

  record(eventID: string, secondsAgo: number, more: JsonObject = {}): JsonObject {
    return {
      eventID,
      eventName: 'StopLogging',
      eventSource: 'cloudtrail.amazonaws.com',
      eventTime: new Date(this.clock.now() - secondsAgo * 1000).toISOString(),
      awsRegion: 'us-east-1',
      recipientAccountId: '111122223333',
      userIdentity: { type: 'IAMUser', userName: 'mallory', accessKeyId: 'AKIAMALLORY', accountId: '111122223333' },
      requestParameters: { bucketName: 'logs' },
      readOnly: false,
      ...more,
    };
  }
}

export const ids = ({ Events = [] }: LookupEventsCommandOutput) => Events.map(({ EventId }) => EventId);
