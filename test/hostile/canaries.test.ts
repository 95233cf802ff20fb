/** Secrets planted wherever one may stand, and none comes out: not to Slack, to a log, to a terminal, to an error or the audit log. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '../../src/app';
import { auditExport } from '../../src/command/audit';
import { doctorCommand } from '../../src/command/doctor';
import { start } from '../../src/command/start';
import { createLog } from '../../src/log';
import { secretsIn } from '../../src/secrets';
import { loadConfig } from '../../src/config';
import { choose } from '../act/modals';
import { testIo } from '../command/io';
import { MINUTE, NOON, record } from '../fixtures';
import { ALICE, BOB, ROOT, type World, world } from '../harness';
import { acting } from '../pipeline/acting';
import { run } from '../pipeline/flood';
import { textsOf } from './live';

let here: World;
afterEach(() => here.close());
const { acknowledge, shown } = acting(() => here);

const KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARYKEY1';
const BODY = 'Canary0Canary1Canary2Canary3Canary4Canary5Canary6';
/** What is looked for; each is a part of a secret that no honest text holds. */
const CANARIES: Readonly<Record<string, string>> = {
  'a secret access key': KEY,
  'a session token': `IQoJb3JpZ2luX2VjCanary${BODY}${BODY}`,
  'a JSON Web Token': `eyJhbGciOiJIUzI1NiJ9.eyJDYW5hcnkiOjF9.${BODY}`,
  'a private key': `-----BEGIN RSA PRIVATE KEY-----\n${BODY}\n-----END RSA PRIVATE KEY-----`,
  'a token of Slack': `xoxb-1111-2222-${BODY}`,
  'a token of GitHub': `ghp_${BODY}`,
  'a URL with a password': `https://user:${BODY}@db.example.com/`,
  'a presigned URL': `https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE&X-Amz-Signature=${BODY}`,
  'a password in a text': `password=${BODY}`,
  'an option of a command': `--db-password ${BODY}`,
  'a header': `Authorization: Bearer ${BODY}`,
};
const PIECES = [BODY, KEY, 'CANARY', 'eyJDYW5hcnki'];

const leaks = (text: string) => PIECES.filter((piece) => text.includes(piece));

/** All that people and machines were told. */
function expectKept(...more: readonly string[]): void {
  const said = here.slack.calls.flatMap(({ args }) => textsOf(args));
  const told = [
    ...said,
    ...here.log,
    ...more,
    ...[ALICE, BOB].flatMap((user) => here.slack.ephemerals(user).map(({ text }) => text)),
  ];
  const around = new RegExp(`.{0,60}(?:${PIECES.map((piece) => piece.replace('/', '\\/')).join('|')})`, 's');
  expect(told.flatMap((text) => around.exec(text)?.[0] ?? [])).toEqual([]);
}

async function audit(): Promise<string> {
  const texts: string[] = [];
  for (const format of ['ndjson', 'csv']) {
    const io = { ...testIo(), env: here.environment, folder: here.folder };
    await auditExport({ since: undefined, format, config: undefined, root: ROOT }, io);
    texts.push(io.stdout.text);
  }
  return texts.join('');
}

const PROD = { region: 'eu-central-1', account: '111122223333' };

test.each(Object.entries(CANARIES))('%s in every text of a record is not shown', async (_name, secret) => {
  here = await world({ start: true });
  const time = new Date(NOON - MINUTE).toISOString();
  const texts = { userAgent: secret, errorMessage: secret, awsRegion: secret, sourceIPAddress: secret };
  const parameters = {
    name: secret,
    password: secret,
    userData: secret,
    [secret]: secret,
    list: [secret, { Key: 'DB_PASSWORD', Value: secret }],
  };
  const records = [
    {
      ...texts,
      requestParameters: parameters,
      responseElements: { credentials: { secretAccessKey: secret, sessionToken: secret } },
    },
    { requestParameters: parameters, errorCode: secret, errorMessage: secret },
    { eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances', requestParameters: parameters },
    {
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateLoginProfile',
      requestParameters: { userName: 'x', ...parameters },
      responseElements: { x: secret },
    },
    {
      eventSource: 'lambda.amazonaws.com',
      eventName: 'UpdateFunctionConfiguration20150331v2',
      requestParameters: { functionName: 'f', environment: { variables: { A: secret } } },
    },
    {
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { LoginTo: secret },
    },
  ];
  here.aws.put(
    records.map((fields) => record({ eventTime: time, ...fields })),
    PROD,
  );
  await here.app.tick();
  await run(here, 15);
  expect(shown().length).toBeGreaterThan(1);
  for (const one of ['show', 'why']) {
    await choose(here, BOB, one);
    await here.slack.closeView({ user: BOB, all: true });
  }
  await acknowledge(BOB);
  await run(here, 3);
  expectKept(await audit());
});

const SET = {
  AWS_SECRET_ACCESS_KEY: KEY,
  AWS_SESSION_TOKEN: `IQoJ${BODY}`,
  SLACK_SIGNING_SECRET: `sign${BODY}`,
};
const YAML = (aws: string) => `
accounts: [{ id: "111122223333", name: prod, environment: production, role_arn: "arn:aws:iam::111122223333:role/r", external_id: "ext${BODY}", regions: [eu-central-1] }]
heartbeat: ${aws}/ping/${BODY}
fallback: { url: "${aws}/hook/${BODY}", after: 1m }
`;

test('what is set is told by nothing that fails: AWS, Slack, the heartbeat, the second path, the doctor and the start', async () => {
  here = await world();
  const file = join(here.folder, 'secret.yml');
  writeFileSync(file, YAML(here.aws.url));
  const environment = { ...here.environment, ...SET };
  const config = loadConfig({ file, folder: here.folder, environment, slack: true });
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) }, secretsIn(environment, config));
  await here.app.stop();
  const echo = `The security token ${SET.AWS_SESSION_TOKEN} of ${KEY} with external id ext${BODY} password=${BODY} is not allowed`;
  for (const code of ['AccessDenied', 'SomethingElse', 'ValidationException'])
    here.aws.failNext({ code, status: 400, message: echo, times: 5 });
  const app = await createApp({ config, log, root: ROOT, clock: here.clock });
  for (const error of [`xoxb-1-${BODY}`, `password=${BODY}`, 'internal_error', 'invalid_auth'])
    here.slack.failNext('chat.postMessage', error);
  here.slack.failNext('*', { status: 500, times: 3 });
  for (let n = 0; n < 20; n += 1) {
    here.clock.advance(MINUTE);
    await app.tick().catch((error: unknown) => lines.push(String(error)));
    await app.attend();
    await app.deliver();
  }
  await app.stop();
  const texts: string[] = [];
  here.aws.failNext({ code: 'SomethingElse', status: 400, message: echo, times: 9 });
  const doctor = { ...testIo(), env: environment, folder: here.folder };
  await doctorCommand({ file, root: ROOT, postTest: true, clock: here.clock }, doctor);
  texts.push(doctor.stdout.text, doctor.stderr.text);
  const io = { ...testIo(), env: environment, folder: here.folder };
  const failing = async () => Promise.reject(new Error(`cannot do it with ${here.slack.botToken} and ${KEY}`));
  const starting = start(
    {
      file,
      root: ROOT,
      version: '0',
      stopped: new Promise(() => undefined),
      createApp: async () => ({ start: failing, stop: async () => undefined }),
    },
    io,
  );
  texts.push(await starting.then(() => '', String), io.stdout.text);
  expect(texts.join('')).not.toContain(here.slack.botToken);
  expect(lines.join('')).not.toContain(here.slack.botToken);
  expectKept(...lines, ...texts);
});

test.each([
  ['a token of the wrong kind', { SLACK_BOT_TOKEN: `xapp-${BODY}` }, ''],
  ['a token that is none', { SLACK_BOT_TOKEN: BODY, SLACK_APP_TOKEN: BODY }, ''],
  ['an address of the store that is none', { DATABASE_URL: `postgres://user:${BODY}@host/db` }, ''],
  ['an address of the heartbeat that is none', {}, `heartbeat: "nope:${BODY}"`],
  ['a key of the file that is none', {}, `accounts: [{ id: 7, external_id: { a: "${BODY}" } }]`],
  ['a token in the file', {}, `slack_token: "xoxb-${BODY}"`],
  ['a file that is no YAML', {}, `heartbeat: "https://u:${BODY}@x\n  - : [`],
])('the refusal of %s does not repeat it', async (_name, environment, yaml) => {
  here = await world();
  const file = join(here.folder, 'bad.yml');
  writeFileSync(file, yaml);
  const refusal = () =>
    loadConfig({ file, folder: here.folder, environment: { ...here.environment, ...environment }, slack: true });
  let told = '';
  try {
    refusal();
  } catch (error) {
    told = `${String(error)} ${(error as Error).stack ?? ''}`;
  }
  expect(leaks(told)).toEqual([]);
});
