/**
 * `npm run bench -- kill [KILLS [SEED]]`: the real program is killed by SIGKILL, hundreds of times, at named points and at
 * random, begun again over the same store, and what Slack shows in the end is compared with a run that nobody interrupted.
 * Anything lost, posted twice or different ends in exit code 1.
 */
import { join } from 'node:path';
import { packageRoot } from '../src/package-root';
import { type Difference, type Shown, differenceOf } from './kill-picture';
import { type Plan, RANDOM, planOf, playAll, randomPlan } from './kill-plan';
import { POINTS } from './kill-points';
import { type Run, runKilled } from './kill-run';
import { printTable } from './timing';

const PROGRAM = join(packageRoot(__dirname), 'build', 'src', 'main.js');

/** Kills of one run, at one point and at random. */
const AGAIN = 3;
const RANDOM_KILLS = 5;

interface Row {
  runs: number;
  kills: number;
  expected: number;
  found: number;
  lost: number;
  twice: number;
  differing: number;
  failed: number;
}

export async function benchKill([count = '200', seed = '1']: readonly string[]): Promise<void> {
  const wanted = Number(count);
  const begun = performance.now();
  const { picture } = await runKilled(PROGRAM, []);
  const rows = new Map([...Object.keys(POINTS), RANDOM].map((point) => [point, emptyRow()]));
  const rowOf = ({ point }: Plan): Row => rows.get(point) ?? emptyRow();
  const all = (): Row => sum([...rows.values()]);
  const told = (): void => progress(`${all().kills} of ${wanted} kills`);
  await playAll(
    PROGRAM,
    plansFor(wanted, Number(seed), () => all().kills),
    (plan, run) => {
      add(rowOf(plan), plan, run, picture);
      told();
    },
    (plan, error) => {
      rowOf(plan).failed += 1;
      console.error(`\n${named(plan)}: ${String(error)}`);
    },
  );
  const total = all();
  printTable([HEAD, ...[...rows].filter(([, { runs }]) => runs > 0).map(asCells), asCells(['all', total])]);
  const of = (kind: Shown['kind']): number => picture.filter((one) => one.kind === kind).length;
  const story = `${of('alert')} alerts, ${of('question')} questions, ${of('line')} lines in threads and ${of('call')} calls`;
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  console.log(`\nA run shows ${story}; all of them are compared. Seed ${seed}, ${minutes} minutes.`);
  const { lost, twice, differing, failed } = total;
  if (failed > 0) console.log(`${failed} runs came to no end`);
  if (lost + twice + differing + failed > 0) process.exitCode = 1;
}

/** Half of the kills at the named points, each in turn; then at random until there are enough. Taken by whoever has time. */
function* plansFor(wanted: number, seed: number, made: () => number): Generator<Plan, void> {
  const names = Object.keys(POINTS);
  for (let planned = 0; planned < wanted / 2; planned += AGAIN) {
    const name = names[(planned / AGAIN) % names.length] ?? '';
    yield planOf(...Array.from({ length: AGAIN }, () => name));
  }
  for (let next = seed; made() < wanted; next += 1) yield randomPlan(next, RANDOM_KILLS);
}

function add(row: Row, plan: Plan, { picture, kills }: Run, expected: readonly Shown[]): void {
  const difference = differenceOf(expected, picture);
  const alerts = expected.filter(({ kind }) => kind === 'alert');
  row.runs += 1;
  row.kills += kills.length;
  row.expected += alerts.length;
  row.found += alerts.length - differenceOf(alerts, picture).lost.length;
  row.lost += difference.lost.length;
  row.twice += difference.twice.length;
  row.differing += difference.differing.length;
  tellWrong(plan, kills, difference);
}

function named({ point, seed }: Plan): string {
  return seed === undefined ? point : `${point}, seed ${seed}`;
}

function tellWrong(plan: Plan, kills: readonly string[], { lost, twice, differing }: Difference): void {
  const wrong = [
    ...lost.map((name) => `lost: ${name}`),
    ...twice.map((name) => `twice: ${name}`),
    ...differing.map((name) => `differs: ${name}`),
  ];
  if (wrong.length === 0) return;
  console.error(`\n${named(plan)}, killed at ${kills.join(', ')}\n${wrong.join('\n')}`);
}

const HEAD = [
  'killed',
  'runs',
  'kills',
  'alerts expected',
  'found',
  'messages lost',
  'posted twice',
  'differing',
] as const;

function asCells([name, row]: readonly [string, Row]): readonly string[] {
  const { runs, kills, expected, found, lost, twice, differing } = row;
  return [name, ...[runs, kills, expected, found, lost, twice, differing].map(String)];
}

function emptyRow(): Row {
  return { runs: 0, kills: 0, expected: 0, found: 0, lost: 0, twice: 0, differing: 0, failed: 0 };
}

function sum(rows: readonly Row[]): Row {
  const total = emptyRow();
  for (const row of rows) for (const key of Object.keys(total) as (keyof Row)[]) total[key] += row[key];
  return total;
}

function progress(words: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r${words} ` : `${words}\n`);
}
