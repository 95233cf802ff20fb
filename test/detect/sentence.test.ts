import { compiled, eventOf, matchOf, ruleOf } from './given';
import { wordsOf } from '../../src/detect/problems';
import { plainText } from '../../src/detect/sentence';

const ALICE = {
  type: 'IAMUser',
  userName: 'alice',
  arn: 'arn:aws:iam::111122223333:user/alice',
  accountId: '111122223333',
};
const ANY_EVENT = '{ selection: { eventName|exists: true }, condition: selection }';

/** The sentence a template gives for a record by alice. */
function said(what: unknown, fields: Record<string, unknown> = {}): string {
  const rule = ruleOf(ANY_EVENT, what === undefined ? {} : { trailwarden: { what } });
  return plainText(matchOf(rule, { userIdentity: ALICE, ...fields })?.what ?? []);
}

const STOP = { eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging', requestParameters: { name: 'main' } };
const LOGIN_FAILED = {
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  errorMessage: 'Failed authentication',
  responseElements: { ConsoleLogin: 'Failure' },
};

describe('a sentence', () => {
  test.each<[sentence: string, what: unknown, fields: object, expected: string]>([
    [
      'says what happened',
      '{actor} stopped logging on trail {requestParameters.name}',
      STOP,
      'alice stopped logging on trail main',
    ],
    ['drops its own full stop', '{actor} stopped it.', STOP, 'alice stopped it'],
    [
      'says when the call was denied',
      '{actor} stopped logging on trail {requestParameters.name}',
      { ...STOP, errorCode: 'AccessDenied' },
      'alice tried to stop logging on trail main and was denied (AccessDenied)',
    ],
    [
      'says when the call failed',
      '{actor} deleted trail {requestParameters.name}',
      { ...STOP, errorCode: 'TrailNotFoundException' },
      'alice tried to delete trail main but it failed (TrailNotFoundException)',
    ],
    [
      'knows irregular verbs',
      '{actor} made {requestParameters.name} public',
      { ...STOP, errorCode: 'Throttled' },
      'alice tried to make main public but it failed (Throttled)',
    ],
    [
      'knows verbs that double a letter',
      '{actor} permitted it',
      { ...STOP, errorCode: 'AccessDenied' },
      'alice tried to permit it and was denied (AccessDenied)',
    ],
    [
      'turns two verbs',
      '{actor} created and attached it',
      { ...STOP, errorCode: 'AccessDenied' },
      'alice tried to create and attach it and was denied (AccessDenied)',
    ],
    [
      'falls back for a verb it does not know',
      '{actor} frobnicated it',
      { ...STOP, errorCode: 'AccessDenied' },
      'alice tried to call StopLogging and was denied (AccessDenied)',
    ],
    [
      'falls back for another beginning',
      'Trail {requestParameters.name} was stopped',
      { ...STOP, errorCode: 'X' },
      'alice tried to call StopLogging but it failed (X)',
    ],
    ['keeps an unknown verb when the call succeeded', '{actor} frobnicated it', STOP, 'alice frobnicated it'],
    [
      'takes a failed sign-in for a denial',
      '{actor} signed in to the console',
      LOGIN_FAILED,
      'alice tried to sign in to the console and was denied (Failed authentication)',
    ],
    [
      'is left alone when it tells of failure itself',
      '{actor} failed to sign in',
      LOGIN_FAILED,
      'alice failed to sign in (Failed authentication)',
    ],
    [
      'takes the first value there is',
      '{actor} opened {a|b.c|d}',
      { b: { c: 'this' }, d: 'that' },
      'alice opened this',
    ],
    ['passes over empty values', '{actor} opened {a|b}', { a: [''], b: 'this' }, 'alice opened this'],
    ['says what was not recorded', '{actor} opened {a}', { a: null }, 'alice opened (not recorded)'],
    [
      'drops an optional part with a missing field',
      '{actor} opened it[ to {a}] at once',
      {},
      'alice opened it at once',
    ],
    [
      'keeps an optional part',
      '{actor} opened it[ to {a} on {b}] at once',
      { a: 'all', b: 22 },
      'alice opened it to all on 22 at once',
    ],
    ['closes the gap a dropped part leaves', '{actor} opened [{a}] it', {}, 'alice opened it'],
    [
      'shortens an ARN',
      '{actor} attached {a}',
      { a: 'arn:aws:iam::aws:policy/job-function/Admin' },
      'alice attached Admin',
    ],
    [
      'shortens an ARN with colons',
      '{actor} read {a}',
      { a: 'arn:aws:logs:eu-west-1:111122223333:log-group:app:*' },
      'alice read app',
    ],
    [
      'names the account of a root ARN',
      '{actor} trusted {a}',
      { a: 'arn:aws:iam::999988887777:root' },
      'alice trusted account 999988887777',
    ],
    ['writes two values with and', '{actor} opened {a}', { a: ['x', 'y'] }, 'alice opened x and y'],
    ['writes three values', '{actor} opened {a}', { a: { p: 1, q: [true, 'z'] } }, 'alice opened 1, true and z'],
    [
      'shows equal values once',
      '{actor} opened {a.b}',
      { a: [{ b: 'tcp' }, { b: 'udp' }, { b: 'tcp' }] },
      'alice opened tcp and udp',
    ],
    [
      'counts distinct values over three',
      '{actor} opened {a}',
      { a: [1, 2, 2, 3, 4, 4] },
      'alice opened 1, 2, 3 and 1 more',
    ],
    [
      'says what was a dry run',
      '{actor} launched {a}',
      { a: 'p4d', errorCode: 'Client.DryRunOperation' },
      'alice tried to launch p4d (dry run)',
    ],
    [
      'does not name a user there is none of',
      '{actor} failed to sign in',
      { ...LOGIN_FAILED, userIdentity: { type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' } },
      'an unknown user failed to sign in (Failed authentication)',
    ],
    [
      'counts what is over three',
      '{actor} opened {a.b}',
      { a: [{ b: 1 }, { b: 2 }, { b: [3, 4, 5] }] },
      'alice opened 1, 2, 3 and 2 more',
    ],
    ['takes brackets literally after a backslash', '{actor} opened \\{a\\} \\[b\\]', {}, 'alice opened {a} [b]'],
    [
      'shows context',
      '{actor} called from {ctx.country|ctx.address}',
      { sourceIPAddress: '198.51.100.7' },
      'alice called from public',
    ],
    [
      'hides secrets',
      '{actor} set {requestParameters.masterUserPassword}',
      { requestParameters: { masterUserPassword: 'hunter2' } },
      'alice set (redacted)',
    ],
    [
      'hides secrets inside objects',
      '{actor} got {r}',
      { r: { accessKeyId: 'AKIA', secretAccessKey: 'x' } },
      'alice got AKIA and (redacted)',
    ],
    [
      'hides what stands under credentials',
      '{actor} got {responseElements.credentials}',
      { responseElements: { credentials: { sessionToken: 'x', expiration: 'soon' } } },
      'alice got (redacted) and soon',
    ],
    [
      'shows the names of secrets',
      '{actor} read {requestParameters.secretId} ({requestParameters.httpTokens})',
      { requestParameters: { secretId: 'db/prod', httpTokens: 'optional' } },
      'alice read db/prod (optional)',
    ],
    [
      'may differ by event name',
      { StopLogging: '{actor} stopped logging', default: '{actor} changed a trail' },
      STOP,
      'alice stopped logging',
    ],
    ['finds event names without case', { stoplogging: '{actor} stopped logging' }, STOP, 'alice stopped logging'],
    [
      'has a default',
      { StopLogging: '{actor} stopped logging', default: '{actor} changed a trail' },
      { eventName: 'UpdateTrail' },
      'alice changed a trail',
    ],
    [
      'falls back without a default',
      { StopLogging: '{actor} stopped logging' },
      { eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' },
      'alice called CreateUser on iam',
    ],
    ['is made up for public rules', undefined, STOP, 'alice called StopLogging on cloudtrail'],
    [
      'is made up for public rules when denied',
      undefined,
      { ...STOP, errorCode: 'AccessDenied' },
      'alice tried to call StopLogging on cloudtrail and was denied (AccessDenied)',
    ],
  ])('%s', (_, what, fields, expected) => {
    expect(said(what, { ...fields })).toBe(expected);
  });

  test('keeps values apart from words, so that a reader can escape them', () => {
    const rule = ruleOf(ANY_EVENT, { trailwarden: { what: '{actor} opened {a} now' } });
    expect(matchOf(rule, { userIdentity: ALICE, a: '<!channel>', errorCode: '*x*' })?.what).toEqual([
      { value: 'alice' },
      ' tried to open ',
      { value: '<!channel>' },
      ' now but it failed (',
      { value: '*x*' },
      ')',
    ]);
  });

  test('cuts a value to 200 characters, never within a surrogate pair', () => {
    const text = said('{actor} opened {a}', { a: 'x'.repeat(198) + '😀'.repeat(100) }).slice('alice opened '.length);
    expect(text).toBe(`${'x'.repeat(198)}…`);
    expect(said('{actor} opened {a}', { a: '😀'.repeat(5_000) }).length).toBeLessThanOrEqual(
      'alice opened '.length + 200,
    );
  });

  test.each([
    ['{actor} opened {a', '"{" without its counterpart; write \\{ for the character itself'],
    ['{actor} opened a}', '"}" without its counterpart; write \\} for the character itself'],
    ['{actor} opened [a', 'an optional part "[ … ]" is not closed'],
    ['{actor} opened [a]', 'an optional part "[ … ]" needs a field inside it'],
    ['{actor} opened [a [{b}]]', 'an optional part "[ … ]" cannot hold another one'],
    ['{actor} opened {ctx.contry}', 'unknown field "ctx.contry" (did you mean ctx.country?)'],
    ['{actor} opened {}', '"" is not a field: a dotted path such as userIdentity.type is expected'],
  ])('refuses %s', (what, problem) => {
    const { problems, rule } = compiled(ANY_EVENT, { trailwarden: { what } });
    expect(rule).toBeUndefined();
    expect(problems.map(wordsOf)).toContain(`rules/x.yml: trailwarden.what: ${problem}`);
  });

  test('warns when a failed attempt could not be told', () => {
    const { problems, rule } = compiled(ANY_EVENT, { trailwarden: { what: '{actor} frobnicated it' } });
    expect(rule).toBeDefined();
    expect(problems).toMatchObject([{ severity: 'warning', path: 'trailwarden.what' }]);
  });
});

test('evidence says which values held, secrets apart', () => {
  const rule = ruleOf(
    '{ selection: { a|contains: x, b: [1, 2], c: null, userAgent|exists: true }, other: { p.masterUserPassword: z }, no: { q: 1 }, condition: (selection or no) and other }',
  );
  const match = matchOf(rule, { a: ['y', 'axb'], b: 2, userAgent: 'cli', p: { masterUserPassword: 'z' } });
  expect(match && rule.evidence(match.event, match.context)).toEqual([
    { field: 'a', value: 'axb' },
    { field: 'b', value: '2' },
    { field: 'c', value: '(missing)' },
    { field: 'userAgent', value: 'cli' },
    { field: 'p.masterUserPassword', value: '(redacted)' },
  ]);
});

test('the values of group_by are one for a name and its ARN, whatever the case', () => {
  const rule = ruleOf(ANY_EVENT, { trailwarden: { group_by: ['a'] } });
  const values = [
    'Main',
    'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main',
    ['arn:aws:iam::111122223333:role/MAIN'],
  ];
  expect(values.map((a) => rule.groupValues(eventOf({ a }), undefined as never))).toEqual([
    ['main'],
    ['main'],
    ['main'],
  ]);
});

test('the values of group_by stand in its order, a missing one as empty text', () => {
  const rule = ruleOf(ANY_EVENT, { trailwarden: { group_by: ['requestParameters.name', 'none', 'list'] } });
  const event = eventOf({ requestParameters: { name: 'main' }, list: [1, { a: 'x' }] });
  expect(rule.groupValues(event, undefined as never)).toEqual(['main', '', '1,x']);
});
