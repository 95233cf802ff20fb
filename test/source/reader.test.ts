/** The reader as a whole, in simulated time: real source, real SDK, the local CloudTrail with its quota. Hours take seconds. */
import { goalsMissed } from '../../bench/reader';
import { HOUR, type Story, tell } from '../../bench/reader-story';
import { MINUTE, Simulation } from '../../bench/simulation';
import { ACCOUNT } from '../../bench/played-account';

const START = Date.UTC(2026, 10, 20);
const QUICK = (): number => 200;

const STORIES: readonly Story[] = [
  {
    name: 'in an ordinary hour',
    seed: 11,
    stretches: [{ from: 0, until: HOUR / 3, changes: 0.2, reads: 0.8 }],
    runs: 3.9 * HOUR,
  },
  {
    name: 'while reads flood',
    seed: 12,
    stretches: [{ from: -3 * MINUTE, until: 3 * MINUTE, changes: 0.3, reads: 40 }],
    runs: 3.6 * HOUR,
  },
  {
    name: 'with a day to catch up with, using the quota',
    seed: 13,
    stretches: [{ from: -25 * HOUR, until: 0, changes: 0.05, reads: 0.5 }],
    runs: 3.6 * HOUR,
    stoppedFor: 24 * HOUR,
    busyUntil: 8 * MINUTE,
  },
  {
    name: 'with answers that take four seconds, using the quota',
    seed: 14,
    stretches: [{ from: -13 * HOUR, until: 0, changes: 0.1, reads: 1 }],
    runs: 3.6 * HOUR,
    stoppedFor: 12 * HOUR,
    busyUntil: 8 * MINUTE,
    latency: (_, roll) => 3000 + 1000 * roll,
  },
  {
    name: 'across restarts',
    seed: 15,
    stretches: [{ from: -HOUR, until: HOUR / 2, changes: 0.1, reads: 0.4 }],
    runs: 4.2 * HOUR,
    happens: [0.5, 0.7, 1.2, 2.6].map((hours) => [hours * HOUR, (one: Simulation) => one.restart()] as const),
  },
];

test.each(STORIES.map((story) => [story.name, story] as const))(
  '%s everything is found, changes in their first tick, and nobody is throttled',
  async (_, story) => {
    const outcome = await tell(story);
    expect(outcome.events).toBeGreaterThan(500);
    expect(goalsMissed(story, outcome)).toEqual([]);
  },
  60_000,
);

describe('a simulated account', () => {
  let simulation: Simulation;
  const begin = async (more: Partial<ConstructorParameters<typeof Simulation>[0]> = {}): Promise<Simulation> => {
    const options = { seed: 1, start: START - MINUTE, regions: ['us-east-1'], latency: QUICK, firstRead: 0, ...more };
    simulation = new Simulation(options);
    await simulation.ready();
    await simulation.time.runUntil(START);
    return simulation;
  };
  const put = (id: string, at: number, visibleAt: number, more: Record<string, string | boolean> = {}): void =>
    simulation.aws.put(
      {
        eventTime: new Date(at).toISOString(),
        eventSource: 'iam.amazonaws.com',
        eventName: 'CreateUser',
        awsRegion: 'us-east-1',
        eventID: id,
        recipientAccountId: ACCOUNT,
        readOnly: false,
        ...more,
      },
      { visibleAt },
    );
  const foundAt = (id: string): number | undefined => {
    const found = simulation.found.get(id);
    return found && Math.round((found.at - START) / MINUTE);
  };
  const stateOf = (region: string, kind = 'changes') =>
    simulation.source.state().find((lane) => lane.region === region && lane.kind === kind);
  afterEach(() => simulation.stop());

  it('whose clock is set back and forth loses nothing', async () => {
    await begin();
    put('before', START + 5 * MINUTE, START + 9 * MINUTE);
    put('late', START + 8 * MINUTE, START + 8 * MINUTE + 2.5 * HOUR);
    put('after', START + 25 * MINUTE, START + 26 * MINUTE);
    await simulation.tickUntil(START + 10 * MINUTE);
    simulation.step(3 * HOUR);
    await simulation.tickUntil(START + 20 * MINUTE);
    simulation.step(-3 * HOUR);
    const watermarks = new Map(simulation.progress);
    await simulation.tickUntil(START + 4 * HOUR);
    expect(['before', 'late', 'after'].filter((id) => !simulation.found.has(id))).toEqual([]);
    for (const [lane, watermark] of watermarks) expect(simulation.progress.get(lane)).toBeGreaterThanOrEqual(watermark);
    expect(simulation.faults).toEqual([]);
  });

  it('that starts with a watermark in the future reads as if it knew nothing', async () => {
    await begin({ firstRead: 6 * HOUR });
    for (const kind of ['since', 'changes', 'reads', 'later-60', 'later-180'])
      simulation.progress.set(`us-east-1 ${kind}`, START + 24 * HOUR);
    put('missed', START - 5 * HOUR, START - 5 * HOUR);
    put('new', START + MINUTE, START + 2 * MINUTE);
    await simulation.tickUntil(START + 10 * MINUTE);
    expect([...simulation.found.keys()].sort()).toEqual(['missed', 'new']);
    expect(simulation.progress.get('us-east-1 changes')).toBe(START + 24 * HOUR);
  });

  it('whose later lane was read while the clock was ahead reads the last day once more', async () => {
    await begin({ firstRead: 6 * HOUR });
    for (const kind of ['since', 'changes', 'reads']) simulation.progress.set(`us-east-1 ${kind}`, START - MINUTE);
    simulation.progress.set('us-east-1 since', START - 48 * HOUR);
    simulation.progress.set('us-east-1 later-60', START - 30 * MINUTE);
    simulation.progress.set('us-east-1 later-180', START - HOUR);
    put('late', START - 2 * HOUR, START - MINUTE, { readOnly: true });
    await simulation.tickUntil(START + 2 * HOUR);
    expect([...simulation.found.keys()]).toEqual(['late']);
  });

  it('with a region whose answers take 35 seconds reads it, and the others in time', async () => {
    await begin({
      regions: ['us-east-1', 'eu-west-1'],
      latency: (region) => (region === 'us-east-1' ? 35_000 : 200),
    });
    put('slow', START + 5 * MINUTE, START + 5.5 * MINUTE);
    put('quick', START + 5 * MINUTE, START + 5.5 * MINUTE, { awsRegion: 'eu-west-1' });
    await simulation.tickUntil(START + 9 * MINUTE);
    expect([foundAt('quick'), foundAt('slow')]).toEqual([6, 7]);
    expect(simulation.faults).toEqual([]);
  });

  it('with a broken region leaves it, longer each time, says why, and reads it when it is well', async () => {
    await begin({ regions: ['us-east-1', 'eu-west-1'] });
    simulation.aws.failNext({ region: 'eu-west-1', times: 4, status: 400, code: 'AccessDeniedException' });
    put('here', START + 5 * MINUTE, START + 6 * MINUTE);
    put('there', START + 5 * MINUTE, START + 6 * MINUTE, { awsRegion: 'eu-west-1' });
    await simulation.tickUntil(START + 4.5 * MINUTE);
    expect(stateOf('eu-west-1')).toMatchObject({ pace: 'failing', error: { code: 'aws-access-denied' }, requests: 3 });
    expect(stateOf('eu-west-1')?.nextAt).toBe(START + 5 * MINUTE + 200);
    expect(stateOf('us-east-1')).toMatchObject({ pace: 'every tick', error: undefined });
    await simulation.tickUntil(START + 30 * MINUTE);
    expect([foundAt('here'), foundAt('there')]).toEqual([6, 11]);
    expect(stateOf('eu-west-1')).toMatchObject({ pace: 'every tick', error: undefined });
  });

  it('reads all but the changes of a quiet region more slowly, and never the home region', async () => {
    await begin({ regions: ['us-east-1', 'eu-west-1'] });
    for (let hour = 0; hour < 25; hour += 1) {
      await simulation.tick();
      await simulation.time.runUntil(START + (hour + 1) * HOUR);
    }
    const settled = START + 25 * HOUR + 10 * MINUTE;
    await simulation.tickUntil(settled);
    const before = simulation.source.state();
    await simulation.tickUntil(settled + HOUR);
    const asked = (region: string, kind: string): number => {
      const counted = before.find((lane) => lane.region === region && lane.kind === kind);
      return (stateOf(region, kind)?.requests ?? 0) - (counted?.requests ?? 0);
    };
    expect([asked('eu-west-1', 'changes'), asked('eu-west-1', 'reads')]).toEqual([60, 12]);
    expect([asked('us-east-1', 'changes'), asked('us-east-1', 'reads')]).toEqual([60, 60]);
    expect(stateOf('eu-west-1', 'reads')?.pace).toBe('quiet');
    const noise = settled + HOUR + 30_000;
    put('noise', noise, noise, { awsRegion: 'eu-west-1' });
    await simulation.tickUntil(settled + HOUR + 6 * MINUTE);
    expect(stateOf('eu-west-1', 'reads')?.pace).toBe('every tick');
  });

  it('shows when changes flood so much that their window shrinks, and still finds all', async () => {
    await begin();
    const flood = [{ from: START, until: START + 5 * MINUTE, changes: 30, reads: 1 }];
    simulation.play('us-east-1', flood);
    await simulation.tickUntil(START + 15 * MINUTE);
    expect(simulation.logs.join('\n')).toContain('window of changes is shorter than it should be');
    expect(stateOf('us-east-1')?.window).toBeLessThan(20 * MINUTE);
    await simulation.tickUntil(START + 4 * HOUR);
    expect(simulation.logs.join('\n')).toContain('window of changes is whole again');
    const due = [...simulation.played.values()].filter(({ time, visibleAt }) => visibleAt - time <= 3 * HOUR);
    expect(due.filter(({ id }) => !simulation.found.has(id))).toEqual([]);
  }, 60_000);
});
