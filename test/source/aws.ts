/** The local AWS and the real SDK pointed at it, for the tests of the source. */
import { type AccountSetup } from '../../demo/cloudtrail/identities';
import { type CloudTrailServer, type CloudTrailOptions, startCloudTrail } from '../../demo/cloudtrail/server';
import type { AccountSettings } from '../../src/source/accounts';
import type { JsonObject } from '../../src/source/event';
import { type LookupEventsSource, lookupEventsSource } from '../../src/source/lookup-events';
import type { Lane, Page, Progress } from '../../src/source/source';
import { type TestClock, testClock } from '../clock';

export const PROD: AccountSetup = {
  id: '111122223333',
  accessKeyId: 'AKIAPRODPRODPRODPROD',
  secretAccessKey: 'prod/secret+key',
};

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface LocalAws {
  readonly clock: TestClock;
  readonly aws: CloudTrailServer;
  readonly logs: { level: string; message: string; data: Readonly<Record<string, unknown>> }[];
  /** A source for these accounts; closed with the rest. */
  source(
    accounts: readonly Partial<AccountSettings>[],
    options?: { firstRead?: number; timeout?: number },
  ): LookupEventsSource;
  close(): Promise<void>;
}

export async function localAws(options: Partial<CloudTrailOptions> = {}): Promise<LocalAws> {
  const clock = testClock();
  const accounts = options.accounts ?? [PROD];
  const aws = await startCloudTrail({ clock, ...options, accounts });
  const logs: LocalAws['logs'] = [];
  const sources: LookupEventsSource[] = [];
  environment(aws.url, accounts[0] ?? PROD);
  return {
    clock,
    aws,
    logs,
    source: (given, { firstRead = 0, timeout } = {}) => {
      const log = (level: string, message: string, data: Readonly<Record<string, unknown>>): void =>
        void logs.push({ level, message, data });
      const source = lookupEventsSource({ accounts: given.map(account), clock, firstRead, log, timeout });
      sources.push(source);
      return source;
    },
    close: async () => {
      for (const source of sources) source.close();
      await aws.close();
    },
  };
}

/** The SDK reads these itself; nothing of the developer's own machine may be read instead. */
export function environment(url: string, { accessKeyId, secretAccessKey }: AccountSetup): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_CLOUDTRAIL: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
}

export function account(settings: Partial<AccountSettings>): AccountSettings {
  const none = { id: undefined, name: undefined, environment: undefined, roleArn: undefined, externalId: undefined };
  return { ...none, regions: 'all', ...settings };
}

/** A record at an event time in milliseconds. */
export function record(eventID: string, time: number, more: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'alice', accountId: PROD.id },
    eventTime: new Date(time).toISOString().replace(/\.\d+Z/, 'Z'),
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    awsRegion: 'us-east-1',
    eventID,
    readOnly: false,
    recipientAccountId: PROD.id,
    ...more,
  };
}

/** `count` records, one every `step` milliseconds back from `latest`, the newest being `name0`. */
export function records(name: string, count: number, latest: number, step: number): JsonObject[] {
  return Array.from({ length: count }, (_, index) => record(`${name}${index}`, latest - index * step));
}

export interface ReadOut {
  readonly ids: readonly string[];
  readonly pages: readonly Page[];
  /** As a store keeps it: the last progress recorded, else what it was. */
  readonly progress: Progress;
}

/** One tick of a lane, as the pipeline does it. `only` stops after so many pages, as a crash would. */
export async function readLane(lane: Lane, progress: Progress, now: number, only = Infinity): Promise<ReadOut> {
  const pages: Page[] = [];
  let kept = progress;
  for await (const page of lane.pages(progress, now)) {
    pages.push(page);
    kept = page.progress ?? kept;
    if (pages.length >= only) break;
  }
  return { ids: pages.flatMap(({ events }) => events.map(({ id }) => id)), pages, progress: kept };
}

/** The head of a region's lane. */
export async function laneOf(
  source: LookupEventsSource,
  region: string,
  account: string = PROD.id,
  kind = 'changes',
): Promise<Lane> {
  const lane = (await source.lanes()).find(
    ({ id }) => id.region === region && id.account === account && id.kind === kind,
  );
  if (lane === undefined) throw new Error(`no lane for ${account} ${region}`);
  return lane;
}

/** The heads of all changes, one a region. */
export async function headsOf(source: LookupEventsSource): Promise<readonly Lane[]> {
  const heads = new Map<string, Lane>();
  for (const lane of await source.lanes()) {
    const region = `${lane.id.account} ${lane.id.region}`;
    if (lane.id.kind === 'changes' && !heads.has(region)) heads.set(region, lane);
  }
  return [...heads.values()];
}

/** What a store keeps of a tick: progress by region and kind, and every event once, with the lane that brought it first. */
export class Kept {
  readonly progress = new Map<string, number>();
  readonly events = new Map<string, { readonly kind: string; readonly firstRead: boolean; readonly at: number }>();

  /** One tick, as the pipeline does it. Failures of lanes are returned. */
  async tick(source: LookupEventsSource, clock: TestClock): Promise<readonly unknown[]> {
    const now = clock.now();
    const results = await Promise.allSettled((await source.lanes()).map((lane) => this.read(lane, now, clock)));
    return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  }

  /** Ids in the order in which they were found. */
  get ids(): readonly string[] {
    return [...this.events.keys()];
  }

  private async read(lane: Lane, now: number, clock: TestClock): Promise<void> {
    const { id } = lane;
    const key = `${id.account} ${id.region} ${id.kind}`;
    for await (const { events, firstRead = false, progress } of lane.pages(
      { completeUntil: this.progress.get(key) },
      now,
    )) {
      for (const event of events) {
        if (!this.events.has(event.id)) this.events.set(event.id, { kind: id.kind, firstRead, at: clock.now() });
      }
      const until = progress?.completeUntil;
      if (until !== undefined) this.progress.set(key, Math.max(until, this.progress.get(key) ?? until));
    }
  }
}

export const UNREAD: Progress = { completeUntil: undefined };
