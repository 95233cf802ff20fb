/**
 * Which accounts and regions are read: one account's settings and its AWS clients, each made when it is first needed.
 * They share the account's credentials, so that a role is assumed once and not once a region.
 */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  type ClientSettings,
  type RequestHandler,
  type Role,
  clientSettings,
  credentialsOf,
  regionOfEnvironment,
} from './credentials';
import type { LookupAnswer, LookupRequest } from './lookup';
import { type Partition, homeOf, partitionOf, partitionOfArn, regionsOf } from './regions';

/** One account as configured. */
export interface AccountSettings {
  /** 12 digits; undefined when no account is configured: the credentials' own, asked of STS. */
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly environment: string | undefined;
  readonly regions: 'all' | readonly string[];
  readonly roleArn: string | undefined;
  readonly externalId: string | undefined;
}

/** Who we are in an account, as STS says. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

export class Account {
  private sts: Promise<STSClient> | undefined;
  private readonly cloudTrails = new Map<string, CloudTrailClient>();
  private readonly common: ClientSettings;
  private readonly role: Role | undefined;
  private knownId: string | undefined;

  /** `timeout` of a request in milliseconds; `handler` sends requests instead of the SDK's own. */
  constructor(
    readonly settings: AccountSettings,
    timeout?: number,
    handler?: RequestHandler,
  ) {
    const { id, roleArn, externalId } = settings;
    this.common = clientSettings(timeout, handler);
    this.role = roleArn === undefined ? undefined : { arn: roleArn, externalId };
    this.knownId = id ?? /^arn:[^:]*:iam::(\d{12}):/.exec(roleArn ?? '')?.[1];
  }

  /** As people know it: `prod (123456789012)`. */
  get label(): string {
    const { name } = this.settings;
    if (name === undefined) return this.knownId ?? 'own account';
    return this.knownId === undefined ? name : `${name} (${this.knownId})`;
  }

  /** 12 digits, asked of STS where neither the settings nor the role say it. Throws what the SDK throws. */
  async id(): Promise<string> {
    this.knownId ??= (await this.identity()).account;
    return this.knownId;
  }

  /** Asks STS at each call. Throws what the SDK throws; a CredentialsFailure when there are no credentials to ask with. */
  async identity(): Promise<Identity> {
    const client = await this.stsClient();
    const { Account: account = '', Arn: arn = '' } = await client.send(new GetCallerIdentityCommand({}));
    return { account, arn };
  }

  /** The regions to read, the home region first. Throws an AppError for a list that makes no sense. */
  async regions(): Promise<readonly string[]> {
    return regionsOf(this.settings.regions, await this.partition());
  }

  /** Gets the credentials, so that a request goes out when it is sent. Throws a CredentialsFailure. */
  async prepare(): Promise<void> {
    await (await this.stsClient()).config.credentials();
  }

  /** One request to a region. Throws what the SDK throws. */
  async lookupEvents(region: string, request: LookupRequest, signal: AbortSignal): Promise<LookupAnswer> {
    const client = await this.cloudTrail(region);
    const command = new LookupEventsCommand({
      StartTime: new Date(request.from),
      EndTime: new Date(request.until),
      LookupAttributes: request.attribute && [
        { AttributeKey: request.attribute.key, AttributeValue: request.attribute.value },
      ],
      EventCategory: request.category,
      MaxResults: request.size,
      NextToken: request.token,
    });
    const { Events = [], NextToken } = await client.send(command, { abortSignal: signal });
    const events = Events.map(({ EventId, EventTime, CloudTrailEvent }) => {
      return { id: EventId, time: EventTime?.getTime(), record: CloudTrailEvent };
    });
    return { events, token: NextToken };
  }

  /** A region's client; what it sends spends other quotas than LookupEvents or goes through `lookupEvents`. */
  async cloudTrail(region: string): Promise<CloudTrailClient> {
    const { credentials } = (await this.stsClient()).config;
    const client = this.cloudTrails.get(region) ?? new CloudTrailClient({ ...this.common, region, credentials });
    this.cloudTrails.set(region, client);
    return client;
  }

  /** Drops the credentials: after a refusal the next request asks for new ones, which may have been renewed. */
  forget(): void {
    this.cloudTrails.clear();
    this.sts = undefined;
  }

  close(): void {
    for (const client of this.cloudTrails.values()) client.destroy();
    void this.sts?.then((client) => client.destroy());
    this.forget();
  }

  private stsClient(): Promise<STSClient> {
    this.sts ??= this.stsRegion().then((region) => {
      return new STSClient({ ...this.common, region, credentials: credentialsOf(this.role, region, this.common) });
    });
    return this.sts;
  }

  /** Said by the role, else by the regions listed, else by AWS_REGION or the profile. */
  private async partition(): Promise<Partition> {
    const { regions } = this.settings;
    const ofRole = this.role && partitionOfArn(this.role.arn);
    const listed = regions === 'all' ? undefined : regions[0];
    return ofRole ?? partitionOf(listed ?? (await regionOfEnvironment()) ?? '');
  }

  /** Tokens of a regional endpoint are good in regions to be enabled too; those of STS's global one are not. */
  private async stsRegion(): Promise<string> {
    const partition = await this.partition();
    const own = await regionOfEnvironment();
    return own !== undefined && partitionOf(own) === partition ? own : homeOf(partition);
  }
}
