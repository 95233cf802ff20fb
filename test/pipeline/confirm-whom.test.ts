/** Whom a sign-in is put to, for each kind of identity: the person, the owners, or the channel; never a colleague by a claim. */
import { HOUR, MINUTE } from '../fixtures';
import { ALICE, BOB } from '../harness';
import { ROOT_USER, assumed, centerRole, user } from '../people/identities';
import { LINKED, Office, type SignIn } from './confirming';

let office: Office;
afterEach(() => office.world.close());

const CAROL = 'U0CAROL';
const PATTERN = `${LINKED}\nconfirm: { email_pattern: "{user}@example.com" }`;
const OWNERS = `people: [{ principal: root, slack: [${ALICE}, ${BOB}] }]`;
const root: SignIn = { who: ROOT_USER, data: { MFAUsed: 'No' }, fields: { awsRegion: 'us-east-1' } };
const SAML = { SamlProviderArn: 'arn:aws:iam::111122223333:saml-provider/okta', MFAUsed: 'No' };
const abroad = JSON.parse(
  JSON.stringify(centerRole('bob@example.com')).replaceAll('111122223333', '999999999999'),
) as object;
const federated = {
  type: 'FederatedUser',
  arn: 'arn:aws:sts::111122223333:federated-user/bob@example.com',
  accountId: '111122223333',
};

describe('the person is asked', () => {
  test.each<[string, string, string, SignIn, RegExp]>([
    [
      'an IAM user with MFA, by a link',
      ALICE,
      LINKED,
      {},
      /user `alice`.*Chrome on macOS.*with MFA.*linked in the configuration/,
    ],
    ['an IAM user without MFA', ALICE, LINKED, { data: { MFAUsed: 'No' } }, /\*without MFA\*/],
    ['an IAM user by the pattern', BOB, PATTERN, { who: user('bob') }, /which confirm\.email/],
    ['an IAM user named by an address', BOB, LINKED, { who: user('bob@example.com') }, /the IAM user is named/],
    [
      'a permission set, by its session',
      BOB,
      LINKED,
      { who: centerRole('bob@example.com') },
      /AWSReservedSSO_Admin`\\n`bob@example\.com/,
    ],
    [
      'a SAML session',
      CAROL,
      LINKED,
      { who: assumed('staff', 'carol@example.com'), data: SAML },
      /the SAML session is named/,
    ],
  ])('of %s', async (_, person, yaml, given, expected) => {
    office = await Office.after(given, yaml);
    expect(office.told(person)).toHaveLength(1);
    const others = [ALICE, BOB, CAROL].filter((one) => one !== person);
    expect(others.flatMap((one) => office.told(one))).toEqual([]);
    expect(office.question(person)).toMatch(expected);
    expect(office.question(person)).toMatch(
      /was this sign-in to AWS you.*\*prod\*.*198\.51\.100\.7.*If I hear nothing by/,
    );
    expect(office.question(person)).not.toMatch(/https?:\/\//);
    expect(office.alert()).toContain('was asked whether this was them');
  });

  test('of an account that is not ours, by a link, and reads whose it is', async () => {
    const partner = `people: [{ principal: "arn:aws:iam::999999999999:role/AWSReservedSSO_Admin", slack: ${BOB} }]`;
    office = await Office.after({ who: abroad, fields: { recipientAccountId: '111122223333' } }, partner);
    expect(office.question(BOB)).toMatch(/AWSReservedSSO_Admin` of account `999999999999`/);
  });

  test('before all others where they are an administrator, however many wait', async () => {
    office = await Office.open();
    office.world.slack.failNext('users.info', { status: 500, times: 1 });
    const routine = Array.from({ length: 3 }, (_, n): SignIn => ({ fields: { sourceIPAddress: `198.51.${n}.7` } }));
    await office.reads(...routine, { who: centerRole('bob@example.com') });
    expect(office.told()).toEqual([]);
    expect(office.told(BOB)).toHaveLength(1);
  });

  test('MFA is not spoken of where the record’s word on it means nothing', async () => {
    office = await Office.after({ who: centerRole('bob@example.com'), data: { MFAUsed: 'No' } });
    expect(office.question(BOB)).not.toMatch(/with(out)? MFA/);
  });

  test('sees their own time beside Slack’s', async () => {
    office = await Office.after({});
    expect(office.question()).toContain('12:59 in Berlin');
  });

  test('the owners of root are, all of them, and see who else used the address', async () => {
    office = await Office.open(OWNERS);
    await office.reads({
      at: -HOUR / 2,
      who: centerRole('carol@example.com'),
      fields: { eventName: 'GetSigninToken' },
    });
    await office.reads(root);
    for (const owner of [ALICE, BOB]) {
      expect(office.question(owner)).toMatch(/Hi there.*\*root\*/);
      expect(office.question(owner)).toMatch(/Lately from the same address: carol.*example\.com/);
    }
    expect(
      office
        .alerts()
        .map(({ text }) => text)
        .join(),
    ).toMatch(/Critical: .*root.*signed in/);
  });
});

describe('the channel is asked, and nobody else,', () => {
  test.each<[string, string, SignIn, RegExp]>([
    [
      'for a session name that impersonates a colleague',
      LINKED,
      { who: assumed('deploy', 'bob@example.com') },
      /Nobody could be asked: the role session is named bob.*anyone who may assume the role can choose that name/,
    ],
    [
      'for a role that only borrows the name of a permission set',
      LINKED,
      { who: assumed('AWSReservedSSO_Admin_0123456789abcdef', 'bob@example.com') },
      /anyone who may assume the role can choose/,
    ],
    [
      'for a permission set of an account that is not ours',
      LINKED,
      { who: abroad, fields: { recipientAccountId: '111122223333' } },
      /it is of account 999999999999, which is not one of ours/,
    ],
    ['for a federated user, whose name is chosen too', LINKED, { who: federated }, /Nobody could be asked/],
    [
      'for a user nobody is known for',
      LINKED,
      { who: user('legacy-ops') },
      /Nobody could be asked: nothing says who it is\. Does anyone here know/,
    ],
    [
      'for an address that nobody in Slack has',
      LINKED,
      { who: centerRole('mallory@example.com') },
      /nobody in Slack has the address mallory/,
    ],
    ['for root without owners', LINKED, root, /no owners of root are configured/],
    [
      'below the configured confidence',
      `${LINKED}\nconfirm: { minimum_confidence: high }`,
      { who: user('bob@example.com') },
      /Nobody could be asked: the IAM user is named/,
    ],
  ])('%s', async (_, yaml, given, expected) => {
    office = await Office.after(given, yaml);
    expect([ALICE, BOB, CAROL].flatMap((one) => office.told(one))).toEqual([]);
    expect(office.alert()).toMatch(expected);
    expect(office.alerts()).toHaveLength(1);
    expect(office.called()).toBe('');
    expect(office.alert()).not.toContain(`<@${BOB}>`);
  });

  test('by the name of the role alone, where it only borrows that of a permission set', async () => {
    office = await Office.after({ who: assumed('AWSReservedSSO_Admin_0123456789abcdef', 'bob@example.com') });
    expect(office.alerts()[0]?.text).toMatch(/Medium: role AWSReservedSSO.*\(session bob/);
  });

  test('for somebody whose e-mail address changed within the last day', async () => {
    office = await Office.after({ who: centerRole('carol@example.com'), at: -5 * MINUTE });
    await office.world.slack.changeUser(CAROL, { email: 'dora@example.com' });
    await office.reads({ who: centerRole('dora@example.com') });
    expect(office.told(CAROL)).toHaveLength(1);
    expect(office.alert(1)).toMatch(/e-mail address of that Slack account changed within the last day/);
  });
});

test('a hostile name is shown as text in the question too', async () => {
  const agent = 'Mozilla/5.0 <!channel> <https://evil.example|sign in here>';
  office = await Office.after({
    fields: { userAgent: `${agent} <@U0BOB>`, sourceIPAddress: '<https://evil.example|x>' },
  });
  expect(office.told()).toHaveLength(1);
  expect(office.question()).not.toMatch(/<!channel>|<https|<@U0BOB/);
});

test('with confirm.ask off nobody is asked', async () => {
  office = await Office.after({}, `${LINKED}\nconfirm: { ask: false }`);
  expect(office.told()).toEqual([]);
  expect(office.alert()).not.toMatch(/asked/);
});
