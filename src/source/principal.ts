/**
 * Who acted, normalised so that the same actor is the same key tomorrow: a role without its session and without the
 * suffix that Identity Center and Terraform rotate, a user, root, a service, or a caller of whom only the account is known.
 * Who the person behind it is, is another question (`people/`).
 */
import { memo } from '../memo';
import { type CloudTrailEvent, type Json, type JsonObject, isInsight, isObject, textAt, valueAt } from './event';

export type PrincipalKind = 'root' | 'user' | 'role' | 'federated' | 'service' | 'account' | 'unknown';

export interface Principal {
  readonly kind: PrincipalKind;
  /** The principal's own account (12 digits), '' when unknown; in a cross-account call not the event's account. */
  readonly account: string;
  /** User, role or service name; a role's without a rotating suffix. */
  readonly name: string;
  /** The session of an assumed role, chosen by whoever assumed it: a claim, not a proof. */
  readonly session: string | undefined;
  /** Stable identity for grouping and expectations, such as `role:123456789012:deploy`. */
  readonly key: string;
  /** The ARN as recorded, session included. */
  readonly arn: string | undefined;
}

/** Identity Center appends 16 hex digits, Terraform's name_prefix a time to a ten-thousandth of a second and a counter of 8 hex digits. */
const ROTATING_SUFFIX =
  /(?<=^AWSReservedSSO_.+)_[0-9a-f]{16}$|-?20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{4}[0-9a-f]{8}$/;

export function principalOf(event: CloudTrailEvent): Principal {
  const identity = event.record.userIdentity;
  if (!isObject(identity)) return withoutIdentity(event);
  const arn = textAt(identity, 'arn');
  const account = textAt(identity, 'accountId') ?? accountOfArn(arn) ?? '';
  const userName = textAt(identity, 'userName');
  const type = textAt(identity, 'type') ?? (arn?.includes(':assumed-role/') === true ? 'AssumedRole' : undefined);
  switch (type) {
    case 'Root':
      return named('root', account, 'root', arn);
    case 'IAMUser':
      return named(
        'user',
        account,
        userName ?? lastPart(arn) ?? textAt(identity, 'principalId') ?? 'unknown user',
        arn,
      );
    case 'AssumedRole':
    case 'Role':
    case 'FederatedUser':
      return roleOf(identity, account, arn);
    case 'SAMLUser':
    case 'WebIdentityUser':
    case 'Directory':
      return named('federated', account, userName ?? textAt(identity, 'principalId') ?? type, arn);
    case 'IdentityCenterUser':
      return identityCenterUser(event, identity, account);
    case 'AWSService':
      return service(textAt(identity, 'invokedBy') ?? event.source);
    case 'AWSAccount':
      return named('account', account, account || (textAt(identity, 'principalId') ?? 'unknown account'), arn);
    default: {
      // Until 2025 Identity Center called its own people unknown, and wrote the account where others have an id.
      if (onBehalfOf(identity) !== undefined) return identityCenterUser(event, identity, account);
      const id = textAt(identity, 'principalId');
      const name = userName ?? lastPart(arn) ?? (id === account ? undefined : id) ?? textAt(identity, 'invokedBy');
      return named('unknown', account, name ?? 'an unknown caller', arn);
    }
  }
}

/** AWS leaves the identity out where it acts by itself; a record that is merely short of one says nothing about who acted. */
function withoutIdentity(event: CloudTrailEvent): Principal {
  if (isInsight(event.record)) return mostActive(event);
  const address = textAt(event.record, 'sourceIPAddress');
  if (address?.endsWith('.amazonaws.com') === true) return service(address);
  if (textAt(event.record, 'eventType') === 'AwsServiceEvent') return service(event.source);
  return named('unknown', event.account, 'an unknown caller', undefined);
}

/** Of those whom an Insights event names, the one with the highest rate stands first; it is where to begin to ask. */
function mostActive({ account, record }: CloudTrailEvent): Principal {
  const attributions = listOf(valueAt(record, 'insightDetails', 'insightContext', 'attributions'));
  const callers = attributions.find((one) => textAt(one, 'attribute') === 'userIdentityArn');
  const [top] = listOf(valueAt(callers, 'insight'));
  const name = textAt(top, 'value') ?? '';
  const [, type] = /^arn:[^:]*:(?:iam|sts)::\d{12}:(user|root|assumed-role|role|federated-user)\b/.exec(name) ?? [];
  const of = accountOfArn(name) ?? account;
  if (type === 'root') return named('root', of, 'root', name);
  if (type === 'user') return named('user', of, lastPart(name) ?? name, name);
  // A role is named by its own ARN too, path and all; what follows an assumed role's name is its session.
  if (type === 'role') return named('role', of, withoutRotatingSuffix(lastPart(name) ?? name), name);
  if (type !== undefined) return roleOf({}, of, name);
  return name.endsWith('.amazonaws.com') ? service(name) : named('unknown', account, 'an unknown caller', undefined);
}

/** An assumed role is named by its issuer; `principalId` is `ROLEID:session`, the ARN ends in `role/session`. */
function roleOf(identity: JsonObject, account: string, arn: string | undefined): Principal {
  const issuer = textAt(identity, 'sessionContext', 'sessionIssuer', 'userName');
  const issuerType = textAt(identity, 'sessionContext', 'sessionIssuer', 'type');
  const [roleName, sessionName] = partsOfRole(arn ?? '');
  const session = sessionName ?? textAt(identity, 'principalId')?.split(':').slice(1).join(':');
  if (issuerType === 'Root') return { ...named('root', account, 'root', arn), session: session || roleName };
  if (issuerType === 'IAMUser' && issuer !== undefined) {
    return { ...named('user', account, issuer, arn), session: session || roleName };
  }
  // Named by whoever asked for the token, so it must not pass for a role of that name.
  if (issuer === undefined && arn?.includes(':federated-user/') === true) {
    return named('federated', account, roleName ?? 'unknown', arn);
  }
  const name = withoutRotatingSuffix(issuer ?? roleName ?? textAt(identity, 'userName') ?? 'unknown role');
  return { ...named('role', account, name, arn), session: session || undefined };
}

/** The same roles and sessions make most of a day's calls. */
const partsOfRole = memo((arn): readonly [role?: string | undefined, session?: string | undefined] => {
  const [, role, session] = /:(?:assumed-role|federated-user)\/([^/]+)(?:\/(.+))?$/.exec(arn) ?? [];
  return [role, session];
});

export const withoutRotatingSuffix = memo((name) => name.replace(ROTATING_SUFFIX, ''));

/** Kept apart by the id, which every record of Identity Center has; the name stands in a few of them only. */
function identityCenterUser({ record }: CloudTrailEvent, identity: JsonObject, account: string): Principal {
  const name = textAt(record, 'additionalEventData', 'UserName') ?? textAt(identity, 'userName');
  const id = onBehalfOf(identity) ?? name ?? textAt(identity, 'principalId') ?? 'IdentityCenterUser';
  return { ...named('federated', account, id, undefined), name: name ?? id };
}

function named(kind: PrincipalKind, account: string, name: string, arn: string | undefined): Principal {
  return { kind, account, name, session: undefined, key: `${kind}:${account}:${name}`, arn };
}

function service(name: string): Principal {
  return { kind: 'service', account: '', name, session: undefined, key: `service::${name}`, arn: undefined };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function onBehalfOf(identity: JsonObject): string | undefined {
  return textAt(identity, 'onBehalfOf', 'userId');
}

function accountOfArn(arn: string | undefined): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn ?? '')?.[1];
}

function lastPart(arn: string | undefined): string | undefined {
  return arn?.split(/[:/]/).at(-1) || undefined;
}
