/** When a cron expression was due last, by the clocks of a zone. */
import { lastDue, parseCron } from '../src/cron';

const at = (text: string): number => Date.parse(`${text}:00Z`);
const shown = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);

describe('the last time of a schedule', () => {
  test.each<[string, string, string, string, string | undefined]>([
    ['is this minute', '0 9 * * 1', 'UTC', '2026-11-23T09:00', '2026-11-23T09:00'],
    ['is a week ago a minute before', '0 9 * * 1', 'UTC', '2026-11-23T08:59', '2026-11-16T09:00'],
    ['is told by the clocks of the zone', '0 9 * * 1', 'Europe/Berlin', '2026-11-23T08:00', '2026-11-23T08:00'],
    ['is an hour earlier in summer', '0 9 * * 1', 'Europe/Berlin', '2026-07-06T07:00', '2026-07-06T07:00'],
    [
      'may be tomorrow already where clocks are ahead',
      '0 1 * * *',
      'Pacific/Auckland',
      '2026-11-22T13:00',
      '2026-11-22T12:00',
    ],
    [
      'is the end of a gap that the clocks jump over',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-29T01:30',
      '2026-03-29T01:00',
    ],
    ['comes once where an hour comes twice', '30 2 * * *', 'Europe/Berlin', '2026-10-25T02:00', '2026-10-25T00:30'],
    ['is on a working day', '0 9 * * 1-5', 'UTC', '2026-11-22T12:00', '2026-11-20T09:00'],
    ['knows days and months by name', '0 9 * jan mon', 'UTC', '2026-11-22T12:00', '2026-01-26T09:00'],
    ['takes 7 for Sunday', '0 9 * * 7', 'UTC', '2026-11-23T12:00', '2026-11-22T09:00'],
    ['is on either day where both are narrowed', '0 9 13 * 5', 'UTC', '2026-11-15T12:00', '2026-11-13T09:00'],
    ['takes steps and lists', '*/20,55 8-18/2 * * *', 'UTC', '2026-11-22T09:00', '2026-11-22T08:55'],
    ['takes seconds', '30 0 9 * * *', 'UTC', '2026-11-22T09:00', '2026-11-21T09:00'],
    ['may be years ago', '0 0 29 2 *', 'UTC', '2026-11-22T09:00', '2024-02-29T00:00'],
    ['is never', '0 0 30 2 *', 'UTC', '2026-11-22T09:00', undefined],
  ])('%s', (_name, cron, zone, now, due) => {
    expect(shown(lastDue(parseCron(cron), zone, at(now)))).toBe(due);
  });

  test.each([
    '',
    'daily',
    '0 9 * *',
    '0 9 * * * * *',
    '60 9 * * *',
    '0 24 * * *',
    '0 9 0 * *',
    '0 9 * 13 *',
    '0 9 * * 8',
  ])('of %j is refused', (text) =>
    expect(() => parseCron(text)).toThrow(/not a cron expression of five or six fields/),
  );

  test.each(['0 9 L * *', '0 9 * * 1#1', '0 9 5-1 * *', '*/0 9 * * *', '0 9 1-2-3 * *', '0 9 , * *', '-1 9 * * *'])(
    'of %j is refused too, rather than misread',
    (text) => expect(() => parseCron(text)).toThrow(/not a cron expression/),
  );
});
