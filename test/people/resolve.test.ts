import type { Identity } from '../../src/people/identity';
import type { Link } from '../../src/people/link';
import { LATELY, type Resolution, canBeAsked, resolve } from '../../src/people/resolve';
import { HOUR } from '../fixtures';
import { ACCOUNT, ROOT_USER, assumed, centerRole, signIn, user } from './identities';
import { type Office, office } from './office';

let here: Office;
beforeEach(async () => {
  here = await office();
});
afterEach(() => here.close());

const link = (principal: string, ...slack: string[]): Link => {
  return { principal, accounts: [], slack, source: 'config', by: undefined, at: undefined };
};

const who = (identity: Identity, ...links: Link[]): Promise<Resolution> =>
  resolve(identity, {
    links,
    emailPattern: '{user}@example.com',
    directory: here.directory,
    now: here.clock.now(),
  });

const ids = ({ people }: Resolution) => people.map((person) => person.id);
const ALICE = signIn(centerRole('alice@example.com'));

test.each<[string, Identity, Link[], Partial<Resolution>, string[]]>([
  ['an Identity Center session', ALICE, [], { confidence: 'high', problem: undefined, shared: false }, ['U0ALICE']],
  ['an IAM user', signIn(user('bob')), [], { confidence: 'medium', problem: undefined }, ['U0BOB']],
  ['a session name that was chosen', signIn(assumed('Dev', 'bob')), [], { confidence: 'low' }, ['U0BOB']],
  [
    'root with owners',
    signIn(ROOT_USER),
    [link('root', 'U0ALICE', 'U0BOB')],
    { confidence: 'high', problem: undefined, shared: true },
    ['U0ALICE', 'U0BOB'],
  ],
  [
    'root with an owner who left',
    signIn(ROOT_USER),
    [link('root', 'U0GONE', 'U0BOB')],
    { problem: undefined, shared: true },
    ['U0BOB'],
  ],
  ['root without owners', signIn(ROOT_USER), [], { problem: 'no claim', confidence: undefined, shared: true }, []],
  ['a machine', signIn(assumed('ci', 'run 42')), [], { problem: 'no claim', shared: false }, []],
  ['an address that nobody has', signIn(centerRole('no@example.com')), [], { problem: 'not in Slack' }, []],
  ['a linked id that nobody has', ALICE, [link('*@example.com', 'U0NOBODY')], { problem: 'not in Slack' }, []],
  ['somebody deactivated', ALICE, [link('*@example.com', 'U0GONE')], { problem: 'deactivated' }, ['U0GONE']],
  ['a bot', ALICE, [link('*@example.com', 'U0ROBOT')], { problem: 'a bot' }, ['U0ROBOT']],
  ['a stranger', ALICE, [link('*@example.com', 'U0STRANGER')], { problem: 'a stranger' }, ['U0STRANGER']],
  ['a guest by address', signIn(centerRole('guest@example.com')), [], { problem: 'a guest' }, ['U0GUEST']],
  ['a guest by a link', ALICE, [link('*@example.com', 'U0GUEST')], { problem: undefined }, ['U0GUEST']],
])(
  '%s is told with its confidence, or with why nobody can be asked',
  async (_name, identity, links, expected, people) => {
    const resolution = await who(identity, ...links);
    expect(resolution).toMatchObject(expected);
    expect(ids(resolution)).toEqual(people);
    expect(canBeAsked(resolution, 'low')).toBe(resolution.problem === undefined);
  },
);

describe('a person', () => {
  const changed = async () => {
    await who(ALICE);
    await here.slack.changeUser('U0ALICE', { email: 'ally@example.com' });
    here.restart();
    return signIn(centerRole('ally@example.com'));
  };

  test('whose account changed within the last day is not asked, and it is said why', async () => {
    const ally = await changed();
    expect(await who(ally)).toMatchObject({
      confidence: 'low',
      problem: 'changed lately',
      because: expect.stringMatching(
        /, but the e-mail address of that Slack account changed within the last day/,
      ) as string,
    });
    here.clock.advance(LATELY - HOUR);
    expect(canBeAsked(await who(ally), 'low')).toBe(false);
    here.clock.advance(HOUR);
    expect(await who(ally)).toMatchObject({ confidence: 'high', problem: undefined });
  });

  test('who is linked is doubted after a change too', async () => {
    await changed();
    expect(await who(ALICE, link('*@example.com', 'U0ALICE'))).toMatchObject({ problem: 'changed lately' });
    expect(ids(await who(ALICE, link('*@example.com', 'U0ALICE', 'U0BOB')))).toEqual(['U0BOB']);
  });

  test('whom the bot sees for the first time is asked if linked, and else only if the account rested for a day', async () => {
    await here.slack.changeUser('U0ALICE', { title: 'Director' });
    expect(await who(ALICE)).toMatchObject({ problem: 'changed lately' });
    expect(await who(ALICE, link(`role:${ACCOUNT}:AWSReservedSSO_*`, 'U0ALICE'))).toMatchObject({ problem: undefined });
  });
});

describe('a link made by command', () => {
  const made = (by: string): Link => {
    const principal = `role:${ACCOUNT}:AWSReservedSSO_*`;
    return { ...link(principal, 'U0ALICE'), source: 'command', by, at: here.clock.now() };
  };

  test('counts at once when somebody else made it, and is told with who it was', async () => {
    expect(await who(ALICE, made('U0BOB'))).toMatchObject({
      confidence: 'high',
      problem: undefined,
      because: 'linked with the command',
      link: { by: 'U0BOB' },
    });
  });

  test('to oneself counts a day later', async () => {
    const own = made('U0ALICE');
    expect(await who(ALICE, own)).toMatchObject({
      problem: 'changed lately',
      because: 'linked with the command, but they made that link themselves within the last day',
    });
    here.clock.advance(LATELY);
    expect(await who(ALICE, own)).toMatchObject({ confidence: 'high', problem: undefined });
  });
});

test.each([
  ['low', ['low', 'medium', 'high']],
  ['medium', ['medium', 'high']],
  ['high', ['high']],
] as const)('from a minimum of %s on, who is sure enough is asked', async (minimum, asked) => {
  const one = await who(ALICE);
  const all = (['low', 'medium', 'high'] as const).filter((confidence) => canBeAsked({ ...one, confidence }, minimum));
  expect(all).toEqual(asked);
});

test('a Slack that cannot be asked now is no answer, one that refuses is a reason to tell the channel', async () => {
  here.slack.failNext('users.lookupByEmail', 'internal_error');
  await expect(who(ALICE)).rejects.toMatchObject({ code: 'slack_silent', permanent: false });
  here.slack.failNext('users.lookupByEmail', 'missing_scope');
  expect(await who(ALICE)).toMatchObject({ problem: 'look-up refused', people: [], confidence: 'high' });
});
