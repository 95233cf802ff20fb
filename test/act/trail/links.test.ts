/** `link`: the list, one principal, and what is changed: once, when it is typed, by whoever may, checked and recorded. */
import { MINUTE, NOON, record } from '../../fixtures';
import { ALICE, BOB, CHANNEL, type World, world } from '../../harness';
import { trail } from './asking';
import { clickAnswer, expectFits, lastAnswer, said, written } from './hands';

let here: World;
afterEach(() => here.close());

const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';
const KEY = 'user:111122223333:alice';
const ask = async (text: string, user = ALICE) => {
  const blocks = await trail(here, user, text);
  expectFits(blocks);
  return said(blocks);
};
/** Links that stand, and how often the audit log has a change of one. */
async function kept(): Promise<{ readonly links: readonly string[]; readonly entries: readonly string[] }> {
  let found = { links: [] as string[], entries: [] as string[] };
  await written(here, async (trx) => {
    const links = await trx.selectFrom('links').selectAll().where('removed_at', 'is', null).execute();
    const entries = await trx
      .selectFrom('audit')
      .selectAll()
      .where('subject_kind', '=', 'link')
      .orderBy('turn')
      .execute();
    found = {
      links: links.map(({ principal, slack }) => `${principal} ${slack}`),
      entries: entries.map(({ actor, action, subject }) => `${actor} ${action} ${subject}`),
    };
  });
  return found;
}

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('a link is made once, shown, replaced and removed, each on record', async () => {
    here = await world({ mode, start: true });
    expect(await ask('link')).toMatch(/Nobody is linked by hand/);
    expect(await ask(`link arn:aws:iam::111122223333:user/team/alice <@${BOB}|bob>`)).toMatch(
      /Linked `user:111122223333:alice` to <@U0BOB>\.".*Who is behind.*<@U0BOB>\*, with high confidence, because linked with the command/,
    );
    expect(await ask(`link user/alice <@${BOB}>`)).toMatch(/Nothing to do: <@U0BOB> is linked/);
    expect(await ask(`link ${KEY} <@${ALICE}> <@${BOB}>`)).toMatch(
      /in place of <@U0BOB>.*As you linked yourself, the channel is asked/,
    );
    expect(await kept()).toEqual({
      links: [`${KEY} ["${ALICE}","${BOB}"]`],
      entries: [`${ALICE} link ${KEY}`, `${ALICE} link ${KEY}`],
    });
    expect(await ask('link')).toMatch(/1 link.*`user:111122223333:alice` → <@U0ALICE>, <@U0BOB>\\nby <@U0ALICE>/);
    expect(await ask('link remove user/alice')).toMatch(
      /Removed the link of `user:111122223333:alice`.*Nobody is linked by hand/,
    );
    expect(await ask('link remove user/alice')).toMatch(/Nothing to do: `user:111122223333:alice` is not linked/);
    expect((await kept()).links).toEqual([]);
  });
});

test('what shows a change does not change anything: shared, opened, or asked again', async () => {
  here = await world({ start: true });
  await ask(`link user/alice <@${BOB}>`);
  const { ts, blocks } = lastAnswer(here, ALICE);
  expect(said(blocks)).not.toMatch(/"value":"[^"]*<@/);
  await ask('link remove user/alice');
  await here.slack.click({ user: ALICE, channel: CHANNEL, ts, actionId: 'trail.share' });
  const shared = await here.slack.until(() => here.slack.messages(CHANNEL)[0]);
  expect(said(shared.blocks ?? [])).toContain('It is not linked by hand');
  expect((await kept()).entries).toHaveLength(2);
});

test('only who may override can change one; everyone can look', async () => {
  here = await world({ start: true, yaml: `${ACCOUNTS}\npermissions: { override: [${BOB}] }` });
  expect(await ask(`link ${KEY} <@${BOB}>`)).toMatch(/not allowed to say who is behind a principal.*U0BOB/);
  expect(await ask(`link remove ${KEY}`)).toMatch(/not allowed/);
  expect((await kept()).entries).toEqual([]);
  expect(await ask(`link ${KEY} <@${ALICE}>`, BOB)).toContain('Linked');
  expect(await ask(`link ${KEY}`)).toMatch(/<@U0ALICE>\*, with high confidence/);
});

test('members of the alerts’ channels may, where that is the permission, and nobody else', async () => {
  here = await world({ start: true, yaml: `${ACCOUNTS}\npermissions: { override: members }` });
  expect(await ask(`link ${KEY} <@${BOB}>`)).toContain('Linked');
  here.slack.failNext('conversations.members', 'internal_error');
  here.clock.advance(2 * MINUTE);
  expect(await ask(`link ${KEY} <@${ALICE}>`)).toMatch(
    /Slack could not say.*members of the alerts' channels.*try again/,
  );
});

test('the configuration counts first, says so, and cannot be changed here', async () => {
  here = await world({
    start: true,
    yaml: `${ACCOUNTS}\npeople: [{ principal: "arn:aws:iam::111122223333:user/alice", slack: ${ALICE} }]`,
  });
  expect(await ask(`link user/alice <@${BOB}>`)).toMatch(
    /Linked.*configuration links it to <@U0ALICE>, which counts before this.*<@U0ALICE>\*, with high/,
  );
  expect(await ask('link')).toMatch(/2 links.*in the configuration.*by <@U0ALICE>/);
  expect(await ask('link remove user/alice')).toContain('Removed');
  expect(await ask('link remove user/alice')).toMatch(/linked in the configuration.*changed only there/);
});

test.each<[string, RegExp]>([
  [`link <@${BOB}>`, /The principal is missing/],
  ['link remove', /The principal is missing/],
  [`link remove user/alice <@${BOB}>`, /removed for all of its people; leave them out/],
  ['link user/alice @nobody-of-ours', /nobody-of-ours is no person of Slack: choose them/],
  [`link user/alice extra <@${BOB}>`, /a principal is one word, and extra comes after it/i],
  [`link nonsense <@${BOB}>`, /nonsense is no principal: expected the ARN/i],
  [`link '; DROP-TABLE-links;-- <@${BOB}>`, /a principal is one word/i],
  [`link user/<!channel> <@${BOB}>`, /no principal/i],
  [`link user/alice <@U0NOBODY>`, /Not linked: Slack does not know/],
  [`link user/alice <@USLACKBOT>`, /Not linked: .*(is a bot|does not know)/],
])('%s is refused in words', async (text, expected) => {
  here = await world({ start: true });
  const told = await ask(text);
  expect(told).toMatch(expected);
  expect(told).not.toContain('<!channel>');
  expect((await kept()).entries).toEqual([]);
});

test('where there are several accounts the name alone does not do', async () => {
  here = await world({
    start: true,
    yaml: 'accounts: [{ id: "111122223333", name: prod, regions: [eu-central-1] }, { id: "444455556666", regions: [eu-central-1], role_arn: "arn:aws:iam::444455556666:role/x" }]',
  });
  expect(await ask('link user/alice')).toMatch(
    /does not say of which account.*Try `\/trail link user:111122223333:alice @alice`/,
  );
});

test('who is behind one, as it would be found: by sessions, by addresses, or not at all', async () => {
  here = await world({ start: true });
  const session = (name: string) =>
    record({
      eventTime: new Date(NOON - MINUTE).toISOString(),
      eventName: 'GetThing',
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::111122223333:assumed-role/deploy/${name}`,
        principalId: `AROA:${name}`,
        accountId: '111122223333',
        sessionContext: {
          sessionIssuer: { type: 'Role', userName: 'deploy', arn: 'arn:aws:iam::111122223333:role/deploy' },
        },
      },
    });
  here.aws.put([session('alice@example.com')] as never);
  await here.app.tick();
  expect(await ask('link role/deploy')).toMatch(
    /with low confidence, because the role session is named alice.*anyone who may assume|Nobody is known.*named alice/,
  );
  expect(await ask('link role/other')).toMatch(/Nobody is known\*: nothing says who it is.*keeps no event of it/);
  expect(await ask('link nobody@example.org')).toMatch(/Nobody in Slack has the address `nobody@example.org`/);
  expect(await ask('link root')).toMatch(/Nobody is known\*: no owners of root are configured/);
});

test('many links come in pages', async () => {
  here = await world({ start: true });
  await written(here, async (trx) => {
    for (let n = 0; n < 30; n++) {
      const made = { made_by: ALICE, made_at: NOON + n, removed_by: null, removed_at: null };
      const link = {
        principal: `user:1:${'x'.repeat(250)}${n}`,
        accounts: '[]',
        slack: JSON.stringify(Array(10).fill(BOB)),
      };
      await trx
        .insertInto('links')
        .values({ id: String(n), ...link, ...made })
        .execute();
    }
  });
  expect(await ask('link')).toMatch(/30 links.*Next/);
  expect(said(await clickAnswer(here, ALICE, 'trail.older'))).toMatch(/Previous.*Next/);
});
