import {
  DescribeTrailsCommand,
  type DescribeTrailsCommandInput,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { type CloudTrailServer, startCloudTrail } from '../../demo/cloudtrail/server';
import type { TrailSetup } from '../../demo/cloudtrail/trails';
import { testClock } from '../clock';

const ONE = { id: '111122223333', accessKeyId: 'AKIAONE', secretAccessKey: 'one' };
const TWO = { id: '444455556666', accessKeyId: 'AKIATWO', secretAccessKey: 'two' };
const POOR = {
  id: '777788889999',
  accessKeyId: 'AKIAPOOR',
  secretAccessKey: 'p',
  permissions: ['cloudtrail:LookupEvents'],
};
const TRAILS: readonly TrailSetup[] = [
  { name: 'wide', homeRegion: 'eu-west-1', multiRegion: true, insights: ['ApiErrorRateInsight'] },
  { name: 'local', homeRegion: 'us-east-1', status: { IsLogging: false } },
  { name: 'company', homeRegion: 'eu-west-1', multiRegion: true, organization: true },
];
const arn = (name: string, region = 'eu-west-1') => `arn:aws:cloudtrail:${region}:${ONE.id}:trail/${name}`;

const clock = testClock();
let aws: CloudTrailServer;
beforeEach(async () => {
  aws = await startCloudTrail({ clock, accounts: [{ ...ONE, trails: TRAILS }, TWO, POOR] });
});
afterEach(() => aws.close());

function client(region = 'us-east-1', credentials = ONE): CloudTrailClient {
  return new CloudTrailClient({ endpoint: aws.url, region, maxAttempts: 1, credentials });
}

describe('DescribeTrails', () => {
  test.each<[string, string, typeof ONE, DescribeTrailsCommandInput, string[]]>([
    ['its own and the shadows of others', 'us-east-1', ONE, {}, ['wide', 'local', 'company']],
    ['its own alone, if asked so', 'us-east-1', ONE, { includeShadowTrails: false }, ['local']],
    ['no trail of another region', 'eu-north-1', ONE, {}, ['wide', 'company']],
    ['to a member the trail of its organization', 'us-east-1', TWO, {}, ['company']],
    ['to a member none of its own', 'us-east-1', TWO, { includeShadowTrails: false }, []],
    ['one by its name, where it is at home', 'us-east-1', ONE, { trailNameList: ['local', 'wide'] }, ['local']],
    ['one by its ARN', 'us-east-1', ONE, { trailNameList: [arn('wide')] }, ['wide']],
  ])('shows %s', async (_, region, account, input, names) => {
    const { trailList = [] } = await client(region, account).send(new DescribeTrailsCommand(input));
    expect(trailList.map(({ Name }) => Name)).toEqual(names);
  });
});

test('a status has times, and what was set up', async () => {
  const status = await client('eu-west-1').send(new GetTrailStatusCommand({ Name: 'wide' }));
  expect(status).toMatchObject({ IsLogging: true, LatestDeliveryTime: expect.any(Date) as Date });
  const off = await client().send(new GetTrailStatusCommand({ Name: 'local' }));
  expect(off.IsLogging).toBe(false);
});

test('a trail that was given no selectors has the usual one', async () => {
  const { EventSelectors } = await client('eu-west-1').send(new GetEventSelectorsCommand({ TrailName: arn('wide') }));
  expect(EventSelectors).toMatchObject([{ ReadWriteType: 'All', IncludeManagementEvents: true }]);
});

test('Insights are listed where they are enabled', async () => {
  const { InsightSelectors } = await client('eu-west-1').send(new GetInsightSelectorsCommand({ TrailName: 'wide' }));
  expect(InsightSelectors).toEqual([{ InsightType: 'ApiErrorRateInsight' }]);
});

test.each([
  ['a trail that is not there', 'TrailNotFoundException', ONE, 'nothing'],
  ['a trail by its name in another region', 'TrailNotFoundException', ONE, 'wide'],
  ['a trail of one region by its ARN elsewhere', 'TrailNotFoundException', ONE, arn('local', 'eu-west-1')],
  ['the trail of its organization, to a member', 'TrailNotFoundException', TWO, arn('company')],
  ['a name that cannot be', 'InvalidTrailNameException', ONE, 'no/name'],
  ['an ARN that cannot be', 'CloudTrailARNInvalidException', ONE, 'arn:aws:s3:::bucket'],
  ['what is not permitted', 'AccessDeniedException', POOR, 'local'],
])('%s is refused with %s', async (_, name, account, trail) => {
  const refused = { name, $metadata: { httpStatusCode: 400 } };
  const one = client('us-east-1', account);
  await expect(one.send(new GetTrailStatusCommand({ Name: trail }))).rejects.toMatchObject(refused);
  await expect(one.send(new GetEventSelectorsCommand({ TrailName: trail }))).rejects.toMatchObject(refused);
  await expect(one.send(new GetInsightSelectorsCommand({ TrailName: trail }))).rejects.toMatchObject(refused);
});

test('Insights that are not enabled are an error', async () => {
  const asked = client().send(new GetInsightSelectorsCommand({ TrailName: 'local' }));
  await expect(asked).rejects.toMatchObject({ name: 'InsightNotEnabledException' });
});

test('ten requests a second are enough, eleven are too many, and LookupEvents has its own', async () => {
  const one = client();
  for (let request = 0; request < 10; request += 1) await one.send(new DescribeTrailsCommand({}));
  await expect(one.send(new DescribeTrailsCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' });
  await one.send(new GetTrailStatusCommand({ Name: 'local' }));
});
