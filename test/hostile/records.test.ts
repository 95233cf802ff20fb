/** Thousands of records with one field wrong, through the whole bot: nothing ends it, and no good record beside them is lost. */
import { HOUR, MINUTE } from '../fixtures';
import { type World, world } from '../harness';
import { PROD, Reading } from './reading';
import { USUAL, spoiled } from './records';

let here: World;
let reading: Reading;
beforeAll(async () => {
  here = await world();
  reading = new Reading(here);
});
afterAll(() => here.close());

const ids = new Set<string>();
/** As many events as the texts stand for; an id that came before is an event that came before. */
function different(texts: readonly string[]): number {
  const before = ids.size;
  for (const [n, one] of texts.entries()) {
    const { eventID: id } = JSON.parse(one) as { eventID?: unknown };
    ids.add(typeof id === 'string' && id !== '' ? id : `${ids.size} ${n}`);
  }
  return ids.size - before;
}

test.each(Object.entries(USUAL))('%s, with each field wrong in each way, costs no neighbour', async (_name, fields) => {
  here.clock.advance(4 * HOUR);
  const texts = [...spoiled(fields, here.clock.now() - MINUTE)];
  here.aws.put(reading.neighbour());
  here.aws.put(texts, PROD);
  here.aws.put(reading.neighbour());
  await reading.reads(different(texts) + 2);
  const principals = (await reading.rows('alerts')).map(({ principal }) => principal);
  for (const name of reading.last(2))
    expect(principals.filter((one) => one === `user:${PROD.account}:${name}`)).toHaveLength(1);
});
