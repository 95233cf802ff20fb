/**
 * The trails of the local AWS and the four operations that read them, with AWS's rules: which trails a region shows, how one
 * is named, and what is answered for one that is not there or is another account's.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
import { type Json, type JsonObject, textAt } from '../../src/source/event';
import { Fault } from './fault';

/** A trail as it was set up; what is left out is as `CreateTrail` leaves it: on, and for one region. */
export interface TrailSetup {
  readonly name: string;
  readonly homeRegion: string;
  readonly multiRegion?: boolean;
  /** Every other account here is a member of its organization, and sees it without its details. */
  readonly organization?: boolean;
  readonly validation?: boolean;
  readonly kmsKeyArn?: string;
  readonly logGroupArn?: string;
  readonly eventSelectors?: readonly JsonObject[];
  /** In place of the others. */
  readonly advancedEventSelectors?: readonly JsonObject[];
  /** Types, such as ApiCallRateInsight; none means that Insights are not enabled. */
  readonly insights?: readonly string[];
  /** Members of GetTrailStatus in place of the usual ones; times are epoch seconds. */
  readonly status?: JsonObject;
}

interface Owned {
  readonly account: string;
  readonly arn: string;
  readonly setup: TrailSetup;
}

type Operation = (trails: Trails, account: string, region: string, request: JsonObject, now: number) => JsonObject;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeTrails: (trails, account, region, request) => trails.describe(account, region, request),
  GetTrailStatus: (trails, account, region, { Name }, now) =>
    statusOf(trails.named(account, region, Name ?? null).setup, now),
  GetEventSelectors: (trails, account, region, { TrailName }) =>
    selectorsOf(trails.named(account, region, TrailName ?? null)),
  GetInsightSelectors: (trails, account, region, request) => {
    if (request.EventDataStore !== undefined) {
      throw fault('UnsupportedOperationException', 'There are no event data stores here.');
    }
    return insightsOf(trails.named(account, region, request.TrailName ?? null));
  },
};

export const TRAIL_OPERATIONS: readonly string[] = Object.keys(OPERATIONS);

const DAY = 86_400;
const NAME = /^(?=.{3,128}$)[A-Za-z0-9](?:[._-]?[A-Za-z0-9])*$/;
const ARN = /^arn:aws(?:-cn|-us-gov)?:cloudtrail:([a-z0-9-]+):(\d{12}):trail\/(.+)$/;
const EVERYTHING = { ReadWriteType: 'All', IncludeManagementEvents: true };

export class Trails {
  private readonly owned: readonly Owned[];

  constructor(accounts: readonly { readonly id: string; readonly trails?: readonly TrailSetup[] }[]) {
    this.owned = accounts.flatMap(({ id: account, trails = [] }) =>
      trails.map((setup) => ({
        account,
        arn: `arn:aws:cloudtrail:${setup.homeRegion}:${account}:trail/${setup.name}`,
        setup,
      })),
    );
  }

  /** One of TRAIL_OPERATIONS. `now` in milliseconds. */
  answer(operation: string, account: string, region: string, request: JsonObject, now: number): JsonObject {
    const work = OPERATIONS[operation];
    if (work === undefined) throw fault('UnknownOperationException', '');
    return work(this, account, region, request, now);
  }

  /** Of the trails that are named, those that are there; of none named, all that the region shows. */
  describe(
    account: string,
    region: string,
    { trailNameList: names, includeShadowTrails: shadows }: JsonObject,
  ): JsonObject {
    const wanted: readonly Json[] = Array.isArray(names) ? names : [];
    const isShown = ({ setup, ...of }: Owned): boolean =>
      isHome(of.account, setup, account, region) || (shadows !== false && isShadow(of.account, setup, account, region));
    const found =
      wanted.length === 0
        ? this.owned.filter(isShown)
        : wanted.flatMap((name) => this.find(account, region, textOf(name)) ?? []);
    return { trailList: found.map(described) };
  }

  /** Throws TrailNotFoundException for one of another account: an organization's trail is read where it belongs. */
  named(account: string, region: string, name: Json): Owned {
    const text = textOf(name);
    const found = this.find(account, region, text);
    if (found?.account === account) return found;
    const arn = ARN.test(text) ? text : `arn:aws:cloudtrail:${region}:${account}:trail/${text}`;
    throw fault('TrailNotFoundException', `Unknown trail: ${arn} for the user: ${account}`);
  }

  /** By its name in its home region, by its ARN wherever it can be seen. */
  private find(account: string, region: string, name: string): Owned | undefined {
    if (name.startsWith('arn:')) {
      if (!ARN.test(name)) throw fault('CloudTrailARNInvalidException', `The ARN is not valid: ${name}`);
      return this.owned.find(
        ({ arn, setup, account: owner }) =>
          arn === name && (isHome(owner, setup, account, region) || isShadow(owner, setup, account, region)),
      );
    }
    if (!NAME.test(name)) throw fault('InvalidTrailNameException', 'The trail name is not valid.');
    return this.owned.find(({ setup, account: owner }) => setup.name === name && isHome(owner, setup, account, region));
  }
}

function isHome(owner: string, setup: TrailSetup, account: string, region: string): boolean {
  return owner === account && setup.homeRegion === region;
}

/** The replication of a trail in other regions and, of an organization's, in member accounts. */
function isShadow(owner: string, setup: TrailSetup, account: string, region: string): boolean {
  const reaches = setup.homeRegion === region || setup.multiRegion === true;
  return reaches && (owner === account || setup.organization === true) && !isHome(owner, setup, account, region);
}

function described({ arn, setup }: Owned): JsonObject {
  return {
    Name: setup.name,
    S3BucketName: `${setup.name}-logs`,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: setup.multiRegion ?? false,
    HomeRegion: setup.homeRegion,
    TrailARN: arn,
    LogFileValidationEnabled: setup.validation ?? false,
    ...(setup.kmsKeyArn === undefined ? {} : { KmsKeyId: setup.kmsKeyArn }),
    ...(setup.logGroupArn === undefined ? {} : { CloudWatchLogsLogGroupArn: setup.logGroupArn }),
    HasCustomEventSelectors: (setup.eventSelectors ?? setup.advancedEventSelectors) !== undefined,
    HasInsightSelectors: (setup.insights?.length ?? 0) > 0,
    IsOrganizationTrail: setup.organization ?? false,
  };
}

function statusOf({ logGroupArn, validation, status }: TrailSetup, now: number): JsonObject {
  const at = Math.floor(now / 1000);
  return {
    IsLogging: true,
    StartLoggingTime: at - 90 * DAY,
    LatestDeliveryTime: at - 240,
    ...(logGroupArn === undefined ? {} : { LatestCloudWatchLogsDeliveryTime: at - 180 }),
    ...(validation === true ? { LatestDigestDeliveryTime: at - 1800 } : {}),
    ...status,
  };
}

function selectorsOf({ arn, setup }: Owned): JsonObject {
  if (setup.advancedEventSelectors !== undefined) {
    return { TrailARN: arn, AdvancedEventSelectors: setup.advancedEventSelectors };
  }
  const none = { DataResources: [], ExcludeManagementEventSources: [] };
  const selectors = setup.eventSelectors ?? [EVERYTHING];
  return { TrailARN: arn, EventSelectors: selectors.map((selector) => ({ ...none, ...selector })) };
}

function insightsOf({ arn, setup }: Owned): JsonObject {
  const types = setup.insights ?? [];
  if (types.length === 0) {
    throw fault('InsightNotEnabledException', `Trail name: ${setup.name} does not have Insights enabled.`);
  }
  return { TrailARN: arn, InsightSelectors: types.map((InsightType) => ({ InsightType })) };
}

function textOf(name: Json): string {
  const text = textAt({ name }, 'name');
  if (text === undefined) throw fault('InvalidTrailNameException', 'Trail name cannot be blank!');
  return text;
}

function fault(code: string, message: string): Fault {
  return new Fault(400, code, message);
}
