/** Nobody takes themselves out of being asked: who may mark a sign-in as expected, by default and where the configuration names them. */
import { ALICE, BOB, CHANNEL, eventually } from '../harness';
import { assumed, centerRole } from '../people/identities';
import { LINKED, Office } from './confirming';

let office: Office;
afterEach(() => office.world.close());

const view = (person: string): string => JSON.stringify(office.world.slack.openViews(person).at(-1) ?? null);

async function marks(person: string): Promise<void> {
  const ts = office.alerts()[0]?.ts ?? '';
  await office.world.slack.click({ user: person, channel: CHANNEL, ts, actionId: 'alert.expect' });
  await office.shows(() => view(person), /expect\.reason|nobody takes themselves out/);
}

const saves = (person: string, values: Record<string, string> = {}) =>
  office.world.slack.submitView({ user: person, values: { 'expect.reason': 'my laptop', ...values } });
const expected = async (): Promise<number> => (await office.deeds()).filter((deed) => / expect /.test(deed)).length;

test('by default it is neither offered after a yes nor open to the person, but to a colleague', async () => {
  office = await Office.after({ data: { MFAUsed: 'No' } });
  await office.says('yes');
  await office.shows(() => office.question(), /Thank you/);
  expect(office.question()).not.toContain('alert.expect');
  await marks(ALICE);
  expect(view(ALICE)).toMatch(/This is about you.*A colleague who knows/);
  await marks(BOB);
  await saves(BOB);
  await eventually(async () => expect(await expected()).toBe(1));
});

test('a person behind it who was not asked, as a session’s name is a claim, may not either', async () => {
  office = await Office.after({ who: assumed('deploy', 'bob@example.com') });
  expect(office.told(BOB)).toEqual([]);
  await marks(BOB);
  expect(view(BOB)).toContain('This is about you');
});

test.each([
  ['all sessions of a role', { 'expect.who': 'principal' }],
  ['a pattern', { 'expect.who': 'pattern', 'expect.pattern': '*Admin*' }],
])('a colleague covers one session, not %s, which may hold their own', async (_, values) => {
  office = await Office.after({ who: centerRole('bob@example.com') });
  await marks(ALICE);
  await saves(ALICE, values);
  await office.shows(() => view(ALICE), /expect\.reason|would cover others too/);
  if (!view(ALICE).includes('would cover others too')) await saves(ALICE, values);
  await office.shows(() => view(ALICE), /would cover others too/);
  expect(await expected()).toBe(0);
});

test('whoever the configuration names may, and is offered it where it keeps anything quiet', async () => {
  office = await Office.after({}, `${LINKED}\npermissions: { expect: [${ALICE}] }`);
  await marks(ALICE);
  expect(view(ALICE)).toContain('expect.reason');
  await office.says('yes');
  await office.shows(() => office.question(), /alert\.expect/);
});
