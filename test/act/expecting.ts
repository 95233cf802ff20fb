/** Hands for tests of Mark expected: a role that switches protections off, the modal as text, and choices in it. */
import type { JsonObject } from '../../src/source/event';
import { NOON, record } from '../fixtures';
import { ALICE, CHANNEL, type World, eventually } from '../harness';

export const ACCOUNT = '111122223333';

/** A call of an assumed role at so many milliseconds from noon; `name` with its suffix, if it has one. */
export function byRole(
  name: string,
  session: string,
  offset: number,
  fields: Record<string, unknown> = {},
): JsonObject {
  return record({
    eventTime: new Date(NOON + offset).toISOString(),
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`,
      principalId: `AROAEXAMPLE:${session}`,
      accountId: ACCOUNT,
      sessionContext: { sessionIssuer: { type: 'Role', userName: name, arn: `arn:aws:iam::${ACCOUNT}:role/${name}` } },
    },
    ...fields,
  });
}

/** A rule of the group backup, high in production, that may be expected. */
export function unprotected(name: string, session: string, offset: number, fields = {}): JsonObject {
  return byRole(name, session, offset, {
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'UpdateTable',
    requestParameters: { tableName: 'orders', deletionProtectionEnabled: false },
    ...fields,
  });
}

/** Texts of a value, in order. */
export function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'text' in value && typeof value.text === 'string' ? [value.text] : [];
  return [...own, ...Object.values(value).flatMap(textsOf)];
}

export const alerts = (here: World) => here.slack.messages(CHANNEL);
export const saidIn = (here: World, n = 0): string => textsOf(alerts(here)[n]?.blocks).join('\n');

export const top = (here: World, user = ALICE) => here.slack.openViews(user).at(-1);
export const modal = (here: World, user = ALICE): string => textsOf(top(here, user)?.blocks).join('\n');

/** Presses Mark expected and waits for what fills the modal. */
export async function press(here: World, user = ALICE, n = 0): Promise<void> {
  await here.slack.click({ user, channel: CHANNEL, ts: alerts(here)[n]?.ts ?? '', actionId: 'alert.expect' });
  await eventually(() => {
    if (top(here, user) === undefined || modal(here, user).includes('One moment')) throw new Error('still loading');
  });
}

/** Chooses in an input and waits for the preview of it. */
export async function choose(here: World, actionId: string, value: string | string[], user = ALICE): Promise<void> {
  const before = top(here, user);
  await here.slack.click({ user, viewId: before?.id ?? '', actionId, value });
  await eventually(() => {
    if (top(here, user)?.hash === before?.hash) throw new Error('not shown again');
  });
}

export const save = (here: World, values: Record<string, string> = {}, user = ALICE) =>
  here.slack.submitView({ user, values: { 'expect.reason': 'nightly deployment', ...values } });
