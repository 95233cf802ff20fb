/** Green or red, and what people are told of it: as tables of what was observed. */
import { type Observed, type ProblemKind, healthOf, spokenProblem } from '../../src/operate/health';
import { attend } from '../../src/operate/notices';
import { type Hours, silences } from '../../src/operate/silence';
import type { LaneState } from '../../src/source/lane-book';
import type { HealthNotice } from '../../src/store/operations';
import { HOUR, MINUTE, NOON } from '../fixtures';

const DAY = 24 * HOUR;

function lane(fields: Partial<LaneState> = {}): LaneState {
  return {
    ...{ account: '111122223333', region: 'eu-central-1', kind: 'changes', watermark: NOON - MINUTE, lag: MINUTE },
    ...{ backlog: 0, window: 20 * MINUTE, error: undefined, requests: 1, throttled: 0, nextAt: NOON },
    ...{ pace: 'every tick', ...fields },
  };
}

const error = (code = 'aws-access-denied') => ({ code, message: `${code}; allow it`, at: NOON });
/** A lane that fails since so many milliseconds. */
const failing = (since: number, fields: Partial<LaneState> = {}) =>
  lane({ watermark: NOON - since, lag: since, error: error(), pace: 'failing', ...fields });

const WELL: Observed = {
  startedAt: NOON - 10 * HOUR,
  lanes: [lane(), lane({ kind: 'reads' })],
  names: new Map([['111122223333', 'prod']]),
  owed: { messages: 0, edits: 0, oldest: undefined },
  tick: { begunAt: NOON - 1000, doneAt: NOON - 500, dueAt: NOON + MINUTE },
  slack: { connected: true, since: NOON - 10 * HOUR, ever: true },
  store: undefined,
  silent: [],
};

const owed = (age: number) => ({
  messages: 2,
  edits: 0,
  oldest: { at: NOON - age, channel: 'C1', reason: 'not_in_channel' },
});
const late = (lag: number, fields: Partial<LaneState> = {}) => lane({ watermark: NOON - lag, lag, ...fields });

describe('health is', () => {
  test.each<readonly [string, Partial<Observed>]>([
    ['all is as it should be', {}],
    ['a region failed a moment ago', { lanes: [failing(5 * MINUTE)] }],
    ['a region is not enabled', { lanes: [lane({ pace: 'not enabled', watermark: undefined, lag: undefined })] }],
    ['changes are ten minutes late', { lanes: [late(10 * MINUTE)] }],
    ['reads are late, which the later lanes make good', { lanes: [late(2 * HOUR, { kind: 'reads' })] }],
    [
      'a backlog from before the start is being read',
      { startedAt: NOON - HOUR, lanes: [late(20 * HOUR, { backlog: 19 * HOUR })] },
    ],
    [
      'the schedule is slow, and the watermark as old as the last tick',
      { tick: { begunAt: NOON - 2 * HOUR, doneAt: NOON - 2 * HOUR, dueAt: NOON + HOUR }, lanes: [late(2 * HOUR)] },
    ],
    ['a message has waited for nine minutes', { owed: owed(9 * MINUTE) }],
    ['Slack renews the socket', { slack: { connected: false, since: NOON - 10_000, ever: true } }],
  ])('green when %s', (_name, fields) => {
    expect(healthOf({ ...WELL, ...fields }, NOON)).toMatchObject({ state: 'green', problems: [] });
  });

  test.each<readonly [string, Partial<Observed>, ProblemKind, RegExp]>([
    [
      'an account cannot be read',
      { lanes: [failing(11 * MINUTE)] },
      'unreadable',
      /prod.*eu-central-1.*for 11 minutes/,
    ],
    [
      'an account never could be read',
      { startedAt: NOON - 20 * MINUTE, lanes: [failing(0, { watermark: undefined })] },
      'unreadable',
      /for 20 minutes: aws-access-denied; allow it/,
    ],
    ['changes are read late', { lanes: [late(16 * MINUTE)] }, 'behind', /prod.*read late in eu-central-1/],
    [
      'a backlog arose while it ran',
      { startedAt: NOON - 30 * HOUR, lanes: [late(20 * HOUR, { backlog: 19 * HOUR })] },
      'behind',
      /throttled/,
    ],
    [
      'it is still catching up after a quarter of a day',
      { startedAt: NOON - 7 * HOUR, lanes: [late(20 * HOUR, { backlog: 19 * HOUR })] },
      'behind',
      /read late/,
    ],
    ['a message is owed for long', { owed: owed(11 * MINUTE) }, 'undelivered', /2 messages.*C1.*not_in_channel/],
    ['nothing was read yet', { tick: { begunAt: undefined, doneAt: undefined, dueAt: undefined } }, 'ticks', /Nothing/],
    [
      'ticks have stopped',
      { tick: { begunAt: NOON - HOUR, doneAt: undefined, dueAt: NOON - 6 * MINUTE } },
      'ticks',
      /stopped, for 6 minutes/,
    ],
    ['Slack never answered', { slack: { connected: false, since: NOON, ever: false } }, 'slack', /clicks/],
    ['Slack is gone', { slack: { connected: false, since: NOON - 2 * MINUTE, ever: true } }, 'slack', /for 2 minutes/],
    [
      'the disk is full',
      { store: { what: 'The disk is full', since: NOON, doNext: 'make room' } },
      'store',
      /make room/,
    ],
    [
      'a busy account is silent',
      { silent: [{ account: '111122223333', since: NOON - 4 * HOUR, usual: 90 }] },
      'silent',
      /90/,
    ],
  ])('red when %s', (_name, fields, kind, words) => {
    const { state, problems } = healthOf({ ...WELL, ...fields }, NOON);
    expect({ state, kinds: problems.map((one) => one.kind) }).toEqual({ state: 'red', kinds: [kind] });
    expect(problems.map((one) => spokenProblem(one, NOON)).join('\n')).toMatch(words);
  });

  test('one problem for an account whose role is gone, whatever the number of regions', () => {
    const lanes = Array.from({ length: 36 }, (_, n) => failing(20 * MINUTE, { region: `r-${n}` }));
    const { problems } = healthOf({ ...WELL, lanes }, NOON);
    expect(problems.map(({ what }) => what)).toEqual([
      'Account prod (111122223333) cannot be read in r-0, r-1, r-2 and 33 more',
    ]);
  });

  test('with a note while it catches up', () => {
    const lanes = [late(20 * HOUR, { backlog: 19 * HOUR })];
    expect(healthOf({ ...WELL, startedAt: NOON - HOUR, lanes }, NOON).notes).toEqual([
      'Account prod (111122223333): catching up with 19 hours of events in eu-central-1, read up to 2026-11-19T16:00 UTC',
    ]);
  });
});

describe('people are told', () => {
  /** Plays minutes, each with what fails since when; returns what was said at which minute. */
  function played(minutes: number, failingAt: (minute: number) => boolean, restartAt?: number): string[] {
    let known: readonly HealthNotice[] = [];
    const said: string[] = [];
    let since = NOON;
    for (let minute = 0; minute <= minutes; minute += 1) {
      const now = NOON + minute * MINUTE;
      if (!failingAt(minute)) since = now;
      const observed = { ...WELL, startedAt: NOON, lanes: failingAt(minute) ? [failing(0, { watermark: since })] : [] };
      const { problems } = healthOf(minute === restartAt ? { ...observed, lanes: [] } : observed, now);
      const { write, remove, owed } = attend(known, problems, 'C1', now);
      known = [...write, ...known.filter(({ key }) => !write.some((one) => one.key === key) && !remove.includes(key))];
      for (const one of owed) if (one.kind === 'notice') said.push(`${minute} ${one.message.text.slice(0, 2)}`);
    }
    return said;
  }

  test.each<readonly [string, (minute: number) => boolean, readonly string[]]>([
    ['not of what passes in half an hour', (minute) => minute > 0 && minute < 29, []],
    ['after half an hour, once', (minute) => minute > 0, ['30 🔴']],
    ['once more when it is over for good', (minute) => minute > 0 && minute < 60, ['30 🔴', '90 🟢']],
    ['nothing of it being well for ten minutes', (minute) => minute > 0 && !(minute > 50 && minute < 60), ['30 🔴']],
  ])('%s', (_name, failingAt, said) => expect(played(120, failingAt)).toEqual(said));

  test('not again after a restart', () => expect(played(120, (minute) => minute > 0, 60)).toEqual(['30 🔴']));
});

describe('a busy account is called silent', () => {
  const LAST = Math.floor(NOON / HOUR) - 1;
  const counted = new Set(Array.from({ length: 24 * 9 }, (_, back) => LAST - back));
  /** Events an hour, by how many hours ago. */
  const hours = (of: (back: number) => number): Hours =>
    new Map([...counted].map((hour) => [hour, of(LAST - hour)] as const).filter(([, events]) => events > 0));
  const read = [lane({ watermark: NOON }), lane({ kind: 'reads', watermark: NOON })];
  const silent = (of: (back: number) => number, lanes = read, known = counted) =>
    silences(new Map([['111122223333', hours(of)]]), known, lanes).length === 1;

  test.each([
    ['when nothing came for three hours that are always busy', true, silent((back) => (back < 3 ? 0 : 50))],
    ['not after two hours', false, silent((back) => (back < 2 ? 0 : 50))],
    ['not when it has few events', false, silent((back) => (back < 3 ? 0 : 10))],
    ['not when it rested at this time on any of the days', false, silent((back) => (back % 72 < 3 ? 0 : 50))],
    ['not while it cannot be read', false, silent((back) => (back < 3 ? 0 : 50), [failing(4 * HOUR)])],
    ['not while it is read late', false, silent((back) => (back < 3 ? 0 : 50), [lane({ watermark: NOON - DAY })])],
    [
      'not before a week is known',
      false,
      silent((back) => (back < 3 ? 0 : 50), read, new Set([...counted].slice(0, 100))),
    ],
  ])('%s', (_name, expected, found) => expect(found).toBe(expected));
});
