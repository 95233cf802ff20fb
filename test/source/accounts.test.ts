import type { LocalAws } from './aws';
import { HOUR, MINUTE, PROD, UNREAD, account, headsOf, laneOf, localAws, readLane, record } from './aws';
import type { AccountSetup } from '../../demo/cloudtrail/identities';
import type { LookupEventsSource } from '../../src/source/lookup-events';
import type { Probe } from '../../src/source/probe';

const ROLE = 'arn:aws:iam::444455556666:role/trailwarden';
const STAGING: AccountSetup = {
  id: '444455556666',
  accessKeyId: 'AKIASTAGINGSTAGING00',
  secretAccessKey: 'staging-secret',
  roles: [
    { arn: ROLE, externalId: 'right', trustedAccounts: [PROD.id] },
    { arn: `${ROLE}-blind`, externalId: 'right', permissions: [] },
  ],
};
const prod = { id: PROD.id, name: 'prod', regions: ['us-east-1'] };
const staging = {
  id: STAGING.id,
  name: 'staging',
  regions: ['us-east-1', 'eu-west-1'],
  roleArn: ROLE,
  externalId: 'right',
};

let local: LocalAws;
beforeEach(async () => (local = await localAws({ accounts: [PROD, STAGING] })));
afterEach(() => local.close());

describe('accounts', () => {
  it("are the credentials' own when none is configured, with all regions", async () => {
    const source = local.source([]);
    expect(await source.ownAccount()).toBe(PROD.id);
    const heads = await headsOf(source);
    expect(heads).toHaveLength(36);
    expect(heads[0]?.id).toEqual({ account: PROD.id, region: 'us-east-1', kind: 'changes' });
  });

  it('have an id without asking STS when it is configured or said by the role', async () => {
    const source = local.source([prod, { ...staging, id: undefined }]);
    expect((await headsOf(source)).map(({ id }) => id.account)).toEqual([PROD.id, STAGING.id, STAGING.id]);
    expect(local.aws.calls).toEqual([]);
  });

  it('are read through a role with its external id, assumed once for all regions', async () => {
    const { aws, clock } = local;
    aws.put(record('theirs', clock.now(), { recipientAccountId: STAGING.id, awsRegion: 'eu-west-1' }));
    const source = local.source([staging]);
    const read = await Promise.all((await headsOf(source)).map((lane) => readLane(lane, UNREAD, clock.now())));
    expect(read.flatMap(({ ids }) => ids)).toEqual(['theirs']);
    expect(aws.calls.map(({ action }) => action).sort()).toEqual(['AssumeRole', 'LookupEvents', 'LookupEvents']);
    expect(aws.calls[0]?.parameters).toMatchObject({
      RoleArn: ROLE,
      RoleSessionName: 'trailwarden',
      ExternalId: 'right',
    });
  });

  it('whose role refuses us stop no other', async () => {
    const { aws, clock } = local;
    aws.put(record('ours', clock.now()));
    const source = local.source([{ ...staging, externalId: 'wrong' }, prod]);
    const results = await Promise.allSettled(
      (await headsOf(source)).map((lane) => readLane(lane, UNREAD, clock.now())),
    );
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(results[2]).toMatchObject({ value: { ids: ['ours'] } });
    expect(results[0]).toMatchObject({ reason: { code: 'aws-role-denied', permanent: false } });
    expect(String(results[0]?.status === 'rejected' && results[0].reason)).toMatch(
      /^AwsError: staging \(444455556666\) us-east-1: the role could not be assumed arn:aws:iam::444455556666:role\/trailwarden .*not authorized to perform: sts:AssumeRole.*trust policy.*external_id/,
    );
  });

  it('that cannot even begin are seen to fail since then, and stop no other', async () => {
    const { clock } = local;
    const source = local.source([{ ...staging, regions: ['us-east-1', 'cn-north-1'] }, prod]);
    const since = clock.now();
    await source.lanes();
    clock.advance(HOUR);
    expect((await headsOf(source)).map(({ id }) => id.account)).toEqual([PROD.id]);
    const failing = source.state().filter(({ error }) => error !== undefined);
    expect(failing).toMatchObject([
      { account: STAGING.id, region: 'us-east-1', kind: 'changes', pace: 'failing', error: { at: since } },
    ]);
    expect(failing[0]?.error?.message).toMatch(/cn-north-1 is not in the account's partition/);
  });

  it('are read again as soon as the role lets us', async () => {
    const { aws, clock } = local;
    aws.failNext({ action: 'AssumeRole', status: 403, code: 'AccessDenied', message: 'not yet' });
    aws.put(record('theirs', clock.now(), { recipientAccountId: STAGING.id }));
    const lane = await laneOf(local.source([staging]), 'us-east-1', STAGING.id);
    await expect(readLane(lane, UNREAD, clock.now())).rejects.toMatchObject({ code: 'aws-role-denied' });
    await expect(readLane(lane, UNREAD, clock.now())).resolves.toMatchObject({ ids: ['theirs'] });
  });

  it('without any credentials are told what to set', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    await expect(local.source([]).lanes()).rejects.toMatchObject({
      code: 'aws-no-credentials',
      message: expect.stringContaining('set AWS_PROFILE') as string,
    });
  });

  it.each([
    [
      'a permission is missing',
      'AccessDeniedException',
      'no identity-based policy allows it',
      'aws-access-denied',
      'allow these credentials the action cloudtrail:LookupEvents',
    ],
    [
      'an organization forbids it',
      'AccessDeniedException',
      'with an explicit deny in a service control policy',
      'aws-denied-by-organization',
      'list the allowed regions',
    ],
    [
      'a session has expired',
      'ExpiredTokenException',
      'The security token is expired',
      'aws-credentials-expired',
      'renew them',
    ],
    ['AWS says something new', 'TeapotException', 'short and stout', 'aws-refused', 'short and stout'],
  ])('where %s say so and what to do', async (_, code, message, expected, advice) => {
    local.aws.failNext({ action: 'LookupEvents', status: 400, code, message });
    const lane = await laneOf(local.source([prod]), 'us-east-1');
    await expect(readLane(lane, UNREAD, local.clock.now())).rejects.toMatchObject({
      code: expected,
      permanent: false,
      message: expect.stringMatching(new RegExp(`^prod \\(111122223333\\) us-east-1: .*${advice}`)) as string,
    });
  });

  it('with renewed credentials are read without a restart', async () => {
    const { aws, clock } = local;
    aws.put(record('ours', clock.now()));
    const lane = await laneOf(local.source([prod]), 'us-east-1');
    process.env.AWS_SECRET_ACCESS_KEY = 'old and wrong';
    await expect(readLane(lane, UNREAD, clock.now())).rejects.toMatchObject({ code: 'aws-signature' });
    process.env.AWS_SECRET_ACCESS_KEY = PROD.secretAccessKey;
    await expect(readLane(lane, UNREAD, clock.now())).resolves.toMatchObject({ ids: ['ours'] });
  });
});

describe('regions', () => {
  it('that break stop no other', async () => {
    const { aws, clock } = local;
    aws.put([record('home', clock.now()), record('away', clock.now(), { awsRegion: 'eu-west-1' })]);
    aws.failNext({ action: 'LookupEvents', region: 'us-east-1', times: 9, hangUp: true });
    const lanes = await headsOf(local.source([{ ...prod, regions: ['eu-west-1'] }]));
    const results = await Promise.allSettled(lanes.map((lane) => readLane(lane, UNREAD, clock.now())));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ value: { ids: ['away'] } });
  });

  it('that are not enabled are noticed, told once, left alone, and asked again an hour later', async () => {
    const { aws, clock, logs } = local;
    const source = local.source([{ ...prod, regions: 'all' }]);
    const tick = async (): Promise<number> => {
      const lanes = await headsOf(source);
      const now = clock.now();
      await Promise.all(lanes.map((lane) => readLane(lane, UNREAD, now)));
      return lanes.length;
    };
    expect([await tick(), await tick()]).toEqual([36, 17]);
    expect(logs).toHaveLength(19);
    expect(logs[0]).toMatchObject({ level: 'info', message: 'region is not enabled and left alone' });
    clock.advance(HOUR);
    expect(await tick()).toBe(36);
    expect(logs).toHaveLength(19);
    expect(aws.calls.filter(({ code }) => code === 'ThrottlingException')).toEqual([]);
  });

  it('that are listed and not enabled are a warning', async () => {
    const lane = await laneOf(local.source([{ ...prod, regions: ['eu-south-2'] }]), 'eu-south-2');
    await expect(readLane(lane, UNREAD, local.clock.now())).resolves.toMatchObject({ pages: [] });
    expect(local.logs).toMatchObject([{ level: 'warn', data: { region: 'eu-south-2' } }]);
  });

  it('are not taken for disabled when it is the key that nobody knows', async () => {
    process.env.AWS_ACCESS_KEY_ID = 'AKIANOBODYKNOWSTHIS0';
    const lane = await laneOf(local.source([{ ...prod, regions: ['eu-south-2'] }]), 'eu-south-2');
    await expect(readLane(lane, UNREAD, local.clock.now())).rejects.toMatchObject({ code: 'aws-credentials-unknown' });
  });
});

describe('a probe', () => {
  async function probesOf(source: LookupEventsSource): Promise<Probe[]> {
    const probes: Probe[] = [];
    for await (const probe of source.probeAll()) probes.push(probe);
    return probes;
  }

  it('finds each account and each region well', async () => {
    const probes = await probesOf(local.source([prod, staging]));
    expect(probes.map(({ ok, account: name, region }) => [ok, name, region])).toEqual([
      [true, 'prod (111122223333)', undefined],
      [true, 'prod (111122223333)', 'us-east-1'],
      [true, 'staging (444455556666)', undefined],
      [true, 'staging (444455556666)', 'us-east-1'],
      [true, 'staging (444455556666)', 'eu-west-1'],
    ]);
    expect(probes[2]?.message).toBe(`credentials of arn:aws:sts::444455556666:assumed-role/trailwarden/trailwarden`);
  });

  it.each([
    ['credentials of another account', { id: '999900001111' }, 'account-mismatch', 'give a role_arn'],
    ['a role that refuses', { ...staging, externalId: 'wrong' }, 'aws-role-denied', 'trust policy'],
  ])('tells %s once, not for each region', async (_, settings, code, advice) => {
    const probes = await probesOf(local.source([settings]));
    expect(probes).toMatchObject([
      { ok: false, region: undefined, code, advice: expect.stringContaining(advice) as string },
    ]);
  });

  it('tells a missing permission for the region', async () => {
    const settings = account({ ...staging, roleArn: `${ROLE}-blind` });
    const source = local.source([settings]);
    expect(await source.probe(settings, 'us-east-1')).toMatchObject({
      ok: false,
      code: 'aws-access-denied',
      message: expect.stringContaining('staging (444455556666) us-east-1: LookupEvents was denied') as string,
      advice: 'allow these credentials the action cloudtrail:LookupEvents on resource "*"',
    });
  });

  it('finds nothing wrong with a region that is not enabled, unless it is listed', async () => {
    const source = local.source([{ ...prod, regions: 'all' }]);
    const probes = await probesOf(source);
    expect(probes.filter(({ ok }) => !ok)).toEqual([]);
    expect(probes.filter(({ code }) => code === 'region-not-enabled')).toHaveLength(19);
    const listed = account({ ...prod, regions: ['eu-south-2'] });
    expect(await local.source([listed]).probe(listed, 'eu-south-2')).toMatchObject({
      ok: false,
      code: 'region-not-enabled',
    });
  });
});

it('waits no longer than needed for a lane that was never read', async () => {
  const { clock } = local;
  const before = clock.now();
  await readLane(await laneOf(local.source([prod]), 'us-east-1'), UNREAD, before);
  expect(clock.now() - before).toBeLessThan(MINUTE);
});
