/**
 * The real process is killed (SIGKILL) at each point where a crash could lose or repeat something, and at random, and begun
 * again over the same store: in the end Slack shows what it shows when nobody interrupts. `npm run bench -- kill` does the same
 * hundreds of times.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Shown, differenceOf } from '../../bench/kill-picture';
import { type Plan, planOf, playAll, randomPlan } from '../../bench/kill-plan';
import { runKilled } from '../../bench/kill-run';
import { ROOT } from '../harness';

/** A machine that is busy with other things; by itself it takes a minute or so. */
jest.setTimeout(600_000);

const PROGRAM = join(ROOT, 'dist', 'main.js');
const AS_UNINTERRUPTED = { lost: [], twice: [], differing: [] };

let expected: readonly Shown[];
beforeAll(async () => {
  if (!existsSync(PROGRAM)) throw new Error('the program is not built: npm run build');
  expected = (await runKilled(PROGRAM, [])).picture;
});

/** Plays them and compares; `count` is told how many kills of each run came to pass. */
async function survives(plans: readonly Plan[], count: (kills: number) => void): Promise<void> {
  const wrong: unknown[] = [];
  await playAll(
    PROGRAM,
    plans,
    ({ point, seed }, { picture, kills }) => {
      count(kills.length);
      const difference = differenceOf(expected, picture);
      if (Object.values(difference).flat().length > 0) wrong.push({ point, seed, kills, difference });
    },
    ({ point, seed }, error) => wrong.push({ point, seed, error: String(error) }),
  );
  expect(wrong).toEqual([]);
}

test('the run that nobody interrupts shows alerts, questions, lines in threads and calls, each once', () => {
  const count = (wanted: Shown['kind']) => expected.filter(({ kind }) => kind === wanted).length;
  expect([count('alert'), count('question'), count('line'), count('call')]).toEqual([10, 2, 2, 8]);
  expect(new Set(expected.map(({ kind, name }) => `${kind} ${name}`)).size).toBeGreaterThanOrEqual(21);
});

/** As many in one run as meet something there. The bench has more of them, in runs of their own. */
const NAMED: readonly (readonly string[])[] = [
  ['after fetch', 'mid-transaction', 'after commit', 'intent recorded'],
  ['before post', 'after post, before record', 'while recording a post'],
  ['question half written', 'after a question', 'after a thread line', 'mid-update, applied'],
];

test('killed at each named point, it loses nothing, posts nothing twice and leaves nothing half done', async () => {
  let killed = 0;
  await survives(
    NAMED.map((points) => planOf(...points)),
    (kills) => (killed += kills),
  );
  expect(killed).toBe(NAMED.flat().length);
});

test('killed twenty times at random, likewise', async () => {
  let killed = 0;
  // A story may end before all kills of its plan came to pass.
  for (let seed = 1; killed < 20 && seed < 20; seed += 4) {
    await survives(
      [0, 1, 2, 3].map((next) => randomPlan(seed + next, 8, 0.4)),
      (kills) => (killed += kills),
    );
  }
  expect(killed).toBeGreaterThanOrEqual(20);
});

test('the comparison sees what is lost, posted twice, or left in another state', () => {
  const [first, ...others] = expected;
  if (first === undefined) throw new Error('nothing was shown');
  expect(differenceOf(expected, others)).toEqual({ ...AS_UNINTERRUPTED, lost: [first.name] });
  expect(differenceOf(expected, [...expected, first])).toEqual({ ...AS_UNINTERRUPTED, twice: [first.name] });
  expect(differenceOf(expected, [...others, { ...first, content: 'open' }]).differing).toHaveLength(1);
  expect(differenceOf(expected, [...expected].reverse())).toEqual(AS_UNINTERRUPTED);
});
