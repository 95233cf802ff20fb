import { day } from '../../demo/day';
import { PROD, STAGING } from '../../demo/day/actors';
import { type CloudTrailEvent, isProblem, parseEvent, textAt } from '../../src/source/event';
import { principalOf } from '../../src/source/principal';

const START = Date.UTC(2026, 10, 20, 10);
const played = day(START);
const events = played
  .map(({ record }) => parseEvent(record, 'the demo', START))
  .filter((event): event is CloudTrailEvent => !isProblem(event));

describe('a day of the demo', () => {
  it('is the same for the same start, and has other ids for another', () => {
    expect(day(START)).toEqual(played);
    const ids = new Set(events.map(({ id }) => id));
    expect(ids.size).toBe(played.length);
    expect(day(START + 1000).filter(({ record }) => ids.has(textAt(record, 'eventID') ?? ''))).toEqual([]);
  });

  it('is made of records that read as events, in the two accounts', () => {
    expect(events).toHaveLength(played.length);
    expect(new Set(events.map(({ account }) => account))).toEqual(new Set([PROD, STAGING]));
    expect(events.filter((event) => principalOf(event).kind === 'unknown')).toEqual([]);
  });

  it('is in the order of visibility, and nothing is seen before it happens', () => {
    expect(played.map(({ at }) => at)).toEqual(played.map(({ at }) => at).sort((a, b) => a - b));
    for (const { at, record } of played)
      expect(Date.parse(textAt(record, 'eventTime') ?? '')).toBeLessThanOrEqual(START + at);
  });

  it('begins with a foreign sign-in within five seconds and has told the intrusion after ninety', () => {
    const loud = [
      'ConsoleLogin',
      'AttachUserPolicy',
      'CreateUser',
      'CreateAccessKey',
      'StopLogging',
      'DeleteDetector',
      'AuthorizeSecurityGroupIngress',
      'DeleteBucketPublicAccessBlock',
      'PutBucketPolicy',
      'ModifySnapshotAttribute',
      'GetSecretValue',
      'ScheduleKeyDeletion',
      'RunInstances',
    ];
    const intrusion = played.filter(
      ({ at, record }) => at >= 0 && at <= 90_000 && record.sourceIPAddress === '146.70.116.130',
    );
    expect(intrusion[0]?.at).toBeLessThanOrEqual(5000);
    expect(loud.filter((name) => !intrusion.some(({ record }) => record.eventName === name))).toEqual([]);
    expect(intrusion.filter(({ record }) => record.errorCode !== undefined).length).toBeGreaterThanOrEqual(14);
  });

  it('goes on with routine, at the pace of a day when asked', () => {
    expect(played.at(-1)?.at).toBeGreaterThan(25 * 60_000);
    const slow = day(START, 'day');
    expect(slow).toHaveLength(played.length);
    expect(slow.at(-1)?.at).toBeGreaterThan(20 * 3_600_000);
    expect(slow.at(-1)?.at).toBeLessThan(25 * 3_600_000);
  });
});
