import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../src/config';
import { HOUR, MINUTE } from './fixtures';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod }, { id: "444455556666" }]\n';

function load(yaml: string): Config {
  const file = join(folder, 'trailwarden.yml');
  writeFileSync(file, yaml);
  return loadConfig({ file, folder, environment: {}, slack: false });
}

test('people become links: one id or several, accounts by name or id', () => {
  const people = `people:
  - { principal: "arn:aws:iam::111122223333:user/alice", slack: U0ALICE }
  - { principal: root, accounts: [prod, "444455556666"], slack: [U0BOB, W0CAROL] }`;
  const made = { source: 'config', by: undefined, at: undefined };
  expect(load(ACCOUNTS + people).people).toEqual([
    { principal: 'arn:aws:iam::111122223333:user/alice', accounts: [], slack: ['U0ALICE'], ...made },
    { principal: 'root', accounts: ['111122223333', '444455556666'], slack: ['U0BOB', 'W0CAROL'], ...made },
  ]);
});

test('with no account listed a link may name any account by its id', () => {
  expect(load('people: [{ principal: root, accounts: ["999988887777"], slack: U1 }]').people).toMatchObject([
    { accounts: ['999988887777'] },
  ]);
});

test('people are asked from medium confidence on and within two hours, unless the file says otherwise', () => {
  const usual = { ask: true, minimumConfidence: 'medium', deadline: 2 * HOUR, emailPattern: undefined };
  expect(load('{}')).toMatchObject({ people: [], confirm: usual });
  expect(load('confirm: { deadline: 30m }').confirm).toEqual({ ...usual, deadline: 30 * MINUTE });
  const all = '{ ask: false, minimum_confidence: high, deadline: 1d, email_pattern: "aws+{user}@example.com" }';
  expect(load(`confirm: ${all}`).confirm).toEqual({
    ask: false,
    minimumConfidence: 'high',
    deadline: 24 * HOUR,
    emailPattern: 'aws+{user}@example.com',
  });
});

test.each([
  [
    'a principal that is none',
    'people: [{ principal: alice, slack: U1 }]',
    /people\.0\.principal: alice is no principal/,
  ],
  [
    'a pattern below a path',
    'people: [{ principal: "arn:aws:iam::*:user/team/*", slack: U1 }]',
    /people\.0\.principal: .*leave the path out/,
  ],
  [
    'an account that is not read',
    `${ACCOUNTS}people: [{ principal: root, accounts: [prof], slack: U1 }]`,
    /people\.0\.accounts: prof is no account of this configuration \(did you mean prod\?\)/,
  ],
  [
    'an account by name where none is listed',
    'people: [{ principal: root, accounts: [prod], slack: U1 }]',
    /people\.0\.accounts: prod is no account/,
  ],
  [
    'a user group as a person',
    'people: [{ principal: root, slack: S0SECURITY }]',
    /people\.0\.slack: .*list its people/,
  ],
  ['a link to nobody', 'people: [{ principal: root, slack: [] }]', /people\.0\.slack/],
  ['a mistyped key', 'people: [{ principle: root, slack: U1 }]', /principle: unknown key \(did you mean principal\?\)/],
  ['a pattern without a user', 'confirm: { email_pattern: "all@example.com" }', /email_pattern: expected a pattern/],
  ['a pattern with two', 'confirm: { email_pattern: "{user}{user}@example.com" }', /email_pattern: expected a pattern/],
  ['a pattern that is no address', 'confirm: { email_pattern: "{user}" }', /email_pattern: expected a pattern such as/],
  ['an unknown confidence', 'confirm: { minimum_confidence: sure }', /minimum_confidence: expected one of low, medium/],
])('%s is refused, with where and what to do', (_name, yaml, words) => {
  expect(() => load(yaml)).toThrow(words);
});
