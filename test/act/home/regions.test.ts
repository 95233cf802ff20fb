/** Accounts and regions in App Home: the worst are named, what is well is summed up, however many there are. */
import { regions } from '../../../src/act/home/regions';
import { type Health, healthOf } from '../../../src/operate/health';
import type { LaneState } from '../../../src/source/lane-book';
import { HOUR, MINUTE, NOON } from '../../fixtures';
import { textOf } from './at-home';

const lane = (account: string, region: string, fields: Partial<LaneState> = {}): LaneState => ({
  ...{ account, region, kind: 'changes', watermark: NOON, lag: 20_000, backlog: 0, window: HOUR, error: undefined },
  ...{ requests: 1, throttled: 0, nextAt: NOON, pace: 'every tick' },
  ...fields,
});

const health = (lanes: readonly LaneState[]): Health =>
  healthOf(
    {
      ...{ startedAt: NOON - 24 * HOUR, lanes, names: new Map(), silent: [], store: undefined },
      owed: { messages: 0, edits: 0, oldest: undefined },
      tick: { begunAt: NOON, doneAt: NOON, dueAt: NOON + MINUTE },
      slack: { connected: true, since: NOON, ever: true },
    },
    NOON,
  );

const told = (lanes: readonly LaneState[]): string => textOf(regions(health(lanes), (id) => `name-${id}`));
const error = { code: 'aws-refused', message: 'AWS said `no` to <!channel>', at: NOON };

test('every state in words', () => {
  const words = told([
    lane('1', 'eu-west-1', { error, watermark: NOON - MINUTE }),
    lane('2', 'eu-west-1', { lag: 50 * MINUTE }),
    lane('2', 'us-east-1'),
    lane('3', 'eu-west-1'),
    lane('3', 'eu-west-1', { kind: 'reads', backlog: 20 * HOUR }),
    lane('4', 'eu-west-1', { pace: 'quiet', lag: 8 * MINUTE }),
    lane('4', 'eu-west-2', { pace: 'not enabled' }),
    lane('4', 'eu-west-3', { lag: 7 * MINUTE }),
    lane('5', 'eu-west-1', { lag: undefined, watermark: undefined }),
  ]).split('\n');
  expect(words).toEqual([
    '*Accounts and regions*',
    expect.stringMatching(/^🔴 \*name-1\* — cannot be read in `eu-west-1`: AWS said .*no.* to &lt;!channel&gt;$/),
    '🟠 *name-2* — read up to 50 minutes late in `eu-west-1` · 1 region read within 5 minutes',
    '⏳ *name-3* — catching up with 20 hours of events in `eu-west-1`',
    '⏳ *name-5* — not read yet in `eu-west-1`',
    '🟢 *name-4* — 1 region read within 10 minutes · 1 quiet · 1 not enabled',
  ]);
});

test('of forty accounts the worst five are named, and nothing is too long', () => {
  const long = 'x'.repeat(300);
  const lanes = Array.from({ length: 40 * 17 }, (_, n) =>
    lane(`${n % 40}`, `region-${n}-${long}`, n % 40 === 7 ? { error: { ...error, message: long.repeat(9) } } : {}),
  );
  const blocks = regions(health(lanes), (id) => `${id}-${long}`);
  const words = textOf(blocks);
  expect(words).toMatch(/🔴 \*7-x+…\* — cannot be read in .* and 14 more/);
  expect(words).toMatch(/and 35 more accounts with 595 regions, all of them read in time/);
  expect(JSON.stringify(blocks).length).toBeLessThan(3000);
});

test('a second more or less is the same home', () => {
  const at = (lag: number): string => told([lane('1', 'eu-west-1', { lag })]);
  expect(at(2_000)).toBe(at(61_000));
  expect(at(2_000)).not.toBe(at(12 * MINUTE));
});
