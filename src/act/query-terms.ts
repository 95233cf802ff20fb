/** One filter of a query as what the store is asked: a table from the key somebody types to the terms it means. */
import { parseNetwork } from '../detect/address';
import { LEVELS, type Level, isLevel } from '../detect/level';
import { parseLinkPrincipal } from '../people/link';
import { type Condition, type Term, type TextOf, hasWildcard } from '../store/conditions';
import { addressKeyOf, keyOfBytes } from '../store/event-facts';
import { closest } from '../spelling';

/** What a value must be known to mean. */
export interface Known {
  /** Ids of configured accounts by name. */
  readonly accounts: ReadonlyMap<string, string>;
}

/** A value that is not understood: why, and what would be. */
export interface Refused {
  readonly problem: string;
  readonly example: string;
}

/** Conditions that all must hold. */
export type Meaning = readonly Condition[] | Refused;

const one = (...any: readonly Term[]): Meaning => [{ any }];
const like = (of: TextOf, text: string): Term => ({ of, like: text });

export const KEYS: Readonly<Record<string, (value: string, known: Known) => Meaning>> = {
  principal: (value) => principal(value),
  person: (value) => one(like('person', value)),
  event: (value) => one(like('name', value)),
  service: (value) => one(like('source', sourceOf(value))),
  account,
  region: (value) => one(like('region', value)),
  ip: (value) => address(value),
  address: (value) => address(value),
  resource: (value) => one(like('resource', value)),
  key: (value) => one(like('accessKey', value)),
  error,
  level,
};

/** Names people use that are not how CloudTrail writes the service. */
const SERVICES: Readonly<Record<string, string>> = {
  cloudwatch: 'monitoring',
  cognito: 'cognito-idp',
  elb: 'elasticloadbalancing',
  eventbridge: 'events',
  stepfunctions: 'states',
  vpc: 'ec2',
};

function sourceOf(value: string): string {
  if (value.includes('.') || value.endsWith('*')) return value;
  const name = value.toLowerCase();
  return `${Object.hasOwn(SERVICES, name) ? SERVICES[name] : name}.amazonaws.com`;
}

const PRINCIPAL_KEY = /^(?:root|user|role|federated|service|account|unknown):[\d*]{0,12}:./;
/** As people write them, whatever the account: `role:deploy`. */
const KIND_AND_NAME = /^(user|role|federated|service):([^:]+)$/i;

/** A key and an ARN name one principal (and a session of it); anything else is the name of a user, role or service. */
export function principal(value: string): Meaning {
  if (PRINCIPAL_KEY.test(value)) return one(like('principal', value));
  if (value.toLowerCase() === 'root') return one(like('principal', 'root:*:root'));
  const [, kind, named] = KIND_AND_NAME.exec(value) ?? [];
  if (kind !== undefined && named !== undefined) return one(like('principal', `${kind.toLowerCase()}:*:${named}`));
  if (!value.startsWith('arn:')) return one(like('principal', `*:*:${value}`));
  const target = parseLinkPrincipal(value);
  if (!('key' in target)) {
    return {
      problem: `${value} is not the ARN of a principal`,
      example: 'principal:arn:aws:iam::123456789012:role/deploy',
    };
  }
  const session = target.session === undefined ? [] : [{ any: [like('person', target.session)] }];
  return [{ any: [like('principal', target.key)] }, ...session];
}

/** An address, a network as CIDR, or what else stands in its place, such as `cloudformation.amazonaws.com`. */
export function address(value: string): Meaning {
  const network = parseNetwork(value);
  if (network) {
    const { base, bits } = network;
    const end = (fill: 0 | 255): number[] =>
      base.map((byte, at) => {
        const kept = Math.min(8, Math.max(0, bits - at * 8));
        const mask = (0xff << (8 - kept)) & 0xff;
        return (byte & mask) | (fill & ~mask & 0xff);
      });
    return one({ of: 'address', from: keyOfBytes(end(0)), to: keyOfBytes(end(255)) });
  }
  if (/^[\d.:/]+$/.test(value) || hasWildcard(value)) {
    return { problem: `${value} is neither an address nor a network`, example: 'ip:203.0.113.0/24' };
  }
  return one({ of: 'address', from: addressKeyOf(value), to: addressKeyOf(value) });
}

function account(value: string, { accounts }: Known): Meaning {
  if (/^\d{12}$/.test(value)) return one(like('account', value));
  const names = [...accounts.keys()];
  const name = names.find((each) => each.toLowerCase() === value.toLowerCase());
  if (name !== undefined) return one(like('account', accounts.get(name) ?? ''));
  const near = closest(value, names);
  const named = near ?? names[0];
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return {
    problem: `${value} is neither an account id (12 digits) nor the name of a configured account${meant}`,
    example: `account:${named === undefined ? '123456789012' : /\s/.test(named) ? `"${named}"` : named}`,
  };
}

function error(value: string): Meaning {
  const word = value.toLowerCase();
  if (word === 'any' || word === '*') return one(like('error', '*'));
  if (word === 'denied')
    return one(
      ...['AccessDenied*', '*.UnauthorizedOperation', 'UnauthorizedAccess'].map((text) => like('error', text)),
    );
  return one(like('error', value));
}

function level(value: string): Meaning {
  const word = value.toLowerCase().replace(/\+$/, '');
  const found: Level | undefined = word === 'info' ? 'informational' : isLevel(word) ? word : undefined;
  if (found) return one({ of: 'level', atLeast: found });
  return { problem: `${value} is not a level; levels are ${LEVELS.join(', ')}`, example: 'level:high' };
}

/** Without a key: what it looks like decides, and otherwise it is looked for in names. */
export function bare(text: string, known: Known): Meaning {
  if (/^(?:A[SK]IA)[A-Z0-9]{12,}$/i.test(text)) return one(like('accessKey', text));
  if (/^\d{12}$/.test(text)) return account(text, known);
  if (/[.:]/.test(text) && parseNetwork(text)) return address(text);
  if (/^arn:/i.test(text)) return arn(text);
  if (PRINCIPAL_KEY.test(text) || KIND_AND_NAME.test(text)) return principal(text);
  if (/^[a-z0-9-]+\.amazonaws\.com$/i.test(text)) return one(like('source', text));
  // As IAM writes an action.
  const [, service, name] = /^([a-z][a-z0-9-]{1,30}):([A-Z*]\w*\*?)$/.exec(text) ?? [];
  if (service !== undefined && name !== undefined) {
    return [{ any: [like('source', sourceOf(service))] }, { any: [like('name', name)] }];
  }
  if (hasWildcard(text)) return one(like('name', text), like('principal', `*:*:${text}`), like('person', text));
  return one(like('name', `*${text}*`), like('principal', `*:*:*${text}*`), like('person', `${text}*`));
}

/** The ARN of somebody stands for what they did, and for what was done to them. */
function arn(text: string): Meaning {
  const resource = like('resource', text);
  const target = parseLinkPrincipal(text);
  if (!('key' in target)) return one(resource);
  if (target.session !== undefined) return principal(text);
  return one(like('principal', target.key), resource);
}
