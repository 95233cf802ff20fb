/**
 * What happens in the account while the bot is killed: alerts in two channels, history, sign-ins that ask, a repeat, a rise of
 * the level; then what people do. Each part begins when all that the part before brought about stands in Slack.
 */
import { ALICE, BACKDOOR, BOB, PROD } from '../demo/day/actors';
import { bucket, iam, openPort, shareSnapshot, signIn } from '../demo/day/calls';
import { type Call, GLOBAL, recordOf } from '../demo/day/record';
import type { JsonObject } from '../src/source/event';

export const ACCOUNT = PROD;
export const CHANNELS = { worst: 'C0SECURITY', others: 'C0ALERTS' } as const;

export const CONFIG = `accounts: [{ id: "${PROD}", name: prod, environment: production, regions: [${GLOBAL}] }]
schedule: "* * * * * *"
first_read: 2h
channel: ${CHANNELS.others}
routes: [{ levels: [critical, high], channel: ${CHANNELS.worst}, mention: "@here" }]
digest: { daily: "off", weekly: "off" }`;

/** Seconds before the start, and the call. */
type Moment = readonly [ago: number, call: Call];

const stopLogging = (name: string, more: Partial<Call> = {}): Call => {
  return { by: BACKDOOR, service: 'cloudtrail', name: 'StopLogging', region: GLOBAL, request: { name }, ...more };
};
const refused = {
  errorCode: 'AccessDenied',
  errorMessage: 'User is not authorized to perform: cloudtrail:StopLogging',
};

/** So many calls that mean nothing, so that a look-up has more than one page. */
const ROUTINE: readonly Moment[] = Array.from({ length: 55 }, (_, index) => [
  310 + index,
  {
    ...{ by: BOB, service: 'logs', name: 'CreateLogStream', region: GLOBAL },
    request: { logGroupName: 'shop', logStreamName: `stream-${index}` },
  },
]);

const PARTS: readonly (readonly Moment[])[] = [
  [
    [5400, iam(ALICE, 'CreateUser', { userName: 'user-of-history' })],
    [500, stopLogging('trail-stopped')],
    [490, openPort(ALICE, 'sg-opened', 22, '0.0.0.0/0', GLOBAL)],
    [480, shareSnapshot(BACKDOOR, 'snap-shared', '999988887777', GLOBAL)],
    [470, signIn(ALICE, GLOBAL)],
    ...ROUTINE,
    [300, stopLogging('trail-refused', refused)],
    [290, bucket(BACKDOOR, 'DeleteBucketPublicAccessBlock', 'bucket-opened', { publicAccessBlock: '' }, GLOBAL)],
    [280, signIn(BOB, GLOBAL)],
  ],
  [
    [200, stopLogging('trail-stopped')],
    [190, stopLogging('trail-refused')],
    [180, iam(BACKDOOR, 'CreateAccessKey', { userName: 'user-with-key' })],
    [170, openPort(ALICE, 'sg-opened', 3389, '0.0.0.0/0', GLOBAL)],
  ],
];

/** The records of each part. The same but for their times, whenever the story begins (milliseconds). */
export function recordsOf(start: number): readonly (readonly JsonObject[])[] {
  return PARTS.map((moments, part) =>
    moments.map(([ago, call], index) => recordOf(call, start - ago * 1000, start, `kill ${part} ${index}`)),
  );
}

/** Something that a person does, until it is so. */
export interface Deed {
  readonly user: string;
  /** The conversation, and words of the message in it. */
  readonly channel: string;
  readonly message: RegExp;
  readonly actionId: string;
  /** The beginning of the option's value, in a menu. */
  readonly option?: string;
  /** What the message shows when it is done. */
  readonly shows: RegExp;
}

const [alice, bob] = ['U0ALICE', 'U0BOB'];

export const DEEDS: readonly Deed[] = [
  {
    ...{ user: bob, channel: CHANNELS.worst, message: /trail-stopped/, actionId: 'alert.acknowledge' },
    shows: /\*Acknowledged\*/,
  },
  {
    ...{ user: bob, channel: CHANNELS.worst, message: /bucket-opened/, actionId: 'alert.more', option: 'resolve' },
    shows: /\*Resolved\*/,
  },
  { user: alice, channel: alice, message: /sign-in/, actionId: 'confirm.no', shows: /thank you for your answer/ },
  { user: bob, channel: bob, message: /sign-in/, actionId: 'confirm.yes', shows: /this was you/ },
];

/** What tells one message from all others, whatever state it is in. */
export const MARKS =
  /user-of-history|trail-stopped|sg-opened|snap-shared|trail-refused|bucket-opened|user-with-key|(?:alice|bob)@example\.com \(role \w+\)` signed in/;
