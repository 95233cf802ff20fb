/**
 * What happens in a made-up account: events at a rate, each visible after a delay of minutes with a tail beyond an hour, out
 * of order, some of them twice, some without `readOnly`. The same seed is the same account.
 */
import type { JsonObject } from '../src/source/event';
import { dice } from './records';

export const ACCOUNT = '111122223333';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Events a second, from one time to another. */
export interface Stretch {
  /** Milliseconds; `until` is not included. */
  readonly from: number;
  readonly until: number;
  readonly changes: number;
  readonly reads: number;
}

export interface Played {
  readonly id: string;
  readonly kind: 'change' | 'read' | 'unsaid';
  /** Event time, milliseconds in whole seconds. */
  readonly time: number;
  readonly visibleAt: number;
}

/** Shares of delays in minutes: most are a few minutes; three in a hundred take longer than fifteen, one longer than an hour. */
const DELAYS: readonly (readonly [share: number, from: number, until: number])[] = [
  [0.3, 0.5, 2],
  [0.5, 2, 6],
  [0.17, 6, 15],
  [0.015, 15, 55],
  [0.01, 55, 178],
  [0.005, 185, 360],
];
const UNSAID = 0.01;
const TWICE = 0.02;

/** Calls `put` for each event in the order of event time. Events that take longer than three hours are there too. */
export function play(
  seed: number,
  region: string,
  stretches: readonly Stretch[],
  put: (record: JsonObject, played: Played) => void,
): void {
  const roll = dice(seed);
  let serial = 0;
  for (const { from, until, changes, reads } of stretches) {
    const rate = (changes + reads) / 1000;
    // Gaps between events as they come by chance.
    for (let at = from - Math.log(1 - roll()) / rate; at < until; at -= Math.log(1 - roll()) / rate) {
      serial += 1;
      const isChange = roll() < changes / (changes + reads);
      const kind = roll() < UNSAID ? 'unsaid' : isChange ? 'change' : 'read';
      const time = Math.floor(at / 1000) * 1000;
      const id = `${region}-${seed}-${serial}`;
      const record = recordOf(id, region, time, kind);
      const visibleAt = Math.round(at + delay(roll));
      put(record, { id, kind, time, visibleAt });
      if (roll() < TWICE) put(record, { id, kind, time, visibleAt: visibleAt + Math.round(roll() * HOUR) });
    }
  }
}

function delay(roll: () => number): number {
  let ticket = roll();
  for (const [share, from, until] of DELAYS) {
    ticket -= share;
    if (ticket < 0) return (from + roll() * (until - from)) * MINUTE;
  }
  return MINUTE;
}

function recordOf(eventID: string, awsRegion: string, time: number, kind: Played['kind']): JsonObject {
  return {
    eventTime: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'ec2.amazonaws.com',
    eventName: kind === 'read' ? 'DescribeInstances' : 'AuthorizeSecurityGroupIngress',
    awsRegion,
    eventID,
    recipientAccountId: ACCOUNT,
    ...(kind === 'unsaid' ? {} : { readOnly: kind === 'read' }),
  };
}
