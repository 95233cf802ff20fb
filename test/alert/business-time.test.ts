/** Working time against a slow clock that looks at every minute, across changes to and from summer time. */
import fc from 'fast-check';
import {
  type BusinessHours,
  DEFAULT_HOURS,
  addWorkingTime,
  dayOf,
  nextWorkingMorning,
} from '../../src/alert/business-time';
import { withinHours } from '../../src/detect/business-hours';
import { HOUR, MINUTE } from '../fixtures';

const DAY = 24 * HOUR;

function hours(fields: Partial<BusinessHours> = {}): BusinessHours {
  return { ...DEFAULT_HOURS, timeZone: 'Europe/Berlin', ...fields };
}

const utc = (text: string): number => Date.parse(`${text}Z`);

/** Minute by minute, no cleverness. */
function slowly(given: BusinessHours, time: number, duration: number): number {
  let left = duration;
  for (let now = time; ; now += MINUTE) {
    if (!withinHours(given, now)) continue;
    if (left < MINUTE) return now + left;
    left -= MINUTE;
    if (left === 0) return now + MINUTE;
  }
}

function slowMorning(given: BusinessHours, time: number): number {
  for (let now = time + MINUTE; ; now += MINUTE) {
    if (withinHours(given, now) && !withinHours(given, now - MINUTE)) return now;
  }
}

/** Around the nights on which clocks change, and on which they do not. */
const ZONES: readonly (readonly [string, readonly string[]])[] = [
  ['Europe/Berlin', ['2026-03-29T01:00', '2026-10-25T01:00']],
  ['America/New_York', ['2026-03-08T07:00', '2026-11-01T06:00']],
  ['Australia/Lord_Howe', ['2026-04-04T15:00', '2026-10-03T15:30']],
  ['Asia/Kathmandu', ['2026-06-01T00:00']],
];

const near = fc.constantFrom(...ZONES.flatMap(([timeZone, days]) => days.map((day) => ({ timeZone, at: utc(day) }))));
const given = fc
  .record({
    near,
    offset: fc.integer({ min: -4 * 24 * 60, max: 2 * 24 * 60 }),
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    span: fc.constantFrom([540, 1080], [0, 1440], [0, 60], [480, 1440], [1320, 360], [1425, 1440], [315, 327]),
    holidays: fc.subarray(['2026-03-30', '2026-10-26', '2026-03-09', '2026-11-02', '2026-04-06', '2026-06-02']),
    duration: fc.integer({ min: 0, max: 30 * 60 }),
  })
  .map(({ near: { timeZone, at }, offset, days, span: [from = 0, to = 0], holidays, duration }) => ({
    hours: { timeZone, days: new Set(days), from, to, holidays: new Set(holidays) },
    time: at + offset * MINUTE,
    duration: duration * MINUTE,
  }));

test('so much working time from then on is what a look at every minute says', () => {
  fc.assert(
    fc.property(given, ({ hours: of, time, duration }) => {
      // The slow clock would take days over a minute a week.
      fc.pre(of.to === 1440 || of.to < of.from || duration <= 3 * HOUR);
      const bounded = of.to - of.from < 60 && of.to > of.from ? duration % (20 * MINUTE) : duration;
      expect(addWorkingTime(of, time, bounded)).toBe(slowly(of, time, bounded));
    }),
    { numRuns: 150 },
  );
});

test('the next working morning is the first minute of work after one without', () => {
  fc.assert(
    fc.property(given, ({ hours: of, time }) => {
      // Work round the clock has mornings at midnight, which no minute shows.
      fc.pre(!(of.from === 0 && of.to === 1440));
      expect(nextWorkingMorning(of, time)).toBe(slowMorning(of, time));
    }),
    { numRuns: 150 },
  );
});

describe('working time', () => {
  const holiday = hours({ holidays: new Set(['2026-04-06']) });

  test.each([
    ['within a day', hours(), '2026-03-26T10:00', 30 * MINUTE, '2026-03-26T10:30'],
    ['to the very end of a day', hours(), '2026-03-26T16:30', 30 * MINUTE, '2026-03-26T17:00'],
    ['over a night', hours(), '2026-03-26T16:30', HOUR, '2026-03-27T08:30'],
    ['over the weekend on which summer time begins', hours(), '2026-03-27T16:30', HOUR, '2026-03-30T07:30'],
    ['over the weekend on which it ends', hours(), '2026-10-23T15:30', HOUR, '2026-10-26T08:30'],
    ['from a Friday evening before a holiday Monday', holiday, '2026-04-03T17:00', HOUR, '2026-04-07T08:00'],
    ['of nothing at night is the next morning', hours(), '2026-03-26T22:00', 0, '2026-03-27T08:00'],
    ['of days that end at 24:00', hours({ to: 1440 }), '2026-03-26T22:30', HOUR, '2026-03-27T08:30'],
    ['that runs past midnight', hours({ from: 1320, to: 360 }), '2026-03-27T22:00', 8 * HOUR, '2026-03-30T21:00'],
  ])('%s', (_name, of, from, duration, until) => {
    expect(new Date(addWorkingTime(of, utc(from), duration)).toISOString()).toBe(`${until}:00.000Z`);
  });

  test('that begins in an hour which the clocks leave out begins when they jump', () => {
    const early = hours({ from: 150, to: 600, days: new Set([0]) });
    expect(addWorkingTime(early, utc('2026-03-28T12:00'), 0)).toBe(utc('2026-03-29T01:00'));
  });

  test('in a calendar without a working day is wall time', () => {
    const never = hours({ days: new Set() });
    expect(addWorkingTime(never, utc('2026-03-26T10:00'), HOUR)).toBe(utc('2026-03-26T11:00'));
    expect(nextWorkingMorning(never, utc('2026-03-26T10:00'))).toBe(utc('2026-03-26T10:00') + DAY);
  });
});

describe('the next working morning', () => {
  const holiday = hours({ holidays: new Set(['2026-04-06']) });

  test.each([
    ['at night is the coming one', hours(), '2026-03-26T02:00', '2026-03-26T08:00'],
    ['during the day is tomorrow’s', hours(), '2026-03-26T12:00', '2026-03-27T08:00'],
    ['at the stroke of work is tomorrow’s', hours(), '2026-03-26T08:00', '2026-03-27T08:00'],
    ['on a Friday evening before a holiday Monday is Tuesday’s', holiday, '2026-04-03T17:00', '2026-04-07T07:00'],
    ['over the change to summer time is an hour earlier by UTC', hours(), '2026-03-27T12:00', '2026-03-30T07:00'],
  ])('%s', (_name, of, from, until) => {
    expect(new Date(nextWorkingMorning(of, utc(from))).toISOString()).toBe(`${until}:00.000Z`);
  });
});

test('the day of a moment is the zone’s', () => {
  expect(dayOf(hours(), utc('2026-03-26T23:30'))).toBe('2026-03-27');
  expect(dayOf(hours({ timeZone: 'America/New_York' }), utc('2026-03-26T02:00'))).toBe('2026-03-25');
});
