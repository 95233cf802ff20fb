/**
 * Who acts in the demo's two accounts, with the identity that CloudTrail records of each. All keys and ids are invented.
 * Addresses are from the ranges reserved for documentation, which belong to no country; only the intruder's, an exit of a
 * commercial VPN in Romania, is a real one, since "from abroad" is part of the story.
 */
import type { JsonObject } from '../../src/source/event';

export const PROD = '111122223333';
export const STAGING = '444455556666';

export interface Actor {
  /** `userIdentity`; sessions begin at `start`, milliseconds. */
  identity(start: number): JsonObject;
  readonly address: string;
  readonly agent: string;
  readonly account: string;
}

const OFFICE = '198.51.100.24';
const HOME_OFFICE = '198.51.100.207';
const CI = '192.0.2.61';
const VPN = '146.70.116.130';

const BROWSER =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const OTHER_BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const TERRAFORM =
  'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io) terraform-provider-aws/6.18.0 aws-sdk-go-v2/1.39.2 ua/2.1 os/linux lang/go#1.24.6';
const CLI =
  'aws-cli/2.31.18 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0-kali md/arch#x86_64 lang/python#3.13.7 md/prompt#off';

/** A person by Identity Center: the role is shared and its name ends in a rotating suffix, the session names the person. */
export function person(name: string, permissionSet: string, account: string, address = OFFICE): Actor {
  const role = `AWSReservedSSO_${permissionSet}_4f1c2a9be07d3356`;
  const path = 'aws-reserved/sso.amazonaws.com/eu-central-1';
  return assumed(account, role, path, `${name}@example.com`, address, BROWSER);
}

/** The role that the pipeline assumes with GitHub's token. */
export function pipeline(account: string): Actor {
  return assumed(account, 'github-deploy', '', 'GitHubActions', CI, TERRAFORM);
}

/** A workload: a task of the shop, inside its own network. */
export function workload(account: string): Actor {
  return assumed(
    account,
    'checkout-task',
    '',
    '9a1f6f0c2d3b4e58a7c1d0e9f8b7a655',
    '10.20.4.17',
    'aws-sdk-java/2.35.6 md/io#sync md/http#Apache',
  );
}

/** A role that AWS assumes for itself. */
export function serviceLinked(account: string): Actor {
  const service = 'autoscaling.amazonaws.com';
  const role = assumed(
    account,
    'AWSServiceRoleForAutoScaling',
    `aws-service-role/${service}`,
    'AutoScaling',
    service,
    service,
  );
  return { ...role, identity: (start) => ({ ...role.identity(start), invokedBy: service }) };
}

/** AWS itself. */
export function service(name: string, account: string): Actor {
  return { identity: () => ({ type: 'AWSService', invokedBy: name }), address: name, agent: name, account };
}

/** An IAM user of the early days who still has a password and no second factor; the intruder signs in with it. */
export const FORGOTTEN: Actor = user('legacy-ops', 'AIDAXLEGACYOPS000001', 'ASIAXLEGACYSESSION01', OTHER_BROWSER);

/** The user that the intruder makes, and its key. */
export const BACKDOOR: Actor = user('backup-svc', 'AIDAXBACKUPSVC000001', 'AKIAXBACKUPSVCKEY001', CLI);

export const ROOT: Actor = {
  identity: (start) => ({
    type: 'Root',
    principalId: PROD,
    arn: `arn:aws:iam::${PROD}:root`,
    accountId: PROD,
    accessKeyId: 'ASIAXROOTSESSION0001',
    ...session(start, {}, 'false'),
  }),
  address: VPN,
  agent: OTHER_BROWSER,
  account: PROD,
};

/** A session of a support role that the intruder named after a colleague: whoever assumes a role chooses the name. */
export const IMPOSTOR: Actor = assumed(PROD, 'customer-support', '', 'bob@example.com', VPN, OTHER_BROWSER);

export const ALICE = person('alice', 'AdministratorAccess', PROD);
export const BOB = person('bob', 'PowerUserAccess', PROD, HOME_OFFICE);
export const CAROL = person('carol', 'PowerUserAccess', STAGING);

function user(userName: string, principalId: string, accessKeyId: string, agent: string): Actor {
  const longTerm = accessKeyId.startsWith('AKIA');
  const arn = `arn:aws:iam::${PROD}:user/${userName}`;
  const identity = { type: 'IAMUser', principalId, arn, accountId: PROD, accessKeyId, userName };
  return {
    identity: (start) => ({ ...identity, ...(longTerm ? {} : session(start, {}, 'false')) }),
    address: VPN,
    agent,
    account: PROD,
  };
}

function assumed(account: string, role: string, path: string, name: string, address: string, agent: string): Actor {
  const principalId = `AROAX${role.replace(/\W/g, '').toUpperCase().slice(-15).padEnd(15, '0')}`;
  const issuer = {
    type: 'Role',
    principalId,
    arn: `arn:aws:iam::${account}:role/${path === '' ? '' : `${path}/`}${role}`,
    accountId: account,
    userName: role,
  };
  const identity = {
    type: 'AssumedRole',
    principalId: `${principalId}:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    accountId: account,
    accessKeyId: `ASIAX${principalId.slice(5)}`,
  };
  return { identity: (start) => ({ ...identity, ...session(start, issuer, 'false') }), address, agent, account };
}

function session(start: number, sessionIssuer: JsonObject, mfaAuthenticated: string): JsonObject {
  const creationDate = new Date(start - 600_000).toISOString().replace(/\.\d+Z$/, 'Z');
  return { sessionContext: { sessionIssuer, attributes: { creationDate, mfaAuthenticated } } };
}
