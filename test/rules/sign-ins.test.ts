/** Which of the records that a sign-in leaves ask the person, which only tell them, and that docs/sign-ins.md says the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_MARKS, NO_SETTINGS, createContext } from '../../src/detect/context';
import { NO_CORRELATIONS_KNOWN } from '../../src/detect/correlation';
import { matchFirings } from '../../src/detect/correlation-match';
import { correlate, entriesOf } from '../../src/detect/correlation-run';
import { detect } from '../../src/detect/detect';
import type { Match } from '../../src/detect/rule';
import type { CloudTrailEvent } from '../../src/source/event';
import { event } from '../fixtures';
import { ROOT } from '../harness';
import { ACCOUNT, type Fields, ROOT as ROOT_USER } from './conditions';
import { SHIPPED } from './shipped';

const quiet = SHIPPED.correlations.quiet;
const DOC = readFileSync(join(ROOT, 'docs/sign-ins.md'), 'utf8');
const USER = { type: 'IAMUser', accountId: ACCOUNT, userName: 'alice' };
const PERSON = { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: 'u-1' } };
const HIDDEN = { ...USER, userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' };
const NOBODY = { type: 'Unknown', principalId: ACCOUNT, arn: '', accountId: ACCOUNT };
const assumed = (role: string, session: string) => ({
  type: 'AssumedRole',
  accountId: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
});
const SSO = assumed('AWSReservedSSO_Dev_0123456789abcdef', 'alice@example.com');

const signin = (eventName: string, userIdentity: object, more: Fields = {}): Fields => ({
  eventSource: 'signin.amazonaws.com',
  eventName,
  userIdentity,
  requestParameters: null,
  ...more,
});
const login = (userIdentity: object, answer = 'Success', more: Fields = {}) =>
  signin('ConsoleLogin', userIdentity, { responseElements: { ConsoleLogin: answer }, ...more });
const verified = (answer: string, userIdentity: object, type = 'PASSWORD') =>
  signin('CredentialVerification', userIdentity, {
    eventType: 'AwsServiceEvent',
    additionalEventData: { CredentialType: type, AuthWorkflowID: 'w-1' },
    serviceEventDetails: { CredentialVerification: answer },
  });
const portal = (eventName: string, more: Fields = {}): Fields => ({
  eventSource: 'sso.amazonaws.com',
  eventName,
  eventType: 'AwsServiceEvent',
  userIdentity: PERSON,
  requestParameters: null,
  ...more,
});
const program = (client: string, more: Fields = {}) =>
  signin('AuthorizeOAuth2Access', USER, {
    readOnly: true,
    requestParameters: { client_id: `arn:aws:signin:::${client}`, scope: 'openid' },
    additionalEventData: { success: 'true' },
    ...more,
  });

function matchesOf(records: readonly Fields[]): readonly Match[] {
  const events = records.map((fields) => event(fields));
  return detect(events, SHIPPED, NO_SETTINGS, NO_MARKS).filter(({ rule }) => !quiet.has(rule.id));
}
const said = (fields: Fields) =>
  matchesOf([fields]).map(
    ({ rule, rating }) => `${rule.title}: ${rating.level}${rule.confirm === 'ask' ? ', asks' : ''}`,
  );

test.each<[sentence: string, fields: Fields, ...said: string[]]>([
  [
    'a user with MFA',
    login(USER, 'Success', { additionalEventData: { MFAUsed: 'Yes' } }),
    'Console sign-in: medium, asks',
  ],
  ['a user without', login(USER, 'Success', { additionalEventData: { MFAUsed: 'No' } }), 'Console sign-in: high, asks'],
  ['a SAML role', login(assumed('okta', 'a@example.com')), 'Console sign-in: medium, asks'],
  ['a permission set', login(SSO), 'Console sign-in: medium, asks'],
  ['a broker', login({ ...SSO, type: 'FederatedUser' }), 'Console sign-in: medium, asks'],
  ['root', login(ROOT_USER), 'Root user signed in to the console: critical, asks'],
  ['root, failed', login(ROOT_USER, 'Failure'), 'Root user failed to sign in to the console: medium'],
  ['a user, failed', login(USER, 'Failure'), 'Console sign-in failed: low'],
  ['no such user', login(HIDDEN, 'Failure'), 'Console sign-in failed: informational'],
  [
    'a role, by an error',
    { ...login(SSO), responseElements: null, errorCode: 'InternalFailure' },
    'Console sign-in failed: low',
  ],
  ['a code asked for', signin('CheckMfa', USER, { responseElements: { CheckMfa: 'Success' } })],
  ['a role left', signin('ExitRole', SSO, { responseElements: { ExitRole: 'Success' } })],
  ['a role renewed', signin('RenewRole', SSO, { responseElements: { RenewRole: 'Success' } })],
  ['a role switched to', signin('SwitchRole', assumed('viewer', 'alice')), 'Role switched in the console: low'],
  ['aws login', program('devtools/same-device'), 'Program signed in with a console session: low'],
  ['an agent', program('external-client/dcr/1'), 'Program signed in with a console session: low'],
  [
    'aws login on another computer',
    program('devtools/cross-device'),
    'Command line on another computer signed in: medium, asks',
  ],
  ['its tokens renewed', { ...program('devtools/cross-device'), eventName: 'CreateOAuth2Token' }],
  ['a wrong password at Identity Center', verified('Failure', PERSON), 'Sign-in through Identity Center failed: low'],
  ['credentials for the command line', portal('GetRoleCredentials', { readOnly: true })],
])('%s', (_sentence, fields, ...expected) => {
  expect(said(fields)).toEqual(expected);
});

test('one morning at the access portal is ten records and one question', () => {
  const role = { account_id: ACCOUNT, role_name: 'Dev' };
  const saml = { type: 'SAMLUser', userName: 'alice@example.com', principalId: 'x:alice@example.com' };
  const challenge = { serviceEventDetails: { CredentialChallenge: 'Success' } };
  const matches = matchesOf([
    signin('CredentialChallenge', PERSON, challenge),
    verified('Success', PERSON),
    signin('CredentialChallenge', PERSON, challenge),
    verified('Success', PERSON, 'TOTP'),
    signin('UserAuthentication', PERSON, { additionalEventData: { CredentialType: 'PASSWORD,TOTP' } }),
    portal('Authenticate'),
    portal('Federate', { serviceEventDetails: role }),
    { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRoleWithSAML', userIdentity: saml, readOnly: true },
    signin('GetSigninToken', SSO, { userAgent: 'Jersey/${project.version}' }),
    login(SSO),
  ]);
  expect(matches.map(({ rule, rating }) => [rule.title, rating.level, rule.confirm])).toEqual([
    ['Sign-in through Identity Center', 'informational', false],
    ['Access portal of Identity Center used', 'informational', false],
    ['Access portal of Identity Center used', 'informational', false],
    ['Console sign-in', 'medium', 'ask'],
  ]);
});

const confirming = SHIPPED.rules.filter(({ confirm }) => confirm !== false);

test('these rules ask or tell, and the page lists them so', () => {
  const rows = DOC.split('\n').filter((line) => /^\| .*\| (?:asked|told) /.test(line));
  const listed = rows.map((row) => row.split('|').map((cell) => cell.trim()));
  expect(listed.map(([, title = '', level = '', how]) => `${title}: ${level}, ${how}`).sort()).toEqual(
    confirming.map(({ title, level, confirm }) => `${title}: ${level}, ${confirm === 'ask' ? 'asked' : 'told'}`).sort(),
  );
});

test('the rules that the page names are there', () => {
  const titles = new Set(SHIPPED.rules.map(({ title }) => title));
  const last = DOC.split('\n').flatMap((line) => /^\|.*\| ([A-Z][^|]*?) +\|$/.exec(line)?.[1] ?? []);
  const named = last.map((cell) => cell.replace(/, if (?:so|it did)$/, ''));
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((title) => !titles.has(title))).toEqual([]);
});

test('people who share a role do not share an alert of a rule that asks', () => {
  const asking = confirming.filter(({ confirm, title }) => confirm === 'ask' && !title.startsWith('Root '));
  const valuesOf = (fields: Fields) => {
    const at = event(fields);
    return asking.map((rule) => rule.groupValues(at, createContext(at, NO_SETTINGS, NO_MARKS)));
  };
  const [alice, bob] = ['alice', 'bob'].map((session) => valuesOf(login(assumed('Admin', session))));
  expect(alice?.length).toBeGreaterThan(1);
  alice?.forEach((values, at) => expect(values).not.toEqual(bob?.[at]));
});

/** What correlations that tell somebody make of the same record again and again, a minute apart. */
function told(fields: Fields, times = 5): (string | undefined)[] {
  const events = Array.from({ length: times }, (_, n): CloudTrailEvent => {
    const eventTime = new Date(Date.UTC(2026, 10, 20, 11, n)).toISOString();
    return event({ ...fields, eventTime, sourceIPAddress: `198.51.100.${n}` });
  });
  const { correlations } = SHIPPED;
  const entries = entriesOf(detect(events, SHIPPED, NO_SETTINGS, NO_MARKS), correlations);
  const { firings } = correlate(entries, correlations, NO_CORRELATIONS_KNOWN);
  return matchFirings(firings, events, SHIPPED, NO_SETTINGS, NO_MARKS)
    .filter(({ rule }) => rule.confirm === 'tell')
    .map(({ principal }) => principal.name);
}

test.each<[sentence: string, told: string[], fields: Fields]>([
  ['a user', ['alice'], login(USER, 'Failure')],
  ['root', ['root'], login(ROOT_USER, 'Failure')],
  ['a person of Identity Center', ['u-1'], verified('Failure', PERSON)],
  ['a person of Identity Center by name', ['alice'], verified('Failure', { ...NOBODY, userName: 'alice' })],
  ['nobody, where there is no such user', [], login(HIDDEN, 'Failure')],
  ['nobody, where Identity Center hides the name', [], verified('Failure', { ...NOBODY, userName: HIDDEN.userName })],
  ['nobody, where the record names nobody', [], verified('Failure', NOBODY)],
])('whose name was tried five times is told once: %s', (_sentence, names, fields) => {
  expect(told(fields)).toEqual(names);
  expect(told(fields, 12)).toEqual(names);
  expect(told(fields, 4)).toEqual([]);
});
