/**
 * Reads the trails of an account by CloudTrail's own API, when somebody asks for the posture. Every region is asked for its
 * trails, each trail for its details where it is at home. These calls have quotas of their own, apart from LookupEvents.
 */
import { type CloudTrailClient, DescribeTrailsCommand, type Trail as Described } from '@aws-sdk/client-cloudtrail';
import { AppError } from '../error';
import type { AccountReader } from './account-reader';
import { AwsError, problemOf, reactionTo } from './aws-failure';
import type { Clock } from '../clock';
import { CLOSED } from './lookup';
import { NOT_ENABLED } from './region';
import { homeOf, partitionOf } from './regions';
import type { AccountTrails, Answer, Trail } from './trail';
import { type Options, insightsOf, selectorsOf, statusOf } from './trail-details';

/** Regions or trails asked at once; ten a second is the quota of each call in each region. */
const AT_ONCE = 6;

/** Somebody waits, so what does not work is soon told. */
const ATTEMPTS = 3;
const PAUSE = 1000;

/** An account may have five trails a region; what lies beyond this many is counted. */
const MOST_TRAILS = 30;

type Missing = Exclude<Answer<never>, { kind: 'read' }>;

/** Never throws what AWS says: a refusal is an answer. Throws an AppError (`source-closed`) when `signal` is aborted. */
export async function readTrails(reader: AccountReader, clock: Clock, signal: AbortSignal): Promise<AccountTrails> {
  const asker = new Asker(reader, clock, signal);
  const none = { trails: [], regions: [], unread: [], skipped: 0 };
  let account: string;
  let names: readonly string[];
  try {
    account = await reader.id();
    names = await reader.account.regions();
  } catch (error) {
    throwIfClosed(signal);
    const region = homeOf(partitionOf(''));
    return { ...none, account: '', label: reader.account.label, unread: [{ region, answer: missing(error, '') }] };
  }
  const asked = await inTurn(names, async (region) => ({ region, answer: await describe(asker, region) }));
  const found = new Map<string, Described>();
  for (const { answer } of asked) {
    if (answer?.kind !== 'read') continue;
    for (const trail of answer.value) found.set(trail.TrailARN ?? '', trail);
  }
  const known = [...found.values()].sort((a, b) => compare(a.TrailARN, b.TrailARN));
  const trails = await inTurn(known.slice(0, MOST_TRAILS), (trail) => detailed(asker, trail, account));
  return {
    account,
    label: reader.account.label,
    trails,
    regions: asked.flatMap(({ region, answer }) => (answer?.kind === 'read' ? [region] : [])),
    unread: asked.flatMap(({ region, answer }) => (answer && answer.kind !== 'read' ? [{ region, answer }] : [])),
    skipped: Math.max(0, known.length - MOST_TRAILS),
  };
}

/** Shadows included: a trail of all regions shows in each, wherever it was created. Undefined for a region that is not enabled. */
async function describe(asker: Asker, region: string): Promise<Answer<readonly Described[]> | undefined> {
  return asker.ask(region, 'DescribeTrails', async (client, options) => {
    const { trailList = [] } = await client.send(new DescribeTrailsCommand({}), options);
    return trailList;
  });
}

/** Members of an organization see its trail, but only its own account may read the details. */
async function detailed(asker: Asker, described: Described, account: string): Promise<Trail> {
  const arn = described.TrailARN ?? '';
  const [, , , regionOfArn = '', owner = account] = arn.split(':');
  const homeRegion = described.HomeRegion ?? regionOfArn;
  const isOurs = owner === account;
  const ask = async <T>(action: string, work: Work<T>): Promise<Answer<T>> =>
    isOurs ? ((await asker.ask(homeRegion, action, work)) ?? { kind: 'elsewhere' }) : { kind: 'elsewhere' };
  return {
    arn,
    name: described.Name ?? arn.split('/').at(-1) ?? arn,
    homeRegion,
    owner,
    bucket: described.S3BucketName,
    isMultiRegion: described.IsMultiRegionTrail ?? false,
    isOrganization: described.IsOrganizationTrail ?? false,
    hasValidation: described.LogFileValidationEnabled ?? false,
    kmsKey: described.KmsKeyId || undefined,
    logGroup: described.CloudWatchLogsLogGroupArn || undefined,
    status: await ask('GetTrailStatus', (client, options) => statusOf(client, arn, options)),
    selectors: await ask('GetEventSelectors', (client, options) => selectorsOf(client, arn, options)),
    insights: await ask('GetInsightSelectors', (client, options) => insightsOf(client, arn, options)),
  };
}

type Work<T> = (client: CloudTrailClient, options: Options) => Promise<T>;

/** Asks one region one thing, again where that helps, and turns what goes wrong into an answer. */
class Asker {
  constructor(
    private readonly reader: AccountReader,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  /** Undefined for a region that is not enabled: there can be nothing in it. */
  async ask<T>(region: string, action: string, work: Work<T>): Promise<Answer<T> | undefined> {
    try {
      return { kind: 'read', value: await this.reader.guarded(region, () => this.attempts(region, action, work)) };
    } catch (error) {
      throwIfClosed(this.signal);
      if (error instanceof AppError && error.code === NOT_ENABLED) return undefined;
      return missing(error, action);
    }
  }

  private async attempts<T>(region: string, action: string, work: Work<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const client = await this.reader.account.cloudTrail(region);
        return await work(client, { abortSignal: this.signal });
      } catch (error) {
        const reaction = reactionTo(error);
        const isOver = this.signal.aborted || attempt === ATTEMPTS;
        if (isOver || (reaction !== 'throttled' && reaction !== 'retry')) {
          throw new AwsError(problemOf(error, this.reader.where(region), action), error);
        }
        await this.clock.sleep(PAUSE * attempt, this.signal);
      }
    }
  }
}

function throwIfClosed(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError(CLOSED, 'the source was closed', { permanent: false });
}

const DENIED = ['aws-access-denied', 'aws-denied-by-organization'];

/** Throws what is our own fault. */
function missing(error: unknown, action: string): Missing {
  if (!(error instanceof AppError)) throw error;
  if (action !== '' && DENIED.includes(error.code)) {
    return { kind: 'denied', action: `cloudtrail:${action}`, byOrganization: error.code !== DENIED[0] };
  }
  return { kind: 'failed', problem: error.message };
}

/** The results in the order of what was asked for, a few at once. */
async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const queue = all.entries();
  const worker = async (): Promise<void> => {
    for (const [at, one] of queue) results.set(at, await work(one));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return all.map((_, at) => results.get(at) as R);
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
