/** `confirmations`: who is being asked, until when, what was answered before and how fast; a row opens its alert. */
import type { Confirmation } from '../../../src/alert/confirmation';
import { writeConfirmation } from '../../../src/store/confirmations';
import { asking, question } from '../../alert/asked';
import { HOUR, MINUTE, NOON, alert } from '../../fixtures';
import { ALICE, BOB, type World, world } from '../../harness';
import { trail } from './asking';
import { expectFits, hold, openFromAnswer, said, written } from './hands';

let here: World;
afterEach(() => here.close());

const DAY = 24 * HOUR;

async function ask(...questions: readonly Partial<Confirmation>[]): Promise<string> {
  await written(here, async (trx) => {
    for (const [n, one] of questions.entries()) await writeConfirmation(trx, question({ id: `q${n}`, ...one }));
  });
  const blocks = await trail(here, ALICE, 'confirmations');
  expectFits(blocks);
  return said(blocks);
}
const answered = (answer: Confirmation['answer'], after: number, fields: Partial<Confirmation> = {}) =>
  ({
    state: 'answered',
    answer,
    answeredBy: BOB,
    askedAt: NOON - DAY,
    answeredAt: NOON - DAY + after,
    ...fields,
  }) as const;

test('nobody was asked', async () => {
  here = await world({ start: true });
  expect(said(await trail(here, ALICE, 'confirmations'))).toMatch(/Nobody was asked anything in the last 30 days/);
});

test('open ones first with their deadline, then what was answered, how fast, and the median', async () => {
  here = await world({ start: true });
  await hold(here, [alert({ id: 'alert-1' })]);
  const shown = await ask(
    { askedAt: NOON - HOUR, remindedAt: NOON - 5 * MINUTE, people: [ALICE, BOB] },
    answered('yes', 5 * MINUTE),
    answered('no', 15 * MINUTE),
    answered('wrong-person', 25 * MINUTE),
    answered('not-sure', 2 * HOUR, { doubt: 'the *account* changed <!here>' }),
    { state: 'unanswered', askedAt: NOON - 2 * DAY },
    { state: 'undelivered', askedAt: NOON - 3 * DAY, doubt: 'x' },
    { ...answered('yes', MINUTE), askedAt: NOON - 40 * DAY, answeredAt: NOON - 40 * DAY + MINUTE },
  );
  expect(shown).toMatch(
    /Waiting for an answer.*<@U0ALICE>, <@U0BOB>.*reminded <!date.*Until <!date.*alice signed in.*prod.*`198.51.100.7`/,
  );
  expect(shown).toMatch(/The last 30 days.*half of the answers came within 20 minutes/);
  expect(shown).toMatch(/✅ It was them\*, says <@U0BOB>.*answered after 5 minutes/);
  for (const said of ['🔴 It was not them', 'The wrong person was asked', 'Not sure*']) expect(shown).toContain(said);
  expect(shown).toMatch(/Unconfirmed.*no answer came.*it could not be delivered/);
  expect(shown).not.toMatch(/<!here>|after 1 minute/);
  expect(said((await openFromAnswer(here, ALICE, 'trail.open/0')).blocks)).toContain('trail.alert.acknowledge');
});

test('more than are shown, with the longest words, fit and say so', async () => {
  here = await world({ start: true });
  const long = 'ü&<`'.repeat(400);
  const [about] = question({}, asking({}, { what: long, accountName: long, address: long })).signIns;
  const worst = { people: Array<string>(12).fill(BOB), doubt: long, signIns: about ? [about] : [], count: 99 };
  const open = Array.from({ length: 10 }, (_, n) => ({ ...worst, id: `open${n}`, askedAt: NOON - n * MINUTE }));
  const past = Array.from({ length: 10 }, (_, n) => ({ ...answered('not-sure', HOUR, worst), id: `past${n}` }));
  const shown = await ask(...open, ...past);
  expect(shown).toMatch(/… more wait for an answer.*… older ones are not shown/);
  expect(shown).toMatch(/and 8 more/);
});
