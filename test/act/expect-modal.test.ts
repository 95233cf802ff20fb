/** The modal of Mark expected, through the wire: what it proposes, what it shows with each choice, and what it refuses. */
import { MINUTE, record } from '../fixtures';
import { ALICE, BOB, CHANNEL, type World, eventually, world } from '../harness';
import { alerts, byRole, choose, modal, press, saidIn, save, top, unprotected } from './expecting';

let here: World;
afterEach(() => here.close());

const SSO = 'AWSReservedSSO_Admin_0123456789abcdef';

async function alerted(...records: Parameters<World['aws']['put']>[0][]): Promise<void> {
  here = await world({ start: true });
  for (const one of records) {
    here.aws.put(one);
    await here.app.tick();
  }
}

const entered = (id: string): unknown =>
  Object.entries(
    (top(here)?.blocks.find((block) => block.block_id === id)?.['element'] ?? {}) as Record<string, unknown>,
  ).find(([key]) => key.startsWith('initial_'))?.[1];

describe('the modal proposes', () => {
  test('this role whatever its session, this rule, this account, any network, 30 days', async () => {
    await alerted(unprotected('deploy', 'build-1', -MINUTE));
    await press(here);
    expect(entered('expect.who')).toMatchObject({ value: 'principal', text: { text: 'Role, any session: `deploy`' } });
    expect(entered('expect.rules')).toMatchObject({ value: 'rule' });
    expect(entered('expect.account')).toMatchObject({
      value: 'this',
      text: { text: /prod \(111122223333\)/ as never },
    });
    expect(entered('expect.network')).toBeUndefined();
    expect(entered('expect.days')).toMatchObject({ value: '30' });
    expect(modal(here)).toMatch(
      /Last 30 days.*the bot knows of 1 day.*kept \*one event\* quiet\. Nobody else is covered/,
    );
    expect(modal(here)).toMatch(/Only from the network `198.51.100.0\/24`/);
    expect(modal(here)).toMatch(/what is critical still gets through/);
    expect(modal(here)).not.toMatch(/Wide/);
  });

  test.each([
    ['of Identity Center named by e-mail: that person alone', SSO, 'alice@example.com', 'Only `alice@example.com`'],
    ['of Identity Center named in another way: that person too', SSO, 'build', 'Only `build`'],
    ['of another role, even by e-mail: the role', 'deploy', 'alice@example.com', 'Role, any session: `deploy`'],
  ])('for a session %s', async (_name, role, session, text) => {
    await alerted(unprotected(role, session, -MINUTE));
    await press(here);
    expect(entered('expect.who')).toMatchObject({ text: { text } });
  });

  test('no network where the address is not one of the internet', async () => {
    await alerted(unprotected('deploy', 'one', -MINUTE, { sourceIPAddress: 'cloudformation.amazonaws.com' }));
    await press(here);
    expect(modal(here)).not.toMatch(/From where/);
  });

  test('one quiet message a day for what may never be silent', async () => {
    await alerted(byRole('deploy', 'one', -MINUTE));
    await press(here);
    expect(modal(here)).toMatch(/may never be silent: it will be gathered in one quiet message a day/);
  });
});

describe('with each choice the modal', () => {
  test('shows a pattern’s input, whom it covers once it is entered, and keeps what was typed', async () => {
    await alerted(unprotected('deploy-blue', 'one', -MINUTE), unprotected('deploy-green', 'one', -MINUTE));
    await press(here);
    await here.slack.click({
      ...{ user: ALICE, viewId: top(here)?.id ?? '', actionId: 'expect.who', value: 'pattern' },
      values: { 'expect.reason': 'blue and green' },
    });
    await eventually(() => expect(entered('expect.pattern')).toBe('deploy-blue*'));
    await choose(here, 'expect.pattern', 'deploy-*');
    expect(modal(here)).toMatch(
      /⚠️ \*Wide:\* whoever is named like `role:111122223333:deploy-\*`, also those not seen yet; it covers one other principal: role `deploy-green`/,
    );
    expect(modal(here)).toMatch(/One more open alert falls under it/);
    await choose(here, 'expect.who', 'principal');
    expect(modal(here)).not.toMatch(/Wide|Pattern/);
    await choose(here, 'expect.who', 'pattern');
    expect(entered('expect.pattern')).toBe('deploy-*');
    expect(entered('expect.reason')).toBe('blue and green');
  });

  test('counts the group, names its rules, and says which may never be silent', async () => {
    await alerted(unprotected('deploy', 'one', -MINUTE));
    await press(here);
    expect(modal(here)).toMatch(/Its group backup: \d+ rules/);
    await choose(here, 'expect.rules', 'group');
    expect(modal(here)).toMatch(/By rule: DynamoDB recovery or deletion protection switched off ×1/);
    expect(modal(here)).toMatch(/Rules of the group: .+ and \d+ more/);
  });

  test('warns of every rule and every account', async () => {
    await alerted(unprotected('deploy', 'one', -MINUTE), byRole('deploy', 'one', -MINUTE));
    await press(here);
    await choose(here, 'expect.rules', 'all');
    await choose(here, 'expect.account', 'all');
    expect(modal(here)).toMatch(/⚠️ \*Wide:\* every rule; whatever account it happens in\./);
    expect(modal(here)).toMatch(/\d+ of the \d+ rules may never be silent/);
  });

  test('says of a correlation whose event counts', async () => {
    const failed = (offset: number) =>
      record({
        ...{ eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' },
        eventTime: new Date(Date.UTC(2026, 10, 20, 12) + offset).toISOString(),
        responseElements: { ConsoleLogin: 'Failure' },
        additionalEventData: { MFAUsed: 'Yes' },
      });
    await alerted([failed(-3 * MINUTE), failed(-MINUTE)]);
    await press(here);
    expect(modal(here)).toMatch(/counted several events. What counts here is who made the latest of them: `alice`/);
  });
});

describe('the modal refuses', () => {
  const pattern = async (value: string): Promise<void> => {
    await choose(here, 'expect.who', 'pattern');
    await choose(here, 'expect.pattern', value);
  };

  beforeEach(async () => {
    await alerted(unprotected('deploy', 'one', -MINUTE), unprotected('admin', 'one', -MINUTE));
    await press(here);
  });

  test('nothing to read for others: a reason of spaces', async () => {
    const { errors } = await save(here, { 'expect.reason': '   ' });
    expect(errors?.['expect.reason']).toMatch(/in a few words/);
  });

  test.each([
    ['everybody, everything, everywhere', '*', 'all', 'all', /silence everything/],
    ['everybody and everything', '*:*', 'all', 'this', /covers everybody/],
    ['everybody of a kind and everything', 'role:111122223333:*', 'all', 'this', /covers everybody/],
    ['somebody else', 'delpoy*', 'rule', 'this', /does not cover deploy, whose alert this is/],
    ['a regular expression', '^deploy.*$', 'rule', 'this', /does not cover/],
    ['nobody', ' ', 'rule', 'this', /Write a name/],
  ])('%s', async (_name, value, rules, account, words) => {
    await pattern(value);
    const { errors } = await save(here, { 'expect.rules': rules, 'expect.account': account });
    expect(errors?.['expect.pattern']).toMatch(words);
    expect(saidIn(here)).not.toContain('Resolved');
  });

  test('to save what is wide before it was seen, and saves it then', async () => {
    await choose(here, 'expect.who', 'pattern');
    await save(here, { 'expect.pattern': '*' });
    expect(modal(here)).toMatch(/Please look once more.*\n.*Wide:.*role `admin`/);
    expect(saidIn(here)).not.toContain('Resolved');
    await save(here);
    await eventually(() => expect(saidIn(here)).toContain('expected: nightly deployment'));
    expect(here.slack.openViews(ALICE)).toEqual([]);
  });
});

describe('hostile names', () => {
  const HOSTILE = '<!channel>*`_</b>&:fire:';

  test('in a role and its session stay text, in the modal and in all that is said of it', async () => {
    await alerted(unprotected(HOSTILE, '<@U0BOB>', -MINUTE));
    await press(here);
    expect(modal(here)).not.toMatch(/<!channel>|<@U0BOB>|<\/b>/);
    await save(here, { 'expect.reason': '<!here> *x* `y`' });
    await eventually(() => expect(saidIn(here)).toContain('Resolved'));
    const thread = JSON.stringify(here.slack.thread(CHANNEL, alerts(here)[0]?.ts ?? ''));
    expect(saidIn(here) + thread).not.toMatch(/<!(channel|here)>|<@U0BOB>/);
  });

  test('long beyond reason still make a modal', async () => {
    const long = `${'&'.repeat(400)}${'*'.repeat(400)}`;
    await alerted(unprotected(long, long, -MINUTE));
    await press(here);
    await choose(here, 'expect.who', 'pattern');
    expect(modal(here)).toMatch(/Last 30 days|does not cover|Write/);
  });
});

test('a person without the permission is told who has it, in the modal', async () => {
  here = await world({
    start: true,
    yaml: `accounts: [{ id: "111122223333", regions: [eu-central-1] }]\npermissions: { expect: [${BOB}] }`,
  });
  here.aws.put(unprotected('deploy', 'one', -MINUTE));
  await here.app.tick();
  await press(here);
  expect(modal(here)).toMatch(/not allowed to mark anything as expected here. Those who are: <@U0BOB>/);
  expect(top(here)?.submit).toBeNull();
});
