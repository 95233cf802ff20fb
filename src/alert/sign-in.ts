/** The facts of a sign-in as its person is shown them, and whether it is one that cannot wait for working hours. */
import type { Context } from '../detect/context';
import { type Level, compareLevels } from '../detect/level';
import { type CloudTrailEvent, textAt } from '../source/event';
import type { Principal } from '../source/principal';
import type { SignIn } from './confirmation';
import { globMatches } from './expectation';

export function signInOf(event: CloudTrailEvent, context: Context, alertId: string, what: string): SignIn {
  const { principal, account, address, country } = context;
  return {
    eventId: event.id,
    alertId,
    time: event.time,
    what,
    account: event.account,
    accountName: account.name,
    region: event.region,
    address: address?.value,
    country,
    agent: textAt(event.record, 'userAgent')?.slice(0, 500),
    mfa: mfaOf(event, principal),
  };
}

/** Only IAM users and root: a federated sign-in always records "No", whatever the identity provider asked for. */
function mfaOf({ record }: CloudTrailEvent, { kind }: Principal): boolean | undefined {
  if (kind !== 'user' && kind !== 'root') return undefined;
  if (textAt(record, 'additionalEventData', 'SamlProviderArn') !== undefined) return undefined;
  const used = textAt(record, 'additionalEventData', 'MFAUsed');
  return used === undefined ? undefined : used === 'Yes';
}

/** Root, administrators by name (patterns with `*`, compared without regard to case), and whatever is rated high. */
export function isUrgent({ kind, name }: Principal, level: Level, admins: readonly string[]): boolean {
  if (kind === 'root' || compareLevels(level, 'high') >= 0) return true;
  return admins.some((pattern) => globMatches(pattern.toLowerCase(), name.toLowerCase()));
}
