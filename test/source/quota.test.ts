import fc from 'fast-check';
import { Quota, type Turn } from '../../src/source/quota';
import { testClock } from '../clock';

describe('the quota of one account and region', () => {
  it('lets at most two requests through in any second, however they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1500), { minLength: 1, maxLength: 30 }), async (pauses) => {
        const clock = testClock();
        const quota = new Quota(clock);
        const sent: number[] = [];
        for (const pause of pauses) {
          clock.advance(pause);
          await quota.take('changes');
          sent.push(clock.now());
        }
        for (const time of sent)
          expect(sent.filter((other) => other >= time && other < time + 1000).length).toBeLessThan(3);
      }),
      { numRuns: 50 },
    );
  });

  it('is shared by requests that are made at once', async () => {
    const clock = testClock(0);
    const quota = new Quota(clock);
    const sent = await Promise.all([1, 2, 3, 4].map(() => quota.take('reads').then(() => clock.now())));
    expect(sent[0]).toBe(0);
    for (const [index, time] of sent.entries()) expect(time).toBeGreaterThanOrEqual(index * 500);
  });

  it('holds everybody back after a throttling, longer each time and half a minute at most', async () => {
    const clock = testClock(0);
    const quota = new Quota(clock);
    const waits: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      quota.penalise();
      const before = clock.now();
      await quota.take('changes');
      waits.push(clock.now() - before);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('begins with a second again once a request got through', async () => {
    const clock = testClock(0);
    const quota = new Quota(clock);
    quota.penalise();
    quota.penalise();
    await quota.take('changes');
    quota.recover();
    quota.penalise();
    const before = clock.now();
    await quota.take('changes');
    expect(clock.now() - before).toBe(1000);
  });

  it('does not wait for a day when the clock is set back by one', async () => {
    const clock = testClock(0);
    const quota = new Quota(clock);
    await quota.take('changes');
    quota.penalise();
    clock.advance(-86_400_000);
    await quota.take('changes');
    expect(clock.now()).toBeLessThan(-86_300_000);
  });

  it('lets go of a waiter when it is stopped', async () => {
    const clock = testClock(0);
    const quota = new Quota(clock);
    await quota.take('changes');
    await quota.take('changes', 0, AbortSignal.abort());
    expect(clock.now()).toBe(0);
    const stop = new AbortController();
    const waiting = quota.take('changes', 0, stop.signal);
    stop.abort();
    await waiting;
    expect(clock.now()).toBe(0);
  });
});

describe('turns', () => {
  /** Who goes in which order, of those that wait at once. */
  async function order(...waiting: readonly (readonly [Turn, number?])[]): Promise<readonly string[]> {
    const quota = new Quota(testClock(0));
    await quota.take('changes'); // Now all have to wait.
    const gone: string[] = [];
    await Promise.all(
      waiting.map(([turn, number]) => quota.take(turn, number).then(() => gone.push(`${turn} ${number ?? ''}`.trim()))),
    );
    return gone;
  }

  it.each<[string, readonly (readonly [Turn, number?])[], readonly string[]]>([
    ['changes go before all others', [['backlog'], ['reads'], ['person'], ['changes']], ['changes', 'person', 'reads', 'backlog']], // prettier-ignore
    ['within a turn the oldest goes first', [['backlog', 3], ['backlog', 1], ['backlog', 2]], ['backlog 1', 'backlog 2', 'backlog 3']], // prettier-ignore
    [
      'those of equal age go as they came',
      [
        ['reads', 1],
        ['reads', 1],
      ],
      ['reads 1', 'reads 1'],
    ],
  ])('are such that %s', async (_, waiting, expected) => expect(await order(...waiting)).toEqual(expected));

  it('give half of what is left to the backlog when everybody wants more than there is', async () => {
    const many = (['reads', 'later', 'backlog'] as const).flatMap((turn) =>
      Array.from({ length: 40 }, () => [turn] as const),
    );
    const gone = (await order(...many)).slice(0, 40);
    const count = (turn: string): number => gone.filter((one) => one === turn).length;
    expect([count('reads'), count('later'), count('backlog')]).toEqual([10, 10, 20]);
  });

  it('let changes that come later overtake all that wait', async () => {
    const clock = testClock(0);
    const quota = new Quota(clock);
    const gone: string[] = [];
    const flood = Array.from({ length: 20 }, () => quota.take('reads').then(() => gone.push('reads')));
    await flood[3];
    const before = clock.now();
    await quota.take('changes');
    expect(clock.now() - before).toBeLessThan(600);
    expect(gone.length).toBeLessThan(7);
    await Promise.all(flood);
  });
});
