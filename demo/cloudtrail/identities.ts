/**
 * Who calls the local AWS: the accounts, their access keys and roles, and the sessions that AssumeRole hands out. Region
 * opt-in is checked here too, as AWS answers for a region that is not enabled as if it did not know the key.
 */
import { randomBytes } from 'node:crypto';
import { Fault } from './fault';
import type { Authorization } from './signature';
import { TRAIL_OPERATIONS, type TrailSetup } from './trails';

export interface RoleSetup {
  readonly arn: string;
  readonly externalId?: string;
  /** Accounts whose callers may assume it; any account here when left out. */
  readonly trustedAccounts?: readonly string[];
  readonly permissions?: readonly string[];
}

export interface AccountSetup {
  /** 12 digits. */
  readonly id: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The regions enabled; AWS's seventeen default ones when left out. */
  readonly regions?: readonly string[];
  readonly roles?: readonly RoleSetup[];
  /** IAM actions allowed to the access key; all that is played here when left out. */
  readonly permissions?: readonly string[];
  readonly trails?: readonly TrailSetup[];
}

/** A caller whose key is known; the signature is checked with its secret. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  readonly secretAccessKey: string;
  readonly permissions: readonly string[];
  readonly sessionToken: string | undefined;
  /** Milliseconds of wall-clock time, as the SDK compares it with its own clock; undefined for a long-term key. */
  readonly expires: number | undefined;
}

export interface Session extends Caller {
  readonly accessKeyId: string;
  readonly sessionToken: string;
  readonly expires: number;
}

/** Enabled in every account since before the 20th of March 2019. https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html */
const DEFAULT_REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'ap-south-1'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
];

const READING = ['LookupEvents', ...TRAIL_OPERATIONS].map((action) => `cloudtrail:${action}`);
const PERMISSIONS = [...READING, 'sts:AssumeRole'];

export class Identities {
  private readonly callers = new Map<string, Caller>();

  constructor(private readonly accounts: readonly AccountSetup[]) {
    for (const { id, accessKeyId, secretAccessKey, permissions = PERMISSIONS } of accounts) {
      const userId = `AIDA${id}0000`;
      const arn = `arn:aws:iam::${id}:user/trailwarden`;
      const long = { sessionToken: undefined, expires: undefined };
      this.callers.set(accessKeyId, { account: id, arn, userId, secretAccessKey, permissions, ...long });
    }
  }

  /** Throws UnrecognizedClientException for an unknown key, a wrong token or a region not enabled, ExpiredTokenException. */
  callerOf({ accessKeyId, sessionToken, region }: Authorization, wallTime: number): Caller {
    const caller = this.callers.get(accessKeyId);
    if (caller === undefined || caller.sessionToken !== sessionToken || !this.isEnabled(caller.account, region)) {
      throw new Fault(400, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
    }
    if (caller.expires !== undefined && caller.expires < wallTime) {
      throw new Fault(400, 'ExpiredTokenException', 'The security token included in the request is expired');
    }
    return caller;
  }

  /** Throws AccessDenied, with one message for every reason, as STS does. `seconds` is the session's duration. */
  assume(
    caller: Caller,
    arn: string,
    name: string,
    externalId: string | undefined,
    seconds: number,
    wallTime: number,
  ): Session {
    const owner = this.accounts.find(({ roles }) => roles?.some((role) => role.arn === arn));
    const role = owner?.roles?.find((each) => each.arn === arn);
    const trusted = role?.trustedAccounts?.includes(caller.account) ?? true;
    const external = role?.externalId === undefined || role.externalId === externalId;
    if (
      owner === undefined ||
      role === undefined ||
      !trusted ||
      !external ||
      !caller.permissions.includes('sts:AssumeRole')
    ) {
      throw new Fault(
        403,
        'AccessDenied',
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      );
    }
    const roleName = arn.split('/').at(-1) ?? '';
    const session: Session = {
      account: owner.id,
      arn: `arn:aws:sts::${owner.id}:assumed-role/${roleName}/${name}`,
      userId: `AROA${owner.id}0000:${name}`,
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(120).toString('base64'),
      expires: wallTime + seconds * 1000,
      permissions: role.permissions ?? READING,
    };
    this.callers.set(session.accessKeyId, session);
    return session;
  }

  private isEnabled(account: string, region: string): boolean {
    const { regions = DEFAULT_REGIONS } = this.accounts.find(({ id }) => id === account) ?? {};
    return regions.includes(region);
  }
}
