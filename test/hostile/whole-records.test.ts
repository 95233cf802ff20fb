/** Records that are wrong as a whole, or larger than any: told by their place or taken, and all that is owed then pleases Slack. */
import { MINUTE } from '../fixtures';
import { CHANNEL, type World, world } from '../harness';
import { calls, run } from '../pipeline/flood';
import { aliveIn, mrkdwnOf } from './live';
import { PROD, Reading } from './reading';
import { USUAL, WHOLE, spoiled } from './records';

let here: World;
let reading: Reading;
beforeAll(async () => {
  here = await world();
  reading = new Reading(here);
});
afterAll(() => here.close());

test.each(WHOLE)('%s is told or taken, and its neighbours with it', async (_name, make, isEvent) => {
  here.aws.put(reading.neighbour());
  here.aws.put(make(), PROD);
  here.aws.put(reading.neighbour());
  expect(await reading.reads(3)).toBe(isEvent ? 3 : 2);
  for (const place of reading.skipped())
    expect(place).toMatch(/^prod \(111122223333\) eu-central-1 event [0-9a-f-]{36}$/);
});

test('all that is owed is taken by Slack as it is, and nothing in it is alive', async () => {
  here.clock.advance(60 * MINUTE);
  here.aws.put([...spoiled(USUAL['a stopped trail'] ?? {}, here.clock.now() - MINUTE)], PROD);
  for (let n = 0; n < 3; n += 1) await here.app.tick();
  await run(here, 150);
  const posts = [...calls(here, 'chat.postMessage'), ...calls(here, 'chat.update')];
  expect(posts.length).toBeGreaterThan(10);
  expect(posts.filter(({ error }) => error !== undefined)).toEqual([]);
  for (const { args } of posts) for (const text of mrkdwnOf(args)) expect(aliveIn(text, [])).toEqual([]);
  expect((await reading.rows('outbox')).filter(({ kind }) => kind === 'post')).toEqual([]);
});

test('the next tick reads on from where this one was', async () => {
  here.clock.advance(5 * MINUTE);
  here.aws.put(reading.neighbour());
  expect(await here.app.tick()).toMatchObject({ failed: 0, opened: 1 });
  await run(here, 5);
  const [name = ''] = reading.last(1);
  expect(here.slack.messages(CHANNEL).some(({ text }) => text.includes(name))).toBe(true);
});
