/**
 * Holds the reader to its promises: accounts are played in simulated time through the real source, the real SDK and the
 * local CloudTrail with its quota, and what was found, when and at what cost is printed. A missed goal ends in exit code 1.
 */
import { HOUR, type Outcome, type Story, tell } from './reader-story';
import { printTable } from './timing';

const MINUTE = HOUR / 60;

/** The longest take a minute of real time each. */
const STORIES: readonly Story[] = [
  {
    name: 'an ordinary account: 0.5 changes and 3 reads a second',
    seed: 1,
    stretches: [{ from: -HOUR, until: 3 * HOUR, changes: 0.5, reads: 3 }],
    runs: 6.6 * HOUR,
  },
  {
    name: 'a flood: 60 reads a second for half an hour',
    seed: 2,
    stretches: [
      { from: -HOUR, until: HOUR, changes: 0.5, reads: 3 },
      { from: HOUR, until: 1.5 * HOUR, changes: 0.5, reads: 60 },
      { from: 1.5 * HOUR, until: 2 * HOUR, changes: 0.5, reads: 3 },
    ],
    runs: 6 * HOUR,
  },
  {
    name: 'more reads than the quota: 110 a second for half an hour',
    seed: 3,
    stretches: [{ from: -HOUR / 4, until: HOUR / 2, changes: 0.5, reads: 110 }],
    runs: 6 * HOUR,
    busyUntil: HOUR / 2,
  },
  {
    name: 'catching up: two days stopped, 0.3 changes and 1 read a second',
    seed: 4,
    stretches: [{ from: -49 * HOUR, until: HOUR, changes: 0.3, reads: 1 }],
    runs: 5 * HOUR,
    stoppedFor: 48 * HOUR,
    busyUntil: HOUR / 2,
  },
  {
    name: 'catching up with slow answers: 2 to 4 seconds',
    seed: 5,
    stretches: [{ from: -13 * HOUR, until: 0.5 * HOUR, changes: 0.3, reads: 3 }],
    runs: 4.5 * HOUR,
    stoppedFor: 12 * HOUR,
    busyUntil: 15 * MINUTE,
    latency: (_, roll) => 2000 + 2000 * roll,
  },
];

/** `only` names stories by their letters, to look at one of them. */
export async function benchReader(only: readonly string[]): Promise<void> {
  const stories = STORIES.filter((_, index) => only.length === 0 || only.includes(letter(index)));
  const rows: (readonly string[])[] = [];
  const misses: string[] = [];
  for (const story of stories) {
    const outcome = await tell(story);
    rows.push(rowOf(outcome));
    misses.push(...goalsMissed(story, outcome).map((goal) => `${story.name}: ${goal}`));
  }
  const labels = ['', ...stories.map((story) => letter(STORIES.indexOf(story)))];
  for (const [index, { name }] of stories.entries()) console.log(`${labels[index + 1]}  ${name}`);
  console.log('');
  printTable([labels, ...COLUMNS.map((column, at) => [column, ...rows.map((row) => row[at] ?? '')])]);
  console.log(misses.length === 0 ? '\nall goals are met' : `\nMISSED\n${misses.join('\n')}`);
  if (misses.length > 0) process.exitCode = 1;
}

function letter(index: number): string {
  return String.fromCharCode(65 + index);
}

/** The goals of docs/reading.md. */
export function goalsMissed(story: Story, outcome: Outcome): readonly string[] {
  const { missed, late, busyShare, throttled, failed } = outcome;
  return [
    ...(missed.length > 0 ? [`${missed.length} events that became visible within three hours were not found`] : []),
    // A bot that is being restarted has no ticks.
    ...(late.length > 0 && story.happens === undefined
      ? [`${late.length} changes were not seen in the first tick after they became visible`]
      : []),
    ...(busyShare !== undefined && busyShare < 0.95
      ? [`${percent(busyShare)} of the quota used, with work to do`]
      : []),
    ...(throttled > 0 ? [`throttled ${throttled} times`] : []),
    ...(failed > 0 ? [`${failed} lanes failed`] : []),
    ...(story.busyUntil !== undefined && busyShare === undefined ? ['nothing measured'] : []),
  ];
}

const COLUMNS = [
  'events',
  'found, of those visible within 3 h',
  'found, of those visible even later',
  'changes: tick to found, half (s)',
  'changes: tick to found, 99 % (s)',
  'changes: tick to found, slowest (s)',
  'changes found in their first tick, of all',
  'others: visible to found, half (min)',
  'others: visible to found, 99 % (min)',
  'requests, share of the quota',
  'requests with a backlog, share',
  'throttled',
  'times an event is read',
];

function rowOf(outcome: Outcome): readonly string[] {
  const { events, missed, beyond, delays, atOnce, others, share, busyShare, throttled, given } = outcome;
  return [
    events.toLocaleString('en-US'),
    percent(1 - missed.length / Math.max(1, events)),
    beyond,
    ...delays.map((delay) => delay.toFixed(1)),
    percent(atOnce),
    ...others.slice(0, 2).map((wait) => wait.toFixed(1)),
    percent(share),
    busyShare === undefined ? '' : percent(busyShare),
    String(throttled),
    given.toFixed(1),
  ];
}

function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
