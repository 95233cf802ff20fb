/**
 * A corpus of bad records: usual ones in which each field in turn is replaced by each wrong value, and some that are wrong as a
 * whole. Records are texts, as CloudTrail hands them over, since some of them are no JSON that JSON.stringify would write.
 */
import { type Json, type JsonObject, isObject } from '../../src/source/event';
import { record } from '../fixtures';

const ACCOUNT = '111122223333';
const ROLE = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLE:session',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/session`,
  accountId: ACCOUNT,
  sessionContext: { sessionIssuer: { type: 'Role', userName: 'deploy', arn: `arn:aws:iam::${ACCOUNT}:role/deploy` } },
};
const PUBLIC = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }],
};
const policyOf = (bucketPolicy: unknown) => ({ bucketName: 'data', bucketPolicy });
const by = (eventSource: string, eventName: string, fields: Record<string, unknown> = {}) => ({
  eventSource: `${eventSource}.amazonaws.com`,
  eventName,
  ...fields,
});
const login = (answer: string, fields: Record<string, unknown> = {}) =>
  by('signin', 'ConsoleLogin', {
    requestParameters: null,
    responseElements: { ConsoleLogin: answer },
    additionalEventData: { MFAUsed: 'No', LoginTo: 'https://console.aws.amazon.com/', MobileVersion: 'No' },
    ...fields,
  });

/** What is usual, by name; only what differs from a stopped trail. */
export const USUAL: Readonly<Record<string, Record<string, unknown>>> = {
  'a stopped trail': {},
  'a sign-in of root': login('Success', {
    userIdentity: { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT },
  }),
  'a failed sign-in': login('Failure', { errorMessage: 'Failed authentication' }),
  'a sign-in by a role': login('Success', { userIdentity: ROLE }),
  'a new access key': by('iam', 'CreateAccessKey', {
    requestParameters: { userName: 'bob' },
    responseElements: { accessKey: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', status: 'Active', userName: 'bob' } },
  }),
  'new instances': by('ec2', 'RunInstances', {
    userIdentity: ROLE,
    requestParameters: {
      instancesSet: { items: [{ imageId: 'ami-1', minCount: 40, maxCount: 40 }] },
      instanceType: 'p4d.24xlarge',
      userData: '<sensitiveDataRemoved>',
    },
    responseElements: { instancesSet: { items: [{ instanceId: 'i-1', privateIpAddress: '10.0.0.1' }] } },
  }),
  'a public policy': by('s3', 'PutBucketPolicy', { requestParameters: policyOf(PUBLIC) }),
  'a public policy as text': by('s3', 'PutBucketPolicy', { requestParameters: policyOf(JSON.stringify(PUBLIC)) }),
  'an encoded trust policy': by('iam', 'UpdateAssumeRolePolicy', {
    requestParameters: { roleName: 'r', policyDocument: encodeURIComponent(JSON.stringify(PUBLIC)) },
  }),
  'an assumed role': by('sts', 'AssumeRole', {
    userIdentity: { type: 'AWSAccount', accountId: '999988887777', principalId: 'AIDAX' },
    requestParameters: { roleArn: `arn:aws:iam::${ACCOUNT}:role/deploy`, roleSessionName: 's' },
    responseElements: { credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', expiration: 'Nov 20, 2026' } },
    resources: [{ type: 'AWS::IAM::Role', ARN: `arn:aws:iam::${ACCOUNT}:role/deploy` }],
  }),
  'an insight': by('ec2', 'RunInstances', {
    eventCategory: 'Insight',
    eventType: 'AwsCloudTrailInsight',
    userIdentity: undefined,
    requestParameters: undefined,
    insightDetails: {
      state: 'Start',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      insightType: 'ApiCallRateInsight',
      insightContext: { statistics: { baseline: { average: 0.1 }, insight: { average: 50 } }, attributions: [] },
    },
  }),
};

/** Own keys that an object has by birth, as only JSON.parse can make them. */
const BIRTH = JSON.parse(
  '{"__proto__":{"type":"Root"},"constructor":{"prototype":1},"toString":"x","hasOwnProperty":0,"length":-1}',
) as JsonObject;

export const deep = (levels: number): string => '{"a":['.repeat(levels / 2) + '1' + ']}'.repeat(levels / 2);

/** What no field should hold. */
export const WRONG: readonly (readonly [string, Json])[] = [
  ['null', null],
  ['a number', 7],
  ['a negative number', -1],
  ['a number too large', 1e308],
  ['a flag', true],
  ['no text', ''],
  ['a list', []],
  ['a list of lists', [[['x']], null, { a: [1] }]],
  ['an object', {}],
  ['inherited names', BIRTH],
  ['two hundred levels', JSON.parse(deep(200)) as Json],
  ['a long text', 'x&<`'.repeat(5_000)],
  ['halves of pairs', '\ud83d \udc00 \ud800\ud800'],
  ['control characters', 'a\u0000b\u0007\u001b[31mc\r\n\u2028\u0085'],
  ['direction and nothing', '\u202e\u2066x\u2069\u200b\ufeff\u00ad'],
  ['a name everything has', '__proto__'],
  ['another', 'constructor'],
  ['the year 0', '0000-01-01T00:00:00Z'],
  ['the year 9999', '9999-12-31T23:59:59Z'],
  ['a year beyond', '+275760-09-13T00:00:00.001Z'],
  ['a moment as a number', 1e20],
  ['JSON within', '{"Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":null}]}'],
  ['encodings within', '%7B%22Statement%22%3A%5B%ZZ'],
];

/** Each path of a record, objects and lists before what is in them. */
function pathsOf(value: Json, path: readonly string[] = []): (readonly string[])[] {
  const inner = isObject(value) || Array.isArray(value) ? Object.entries(value as object) : [];
  const below = inner.flatMap(([key, part]) => pathsOf(part as Json, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

function replaced(value: Json, [key, ...rest]: readonly string[], by: Json | undefined): Json | undefined {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as Json[])] : { ...(value as object) }) as Record<
    string,
    Json | undefined
  >;
  copy[key] = replaced(copy[key] ?? null, rest, by);
  return copy as Json;
}

/** Every field of a usual record, of the moment `at`, replaced by every wrong value and left out. Every text is another event. */
export function* spoiled(fields: Record<string, unknown>, at: number): Generator<string> {
  const time = new Date(at).toISOString();
  const usual = JSON.parse(JSON.stringify(record({ eventTime: time, ...fields }))) as JsonObject;
  for (const path of pathsOf(usual)) {
    for (const wrong of [undefined, ...WRONG.map(([, value]) => value)]) {
      const { eventID } = record();
      yield JSON.stringify(replaced({ ...usual, eventID: eventID ?? null }, path, wrong));
    }
  }
}

const MEGABYTE = 1_000_000;
const text = (fields: Record<string, unknown> = {}): string => JSON.stringify(record(fields));
const within = (raw: string): string => text({ requestParameters: 'HERE' }).replace('"HERE"', raw);

/** Wrong as a whole, and whether it can be read as an event at all. */
export const WHOLE: readonly (readonly [name: string, record: () => string, isEvent: boolean])[] = [
  ['no text', () => '', false],
  ['null', () => 'null', false],
  ['a list', () => '[]', false],
  ['an empty object', () => '{}', false],
  ['no JSON', () => '<html>', false],
  ['NaN', () => within('NaN'), false],
  ['half a record', () => text().slice(0, 300), false],
  ['a byte order mark', () => `\ufeff${text()}`, false],
  ['two records', () => text() + text(), false],
  ['a thousand levels', () => within(deep(1000)), false],
  ['fifty thousand open brackets', () => '['.repeat(50_000), false],
  ['every key twice', () => `${text().slice(0, -1)},${text({ eventName: 'DeleteTrail' }).slice(1)}`, true],
  ['a number too large for any', () => within('1e999'), true],
  ['five megabytes of text', () => text({ requestParameters: { name: 'x'.repeat(5 * MEGABYTE) } }), true],
  ['a user agent of a megabyte', () => text({ userAgent: 'Mozilla/5.0 '.repeat(MEGABYTE / 12) }), true],
  [
    'an actor of a megabyte',
    () => text({ userIdentity: { type: 'IAMUser', userName: 'a/'.repeat(MEGABYTE / 2) } }),
    true,
  ],
  [
    'an ARN of a megabyte',
    () => text({ userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::1:assumed-role/${'/'.repeat(MEGABYTE)}` } }),
    true,
  ],
  ['an error of a megabyte', () => text({ errorMessage: '"password": "'.repeat(MEGABYTE / 13) }), true],
  ['an event name of a megabyte', () => text({ eventName: 'StopLogging'.repeat(MEGABYTE / 11) }), true],
  ['an id of a megabyte', () => text({ eventID: 'e'.repeat(MEGABYTE) }), true],
  [
    'a hundred thousand keys',
    () => within(JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`password${n}`, n])))),
    true,
  ],
  [
    'a hundred thousand members',
    () => text({ resources: Array.from({ length: 100_000 }, (_, n) => ({ ARN: `arn:${n}` })) }),
    true,
  ],
];
