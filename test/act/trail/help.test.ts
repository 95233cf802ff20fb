/** The slash command: its help and what it does not understand, as somebody types it, in both modes. */
import { ALICE, CHANNEL, type World, world } from '../../harness';
import { trail } from './asking';

let here: World;
afterEach(() => here.close());

test.each(['socket', 'http'] as const)('help says what can be asked, to the person alone, by %s', async (mode) => {
  here = await world({ mode, start: true });
  const help = JSON.stringify(await trail(here, ALICE, 'help'));
  for (const name of ['recent', 'who', 'why', 'alerts', 'posture']) expect(help).toContain(`/trail ${name}`);
  expect(here.slack.messages(CHANNEL)).toEqual([]);
});

test('what is not understood is answered with what was, and an example', async () => {
  here = await world({ start: true });
  const told = JSON.stringify(await trail(here, ALICE, 'recent evnt:DeleteTrail <@U0ALICE> *bold*'));
  expect(told).toMatch(/There is no filter evnt:; did you mean event:/);
  expect(told).toContain('/trail recent');
  expect(told).not.toContain('<@U0ALICE>');
});
