/** Root and other identities that several people own: each is asked, each sees what the others said, and any of them can object. */
import { ALICE, BOB, eventually } from '../harness';
import { ROOT_USER, assumed } from '../people/identities';
import { Office, type SignIn } from './confirming';

let office: Office;
afterEach(() => office.world.close());

const owners = (principal: string, ...slack: readonly string[]): string =>
  `people: [{ principal: "${principal}", slack: [${slack.join()}] }]`;
const ROOT = owners('root', ALICE, BOB);
const OPS = owners('arn:aws:iam::111122223333:role/ops-shared', ALICE, BOB);
const root: SignIn = { who: ROOT_USER, fields: { awsRegion: 'us-east-1' } };
const ops: SignIn = { who: assumed('ops-shared', 'x') };

test('who answered reads thanks, the other who said what; a yes says that it was one of them', async () => {
  office = await Office.after(root, ROOT);
  expect(office.alert()).toMatch(/<@U0ALICE>, <@U0BOB> were each asked/);
  expect(office.question(ALICE)).toMatch(/Also asked: <@U0BOB>\./);
  await office.says('no', ALICE);
  await office.shows(() => office.question(ALICE), /thank you for your answer.*You said: it was not me/);
  await eventually(() => expect(office.question(ALICE)).not.toContain('confirm.'));
  await office.shows(
    () => office.question(BOB),
    /was this sign-in.*<@U0ALICE> said: it was not me.*If it was you.*confirm\.yes/,
  );
  await office.says('yes', BOB);
  await office.shows(() => office.question(BOB), /this was you.*Thank you.*<@U0ALICE> said: it was not me/);
  await office.shows(() => office.question(ALICE), /<@U0BOB> said: it was me.*You said: it was not me\. Nothing else/);
  await office.shows(
    () => office.alert(),
    /<@U0BOB> says: \*it was me\*.*<@U0ALICE>: it was not me, then <@U0BOB>: it was me/,
  );
});

test('a no of an owner counts after another’s yes, and the alert names both', async () => {
  office = await Office.after(ops, OPS);
  await office.says('yes', BOB);
  await office.shows(() => office.alert(), /resolved/);
  await office.shows(
    () => office.question(ALICE),
    /somebody has answered.*<@U0BOB> said: it was me.*if you know that it was not them.*No, it was not them/,
  );
  expect(office.question(ALICE)).not.toContain('confirm.yes');
  await eventually(() => expect(office.question(BOB)).not.toContain('confirm.'));
  await office.says('no', ALICE);
  await office.shows(() => office.called(), /It was not them/);
  await office.shows(
    () => office.alert(),
    /Critical.*<@U0ALICE> says: \*it was not me\*.*<@U0BOB>: it was me, then <@U0ALICE>/,
  );
  await office.shows(() => office.question(BOB), /You said: it was me\. As not everybody says so/);
});

test('a person who is named twice is one person', async () => {
  office = await Office.after(ops, owners('arn:aws:iam::111122223333:role/ops-shared', ALICE, ALICE));
  expect(office.told()).toHaveLength(1);
  expect(office.question()).toMatch(/Hi Alice/);
  expect(office.question()).not.toContain('Also asked');
});
