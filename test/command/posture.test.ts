/** `trailwarden posture` against the local CloudTrail, with no Slack. */
import { type CloudTrailServer, startCloudTrail } from '../../demo/cloudtrail/server';
import type { TrailSetup } from '../../demo/cloudtrail/trails';
import type { Posture } from '../../src/alert/posture';
import { postureCommand } from '../../src/command/posture';
import { testClock } from '../clock';
import { PROD, environment } from '../source/aws';
import { testIo } from './io';

const GOOD: TrailSetup = {
  name: 'main',
  homeRegion: 'us-east-1',
  multiRegion: true,
  organization: true,
  validation: true,
  kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1',
  logGroupArn: 'arn:aws:logs:us-east-1:111122223333:log-group:trail:*',
  insights: ['ApiCallRateInsight', 'ApiErrorRateInsight'],
};

let aws: CloudTrailServer;
afterEach(() => aws.close());

async function run(trails: readonly TrailSetup[], format?: string) {
  const clock = testClock();
  aws = await startCloudTrail({ clock, accounts: [{ ...PROD, trails }] });
  environment(aws.url, PROD);
  const io = testIo();
  const code = await postureCommand({ config: undefined, format, clock }, io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

test('a trail with all of good practice is a list of what passed', async () => {
  const { code, out } = await run([GOOD]);
  expect(code).toBe(0);
  expect(out).toMatch(/^111122223333: main\n {2}ok {2}A trail is logging\n/);
  expect(out).toContain('Not checked, as CloudTrail does not tell:\n  - who can read');
  expect(out.trimEnd()).toMatch(/1 account: nothing to do; 12 checks passed$/);
});

test('no trail at all is told with what to do', async () => {
  const { code, out } = await run([]);
  expect(code).toBe(1);
  expect(out).toMatch(/^ {2}CRITICAL {2}There is no trail at all$/m);
  expect(out).toMatch(/^ {4}1\. Is there an organization\?/m);
});

test('what is worth a thought only is no failure', async () => {
  const { code, out } = await run([{ ...GOOD, insights: [] }]);
  expect(code).toBe(0);
  expect(out).toMatch(/LOW {2}Insights are not switched on/);
});

test('as JSON it is the posture itself', async () => {
  const { out } = await run([{ ...GOOD, validation: false }], 'json');
  const { findings, accounts } = JSON.parse(out) as Posture;
  expect(findings).toMatchObject([
    {
      id: 'log-file-validation',
      account: PROD.id,
      level: 'medium',
      trail: 'main',
      nextSteps: [expect.any(String), expect.any(String)],
    },
  ]);
  expect(accounts).toHaveLength(1);
});

test('another format is refused', async () => {
  const { code, err } = await run([], 'xml');
  expect(code).toBe(2);
  expect(err).toBe('trailwarden: --format: expected text or json, found xml\n');
});
