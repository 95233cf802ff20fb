/** By which names AWS may know somebody, and what is theirs. */
import type { Link } from '../../src/people/link';
import { isTheirs, namesOf } from '../../src/people/theirs';
import { ROOT_USER, assumed, centerRole, signIn, user } from './identities';

const link = (principal: string, ...slack: string[]): Link => ({
  ...{ principal, slack, accounts: [], source: 'config', by: undefined, at: undefined },
});
const BOB = { id: 'U0BOB', email: 'bob@example.com' };
const PATTERN = '{user}@example.com';

test('the names of somebody are their address, the user of the pattern, and what is linked to them', () => {
  const links = [
    link('root', 'U0ALICE', 'U0BOB'),
    link('arn:aws:iam::111122223333:user/team/robert', 'U0BOB'),
    link('arn:aws:sts::111122223333:assumed-role/deploy/bob-ci', 'U0BOB'),
    link('bobby@example.com', 'U0BOB'),
    link('user:111122223333:carol', 'U0CAROL'),
    link('no principal', 'U0BOB'),
  ];
  expect(namesOf(BOB, links, PATTERN)).toEqual({
    principals: ['root:*:root', 'user:111122223333:robert'],
    names: ['bob@example.com', 'bob', 'bob-ci', 'bobby@example.com', 'bobby'],
  });
  expect(namesOf(BOB, links.slice(-2), undefined)).toEqual({ principals: [], names: ['bob@example.com'] });
});

test.each([
  [undefined, undefined, []],
  ['bob@example.com', '{user}@example.org', ['bob@example.com']],
  ['aws-bob@example.com', 'aws-{user}@Example.com', ['aws-bob@example.com', 'bob']],
  ['@example.com', PATTERN, ['@example.com']],
  ['a@b', 'a@{user}@b', ['a@b']],
])('of %p by the pattern %p they are %p', (email, pattern, names) => {
  expect(namesOf({ id: 'U0BOB', email }, [], pattern)).toEqual({ principals: [], names });
});

const LINKS = [link('user:*:robert', 'U0BOB', 'U0ALICE'), link('user:111122223333:bob', 'U0CAROL')];

test.each([
  ['a user linked to them', signIn(user('robert')), true],
  ['a user of their name whom a link gives to somebody else', signIn(user('bob')), false],
  ['an Identity Center session', signIn(centerRole('Bob@Example.com')), true],
  ['a session that calls itself so', signIn(assumed('deploy', 'bob@example.com')), true],
  ['a colleague’s', signIn(centerRole('alice@example.com')), false],
  ['root that nobody owns', signIn(ROOT_USER), false],
])('%s: %p', (_name, identity, expected) => {
  expect(isTheirs(identity, BOB, LINKS, PATTERN)).toBe(expected);
});

test('without an address nothing but a link makes it theirs', () => {
  const nameless = { id: 'U0BOB', email: undefined };
  expect(isTheirs(signIn(assumed('deploy', 'ci-1')), nameless, LINKS, PATTERN)).toBe(false);
  expect(isTheirs(signIn(user('robert')), nameless, LINKS, PATTERN)).toBe(true);
});
