/** The facts of a sign-in as its person is shown them, and whether it is one that cannot wait for working hours. */
import type { Context } from '../detect/context';
import { redactText } from '../detect/secret-text';
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
    isSignIn: event.source === 'signin.amazonaws.com' && SIGN_INS.has(event.name),
    account: event.account,
    accountName: account.name,
    region: event.region,
    address: address && redactText(address.value),
    country,
    agent: redactText(textAt(event.record, 'userAgent')?.slice(0, 500) ?? '') || undefined,
    mfa: mfaOf(event, principal),
  };
}

/** Not the leave that a session gives to a program: that is asked about in its own words. */
const SIGN_INS: ReadonlySet<string> = new Set(['ConsoleLogin', 'UserAuthentication']);

/** Only IAM users and root: a federated sign-in always records "No", whatever the identity provider asked for. */
function mfaOf({ record }: CloudTrailEvent, { kind }: Principal): boolean | undefined {
  if (kind !== 'user' && kind !== 'root') return undefined;
  if (textAt(record, 'additionalEventData', 'SamlProviderArn') !== undefined) return undefined;
  const used = textAt(record, 'additionalEventData', 'MFAUsed');
  return used === undefined ? undefined : used === 'Yes';
}

/**
 * Root, administrators by name (patterns with `*`, compared without regard to case) and what is rated critical cannot wait for
 * working hours. What is rated high can: its alert is in the channel already, and may be rated so for the very hour.
 */
export function haste(
  { kind, name }: Principal,
  level: Level,
  admins: readonly string[],
): { readonly urgent: boolean; readonly eachTime: boolean } {
  const admin = admins.some((pattern) => globMatches(pattern.toLowerCase(), name.toLowerCase()));
  const urgent = kind === 'root' || admin || level === 'critical';
  return { urgent, eachTime: urgent || compareLevels(level, 'high') >= 0 };
}
