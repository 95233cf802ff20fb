/** What people may see of a record: everything but its secrets, by the name of their field and by how they look. */
import { redact } from '../../src/detect/redact';
import { redactText } from '../../src/detect/secret-text';
import type { Json } from '../../src/source/event';

const KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLWNhbmFyeQ';
const PEM = `-----BEGIN RSA PRIVATE KEY-----\nMIIcanary+of+a+key\n-----END RSA PRIVATE KEY-----`;
const SESSION = `IQoJb3JpZ2luX2VjE${'canary0123'.repeat(20)}`;

describe('a text without its secrets', () => {
  test.each([
    ['a secret access key', `export it: ${KEY}!`, KEY],
    ['an assignment', 'AWS_SECRET_ACCESS_KEY=hunter2 and more', 'hunter2'],
    ['a password after a colon', 'login failed, password: hunter2', 'hunter2'],
    ['a password right after a colon', 'password:hunter2', 'hunter2'],
    ['a password of a sentence', 'the password is hunter2', 'hunter2'],
    ['an option', 'mysql -u root --password hunter2', 'hunter2'],
    ['an option of one letter', 'mysqldump -u root -phunter2 orders', 'hunter2'],
    ['a user and a password in one', 'curl -u ci:hunter2 https://x', 'hunter2'],
    ['a variable of PostgreSQL', 'PGPASS=hunter2 psql', 'hunter2'],
    ['a variable called pass', 'DB_PASS=hunter2', 'hunter2'],
    ['an option with an equals sign', 'mysql --password=hunter2', 'hunter2'],
    ['a quoted value with spaces', 'PASSWORD="hunter2 with spaces"', 'with spaces'],
    ['a quoted value that never ends', `token='hunter2 ${'x'.repeat(5000)}`, 'hunter2'],
    ['JSON in a text', '{"user":"bob","password":"hunter2"}', 'hunter2'],
    ['JSON in JSON in a text', '{\\"dbPassword\\": \\"hunter2\\"}', 'hunter2'],
    ['encoded JSON', '%7B%22password%22%3A%22hunter2%22%7D', 'hunter2'],
    ['a connection string', 'Server=db;Password=hunter2;', 'hunter2'],
    ['a URL with a password', 'postgres://bob:hunter2@db:5432/x', 'hunter2'],
    ['a URL with a token', 'https://hunter2@github.com/x.git', 'hunter2'],
    ['a password with an @ in a URL', 'postgres://bob:hun@ter2@db/x', 'ter2'],
    ['a presigned URL', 'https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=feedbeef01&x=1', 'feedbeef01'],
    ['its session token', 'https://b.s3.amazonaws.com/k?X-Amz-Security-Token=feedbeef02&x=1', 'feedbeef02'],
    ['an encoded presigned URL', 'to=https%3A%2F%2Fb%3Fa%26X-Amz-Signature%3Dfeedbeef03', 'feedbeef03'],
    ['a signed header', 'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=feedbeef04', 'feedbeef04'],
    ['a SAS of Azure', 'https://x.blob.core.windows.net/a?sv=1&sig=feedbeef05', 'feedbeef05'],
    ['a token', `it said ${JWT}`, JWT.slice(20)],
    ['a token that was cut off', `it said ${JWT.slice(0, 45)}`, JWT.slice(22, 45)],
    ['a session token', `x ${SESSION} y`, SESSION.slice(10, 60)],
    ['a bearer', 'Authorization: Bearer hunter2hunter2', 'hunter2'],
    ['basic credentials', 'curl Basic Ym9iOmh1bnRlcjI=', 'Ym9iOmh1bnRlcjI'],
    ['a private key', `key ${PEM}`, 'canary'],
    ['a private key that was cut off', PEM.slice(0, 50), 'MIIcanary'],
    ['a private key on one encoded line', PEM.replaceAll(' ', '%20').replaceAll('\n', '%0A'), 'canary'],
    ['a webhook of Slack', 'https://hooks.slack.com/services/T0/B0/hunter2', 'hunter2'],
    ['a token of GitHub', 'ghp_canary012345678901234567890123456', 'canary'],
  ])('%s is left out', (_name, text, secret) => {
    expect(text).toContain(secret);
    expect(redactText(text)).not.toContain(secret);
    expect(redactText(text)).toContain('(redacted)');
  });

  test.each([
    ['what only ends like a pass', 'iam:PassRole bypass=true compass: north -pages'],
    ['an ARN of a secret', 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/db-AbCdEf'],
    ['actions on secrets', '{"Action":["secretsmanager:GetSecretValue","sts:GetSessionToken"]}'],
    [
      'a refusal',
      'User: arn:aws:iam::111122223333:user/bob is not authorized to perform: secretsmanager:GetSecretValue',
    ],
    ['the id of an access key', 'AKIAIOSFODNN7EXAMPLE'],
    ['whose key signed', 'https://b/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/20261120/eu-central-1/s3/aws4_request'],
    ['a digest', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['what a password must be', 'the password is too short; passwordLength=12'],
    ['an expired token', 'The security token included in the request is expired'],
    ['a user agent', 'aws-cli/2.17.32 md/awscrt#0.20.11 ua/2.0 os/linux#6.1 cfg/retry-mode#standard'],
    ['the address of a page', 'https://console.aws.amazon.com/iam/home?region=eu-central-1#/users'],
    ['a name with its e-mail', 'AROAEXAMPLE:alice@example.com'],
  ])('%s stays', (_name, text) => expect(redactText(text)).toBe(text));

  test.each([
    ['quotes', '"'.repeat(300_000)],
    ['schemes', '://a:'.repeat(100_000)],
    ['names', 'password '.repeat(60_000)],
    ['names in names', 'tokentoken'.repeat(50_000)],
    ['assignments', 'token= '.repeat(60_000)],
    ['dots', `eyJaaaaaa${'.'.repeat(300_000)}`],
    ['headers of keys', '-----BEGIN PRIVATE KEY-----'.repeat(10_000)],
    ['bearers', 'Bearer '.repeat(60_000)],
    ['dashes', '-'.repeat(300_000)],
    ['one letter', 'a'.repeat(1_000_000)],
  ])('a text made of %s is read in no time', (_name, text) => {
    const before = performance.now();
    redactText(text);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});

describe('a record without its secrets', () => {
  test.each<[string, Json, Json]>([
    [
      'credentials keep the id of their key and their end',
      {
        credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', sessionToken: 'x', expiration: 'Nov 20, 2026, 1:00:00 PM' },
      },
      {
        credentials: {
          accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
          sessionToken: '(redacted)',
          expiration: 'Nov 20, 2026, 1:00:00 PM',
        },
      },
    ],
    [
      'whatever stands under a secret is one',
      { tokens: [{ note: 'x', n: 5 }] },
      { tokens: [{ note: '(redacted)', n: '(redacted)' }] },
    ],
    ['an id that is none is no id', { secret: { accessKeyId: 'hunter2' } }, { secret: { accessKeyId: '(redacted)' } }],
    [
      'whatever a password is called for short',
      {
        DB_PASS: 'x',
        dbPass: 'x',
        pass: 'x',
        DB_PW: 'x',
        authKey: 'x',
        preSharedKey: 'x',
        mfaCode: 'x',
        authenticationCode1: 'x',
      },
      Object.fromEntries(
        ['DB_PASS', 'dbPass', 'pass', 'DB_PW', 'authKey', 'preSharedKey', 'mfaCode', 'authenticationCode1'].map(
          (key) => [key, '(redacted)'],
        ),
      ),
    ],
    ['a word that ends in it', { bypass: 'x', compass: 'x' }, { bypass: 'x', compass: 'x' }],
    [
      'flags about secrets stay',
      { sessionCredentialFromConsole: 'true', httpTokens: 'required' },
      { sessionCredentialFromConsole: 'true', httpTokens: 'required' },
    ],
    [
      'a variable named like a secret',
      {
        environment: [
          { name: 'DB_PASSWORD', value: 'x' },
          { name: 'TZ', value: 'UTC' },
        ],
      },
      {
        environment: [
          { name: 'DB_PASSWORD', value: '(redacted)' },
          { name: 'TZ', value: 'UTC' },
        ],
      },
    ],
    [
      'a parameter named like a secret',
      { parameterKey: 'MasterPassword', parameterValue: 'x' },
      { parameterKey: 'MasterPassword', parameterValue: '(redacted)' },
    ],
    [
      'an option and its value',
      { command: ['mysql', '--password', 'x', '-v'] },
      { command: ['mysql', '--password', '(redacted)', '-v'] },
    ],
    ['user data', { userData: 'IyEvYmluL3No' }, { userData: '(redacted)' }],
    ['a name that is a secret', { [`password=hunter2`]: true }, { 'password=(redacted)': true }],
  ])('%s', (_name, given, expected) => expect(redact(given)).toEqual(expected));

  test('keeps keys of the prototype as keys, and touches no prototype', () => {
    const given = JSON.parse('{"__proto__":{"polluted":"yes"},"constructor":{"password":"x"}}') as Json;
    expect(JSON.stringify(redact(given))).toBe(
      '{"__proto__":{"polluted":"yes"},"constructor":{"password":"(redacted)"}}',
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('is never deeper than anyone reads', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`) as Json;
    expect(JSON.stringify(redact(deep))).toContain('nested too deep');
  });
});
