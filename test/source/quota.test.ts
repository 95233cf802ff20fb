import fc from 'fast-check';
import { Quota } from '../../src/source/quota';
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
          await quota.take();
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
    const sent = await Promise.all([1, 2, 3, 4].map(() => quota.take().then(() => clock.now())));
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
      await quota.take();
      waits.push(clock.now() - before);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('begins with a second again once a request got through', async () => {
    const clock = testClock(0);
    const quota = new Quota(clock);
    quota.penalise();
    quota.penalise();
    await quota.take();
    quota.recover();
    quota.penalise();
    const before = clock.now();
    await quota.take();
    expect(clock.now() - before).toBe(1000);
  });

  it('lets go of a waiter when it is stopped', async () => {
    const clock = testClock(0);
    const quota = new Quota(clock);
    await quota.take();
    await quota.take(AbortSignal.abort());
    expect(clock.now()).toBe(0);
  });
});
